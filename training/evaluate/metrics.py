"""Precision, recall, F1, average precision and calibration error, as pure formulas on arrays.

Counts may have any leading axes, one test set or a thousand resamples of it. A value that a formula
does not define is nan here; `scoring` turns it into a reason.

Precision, recall and F1: van Rijsbergen 1979, "Information retrieval", chapter 7. Average
precision, non-interpolated: Manning, Raghavan and Schütze 2008, "Introduction to information
retrieval", section 8.4, tied scores taken together as in scikit-learn's `average_precision_score`.
Calibration error: Naeini, Cooper and Hauskrecht 2015, "Obtaining well calibrated probabilities
using Bayesian binning", with the bins of Guo et al. 2017, "On calibration of modern neural
networks", one label at a time as in Kull et al. 2019, "Beyond temperature scaling".
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dateline.corpus.agreement.coefficients import ratio

__all__ = [
    "BINS",
    "average_precision",
    "calibration_bin",
    "calibration_error",
    "f1",
    "precision",
    "precision_recall_points",
    "recall",
]

Floats = NDArray[np.float64]
Integers = NDArray[np.intp]
Booleans = NDArray[np.bool_]

BINS = 15
"""Equal-width bins of the expected calibration error (Guo et al. 2017)."""


def precision(hits: Floats, predicted: Floats) -> Floats:
    """Return the share of the predicted sentences that have the label, nan where none is predicted.

    hits, predicted : (...), the sentences that are predicted rightly, and those that are predicted.
    """
    return ratio(hits, predicted)


def recall(hits: Floats, positives: Floats) -> Floats:
    """Return the share of the label's sentences that are found, nan where it has none.

    hits, positives : (...), the sentences that are predicted rightly and those that have the label.
    """
    return ratio(hits, positives)


def f1(hits: Floats, predicted: Floats, positives: Floats) -> Floats:
    """Return F1 = 2 TP / (predicted + positives), the harmonic mean of precision and recall.

    hits, predicted, positives : (...). Zero where sentences have the label and none is predicted,
    nan where no sentence has the label.
    """
    defined = np.where(positives > 0, predicted + positives, 0.0)
    return ratio(2 * hits, defined)


def average_precision(scores: Floats, gold: Booleans, weights: Floats) -> Floats:
    """Return AP = the sum over distinct scores n of (R_n - R_{n-1}) P_n.

    scores, gold : (sentences,); weights : (..., sentences), how often each sentence counts;
    result : (...), nan where no sentence that counts has the label.
    """
    order = np.argsort(-scores, kind="stable")
    last = _last_of_run(scores[order])
    weights = weights[..., order]
    given = np.cumsum(weights, axis=-1)[..., last]
    hits = np.cumsum(np.where(gold[order], weights, 0.0), axis=-1)[..., last]
    P = hits / np.maximum(given, 1e-300)
    gained = np.diff(hits, axis=-1, prepend=0.0)
    return ratio((gained * P).sum(axis=-1), hits[..., -1])


def precision_recall_points(scores: Floats, gold: Booleans) -> tuple[Floats, Floats, Floats]:
    """Return recall, precision and threshold at every distinct score, from the highest down.

    scores, gold : (sentences,), at least one of them positive; the results : (distinct scores,).
    """
    order = np.argsort(-scores, kind="stable")
    last = _last_of_run(scores[order])
    hits = np.cumsum(gold[order])[last]
    return hits / hits[-1], hits / (last + 1.0), scores[order][last]


def calibration_bin(probabilities: Floats) -> Integers:
    """Return the bin of each probability, 0 to BINS - 1: bin m holds (m / BINS, (m + 1) / BINS].

    Zero itself falls into the first bin.
    """
    bins = np.ceil(probabilities * BINS).astype(np.intp) - 1
    return np.clip(bins, 0, BINS - 1)


def calibration_error(gaps: Floats, sentences: Floats) -> Floats:
    """Return ECE = the sum over bins of n_b / n |share with the label - mean probability|.

    gaps : (..., bins), the sum over a bin's sentences of (1 with the label, else 0) - probability;
    sentences : (...), n. The bin's size n_b cancels.
    """
    return ratio(np.abs(gaps).sum(axis=-1), sentences)


def _last_of_run(ordered: Floats) -> Integers:
    """Return where each run of equal values ends."""
    return np.flatnonzero(np.append(np.diff(ordered) != 0, True))
