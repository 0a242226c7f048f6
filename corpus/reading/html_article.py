"""Which lines of a page belong to its article, by where its prose stands.

What the mark-up names as navigation, comments and the like is believed, unless that would take most
of the prose away. Of the rest, the article is the part that names itself so, else the smallest part
with most of the prose.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..pages import Hint
from ..pages.dates import is_date_line
from .html_cards import Cards, is_front_page, set_cards_aside, set_pull_quotes_aside
from .html_marks import CHROME
from .html_prose import NO_PROSE, is_link, prose_of, totals_of, within
from .html_titles import find_heading, folded
from .html_walk import Outline, TextLine

__all__ = ["hints_of"]

_NAME = re.compile(r"[^\W\d_][^\W\d_]*(?:[.'’-]?\s?[^\W\d_]+){1,5}\.?")
_LONGEST_NAMED = 500
"""characters of a caption, or of a part that says who wrote and when"""
_INFO_LINES = 8
"""so many lines below the headline may tell who wrote and when"""
_STRONG = frozenset({"hidden", "comment", "mail"})
_MOST = 0.7
"""share of the prose that the smallest part must hold to be the article"""
_NAMED = 0.3
"""share that a part that names itself the article must hold"""
_BESIDE = 0.25
"""of several such parts, the share of the largest below which one is a teaser"""
_HEADED = 0.5
"""share of the largest run of prose that the article named so around the headline must hold"""
_DISBELIEVED = 0.5
"""share of the prose above which a word of a class is not believed to mean what it says"""


def hints_of(outline: Outline, title: str | None, *, told: bool) -> list[Hint | None]:
    """Return what the mark-up says of each line, those outside of the article told as aside.

    told : whether the page says of itself that it is an article; else it may be a front page
    """
    lines = _without_doubted(outline)
    prose = prose_of(outline, lines)
    heading = find_heading(lines, title)
    chrome = _chrome(outline, prose, None if heading is None else lines[heading].node)
    shown = [0 if chrome[line.node] else said for line, said in zip(lines, prose, strict=True)]
    if not any(shown) and any(prose):  # all of it stands in what should be chrome: then it is not
        chrome = [None] * len(chrome)
        shown = prose
    if not told and is_front_page(lines, shown):
        return [chrome[line.node] or "aside" for line in lines]
    totals = totals_of(outline, shown)
    cards = Cards(outline, lines, prose)
    headed = None if heading is None else lines[heading].node
    bodies = _bodies(outline, totals, chrome, headed, cards)
    flags = within(outline, bodies)
    inside = [bool(flags[line.node]) for line in lines]
    named = [chrome[line.node] for line in lines]
    hints = _said(lines, named, inside, heading, title)
    if heading is None or not is_link(lines[heading]):
        set_cards_aside(outline, lines, prose, hints, set(bodies), heading, cards)
    if len(bodies) > 1 and heading is not None:
        _unsign_posts(lines, hints, heading)
    set_pull_quotes_aside(lines, hints)
    return hints


def _without_doubted(outline: Outline) -> list[TextLine]:
    """Return the lines; those of a long part that is named after authors, dates or captions without
    that hint: it holds more than its name says, as in `<article class="post author-12">`.
    """
    named = [node for node, marks in enumerate(outline.marks) if marks.hint in NO_PROSE]
    if not named:
        return outline.lines
    lengths = totals_of(outline, [len(line.text) for line in outline.lines])
    doubted: dict[Hint | None, list[int]] = {}
    for node in named:
        if lengths[node] > _LONGEST_NAMED:
            doubted.setdefault(outline.marks[node].hint, []).append(node)
    if not doubted:
        return outline.lines
    flags = {hint: within(outline, nodes) for hint, nodes in doubted.items()}
    return [
        line._replace(hint=None) if line.hint in flags and flags[line.hint][line.node] else line
        for line in outline.lines
    ]


def _chrome(outline: Outline, prose: Sequence[int], heading: int | None) -> list[Hint | None]:
    """Return for each block the outermost mark on it that is chrome and is believed."""
    totals = totals_of(outline, prose)
    said: dict[tuple[Hint, str], int] = {}
    marked: list[bool] = []
    for node, marks in enumerate(outline.marks):
        under = marked[outline.parent[node]] if node else False
        if marks.hint in CHROME:
            if not under:
                key = (marks.hint, marks.word)
                said[key] = said.get(key, 0) + totals[node]
            under = True
        marked.append(under)
    doubted = {
        key
        for key, held in said.items()
        if held > _DISBELIEVED * totals[0] and key[0] not in _STRONG
    }
    chrome: list[Hint | None] = []
    for node, marks in enumerate(outline.marks):
        above = chrome[outline.parent[node]] if node else None
        if above is None and marks.hint in CHROME:
            holds_heading = heading is not None and node <= heading <= outline.last[node]
            if (marks.hint, marks.word) not in doubted and not holds_heading:
                above = marks.hint
        chrome.append(above)
    return chrome


def _bodies(
    outline: Outline,
    totals: Sequence[int],
    chrome: Sequence[Hint | None],
    heading: int | None,
    cards: Cards,
) -> list[int]:
    """Return the blocks that hold the article; `heading` is the block of its headline."""
    enough = _NAMED * totals[0]
    for frame in ("body", "article"):
        named: list[int] = []
        for node, marks in enumerate(outline.marks):
            if (
                marks.frame == frame
                and not chrome[node]
                and not (named and node <= outline.last[named[-1]])
            ):
                named.append(node)
        if any(totals[node] for node in named):
            if heading is not None:
                holding = [node for node in named if node <= heading <= outline.last[node]]
                if holding and totals[holding[0]] >= _HEADED * _largest_run(outline, totals):
                    return holding
            named = [node for node in named if not cards.around(node)] or named
            largest = max(totals[node] for node in named)
            large = [node for node in named if totals[node] >= _BESIDE * largest]
            beside = {outline.parent[node] for node in large} if frame == "body" else set()
            parts = (
                named
                if len(large) > 1
                else [node for node in named if node in large or outline.parent[node] in beside]
            )
            if sum(totals[node] for node in parts) >= max(enough, 1):
                return parts
    return [_smallest(outline, totals)]


def _largest_run(outline: Outline, totals: Sequence[int]) -> int:
    """Return the most prose that stands in blocks side by side, none of them with others inside."""
    runs: dict[int, int] = {}
    for node, total in enumerate(totals):
        if total and outline.last[node] == node:
            above = outline.parent[node]
            runs[above] = runs.get(above, 0) + total
    return max(runs.values(), default=1)


def _smallest(outline: Outline, totals: Sequence[int]) -> int:
    """Return the innermost block that still holds most of the prose of the page.

    A block without others inside is a paragraph of the story, and what stands beside it may be more.
    """
    enough = _MOST * totals[0]
    found = node = 0
    while node < len(totals):
        if totals[node] >= enough:
            found = node
            node += 1
        else:
            node = outline.last[node] + 1
        if node > outline.last[found]:
            break
    return outline.parent[found] if outline.last[found] == found != 0 else found


def _said(
    lines: Sequence[TextLine],
    named: Sequence[Hint | None],
    inside: Sequence[bool],
    heading: int | None,
    title: str | None,
) -> list[Hint | None]:
    """Return the hint of each line by where it stands: above, in or beside the article."""
    first = next((number for number, line in enumerate(inside) if line), len(lines))
    top = first if heading is None or heading > first else heading
    wanted = folded(title or "")
    hints: list[Hint | None] = []
    for number, line in enumerate(lines):
        said = named[number] or line.hint
        if named[number]:
            pass
        elif number == heading or (wanted and line.level and folded(line.text) == wanted):
            said = "heading"
        elif not inside[number] and not top < number < first:
            said = "aside"
        elif line.level:
            said = "heading" if heading is None and line.level < 3 else "subheading"
        elif is_link(line) and said not in NO_PROSE:
            said = "navigation"
        hints.append(said)
    if heading is not None:
        _sign(lines, hints, heading)
    return hints


def _unsign_posts(lines: Sequence[TextLine], hints: list[Hint | None], heading: int) -> None:
    """Hint as aside who wrote a post of a live blog, and when: not who wrote the page."""
    post = False
    for number in range(heading + 1, len(lines)):
        post = post or hints[number] == "subheading"
        if post and hints[number] in ("author", "time"):
            hints[number] = "aside"


def _sign(lines: Sequence[TextLine], hints: list[Hint | None], heading: int) -> None:
    """Hint as author the line below the headline that is a name beside a date and no more."""
    for number in range(heading + 1, min(heading + _INFO_LINES, len(lines))):
        if hints[number] is None and _is_name(lines[number].text):
            beside = (number - 1, number + 1)
            if any(
                heading < near < len(lines)
                and (hints[near] == "time" or is_date_line(lines[near].text))
                for near in beside
            ):
                hints[number] = "author"


def _is_name(text: str) -> bool:
    words = text.split()
    return (
        2 <= len(words) <= 4
        and _NAME.fullmatch(text) is not None
        and all(word[0].isupper() for word in words)
    )
