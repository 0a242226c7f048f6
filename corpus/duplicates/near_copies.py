"""Which texts share enough of their shingles: arrays in, arrays out. See `duplicates` for the why.

Texts are numbered from the longest to the shortest, and each looks for the longer ones that hold
most of it. So a story is known by its fullest versions, and what a text costs does not grow with the
number of versions: it looks where the first few texts are that hold some of its shingles, and
counts in full what it shares with those. Which longer texts a text is linked to depends on
these alone; a new text is seldom among the first, and then nobody else has to look again.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from ..progress import Progress
from .shingle_index import Flags, Index, Numbers, Wide, any_of, first_of, make_index, without
from .shingles import Hashes

__all__ = ["RULES", "Lengths", "NearCopies", "Pairs", "draw", "find_near_copies"]

Scores: TypeAlias = npt.NDArray[np.float64]

BEST = 0.22
"""least share of a text that the longer text which holds most of it must hold to be its copy"""
SHARE = 0.305
"""least share of a text that any other text must hold to be its copy"""
WHOLE = 0.80
"""least length, as a share of its best longer version's, of a text that is linked to a second story"""
SHARED = 3
"""least number of shared shingles that makes a near copy"""
HUBS = 16
"""the longest texts that hold a shingle, which the others that hold it look at"""
LOOKED_UP = 24
"""shingles of a text by which it finds the longer texts to be compared with; counted in a byte"""
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
RULES = (
    f"the {HUBS} longest of {LOOKED_UP}, {BEST} and {SHARE} of the shorter, {WHOLE} of the whole"
)
"""what stored links were made by; links of other rules are not kept beside new ones"""


class Pairs(NamedTuple):
    """Near copies, an array each: two texts, and the share of the shorter that both hold."""

    shorter: Numbers
    longer: Numbers
    score: Scores


class Lengths(NamedTuple):
    """What numbers the texts, an array each; the texts stand as a further one does not change it."""

    sizes: Numbers
    """shingles of each text"""
    draws: Wide
    """see `draw`: decides between texts of one size, and which texts are drawn"""

    def longest_first(self) -> Numbers:
        """Return the texts by their numbers: (texts,)."""
        return np.lexsort((self.draws, -self.sizes))


def find_near_copies(shingles: Sequence[Hashes], new: Flags) -> NearCopies:
    """Return the near copies among texts by the shingles of each, one array a text.

    `new` : (texts,), those that no earlier comparison knew.
    """
    count = len(shingles)
    sizes = np.fromiter(map(len, shingles), np.int32, count)
    lengths = Lengths(sizes, np.fromiter(map(draw, shingles), np.uint64, count))
    order = lengths.longest_first()
    return NearCopies(lengths, make_index([shingles[text] for text in order], sizes[order]), new)


class NearCopies:
    """The near copies among texts that are all different.

    `index` : of the shingles, the texts numbered from the longest to the shortest.
    `new` : (texts,), those that no earlier comparison knew.
    """

    def __init__(self, lengths: Lengths, index: Index, new: Flags) -> None:
        self._order = lengths.longest_first()
        self._sizes, self._draws = lengths.sizes[self._order], lengths.draws[self._order]
        new = new[self._order]
        self._holds = index.holds()
        boilerplate = self._boilerplate_in(index)
        before = boilerplate if new.all() else self._boilerplate_in(index.of_texts(~new))
        moved = any_of(self._holds, boilerplate != before)
        self._hubs = index.hubs(HUBS, boilerplate)
        if boilerplate.any():
            self._holds = without(self._holds, boilerplate)
        looked_up = first_of(self._holds, LOOKED_UP)
        self._touched = new | moved | any_of(looked_up, any_of(self._hubs, new | moved))

    def touched(self) -> Flags:
        """Return the texts that may be linked otherwise than without the new texts: (texts,).

        Those are the new ones, those that hold a shingle which became boilerplate, or ceased to be,
        and those that look at one of either.
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
        looked_up = first_of(self._holds[rows], LOOKED_UP)
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

    def _boilerplate_in(self, index: Index) -> Flags:
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


def draw(shingles: Hashes) -> int:
    """Return a number below 2 to the 32 that is fixed for a text and else as good as random."""
    return int(shingles.sum(dtype=np.uint64)) * 0x9E3779B97F4A7C15 % 2**64 >> 32
