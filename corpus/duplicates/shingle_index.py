"""The index of the shingles: which texts hold each, and which each text holds.

Both are made a range of the hashes at a time: what is sorted or turned round at once has one size,
however many texts there are, and so each costs the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from .shingles import Hashes

__all__ = [
    "Flags",
    "Index",
    "Numbers",
    "Wide",
    "any_of",
    "first_of",
    "index_of",
    "join",
    "make_index",
    "without",
]

Numbers: TypeAlias = npt.NDArray[np.signedinteger]
Flags: TypeAlias = npt.NDArray[np.bool_]
Wide: TypeAlias = npt.NDArray[np.uint64]

HASHES_AT_ONCE = 1 << 23
SHINGLES_AT_ONCE = 1 << 17


@dataclass(frozen=True, slots=True)
class Index:
    """Which texts hold each shingle that stands in several."""

    text: Numbers
    """the texts of the first shingle, the longest first, then those of the next"""
    start: Numbers
    """(shingles + 1,): where the texts of each shingle start"""
    texts: int

    def of_texts(self, texts: Flags) -> Index:
        """Return the index of some texts alone; `texts` : (texts,)."""
        kept = texts[self.text]
        before = np.zeros(len(kept) + 1, self.start.dtype)
        np.cumsum(kept, out=before[1:])
        return Index(self.text[kept], before[self.start], self.texts)

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

    def hubs(self, most: int, besides: Flags) -> Any:
        """Return the first texts of all shingles but some: a sparse matrix, (shingles, texts)."""
        chosen = np.flatnonzero(~besides)
        lows = range(0, len(chosen), SHINGLES_AT_ONCE)
        texts = (self.of_shingles(chosen[low : low + SHINGLES_AT_ONCE], most)[1] for low in lows)
        text = np.concatenate([np.empty(0, np.int32), *texts])
        counts = np.where(besides, 0, np.minimum(np.diff(self.start), most))
        ends = np.concatenate([np.zeros(1, np.int64), np.cumsum(counts)])
        return _matrix(text, ends, (len(besides), self.texts), np.int8)


def make_index(shingles: Sequence[Hashes], sizes: Numbers) -> Index:
    """Return the index of the shingles that stand in more than one text."""
    return join([index_of(packed, len(sizes)) for packed in _packed(shingles, sizes)], len(sizes))


def index_of(packed: Wide, texts: int) -> Index:
    """Return the index of one range of the hashes; `packed`, which is sorted, has hash and text."""
    packed.sort()
    first = np.ones(len(packed), np.bool_)
    first[1:] = (packed[1:] ^ packed[:-1]) >= np.uint64(1 << 32)
    several = ~first
    several[:-1] |= ~first[1:]
    text = packed[several].astype(np.uint32).astype(np.int32)
    start = np.append(np.flatnonzero(first[several]), len(text))
    return Index(text, start, texts)


def join(ranges: Sequence[Index], texts: int) -> Index:
    """Return the index of all ranges of the hashes, which come in their order."""
    text = np.concatenate([np.empty(0, np.int32), *(one.text for one in ranges)])
    counts = np.concatenate([np.zeros(1, np.int64), *(np.diff(one.start) for one in ranges)])
    start = np.cumsum(counts)
    return Index(text, start.astype(np.int32 if len(text) < 2**31 else np.int64), texts)


def _packed(shingles: Sequence[Hashes], sizes: Numbers) -> Iterator[Wide]:
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


def without(matrix: Any, columns: Flags) -> Any:
    """Return a sparse matrix of the same shape without the entries of some columns."""
    chosen = ~columns[matrix.indices]
    before = np.zeros(len(chosen) + 1, matrix.indptr.dtype)
    np.cumsum(chosen, out=before[1:])
    return _matrix(matrix.indices[chosen], before[matrix.indptr], matrix.shape, np.int8)


def first_of(matrix: Any, most: int) -> Any:
    """Return a sparse matrix of the same shape with the first entries of each row alone."""
    counts = np.minimum(np.diff(matrix.indptr), most)
    ends = np.concatenate([np.zeros(1, np.int64), np.cumsum(counts)])
    place = np.arange(ends[-1]) + np.repeat(matrix.indptr[:-1] - ends[:-1], counts)
    return _matrix(matrix.indices[place], ends, matrix.shape, np.int8)


def _matrix(indices: Numbers, ends: Numbers, shape: tuple[int, int], kind: type) -> Any:
    """Return a sparse matrix of ones: the sorted columns of each row, and where each row ends."""
    from scipy.sparse import csr_array

    if len(indices) < 2**31:
        indices, ends = indices.astype(np.int32, copy=False), ends.astype(np.int32, copy=False)
    matrix = csr_array((np.ones(len(indices), kind), indices, ends), shape)
    matrix.has_canonical_format = True
    return matrix


def any_of(matrix: Any, columns: Flags) -> Flags:
    """Return of each row whether it has an entry in some columns: (rows,)."""
    held: Flags = (
        np.diff(np.searchsorted(np.flatnonzero(columns[matrix.indices]), matrix.indptr)) > 0
    )
    return held
