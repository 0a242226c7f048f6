"""Which articles are copies of one another: exact, in another format, or near.

Near copies share word 6-shingles. News is cut, topped with a new headline and rewritten, so what
counts is the share of the *shorter* article, not the Jaccard index: an excerpt of a third could
never reach a Jaccard index of one half. Candidates come from an inverted index of all shingles.
A shingle of very many articles is a template or boilerplate: it links nothing, yet it counts in the
length of the article that holds it, so that a template's few free words cannot glue two stories.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from .words import normalised_words

__all__ = ["Duplicates", "Link", "find_duplicates"]

Kind = Literal["exact", "format", "near"]
Hashes: TypeAlias = npt.NDArray[np.uint64]
Numbers: TypeAlias = npt.NDArray[np.signedinteger]

SHINGLE = 6
"""words in a shingle"""
SHARE = 0.30
"""least share of the shorter article's shingles that makes two articles near copies"""
SHARED = 3
"""least number of shared shingles: eight words in a row, as long as a sentence that leaks"""
COMMON = 100
COMMON_SHARE = 1 / 200
"""a shingle in more texts than COMMON, and than this share of all texts, links nothing"""
HUBS = 32
"""each text is compared with this many of the longest texts that hold a shingle"""

ROWS_AT_ONCE = 2048
"""texts compared in one step; bounds the memory, changes no result"""


class Link(NamedTuple):
    """Two articles with much the same text.

    `kind` is exact (the same characters), format (the same words: case, punctuation or layout
    differ) or near. `share` is the part of the shorter article's shingles that the other holds too;
    where a shingle stands in more than `HUBS` texts it is a lower bound.
    """

    a: str
    b: str
    kind: Kind
    share: float


@dataclass(frozen=True, slots=True)
class Duplicates:
    """The copies in a set of articles. Neither field depends on the order of the articles."""

    links: tuple[Link, ...]
    """sorted, `a < b`; copies with the same words are linked to the first of them only"""
    clusters: Mapping[str, str]
    """article id -> the smallest article id that a chain of links leads to; for every article"""


def find_duplicates(articles: Iterable[tuple[str, str]]) -> Duplicates:
    """Find the exact and near copies among `articles`, pairs of id and text in any order.

    A text without a word is a copy of nothing; one of fewer than eight words is never a near copy.
    Raises ValueError when an id comes twice.
    """
    copies, shingles = _read(articles)
    links = [link for same in copies for link in _same_words(same)]
    links += _near([same[0].id for same in copies], shingles)
    links.sort()
    ids = sorted(copy.id for same in copies for copy in same)
    return Duplicates(tuple(links), _clusters(ids, links))


class _Copy(NamedTuple):
    id: str
    characters: bytes


def _read(articles: Iterable[tuple[str, str]]) -> tuple[list[list[_Copy]], list[Hashes]]:
    """Return the articles grouped by their words, and the shingles of each group.

    Sorted by id within and among groups. The texts themselves are let go one by one.
    """
    groups: dict[bytes, list[_Copy]] = defaultdict(list)
    shingles: dict[bytes, Hashes] = {}
    hashes = _WordHashes()
    seen: set[str] = set()
    for article_id, text in articles:
        if article_id in seen:
            raise ValueError(f"article id {article_id!r} comes twice")
        seen.add(article_id)
        listed = normalised_words(text)
        words = np.fromiter(map(hashes.__getitem__, listed), np.uint64, len(listed))
        key = _digest(words.tobytes() if listed else article_id.encode("utf-8", "surrogatepass"))
        groups[key].append(_Copy(article_id, _digest(text.encode("utf-8", "surrogatepass"))))
        if key not in shingles:
            shingles[key] = _shingles(words)
    for same in groups.values():
        same.sort()
    keys = sorted(groups, key=lambda key: groups[key][0])
    return [groups[key] for key in keys], [shingles[key] for key in keys]


def _digest(text: bytes) -> bytes:
    return hashlib.blake2b(text, digest_size=16).digest()


class _WordHashes(dict[str, int]):
    """word -> 64 bits that are the same in every process."""

    def __missing__(self, word: str) -> int:
        digest = hashlib.blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest()
        self[word] = value = int.from_bytes(digest, "little")
        return value


def _shingles(words: Hashes) -> Hashes:
    """Return the hash of each run of `SHINGLE` words; a repeated run comes again."""
    count = max(len(words) - SHINGLE + 1, 0)
    shingles = np.zeros(count, np.uint64)
    for place in range(SHINGLE if count else 0):
        shingles *= np.uint64(0x9E3779B97F4A7C15)
        shingles += words[place : place + count]
    return shingles


