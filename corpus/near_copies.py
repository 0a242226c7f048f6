"""Which texts share enough of their shingles: arrays in, arrays out. See `duplicates` for the why.

Texts are numbered from the longest to the shortest, and each looks for the longer ones that hold
most of it. So a story is known by its fullest versions, and what a text costs does not grow with the
number of versions: it looks where the first few texts are that hold some of its shingles, and
counts in full what it shares with those. Which longer texts a text is linked to depends on
these alone; a new text is seldom among the first, and then nobody else has to look again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from .progress import Progress
from .shingles import Hashes

__all__ = ["Flags", "NearCopies", "Pairs"]

Numbers: TypeAlias = npt.NDArray[np.signedinteger]
Scores: TypeAlias = npt.NDArray[np.float64]
Flags: TypeAlias = npt.NDArray[np.bool_]

BEST = 0.22
"""least share of a text that the longer text which holds most of it must hold to be its copy"""
SHARE = 0.305
"""least share of a text that any other text must hold to be its copy"""
WHOLE = 0.80
"""a text is linked to a second story only if it is as long as its best longer version"""
SHARED = 3
"""least number of shared shingles that makes a near copy"""
HUBS = 16
"""the longest texts that hold a shingle, which the others that hold it look at"""
LOOKED_UP = 64
"""shingles of a text by which it finds the longer texts to be compared with"""
COMMON = 100
"""a shingle in more texts than this is looked at: is it a story's or boilerplate?"""
TELLING = 24
"""about so many texts with a common shingle are compared with the longest of them"""
KIN = 0.70
"""least share of the shorter text of such a pair at which the two are of one story"""
KINDRED = 0.20
"""least part of such pairs of one story for which the shingle is a story's"""
ROWS_AT_ONCE = 4096
"""texts compared in one step; bounds the memory, changes no result"""
PAIRS_AT_ONCE = 1 << 14
HASHES_AT_ONCE = 1 << 23
SHINGLES_AT_ONCE = 1 << 17


class Pairs(NamedTuple):
    """Near copies, an array each: two texts, and the share of the shorter that both hold."""

    shorter: Numbers
    longer: Numbers
    score: Scores


