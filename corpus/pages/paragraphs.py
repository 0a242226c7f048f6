"""The paragraphs of a page: a line each, or a run of lines where the text was wrapped at a column."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from operator import attrgetter
from typing import Final

from ..signs import NOTE_MARKS, UNSEEN
from .agencies import agency_named
from .parts import Hint, Known, Line
from .words import NUMBER, WORD

__all__ = ["Paragraph", "paragraphs_of"]

_STOPS = ".!?…。！？؟۔।"
_CLOSERS = "\"'”’»)]*”“"
_END_MARKS = ("enditem", "endit", "ends", "end")
_DESK_MARK = re.compile(r"[/-][a-z]{2,4}(?:[-/][a-z]{2,5})*|[a-z]{2,4}(?:/[a-z]{2,5})+")
_MARKER = re.compile(r"(?:[-_*•·▪‣●○■►–—]|\(?(?:\d{1,3}|[a-z]|[ivx]{1,4})[.)])\s+\S")
_UNCASED = re.compile(
    r"[\u0590-\u08ff\u0900-\u0dff\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"
)
_NOTES = re.compile(r"(?:\s*\[[^\]]{1,20}\])+$")
_RAISED = NOTE_MARKS + "*"
_NOTE_NUMBER = re.compile(
    rf"(?:(?<=[^\W\d_][.!?…؟])|(?<=[.!?…؟][\"”’»)]))(?:\d{{1,3}}(?:,\s?\d{{1,3}})*|[{_RAISED}]+)$"
)
"""the number of a note that stands at a stop: "He left.4" """
_TITLE_WORDS: Final = 9
"""So few words between quotation marks, without a stop, may be a title."""
_LONG: Final = 200
"""Characters from which a paragraph is prose, whatever it ends with."""

_NOTED: Final = 100
"""Characters at the end of a paragraph in which the numbers of its notes are looked for."""

_SET_ASIDE: Final = frozenset(("hidden", "navigation", "aside", "comment", "mail"))

_HINT = attrgetter("hint")
_NARROW, _WIDE = 40, 100
_WRAPPED = 0.6


class Paragraph:
    """A paragraph of a page and what the rules ask of it; `text` is its lines joined by spaces.

    `first` is its first word in lower case, which most rules ask for before they look closer (any
    number is `NUMBER`, no word at all is empty), and `first_at` where it stands. No rule asks for the
    words of what the mark-up sets aside: there they are empty.
    """

    __slots__ = (
        "end",
        "first",
        "first_at",
        "hint",
        "lower",
        "start",
        "text",
    )

    def __init__(self, start: int, end: int, text: str, hint: Hint | None) -> None:
        self.start = start
        self.end = end
        self.text = text
        self.hint = hint
        if hint in _SET_ASIDE:
            self.lower, self.first, self.first_at = "", "", 0
            return
        self.lower = lower = text.lower()
        first = lower.partition(" ")[0]
        if first.isalpha():  # as most are
            self.first, self.first_at = first, 0
            return
        found = WORD.search(lower)
        first = found[0] if found else ""
        self.first = NUMBER if first[:1].isdigit() else first
        self.first_at = found.start() if found else 0

    @property
    def words(self) -> int:
        """How many words it has, counted by the blanks between them."""
        return self.text.count(" ") + 1

    @property
    def stopped(self) -> bool:
        """Whether it ends as a sentence does."""
        return is_stopped(self.text)

    @property
    def is_prose(self) -> bool:
        """Whether it reads as a sentence: it is long, or stops, or has the words of one."""
        if len(self.text) >= _LONG:
            return True
        if is_stopped(self.text):
            return " " in self.text or _UNCASED.match(self.text) is not None
        words = self.words
        if self.text[-1] in ":;" and words > 3:
            return True
        return words >= 25 or (words >= 14 and _UNCASED.search(self.text, 0, 40) is not None)

    @property
    def is_item(self) -> bool:
        """Whether it is an item of a list, by its mark or the page's mark-up."""
        return self.hint == "item" or _MARKER.match(self.text) is not None


