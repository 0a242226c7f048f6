"""What the embeddings of sentences say of every label: one more member of the first pass."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.linear_model import LogisticRegression

from .cluster_folds import cluster_folds
from .features import SentenceBatch
from .scored import ScoredBatch

__all__ = ["EmbeddingScores"]

Floats = NDArray[np.float64]
Progress = Callable[[int, int], None]


class EmbeddingScores(TransformerMixin, BaseEstimator):
    """Adds the scores of a member that reads the sentences' embeddings, and those around them.

    A logistic regression a label, over the embedding of the sentence, of the one before, and the mean
    of its article's. As in the other members the weights are the mean of fits without one fold of
    article clusters each, and `fit_transform` gives cross-fitted scores.

    Learned: `coef_` (columns, labels) and `intercept_` (labels,).
    """

    def __init__(self, C: float = 1.0, seed: int = 0) -> None:
        self.C = C
        self.seed = seed

    def fit(self, scored: ScoredBatch, Y: NDArray[Any]) -> EmbeddingScores:
        """Fit on a scored batch and Y : (sentences, labels) of 1, 0 and -1 for not ruled."""
        self.fit_transform(scored, Y)
        return self

    def fit_transform(
        self, scored: ScoredBatch, Y: NDArray[Any], progress: Progress = lambda *_: None
    ) -> ScoredBatch:
        """Fit and return the batch with a member more, its scores cross-fitted."""
        X = _columns(scored.batch)
        folds = cluster_folds(np.array(scored.batch.clusters)[scored.batch.article], self.seed)
        scores = np.zeros(Y.shape)
        self.coef_ = np.zeros((X.shape[1], Y.shape[1]))
        self.intercept_ = np.zeros(Y.shape[1])
        for done, (train, held) in enumerate(folds):
            progress(done, len(folds))
            for label in range(Y.shape[1]):
                ruled = train[Y[train, label] >= 0]
                if len(np.unique(Y[ruled, label])) < 2:
                    continue
                regression = LogisticRegression(C=self.C, class_weight="balanced", max_iter=500)
                regression.fit(X[ruled], Y[ruled, label])
                scores[held, label] = regression.decision_function(X[held])
                self.coef_[:, label] += regression.coef_[0] / len(folds)
                self.intercept_[label] += regression.intercept_[0] / len(folds)
        return _with_member(scored, scores)

    def transform(self, scored: ScoredBatch) -> ScoredBatch:
        """Return the batch with a member more."""
        return _with_member(scored, _columns(scored.batch) @ self.coef_ + self.intercept_)


def _with_member(scored: ScoredBatch, scores: Floats) -> ScoredBatch:
    return replace(scored, scores=np.concatenate((scored.scores, scores[:, None]), axis=1))


def _columns(batch: SentenceBatch) -> NDArray[np.float32]:
    """Return the embedding of each sentence, of the one before it, and the mean of its article's."""
    own = batch.embeddings
    if own is None:
        raise ValueError("the batch has no embeddings")
    before = np.zeros_like(own)
    same = batch.article[1:] == batch.article[:-1]
    before[1:][same] = own[:-1][same]
    begin = np.flatnonzero(np.append(True, ~same))
    size = np.diff(np.append(begin, len(own)))
    mean = np.repeat(np.add.reduceat(own, begin, axis=0) / size[:, None], size, axis=0)
    return np.concatenate((own, before, mean), axis=1, dtype=np.float32)
