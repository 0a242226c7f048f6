"""CSV: comma, semicolon or tab, in any encoding, its first line the names of the columns.

A row that cannot be read is named and the rows after it are read on.
"""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Iterator

from ..errors import RecordError
from .encoding import open_text
from .sources import SourceFile

__all__ = ["read_cells", "read_csv_rows"]

_DELIMITERS = ",;\t"
_NAMED = re.compile(r'"?sep=([,;|\t])"?', re.IGNORECASE)
"""the line before the header that tells Excel the delimiter"""


def read_cells(source: SourceFile) -> Iterator[tuple[int, list[str] | RecordError]]:
    """Yield the line on which each row begins and its cells, or what is wrong with it.

    The header comes first, of an empty file too; every row after it has as many cells. Empty lines
    are skipped, and a line that Excel wrapped in quotes as a whole is taken apart again. A first line
    `sep=;`, by which Excel is told the delimiter, is no header.
    """
    csv.field_size_limit(min(sys.maxsize, 2**31 - 1))
    with open_text(source.path, source.where, newline="", errors="surrogateescape") as file:
        header = file.readline()
        if named := _NAMED.fullmatch(header.rstrip("\r\n")):
            delimiter, first = named[1], 2
        else:
            delimiter, first = max(_DELIMITERS, key=header.count), 1
            file.seek(0)
        reader = csv.reader(file, delimiter=delimiter, strict=True)
        width = None
        while True:
            line = reader.line_num + first
            try:
                cells = next(reader, None)
                if cells and len(cells) == 1 != width and delimiter in cells[0]:
                    cells = next(csv.reader(cells, delimiter=delimiter, strict=True))
                "".join(cells or ()).encode()
            except csv.Error as error:
                reason = f"is no CSV row: {error}; mend its quotes, or copy the file again"
                yield line, RecordError(source.where, line, None, reason)
                continue
            except UnicodeEncodeError:
                reason = f"has bytes that are no {file.encoding}, as the rest is; save it as UTF-8"
                yield line, RecordError(source.where, line, None, reason)
                continue
            if width is None:
                cells = cells or []
                width = len(cells)
            elif cells is None:
                return
            elif not cells:
                continue
            elif len(cells) != width:
                reason = (
                    f"has {len(cells)} cells where the header has {width}; put quotes around cells "
                    "with delimiters, or copy the file again if it ends here"
                )
                yield line, RecordError(source.where, line, None, reason, row=cells)
                continue
            yield line, cells


def read_csv_rows(source: SourceFile) -> Iterator[tuple[int, dict[str, str] | RecordError]]:
    """Yield the line on which each row begins and its cells by their columns, or what is wrong."""
    rows = read_cells(source)
    line, columns = next(rows)
    if isinstance(columns, RecordError):
        yield line, columns
        return
    for line, cells in rows:
        if isinstance(cells, RecordError):
            yield line, cells
        else:
            yield line, dict(zip(columns, cells, strict=True))
