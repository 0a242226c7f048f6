"""Rows of which none may be wrong: for who takes all of a file or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

from ..errors import RecordError

__all__ = ["strictly"]

Row = TypeVar("Row")


def strictly(rows: Iterable[tuple[int, Row | RecordError]]) -> Iterator[tuple[int, Row]]:
    """Yield rows with their lines. Raises the RecordError that stands in the place of one."""
    for line, row in rows:
        if isinstance(row, RecordError):
            try:
                raise row
            finally:
                del row  # its traceback leads here: the file would stay open until a collection
        yield line, row
