"""What an estimator of one's own says of each sentence, one copy of it fitted for each label."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import logit
from sklearn.base import BaseEstimator, TransformerMixin, clone

from dateline.corpus.errors import ModelError, TrainingError

from .cluster_folds import cluster_folds
from .features import SentenceBatch

__all__ = ["EstimatorScores"]

Floats = NDArray[np.float64]
Progress = Callable[[int, int], None]

_QUOTED = re.compile(r"['\"].*['\"]")
CERTAIN = 1e-6
"""Probabilities are kept this far from 0 and 1, so that their log-odds are finite."""


class EstimatorScores(TransformerMixin, BaseEstimator):
    """Log-odds of every label by a scikit-learn compatible estimator.

    A copy of `estimator` is fitted for each label, on the texts of the ruled sentences (a list of
    str) and on whether each has the label (0 or 1). `fit_transform` returns cross-fitted scores, each
    from a copy that did not see the sentence's cluster; `transform` those of the copies that saw all.

    Learned: `estimators_`, one for each of `labels`.
    """

    def __init__(self, estimator: Any, labels: Sequence[str], seed: int = 0) -> None:
        self.estimator = estimator
        self.labels = labels
        self.seed = seed

    def fit(self, batch: SentenceBatch, Y: NDArray[Any]) -> EstimatorScores:
        """Fit on a batch and Y : (sentences, labels) of 1, 0 and -1 for not ruled."""
        self.fit_transform(batch, Y)
        return self

    def fit_transform(
        self, batch: SentenceBatch, Y: NDArray[Any], progress: Progress = lambda *_: None
    ) -> Floats:
        """Fit and return cross-fitted scores. Result : (sentences, labels).

        `progress` is told how many fits are done. Raises TrainingError where the estimator cannot be
        fitted, or where a label has one class only without a fold; ModelError where it gives no
        probabilities.
        """
        folds = cluster_folds(np.array(batch.clusters)[batch.article], self.seed)
        texts = np.array(batch.texts, dtype=object)
        every = np.arange(len(texts))
        rounds = [*folds, (every, every[:0])]
        scores = np.zeros(Y.shape)
        self.estimators_ = []
        for number, label in enumerate(self.labels):
            for done, (train, held) in enumerate(rounds):
                progress(number * len(rounds) + done, len(self.labels) * len(rounds))
                ruled = train[Y[train, number] >= 0]
                if len(np.unique(Y[ruled, number])) < 2:
                    raise TrainingError(
                        f"label {label!r}: without fold {done + 1} of {len(folds)} its sentences are "
                        "of one class, from which an estimator learns nothing: label more articles, "
                        "or take another --seed"
                    )
                fitted = self._fit(label, texts[ruled].tolist(), Y[ruled, number].astype(np.int64))
                if len(held):
                    scores[held, number] = self._score(label, fitted, texts[held].tolist())
            self.estimators_.append(fitted)
        return scores

    def transform(self, batch: SentenceBatch) -> Floats:
        """Return the scores of new sentences. Result : (sentences, labels). Raises ModelError."""
        texts = list(batch.texts)
        pairs = zip(self.labels, self.estimators_, strict=True)
        return np.column_stack([self._score(label, fitted, texts) for label, fitted in pairs])

    def _fit(self, label: str, texts: list[str], y: NDArray[np.int64]) -> Any:
        try:
            return clone(self.estimator).fit(texts, y)
        except Exception as error:  # it is somebody else's code
            raise TrainingError(_failed(label, "cannot be fitted to sentences", error)) from error

    def _score(self, label: str, fitted: Any, texts: list[str]) -> Floats:
        try:
            given = np.asarray(fitted.predict_proba(texts), dtype=np.float64)
        except Exception as error:  # the same
            raise ModelError(_failed(label, "fails to predict", error)) from error
        if given.shape != (len(texts), 2):
            raise ModelError(
                f"label {label!r}: the estimator gives probabilities of shape {given.shape} for "
                f"{len(texts)} sentences; expected are two columns, without and with the label"
            )
        wrong = ~((given >= 0) & (given <= 1))
        if wrong.any():
            raise ModelError(
                f"label {label!r}: the estimator gives {given[wrong][0]:g} as a probability "
                f"({int(wrong.any(axis=1).sum()):,} of {len(texts):,} sentences); probabilities lie "
                "between 0 and 1: mend the estimator"
            )
        odds: Floats = logit(np.clip(given[:, 1], CERTAIN, 1 - CERTAIN))
        return odds


def _failed(label: str, what: str, error: Exception) -> str:
    """Return what to say of an error of somebody else's code, without the sentences it may quote."""
    reason = _QUOTED.sub("…", str(error).partition("\n")[0])[:120]
    return (
        f"label {label!r}: the estimator {what} ({type(error).__name__}: {reason}); it is given a list "
        "of strings, so that a pipeline begins with a vectorizer"
    )
