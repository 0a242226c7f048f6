"""Which texts share enough of their shingles: arrays in, arrays out. See `duplicates` for the why.

A text is a number. Texts are numbered in an order that has nothing to do with what they say (that of
their digests), so the first texts that hold a shingle are a fair sample of all that do, the same
sample for all shingles of one story.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from .progress import Progress
from .shingles import Hashes

__all__ = ["Flags", "NearCopies", "Pairs", "strongest"]

Numbers: TypeAlias = npt.NDArray[np.signedinteger]
Scores: TypeAlias = npt.NDArray[np.float64]
Flags: TypeAlias = npt.NDArray[np.bool_]

SHARE = 0.305
"""least share of the shorter text's shingles that makes two texts near copies"""
SHARED = 3
"""least number of shared shingles that makes a near copy"""
HUBS = 32
"""each text is compared with the first so many texts that hold a shingle"""
COMMON = 100
"""a shingle in more texts than this is looked at: is it a story's or boilerplate?"""
TELLING = 20
"""pairs of the texts with a common shingle that are looked at"""
KIN = 0.70
"""least share of the shorter text of such a pair at which the two are of one story"""
KINDRED = 0.20
"""least part of such pairs of one story for which the shingle is a story's"""
ROWS_AT_ONCE = 4096
"""texts compared in one step; bounds the memory, changes no result"""
PAIRS_AT_ONCE = 1 << 16


class Pairs(NamedTuple):
    """Near copies, an array each: two texts, and the share of the shorter that both hold."""

    one: Numbers
    other: Numbers
    score: Scores


