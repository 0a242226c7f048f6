"""JSON Lines: one object a line. A broken line is named and the lines after it are read on."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

import jsonlines

from ..errors import RecordError, shorten
from ..records import ArticleRow, article_from_row, row_kind
from .encoding import open_text
from .sources import SourceFile

__all__ = ["check_nesting", "decode_json", "parse_json", "read_articles_jsonl", "read_rows"]

MOST_NESTED = 100
"""Brackets within brackets that a row may have; deeper ones exhaust what reads and writes them."""


def read_rows(source: SourceFile) -> Iterator[tuple[int, dict[str, Any] | RecordError]]:
    """Yield each line's number and its object, or what is wrong with it. Empty lines are skipped."""
    with open_text(source.path, source.where, newline="\n", errors="surrogateescape") as file:
        lines = 0

        def numbered() -> Iterator[str]:
            nonlocal lines
            for lines, line in enumerate(file, start=1):  # noqa: B007 (read by the loop below)
                yield line

        with jsonlines.Reader(numbered(), loads=parse_json) as reader:
            while True:
                try:
                    row = reader.read(skip_empty=True)
                except EOFError:
                    return
                except jsonlines.InvalidLineError as error:
                    yield lines, RecordError(source.where, lines, None, _why(error), row=error.line)
                    continue
                if isinstance(row, dict):
                    yield lines, row
                else:
                    reason = f"expected a JSON object, found {shorten(row)}"
                    yield lines, RecordError(source.where, lines, None, reason, row=row)


def _why(error: jsonlines.InvalidLineError) -> str:
    cause = error.__cause__
    if isinstance(cause, json.JSONDecodeError):
        column = min(cause.pos + 1, len(cause.doc.rstrip("\r\n")))
        what = f"is no JSON: {cause.msg.removesuffix(' at')} at column {column}"
    else:
        what = f"cannot be read: {cause or 'expected a JSON object, found null'}"
    return f"{what}; mend or delete the line"


def parse_json(text: str | bytes) -> Any:
    """Return what JSON says.

    Raises ValueError where it is none, and for what Dateline does not take: a key twice, NaN,
    numbers of thousands of digits, brackets nested more than `MOST_NESTED` deep.
    """
    text = text.decode() if isinstance(text, bytes) else text
    try:
        value = _DECODER.decode(text)
    except RecursionError:
        raise _too_deep() from None
    except ValueError:
        value = _EXPLAINS.decode(text)
    check_nesting(value, text)
    return value


def decode_json(text: str, at: int) -> tuple[Any, int]:
    """Return the value that begins at a place of a text, and where it ends; as `parse_json` does.

    `check_nesting` is left to who calls it.
    """
    try:
        return _DECODER.raw_decode(text, at)
    except RecursionError:
        raise _too_deep() from None
    except json.JSONDecodeError:
        raise
    except ValueError:
        return _EXPLAINS.raw_decode(text, at)


def check_nesting(value: Any, text: str) -> None:
    """Raise ValueError where the brackets of a value, read from a text, nest too deep."""
    if _brackets(text) <= MOST_NESTED:
        return
    level = [value]
    for _ in range(MOST_NESTED):
        level = [inner for item in level for inner in _inside(item)]
        if not level:
            return
    raise _too_deep()


def _brackets(text: str) -> int:
    """Return how many brackets open, within strings too: never less than they nest."""
    return text.count("[") + text.count("{")


def _inside(value: Any) -> Iterable[Any]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def _too_deep() -> ValueError:
    return ValueError(f"brackets stand in brackets more than {MOST_NESTED} deep")


def _integer(digits: str) -> int:
    try:
        return int(digits)
    except ValueError:
        raise ValueError(f"found a number of {len(digits):,} digits") from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    row = dict(pairs)
    if len(row) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"the key {shorten(twice)} stands twice in one object")
    return row


def _constant(name: str) -> float:
    raise ValueError(f"found {name}, which JSON does not have")


_DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_constant=_constant)
_EXPLAINS = json.JSONDecoder(
    object_pairs_hook=_object, parse_constant=_constant, parse_int=_integer
)
"""Says how long a number is that is too long; asked for each, it doubles the time of rows of spans."""


def read_articles_jsonl(source: SourceFile) -> Iterator[ArticleRow | RecordError]:
    """Yield the article of each line."""
    for line, row in read_rows(source):
        if isinstance(row, RecordError):
            yield row
            continue
        kind = row_kind(row)
        if kind not in ("article", None):
            reason = (
                f"found a row of the kind {kind}, expected an article; `dateline import` takes in "
                "judgments and gold"
            )
            yield RecordError(source.where, line, None, reason, row=row)
            continue
        try:
            yield article_from_row(row, source.where, line)
        except RecordError as error:
            yield error
