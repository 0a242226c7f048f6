"""Sentences in reading order, as every step of a classifier's pipeline takes them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from dateline.corpus.nouns import Article, Sentence
from dateline.corpus.sentences import Layout, layout_of
from dateline.corpus.sentences.quotations import quoted_lengths

__all__ = ["QUOTATION_VIEWS", "TRUSTED_TYPES", "SentenceBatch", "batch_of", "laid_out"]

Integers = NDArray[np.int64]

TRUSTED_TYPES = (
    "dateline.models.embedding_scores.EmbeddingScores",
    "dateline.models.estimator_scores.EstimatorScores",
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
    embeddings: NDArray[np.float32] | None = None
    """(sentences, dimensions) of length 1; None: nobody asked for them"""

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
            (article, layout_of(article.text, [(one.start, one.end) for one in sentences]))
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
    spans = _flat(chain.from_iterable(layout.spans for layout in layouts)).reshape(-1, 2)
    quotes = _flat(chain.from_iterable(layout.quotes for layout in layouts)).reshape(-1, 2)
    paragraphs = _flat(layout.paragraphs for layout in layouts)

    # all offsets in one text, that of the batch
    bases = np.cumsum([0, *(len(article.text) + 1 for article, _ in articles)])[:-1]
    in_batch = spans + bases.repeat(sizes)[:, None]
    quotes += bases.repeat([len(layout.quotes) for layout in layouts])[:, None]
    lines = np.array([len(layout.paragraphs) for layout in layouts], dtype=np.int64)
    paragraphs += bases.repeat(lines)
    first = (np.cumsum(lines) - lines).repeat(sizes)
    paragraph = paragraphs.searchsorted(in_batch[:, 0], side="right") - 1 - first
    return SentenceBatch(
        texts=texts,
        spans=spans,
        article=np.arange(len(sizes)).repeat(sizes),
        paragraph=np.maximum(paragraph, 0),
        quotations=_quotation_views(in_batch, quotes),
        clusters=tuple(article.cluster or article.id for article, _ in articles),
    )


def _flat(offsets: Iterable[Iterable[int]]) -> Integers:
    """Return the offsets of one article after another as an array."""
    return np.fromiter(chain.from_iterable(offsets), np.int64)


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
