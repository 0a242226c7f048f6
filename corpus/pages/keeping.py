"""Keep the articles of a page: what each one tells, which are copies, which too little."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from .agencies import agency_in, agency_named
from .boilerplate_openings import NO_PAGE
from .copies import copies_in
from .credits import author_of
from .cutting import Cut, Told
from .datelines import dateline_of
from .dates import is_full_date, published_on
from .headlines import headline_text, outlet_after
from .heads import PLACE
from .rules import Marked

__all__ = ["keep_articles"]

_NUMBERED = re.compile(r"(\d{1,2})[.)]\s+(?=\S)")
_NOTHING_THERE = 400
"""Fewer characters than these are no article on a page that says it is not there."""
_TOO_LITTLE = 200
_TOO_LITTLE_WITH_HEADLINE = 80


def keep_articles(marks: Sequence[Marked], cuts: Sequence[Cut]) -> list[list[int]]:
    """Return the articles to keep, each as the positions in `cuts` of it and of its copies.

    The lines of the copies, and of what is too little to be an article beside others, are dropped
    here; the lines of the articles learn which one they belong to.
    """
    for cut in cuts:
        _read_opening(marks, cut)
        cut.told = _told(marks, cut)
    _without_numbers(cuts)
    copies = copies_in(marks, cuts)
    lengths = [_length(marks, cut) for cut in cuts]
    missing = min(lengths, default=_NOTHING_THERE) < _NOTHING_THERE and any(
        mark.reason == NO_PAGE for mark in marks
    )
    longest = max(
        (length for number, length in enumerate(lengths) if number not in copies), default=0
    )
    kept: dict[int, list[int]] = {}
    for number, cut in enumerate(cuts):
        if number in copies:
            continue
        if lengths[number] < _NOTHING_THERE and not cut.told.published and missing:
            _drop(marks, cut, "stands on a page that is not there")
        elif _is_too_little(cut, lengths[number]) and lengths[number] < longest:
            _drop(marks, cut, "too little to be an article beside the others")
        else:
            kept[number] = [number]
    for number, of in copies.items():
        if of in kept:
            kept[of].append(number)
    for position, (number, copied) in enumerate(kept.items()):
        for mark in marks[cuts[number].start : cuts[number].end]:
            if mark.kind != "dropped":
                mark.article = position
        for copy in copied[1:]:
            _drop(marks, cuts[copy], f"article {position + 1} stands here once more", position)
    return list(kept.values())


def _without_numbers(cuts: Sequence[Cut]) -> None:
    """Take the numbers off the titles of a page that counts its articles: "1. …", "2. …"."""
    numbered = [_NUMBERED.match(cut.told.title or "") for cut in cuts]
    counted = [int(found[1]) for found in numbered if found]
    if len(counted) < 2 or any(after != number + 1 for number, after in pairwise(counted)):
        return
    for cut, found in zip(cuts, numbered, strict=True):
        if found and cut.told.title:
            cut.told = cut.told._replace(title=cut.told.title[found.end() :])


def _read_opening(marks: Sequence[Marked], cut: Cut) -> None:
    """Look for a dateline without an agency in the paragraph that opens the story."""
    opening = marks[cut.body]
    if opening.dateline is None:
        opening.dateline = dateline_of(opening.paragraph.text, opening=True)
        if opening.dateline:
            opening.reason = "begins with a dateline"


def _told(marks: Sequence[Marked], cut: Cut) -> Told:
    """Return what the lines of an article tell of it."""
    title = outlet = author = agency = published = place = None
    dateline = marks[cut.body].dateline
    if cut.headline is not None:
        title = headline_text(marks[cut.headline].paragraph.text)
    for mark in marks[cut.start : cut.end]:
        if mark.kind == "body":
            continue
        text = mark.paragraph.text
        if mark.kind == "headline" and title and text != title:
            outlet = outlet or outlet_after(text, title)
        elif mark.kind == "byline":
            author = author or author_of(text)
            agency = agency or agency_named(text.strip("-–—=*_()[]|. ")) or agency_in(text)
            published = published or published_on(text)
        elif mark.kind == "date" and is_full_date(text):
            published = published or published_on(text)
            agency = agency or agency_in(text)
        elif mark.reason == PLACE:
            place = place or text
    if dateline:
        agency = dateline.agency or agency
        place = dateline.place or place
        published = published or dateline.published
    return Told(title, author, agency, place, published, outlet)


def _length(marks: Sequence[Marked], cut: Cut) -> int:
    return sum(
        len(mark.paragraph.text) for mark in marks[cut.start : cut.end] if mark.kind == "body"
    )


def _is_too_little(cut: Cut, length: int) -> bool:
    if cut.told.agency or cut.told.author or cut.told.published:
        return False
    return length < (_TOO_LITTLE if cut.headline is None else _TOO_LITTLE_WITH_HEADLINE)


def _drop(marks: Sequence[Marked], cut: Cut, reason: str, article: int | None = None) -> None:
    """Drop the lines of a copy; its headline is the headline of the article that is kept."""
    for mark in marks[cut.start : cut.end]:
        if mark.kind == "headline" and article is not None:
            mark.article = article
        elif mark.kind != "dropped":
            mark.become("dropped", reason)
