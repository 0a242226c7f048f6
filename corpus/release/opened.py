"""A release as it lies in a folder, read a piece at a time."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from ..errors import ReleaseChanged, ReleaseError, shorten
from .schemas import PARTS, Table, parquet_tables

__all__ = ["SUMS", "OpenRelease", "is_release"]

SUMS = "SHA256SUMS"


def is_release(folder: Path) -> bool:
    return (folder / "release.json").is_file()


class OpenRelease:
    """A release in a folder. What is missing or unreadable raises ReleaseChanged when asked for."""

    def __init__(self, folder: Path) -> None:
        if not is_release(folder):
            raise ReleaseError(
                f"{folder} is no release: it has no release.json; give a folder that "
                "`dateline release` wrote"
            )
        self.folder = folder
        self._parquet: dict[str, pa.Table] = {}
        self._csv: dict[str, list[dict[str, str]]] = {}
        self._tables: dict[str, pa.Table] = {}
        self._rows: dict[str, list[dict[str, Any]]] = {}

    @cached_property
    def facts(self) -> Mapping[str, Any]:
        """What release.json says."""
        facts = self.json("release.json")
        for key, kind in (("labels", list), ("counts", dict), ("version", str), ("variant", str)):
            if not isinstance(facts.get(key), kind):
                raise self.changed("release.json", f"its {key} are {shorten(facts.get(key))}")
        return facts

    @property
    def labels(self) -> Sequence[str]:
        return tuple(map(str, self.facts["labels"]))

    @property
    def has_texts(self) -> bool:
        return bool(self.facts["variant"] == "full")

    @cached_property
    def files(self) -> tuple[str, ...]:
        """The paths of all its files, sorted."""
        found = (path for path in self.folder.rglob("*") if path.is_file() or path.is_symlink())
        return tuple(sorted(path.relative_to(self.folder).as_posix() for path in found))

    @cached_property
    def tables(self) -> tuple[Table, ...]:
        return parquet_tables(self.labels, "full" if self.has_texts else "standoff")

    def paths(self, table: Table) -> list[str]:
        """Return the files of a table that are there."""
        parts = PARTS if table.stem is None else PARTS[:1]
        return [path for part in parts if (path := table.path(part)) in self.files]

    def read(self, name: str) -> pa.Table:
        """Return a table by its name, its parts one below the other. One without rows has no file."""
        if name not in self._tables:
            table = next(table for table in self.tables if table.name == name)
            parts = [self.parquet(path) for path in self.paths(table)]
            self._tables[name] = pa.concat_tables(
                parts or [table.schema.empty_table()], promote_options="permissive"
            )
        return self._tables[name]

    def rows(self, name: str) -> list[dict[str, Any]]:
        """Return the rows of a table; None in the place of what is missing."""
        if name not in self._rows:
            self._rows[name] = self.read(name).to_pylist()
        return self._rows[name]

    def parquet(self, path: str) -> pa.Table:
        if path not in self._parquet:
            try:
                self._parquet[path] = pq.read_table(self.folder / path, partitioning=None)
            except (OSError, pa.ArrowException) as error:
                raise self.changed(path, f"cannot be read ({shorten(str(error))})") from None
        return self._parquet[path]

    def csv(self, path: str) -> list[dict[str, str]]:
        if path not in self._csv:
            try:
                with (self.folder / path).open(encoding="utf-8", newline="") as file:
                    self._csv[path] = list(csv.DictReader(file, strict=True))
            except (OSError, ValueError, csv.Error) as error:
                raise self.changed(path, f"cannot be read ({shorten(str(error))})") from None
        return self._csv[path]

    def json(self, path: str) -> dict[str, Any]:
        try:
            content = json.loads(self.text(path))
        except ValueError:
            content = None
        if not isinstance(content, dict):
            raise self.changed(path, "is no JSON object")
        return content

    def jsonl(self, path: str) -> list[dict[str, Any]]:
        try:
            return [json.loads(line) for line in self.text(path).splitlines()]
        except ValueError:
            raise self.changed(path, "is no JSONL") from None

    def text(self, path: str) -> str:
        try:
            return (self.folder / path).read_text(encoding="utf-8")
        except OSError as error:
            raise self.changed(path, f"cannot be read ({error.strerror})") from None
        except UnicodeDecodeError:
            raise self.changed(path, "is not UTF-8") from None

    def sums(self) -> dict[str, str]:
        """Return path -> digest, as SHA256SUMS says."""
        found = {}
        for line in self.text(SUMS).splitlines():
            digest, gap, path = line.partition("  ")
            if not gap or len(digest) != 64:
                raise self.changed(SUMS, f"has the line {shorten(line)}")
            found[path] = digest
        return found

    def changed(self, path: str, what: str) -> ReleaseChanged:
        return ReleaseChanged(
            f"{self.folder / path} {what}; get the release again from where it was published"
        )
