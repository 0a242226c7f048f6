"""Sentences with what their own words say of every label."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .features import SentenceBatch
from .tokens import Words

__all__ = ["ScoredBatch"]


@dataclass(frozen=True, slots=True)
class ScoredBatch:
    """A batch with its words and its scores."""

    batch: SentenceBatch
    words: Words
    scores: NDArray[np.float64]
    """(sentences, members, labels) by each member of the first pass, not calibrated: the likelier
    the label, the higher"""
