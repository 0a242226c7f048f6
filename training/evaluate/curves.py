"""What the report draws: precision-recall curves, calibration and labels that go together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .metrics import BINS, calibration_bin, precision_recall_points

__all__ = [
    "CalibrationBin",
    "Cooccurrence",
    "PrecisionRecallCurve",
    "calibration_bins",
    "cooccurrence",
    "precision_recall_curve",
]

MOST_POINTS = 200
"""Points of a curve that are kept, evenly over recall."""


@dataclass(frozen=True, slots=True)
class PrecisionRecallCurve:
    """Precision and recall at falling thresholds; no points where no sentence has the label."""

    label: str
    recall: tuple[float, ...]
    precision: tuple[float, ...]
    threshold: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class CalibrationBin:
    """The sentences whose probability lies in (low, high]: what was promised and what came true."""

    low: float
    high: float
    sentences: int
    mean_probability: float
    share: float
    """share of these sentences that have the label"""


@dataclass(frozen=True, slots=True)
class Cooccurrence:
    """How many sentences have each two labels; the diagonal counts each label."""

    gold: tuple[tuple[int, ...], ...]
    predicted: tuple[tuple[int, ...], ...]


def precision_recall_curve(
    label: str, scores: NDArray[np.float64], gold: NDArray[np.bool_]
) -> PrecisionRecallCurve:
    """Return a label's curve, thinned to `MOST_POINTS` and its end. scores, gold : (sentences,)."""
    if not gold.any():
        return PrecisionRecallCurve(label, (), (), ())
    recall, precision, threshold = precision_recall_points(scores, gold)
    step = np.floor(recall * MOST_POINTS)
    kept = np.flatnonzero(np.diff(step, prepend=-1.0))
    kept = np.union1d(kept, [len(recall) - 1])
    return PrecisionRecallCurve(
        label,
        tuple(recall[kept].tolist()),
        tuple(precision[kept].tolist()),
        tuple(threshold[kept].tolist()),
    )


def calibration_bins(
    scores: NDArray[np.float64], gold: NDArray[np.bool_]
) -> tuple[CalibrationBin, ...]:
    """Return the bins that hold a sentence. scores, gold : (sentences,)."""
    bins = calibration_bin(scores)
    return tuple(
        CalibrationBin(
            low=index / BINS,
            high=(index + 1) / BINS,
            sentences=int(inside.sum()),
            mean_probability=float(scores[inside].mean()),
            share=float(gold[inside].mean()),
        )
        for index in range(BINS)
        if (inside := bins == index).any()
    )


def cooccurrence(gold: NDArray[np.bool_], predicted: NDArray[np.bool_]) -> Cooccurrence:
    """Return how often labels go together. gold, predicted : (sentences, labels)."""

    def counts(membership: NDArray[np.bool_]) -> tuple[tuple[int, ...], ...]:
        table = membership.T.astype(np.intp) @ membership.astype(np.intp)
        return tuple(tuple(row) for row in table.tolist())

    return Cooccurrence(counts(gold), counts(predicted))