class NearCopies:
    """The near copies among texts that are all different.

    `shingles` : one array a text, the texts in an order that a further text does not change.
    `new` : (texts,), those that no earlier comparison knew.
    """

    def __init__(self, shingles: Sequence[Hashes], new: Flags) -> None:
        sizes = np.fromiter(map(len, shingles), np.int32, len(shingles))
        draws = np.fromiter(map(_draw, shingles), np.uint64, len(shingles))
        self._order = np.lexsort((draws, -sizes))
        self._sizes, self._draws = sizes[self._order], draws[self._order]
        new = new[self._order]
        index = _index([shingles[text] for text in self._order], self._sizes)
        self._holds = index.holds()
        boilerplate = self._boilerplate_in(index)
        before = boilerplate if new.all() else self._boilerplate_in(index.of_texts(~new))
        moved = _any(self._holds, boilerplate != before)
        self._hubs = index.hubs(~boilerplate)
        if boilerplate.any():
            self._holds = _columns(self._holds, ~boilerplate)
        looked_up = _first(self._holds, LOOKED_UP)
        self._touched = new | moved | _any(looked_up, _any(self._hubs, new))

    def touched(self) -> Flags:
        """Return the texts that may be linked otherwise than without the new texts: (texts,).

        Those are the new ones, those that hold a shingle which became boilerplate, or ceased to be,
        and those that a new text shows itself to.
        """
        touched = np.empty_like(self._touched)
        touched[self._order] = self._touched
        return touched

    def shorter(self, one: Numbers, other: Numbers) -> Flags:
        """Return of pairs of texts whether the first looks up to the second: (pairs,)."""
        number = np.empty_like(self._order)
        number[self._order] = np.arange(len(number))
        longer: Flags = number[one] > number[other]
        return longer

    def pairs(self, progress: Progress = lambda *_: None) -> Pairs:
        """Return the links of the touched texts to longer ones.

        Each is linked to the longer text that holds most of it, the next longer of those that hold
        as much; and, unless it is but a part of that one, to those of another story.
        """
        found = []
        texts = np.flatnonzero(self._touched)
        for start in range(0, len(texts), ROWS_AT_ONCE):
            rows = texts[start : start + ROWS_AT_ONCE]
            pairs = self._linked(self._near(rows))
            found.append(Pairs(self._order[pairs[0]], self._order[pairs[1]], pairs[2]))
            progress("comparing", start + len(rows), len(texts))
        return Pairs(*map(np.concatenate, zip(*found, strict=True))) if found else _NO_PAIRS

    def _near(self, rows: Numbers) -> Pairs:
        """Return the longer texts that hold most of each text, sorted by text, then score."""
        looked_up = _first(self._holds[rows], LOOKED_UP)
        seen = (looked_up @ self._hubs).tocoo()
        least = np.maximum(SHARED, np.diff(looked_up.indptr) // 8)
        hopeful = (rows[seen.row] > seen.col) & (seen.data >= least[seen.row])
        one, other = rows[seen.row[hopeful]], seen.col[hopeful]
        shared = self._shared(one, other)
        score = shared / self._sizes[one]
        near = (shared >= SHARED) & (score >= BEST)
        one, other, score = one[near], other[near], score[near]
        order = np.lexsort((-other, -score, one))
        return Pairs(one[order], other[order], score[order])

    def _linked(self, near: Pairs) -> Pairs:
        """Return which near texts a text is linked to: the best, and those of another story."""
        one, other, score = near
        best = np.ones(len(one), np.bool_)
        best[1:] = one[1:] != one[:-1]
        version = other[best][np.cumsum(best) - 1]
        whole = self._sizes[one] >= WHOLE * self._sizes[version]
        more = np.flatnonzero(~best & whole & (score >= SHARE))
        texts = len(self._sizes)
        low, high = np.minimum(version, other)[more], np.maximum(version, other)[more]
        keys, place = np.unique(high.astype(np.int64) * texts + low, return_inverse=True)
        shorter, longer = keys // texts, keys % texts
        apart = self._shared(shorter, longer) < SHARE * self._sizes[shorter]
        kept = best
        kept[more] = apart[place]
        return Pairs(one[kept], other[kept], score[kept])

    def _shared(self, one: Numbers, other: Numbers) -> Numbers:
        """Return how many shingles the texts of each pair share: (pairs,)."""
        shared = [np.empty(0, np.int64)]
        for start in range(0, len(one), PAIRS_AT_ONCE):
            chosen = slice(start, start + PAIRS_AT_ONCE)
            both = self._holds[one[chosen]].multiply(self._holds[other[chosen]])
            shared.append(np.diff(both.indptr))
        return np.concatenate(shared)

    def _boilerplate_in(self, index: _Index) -> Flags:
        """Return which shingles are common and of no one story: (shingles,).

        Some of the texts that hold a common shingle are drawn, and compared with the longest.
        """
        frequency = np.diff(index.start)
        common = np.flatnonzero(frequency > COMMON)
        place, text = index.of_shingles(common)
        drawn = self._draws[text] * frequency[common][place].astype(np.uint64) < TELLING << 32
        place, text = place[drawn], text[drawn]
        longest = index.text[index.start[common]][place]
        texts = len(self._sizes)
        keys, pair = np.unique(text.astype(np.int64) * texts + longest, return_inverse=True)
        one, other = keys // texts, keys % texts
        kin = self._shared(one, other) >= KIN * self._sizes[one]
        told = np.bincount(place, kin[pair], len(common))
        boilerplate = np.zeros(len(frequency), np.bool_)
        boilerplate[common] = told < KINDRED * np.bincount(place, minlength=len(common))
        return boilerplate


_NO_PAIRS = Pairs(np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0))


def _draw(shingles: Hashes) -> int:
    """Return a number below 2 to the 32 that is fixed for a text and else as good as random."""
    return int(shingles.sum(dtype=np.uint64)) * 0x9E3779B97F4A7C15 % 2**64 >> 32


@dataclass(frozen=True, slots=True)
class _Index:
    """Which texts hold each shingle that stands in several."""

    text: Numbers
    """the texts of the first shingle, the longest first, then those of the next"""
    start: Numbers
    """(shingles + 1,): where the texts of each shingle start"""
    texts: int

    def of_texts(self, texts: Flags) -> _Index:
        """Return the index of some texts alone; `texts` : (texts,)."""
        kept = texts[self.text]
        before = np.concatenate([np.zeros(1, np.int64), np.cumsum(kept)])
        return _Index(self.text[kept], before[self.start], self.texts)

    def of_shingles(self, shingles: Numbers, most: int | None = None) -> tuple[Numbers, Numbers]:
        """Return place in `shingles` and text, of the first `most` texts of each shingle."""
        counts = np.diff(self.start)[shingles]
        counts = counts if most is None else np.minimum(counts, most)
        place = np.repeat(np.arange(len(shingles), dtype=np.int32), counts)
        shift = self.start[shingles] - (np.cumsum(counts) - counts)
        return place, self.text[np.arange(len(place)) + shift[place]]

    def holds(self) -> Any:
        """Return who holds what: a sparse matrix, (texts, shingles).

        It is turned from columns to rows a range of shingles at a time, so that what is written to
        stays in the processor's cache.
        """
        from scipy.sparse import csc_array

        shingles = len(self.start) - 1
        parts = []
        for low in range(0, shingles, SHINGLES_AT_ONCE):
            start = self.start[low : low + SHINGLES_AT_ONCE + 1]
            text = self.text[start[0] : start[-1]]
            shape = (self.texts, len(start) - 1)
            part = csc_array((np.ones(len(text), np.int8), text, start - start[0]), shape).tocsr()
            parts.append((part.indptr, part.indices))
        ends = np.zeros(self.texts + 1, self.start.dtype)
        for indptr, _ in parts:
            ends += indptr
        shingle = np.empty(len(self.text), np.int32)
        place = ends[:-1].copy()
        for number, (indptr, indices) in enumerate(parts):
            shift = np.repeat(place - indptr[:-1], np.diff(indptr))
            shingle[np.arange(len(indices)) + shift] = indices + number * SHINGLES_AT_ONCE
            place += np.diff(indptr)
        return _matrix(shingle, ends, (self.texts, shingles), np.int8)

    def hubs(self, shingles: Flags) -> Any:
        """Return the first texts of some shingles: a sparse matrix, (shingles, texts)."""
        chosen = np.flatnonzero(shingles)
        _, text = self.of_shingles(chosen, HUBS)
        counts = np.where(shingles, np.minimum(np.diff(self.start), HUBS), 0)
        ends = np.concatenate([np.zeros(1, np.int64), np.cumsum(counts)])
        return _matrix(text, ends, (len(shingles), self.texts), np.int32)


