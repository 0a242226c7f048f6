"""Lists of ids that people keep beside release.toml: what is taken down, and what is sensitive.

takedown.jsonl   {"id": ..., "scope": "article" or "sentence", "since_version": ..., "reason_code": ...}
sensitive.jsonl  {"id": ..., "reason": ...}: the label is published, and no anchor

Ids are those of the release, of an article or of a sentence. What was taken down in a version stays
down in every later one, so the list of an earlier version is added to it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import RecordError, one_of, shorten
from ..reading.jsonl import read_rows
from ..reading.sources import SourceFile
from ..reading.strictly import strictly
from .schemas import SENSITIVE

__all__ = ["REASONS", "Takedown", "read_sensitive", "read_takedowns"]

REASONS = ("privacy", "safety", "copyright", "legal", "error")


@dataclass(frozen=True, slots=True)
class Takedown:
    """An article or a sentence that no release holds any more."""

    id: str
    scope: str
    since_version: str
    reason_code: str

    def to_json(self) -> dict[str, str]:
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


def read_takedowns(paths: Iterable[Path], version: str) -> list[Takedown]:
    """Return what is taken down, sorted by id; of one listed twice, the first.

    One that names no version is taken down since `version`. Raises RecordError.
    """
    found: dict[str, Takedown] = {}
    for path in paths:
        for line, row in _rows(path):
            name = _text(row, "id", path, line)
            since = row.get("since_version") or version
            takedown = Takedown(
                name,
                _choice(row, "scope", ("article", "sentence"), path, line),
                str(since),
                _choice(row, "reason_code", REASONS, path, line),
            )
            found.setdefault(name, takedown)
    return [found[name] for name in sorted(found)]


def read_sensitive(path: Path) -> dict[str, str]:
    """Return id -> why it is sensitive. Raises RecordError."""
    reasons = [reason for reason in SENSITIVE if reason != "none"]
    return {
        _text(row, "id", path, line): _choice(row, "reason", reasons, path, line)
        for line, row in _rows(path)
    }


def _rows(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    return strictly(read_rows(SourceFile(path, str(path), ".jsonl")))


def _text(row: Mapping[str, Any], field: str, path: Path, line: int | None) -> str:
    value = row.get(field)
    if not isinstance(value, str) or not value:
        raise RecordError(str(path), line, field, f"expected an id, found {shorten(value)}")
    return value


def _choice(
    row: Mapping[str, Any], field: str, allowed: Collection[str], path: Path, line: int | None
) -> str:
    value = row.get(field)
    if value not in allowed:
        reason = f"found {shorten(value)}, allowed are {one_of(allowed)}"
        raise RecordError(str(path), line, field, reason)
    return str(value)
