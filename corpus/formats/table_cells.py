"""The cells of tables, as spreadsheets, data frames and text files have them."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from math import isfinite
from typing import Any

from ..errors import RecordError, shorten

__all__ = ["Cells", "filled", "flag_of", "kept", "number_of", "text_of"]

Cells = Sequence[Any]
_FLAGS: Mapping[Any, bool | None] = {
    None: None,
    "": None,
    0: False,
    "0": False,
    "0.0": False,
    "false": False,
    "False": False,
    "FALSE": False,
    1: True,
    "1": True,
    "1.0": True,
    "true": True,
    "True": True,
    "TRUE": True,
}
_OURS = frozenset(
    (
        *("article_id", "start", "end", "text", "id", "annotator", "labels", "scores", "method"),
        *("unsure", "skipped", "comment", "seconds", "created", "judges", "guidelines"),
        *("suggestion_shown", "file", "digest"),
    )
)
"""names that a row under the contracts of `records` has for something else"""
_NESTED = (list, tuple, dict)


def text_of(where: str, line: int | None, field: str, cell: Any) -> str | None:
    """Return a cell as text; None where it is empty. Raises RecordError for a list or an object."""
    if isinstance(cell, str):
        return cell or None
    if isinstance(cell, _NESTED):
        reason = f"expected text, found {shorten(cell)}; write one text into it"
        raise RecordError(where, line, field, reason)
    return _as_text(cell)


def _as_text(cell: Any) -> str | None:
    if cell is None or cell != cell:
        return None
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime.date | datetime.time):
        return cell.isoformat()
    return str(cell)


def flag_of(where: str, line: int | None, field: str, cell: Any) -> bool | None:
    """Return 1 as true and 0 as false; None where a cell is empty. Raises RecordError."""
    try:
        return _FLAGS[cell]
    except (KeyError, TypeError):
        if cell != cell:  # the not-a-number of a data frame
            return None
        reason = f"found {shorten(cell)}, allowed are 1, 0 and nothing"
        raise RecordError(where, line, field, reason) from None


def number_of(where: str, line: int | None, field: str, cell: Any) -> float | None:
    """Return a number, with a decimal comma too; None where a cell is empty. Raises RecordError."""
    if cell is None or cell == "":
        return None
    try:
        return float(cell.replace(",", ".") if isinstance(cell, str) else cell)
    except (TypeError, ValueError, OverflowError):
        reason = f"expected a number, found {shorten(cell)}"
        raise RecordError(where, line, field, reason) from None


def filled(
    where: str, line: int | None, start: str, places: Mapping[str, int], cells: Cells
) -> list[str] | None:
    """Return the labels whose cells hold 1; None where all are empty.

    Raises RecordError where some are empty and others not: nobody said what these mean.
    """
    chosen: list[str] = []
    empty: list[str] = []
    for label, place in places.items():
        flag = flag_of(where, line, start + label, cells[place])
        if flag:
            chosen.append(label)
        elif flag is None:
            empty.append(label)
    if len(empty) == len(places):
        return None
    if empty:
        reason = "is empty where other labels have 1 or 0; write 0 for a label that does not apply"
        raise RecordError(where, line, start + empty[0], reason)
    return chosen


def kept(places: Mapping[str, int], cells: Cells) -> dict[str, Any]:
    """Return what columns that mean nothing to us hold, to be kept beside the labels."""
    return {
        f"their_{name}" if name in _OURS else name: _as_kept(cells[place])
        for name, place in places.items()
        if cells[place] not in (None, "")
    }


def _as_kept(cell: Any) -> Any:
    """Return a cell as text; lists and objects as they are, what JSON cannot hold in them as text."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, dict):
        return {str(name): _as_inner(inner) for name, inner in cell.items()}
    return [*map(_as_inner, cell)] if isinstance(cell, list | tuple) else _as_text(cell)


def _as_inner(value: Any) -> Any:
    is_plain = isinstance(value, int) or (isinstance(value, float) and isfinite(value))
    return value if is_plain else _as_kept(value)