def _index(shingles: Sequence[Hashes], sizes: Numbers) -> _Index:
    """Return the index of the shingles that stand in more than one text."""
    texts, counts = [np.empty(0, np.int32)], [np.zeros(1, np.int64)]
    for packed in _packed(shingles, sizes):
        packed.sort()
        first = np.ones(len(packed), np.bool_)
        first[1:] = (packed[1:] ^ packed[:-1]) >= np.uint64(1 << 32)
        several = ~first
        several[:-1] |= ~first[1:]
        texts.append(packed[several].astype(np.uint32).astype(np.int32))
        counts.append(np.diff(np.flatnonzero(first[several]), append=len(texts[-1])))
    start = np.cumsum(np.concatenate(counts))
    kind = np.int32 if start[-1] < 2**31 else np.int64
    return _Index(np.concatenate(texts), start.astype(kind), len(sizes))


def _packed(shingles: Sequence[Hashes], sizes: Numbers) -> Iterator[npt.NDArray[np.uint64]]:
    """Yield hash and text as one integer, a range of the hashes after the other.

    Sorting integers in place is several times faster than sorting an order of them, and ranges of
    one size are sorted at one cost, however many there are.
    """
    hashes = np.concatenate([np.empty(0, np.uint32), *shingles])
    ends = np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes, dtype=np.int64)])
    edges = np.linspace(0, 1 << 32, len(hashes) // HASHES_AT_ONCE + 2).astype(np.int64)
    for low, high in pairwise(edges.tolist()):
        chosen = np.flatnonzero((hashes >= low) & (hashes <= high - 1))
        counts = np.diff(np.searchsorted(chosen, ends))
        packed = hashes[chosen].astype(np.uint64)
        packed <<= np.uint64(32)
        packed |= np.repeat(np.arange(len(sizes), dtype=np.uint32), counts)
        yield packed


def _columns(matrix: Any, kept: Flags) -> Any:
    """Return a sparse matrix of the same shape with some of its columns alone."""
    chosen = kept[matrix.indices]
    before = np.zeros(len(chosen) + 1, matrix.indptr.dtype)
    np.cumsum(chosen, out=before[1:])
    return _matrix(matrix.indices[chosen], before[matrix.indptr], matrix.shape, np.int8)


def _first(matrix: Any, most: int) -> Any:
    """Return a sparse matrix of the same shape with the first entries of each row alone."""
    counts = np.minimum(np.diff(matrix.indptr), most)
    ends = np.concatenate([np.zeros(1, np.int64), np.cumsum(counts)])
    place = np.arange(ends[-1]) + np.repeat(matrix.indptr[:-1] - ends[:-1], counts)
    return _matrix(matrix.indices[place], ends, matrix.shape, np.int32)


def _matrix(indices: Numbers, ends: Numbers, shape: tuple[int, int], kind: type) -> Any:
    """Return a sparse matrix of ones: the sorted columns of each row, and where each row ends."""
    from scipy.sparse import csr_array

    if len(indices) < 2**31:
        indices, ends = indices.astype(np.int32, copy=False), ends.astype(np.int32, copy=False)
    matrix = csr_array((np.ones(len(indices), kind), indices, ends), shape)
    matrix.has_canonical_format = True
    return matrix


def _any(matrix: Any, columns: Flags) -> Flags:
    """Return of each row whether it has an entry in some columns: (rows,)."""
    held: Flags = (
        np.diff(np.searchsorted(np.flatnonzero(columns[matrix.indices]), matrix.indptr)) > 0
    )
    return held
