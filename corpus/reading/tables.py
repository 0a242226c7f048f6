"""Tables: CSV and Parquet with a column `text` and, as far as they have them, the article's others."""

from __future__ import annotations

import datetime
import decimal
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from ..errors import RecordError, SourceError, one_of, shorten
from ..records import ARTICLE_KEYS, ArticleRow, article_from_row
from .csv_rows import read_cells
from .jsonl import parse_json
from .sources import SourceFile, unreadable

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

__all__ = ["articles_of", "cells_of", "check_columns", "open_parquet", "read_csv", "read_parquet"]

_BATCH = 256


def read_csv(source: SourceFile) -> Iterator[ArticleRow | RecordError]:
    """Yield the article of each row of a CSV file; the header says what its columns are."""
    rows = read_cells(source)
    _, columns = next(rows)
    if isinstance(columns, RecordError):
        raise SourceError(str(columns))
    columns = _spelled(columns)
    check_columns(columns, source.where)
    for line, cells in rows:
        if isinstance(cells, RecordError):
            yield cells
            continue
        try:
            row = _csv_row(columns, cells, source.where, line)
            yield article_from_row(row, source.where, line)
        except RecordError as error:
            yield error


_JSON_COLUMNS = {"sentences": "[[start, end], ...]", "blocks": "[[start, end, kind], ...]"}
"""Columns whose cells are JSON, and what they hold."""


def _csv_row(columns: list[str], cells: list[str], where: str, line: int) -> dict[str, Any]:
    filled: dict[str, Any] = {
        column: cell for column, cell in zip(columns, cells, strict=True) if cell
    }
    for column, form in _JSON_COLUMNS.items():
        if column in filled:
            try:
                filled[column] = parse_json(filled[column])
            except ValueError:
                reason = f"expected {form}, found {shorten(filled[column])}"
                raise RecordError(where, line, column, reason, row=filled) from None
    return filled


def read_parquet(
    source: SourceFile, groups: range | None = None
) -> Iterator[ArticleRow | RecordError]:
    """Yield the article of each row of a Parquet file, a few hundred rows in memory at a time.

    `groups` are the row groups that are read; None: all of them.
    """
    import pyarrow as pa

    with open_parquet(source) as file:
        sizes = [file.metadata.row_group(i).num_rows for i in range(file.num_row_groups)]
        groups = range(len(sizes)) if groups is None else groups
        line = sum(sizes[: groups.start])
        try:
            for batch in file.iter_batches(batch_size=_BATCH, row_groups=groups):
                yield from articles_of(batch, source.where, line)
                line += len(batch)
        except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
            raise SourceError(
                f"{source.where} cannot be read beyond row {line:,}: {_said(error)}; copy or write "
                "the file again"
            ) from None


def open_parquet(source: SourceFile) -> pq.ParquetFile:
    """Open a Parquet file of articles. Raises SourceError where it is none."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        source.path.open("rb").close()
    except OSError as error:  # Arrow hides what the system has against it
        raise unreadable(source, error) from None
    try:
        # Unbuffered: a file may be one row group, and memory is to stay flat.
        file = pq.ParquetFile(source.path, buffer_size=1 << 20, pre_buffer=False)
        columns = file.schema_arrow.names
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        raise SourceError(f"{source.where} is no Parquet file: {_said(error)}") from None
    try:
        check_columns(_spelled(columns), source.where)
    except SourceError:
        file.close()
        raise
    return file


def articles_of(
    batch: pa.RecordBatch, where: str, before: int
) -> Iterator[ArticleRow | RecordError]:
    """Yield the article of each row of a batch, the first of which is row `before` + 1 there."""
    columns = _spelled(batch.schema.names)
    for line, cells in enumerate(zip(*map(cells_of, batch.columns), strict=True), before + 1):
        try:
            yield article_from_row(_parquet_row(columns, cells, where, line), where, line)
        except RecordError as error:
            yield error


def _said(error: Exception) -> str:
    said = next(iter(str(error).splitlines()), "it is damaged").rstrip(".")
    return "".join(character if character.isprintable() else "?" for character in said)


_UNREADABLE = (ValueError, OverflowError, KeyError)
"""What Arrow raises for a cell that Python cannot hold: broken UTF-8, an unknown time zone."""


def cells_of(column: pa.Array[Any]) -> list[Any]:
    """Return the cells of a column as JSON holds them; for one that cannot be read, the error."""
    import pyarrow as pa

    kind = column.type
    if pa.types.is_timestamp(kind) and kind.unit == "ns":  # pandas writes them; Python has none
        column = column.cast(pa.timestamp("us", kind.tz), safe=False)
    try:
        cells = list(column.to_pylist())
    except _UNREADABLE:
        cells = [_cell(scalar) for scalar in column]
    return cells if _is_plain(kind) else [_plain(cell) for cell in cells]


def _is_plain(kind: pa.DataType) -> bool:
    """Return whether the cells are text, whole numbers, flags or lists of these."""
    import pyarrow as pa

    while pa.types.is_list(kind):
        kind = kind.value_type
    tests = (pa.types.is_string, pa.types.is_large_string, pa.types.is_integer, pa.types.is_boolean)
    return any(test(kind) for test in tests)


def _cell(scalar: pa.Scalar[Any]) -> Any:
    try:
        return scalar.as_py()
    except _UNREADABLE as error:
        return error


def _parquet_row(
    columns: list[str], cells: tuple[Any, ...], where: str, line: int
) -> dict[str, Any]:
    """Return a row without its empty cells."""
    row = dict(zip(columns, cells, strict=True))
    for column, cell in row.items():
        if isinstance(cell, Exception):
            reason = (
                "found bytes that are no UTF-8, an unknown time zone or a time finer than "
                "microseconds; mend it, or leave the column out"
            )
            raise RecordError(where, line, column, reason)
    return {column: cell for column, cell in row.items() if cell is not None}


def _plain(cell: Any) -> Any:
    """Return dates in ISO form, decimals as text and not-a-number as nothing."""
    match cell:
        case datetime.date() | datetime.time():
            return cell.isoformat()
        case decimal.Decimal():
            return str(cell)
        case float() if cell != cell:
            return None
        case list():
            return [_plain(inner) for inner in cell]
        case dict():
            return {name: _plain(inner) for name, inner in cell.items()}
        case _:
            return cell


def _spelled(columns: Sequence[str]) -> list[str]:
    """Return columns by the keys of an article: "Text " is `text`, unless another column is."""
    keys = [column.strip().lower() for column in columns]
    return [
        key if key in ARTICLE_KEYS and key not in columns else column
        for column, key in zip(columns, keys, strict=True)
    ]


def check_columns(columns: list[str], where: str) -> None:
    """Raise SourceError where a table of these columns holds no articles."""
    if not any(columns):
        raise SourceError(
            f"{where} is empty or begins with an empty line; a table's first line names its "
            "columns, one of them 'text'"
        )
    if "text" not in columns:
        raise SourceError(
            f"{where} has the columns {one_of(map(shorten, columns))}; a table of "
            "articles needs one called 'text' (and may have id, title, url, source, published, "
            "language, licence, sentences)"
        )
    name, times = Counter(columns).most_common(1)[0]
    if times > 1:
        raise SourceError(
            f"{where} has {times} columns called {shorten(name)}; rename or drop all but one"
        )
