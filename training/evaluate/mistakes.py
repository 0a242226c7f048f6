"""The mistakes to read: where the classifier was surest and wrong, each in its context."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from dateline.corpus.nouns import Article, Sentence, SentenceRef

__all__ = ["MOST_MISTAKES", "Mistake", "Mistakes", "worst_mistakes"]

MOST_MISTAKES = 20
"""Mistakes shown for each label and kind."""

CONTEXT = 2
"""Sentences shown before and after a mistake."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """A sentence that was given a label wrongly, or should have been given it, in its context."""

    kind: Literal["false positive", "miss"]
    sentence: SentenceRef
    score: float
    gold: tuple[str, ...]
    predicted: tuple[str, ...]
    title: str
    source: str | None
    language: str | None
    before: tuple[str, ...]
    text: str
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mistakes:
    """The surest mistakes on one label, the score furthest from the threshold first."""

    label: str
    false_positives: tuple[Mistake, ...]
    all_false_positives: int
    misses: tuple[Mistake, ...]
    all_misses: int


def worst_mistakes(
    *,
    labels: Sequence[str],
    thresholds: NDArray[np.float64],
    scores: NDArray[np.float64],
    gold: NDArray[np.bool_],
    predicted: NDArray[np.bool_],
    held_out: Sequence[tuple[Article, Sequence[Sentence]]],
    rows: Sequence[tuple[int, int]],
) -> tuple[Mistakes, ...]:
    """Return the surest mistakes of every label.

    scores, gold, predicted : (sentences, labels); thresholds : (labels,); rows : (sentences,), the
    index into `held_out` and into that article's sentences of each row. Context may be sentences
    that have no gold label. Equal distances stand in the order of the sentences.
    """

    def mistake(kind: Literal["false positive", "miss"], row: int, column: int) -> Mistake:
        article, sentences = held_out[rows[row][0]]
        at = rows[row][1]
        texts = [article.text[each.start : each.end] for each in sentences]
        return Mistake(
            kind=kind,
            sentence=sentences[at].ref,
            score=float(scores[row, column]),
            gold=tuple(labels[i] for i in np.flatnonzero(gold[row]).tolist()),
            predicted=tuple(labels[i] for i in np.flatnonzero(predicted[row]).tolist()),
            title=article.title,
            source=article.source,
            language=article.language,
            before=tuple(texts[max(0, at - CONTEXT) : at]),
            text=texts[at],
            after=tuple(texts[at + 1 : at + 1 + CONTEXT]),
        )

    found = []
    for column, label in enumerate(labels):
        distance = np.abs(scores[:, column] - thresholds[column])
        furthest = np.argsort(-distance, kind="stable").tolist()
        given, has = predicted[:, column], gold[:, column]
        false = [row for row in furthest if given[row] and not has[row]]
        missed = [row for row in furthest if has[row] and not given[row]]
        found.append(
            Mistakes(
                label=label,
                false_positives=tuple(
                    mistake("false positive", row, column) for row in false[:MOST_MISTAKES]
                ),
                all_false_positives=len(false),
                misses=tuple(mistake("miss", row, column) for row in missed[:MOST_MISTAKES]),
                all_misses=len(missed),
            )
        )
    return tuple(found)
