"""What is held of every article while copies are looked for at scale: all but the shingles."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from ..errors import SourceError, shorten
from ..files import new_file_at
from . import Link, same_words
from .near_copies import Lengths, draw
from .shingle_index import Flags, Wide
from .shingles import Fingerprint

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["Heads", "Rows", "read_heads", "write_heads"]

Rows = npt.NDArray[np.int64]


def write_heads(
    place: Path, names: Sequence[str], found: Sequence[Fingerprint], left_out: Sequence[str]
) -> None:
    """Write a row for each article; what was left out stands in the metadata of the table."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    columns = {
        "id": pa.array(names, pa.large_string()),
        "characters": pa.array([one.characters for one in found], pa.binary(16)),
        "words": pa.array([one.words or bytes(16) for one in found], pa.binary(16)),
        "worded": pa.array([bool(one.words) for one in found], pa.bool_()),
        "shingles": pa.array([len(one.shingles) for one in found], pa.int32()),
        "draw": pa.array([draw(one.shingles) for one in found], pa.uint64()),
    }
    table = pa.table(columns).replace_schema_metadata({"left_out": json.dumps(list(left_out))})
    with new_file_at(place) as path:
        pq.write_table(table, path)


@dataclass(frozen=True, slots=True)
class Heads:
    """The articles of all units, a row each, unit after unit."""

    units: tuple[int, ...]
    """rows of each unit"""
    left_out: tuple[str, ...]
    """what was wrong with rows that could not be read"""
    ids: pa.Array[Any]
    kept: Flags
    """(rows,): whether a row is the first of its id"""
    characters: Wide
    """(rows, 2): the digest"""
    worded: Rows
    """the kept rows with words: those with the same words together, and these by id"""
    first: Flags
    """(worded,): whether a row is the first with its words, which stands for all of them"""
    lengths: Lengths
    """of the texts: the rows of `worded` that are first"""

    @property
    def texts(self) -> Rows:
        """The rows that are compared with one another."""
        texts: Rows = self.worded[self.first]
        return texts

    def names(self, rows: Rows) -> list[str]:
        """Return the ids of some rows."""
        import pyarrow as pa

        names: list[str] = self.ids.take(pa.array(rows)).to_pylist()
        return names

    def same_words(self) -> Iterator[Link]:
        """Yield the links among articles with the same words."""
        several = ~self.first
        several[:-1] |= several[1:]
        rows = self.worded[several]
        names = self.names(rows)
        digests = self.characters[rows]
        starts = np.flatnonzero(self.first[several]).tolist()
        nothing = np.empty(0, np.uint32)
        for start, end in pairwise([*starts, len(rows)]):
            yield from same_words(
                names[start:end],
                {
                    names[i]: Fingerprint(digests[i].tobytes(), b"", nothing)
                    for i in range(start, end)
                },
            )


def read_heads(places: Iterable[Path], sources: Sequence[str]) -> Heads:
    """Return what was written of the units, which come from these sources, a unit each.

    Raises SourceError where one id stands for two texts.
    """
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    tables = [pq.read_table(place) for place in places]
    said = [json.loads((table.schema.metadata or {})[b"left_out"]) for table in tables]
    table = pa.concat_tables([one.replace_schema_metadata(None) for one in tables]).combine_chunks()
    ids = _whole(table["id"])
    characters, words = _numbers(table["characters"]), _numbers(table["words"])
    by_id: Rows = pc.sort_indices(ids).to_numpy().astype(np.int64)
    again = pc.equal(ids.take(pa.array(by_id[1:])), ids.take(pa.array(by_id[:-1])))
    repeats = again.to_numpy(zero_copy_only=False)
    other = repeats & (characters[by_id[1:]] != characters[by_id[:-1]]).any(axis=1)
    if other.any():
        at = int(np.flatnonzero(other)[0])
        ends = np.cumsum([len(one) for one in tables])
        one, another = (
            sources[int(np.searchsorted(ends, row, side="right"))]
            for row in sorted(by_id[at : at + 2])
        )
        where = f"{one} and {another}" if one != another else one
        raise SourceError(
            f"{where}: the id {shorten(ids[by_id[at]].as_py())} stands for two texts; give each text "
            "an id of its own, or leave the column id out, and ids are made of the articles"
        )
    kept = np.ones(len(ids), np.bool_)
    kept[by_id[1:][repeats]] = False
    place_of_id = np.empty(len(ids), np.int64)
    place_of_id[by_id] = np.arange(len(ids))
    worded = np.flatnonzero(kept & table["worded"].to_numpy())
    worded = worded[np.lexsort((place_of_id[worded], words[worded, 1], words[worded, 0]))]
    first = np.ones(len(worded), np.bool_)
    first[1:] = (words[worded[1:]] != words[worded[:-1]]).any(axis=1)
    texts = worded[first]
    return Heads(
        units=tuple(map(len, tables)),
        left_out=tuple(message for messages in said for message in messages),
        ids=ids,
        kept=kept,
        characters=characters,
        worded=worded,
        first=first,
        lengths=Lengths(table["shingles"].to_numpy()[texts], table["draw"].to_numpy()[texts]),
    )


def _whole(column: pa.ChunkedArray[Any]) -> pa.Array[Any]:
    import pyarrow as pa

    return pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], column.type)


def _numbers(column: pa.ChunkedArray[Any]) -> Wide:
    """Return digests as two numbers each that sort as the digests do."""
    return np.frombuffer(b"".join(column.to_pylist()), ">u8").reshape(-1, 2).astype(np.uint64)
