"""What every form of metadata is made from."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from ...guidelines import LabelScheme
from ..schemas import PARTS, CsvTable, Table
from ..settings import ReleaseSettings

__all__ = ["About", "DataFile", "describe_file", "to_json_text"]


@dataclass(frozen=True, slots=True)
class DataFile:
    """A file that holds a table, or one part of it."""

    path: str
    name: str
    """of its record set: the table's, and the part's where it holds one part"""
    table: Table | CsvTable
    part: str
    size: int
    """bytes on disk"""
    arrow_size: int
    """bytes in memory; 0 for CSV"""
    rows: int
    sha256: str

    @property
    def is_parquet(self) -> bool:
        return isinstance(self.table, Table)


@dataclass(frozen=True, slots=True)
class About:
    """A release, as its metadata speaks of it."""

    settings: ReleaseSettings
    version: str
    facts: Mapping[str, Any]
    """what stands in release.json"""
    scheme: LabelScheme
    files: tuple[DataFile, ...]
    model: Sequence[str] = ()
    """the files of the model that goes with it"""

    @property
    def folder_name(self) -> str:
        return f"{self.settings.name}-{self.version}"

    @property
    def citation(self) -> str:
        """How the data set is cited, in one line."""
        names = "; ".join(creator.name for creator in self.settings.creators)
        where = f"https://doi.org/{self.settings.doi}" if self.settings.doi else self.settings.url
        return (
            f"{names} ({self.settings.date.year}). {self.settings.title} (version {self.version}) "
            f"[Data set]. {self.settings.publisher}. {where}"
        )

    @property
    def by_table(self) -> list[list[DataFile]]:
        """The files of each table, in order."""
        return [list(held) for _, held in groupby(self.files, key=lambda file: file.table.means)]

    def answer(self, key: str) -> str | None:
        return self.settings.answers.get(key)


def describe_file(folder: Path, path: str, table: Table | CsvTable) -> DataFile:
    """Return what metadata says of a table's file."""
    data = (folder / path).read_bytes()
    digest, stem = hashlib.sha256(data).hexdigest(), Path(path).stem
    if isinstance(table, CsvTable):
        rows = len(list(csv.reader(data.decode().splitlines(keepends=True)))) - 1
        return DataFile(path, stem, table, PARTS[0], len(data), 0, rows, digest)
    read = pq.read_table(folder / path, partitioning=None)
    whole = table.stem is not None
    name = table.name if whole else f"{table.name}-{stem}"
    part = PARTS[0] if whole else stem
    return DataFile(path, name, table, part, len(data), read.nbytes, read.num_rows, digest)


def to_json_text(content: Mapping[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, allow_nan=False, indent=2) + "\n"
