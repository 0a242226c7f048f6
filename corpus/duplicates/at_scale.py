"""The copies in folders of Parquet files, by any engine, resumable; the same as `find_duplicates`.

Texts and fingerprints are worked on in units. This process holds some hundred bytes an article, and
the index of the shingles that stand in several texts: that is what must fit its memory.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path
from typing import Protocol, TypeVar

import numpy as np

from ..engines import Engine
from ..errors import EngineError, SourceError
from ..files import check_new_folder, new_file, new_folder
from ..progress import Progress
from ..reading.units import Unit, input_digest, keep_apart, plan_units
from . import Link, cluster, near_links
from .fingerprint_units import MakeFingerprints, MakeIndex, hash_ranges
from .heads import Heads, read_heads
from .near_copies import NearCopies
from .shingle_index import join

__all__ = ["CLUSTERS", "LINKS", "CopiesInFolder", "find_in_folders"]

CLUSTERS, LINKS = "clusters.parquet", "links.parquet"
SHINGLES_AT_ONCE = 1 << 23
"""in a range of the hashes, about; bounds the memory of a worker, changes no result"""


@dataclass(frozen=True, slots=True)
class CopiesInFolder:
    """What was found in the files."""

    articles: int
    copies: int
    """articles that are a copy of another"""
    clusters: int
    """of two articles or more"""
    links: int
    repeated: int
    """rows with the id and the text of an earlier one, which are the same article"""
    rejected: int
    """rows that could not be read"""
    files: int
    passed_over: int
    """files in folders that are no Parquet"""


def find_in_folders(
    sources: Sequence[str],
    out: Path,
    *,
    engine: Engine,
    workers: int | None = None,
    reject: Callable[[str], None] = lambda _: None,
    progress: Progress = lambda *_: None,
) -> CopiesInFolder:
    """Write the links and clusters of the articles in Parquet files into the folder `out`.

    `links.parquet` has a row for each link, `clusters.parquet` one for each article. Stopped or
    killed and called again, it goes on: what is begun lies beside `out` under a hidden name until all
    is done. What is wrong with rows that cannot be read is handed to `reject`. Raises SourceError
    where a source is no Parquet file of articles or one id stands for two texts, OutputError where
    `out` cannot be written, EngineError where the engine gives up.
    """
    workers = workers or os.cpu_count() or 1
    keep_apart(out, sources)
    check_new_folder(out, (CLUSTERS, LINKS))
    units, passed_over = plan_units(sources, workers, progress)
    begun = f".{out.name}.begun-"
    made = f"{version('dateline')}; {SHINGLES_AT_ONCE}; {input_digest(units)}"
    folder = out.resolve().with_name(begun + hashlib.sha256(made.encode()).hexdigest()[:16])

    read = MakeFingerprints(folder)
    _do(engine, read, units, workers, "reading", progress)
    try:
        heads = read_heads(map(read.place, units), [unit.file for unit in units])
    except SourceError:  # other files, with other names here, will take the place of these
        shutil.rmtree(folder, ignore_errors=True)
        raise
    for message in heads.left_out:
        reject(message)
    lengths = heads.lengths
    _number(folder, units, heads)
    compare = MakeIndex(folder, len(lengths.sizes))
    ranges = hash_ranges(int(lengths.sizes.sum(dtype=np.int64)) // SHINGLES_AT_ONCE + 1)
    _do(engine, compare, ranges, workers, "indexing", progress)
    index = join([compare.read(one) for one in ranges], len(lengths.sizes))
    near = NearCopies(lengths, index, np.ones(len(lengths.sizes), np.bool_))
    links = sorted(
        [*heads.same_words(), *near_links(near.pairs(progress), heads.names(heads.texts))]
    )
    leaders = cluster({name for link in links for name in link[:2]}, links)
    _write(out, heads, links, leaders)

    for path in folder.parent.iterdir():
        if path.name.startswith(begun):
            shutil.rmtree(path, ignore_errors=True)
    clusters = len(set(leaders.values()))
    return CopiesInFolder(
        articles=int(heads.kept.sum()),
        copies=len(leaders) - clusters,
        clusters=clusters,
        links=len(links),
        repeated=int((~heads.kept).sum()),
        rejected=sum(unit.articles for unit in units) - len(heads.kept),
        files=len({unit.path for unit in units}),
        passed_over=passed_over,
    )


UnitT = TypeVar("UnitT", bound=Hashable, contravariant=True)


class _Work(Protocol[UnitT]):
    """Work on units, and the file that says of a unit that it is done."""

    def __call__(self, unit: UnitT, /) -> None: ...

    def place(self, unit: UnitT, /) -> Path: ...


def _do(
    engine: Engine,
    work: _Work[UnitT],
    units: Sequence[UnitT],
    workers: int,
    stage: str,
    progress: Progress,
) -> None:
    """Have the work done on the units that it was not yet done on."""
    waiting = [unit for unit in units if not work.place(unit).is_file()]
    kept = len(units) - len(waiting)
    progress(stage, kept, len(units))
    if waiting:
        for now in engine(work, waiting, workers):
            progress(stage, kept + now, len(units))
    if missing := [unit for unit in waiting if not work.place(unit).is_file()]:
        raise EngineError(
            f"{len(missing):,} of {len(units):,} files are not there, first "
            f"{work.place(missing[0])}: the workers must see the same folder; run the command again"
        )


def _number(folder: Path, units: Sequence[Unit], heads: Heads) -> None:
    """Write the number of each text among all, from the longest, for the workers of the index."""
    numbers = np.full(len(heads.kept), -1, np.int32)
    texts = heads.texts[heads.lengths.longest_first()]
    numbers[texts] = np.arange(len(texts), dtype=np.int32)
    ends = np.cumsum([0, *heads.units])
    for unit, (start, end) in zip(units, pairwise(ends.tolist()), strict=True):
        with new_file(folder / "numbers" / f"{unit.name}.npy", "wb") as file:
            np.save(file, numbers[start:end])


def _write(out: Path, heads: Heads, links: Sequence[Link], leaders: Mapping[str, str]) -> None:
    """Write what was found: all links, and the cluster of every article."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    columns: dict[str, Sequence[object]] = dict.fromkeys(Link._fields, ())
    if links:
        columns = dict(zip(Link._fields, zip(*links, strict=True), strict=True))
    kinds = [pa.string(), pa.string(), pa.string(), pa.float64()]
    schema = pa.schema([("id", pa.string()), ("cluster", pa.string())])
    with new_folder(out, (CLUSTERS, LINKS)) as new:
        pq.write_table(
            pa.table(columns, pa.schema(list(zip(Link._fields, kinds, strict=True)))), new / LINKS
        )
        with pq.ParquetWriter(new / CLUSTERS, schema) as writer:
            ends = np.cumsum([0, *heads.units])
            for start, end in pairwise(ends.tolist()):
                rows = np.flatnonzero(heads.kept[start:end]) + start
                names = heads.names(rows)
                held = {"id": names, "cluster": [leaders.get(name, name) for name in names]}
                writer.write_table(pa.table(held, schema))
