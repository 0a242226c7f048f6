"""What a simulation works on: labelled articles to choose from, others held out, and a learner."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from sklearn.model_selection import GroupShuffleSplit

from dateline.corpus.errors import TrainingError
from dateline.corpus.nouns import Article, Sentence, SentenceRef
from dateline.corpus.plurals import counted
from dateline.models.features import batch_of

from ..fit import fit
from . import Unit, sentence_copies

__all__ = ["Learner", "Scores", "Trial", "hold_out", "learn_recipe", "make_trial"]

Segmented = tuple[Article, Sequence[Sentence]]
Gold = Mapping[SentenceRef, Collection[str]]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Integers = NDArray[np.intp]

HELD_OUT = 0.3
"""share of the clusters"""
FEWEST = 5
"""clusters"""


@dataclass(frozen=True, slots=True)
class Trial:
    """The articles of a repeat: those to choose from, and those that are held out."""

    articles: Sequence[Segmented]
    held_out: Sequence[Segmented]
    gold: Gold
    labels: Sequence[str]
    refs: tuple[SentenceRef, ...]
    """(sentences,) of `articles`, in reading order"""
    units: tuple[Integers, ...]
    """which sentences make up each unit: those with gold of an article, or each by itself"""
    copies: tuple[str, ...]
    """(units,) the group of near copies that each belongs to"""
    truth: Flags
    """(sentences, labels); nothing where there is no gold"""
    held_truth: Flags
    """(held-out sentences, labels)"""
    held_ruled: Flags
    """(held-out sentences,) which have gold"""


class Scores(NamedTuple):
    """What a model says."""

    probabilities: Floats
    """(sentences, labels) of the articles to choose from"""
    held_out: Floats
    """(held-out sentences, labels)"""
    thresholds: Floats
    """(labels,)"""


Learner = Callable[[Trial, Integers], Scores]
"""Trains on some sentences, named by number."""


def hold_out(articles: Sequence[Segmented], seed: int) -> tuple[list[Segmented], list[Segmented]]:
    """Return the articles to choose from and those held out. Raises TrainingError."""
    clusters = [article.cluster or article.id for article, _ in articles]
    if (found := len(set(clusters))) < FEWEST:
        raise TrainingError(
            f"found gold in {counted(found, 'group')} of near-duplicate articles; a simulation needs "
            f"{FEWEST} or more, to hold some out: label and adjudicate more articles"
        )
    splitter = GroupShuffleSplit(1, test_size=HELD_OUT, random_state=seed)
    ((chosen, held),) = splitter.split(clusters, groups=clusters)
    return [articles[row] for row in chosen], [articles[row] for row in held]


def make_trial(
    articles: Sequence[Segmented],
    held_out: Sequence[Segmented],
    gold: Gold,
    labels: Sequence[str],
    unit: Unit,
) -> Trial:
    """Return what a repeat works on."""
    refs, units, copies = list[SentenceRef](), list[Integers](), list[str]()
    for article, sentences in articles:
        rows = [len(refs) + row for row, each in enumerate(sentences) if each.ref in gold]
        refs += [each.ref for each in sentences]
        if unit == "article" and rows:
            units.append(np.array(rows))
            copies.append(article.cluster or article.id)
        if unit == "sentence":
            units += [np.array([row]) for row in rows]
            copies += [
                sentence_copies(article.text[refs[row].start : refs[row].end]) for row in rows
            ]
    held = [each.ref for _, sentences in held_out for each in sentences]
    return Trial(
        articles=articles,
        held_out=held_out,
        gold=gold,
        labels=labels,
        refs=tuple(refs),
        units=tuple(units),
        copies=tuple(copies),
        truth=_truth(refs, gold, labels),
        held_truth=_truth(held, gold, labels),
        held_ruled=np.array([ref in gold for ref in held]),
    )


def learn_recipe(held: Trial, rows: Integers) -> Scores:
    """Train the baseline recipe. A label with positives in fewer than two clusters is not learnt yet:
    no sentence is given it."""
    gold = {held.refs[row]: frozenset(held.gold[held.refs[row]]) for row in rows.tolist()}
    named = {ref.article_id for ref in gold}
    articles = [pair for pair in held.articles if pair[0].id in named]
    group = {article.id: article.cluster or article.id for article, _ in articles}
    learnt = [
        label
        for label in held.labels
        if len({group[ref.article_id] for ref, labels in gold.items() if label in labels}) > 1
    ]
    shape = (len(held.labels),)
    scores = Scores(
        np.zeros((len(held.truth), *shape)),
        np.zeros((len(held.held_truth), *shape)),
        np.ones(shape),
    )
    if learnt:
        fitted = fit(
            articles,
            {ref: labels.intersection(learnt) for ref, labels in gold.items()},
            learnt,
            seed=0,
            guidelines_digest="",
            split_digest=None,
        ).classifier
        columns = [held.labels.index(label) for label in learnt]
        scores.probabilities[:, columns] = fitted.predict_proba(batch_of(held.articles))
        scores.held_out[:, columns] = fitted.predict_proba(batch_of(held.held_out))
        scores.thresholds[columns] = fitted.thresholds
    return scores


def _truth(refs: Sequence[SentenceRef], gold: Gold, labels: Sequence[str]) -> Flags:
    rows = [[label in gold.get(ref, ()) for label in labels] for ref in refs]
    return np.array(rows, dtype=np.bool_).reshape(len(refs), len(labels))
