"""Estimators that a user could name: good ones, and every kind of bad one."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.svm import LinearSVC

number = 5


def words() -> Pipeline:
    """TF-IDF and logistic regression, of scikit-learn alone."""
    return make_pipeline(TfidfVectorizer(), LogisticRegression(C=10))


def numbers() -> LogisticRegression:
    """Takes numbers, and is given strings."""
    return LogisticRegression()


class Cue(ClassifierMixin, BaseEstimator):
    """A label where a sentence has a word that its sentences have more often than others."""

    def __init__(self, low: float = 0.1) -> None:
        self.low = low

    def fit(self, texts: list[str], y: Any) -> Cue:
        held = [set(text.casefold().split()) for text in texts]
        sentences = Counter(word for words in held for word in words)
        self.classes_ = np.unique(y)
        self.words_ = {
            word
            for words, one in zip(held, y, strict=True)
            for word in words
            if one and sentences[word] < 0.3 * len(held)
        }
        return self

    def predict_proba(self, texts: list[str]) -> Any:
        has = np.array([bool(self.words_ & set(text.casefold().split())) for text in texts])
        p = np.where(has, 1 - self.low, self.low)
        return np.column_stack((1 - p, p))


class Nan(Cue):
    """Gives scores that are none."""

    def predict_proba(self, texts: list[str]) -> Any:
        return np.full((len(texts), 2), np.nan)


class OneColumn(Cue):
    """Gives one column of scores."""

    def predict_proba(self, texts: list[str]) -> Any:
        return np.full((len(texts), 1), 0.5)


class Fails(Cue):
    """Cannot be fitted."""

    def fit(self, texts: list[str], y: Any) -> Fails:  # noqa: ARG002
        raise ValueError(f"no room for {len(texts)} texts\nand more")


def margins() -> Pipeline:
    return make_pipeline(TfidfVectorizer(), LinearSVC())


def unsaved_words() -> Pipeline:
    unsaved = TfidfVectorizer(tokenizer=lambda text: text.split(), token_pattern=None)
    return make_pipeline(unsaved, LogisticRegression())


def nothing() -> None:
    return None


def breaks() -> Pipeline:
    raise RuntimeError("no licence")


def needs_more(depth: int) -> Pipeline:
    return words()