class NearCopies:
    """The near copies among texts that are all different. `shingles` : one array a text."""

    def __init__(self, shingles: Sequence[Hashes]) -> None:
        self._sizes = np.fromiter(map(len, shingles), np.int32, len(shingles))
        self._index = _index(shingles, self._sizes)
        self._boilerplate = self._boilerplate_in(self._index)

    def touched_by(self, new: Flags) -> Flags:
        """Return the texts whose near copies may be others than they were without the new texts.

        `new`, and what is returned : (texts,). Any other text shares exactly what it shared.
        """
        index = self._index
        newly = np.bincount(index.shingle[new[index.text]], minlength=index.shingles) > 0
        before = self._boilerplate_in(index.of_texts(~new))
        changed = newly & ~(self._boilerplate & before)
        touched = new.copy()
        touched[index.text[changed[index.shingle]]] = True
        return touched

    def pairs(self, texts: Numbers, progress: Progress = lambda *_: None) -> Pairs:
        """Return the near copies among `texts`, which are sorted.

        What two texts share is counted by a product of sparse matrices, (texts, shingles) by
        (shingles, hubs), where the hubs of a shingle are the first `HUBS` texts that hold it. So the
        work is linear in the number of shingles, however many copies a story has, and what a text
        shares with the first `HUBS` texts of its story is counted in full.
        """
        index = self._index.without(self._boilerplate)
        holds, hubs = index.holds(), index.hubs()
        found = []
        for start in range(0, len(texts), ROWS_AT_ONCE):
            rows = texts[start : start + ROWS_AT_ONCE]
            counts = (holds[rows] @ hubs).tocoo()
            pair = (counts.data >= SHARED) & (rows[counts.row] > counts.col)
            one, other, shared = rows[counts.row[pair]], counts.col[pair], counts.data[pair]
            score = shared / np.minimum(self._sizes[one], self._sizes[other])
            near = score >= SHARE
            found.append(Pairs(one[near], other[near], score[near]))
            progress("comparing", start + len(rows), len(texts))
        return Pairs(*map(np.concatenate, zip(*found, strict=True))) if found else _NO_PAIRS

    def _boilerplate_in(self, index: _Index) -> Flags:
        """Return which shingles are common and of no one story: (shingles,)."""
        frequency = index.frequency()
        common = np.flatnonzero(frequency > COMMON)
        boilerplate = np.zeros(index.shingles, np.bool_)
        if len(common):
            starts = (np.cumsum(frequency) - frequency)[common]
            sample = index.text[starts[:, None] + np.arange(TELLING + 1)].astype(np.int64)
            keys = sample[:, :-1] * index.texts + sample[:, 1:]
            pairs, place = np.unique(keys, return_inverse=True)
            kin = self._kin(pairs // index.texts, pairs % index.texts)
            told = kin[place.reshape(keys.shape)].mean(axis=1)
            boilerplate[common] = told < KINDRED
        return boilerplate

    def _kin(self, one: Numbers, other: Numbers) -> Flags:
        """Return of pairs of texts whether they are of one story: (pairs,)."""
        holds = self._index.holds()
        shared = [
            holds[one[start : start + PAIRS_AT_ONCE]]
            .multiply(holds[other[start : start + PAIRS_AT_ONCE]])
            .sum(axis=1)
            for start in range(0, len(one), PAIRS_AT_ONCE)
        ]
        kin: Flags = np.concatenate(shared) >= KIN * np.minimum(
            self._sizes[one], self._sizes[other]
        )
        return kin


_NO_PAIRS = Pairs(np.empty(0, np.int32), np.empty(0, np.int32), np.empty(0))


@dataclass(frozen=True, slots=True)
class _Index:
    """Which texts hold which shingles: two arrays, sorted by shingle, then text."""

    text: Numbers
    shingle: Numbers
    texts: int
    shingles: int

    def frequency(self) -> Numbers:
        """Return in how many texts each shingle stands: (shingles,)."""
        return np.bincount(self.shingle, minlength=self.shingles)

    def of_texts(self, texts: Flags) -> _Index:
        """Return the index of some texts alone; `texts` : (texts,)."""
        kept = texts[self.text]
        return _Index(self.text[kept], self.shingle[kept], self.texts, self.shingles)

    def without(self, shingles: Flags) -> _Index:
        """Return the index without some shingles; `shingles` : (shingles,)."""
        if not shingles.any():
            return self
        kept = ~shingles[self.shingle]
        return _Index(self.text[kept], self.shingle[kept], self.texts, self.shingles)

    def holds(self) -> Any:
        """Return who holds what: a sparse matrix, (texts, shingles)."""
        return self._matrix(self.text, self.shingle, (self.texts, self.shingles))

    def hubs(self) -> Any:
        """Return the first texts that hold each shingle: a sparse matrix, (shingles, texts)."""
        frequency = self.frequency()
        starts = np.cumsum(frequency) - frequency
        first = np.arange(len(self.shingle)) - starts[self.shingle] < HUBS
        shape = (self.shingles, self.texts)
        return self._matrix(self.shingle[first], self.text[first], shape)

    @staticmethod
    def _matrix(row: Numbers, column: Numbers, shape: tuple[int, int]) -> Any:
        from scipy.sparse import csr_array

        return csr_array((np.ones(len(row), np.int32), (row, column)), shape)


def _index(shingles: Sequence[Hashes], sizes: Numbers) -> _Index:
    """Return the index of the shingles that stand in more than one text.

    Hash and text are packed into one 64-bit integer, since sorting integers in place is several
    times faster than sorting an order of them.
    """
    packed = np.concatenate([np.empty(0, np.uint32), *shingles]).astype(np.uint64)
    packed <<= np.uint64(32)
    packed |= np.repeat(np.arange(len(sizes), dtype=np.uint32), sizes)
    packed.sort()
    first = np.ones(len(packed), np.bool_)
    first[1:] = (packed[1:] ^ packed[:-1]) >= np.uint64(1 << 32)
    several = ~first
    several[:-1] |= ~first[1:]
    shingle = np.cumsum(first[several], dtype=np.int32) - np.int32(1)
    count = int(shingle[-1]) + 1 if len(shingle) else 0
    return _Index(packed[several].astype(np.uint32).astype(np.int32), shingle, len(sizes), count)


def strongest(pairs: Pairs, names: Sequence[str]) -> Pairs:
    """Return the maximum spanning forest of `pairs`: the strongest that join what all join.

    Of equally strong pairs those count first whose names, `names` of the texts, come first.
    """
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import minimum_spanning_tree

    place = np.empty(len(names), np.int32)
    place[sorted(range(len(names)), key=names.__getitem__)] = np.arange(len(names))
    ends = place[pairs.one], place[pairs.other]
    order = np.lexsort((np.maximum(*ends), np.minimum(*ends), -pairs.score))
    rank = np.empty(len(order))
    rank[order] = np.arange(1, len(order) + 1)
    shape = (len(names), len(names))
    tree = minimum_spanning_tree(csr_array((rank, (pairs.one, pairs.other)), shape))
    kept = order[tree.data.astype(np.int64) - 1]
    return Pairs(pairs.one[kept], pairs.other[kept], pairs.score[kept])
