"""The members of the first pass: different regressions on the same n-grams, cross-fitted.

They err differently, and the second pass learns how far to trust each.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, diags_array
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

from .cluster_folds import cluster_folds
from .ngram_design import NGramDesign, narrow, shared

__all__ = ["MEMBERS", "CrossFitted", "cross_fit"]

Floats = NDArray[np.float64]
Progress = Callable[[int, int], None]
Fit = Callable[[csr_array, NDArray[Any]], tuple[Floats, float]]
"""From rows of features and 1 or 0 for each to a weight a feature and a bias"""


@dataclass(frozen=True, slots=True)
class CrossFitted:
    """What the members learned, and what each says of sentences it did not learn from."""

    scores: Floats
    """(sentences, members, labels)"""
    coef: Floats
    """(features, members, labels) the mean over the folds"""
    intercept: Floats
    """(members, labels) the same"""


def cross_fit(
    design: NGramDesign,
    Y: NDArray[Any],
    clusters: NDArray[np.str_],
    seed: int,
    progress: Progress = lambda *_: None,
) -> CrossFitted:
    """Fit every member for every label without one fold of clusters after the other.

    Y : (sentences, labels) of 1, 0 and -1 for not ruled. clusters : (sentences,). In each fold a
    feature has weights where the clusters that are not held out share it, so that the held-out
    sentences are scored as new text will be.
    """
    sentences, labels = Y.shape
    folds = cluster_folds(clusters, seed)
    scores = np.zeros((sentences, len(MEMBERS), labels))
    coef = np.zeros((design.rows.shape[1], len(MEMBERS), labels))
    intercept = np.zeros((len(MEMBERS), labels))
    steps = len(folds) * labels
    for fold, (train, held) in enumerate(folds):
        known = shared(design.rows[train], design.cluster[train])
        seen, unseen = narrow(design.rows[train][:, known]), design.rows[held][:, known]
        for label in range(labels):
            for number, member in enumerate(MEMBERS):
                weights, bias = _fit(member, seen, Y[train, label])
                scores[held, number, label] = unseen @ weights + bias
                coef[known, number, label] += weights / len(folds)
                intercept[number, label] += bias / len(folds)
            progress(fold * labels + label + 1, steps)
    return CrossFitted(scores, coef, intercept)


def _fit(member: Fit, rows: csr_array, y: NDArray[Any]) -> tuple[Floats, float]:
    """Return the member's weights from the ruled sentences; one class or no feature gives none."""
    ruled = np.flatnonzero(y >= 0)
    if len(np.unique(y[ruled])) < 2 or not rows.shape[1]:
        return np.zeros(rows.shape[1]), 0.0
    if len(ruled) < len(y):
        rows, y = narrow(rows[ruled]), y[ruled]
    return member(rows, y)


def _margin(rows: csr_array, y: NDArray[Any]) -> tuple[Floats, float]:
    """Return a linear support vector machine on the features as they are."""
    return _balanced(LinearSVC, rows, y, C=0.3)


def _bayes(rows: csr_array, y: NDArray[Any]) -> tuple[Floats, float]:
    """Return a logistic regression on the features scaled by their naive-Bayes log-count ratio.

    After Wang and Manning 2012, "Baselines and bigrams".
    """
    ratio = _log_count_ratio(rows, y)
    scaled = narrow(csr_array(rows @ diags_array(ratio)))
    weights, bias = _balanced(partial(LogisticRegression, solver="liblinear"), scaled, y, C=3.0)
    return ratio * weights, bias


def _balanced(
    estimator: Callable[..., Any], rows: csr_array, y: NDArray[Any], C: float
) -> tuple[Floats, float]:
    """Return weights and bias with the classes balanced: the second pass calibrates.

    The dual problem, solved roughly: finer steps cost three times as long and rank no better.
    """
    fitted = estimator(C=C, class_weight="balanced", dual=True, tol=0.1, random_state=0).fit(
        rows, y
    )
    return fitted.coef_[0], float(fitted.intercept_[0])


def _log_count_ratio(rows: csr_array, y: NDArray[Any]) -> Floats:
    """Return how much more often each feature stands in positives, as a log ratio of shares."""
    positive, negative = _rows_with(rows[y == 1]) + 1.0, _rows_with(rows[y != 1]) + 1.0
    ratio: Floats = np.log(positive / positive.sum()) - np.log(negative / negative.sum())
    return ratio


def _rows_with(rows: csr_array) -> NDArray[np.int64]:
    return np.bincount(rows.indices, minlength=rows.shape[1])


MEMBERS: tuple[Fit, ...] = (_margin, _bayes)
