"""Read a page: its blocks and its articles."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from ..nouns import Block
from .cutting import Cut, Told, cut_articles, set_lists_aside
from .datelines import Dateline
from .dates import is_date_line, published_on
from .keeping import keep_articles
from .paragraphs import paragraphs_of
from .parts import (
    FoundArticle,
    Known,
    Line,
    Page,
    PageBlock,
    PageBlockKind,
    UnreadPage,
    lines_of,
)
from .patterns import DEFAULT, Patterns
from .rules import Marked, judge
from .sorting import sort_lines

__all__ = ["read_page", "read_pages"]

_NOTHING = Known()
_TYPED = frozenset(("byline", "date", "caption", "subheading", "credit", "correction"))
_OUTSIDE = frozenset(("headline", "dropped"))
_BRIEFS = 3
"""So many articles, each without a day, are of the page's day."""
_BETWEEN = "\n\n"
_GAP = len(_BETWEEN)


def read_page(
    text: str,
    *,
    lines: Sequence[Line] | None = None,
    known: Known | None = None,
    patterns: Patterns = DEFAULT,
) -> Page:
    """Return a page's blocks, which partition it, and the articles found in it.

    text : the page, any text
    lines : its lines, where whoever read the mark-up has hints for them; else `lines_of(text)`
    known : what is known of the page beside its text
    patterns : what a user added to the rules
    """
    (page,) = read_pages([UnreadPage(text, lines, known)], patterns)
    return page


def read_pages(pages: Sequence[UnreadPage], patterns: Patterns = DEFAULT) -> list[Page]:
    """Return several pages, each as `read_page` returns it.

    A step is taken for all of them before the next one, since its code is in the processor's caches
    then: twenty pages take an eighth less time than one after the other.
    """
    laid = [
        paragraphs_of(text, lines_of(text) if lines is None else lines, known or _NOTHING)
        for text, lines, known in pages
    ]
    marked = [[judge(paragraph, patterns) for paragraph in paragraphs] for paragraphs, _ in laid]
    return [
        _cut(text, marks, known or _NOTHING, unwrapped)
        for (text, _, known), marks, (_, unwrapped) in zip(pages, marked, laid, strict=True)
    ]


def _cut(text: str, marks: Sequence[Marked], known: Known, unwrapped: bool) -> Page:
    """Return the page of paragraphs of which it is known what each is by itself."""
    if known.ends is not None:
        for mark in marks:
            if mark.paragraph.start < known.begins:
                mark.become("dropped", "stands above a mail that was sent on, or is its head")
            elif mark.paragraph.start >= known.ends:
                mark.become("dropped", "the signature of a mail, or a mail that it answers")
    set_lists_aside(marks)
    cuts = cut_articles(marks, known)
    for cut in cuts:
        sort_lines(marks, cut)
    for mark in marks[: cuts[0].start] if cuts else marks:
        if mark.kind != "dropped":
            mark.become(
                "dropped", "stands above the articles" if cuts else "no story stands on this page"
            )
    kept = keep_articles(marks, cuts)
    if len(kept) > 1:
        day = _page_day(marks, cuts) if len(kept) >= _BRIEFS else None
        known = Known(source=known.source, published=day)
    articles = [_article(marks, cuts, numbers, known, unwrapped) for numbers in kept]
    return Page(text, tuple(_blocks(text, marks)), tuple(articles))


def _page_day(marks: Sequence[Marked], cuts: Sequence[Cut]) -> str | None:
    """Return the day of a page of several articles that stands above them, or with the first alone."""
    told = {cut.told.published for cut in cuts[1:]} - {None}
    above = (mark.paragraph.text for mark in marks[: cuts[0].body])
    days = {day[:10] for text in above if is_date_line(text) and (day := published_on(text))}
    return days.pop() if len(days) == 1 and not told else None


def _article(
    marks: Sequence[Marked],
    cuts: Sequence[Cut],
    numbers: Sequence[int],
    known: Known,
    unwrapped: bool,
) -> FoundArticle:
    """Return the article of the first of `numbers`; the others are copies that tell more of it.

    `known` is what is known of this article; of several on a page, only the outlet.
    """
    cut = cuts[numbers[0]]
    lines: list[str] = []
    blocks: list[Block] = []
    offset = 0
    kept = [mark for mark in marks[cut.start : cut.end] if mark.kind not in _OUTSIDE]
    for mark in kept:
        line = mark.paragraph.text
        if mark.kind in _TYPED:
            blocks.append(Block(offset, offset + len(line), mark.kind))  # type: ignore[arg-type]
        lines.append(line)
        offset += len(line) + _GAP
    told = cut.told
    if len(numbers) > 1:
        every = zip(*(cuts[number].told for number in numbers), strict=True)
        told = Told(*(next(filter(None, values), None) for values in every))
    agency = told.agency or known.agency
    return FoundArticle(
        title=told.title or known.title or "",
        text=_BETWEEN.join(lines),
        blocks=tuple(blocks),
        author=known.author or told.author,
        agency=agency,
        place=told.place,
        published=known.published or told.published,
        source=known.source or told.outlet or agency,
        start=kept[0].paragraph.start,
        end=kept[-1].paragraph.end,
        repairs=("unwrapped",) if unwrapped else (),
    )


def _blocks(text: str, marks: Sequence[Marked]) -> Iterator[PageBlock]:
    """Yield the blocks: a paragraph each, with the white space after it; a dateline is its own."""
    if not marks:
        if text:
            yield PageBlock(0, len(text), "dropped", "nothing but white space")
        return
    start = 0
    ends = [mark.paragraph.start for mark in marks[1:]]
    for mark, end in zip(marks, [*ends, len(text)], strict=True):
        kind: PageBlockKind = mark.kind  # type: ignore[assignment]  # none is "short" any more
        if kind == "body" and mark.dateline:
            begins = mark.paragraph.start + _in_page(text, mark, mark.dateline.end)
            yield PageBlock(
                start, begins, "dateline", _dateline_reason(mark.dateline), mark.article
            )
            start = begins
        yield _block((start, end, kind, mark.reason, mark.article))
        start = end


_block: Callable[[tuple[int, int, PageBlockKind, str, int | None]], PageBlock]
_block = partial(tuple.__new__, PageBlock)
"""`PageBlock(...)` without its Python call: pages have many"""


def _in_page(text: str, mark: Marked, end: int) -> int:
    """Return how far a dateline reaches into its paragraph on the page, wrapped or not."""
    paragraph = mark.paragraph
    said = text[paragraph.start : paragraph.end]
    if said == paragraph.text:
        return end
    letters = len("".join(paragraph.text[:end].split()))
    seen = 0
    for position, char in enumerate(said):
        if seen == letters and not char.isspace():
            return position
        seen += not char.isspace()
    return len(said)


def _dateline_reason(dateline: Dateline) -> str:
    told = [said for said in (dateline.place, dateline.agency) if said]
    return f"the dateline: {', '.join(told)}"
