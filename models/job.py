"""A prediction job: which articles are scored, in which units, by which model.

A unit is a run of row groups of one Parquet file; each becomes one file of predictions, whoever
scores it and however often.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from dateline.corpus.errors import SourceError
from dateline.corpus.progress import Progress
from dateline.corpus.reading.sources import SourceFile, file_digest, list_files
from dateline.corpus.reading.tables import open_parquet

from .facts import running_versions
from .predictor import Predictor

__all__ = ["FORMAT", "UNIT", "Job", "Unit", "input_digest", "plan_job"]

FORMAT = 1
UNIT = 8192
"""Articles from which on a unit takes no further row group: some ten seconds of work."""


@dataclass(frozen=True, slots=True)
class Unit:
    """What is scored at a time, and the file that comes of it."""

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
        """The name of its file of predictions, without a suffix."""
        return f"part-{self.number:05}"


@dataclass(frozen=True, slots=True)
class Job:
    """What a folder of predictions is made of."""

    model: str
    """digest"""
    labels: tuple[str, ...]
    quotations: str
    dateline: str
    """version"""
    units: tuple[Unit, ...]

    def to_json(self) -> dict[str, Any]:
        """Return it as `job.json` holds it."""
        return {"format": FORMAT, "input": input_digest(self.units), **asdict(self)}

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> Job:
        """Return the job that `job.json` holds. Raises KeyError or TypeError where it holds none."""
        fields = {name: content[name] for name in ("model", "quotations", "dateline")}
        units = tuple(Unit(**unit) for unit in content["units"])
        return cls(**fields, labels=tuple(content["labels"]), units=units)


def input_digest(units: Sequence[Unit]) -> str:
    """Return the digest of the articles of a job, wherever their files lie."""
    held = [(unit.sha256, unit.first, unit.last, unit.articles) for unit in units]
    return hashlib.sha256(json.dumps(held).encode()).hexdigest()


def plan_job(
    predictor: Predictor, sources: Sequence[str], workers: int, progress: Progress
) -> tuple[Job, int]:
    """Return the job of scoring the Parquet files of `sources`, and how many others lie there.

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
    job = Job(
        model=predictor.digest,
        labels=predictor.labels,
        quotations=predictor.quotations,
        dateline=running_versions()["dateline"],
        units=tuple(units),
    )
    return job, passed_over


def _parquet_files(sources: Sequence[str]) -> tuple[list[SourceFile], int]:
    files: list[SourceFile] = []
    passed_over = 0
    for source in sources:
        path = Path(source)
        if source == "-" or (path.is_file() and path.suffix.lower() != ".parquet"):
            found = "standard input" if source == "-" else source
            raise SourceError(
                f"{found} is no Parquet file, and a folder of predictions is made of Parquet files; "
                "give -o FILE.jsonl or FILE.parquet, which take every kind of source"
            )
        found_here, passed = list_files([source], [".parquet"])
        files += found_here
        passed_over += passed
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
        raise SourceError(f"{file.where} cannot be read: {error.strerror}") from None


def _runs(sizes: Sequence[int]) -> Iterator[tuple[int, int, int]]:
    """Yield runs of row groups with enough rows: first, last (not in it), rows."""
    first = rows = 0
    for group, size in enumerate(sizes, start=1):
        rows += size
        if rows >= UNIT or group == len(sizes):
            yield first, group, rows
            first, rows = group, 0
