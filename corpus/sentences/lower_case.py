"""Texts that have lost their capitals, and the lines in them that have kept some."""

from __future__ import annotations

import re
from string import ascii_uppercase

from ..signs import beyond_ascii
from .abbreviations import kind_of

__all__ = ["is_lower_cased", "parts_of_line"]

_NO_ASCII_CAPITAL = bytes(set(range(256)) - set(ascii_uppercase.encode()))
_OTHER_CAPITAL = re.compile("[À-ÖØ-ÞΑ-ΫЀ-Я]")
_SAMPLE = 2_000
"""Characters from an article's start that tell whether it is lower-cased."""
_OPENED = re.compile(r"\. ([^\W\d_])(?<=[^\W\d_]{3}\. .)")
"""The letter that follows a full stop, where the word before it is no initial."""
_ENDED = re.compile(r"([^\W\d_]{3,20})\. [^\W\d_]")
"""The word before such a full stop."""
_FEW = 3
"""Sentences that tell whether a short text is lower-cased."""

_HEAD = re.compile(r"[A-Z][^.!?:]{0,60}?\b(?:1[89]|20)\d\d +(?=[a-z])")
_TAIL = re.compile(r"(?<=[a-z.!?\"'’”)]) +((?:[A-Z][\w&-]* +){2,}[A-Z][\w&-]*)\Z")
_LONGEST_TAIL = 80


def is_lower_cased(text: str) -> bool:
    """Whether a text has lost its capitals.

    Hardly one in a hundred of its characters is one, and most of its sentences begin without; or
    nearly all of them do, however many capitals the words around the text have kept.
    """
    opened = _OPENED.findall(text, 0, _SAMPLE)
    capitals = sum(map(str.isupper, opened))
    if len(opened) >= _FEW and 2 * capitals > len(opened):
        return False
    if _has_few_capitals(text[:_SAMPLE]):
        return True
    if len(opened) < _FEW or 4 * capitals > len(opened):
        return False
    words = _ENDED.findall(text, 0, _SAMPLE)
    return sum(kind_of(word) is None for word in words) >= _FEW


def _has_few_capitals(text: str) -> bool:
    """Whether hardly one in a hundred characters is a capital. Bytes are counted more quickly."""
    few = len(text) // 100
    capitals = len(text.encode("utf-8", "surrogatepass").translate(None, _NO_ASCII_CAPITAL))
    return capitals <= few and capitals + len(_OTHER_CAPITAL.findall(beyond_ascii(text))) <= few


def parts_of_line(line: str) -> list[tuple[int, int]]:
    """Return where the parts of a line of a lower-cased text stand, without the blanks between them.

    What has kept its capitals is not of the text, but of the page around it: a line of words and a
    date before it (`Published March 3, 2002 okundo: the ...`), names of links after it.
    """
    head = _HEAD.match(line)
    start = head.end() if head else 0
    tail = None
    if line[line.rfind(" ") + 1 :][:1].isupper():
        tail = _TAIL.search(line, max(start, len(line) - _LONGEST_TAIL))
    parts = [(0, len(line[:start].rstrip()))] if head else []
    if tail is None:
        return [*parts, (start, len(line))]
    return [*parts, (start, tail.start()), (tail.start(1), len(line))]
