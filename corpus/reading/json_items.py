"""JSON files that are one list: its objects one by one, however long the list is."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from ..errors import RecordError, shorten
from .encoding import open_text
from .jsonl import check_nesting, decode_json
from .sources import SourceFile

__all__ = ["read_items"]

_CHUNK = 1 << 18
_BETWEEN = re.compile(r"[\s,]*")
_SPACE = re.compile(r"\s*")
_AT_THE_END = 12
"""how near to the end of what is read an error may stand that more of the text would mend"""


def read_items(source: SourceFile) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the objects of a list with their numbers from 1.

    Only the objects at hand are in memory. Raises RecordError where the file is no list of objects,
    or ends before its list does.
    """
    with open_text(source.path, source.where, newline="", errors="surrogateescape") as file:

        def wrong(number: int, reason: str, row: object = None) -> RecordError:
            item = f"item {number}" if number else None
            return RecordError(source.where, None, None, reason, row, record=item)

        text, at, number = file.read(_CHUNK), 0, 0
        if (at := _skip(_SPACE, text, at)) >= len(text) or text[at] != "[":
            raise wrong(0, f"expected a JSON list, found {shorten(text[at : at + 40])}")
        at += 1
        while True:
            at = _skip(_BETWEEN if number else _SPACE, text, at)
            if at < len(text) and text[at] == "]":
                return
            if at < len(text):
                try:
                    value, end = decode_json(text, at)
                except json.JSONDecodeError as error:
                    if not _may_go_on(error, text):
                        reason = f"is no JSON: {error.msg.removesuffix(' at')}"
                        raise wrong(number + 1, f"{reason}; mend the file") from None
                except ValueError as error:
                    raise wrong(number + 1, f"cannot be read: {error}; mend the file") from None
                else:
                    number += 1
                    if not isinstance(value, dict):
                        raise wrong(number, f"expected a JSON object, found {shorten(value)}")
                    try:
                        check_nesting(value, text[at:end])
                    except ValueError as error:
                        raise wrong(number, f"cannot be read: {error}; mend the file") from None
                    yield number, value
                    at = end
                    continue
            more = file.read(max(_CHUNK, len(text) - at))
            if not more:
                reason = "the file ends before its list does; save or export it again"
                raise wrong(number + 1, reason)
            text, at = text[at:] + more, 0


def _skip(what: re.Pattern[str], text: str, at: int) -> int:
    found = what.match(text, at)
    return found.end() if found else at


def _may_go_on(error: json.JSONDecodeError, text: str) -> bool:
    """Whether a text is no JSON yet, only because it is not read to its end."""
    return error.msg.startswith("Unterminated string") or error.pos >= len(text) - _AT_THE_END
