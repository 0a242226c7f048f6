"""How much prose the lines and the blocks of a page hold.

Prose is what is long enough, or ends as sentences do, and is no link.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from .html_walk import Outline, TextLine

__all__ = ["NO_PROSE", "SHORT", "is_link", "prose_of", "totals_of", "within"]

NO_PROSE = frozenset({"caption", "author", "time"})
"""hints of lines that are no prose, however long"""
_LONG = 80
SHORT = 25
"""characters below which a line is no prose"""
_STOPS = tuple(".!?…。؟۔।！？")
_CLOSERS = "\"'”’»)]"
_TEASER = 4
"""by how much prose counts less that stands alone between links"""


def is_link(line: TextLine) -> bool:
    """Whether most of a line is a link."""
    return 2 * line.linked > len(line.text)


def prose_of(outline: Outline, lines: Sequence[TextLine]) -> list[int]:
    """Return how much prose each line is: its length, or 0.

    What stands twice counts once. What stands alone between links counts for little: so do lists of
    other pages say what those are about.
    """
    prose = [_prose(line) for line in lines]
    _count_once(outline, lines, prose)
    last = len(lines) - 1
    for number, said in enumerate(prose):
        if (
            said
            and number
            and is_link(lines[number - 1])
            and (number == last or not prose[number + 1])
        ):
            prose[number] = said // _TEASER
    return prose


def _prose(line: TextLine) -> int:
    """Return how much prose a line is: its length, or 0."""
    text = line.text
    length = len(text)
    if line.level or line.hint in NO_PROSE or length < SHORT or is_link(line):
        return 0
    return length if length >= _LONG or text.rstrip(_CLOSERS).endswith(_STOPS) else 0


def _count_once(outline: Outline, lines: Sequence[TextLine], prose: list[int]) -> None:
    """Let prose that stands twice count where it stands first; what is hidden never does."""
    long = [line.text for line, said in zip(lines, prose, strict=True) if said > _LONG]
    if len(set(long)) == len(long):
        return
    hidden: list[bool] = []
    for node, marks in enumerate(outline.marks):
        hidden.append(marks.hint == "hidden" or (node > 0 and hidden[outline.parent[node]]))
    seen: set[str] = set()
    for number, line in enumerate(lines):
        if prose[number] > _LONG and not hidden[line.node]:
            if line.text in seen:
                prose[number] = 0
            seen.add(line.text)


def totals_of(outline: Outline, prose: Sequence[int]) -> list[int]:
    """Return how much prose stands in each block."""
    totals = [0] * len(outline.parent)
    for line, said in zip(outline.lines, prose, strict=True):
        totals[line.node] += said
    for node in range(len(totals) - 1, 0, -1):
        totals[outline.parent[node]] += totals[node]
    return totals


def within(outline: Outline, nodes: Iterable[int]) -> bytearray:
    """Return for each block whether it is one of these, or stands in one: 1 or 0."""
    flags = bytearray(len(outline.parent))
    for node in nodes:
        if not flags[node]:
            flags[node : outline.last[node] + 1] = b"\1" * (outline.last[node] + 1 - node)
    return flags
