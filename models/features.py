"""Sentences in reading order, as every step of a classifier's pipeline takes them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dateline.corpus.nouns import Article, Sentence
from dateline.corpus.quotations import quoted_lengths, quoted_spans

__all__ = ["QUOTATION_VIEWS", "TRUSTED_TYPES", "SentenceBatch", "batch_of"]

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
    article: NDArray[np.int64]
    """(sentences,) the number of each sentence's article, ascending"""
    paragraph: NDArray[np.int64]
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
    texts: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    paragraphs: list[int] = []
    quotes: list[tuple[int, int]] = []
    base = 0
    for article, sentences in articles:
        text = article.text
        texts += [text[sentence.start : sentence.end] for sentence in sentences]
        starts += [base + sentence.start for sentence in sentences]
        ends += [base + sentence.end for sentence in sentences]
        paragraphs += [sentence.paragraph for sentence in sentences]
        quotes += [(base + start, base + end) for start, end in quoted_spans(text)]
        base += len(text) + 1
    sizes = [len(sentences) for _, sentences in articles]
    return SentenceBatch(
        texts=texts,
        article=np.repeat(np.arange(len(sizes)), sizes),
        paragraph=np.array(paragraphs, dtype=np.int64),
        quotations=_quotation_views(
            np.array(starts, dtype=np.int64), np.array(ends, dtype=np.int64), quotes
        ),
        clusters=tuple(article.cluster or article.id for article, _ in articles),
    )


def _quotation_views(
    starts: NDArray[np.int64], ends: NDArray[np.int64], quotes: Sequence[tuple[int, int]]
) -> NDArray[np.float32]:
    """Return QUOTATION_VIEWS of sentences. starts, ends : (sentences,) in the batch's offsets."""
    marks = np.array(quotes, dtype=np.int64).reshape(-1, 2)
    opening, closing = marks[:, 0], marks[:, 1]

    def inside(offsets: NDArray[np.int64]) -> NDArray[np.bool_]:
        return opening.searchsorted(offsets) > closing.searchsorted(offsets, side="right")

    views = (
        quoted_lengths(np.column_stack((starts, ends)).tolist(), quotes)
        / np.maximum(ends - starts, 1),
        inside(starts),
        inside(ends),
        opening.searchsorted(ends) > opening.searchsorted(starts),
        closing.searchsorted(ends, side="right") > closing.searchsorted(starts, side="right"),
    )
    return np.column_stack(views).astype(np.float32)
