"""From which probability a sentence is given a label."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["best_threshold"]


def best_threshold(probabilities: NDArray[np.float64]) -> float:
    """Return the threshold with the best expected F1, half-way to the next probability below it.

    probabilities : (sentences,) of one label, calibrated and from cross-validation: a sentence's
    probability comes from a fit that did not see it. With n sentences at or above the threshold
    whose probabilities sum to s, expected F1 is taken as 2 s / (n + the sum over all sentences):
    Lipton, Elkan and Narayanaswamy 2014, "Optimal thresholding of classifiers to maximize F1
    measure". Gold enters by way of the probabilities alone, so that a few lucky sentences of a rare
    label do not move the threshold. Raises ValueError without sentences or with values outside 0
    to 1.
    """
    if not len(probabilities) or not ((probabilities >= 0) & (probabilities <= 1)).all():
        raise ValueError("a threshold needs probabilities between 0 and 1, one or more")
    ranked = np.sort(probabilities)[::-1]
    f1 = 2 * np.cumsum(ranked) / (np.arange(1, len(ranked) + 1) + ranked.sum())
    last_of_ties = np.append(ranked[1:] < ranked[:-1], True)
    best = int(np.argmax(np.where(last_of_ties, f1, -1)))
    below = ranked[best + 1] if best + 1 < len(ranked) else 0.0
    return float((ranked[best] + below) / 2)
