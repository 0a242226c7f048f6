"""What is refused before anything is measured."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from dateline.corpus.errors import ModelError
from dateline.models.classifier import Classifier
from dateline.training.evaluate.guards import probabilities


@dataclass
class Pipeline:
    """A fitted pipeline that gives each sentence the same scores."""

    scores: tuple[float, ...]

    def predict_proba(self, batch: Any) -> np.ndarray:
        return np.tile(self.scores, (len(batch), 1))


@pytest.mark.parametrize("wrong", [float("nan"), 1.5, -0.1, float("inf")])
def test_scores_that_are_no_probabilities_are_named(material: Any, wrong: float) -> None:
    """NaN and what lies outside 0 to 1 end in one line with the label and the number."""
    classifier = Classifier(Pipeline((0.5, wrong)), ("attack", "testimony"), (0.5, 0.5), *"abc", 0)

    with pytest.raises(ModelError, match=rf"model gives {wrong:g} as the .*'testimony' \(96 such"):
        probabilities(classifier, material.held_out, "model")
