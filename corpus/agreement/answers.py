"""Judgments as arrays: who chose which label set for which sentence."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from ..nouns import Judgment

__all__ = ["Answers", "code_answers", "restrict"]

Integers = NDArray[np.intp]
Booleans = NDArray[np.bool_]
Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Answers:
    """Judgments in the order of sentence and annotator, and every two of one sentence."""

    annotator: Integers
    """(judgments,) index into `annotators`"""
    sentence: Integers
    """(judgments,) index of the sentence"""
    chosen: Integers
    """(judgments,) index into `sets`"""
    first: Integers
    """(pairs,) index of a judgment"""
    second: Integers
    """(pairs,) index of a judgment of the same sentence, by an annotator with a later id"""
    article: Integers
    """(sentences,) index of the article"""
    judges: Integers
    """(sentences,) number of judgments, one or more"""
    sets: Booleans
    """(sets, labels) membership of the distinct label sets in use"""
    annotators: tuple[str, ...]
    n_articles: int


def code_answers(judgments: Iterable[Judgment], labels: Sequence[str]) -> Answers:
    """Return judgments as arrays, sorted by their ids: the order they came in is forgotten.

    `judgments` are one or more, one at most of each annotator on each sentence, and hold no label
    that is not in `labels`.
    """
    ordered = sorted(judgments, key=lambda judgment: (judgment.sentence, judgment.annotator))
    refs, sentence = coded(judgment.sentence for judgment in ordered)
    articles, article = coded(ref.article_id for ref in refs)
    sets, chosen = coded(judgment.labels for judgment in ordered)
    annotators = sorted({judgment.annotator for judgment in ordered})
    place = {annotator: index for index, annotator in enumerate(annotators)}
    first, second = pairs_within(sentence)
    return Answers(
        annotator=np.array([place[judgment.annotator] for judgment in ordered], dtype=np.intp),
        sentence=sentence,
        chosen=chosen,
        first=first,
        second=second,
        article=article,
        judges=np.bincount(sentence),
        sets=np.array([[label in one for label in labels] for one in sets], dtype=np.bool_),
        annotators=tuple(annotators),
        n_articles=len(articles),
    )


def restrict(answers: Answers, columns: Sequence[int]) -> Answers:
    """Return the answers as if only the labels in `columns` had been asked for."""
    sets, became = np.unique(answers.sets[:, list(columns)], axis=0, return_inverse=True)
    return replace(answers, sets=sets, chosen=became.reshape(-1)[answers.chosen])


def coded(values: Iterable[Key]) -> tuple[list[Key], Integers]:
    """Return the distinct values in the order of their first appearance, and each value's index."""
    places: dict[Key, int] = {}
    indices = [places.setdefault(value, len(places)) for value in values]
    return list(places), np.array(indices, dtype=np.intp)


def pairs_within(sentence: Integers) -> tuple[Integers, Integers]:
    """Return the positions of every two equal entries. sentence : (judgments,), sorted."""
    first, second = [], []
    for lag in range(1, len(sentence)):
        start = np.flatnonzero(sentence[lag:] == sentence[:-lag])
        if len(start) == 0:
            break
        first.append(start)
        second.append(start + lag)
    nothing = np.empty(0, dtype=np.intp)
    return np.concatenate([nothing, *first]), np.concatenate([nothing, *second])
