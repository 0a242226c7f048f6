"""The table as an Excel workbook: text as text, never as formulas, and no limit overrun in silence.

A sheet holds 1,048,576 rows; what does not fit goes on in a second one with the same header. Control
characters are written as Office writes them (`_x0007_`) and read back as they were.
"""

from __future__ import annotations

import re
import tempfile
import zipfile
from collections.abc import Collection, Iterator
from contextlib import suppress
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import LossyExport, SourceError, shorten
from ..guidelines import LabelScheme
from .bundle import Bundle
from .form import Format
from .labelled import LabelledArticle
from .table import columns_of, is_ours, reader_of, rows_of
from .things import ALL_SAID
from .told import Told

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

__all__ = ["XLSX"]

MOST_ROWS = 1_048_576
"""of a sheet, its header included"""
MOST_CHARACTERS = 32_767
"""of a cell, in UTF-16 units"""
_ESCAPED = re.compile("[\x01-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")


def _write(articles: Iterator[LabelledArticle], scheme: LabelScheme, path: Path) -> None:
    from lxml.etree import SerialisationError
    from openpyxl import Workbook
    from openpyxl.utils.exceptions import WorkbookAlreadySaved
    from openpyxl.writer.excel import ExcelWriter

    columns = columns_of(scheme.ids)
    rows = rows_of(articles, scheme.ids)
    book = Workbook(write_only=True)
    try:
        _fill(book, columns, rows)
        # closed here, and not whenever it is forgotten: on a full disk that speaks on its own
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            ExcelWriter(book, archive).save()
    except SerialisationError as error:  # sheets are written to files of their own before
        raise OSError(f"{error} in {tempfile.gettempdir()}") from None
    finally:
        for sheet in book.worksheets:
            with suppress(WorkbookAlreadySaved, SerialisationError, OSError):
                sheet.close()


def _fill(book: Workbook, columns: tuple[str, ...], rows: Iterator[tuple[Any, ...]]) -> None:
    first = next(rows, None)
    number = 1
    while first is not None or number == 1:
        sheet = book.create_sheet(f"sentences {number}")
        sheet.freeze_panes = "A2"
        sheet.append(columns)
        some = () if first is None else chain((first,), islice(rows, MOST_ROWS - 2))
        for cells in some:
            sheet.append([_cell(sheet, columns, cells, cell) for cell in cells])
        first, number = next(rows, None), number + 1


def _cell(
    sheet: WriteOnlyWorksheet, columns: tuple[str, ...], cells: tuple[Any, ...], cell: Any
) -> Any:
    if not isinstance(cell, str):
        return cell
    from openpyxl.cell import WriteOnlyCell

    text = _ESCAPED.sub(lambda found: f"_x{ord(found[0]):04X}_", cell)
    if len(text) * 2 > MOST_CHARACTERS and len(text.encode("utf-16-le")) // 2 > MOST_CHARACTERS:
        column = columns[cells.index(cell)]
        raise LossyExport(
            f"the {column} of the sentence {shorten(cells[-1])} has {len(text):,} characters, and a "
            f"cell of a workbook holds {MOST_CHARACTERS:,}: export as csv or parquet"
        )
    if not text.startswith(("=", "#")):
        return text
    made = WriteOnlyCell(sheet, text)
    made.data_type = "s"  # no formula, and no error such as #N/A
    return made


def _told(path: Path, labels: Collection[str]) -> Iterator[Told]:
    from openpyxl import load_workbook

    where = str(path)
    if not _recognises(path):
        raise SourceError(f"{where} is no Excel workbook (.xlsx); save it as one")
    with path.open("rb") as file:  # openpyxl leaves one open that it could not read
        try:
            book = load_workbook(file, read_only=True, data_only=True)
        except Exception:  # it lets through what zipfile and XML parsers raise
            raise _damaged(where) from None
        try:
            yield from _told_of_sheets(where, book.worksheets, labels)
        finally:
            book.close()


def _told_of_sheets(
    where: str, sheets: list[ReadOnlyWorksheet], labels: Collection[str]
) -> Iterator[Told]:
    columns: list[str] = []
    for sheet in sheets:
        rows = _rows(where, sheet)
        head = next(rows, None)
        if head is None:
            continue
        names = ["" if name is None else str(name) for name in head[1]]
        while names and not names[-1]:
            names.pop()
        if columns and names != columns:
            raise SourceError(
                f"{where} has sheets with different columns (see {shorten(sheet.title)}); save the "
                "one with the labels as a workbook of its own"
            )
        columns, width = names, len(names)
        told = reader_of(where, columns, labels)
        unescape = is_ours(columns)
        for line, cells in rows:
            row = [*cells[:width], *(None for _ in range(width - len(cells)))]
            yield told(line, [_as_it_was(cell) for cell in row] if unescape else row)
    if not columns:
        raise SourceError(f"{where} holds no table; its first row must name the columns")


def _rows(where: str, sheet: ReadOnlyWorksheet) -> Iterator[tuple[int, tuple[Any, ...]]]:
    """Yield the rows that are not empty, with their numbers."""
    sheet.reset_dimensions()  # some programs write wrong ones
    rows = iter(sheet.iter_rows(values_only=True))
    number = 0
    while True:
        try:
            cells = next(rows)
        except StopIteration:
            return
        except Exception:  # as above
            raise _damaged(where) from None
        number += 1
        if any(cell is not None for cell in cells):
            yield number, cells


def _as_it_was(cell: Any) -> Any:
    if isinstance(cell, str) and "_x" in cell:
        return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), cell)
    return cell


def _damaged(where: str) -> SourceError:
    return SourceError(f"{where} is damaged or cut off; copy it again, or save it again in Excel")


def _recognises(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            return "xl/workbook.xml" in archive.namelist()
    except (OSError, zipfile.BadZipFile, NotImplementedError, ValueError, EOFError):
        return False


XLSX = Format(
    "xlsx",
    "the same table as an Excel workbook",
    ALL_SAID,
    _recognises,
    read=lambda path: Bundle(told_of=partial(_told, path)),
    write=_write,
    suffix=".xlsx",
)
