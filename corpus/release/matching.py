"""Which articles of a release a copy may be of: by what both say of themselves, and by content."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from urllib.parse import urlsplit

import numpy as np
import numpy.typing as npt

from ..nouns import Article
from .anchors import title_hash
from .normalise import AnchorSettings, Hashes, chunk_cuts
from .release_folder import PublishedArticle

__all__ = ["ArticleIndex"]

MOST_TRIED = 50
"""articles that a copy's content speaks for and that it is aligned with"""


LEAST_PAIRS = 1.5
"""of neighbouring chunks that stand in a copy so, beyond what chance explains, to try an article"""


class ArticleIndex:
    """The articles of a release, to be looked up by a copy.

    By content, a copy is looked up by pairs of neighbouring chunks: two of 8 bits stand in a copy side
    by side by chance once in 65,536 places.
    """

    def __init__(self, articles: Sequence[PublishedArticle], settings: AnchorSettings) -> None:
        self._settings = settings
        self._by_id = {article.id: number for number, article in enumerate(articles)}
        self._by_url: defaultdict[str, list[int]] = defaultdict(list)
        self._by_title: defaultdict[int, list[int]] = defaultdict(list)
        pairs: defaultdict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
        for number, article in enumerate(articles):
            for url in article.urls:
                self._by_url[_address(url)].append(number)
            if article.title_hash is not None:
                self._by_title[article.title_hash].append(number)
            for sizes, value in _pairs(article, settings):
                pairs[sizes].append((value, number))
        self._pairs = {sizes: np.array(sorted(found)).T for sizes, found in pairs.items()}
        self._count = len(articles)

    def hinted(self, copy: Article) -> list[int]:
        """Return the numbers of the articles whose id or address a copy bears; sorted."""
        found = set(self._by_url.get(_address(copy.url), ())) if copy.url else set[int]()
        if (own := self._by_id.get(copy.id)) is not None:
            found.add(own)
        return sorted(found)

    def likely(self, copy: Article, windows: Sequence[Hashes]) -> list[int]:
        """Return the numbers of the articles that a copy's content or headline speaks for; sorted.

        By content: more pairs than chance gives, by three standard deviations and `LEAST_PAIRS`.

        windows : by length, the hashes of all runs of so many tokens of the copy
        """
        counts, chances = np.zeros((2, self._count))
        for (one, other), (values, numbers) in self._pairs.items():
            left, right = windows[one], windows[other][one:]
            if not len(right):
                continue
            here = np.unique(_joined(left[: len(right)], right, self._settings.bits))
            places = np.minimum(np.searchsorted(here, values), len(here) - 1)
            held = numbers[here[places] == values]
            counts += np.bincount(held, minlength=self._count)
            share = len(here) / 4**self._settings.bits
            chances += share * np.bincount(numbers, minlength=self._count)
        more = counts - chances - 3 * np.sqrt(chances)
        best = np.argsort(-more, kind="stable")[:MOST_TRIED]
        found = {int(number) for number in best if more[number] >= LEAST_PAIRS}
        headline = title_hash(copy.title, self._settings)
        if headline is not None:
            found |= set(self._by_title.get(headline, ()))
        return sorted(found)


def _pairs(
    article: PublishedArticle, settings: AnchorSettings
) -> list[tuple[tuple[int, int], int]]:
    """Return the pairs of full chunks that follow each other in an article: sizes and joined value."""
    chunks = [
        (sentence.anchored.first + cut.start, cut.size, value)
        for sentence in article.sentences
        if sentence.anchored.chunks
        for cut, value in zip(
            chunk_cuts(sentence.anchored.n_tok, settings), sentence.anchored.chunks, strict=True
        )
        if value is not None and cut.bits == settings.bits
    ]
    return [
        ((size, next_size), value << settings.bits | next_value)
        for (start, size, value), (next_start, next_size, next_value) in pairwise(chunks)
        if start + size == next_start
    ]


def _joined(left: Hashes, right: Hashes, bits: int) -> npt.NDArray[np.uint32]:
    return left.astype(np.uint32) << np.uint32(bits) | right


def _address(url: str) -> str:
    """Return what two spellings of one address share: host without www., path, query."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return url.strip()
    host = (parts.hostname or "").removeprefix("www.")
    query = f"?{parts.query}" if parts.query else ""
    return f"{host}{parts.path.rstrip('/')}{query}"
