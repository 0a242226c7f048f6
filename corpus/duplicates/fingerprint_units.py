"""The parts of a search for copies that are done in units, as every engine's workers do them.

    heads/part-00000.parquet     of a unit of articles: ids, digests, number of shingles
    hashes/part-00000.npy        its shingles, each with its row in the unit, sorted
    numbers/part-00000.npy       the number of each row among all texts; -1: it is none of them
    ranges/range-00000.npz       of a range of the hashes: the index of those in several texts

A file has its name only when it is complete and on the disk, and is then not made again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..files import new_file
from ..reading.units import Unit, read_unit
from .heads import write_heads
from .shingle_index import Index, Wide, index_of
from .shingles import Fingerprint, Hashes, fingerprint

__all__ = ["HashRange", "MakeFingerprints", "MakeIndex", "hash_ranges"]

_TEXT = np.uint64((1 << 32) - 1)
"""the bits of a packed shingle that name its text; those above are the hash"""


@dataclass(frozen=True, slots=True)
class MakeFingerprints:
    """Makes the fingerprints of units. It can be sent to other processes, and may do one twice."""

    folder: Path

    def place(self, unit: Unit) -> Path:
        """Return the file that says of a unit that it is done."""
        return self.folder / "heads" / f"{unit.name}.parquet"

    def __call__(self, unit: Unit) -> None:
        """Write the shingles of a unit, then its heads. Raises OutputError where it cannot."""
        left_out: list[str] = []
        names: list[str] = []
        found: list[Fingerprint] = []
        for row in read_unit(unit, left_out.append):
            names.append(row.article.id)
            found.append(fingerprint(row.article.text))
        with new_file(self.folder / "hashes" / f"{unit.name}.npy", "wb") as file:
            np.save(file, _packed([one.shingles for one in found]))
        write_heads(self.place(unit), names, found, left_out)


@dataclass(frozen=True, slots=True)
class HashRange:
    """Hashes that are compared at a time, wherever they stand."""

    number: int
    low: int
    high: int
    """the last one"""


def hash_ranges(count: int) -> tuple[HashRange, ...]:
    """Return so many ranges of the hashes, in order."""
    edges = [number * (1 << 32) // count for number in range(count + 1)]
    return tuple(HashRange(number, edges[number], edges[number + 1] - 1) for number in range(count))


@dataclass(frozen=True, slots=True)
class MakeIndex:
    """Makes the index of ranges of the hashes, from the shingles of all units."""

    folder: Path
    texts: int

    def place(self, unit: HashRange) -> Path:
        """Return the file that says of a range that it is done."""
        return self.folder / "ranges" / f"range-{unit.number:05}.npz"

    def __call__(self, unit: HashRange) -> None:
        """Write the index of a range. Raises OutputError where it cannot."""
        found = [np.empty(0, np.uint64)]
        for path in sorted((self.folder / "hashes").glob("part-*.npy")):
            packed = np.load(path, mmap_mode="r")
            numbers = np.load(self.folder / "numbers" / path.name, mmap_mode="r")
            first = np.searchsorted(packed, np.uint64(unit.low << 32))
            last = np.searchsorted(packed, np.uint64((unit.high + 1 << 32) - 1))
            chosen = packed[first:last]
            number = numbers[(chosen & _TEXT).astype(np.int64)]
            kept = number >= 0
            found.append((chosen[kept] & ~_TEXT) | number[kept].astype(np.uint64))
        index = index_of(np.concatenate(found), self.texts)
        with new_file(self.place(unit), "wb") as file:
            np.savez(file, text=index.text, start=index.start)

    def read(self, unit: HashRange) -> Index:
        """Return the index of a range that is done."""
        with np.load(self.place(unit)) as held:
            return Index(held["text"], held["start"], self.texts)


def _packed(shingles: Sequence[Hashes]) -> Wide:
    sizes = np.fromiter(map(len, shingles), np.int64, len(shingles))
    packed = np.concatenate([np.empty(0, np.uint32), *shingles]).astype(np.uint64)
    packed <<= np.uint64(32)
    packed |= np.repeat(np.arange(len(sizes), dtype=np.uint64), sizes)
    packed.sort()
    return packed
