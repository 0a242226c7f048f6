"""JSON Lines: one object a line. A broken line is named and the lines after it are read on."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import jsonlines

from ..errors import RecordError, shorten
from ..records import ArticleRow, article_from_row
from .encoding import find_encoding
from .sources import SourceFile

__all__ = ["read_articles_jsonl", "read_rows"]


def read_rows(source: SourceFile) -> Iterator[tuple[int, dict[str, Any] | RecordError]]:
    """Yield each line's number and its object, or what is wrong with it. Empty lines are skipped."""
    encoding = find_encoding(source.path, source.where)
    with source.path.open(encoding=encoding, errors="surrogateescape", newline="\n") as file:
        lines = 0

        def numbered() -> Iterator[str]:
            nonlocal lines
            for lines, line in enumerate(file, start=1):  # noqa: B007 (read by the loop below)
                yield line

        with jsonlines.Reader(numbered(), loads=_loads) as reader:
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
        return f"is no JSON: {cause.msg} at column {cause.colno}; mend or delete the line"
    return f"is no JSON: {cause}; mend or delete the line"


def _loads(line: str | bytes) -> Any:
    return json.loads(line, object_pairs_hook=_object, parse_constant=_constant)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    row = dict(pairs)
    if len(row) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"the key {shorten(twice)} stands twice in one object")
    return row


def _constant(name: str) -> float:
    raise ValueError(f"found {name}, which JSON does not have")


def read_articles_jsonl(source: SourceFile) -> Iterator[ArticleRow | RecordError]:
    """Yield the article of each line."""
    for line, row in read_rows(source):
        if isinstance(row, RecordError):
            yield row
            continue
        try:
            yield article_from_row(row, source.where, line)
        except RecordError as error:
            yield error