def _same_words(same: Sequence[_Copy]) -> Iterator[Link]:
    """Link each copy to the first with the same characters, and that one to the first of all."""
    first: dict[bytes, str] = {}
    for copy in same:
        if copy.characters in first:
            yield Link(first[copy.characters], copy.id, "exact", 1.0)
        elif first:
            yield Link(same[0].id, copy.id, "format", 1.0)
        first.setdefault(copy.characters, copy.id)


def _near(ids: Sequence[str], shingles: Sequence[Hashes]) -> Iterator[Link]:
    """Link the texts that share enough shingles. `ids` are sorted; a text each, all different."""
    longest_first = sorted(range(len(ids)), key=lambda text: (-len(shingles[text]), text))
    text, shingle, sizes = _index([shingles[text] for text in longest_first])
    ordered = [ids[text] for text in longest_first]
    for one, other, shared in _shared_counts(text, shingle, len(ids)):
        share = shared / np.minimum(sizes[one], sizes[other])
        near = (shared >= SHARED) & (share >= SHARE)
        pairs = zip(one[near].tolist(), other[near].tolist(), share[near].tolist(), strict=True)
        for row, column, value in pairs:
            a, b = ordered[row], ordered[column]
            yield Link(*((a, b) if a < b else (b, a)), "near", round(value, 4))


def _index(shingles: Sequence[Hashes]) -> tuple[Numbers, Numbers, Numbers]:
    """Return the inverted index of the shingles that link, and each text's number of shingles.

    The index is two arrays, text and shingle number, sorted by shingle, then text. Hash and text
    are packed into one 64-bit integer, since sorting integers in place is several times faster than
    sorting an order of them; the low bits of the hash that this costs are not missed.
    """
    texts = len(shingles)
    bits = np.uint64(max(texts - 1, 1).bit_length())
    packed = np.concatenate([*shingles, np.empty(0, np.uint64)])
    packed = packed >> bits << bits
    packed |= np.repeat(np.arange(texts, dtype=np.uint64), [len(held) for held in shingles])
    packed.sort()
    packed = packed[np.diff(packed, prepend=~packed[:1]) != 0]

    text = (packed & ((np.uint64(1) << bits) - np.uint64(1))).astype(np.int32)
    sizes = np.bincount(text, minlength=texts)
    packed >>= bits
    first = np.flatnonzero(np.diff(packed, prepend=~packed[:1]))
    frequency = np.diff(first, append=len(packed))
    links = (frequency >= 2) & (frequency <= max(COMMON, int(texts * COMMON_SHARE)))
    frequency_of_links = frequency[links]
    shingle = np.repeat(np.arange(len(frequency_of_links)), frequency_of_links)
    return text[np.repeat(links, frequency)], shingle, sizes


def _shared_counts(
    text: Numbers, shingle: Numbers, texts: int
) -> Iterator[tuple[Numbers, Numbers, Numbers]]:
    """Count the shingles that pairs of texts share: arrays of text, longer text, count.

    A product of sparse matrices, (texts, shingles) by (shingles, hubs), where the hubs of a shingle
    are the longest texts that hold it. So the work is linear in the number of shingles, and a
    much-copied story is still found: its longest versions are hubs of nearly all its shingles.
    """
    from scipy.sparse import csr_array

    if not len(shingle):
        return
    starts = np.flatnonzero(np.diff(shingle, prepend=-1))
    hub = np.arange(len(shingle)) - starts[shingle] < HUBS
    shape = (texts, len(starts))
    holds = csr_array((np.ones(len(text), np.int32), (text, shingle)), shape)
    hubs = csr_array((np.ones(int(hub.sum()), np.int32), (shingle[hub], text[hub])), shape[::-1])
    for start in range(0, texts, ROWS_AT_ONCE):
        shared: Any = (holds[start : start + ROWS_AT_ONCE] @ hubs).tocoo()
        one, other = shared.row + start, shared.col
        pair = one > other
        yield one[pair], other[pair], shared.data[pair]


def _clusters(ids: Sequence[str], links: Iterable[Link]) -> dict[str, str]:
    """Return the connected components, each named by its smallest id. `ids` are sorted."""
    leader = {article_id: article_id for article_id in ids}

    def lead(article_id: str) -> str:
        while leader[article_id] != article_id:
            leader[article_id] = article_id = leader[leader[article_id]]
        return article_id

    for link in links:
        a, b = lead(link.a), lead(link.b)
        leader[max(a, b)] = min(a, b)
    return {article_id: lead(article_id) for article_id in ids}
