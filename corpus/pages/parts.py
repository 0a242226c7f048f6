"""What a page is made of: its lines, the blocks that partition it, the articles found in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Literal, NamedTuple

from ..nouns import Block

__all__ = [
    "FoundArticle",
    "Hint",
    "Known",
    "Line",
    "Page",
    "PageBlock",
    "PageBlockKind",
    "UnreadPage",
    "lines_of",
]

Hint = Literal[
    "heading",
    "subheading",
    "caption",
    "time",
    "author",
    "item",
    "quote",
    "aside",
    "navigation",
    "comment",
    "hidden",
    "mail",
]
"""What the mark-up said of a line, where the page had any; "mail" is a signature or an older mail."""


class Line(NamedTuple):
    """A line of a page that is not empty: `page[start:end]` is its text, without white space around.

    `hint` is what the mark-up said of it, if there was any.
    """

    start: int
    end: int
    text: str
    hint: Hint | None = None


def lines_of(text: str) -> list[Line]:
    """Return the lines of a page that are not empty, in order.

    A line ends where `str.splitlines` ends it; one of white space only (a no-break space, say) is
    empty. Lines that mark-up gives hints for are made by whoever read the mark-up.
    """
    lines: list[Line] = []
    offset = 0
    for line in text.splitlines(keepends=True):
        if stripped := line.strip():
            start = offset + line.index(stripped[0])
            lines.append(_line((start, start + len(stripped), stripped, None)))
        offset += len(line)
    return lines


_line: Callable[[tuple[int, int, str, None]], Line] = partial(tuple.__new__, Line)
"""`Line(...)` without its Python call: pages have many lines"""


PageBlockKind = Literal[
    "headline",
    "byline",
    "date",
    "dateline",
    "body",
    "caption",
    "subheading",
    "credit",
    "correction",
    "dropped",
]
"""The kinds of a typed block of an article, and the four that only a page has."""


class Known(NamedTuple):
    """What is known of a page beside its text, from its mark-up or from whoever saved it.

    It fills what the text does not tell, and it names the headline: a line that says the same as
    `title` is one. `published` is an ISO 8601 date or time, `source` the outlet. Of a mail, nothing is
    of a story but what stands from `begins` to `ends`, offsets.
    """

    title: str | None = None
    author: str | None = None
    published: str | None = None
    source: str | None = None
    agency: str | None = None
    begins: int = 0
    ends: int | None = None


class UnreadPage(NamedTuple):
    """A page as `read_pages` takes it."""

    text: str
    lines: Sequence[Line] | None = None
    """with the hints of its mark-up; None for plain text"""
    known: Known | None = None
    """what is known of it beside the text"""


class PageBlock(NamedTuple):
    """A part of a page: `page.text[start:end]`, the white space up to the next part included."""

    start: int
    end: int
    kind: PageBlockKind
    reason: str
    """why it is of this kind, for the person who reads `--explain`"""
    article: int | None = None
    """index in `Page.articles`; None for what belongs to no article"""


class FoundArticle(NamedTuple):
    """An article found in a page.

    `text` is its lines as they stand on the page (byline, date, captions, body, sub-headings,
    credits and corrections, not the headline), joined by an empty line; of a page that was wrapped
    at a column, the lines of a paragraph are joined by a space first (`repairs` says "unwrapped").
    `blocks` are the lines of `text` that are no body. `start` and `end` are where it stands on the
    page: its first kept character to its last.
    """

    title: str
    """the headline; empty where there is none"""
    text: str
    blocks: tuple[Block, ...]
    author: str | None
    agency: str | None
    place: str | None
    """of the dateline: "BEIRUT/ERBIL", "SHARYA CAMP, Iraq\""""
    published: str | None
    """an ISO 8601 date, or date and time where the page tells the time"""
    source: str | None
    """the outlet where it is known, else the agency"""
    start: int
    end: int
    repairs: tuple[str, ...] = ()


class Page(NamedTuple):
    """A page of text: every character stands in exactly one of its blocks."""

    text: str
    blocks: tuple[PageBlock, ...]
    articles: tuple[FoundArticle, ...]
