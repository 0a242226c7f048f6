"""Tables: CSV and Parquet with a column `text` and, as far as they have them, the article's others."""

from __future__ import annotations

import csv
import datetime
import json
import sys
from collections.abc import Iterator
from typing import Any

from ..errors import RecordError, SourceError, one_of, shorten
from ..records import ArticleRow, article_from_row
from .encoding import find_encoding
from .sources import SourceFile

__all__ = ["read_csv", "read_parquet"]

_BATCH = 256


def read_csv(source: SourceFile) -> Iterator[ArticleRow | RecordError]:
    """Yield the article of each row of a CSV file (comma, semicolon or tab; the header decides)."""
    csv.field_size_limit(min(sys.maxsize, 2**31 - 1))
    encoding = find_encoding(source.path, source.where)
    with source.path.open(encoding=encoding, errors="surrogateescape", newline="") as file:
        header = file.readline()
        file.seek(0)
        delimiter = max(",;\t", key=header.count)
        reader = csv.DictReader(file, delimiter=delimiter, restkey="", strict=True)
        _need_text(list(reader.fieldnames or []), source)
        while True:
            line = reader.line_num + 1
            try:
                row = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                yield RecordError(source.where, line, None, f"is no CSV row: {error}")
                continue
            try:
                yield article_from_row(_csv_row(row, source.where, line), source.where, line)
            except RecordError as error:
                yield error


def _csv_row(row: dict[str, Any], where: str, line: int) -> dict[str, Any]:
    if "" in row or None in row.values():
        reason = "has more or fewer cells than the header; put quotes around cells with delimiters"
        raise RecordError(where, line, None, reason, row=list(row.values()))
    filled = {column: cell for column, cell in row.items() if cell != ""}
    if "sentences" in filled:
        try:
            filled["sentences"] = json.loads(filled["sentences"])
        except ValueError:
            reason = f"expected [[start, end], ...], found {shorten(filled['sentences'])}"
            raise RecordError(where, line, "sentences", reason, row=row) from None
    return filled


def read_parquet(source: SourceFile) -> Iterator[ArticleRow | RecordError]:
    """Yield the article of each row of a Parquet file, a few hundred rows in memory at a time."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        # Unbuffered: a file may be one row group, and memory is to stay flat.
        file = pq.ParquetFile(source.path, buffer_size=1 << 20, pre_buffer=False)
    except (pa.ArrowInvalid, OSError) as error:
        said = str(error).splitlines()[0]
        raise SourceError(f"{source.where} is no Parquet file: {said}") from None
    with file:
        _need_text(file.schema_arrow.names, source)
        line = 0
        for batch in file.iter_batches(batch_size=_BATCH):
            for row in batch.to_pylist():
                line += 1
                try:
                    yield article_from_row(_plain(row), source.where, line)
                except RecordError as error:
                    yield error


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row without its empty cells, dates in ISO form."""
    return {
        column: cell.isoformat() if isinstance(cell, datetime.date | datetime.time) else cell
        for column, cell in row.items()
        if cell is not None
    }


def _need_text(columns: list[str], source: SourceFile) -> None:
    if "text" not in columns:
        raise SourceError(
            f"{source.where} has the columns {one_of(map(shorten, columns)) or 'none'}; a table of "
            "articles needs one called 'text' (and may have id, title, url, source, published, "
            "language, licence, sentences)"
        )
