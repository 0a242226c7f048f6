"""The head of an article: the lines above its story, and what each of them is."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .credits import is_byline, is_names, is_role
from .cutting import Cut, tells_when_or_who
from .dates import published_on
from .headlines import headline_text
from .rules import Kind, Marked
from .words import fold

__all__ = ["PLACE", "following", "is_numbered_heading", "sort_head"]

PLACE = "where it was written, in a line of its own"
_PLACE = re.compile(r"[A-Z][A-Z'’. -]{2,30},\s[A-Z][\w. ]{2,20}$")
_LETTERS = re.compile(r"[^\W\d_]{3}|[\u0590-\uffff]")
_READING_TIME = re.compile(r"\d+ min(?:ute)?s? read$", re.IGNORECASE)
_ADDRESS_WORDS = 4
_NEAR = 5


def sort_head(marks: Sequence[Marked], cut: Cut) -> None:
    """Say of each line above a story what it is, and of each that says the headline again."""
    if cut.headline is None:
        for mark in marks[cut.start : cut.body]:
            if mark.kind != "short":
                continue
            if mark.paragraph.text[-1] in ":,;،" and not mark.listed:
                mark.become("body", "leads to what follows")
            else:
                mark.become("dropped", "stands above the story and is no headline")
        return
    first, last = _find_headlines(marks, cut, cut.headline)
    for mark in marks[cut.start : cut.body]:
        if mark.kind == "short" and not _LETTERS.search(mark.paragraph.text):
            mark.become("dropped", "too few letters to say anything")
        elif mark.kind == "credit" and published_on(mark.paragraph.text):
            mark.become("date", "says when, and who reported")
        elif mark.kind == "credit" and is_byline(mark.paragraph):
            mark.become("byline", "says who wrote")
    told = max(
        (index for index in range(cut.start, cut.body) if tells_when_or_who(marks[index])),
        default=-1,
    )
    for index in range(cut.start, cut.body):
        mark = marks[index]
        if mark.kind == "body" and index < told:
            mark.become("subheading", "a sentence between the headline and the byline or date")
        elif mark.kind == "body":
            mark.become("caption", "a sentence between the headline and the dateline")
        elif mark.kind == "short" and mark.listed:
            mark.become("dropped", mark.listed)
        elif index < first:
            if mark.kind == "short" or (
                mark.kind in {"byline", "date", "caption"} and _far(marks, index, first)
            ):
                mark.become("dropped", "stands above the headline")
        elif mark.kind == "short":
            kind, reason = _below(marks, index, cut, first, told)
            if index < last and kind in {"caption", "body"}:
                kind, reason = "dropped", "stands between two copies of the headline"
            mark.become(kind, reason)


def _find_headlines(marks: Sequence[Marked], cut: Cut, headline: int) -> tuple[int, int]:
    """Mark the headline and the lines that repeat it; return the first and last above the story."""
    said = fold(headline_text(marks[headline].paragraph.text))
    copies: list[int] = []
    for index in range(cut.start, cut.end):
        mark = marks[index]
        if index == headline or (mark.kind == "short" and _says(mark, said)):
            again = "says the headline again"
            first = "the line above the story that reads as its headline"
            mark.become("headline", again if copies else first)
            if index < cut.body:
                copies.append(index)
    return min(copies), max(copies)


def _below(
    marks: Sequence[Marked], index: int, cut: Cut, headline: int, told: int
) -> tuple[Kind, str]:
    """Return what a line without a stop is that stands between headline and story, and why.

    `told` is where the last byline or day stands.
    """
    paragraph = marks[index].paragraph
    if index == cut.body - 1 and _PLACE.match(paragraph.text) and not is_role(paragraph):
        return "date", PLACE
    if _tells_who(marks, index, cut):
        return "byline", "a name, or what the author is"
    if paragraph.is_item:
        if index < told:
            return "subheading", "a point between the headline and the byline or date"
        if paragraph.text[0].isdigit() and is_numbered_heading(marks, index):
            return "subheading", "a numbered heading above a paragraph"
        return "body", "an item of a list"
    if paragraph.text[-1] in ":," and paragraph.words <= _ADDRESS_WORDS:
        return "body", "leads to what follows"
    if paragraph.hint == "subheading" or paragraph.text.isupper():
        return "subheading", "a line between the headline and the story"
    if _is_below(marks, index, headline) and (index < told or not marks[cut.body].dateline):
        return "subheading", "a second headline, below the first"
    return "caption", "a line without a stop between the headline and the story"


def _is_below(marks: Sequence[Marked], index: int, headline: int) -> bool:
    """Whether nothing but dates and bylines stands between the headline and a line.

    A line that ends in brackets is a caption with its source.
    """
    return (
        marks[index].paragraph.text[-1] not in ")]"
        and index - headline <= _NEAR
        and all(mark.kind in {"headline", "date", "byline"} for mark in marks[headline:index])
    )


def _says(mark: Marked, said: str) -> bool:
    """Whether a line says a headline, with or without the name of the outlet after it."""
    folded = fold(headline_text(mark.paragraph.text))
    return folded == said or (
        folded.startswith(f"{said} ")
        and len(folded) - len(said) <= 40
        and len(said) >= 20
        and bool(re.search(r"[|–—»:-]", mark.paragraph.text[len(said) - 5 :]))
    )


def _far(marks: Sequence[Marked], index: int, headline: int) -> bool:
    """Whether a line above the headline is parted from it by others that are none of its own."""
    between = marks[index + 1 : headline]
    kinds = {"byline", "date", "caption"}
    if marks[index].kind == "date" or is_byline(marks[index].paragraph):
        kinds.add("dropped")
    return headline - index > _NEAR or any(mark.kind not in kinds for mark in between)


def _tells_who(marks: Sequence[Marked], index: int, cut: Cut) -> bool:
    """Whether a line says who wrote: the names stand beside a date, a byline, or what they are."""
    paragraph = marks[index].paragraph
    if is_role(paragraph):
        return True
    beside = [marks[at] for at in (index - 1, index + 1) if cut.start <= at < cut.end]
    return is_names(paragraph.text) and any(
        mark.kind in {"date", "byline"}
        or is_role(mark.paragraph)
        or _READING_TIME.match(mark.paragraph.text)
        for mark in beside
    )


def is_numbered_heading(marks: Sequence[Marked], index: int) -> bool:
    """Whether a numbered line is a heading: a paragraph follows, or its own first section."""
    number = marks[index].paragraph.text.split()[0]
    return following(marks, index).startswith(f"{number.rstrip('.)')}.") or (
        index + 1 < len(marks)
        and marks[index + 1].kind == "body"
        and not marks[index + 1].paragraph.is_item
        and not (index > 0 and marks[index - 1].paragraph.is_item)
    )


def following(marks: Sequence[Marked], index: int) -> str:
    return marks[index + 1].paragraph.text if index + 1 < len(marks) else ""
