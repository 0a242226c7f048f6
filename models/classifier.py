"""A trained classifier: a pipeline, and when its probabilities make a label."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .encoder import Encoder
from .features import SentenceBatch

__all__ = ["Classifier"]


@dataclass(frozen=True, slots=True)
class Classifier:
    """What training hands to prediction."""

    pipeline: Any
    """a fitted scikit-learn Pipeline from a SentenceBatch to probabilities"""
    labels: tuple[str, ...]
    thresholds: tuple[float, ...]
    """per label the probability from which a sentence is given it"""
    guidelines_digest: str
    training_digest: str
    split_digest: str | None
    """None: trained on every ruled article"""
    seed: int
    encoder: Encoder | None = field(default=None, compare=False)
    """what the pipeline's embeddings are made by, where it reads any"""

    def predict_proba(self, batch: SentenceBatch) -> NDArray[np.float64]:
        """Return the probability of every label. Result : (sentences, labels)."""
        if not len(batch):
            return np.zeros((0, len(self.labels)))
        if self.encoder is not None:
            batch = self.encoder.embed(batch)
        return np.asarray(self.pipeline.predict_proba(batch), dtype=np.float64)

    def predict(self, batch: SentenceBatch) -> NDArray[np.bool_]:
        """Return which labels each sentence is given. Result : (sentences, labels)."""
        given: NDArray[np.bool_] = self.predict_proba(batch) >= np.asarray(self.thresholds)
        return given
