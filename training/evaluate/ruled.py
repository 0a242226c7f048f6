"""The sentences that have gold, as arrays: what every measurement starts from."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dateline.corpus.nouns import Article, Sentence, SentenceRef

__all__ = ["Articles", "GoldLabels", "Ruled", "ruled_sentences"]

Articles = Sequence[tuple[Article, Sequence[Sentence]]]
GoldLabels = Mapping[SentenceRef, Collection[str]]


@dataclass(frozen=True, slots=True)
class Ruled:
    """The sentences with gold of some articles, article by article in reading order."""

    rows: tuple[tuple[int, int], ...]
    """(sentences,) the index of each one's article, and its index in that article's sentences"""
    pairs: tuple[tuple[Article, Sentence], ...]
    """(sentences,)"""
    mask: NDArray[np.bool_]
    """(all sentences of the articles,) which of them these are"""
    truth: NDArray[np.bool_]
    """(sentences, labels) which labels gold gives"""
    article: NDArray[np.intp]
    """(sentences,) a number for each article that has gold, from 0"""

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def articles(self) -> int:
        """How many articles have a sentence with gold."""
        return int(self.article.max()) + 1 if len(self) else 0

    @property
    def refs(self) -> list[SentenceRef]:
        return [sentence.ref for _, sentence in self.pairs]

    @property
    def texts(self) -> list[str]:
        return [article.text[each.start : each.end] for article, each in self.pairs]


def ruled_sentences(articles: Articles, gold: GoldLabels, labels: Sequence[str]) -> Ruled:
    """Return the sentences of `articles` that `gold` speaks of."""
    rows = tuple(
        (number, at)
        for number, (_, sentences) in enumerate(articles)
        for at, sentence in enumerate(sentences)
        if sentence.ref in gold
    )
    pairs = tuple((articles[number][0], articles[number][1][at]) for number, at in rows)
    given = [gold[sentence.ref] for _, sentence in pairs]
    truth = np.array([[label in one for label in labels] for one in given], dtype=bool)
    numbers = np.array([number for number, _ in rows], dtype=np.intp)
    mask = [sentence.ref in gold for _, sentences in articles for sentence in sentences]
    return Ruled(
        rows=rows,
        pairs=pairs,
        mask=np.array(mask, dtype=bool),
        truth=truth.reshape(len(rows), len(labels)),
        article=np.unique(numbers, return_inverse=True)[1],
    )
