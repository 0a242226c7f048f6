"""What stands in the middle of an article and is of another page, or says the article again."""

from __future__ import annotations

from collections.abc import Sequence, Set

from ..pages import Hint
from .html_marks import CHROME
from .html_prose import SHORT, is_link, totals_of, within
from .html_walk import Outline, TextLine

__all__ = ["Cards", "is_front_page", "set_cards_aside", "set_pull_quotes_aside"]

_IN_CARD = 2
"""lines of prose that one heading of another page may have"""
_MOST_IN_CARDS = 0.5
"""share of an article's prose above which its headings, though links, are its own"""
_FEWEST = 4
"""teasers that make a page of teasers"""
_LEAST_OWN = 0.1
"""share of its prose that a page must hold beside teasers to be more than them"""
_QUOTES = " \"'“”„‘’«»….,"
_MANY = 40
"""quotations of a page that are looked for in its text"""


class Cards:
    """Which blocks are cards: a link to another page with no more than two lines about it."""

    __slots__ = ("_leading", "_outline", "_telling")

    def __init__(self, outline: Outline, lines: Sequence[TextLine], prose: Sequence[int]) -> None:
        leading = [is_link(line) and len(line.text) >= SHORT for line in lines]
        self._outline = outline
        self._leading = totals_of(outline, leading)
        self._telling = totals_of(outline, [said > 0 for said in prose])

    def is_card(self, node: int) -> bool:
        """Whether a block is a card, or cards and nothing else."""
        leading = self._leading[node]
        return leading > 0 and self._telling[node] <= _IN_CARD * leading

    def around(self, node: int) -> bool:
        """Whether a block is a card or stands in one."""
        return self.is_card(node) or self.is_card(self._outline.parent[node])


def is_front_page(lines: Sequence[TextLine], prose: Sequence[int]) -> bool:
    """Whether a page is nothing but teasers: links to other pages, a line of prose to each."""
    teasers = own = whole = 0
    link = False
    for line, said in zip(lines, prose, strict=True):
        if said:
            whole += len(line.text)
            own += 0 if link else len(line.text)
            teasers += link
            link = False
        else:
            link = link or (is_link(line) and len(line.text) >= SHORT)
    return teasers >= _FEWEST and own < _LEAST_OWN * whole


def set_cards_aside(
    outline: Outline,
    lines: Sequence[TextLine],
    prose: Sequence[int],
    hints: list[Hint | None],
    bodies: Set[int],
    heading: int | None,
    cards: Cards,
) -> None:
    """Hint as aside the cards in the article: a heading that is a link, and what is said of it.

    Where the heading has no block of its own, that is what follows it up to the next heading, if
    that is short. Headings with most of the prose under them are none of other pages.
    """
    aside: set[int] = set()
    blocks: list[int] = []
    first = next((number for number, hint in enumerate(hints) if hint is None), len(lines))
    for number, line in enumerate(lines):
        if not (line.level and hints[number] == "subheading" and first < number != heading):
            continue
        if not is_link(line) or (blocks and line.node <= outline.last[blocks[-1]]):
            continue
        node = line.node
        while (above := outline.parent[node]) not in bodies and node and cards.is_card(above):
            node = above
        if node != line.node:
            blocks.append(node)
            continue
        end = number + 1
        while end < len(lines) and not lines[end].level and hints[end] not in CHROME:
            end += 1
        if sum(prose[at] > 0 for at in range(number, end)) > _IN_CARD:
            end = number + 1
        aside.update(range(number, end))
    flags = within(outline, blocks)
    aside.update(number for number, line in enumerate(lines) if flags[line.node])
    shown = sum(said for said, hint in zip(prose, hints, strict=True) if hint not in CHROME)
    if sum(prose[at] for at in aside if hints[at] not in CHROME) <= _MOST_IN_CARDS * shown:
        for at in aside:
            hints[at] = "aside"


def set_pull_quotes_aside(lines: Sequence[TextLine], hints: list[Hint | None]) -> None:
    """Hint as aside a quotation of the article itself: what another of its lines says, too."""
    quotes = [number for number, hint in enumerate(hints) if hint == "quote"]
    if not 0 < len(quotes) <= _MANY:
        return
    text = "\n".join(line.text for line, hint in zip(lines, hints, strict=True) if hint is None)
    for number in quotes:
        if lines[number].text.strip(_QUOTES) in text:
            hints[number] = "aside"
