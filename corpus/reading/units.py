"""Articles at scale: Parquet files cut into units, runs of row groups that are worked on at a time."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from ..errors import OutputError, RecordError, SourceError
from ..progress import Progress
from ..records import ArticleRow
from .sources import SourceFile, file_digest, list_files, unreadable
from .tables import open_parquet, read_parquet

__all__ = ["UNIT", "Unit", "input_digest", "keep_apart", "plan_units", "read_unit"]

UNIT = 8192
"""Articles from which on a unit takes no further row group: some ten seconds of work."""


@dataclass(frozen=True, slots=True)
class Unit:
    """What is worked on at a time, and the file that comes of it."""

    number: int
    file: str
    """as the user named it"""
    path: str
    """the same from the root, for processes that work elsewhere"""
    sha256: str
    """of the whole file"""
    first: int
    last: int
    """row groups, `last` not among them"""
    articles: int
    """rows"""

    @property
    def name(self) -> str:
        """The name of the file that comes of it, without a suffix."""
        return f"part-{self.number:05}"


def input_digest(units: Sequence[Unit]) -> str:
    """Return the digest of the articles of some units, wherever their files lie."""
    held = [(unit.sha256, unit.first, unit.last, unit.articles) for unit in units]
    return hashlib.sha256(json.dumps(held).encode()).hexdigest()


def plan_units(
    sources: Sequence[str], workers: int, progress: Progress
) -> tuple[tuple[Unit, ...], int]:
    """Return the units of the Parquet files of `sources`, and how many others lie there.

    Every file is read once for its digest. Raises SourceError where a source is no file or folder of
    Parquet, or one of its files has no articles.
    """
    files, passed_over = _parquet_files(sources)
    units: list[Unit] = []
    with ThreadPoolExecutor(workers) as pool:
        for done, (file, sizes, digest) in enumerate(pool.map(_look_into, files)):
            progress("looking into the files", done, len(files))
            for first, last, articles in _runs(sizes):
                path = str(file.path.resolve())
                units.append(Unit(len(units), file.where, path, digest, first, last, articles))
    return tuple(units), passed_over


def read_unit(unit: Unit, reject: Callable[[str], None]) -> Iterator[ArticleRow]:
    """Yield the articles of a unit; what is wrong with the others is handed to `reject`."""
    source = SourceFile(Path(unit.path), unit.file, ".parquet")
    try:
        for row in read_parquet(source, range(unit.first, unit.last)):
            if isinstance(row, RecordError):
                reject(str(row))
            else:
                yield row
    except SourceError as error:  # it opened when the job was planned: the rest is damaged
        reject(str(error))


def keep_apart(out: Path, sources: Sequence[str]) -> None:
    """Refuse an output among the articles: a second run would read it as articles."""
    place = out.resolve()
    for source in sources:
        if place.is_relative_to(Path(source).resolve()):
            raise OutputError(
                f"{out} stands among the articles in {source}; give another place with -o"
            )


def _parquet_files(sources: Sequence[str]) -> tuple[list[SourceFile], int]:
    files: list[SourceFile] = []
    passed_over = 0
    for source in sources:
        path = Path(source)
        if source == "-" or (path.is_file() and path.suffix.lower() != ".parquet"):
            found = "standard input" if source == "-" else source
            raise SourceError(
                f"{found} is no Parquet file, and what is written to a folder is made of Parquet "
                "files; `dateline predict` with -o FILE.jsonl or FILE.parquet, and `dateline ingest`, "
                "take every kind of source"
            )
        found_here, passed = list_files([source], [".parquet"])
        files += found_here
        passed_over += passed.total()
    if not files:
        raise SourceError(f"there is no Parquet file in {', '.join(sources)}; check the path")
    return files, passed_over


def _look_into(file: SourceFile) -> tuple[SourceFile, list[int], str]:
    """Return a file with the rows of its row groups and its digest."""
    try:
        with open_parquet(file) as opened:
            held = opened.metadata
            sizes = [held.row_group(i).num_rows for i in range(held.num_row_groups)]
        return file, sizes, file_digest(file.path)
    except OSError as error:
        raise unreadable(file, error) from None


def _runs(sizes: Sequence[int]) -> Iterator[tuple[int, int, int]]:
    """Yield runs of row groups with enough rows: first, last (not in it), rows."""
    first = rows = 0
    for group, size in enumerate(sizes, start=1):
        rows += size
        if rows >= UNIT or group == len(sizes):
            yield first, group, rows
            first, rows = group, 0
