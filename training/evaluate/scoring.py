"""How well labels were found: every metric with its interval over articles.

All numbers of one evaluation rest on the same resamples of the held-out articles. Arrays carry the
test set itself in row 0 and the resamples after it, so that a number and its interval come from one
formula.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dateline.corpus.intervals import Estimate, estimate, weighted_sums

from . import metrics

__all__ = [
    "NO_POSITIVE",
    "Averages",
    "LabelMetrics",
    "Metrics",
    "average_precisions",
    "f1_scores",
    "macro_average",
    "measure",
    "sums_by_resample",
    "with_interval",
]

Floats = NDArray[np.float64]
Integers = NDArray[np.intp]
Booleans = NDArray[np.bool_]
Weights = NDArray[np.int32]

NO_POSITIVE = "no held-out sentence has the label"
NO_LABEL = "no held-out sentence has any label"
NEVER_PREDICTED = "the label is never predicted"
NO_SCORES = "labels without probabilities"

CELLS = 4_000_000
"""Cells of a temporary array of sentence weights: 32 MB of float64."""


@dataclass(frozen=True, slots=True)
class LabelMetrics:
    """How well one label was found."""

    label: str
    support: int
    """sentences that have the label"""
    predicted: int
    """sentences that it was given to"""
    prevalence: Estimate
    """share of sentences that have the label"""
    precision: Estimate
    recall: Estimate
    f1: Estimate
    average_precision: Estimate
    calibration_error: Estimate


@dataclass(frozen=True, slots=True)
class Averages:
    """Precision, recall and F1 over labels."""

    precision: Estimate
    recall: Estimate
    f1: Estimate


@dataclass(frozen=True, slots=True)
class Metrics:
    """How well all labels were found.

    `macro` is the mean over the labels of `macro_over`, those that a held-out sentence has: F1 is
    the mean of the labels' F1, not the F1 of the means. `micro` counts all decisions together.
    """

    labels: tuple[LabelMetrics, ...]
    macro_over: tuple[str, ...]
    macro: Averages
    micro: Averages
    mean_average_precision: Estimate
    exact_match: Estimate
    """share of sentences whose set of labels is exactly right"""
    calibration_error: Estimate
    """mean over all labels"""


def measure(
    *,
    labels: Sequence[str],
    gold: Booleans,
    predicted: Booleans,
    scores: Floats | None,
    article: Integers,
    weights: Weights,
    progress: Callable[[int, int], None] = lambda *_: None,
) -> Metrics:
    """Return every metric of a set of predictions.

    gold, predicted : (sentences, labels), membership; scores : (sentences, labels), probabilities,
    or None where there are only labels; article : (sentences,), the column of `weights` of each
    sentence's article; weights : (resamples, articles). `progress` is told of labels done and
    labels in all. Raises ValueError where shapes differ or a score is no probability.
    """
    if not gold.shape == predicted.shape == (len(article), len(labels)):
        raise ValueError(f"gold is {gold.shape}, predicted {predicted.shape}: they must be alike")
    if scores is not None and (scores.shape != gold.shape or not _are_probabilities(scores)):
        raise ValueError(f"scores must be probabilities of shape {gold.shape}")
    one = np.ones((len(gold), 1))
    exact = (gold == predicted).all(axis=1, keepdims=True)
    columns = np.hstack([gold & predicted, predicted, gold, exact, one])
    hits, given, wanted, right, n = np.split(
        sums_by_resample(columns, article, weights), np.cumsum([gold.shape[1]] * 3 + [1]), axis=1
    )
    P, R = metrics.precision(hits, given), metrics.recall(hits, wanted)
    F = metrics.f1(hits, given, wanted)
    AP = np.full_like(F, np.nan)
    ECE = np.full_like(F, np.nan)
    if scores is not None:
        ECE = _calibration_errors(scores, gold, article, weights)
        for column in range(len(labels)):
            progress(column, len(labels))
            AP[:, column] = average_precisions(scores[:, column], gold[:, column], article, weights)
        progress(len(labels), len(labels))
    no_scores = NO_SCORES if scores is None else None
    over = [i for i in range(len(labels)) if wanted[0, i]]
    all_hits, all_given, all_wanted = (x.sum(axis=1) for x in (hits, given, wanted))
    return Metrics(
        labels=tuple(
            LabelMetrics(
                label=label,
                support=int(wanted[0, i]),
                predicted=int(given[0, i]),
                prevalence=with_interval(wanted[:, i] / n[:, 0], "there are no sentences"),
                precision=with_interval(P[:, i], NEVER_PREDICTED),
                recall=with_interval(R[:, i], NO_POSITIVE),
                f1=with_interval(F[:, i], NO_POSITIVE),
                average_precision=with_interval(AP[:, i], no_scores or NO_POSITIVE),
                calibration_error=with_interval(ECE[:, i], no_scores or ""),
            )
            for i, label in enumerate(labels)
        ),
        macro_over=tuple(labels[i] for i in over),
        macro=Averages(
            macro_average(P, over, "a label is never predicted, so its precision is undefined"),
            macro_average(R, over, NO_POSITIVE),
            macro_average(F, over, NO_POSITIVE),
        ),
        micro=Averages(
            with_interval(metrics.precision(all_hits, all_given), "no label is ever predicted"),
            with_interval(metrics.recall(all_hits, all_wanted), NO_LABEL),
            with_interval(metrics.f1(all_hits, all_given, all_wanted), NO_LABEL),
        ),
        mean_average_precision=macro_average(AP, over, no_scores or NO_POSITIVE),
        exact_match=with_interval(right[:, 0] / n[:, 0], "there are no sentences"),
        calibration_error=with_interval(ECE.mean(axis=1), no_scores or ""),
    )


def sums_by_resample(columns: Floats | Booleans, article: Integers, weights: Weights) -> Floats:
    """Return what the columns sum up to in the test set (row 0) and in every resample of it.

    columns : (sentences, sums); article : (sentences,); weights : (resamples, articles); result :
    (1 + resamples, sums).
    """
    by_article = np.zeros((weights.shape[1], columns.shape[1]))
    np.add.at(by_article, article, columns)
    return np.vstack([by_article.sum(axis=0), weighted_sums(weights, by_article)])


def f1_scores(
    gold: Booleans, predicted: Booleans, article: Integers, weights: Weights
) -> tuple[Floats, Floats]:
    """Return each label's F1 and micro-F1 of the test set (row 0) and of its resamples.

    gold, predicted : (sentences, labels). Results : (1 + resamples, labels) and (1 + resamples,).
    """
    columns = np.hstack([gold & predicted, predicted, gold])
    counts = np.split(sums_by_resample(columns, article, weights), 3, axis=1)
    hits, given, wanted = counts
    together = [each.sum(axis=1) for each in counts]
    return metrics.f1(hits, given, wanted), metrics.f1(*together)


def average_precisions(
    scores: Floats, gold: Booleans, article: Integers, weights: Weights
) -> Floats:
    """Return a label's average precision on the test set (row 0) and on its resamples.

    scores, gold : (sentences,). Result : (1 + resamples,). Resamples are taken a block at a time.
    """
    values = [metrics.average_precision(scores, gold, np.ones((1, len(scores))))]
    step = max(1, CELLS // len(scores))
    for start in range(0, len(weights), step):
        block = weights[start : start + step, article].astype(np.float64)
        values.append(metrics.average_precision(scores, gold, block))
    return np.concatenate(values)


def macro_average(values: Floats, over: Sequence[int], reason: str) -> Estimate:
    """Return the mean over some labels; undefined wherever it is for one of them.

    values : (1 + resamples, labels); over : (labels averaged,).
    """
    if not over:
        return Estimate(None, None, None, NO_LABEL)
    return with_interval(values[:, over].mean(axis=1), reason)


def with_interval(values: Floats, reason: str) -> Estimate:
    """Return a number with its interval, or None with `reason` where it is undefined.

    values : (1 + resamples,), the test set first.
    """
    if np.isnan(values[0]):
        return Estimate(None, None, None, reason)
    return estimate(float(values[0]), values[1:])


def _calibration_errors(
    scores: Floats, gold: Booleans, article: Integers, weights: Weights
) -> Floats:
    """Return each label's calibration error. Result : (1 + resamples, labels)."""
    bins = metrics.calibration_bin(scores)
    errors = []
    n = sums_by_resample(np.ones((len(scores), 1)), article, weights)[:, 0]
    for column in range(scores.shape[1]):
        gaps = np.zeros((len(scores), metrics.BINS))
        gaps[np.arange(len(scores)), bins[:, column]] = gold[:, column] - scores[:, column]
        errors.append(metrics.calibration_error(sums_by_resample(gaps, article, weights), n))
    return np.stack(errors, axis=1)


def _are_probabilities(scores: Floats) -> bool:
    return bool(np.isfinite(scores).all() and (scores >= 0).all() and (scores <= 1).all())
