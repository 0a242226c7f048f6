"""Sentences in reading order, as every step of a classifier's pipeline takes them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from dateline.corpus.nouns import Article, Sentence
from dateline.corpus.quotations import quoted_lengths, quoted_spans
from dateline.corpus.sentences import Layout

__all__ = ["QUOTATION_VIEWS", "TRUSTED_TYPES", "SentenceBatch", "batch_of", "laid_out"]

Integers = NDArray[np.int64]

TRUSTED_TYPES = (
    "dateline.models.label_regressions.LabelRegressions",
    "dateline.models.ngram_scores.NGramScores",
    "dateline.models.passage_views.PassageViews",
)
"""Dateline's own classes in a saved pipeline; besides these only scikit-learn's and numpy's."""

QUOTATION_VIEWS = ("share quoted", "open before", "open after", "opens", "closes")


@dataclass(frozen=True, slots=True)
class SentenceBatch:
    """Sentences of whole articles, in reading order.

    It has a length and yields the texts, so that scikit-learn's vectorisers take it too.
    """

    texts: Sequence[str]
    """(sentences,)"""
    spans: Integers
    """(sentences, 2) start and end of each in its article"""
    article: Integers
    """(sentences,) the number of each sentence's article, ascending"""
    paragraph: Integers
    """(sentences,) the number of its paragraph within its article"""
    quotations: NDArray[np.float32]
    """(sentences, QUOTATION_VIEWS) the share of its characters that is quoted, and whether a
    quotation is open before and after it, opens in it and closes in it"""
    clusters: tuple[str, ...]
    """(articles,) the group of near-duplicates, the article's own id where there is none"""

    def __len__(self) -> int:
        return len(self.texts)

    def __iter__(self) -> Iterator[str]:
        return iter(self.texts)


def batch_of(articles: Sequence[tuple[Article, Sequence[Sentence]]]) -> SentenceBatch:
    """Return the sentences of `articles` as one batch, articles and sentences in the order given.

    Each article's sentences are in reading order.
    """
    return laid_out(
        [
            (
                article,
                Layout(
                    [(sentence.start, sentence.end) for sentence in sentences],
                    [sentence.paragraph for sentence in sentences],
                    quoted_spans(article.text),
                ),
            )
            for article, sentences in articles
        ]
    )


def laid_out(articles: Sequence[tuple[Article, Layout]]) -> SentenceBatch:
    """Return the sentences of articles as one batch, articles and sentences in the order given."""
    texts: list[str] = []
    for article, layout in articles:
        text = article.text
        texts += [text[start:end] for start, end in layout.spans]
    layouts = [layout for _, layout in articles]
    sizes = [len(layout.spans) for layout in layouts]
    spans = _pairs(layout.spans for layout in layouts)
    quotes = _pairs(layout.quotes for layout in layouts)
    bases = np.cumsum([0, *(len(article.text) + 1 for article, _ in articles)])[:-1, None]
    return SentenceBatch(
        texts=texts,
        spans=spans,
        article=np.repeat(np.arange(len(sizes)), sizes),
        paragraph=np.fromiter(chain.from_iterable(each.paragraphs for each in layouts), np.int64),
        quotations=_quotation_views(
            spans + np.repeat(bases, sizes, axis=0),
            quotes + np.repeat(bases, [len(layout.quotes) for layout in layouts], axis=0),
        ),
        clusters=tuple(article.cluster or article.id for article, _ in articles),
    )


def _pairs(offsets: Iterable[Sequence[tuple[int, int]]]) -> Integers:
    """Return pairs of offsets, article after article, as an array. (pairs, 2)."""
    flat = chain.from_iterable(chain.from_iterable(offsets))
    return np.fromiter(flat, np.int64).reshape(-1, 2)


def _quotation_views(spans: Integers, quotes: Integers) -> NDArray[np.float32]:
    """Return QUOTATION_VIEWS of sentences. spans : (sentences, 2), quotes : (quotations, 2)."""
    opened = quotes[:, 0].searchsorted(spans)  # quotations that open before start and end
    closed = quotes[:, 1].searchsorted(spans, side="right")
    before, after = (opened > closed).T
    views = (
        quoted_lengths(spans, quotes) / np.maximum(spans[:, 1] - spans[:, 0], 1),
        before,
        after,
        opened[:, 1] > opened[:, 0],
        closed[:, 1] > closed[:, 0],
    )
    return np.column_stack(views).astype(np.float32)
