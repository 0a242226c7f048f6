"""Tables of others as JSON Lines: an object a line, its keys are the columns (see foreign_table)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from functools import partial
from itertools import islice
from pathlib import Path

from ..errors import DatelineError
from ..reading.jsonl import read_rows
from ..reading.sources import SourceFile
from ..reading.strictly import strictly
from .bundle import Bundle
from .foreign_table import TEXT, foreign_rows
from .form import Format
from .table_cells import Cells
from .things import ALL_SAID
from .told import Told

__all__ = ["JSONL"]


def _told(path: Path, labels: Collection[str]) -> Iterator[Told]:
    where = str(path)
    readers: dict[tuple[str, ...], Callable[[int | None, Cells], Told]] = {}
    for line, row in strictly(read_rows(SourceFile(path, where, ".jsonl"))):
        columns = tuple(row)
        if columns not in readers:
            readers[columns] = foreign_rows(where, columns, labels)
        yield readers[columns](line, tuple(row.values()))


def _recognises(path: Path) -> bool:
    if not path.is_file():
        return False
    try:
        rows = [row for _, row in islice(read_rows(SourceFile(path, str(path), ".jsonl")), 20)]
    except DatelineError:
        return False
    return bool(rows) and all(
        isinstance(row, dict) and any(name.strip().lower() in TEXT for name in row) for row in rows
    )


JSONL = Format(
    "jsonl",
    "sentences of others with labels, JSON Lines",
    ALL_SAID - {"predictions", "scores"},
    _recognises,
    read=lambda path: Bundle(told_of=partial(_told, path)),
    suffix=".jsonl",
)
