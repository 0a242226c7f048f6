"""Where quotations stand in a text, and how much of each sentence they hold."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator

import numpy as np
import numpy.typing as npt

__all__ = ["CLOSING_MARKS", "line_spans", "quoted_lengths", "quoted_spans"]

CLOSING_MARKS = frozenset("\"”“»’'」』")
"""Marks that close a quotation; `“` closes what `„` opened."""

_LINE = re.compile(r"\S(?:.*\S)?")
_ASCII_BREAKS = "\r\v\f\x1c\x1d\x1e"
_BREAKS = _ASCII_BREAKS + "\x85\u2028\u2029"
"""Where a line ends besides at a line feed."""

_CLOSED_BY = {"“": "”", "„": "“”", "«": "»", "「": "」", "『": "』", "``": ("''", '"')}
_DOUBLE_MARKS = '“”„«»「」『』"'
_OTHER_MARK = re.compile(r"""``|''|(?<![^\s(\[“"„«—–])[‘'](?=[\w\[(…])""")
"""A mark of two signs, or a single one where an opening mark can stand."""
_ASCII_SIGNS = "\"'`"
_SIGNS = _ASCII_SIGNS + "“”„«»「」『』‘"
_SINGLE = re.compile(r"(?<=\S)[’'](?![\w’'])|(?<![^\s(\[“\"])[‘'](?=\w)")
_SINGLE_MARKS = ("‘", "'")
_BEFORE_OPENING = frozenset("([{—–-/‘“'…:,;")


def line_spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of every line that is not empty, without the white space around it.

    Lines end where `str.splitlines` ends them.
    """
    for sign in _ASCII_BREAKS if text.isascii() else _BREAKS:
        if sign in text:
            text = text.replace(sign, "\n")
    return map(re.Match.span, _LINE.finditer(text))


def quoted_spans(
    text: str, lines: Iterable[tuple[int, int]] | None = None
) -> list[tuple[int, int]]:
    """Return (start, end) of every outermost quotation, from its opening to its closing mark.

    Known are curly and straight double quotes, guillemets, corner brackets, and single quotes that
    are no apostrophes. A quotation that opens anew at the head of each paragraph and closes in the
    last is one span; one that never closes ends with its paragraph. Offsets are code points, `end`
    exclusive, spans in order and disjoint. Takes linear time.

    lines : the text's `line_spans`, where the caller has them already.
    """
    signs = _places(text)
    if not signs:
        return []
    signs.append(len(text))  # so that there always is a next one
    spans: list[tuple[int, int]] = []
    has_curly = "”" in text
    opened = ""  # the double mark that waits for its closing mark
    began = line_end = first = 0
    single_began = -1  # where a paragraph opened a single mark that it did not close
    for start, end in line_spans(text) if lines is None else lines:
        if not opened and single_began < 0 and signs[first] >= end:
            continue
        cursor = start
        if opened and text.startswith(opened, start):
            cursor += len(opened)
        elif opened:
            spans.append((began, line_end))
            opened = ""
        if single_began >= 0 and text[start] != text[single_began]:
            single_began = -1
        line_end = end
        last_curly = text.rfind("”", start, end) if has_curly else -1
        beyond = bisect_left(signs, end, first)
        for at in signs[first:beyond]:
            if at < cursor or not (mark := _mark(text, at, end)):
                continue
            cursor = after = at + len(mark)
            if opened:
                if _closes(text, at, after, start, end, opened, mark, last_curly):
                    spans.append((began, after))
                    opened = ""
            elif mark in _SINGLE_MARKS:
                cursor = _single_quotation_end(text, at, end)
                begins = single_began if at == start and single_began >= 0 else at
                if cursor > at:
                    while spans and spans[-1][0] > begins:
                        spans.pop()  # it stands inside this one
                    spans.append((begins, cursor))
                if at == start:
                    single_began = -1 if cursor > at else begins
            elif mark in _CLOSED_BY or _opens(text, at, after, start, end, mark):
                opened, began = mark, at
        first = beyond
    if opened:
        spans.append((began, line_end))
    return spans


def quoted_lengths(spans: npt.ArrayLike, quotes: npt.ArrayLike) -> npt.NDArray[np.int64]:
    """Return how many characters of each span stand inside quotations.

    spans : (sentences, 2) start and end offsets, in any order.
    quotes : (quotations, 2) as `quoted_spans` returns them.
    returns : (sentences,)
    """
    edges = np.asarray(spans, dtype=np.int64).reshape(-1, 2)
    marks = np.asarray(quotes, dtype=np.int64).reshape(-1, 2)
    before = np.concatenate(([0], np.cumsum(marks[:, 1] - marks[:, 0])))
    whole = np.searchsorted(marks[:, 1], edges, side="right")
    opened = np.append(marks[:, 0], np.iinfo(np.int64).max)[whole]
    inside = before[whole] + np.maximum(edges - opened, 0)
    lengths: npt.NDArray[np.int64] = inside[:, 1] - inside[:, 0]
    return lengths


def _places(text: str) -> list[int]:
    """Return where the signs stand that quotation marks are made of, in order."""
    places = []
    for sign in _ASCII_SIGNS if text.isascii() else _SIGNS:
        at = text.find(sign)
        while at >= 0:
            places.append(at)
            at = text.find(sign, at + 1)
    places.sort()
    return places


def _mark(text: str, at: int, end: int) -> str:
    """Return the mark that may open or close a quotation at `at`, "" for an apostrophe."""
    sign = text[at]
    if sign in _DOUBLE_MARKS:
        return sign
    found = _OTHER_MARK.match(text, at, end)
    return found[0] if found else ""


def _opens(text: str, at: int, after: int, start: int, end: int, mark: str) -> bool:
    """Whether a straight mark (or a closing one used as such) opens a quotation."""
    if mark not in ('"', "''"):
        return False
    before = text[at - 1] if at > start else " "
    following = text[after] if after < end else " "
    if before.isspace():
        return mark == '"' or not following.isspace()
    return before in _BEFORE_OPENING and not following.isspace()


def _closes(
    text: str, at: int, after: int, start: int, end: int, opened: str, mark: str, last_curly: int
) -> bool:
    """Whether a mark closes the quotation that `opened` opened."""
    if mark in _CLOSED_BY.get(opened, "”"):
        return True
    if mark not in ('"', "''") or opened not in ('"', "''", "“", "„") or last_curly > at:
        return False
    if mark == "''" and opened != "''":
        return False
    before = text[at - 1] if at > start else " "
    following = text[after] if after < end else " "
    if before.isspace():
        return following.isspace()
    return not following.isalnum()


def _single_quotation_end(text: str, at: int, end: int) -> int:
    """Return the end of a quotation between single marks, `at` if the mark is an apostrophe.

    It closes at the first mark that is no plural possessive (`the soldiers’ camp`), at the first
    mark of all if there is no other, and before the next one opens.
    """
    closed_at = at
    for match in _SINGLE.finditer(text, at + 1, end):
        if match[0] == "‘" or text[match.start() - 1].isspace():
            break
        following = text[match.end() : match.end() + 2].strip()
        possessive = text[match.start() - 1] == "s" and following.islower()
        if not possessive:
            return match.end()
        if closed_at == at:
            closed_at = match.end()
    return closed_at
