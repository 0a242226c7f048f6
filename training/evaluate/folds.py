"""Folds of articles: every article is predicted by a model that saw neither it nor a copy of it.

Whole clusters of near-duplicates are dealt out, so that every fold has its share of the sentences
and of each label's positives (`dateline.corpus.stratification`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dateline.corpus.errors import TrainingError
from dateline.corpus.nouns import Article
from dateline.corpus.plurals import counted
from dateline.corpus.progress import Progress
from dateline.corpus.stratification import improve, stratify
from dateline.models.classifier import Classifier

from .guards import probabilities
from .ruled import Articles, GoldLabels, ruled_sentences

__all__ = ["FEWEST", "FOLDS", "CrossFitted", "Trainer", "cluster_names", "cross_fit", "deal_folds"]

Trainer = Callable[[Articles, Progress], Classifier]
"""Trains a classifier on some articles: the recipe whose folds are taken."""

FOLDS = 5
"""as many as there are where nobody says"""
FEWEST = 2
"""Clusters with a label's positives that a model can be trained on."""


@dataclass(frozen=True, slots=True)
class CrossFitted:
    """What models that did not see an article's cluster say of its sentences."""

    fold: NDArray[np.int64]
    """(articles,) from 0"""
    scores: NDArray[np.float64]
    """(all sentences, labels) probabilities"""
    predicted: NDArray[np.bool_]
    """(all sentences, labels) at the thresholds of the fold's model"""
    thresholds: NDArray[np.float64]
    """(folds, labels)"""


def cluster_names(articles: Sequence[tuple[Article, object]]) -> NDArray[np.str_]:
    """Return each article's cluster of near-duplicates, its own id where it has none."""
    return np.array([article.cluster or article.id for article, _ in articles])


def deal_folds(
    articles: Articles, gold: GoldLabels, labels: Sequence[str], *, folds: int, seed: int
) -> NDArray[np.int64]:
    """Return the fold of each article, from 0; clusters stay together. Result : (articles,).

    Raises TrainingError where there are fewer clusters than folds, or where without a fold a label
    stands in fewer than `FEWEST` clusters; ValueError where `folds` is below 2.
    """
    if folds < 2:
        raise ValueError(f"folds is {folds}, 2 or more are needed")
    names, cluster = np.unique(cluster_names(articles), return_inverse=True)
    if len(names) < folds:
        raise TrainingError(
            f"found gold in {counted(len(names), 'group')} of near-duplicate articles; {folds} "
            "folds need as many: take fewer folds, or label more articles"
        )
    ruled = ruled_sentences(articles, gold, labels)
    counts = np.zeros((len(names), 1 + len(labels)))
    of_sentence = cluster[[number for number, _ in ruled.rows]]
    np.add.at(counts, of_sentence, np.hstack([np.ones((len(ruled), 1)), ruled.truth]))
    shares = np.full(folds, 1 / folds)
    generator = np.random.default_rng(seed)
    order = generator.permutation(len(names))
    places = stratify(counts[order], shares, generator)
    places = improve(places, counts[order], shares, np.ones(len(names), np.bool_))
    fold = np.empty_like(places)
    fold[order] = places
    _refuse_thin(fold, counts[:, 1:] > 0, labels, folds)
    return np.asarray(fold[cluster], np.int64)


def cross_fit(
    articles: Articles,
    fold: NDArray[np.int64],
    labels: Sequence[str],
    train: Trainer,
    progress: Progress = lambda *_: None,
) -> CrossFitted:
    """Train a model without each fold and predict that fold with it. fold : (articles,).

    `train` is given the other folds' articles. Raises TrainingError where it cannot train, ModelError
    where its model gives no probabilities; both name the fold.
    """
    sizes = [len(sentences) for _, sentences in articles]
    of_sentence = np.repeat(fold, sizes)
    scores = np.zeros((len(of_sentence), len(labels)))
    predicted = np.zeros(scores.shape, dtype=bool)
    number = int(fold.max()) + 1
    thresholds = np.zeros((number, len(labels)))
    for held in range(number):
        name = f"fold {held + 1} of {number}"
        inside = [article for article, one in zip(articles, fold, strict=True) if one == held]
        outside = [article for article, one in zip(articles, fold, strict=True) if one != held]

        def told(what: str, done: int, of: int, name: str = name) -> None:
            progress(f"{name}: {what}", done, of)

        try:
            classifier = train(outside, told)
        except TrainingError as error:
            raise TrainingError(f"{name}: {error}") from None
        rows = of_sentence == held
        scores[rows] = probabilities(classifier, inside, f"the model of {name}")
        thresholds[held] = classifier.thresholds
        predicted[rows] = scores[rows] >= thresholds[held]
    return CrossFitted(fold, scores, predicted, thresholds)


def _refuse_thin(
    fold: NDArray[np.int64], holds: NDArray[np.bool_], labels: Sequence[str], folds: int
) -> None:
    """Refuse folds without which a label is too rare. fold : (clusters,); holds : + labels."""
    for column, label in enumerate(labels):
        for number in range(folds):
            left = int(holds[fold != number, column].sum())
            if left < FEWEST:
                raise TrainingError(
                    f"label {label!r} stands in {counted(int(holds[:, column].sum()), 'group')} of "
                    f"near-duplicate articles, and in {left} without fold {number + 1} of {folds}; "
                    f"training needs {FEWEST}: label more, take another number of folds, or leave "
                    "the label out of the guidelines"
                )
