"""From which probability a sentence is given a label."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["best_threshold"]


def best_threshold(probabilities: NDArray[np.float64], truth: NDArray[np.bool_]) -> float:
    """Return the threshold with the best F1, half-way to the next probability below it.

    probabilities, truth : (sentences,), from cross-validation: a sentence's probability must come
    from a fit that did not see it. Of equally good thresholds the highest. Raises ValueError where
    no sentence has the label.
    """
    if not truth.any():
        raise ValueError("a threshold needs a sentence that has the label")
    order = np.argsort(-probabilities, kind="stable")
    ranked = probabilities[order]
    last_of_ties = np.append(ranked[1:] < ranked[:-1], True)
    taken = np.arange(1, len(ranked) + 1)
    f1 = 2 * np.cumsum(truth[order]) / (taken + truth.sum())
    best = int(np.argmax(np.where(last_of_ties, f1, -1)))
    below = ranked[best + 1] if best + 1 < len(ranked) else 0.0
    return float((ranked[best] + below) / 2)
