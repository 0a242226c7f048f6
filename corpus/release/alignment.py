"""Which runs of tokens of a copy are which chunks of an article: one path, in order, of most evidence.

A chunk of 8 bits is found at one place in 256 by chance, so a chunk alone says nothing. What says
something is the path: chunks that follow one another in the article and in the copy, at the same
distances. The path is found by chaining, as reads are aligned to genomes (Li 2018, "Minimap2",
section 2.1.1): each hit is worth its bits, a change of distance between article and copy costs the more
bits the greater it is, and the chain of the greatest sum is taken. Nothing else is known of the text.
"""

from __future__ import annotations

import math
from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from .normalise import Hashes

__all__ = ["Chunks", "Path", "find_path", "is_a_copy"]

Numbers: TypeAlias = npt.NDArray[np.int64]

LOOK_BACK = 1500
"""hits among which the one before is looked for"""
MANY_HITS = 10_000
"""above it, of long texts, only hits with another one nearby are looked at"""
NEARBY = 24
"""tokens"""
BEYOND_CHANCE, LEAST_SHARE = 13.0, 0.22
"""bits, and share of all, that make a text a copy"""
FEW_BEYOND_CHANCE, NEARLY_ALL = 4.0, 0.9
"""the same for an article of few bits"""
SHIFT_COST, SHIFT_GROWTH, SHIFT_MOST = 4.0, 2.0, 18.0
"""bits that a change of distance costs: the least, for each doubling, the most"""


class Chunks(NamedTuple):
    """The published chunks of an article, in order: first token, size, hash and bits of each."""

    starts: Numbers
    sizes: Numbers
    values: Hashes
    bits: Numbers


class Path(NamedTuple):
    """The hits of a chain, in order: number of the chunk, and the copy's token where it begins."""

    chunks: Numbers
    places: Numbers
    score: float
    """bits of evidence"""


def find_path(chunks: Chunks, windows: list[Hashes]) -> Path:
    """Return the chain of hits with the most evidence; without any hit it is empty.

    windows : by length, the hashes of all runs of so many tokens of the copy
    """
    numbers, places = _hits(chunks, windows)
    if not len(numbers):
        return Path(numbers, places, 0.0)
    if len(numbers) > MANY_HITS:
        kept = _have_company(chunks.starts[numbers], places)
        numbers, places = numbers[kept], places[kept]
    order = np.lexsort((numbers, places))
    numbers, places = numbers[order], places[order]
    starts = chunks.starts[numbers]
    sizes = chunks.sizes[numbers]
    ends, ends_here = starts + sizes, places + sizes
    best = chunks.bits[numbers].astype(np.float64)
    before = np.full(len(numbers), -1)
    for hit in range(1, len(numbers)):
        low = max(0, hit - LOOK_BACK)
        there = starts[hit] - ends[low:hit]
        here = places[hit] - ends_here[low:hit]
        follows = np.flatnonzero((there >= 0) & (here >= 0))
        if not len(follows):
            continue
        shift = np.abs(there - here)[follows]
        cost = _SHIFT_COSTS[np.minimum(shift, len(_SHIFT_COSTS) - 1)]
        sums = best[low:hit][follows] - cost
        chosen = int(sums.argmax())
        if sums[chosen] > 0:
            best[hit] += sums[chosen]
            before[hit] = low + follows[chosen]
    last = int(best.argmax())
    chain = []
    while last >= 0:
        chain.append(last)
        last = int(before[last])
    path = np.array(chain[::-1])
    return Path(numbers[path], places[path], float(best.max()))


def is_a_copy(path: Path, chunks: Chunks, n_tok: int, bits_a_token: float) -> bool:
    """Whether a path shows that a text of `n_tok` tokens is a copy of the article at all.

    What the path holds must be more than chance gives among so many chunks and places, and a fair
    share of all that the shorter of the two could give: part of an article, or an article in a long
    page, is a copy; a sentence that two articles share is none. Of an article of few bits, where that
    cannot be, nearly all must be there.
    """
    if not len(path.chunks):
        return False
    total = float(chunks.bits.sum())
    beyond_chance = path.score - math.log2(len(chunks.bits) * n_tok)
    if beyond_chance >= BEYOND_CHANCE:
        return path.score >= LEAST_SHARE * min(total, bits_a_token * n_tok)
    return beyond_chance >= FEW_BEYOND_CHANCE and path.score >= NEARLY_ALL * total


def _costs() -> npt.NDArray[np.float64]:
    shifts = np.arange(1 << 12, dtype=np.float64)
    costs = np.minimum(SHIFT_COST + SHIFT_GROWTH * np.log2(np.maximum(shifts, 1)), SHIFT_MOST)
    costs[0] = 0
    return costs


_SHIFT_COSTS = _costs()


def _have_company(starts: Numbers, places: Numbers) -> npt.NDArray[np.bool_]:
    """Return which hits have another one nearby, at the same distance or one token off."""
    far = int(places.max()) + 2 * NEARBY + 1
    distances = places - starts + int(starts.max()) + 1
    keys = np.sort(distances * far + places)
    near = np.zeros(len(places), np.int64)
    for off in (-1, 0, 1):
        middle = (distances + off) * far + places
        near += np.searchsorted(keys, middle + NEARBY, "right")
        near -= np.searchsorted(keys, middle - NEARBY, "left")
    return near > 1


def _hits(chunks: Chunks, windows: list[Hashes]) -> tuple[Numbers, Numbers]:
    """Return every place of the copy where a chunk could stand: chunk number and token."""
    numbers, places = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    kinds, kind_of = np.unique(np.stack([chunks.sizes, chunks.bits]), axis=1, return_inverse=True)
    for kind, (size, bits) in enumerate(kinds.T.tolist()):
        here = windows[size] & np.uint16((1 << bits) - 1)
        order = np.argsort(here, kind="stable")
        wanted = np.flatnonzero(kind_of == kind)
        values = chunks.values[wanted]
        low = np.searchsorted(here, values, "left", order)
        count = np.searchsorted(here, values, "right", order) - low
        numbers.append(np.repeat(wanted, count))
        first = np.repeat(low - (np.cumsum(count) - count), count)
        places.append(order[first + np.arange(count.sum())])
    return np.concatenate(numbers), np.concatenate(places)