def is_stopped(text: str) -> bool:
    """Whether a text ends as a sentence does: closing marks and an agency's name may follow."""
    if text[-1] in _STOPS:
        return True
    text = text.rstrip(UNSEEN) or text
    if text[-1].isdigit() or text[-1] in _RAISED:
        text = text[:-_NOTED] + _NOTE_NUMBER.sub("", text[-_NOTED:])
    if text[-1] in _STOPS:
        return True
    opened = text[0]
    if text[-1] == "]":
        text = _NOTES.sub("", text[-_NOTED:]) or text
    bare = text.rstrip(_CLOSERS)
    if bare[-1:] in _STOPS:
        return bare != ""
    if text[-1] in '”»"':
        return not (opened in '“«"' and text.count(" ") < _TITLE_WORDS)
    before, _, last = text.rpartition(" ")
    return (
        before[-1:] in _STOPS
        and before != ""
        and (
            last.lower() in _END_MARKS
            or _DESK_MARK.fullmatch(last) is not None
            or agency_named(last.strip("()[]")) is not None
        )
    )


def paragraphs_of(text: str, lines: Sequence[Line], known: Known) -> tuple[list[Paragraph], bool]:
    """Return the paragraphs of a page, and whether it was wrapped at a column.

    What stands outside of the story, a mail's head say, does not tell, and is not joined.
    """
    if not any(map(_HINT, lines)):
        begins, ends = known.begins, len(text) if known.ends is None else known.ends
        inside = [line for line in lines if begins <= line.start < ends]
        width = _width(text, inside)
        if width:
            above = ([line] for line in lines if line.start < begins)
            below = ([line] for line in lines if line.start >= ends)
            runs = (*above, *_runs(text, inside, width), *below)
            return [_joined(run) for run in runs], True
    return [Paragraph(start, end, content, hint) for start, end, content, hint in lines], False


def _width(text: str, lines: Sequence[Line]) -> int:
    """Return the column a page is wrapped at; 0 where it is not.

    Of a wrapped page it is true that the first word of a line would not have fitted in the line
    before, wherever a paragraph goes on. Lines of half the width tell nothing: bylines, lists, names.
    """
    width = 0
    for start, end, _, _ in lines:
        length = end - start
        if length > _WIDE:
            if length > 3 * _WIDE:
                return 0
        elif length > width:
            width = length
    if width < _NARROW or sum(line.end - line.start > _WIDE for line in lines) * 20 > len(lines):
        return 0
    pairs = [
        (line, after)
        for line, after in pairwise(lines)
        if 2 * len(line.text) > width and _breaks(text, line.end, after.start) == 1
    ]
    goes_on = sum(
        _is_full(line, after, width) and not is_stopped(line.text) for line, after in pairs
    )
    return width if goes_on >= 2 and goes_on >= _WRAPPED * _expected(pairs) else 0


def _expected(pairs: Iterable[tuple[Line, Line]]) -> int:
    """Return how many pairs would go on if the page were wrapped: all but those after a stop."""
    return sum(not is_stopped(line.text) for line, _ in pairs)


def _is_full(line: Line, after: Line, width: int) -> bool:
    """Whether the next line's first word would not have fitted (a few columns more or less)."""
    first = after.text.partition(" ")[0]
    return len(line.text) + 1 + len(first) > width - width // 10


def _runs(text: str, lines: Sequence[Line], width: int) -> Iterable[list[Line]]:
    """Yield the runs of lines that are one paragraph each."""
    run: list[Line] = []
    for line in lines:
        if run and not _continues(text, run[-1], line, width):
            yield run
            run = []
        run.append(line)
    if run:
        yield run


def _continues(text: str, line: Line, after: Line, width: int) -> bool:
    if _breaks(text, line.end, after.start) != 1 or _MARKER.match(after.text):
        return False
    if _indent(text, after.start) > _indent(text, line.start) + 1 and not _MARKER.match(line.text):
        return False
    return _is_full(line, after, width) or (after.text[0].islower() and len(line.text) > width // 2)


def _indent(text: str, start: int) -> int:
    before = text[max(0, start - 40) : start]
    return len(before) - len(before.rstrip(" \t"))


def _breaks(text: str, end: int, start: int) -> int:
    """Return how many line breaks stand between two lines."""
    return len(f"{text[end:start]}.".splitlines()) - 1


def _joined(run: Sequence[Line]) -> Paragraph:
    return Paragraph(run[0].start, run[-1].end, " ".join(line.text for line in run), None)
