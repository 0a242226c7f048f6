"""The visible text of a page's tree as lines, each with the element that it stands in."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from ..pages import Hint
from .html_marks import BLOCKS, CHROME, INLINE, SKIPPED, Marks, marks_of

if TYPE_CHECKING:
    from lxml.etree import _Element

__all__ = ["Outline", "TextLine", "walk"]

_SPACE = re.compile(r"[\t\n\r\f][ \t\n\r\f]*| [ \t\n\r\f]+")
_UNSEEN = re.compile("[\u00ad\u200b\ufeff]+")
"""soft hyphen, zero-width space, byte order mark: no part of what a reader sees"""
_LEVELS = {f"h{level}": level for level in range(1, 7)}
_PLACES = {
    **dict.fromkeys(INLINE, "inline"),
    **dict.fromkeys(BLOCKS, "block"),
    **dict.fromkeys(SKIPPED, "none"),
    "br": "break",
    "hr": "break",
}
_DATED = frozenset({"time", "abbr"})
_INFO = frozenset({"author", "time"})
_LONGEST_INFO = 160
"""characters of a line that says who wrote and when; longer ones are prose with a mark in it"""


_GOES_ON = re.compile(r"\s\x1f\s*[a-zа-яё]|\x1f\s+[a-zа-яё]|\x1f[,;.!?’…)]")
"""what follows on two elements that touch where a sentence goes on from one to the other"""
_GLUED = re.compile(r"[^\W\d_]:?\x1f[^\W\d_a-zа-яё]")
"""two words that would be one without a seam between them"""
_STOPPED = re.compile(r"[.!?…؟۔][\"'”’»)\s\x1f]*$")
_CLOCK = re.compile(r"\b[ap]\.m\.\s*$", re.IGNORECASE)


class TextLine(NamedTuple):
    """A line of the page as a browser shows it: white space folded, a block or up to a <br>."""

    text: str
    hint: Hint | None
    """what the mark-up says of the line itself; what it says of its surroundings is in `Outline`"""
    node: int
    """the block that it stands in"""
    linked: int
    """how many of its characters are links"""
    level: int
    """1 to 6 in a heading, else 0"""
    opens: bool
    """whether a block begins with it, and not only a line after a <br>"""


@dataclass(slots=True)
class Outline:
    """The lines of a page and the tree of its blocks, in the order of the page.

    What stands in block `n` stands in the blocks `n` to `last[n]`, both included.
    """

    lines: list[TextLine] = field(default_factory=list)
    parent: list[int] = field(default_factory=list)
    marks: list[Marks] = field(default_factory=list)
    last: list[int] = field(default_factory=list)
    times: list[tuple[int, str]] = field(default_factory=list)
    """what <time> and <abbr> say in ways that programs read, and the blocks where they stand"""


MarksOf = Callable[[str, list[tuple[str, str]]], Marks]

_Piece = tuple[str, bool, Hint | None]
"""a piece of the line that is being read: its text, whether it is linked, what the mark-up says"""

_SEAM: _Piece = ("\x1f", False, None)
"""between two elements that touch: style sheets put the parts of a line of information apart so"""


def walk(tree: _Element, marks_of: MarksOf = marks_of) -> Outline:
    """Return the outline of a page. marks_of : what tells of an element what its mark-up says."""
    outline = Outline()
    walker = _Walker(outline, marks_of)
    walker.block(tree, "html", marks_of("html", []), 0, None, 0, linked=False, raw=False)
    return outline


def _place(tag: object) -> str:
    """Return where an element of no known name stands: within the line, unless its name has a hyphen.

    What is no element, such as a comment, stands nowhere.
    """
    if not isinstance(tag, str):
        return "none"
    return "block" if "-" in tag else "inline"


def _leads_away(anchor: _Element) -> bool:
    """Whether an <a> is a link, and neither the name of a place nor a leap to one on this page."""
    href = anchor.get("href") or ""
    return href == "#" or not href.startswith("#") if href else False


def _is_info(text: str) -> bool:
    """Whether a line says who and when in parts that touch, and is no sentence with marked words."""
    return (
        len(text) <= _LONGEST_INFO
        and not _GOES_ON.search(text)
        and (
            not _STOPPED.search(text)
            or _CLOCK.search(text) is not None
            or _GLUED.search(text) is not None
        )
    )


class _Walker:
    def __init__(self, outline: Outline, marks_of: MarksOf) -> None:
        self.outline = outline
        self.marks_of = marks_of
        self.pieces: list[_Piece] = []
        self.opens = True

    def block(
        self,
        element: _Element,
        tag: str,
        marks: Marks,
        parent: int,
        hint: Hint | None,
        level: int,
        *,
        linked: bool,
        raw: bool,
    ) -> None:
        """Take in a block element, a line or more of its own. `raw` keeps line ends, as <pre> does."""
        outline = self.outline
        node = len(outline.parent)
        outline.parent.append(parent)
        outline.marks.append(marks)
        outline.last.append(node)
        if marks.hint is not None and marks.hint not in CHROME:
            hint = marks.hint
        level = _LEVELS.get(tag, level)
        self.opens = True
        self.inside(element, node, hint, level, linked=linked, said=None, raw=raw or tag == "pre")
        if self.pieces:
            self.end_line(node, hint, level)
        self.opens = True
        outline.last[node] = len(outline.parent) - 1

    def inside(
        self,
        element: _Element,
        node: int,
        hint: Hint | None,
        level: int,
        *,
        linked: bool,
        said: Hint | None,
        raw: bool,
    ) -> None:
        """Take in what an element holds; `said` is what the inline elements around it say."""
        if text := element.text:
            self.add(text, node, hint, level, linked, said, raw)
        touching = False
        for child in element:
            tag = child.tag
            place = _PLACES.get(tag) or _place(tag)
            if place == "inline":
                marks = self.marks_of(tag, child.items())
                if tag in _DATED and (when := child.get("datetime") or child.get("title")):
                    self.outline.times.append((node, when))
                if marks.hint not in CHROME:
                    if touching and self.pieces:
                        self.pieces.append(_SEAM)
                    self.inside(
                        child,
                        node,
                        hint,
                        level,
                        linked=linked or (tag == "a" and _leads_away(child)),
                        said=marks.hint or said,
                        raw=raw,
                    )
                elif marks.hint != "hidden" or not self.pieces:
                    self.end_line(node, hint, level)
                    self.block(child, tag, marks, node, hint, level, linked=linked, raw=raw)
            elif place == "block":
                if self.pieces:
                    self.end_line(node, hint, level)
                marks = self.marks_of(tag, child.items())
                self.block(child, tag, marks, node, hint, level, linked=linked, raw=raw)
            elif place == "break":
                self.end_line(node, hint, level)
                self.opens = tag == "hr"
            touching = place == "inline" and not child.tail
            if text := child.tail:
                self.add(text, node, hint, level, linked, said, raw)

    def add(
        self,
        text: str,
        node: int,
        hint: Hint | None,
        level: int,
        linked: bool,
        said: Hint | None,
        raw: bool,
    ) -> None:
        if raw and "\n" in text:
            first, *others = text.split("\n")
            self.pieces.append((first, linked, said))
            for line in others:
                self.end_line(node, hint, level)
                self.opens = False
                self.pieces.append((line, linked, said))
        elif self.pieces or not text.isspace():
            self.pieces.append((text, linked, said))

    def end_line(self, node: int, hint: Hint | None, level: int) -> None:
        """Make lines of the pieces at hand; who wrote and when, told in one, become one each."""
        pieces = self.pieces
        if not pieces:
            return
        self.pieces = []
        if len(pieces) == 1:
            text, whole, said = pieces[0]
            self.line(text, said or hint, node, len(text) if whole else 0, level)
            return
        if _SEAM in pieces:
            if _is_info("".join([piece[0] for piece in pieces])):
                for apart, between in groupby(pieces, _SEAM.__ne__):
                    if apart:
                        self.pieces = list(between)
                        self.end_line(node, hint, level)
                return
            pieces = [piece for piece in pieces if piece is not _SEAM]
        text = "".join([piece[0] for piece in pieces])
        if not text or text.isspace():
            return
        hints = {said for _, _, said in pieces}
        if "author" in hints and "time" in hints and len(text) <= _LONGEST_INFO:
            told = [(number, said) for number, (_, _, said) in enumerate(pieces) if said in _INFO]
            start = next(number for number, said in told if said != told[0][1])
            for part in (pieces[:start], pieces[start:]):
                said = next(said for _, _, said in part if said in _INFO)
                self.line("".join([piece[0] for piece in part]), said, node, 0, level)
            return
        for spoken in hints:
            covered = sum([len(piece[0]) for piece in pieces if piece[2] == spoken])
            if spoken is not None and 2 * covered >= len(text.strip()):
                hint = spoken
        linked = sum([len(piece[0]) for piece in pieces if piece[1]])
        self.line(text, hint, node, linked, level)

    def line(self, text: str, hint: Hint | None, node: int, linked: int, level: int) -> None:
        if text.isascii():
            text = " ".join(text.split())
        else:
            text = _SPACE.sub(" ", text).strip()
            if _UNSEEN.search(text):
                text = _UNSEEN.sub("", text).strip()
        if not text or text.isspace():
            return
        if hint in _INFO and len(text) > _LONGEST_INFO:
            hint = None
        self.outline.lines.append(TextLine(text, hint, node, linked, level, self.opens))
        self.opens = False
