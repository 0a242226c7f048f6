"""The table as CSV, for Excel, LibreOffice and pandas alike.

Written with a byte order mark, without which Excel takes UTF-8 for an encoding of Windows; pandas, R
and DuckDB read over it. A cell that a spreadsheet would take for a formula begins with an apostrophe,
which reading takes off again. Read with comma, semicolon or tab, in any encoding, and with lines that
Excel has wrapped in quotes as a whole.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Collection, Iterator
from functools import partial
from itertools import repeat
from pathlib import Path
from typing import Any

from ..errors import DatelineError, SourceError
from ..guidelines import LabelScheme
from ..reading.csv_rows import read_cells
from ..reading.sources import SourceFile
from ..reading.strictly import strictly
from .bundle import Bundle
from .foreign_table import TEXT
from .form import Format
from .labelled import LabelledArticle
from .table import columns_of, is_ours, reader_of, rows_of
from .things import ALL_SAID
from .told import Told

__all__ = ["CSV"]

_STARTS = frozenset("'=+-@\t\r\n＝＋－＠")
_FORMULA = re.compile("'*[=+\\-@\t\r\n＝＋－＠]")
"""how a cell begins that spreadsheets calculate, or one that has apostrophes before that"""


def _write(articles: Iterator[LabelledArticle], scheme: LabelScheme, path: Path) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns_of(scheme.ids))
        writer.writerows(map(_as_text, rows_of(articles, scheme.ids)))


def _as_text(cells: tuple[Any, ...]) -> list[Any]:
    return [
        f"'{cell}"
        if isinstance(cell, str) and cell[:1] in _STARTS and _FORMULA.match(cell)
        else cell
        for cell in cells
    ]


def _as_it_was(cells: list[str]) -> list[str]:
    if not any(map(str.startswith, cells, repeat("'"))):
        return cells
    return [cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell for cell in cells]


def _told(path: Path, labels: Collection[str]) -> Iterator[Told]:
    where = str(path)
    rows = strictly(read_cells(SourceFile(path, where, ".csv")))
    _, columns = next(rows)
    if not any(columns):
        raise SourceError(f"{where} is empty; a table's first line names its columns")
    told, ours = reader_of(where, columns, labels), is_ours(columns)
    for line, cells in rows:
        if any(cells):
            yield told(line, _as_it_was(cells) if ours else cells)


def _recognises(path: Path) -> bool:
    if not path.is_file() or path.suffix.lower() not in (".csv", ".tsv", ".txt"):
        return False
    try:
        _, columns = next(strictly(read_cells(SourceFile(path, str(path), ".csv"))))
    except (DatelineError, OSError):
        return False
    return any(name.strip().lower() in TEXT for name in columns)


CSV = Format(
    "csv",
    "a table for spreadsheets, comma-separated",
    ALL_SAID,
    _recognises,
    read=lambda path: Bundle(told_of=partial(_told, path)),
    write=_write,
    suffix=".csv",
)
