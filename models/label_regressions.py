"""One logistic regression a label, each trusting the passage as far as its label gains from it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

__all__ = ["LabelRegressions"]

Floats = NDArray[np.float64]


class LabelRegressions(ClassifierMixin, BaseEstimator):
    """Independent logistic regressions with probabilities, on standardised columns.

    own : how many leading columns are a sentence's own; the others tell what stands around it.
    C : (labels,) the inverse strengths of each label's regularisation, for its own columns and for
    the others: the smaller the second, the less the label is read off its surroundings.
    Learned: coef_ (columns, labels) and intercept_ (labels,).
    """

    def __init__(self, own: int, C: Sequence[tuple[float, float]]) -> None:
        self.own = own
        self.C = C

    def fit(self, X: Floats, Y: NDArray[np.int8]) -> LabelRegressions:
        """Fit on X : (sentences, columns), Y : (sentences, labels) of 1, 0 and -1 for not ruled."""
        self.coef_ = np.zeros((X.shape[1], Y.shape[1]))
        self.intercept_ = np.zeros(Y.shape[1])
        for label, (own, around) in enumerate(self.C):
            ruled = Y[:, label] >= 0
            scale = np.ones(X.shape[1])
            scale[self.own :] = np.sqrt(around / own)
            self.coef_[:, label], self.intercept_[label] = _fit_one(
                X[ruled], Y[ruled, label], scale, own
            )
        return self

    def predict_proba(self, X: Floats) -> Floats:
        """Return the probability of every label. Result : (sentences, labels)."""
        probabilities: Floats = expit(X @ self.coef_ + self.intercept_)
        return probabilities

    def predict(self, X: Floats) -> NDArray[np.bool_]:
        """Return which labels are more likely than not. Result : (sentences, labels)."""
        return self.predict_proba(X) > 0.5


def _fit_one(X: Floats, y: NDArray[Any], scale: Floats, strength: float) -> tuple[Floats, float]:
    """Return coefficients and intercept on unscaled columns; one class only gives its log-odds.

    scale : (columns,) what standardised columns are multiplied by: less is a stronger penalty.
    """
    positives = int(y.sum())
    if positives in (0, len(y)):
        return np.zeros(X.shape[1]), float(np.log((positives + 0.5) / (len(y) - positives + 0.5)))
    scaler = StandardScaler().fit(X)
    regression = LogisticRegression(C=strength, solver="newton-cholesky", max_iter=200)
    regression.fit(scaler.transform(X) * scale, y)
    coef = regression.coef_[0] * scale / scaler.scale_
    return coef, float(regression.intercept_[0] - coef @ scaler.mean_)
