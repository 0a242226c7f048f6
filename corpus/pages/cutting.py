"""Cut a page into articles: where each one's headline stands, and where its story begins."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest
from typing import NamedTuple

from .boilerplate import NO_WORDS
from .boilerplate_openings import SHOTS
from .boilerplate_phrases import COMMENTS, END_MARK, FORM, NOTES, RELATED
from .credits import is_name, is_names, is_role
from .datelines import dateline_of
from .dates import is_full_date
from .headlines import choose_headline, is_heading, says_title
from .parts import Known
from .rules import Marked
from .words import fold

__all__ = ["NOTHING_TOLD", "Cut", "Told", "cut_articles", "set_lists_aside", "tells_when_or_who"]

_COMMENT = "stands among readers' comments"
_TITLE = "a title in a list of other pages"
_KEY = 60
"""A story's first paragraph tells it where it stands again if it has so many characters."""
_LONGEST_QUESTION = 120
_RULE = 3
"""Characters of a line without words that parts what stands above it from what stands below."""
_FEW = 4
"""Lines below a heading of comments that are comments whatever they look like: the last ones."""
_HEADLINE_WORDS = 5
"""Words of a headline that nothing but its place on the page tells from a name or a sub-heading."""
_HEAD_LINES = 2
_BRIEFS = 4
_BRIEF = 6
"""So many reports of at most so many lines each make a page of news in brief."""
_NOTES = 6
"""Paragraphs below "Notes to editors" that are notes."""
_LEAD_IN = 2
_LEAD_IN_LENGTH = 400
"""How many sentences, and how long, may stand between a headline and a dateline."""
_ENOUGH = 200


class Told(NamedTuple):
    """What the lines of an article tell of it."""

    title: str | None = None
    author: str | None = None
    agency: str | None = None
    place: str | None = None
    published: str | None = None
    outlet: str | None = None


NOTHING_TOLD = Told()


class Cut:
    """An article on the page: `marks[start:end]`, its headline and the beginning of its story."""

    __slots__ = ("body", "end", "headline", "start", "told")

    def __init__(self, start: int, headline: int | None, body: int) -> None:
        self.start = start
        self.headline = headline
        self.body = body
        self.end = 0
        self.told = NOTHING_TOLD


def set_lists_aside(marks: Sequence[Marked]) -> None:
    """Drop readers' comments, and note the titles that stand in lists of other pages."""
    form = False
    listing = False
    notes = story = 0
    for position, mark in enumerate(marks):
        if mark.kind == "dropped":
            listing = (
                mark.reason == RELATED
                or (mark.reason == SHOTS and story >= _ENOUGH)
                or (listing and mark.reason != END_MARK)
            )
            if mark.reason == FORM or (mark.reason == COMMENTS and _are_comments(marks, position)):
                form = form or story >= _ENOUGH
            if mark.reason == NOTES and story >= _ENOUGH:
                notes = _NOTES
            continue
        if notes and mark.kind == "body" and not mark.dateline:
            notes -= 1
            mark.listed = NOTES
            continue
        notes = 0
        if form:
            if mark.dateline or mark.paragraph.hint == "heading":
                form = False
                _take_back(marks, position)
                story = 0
            elif _is_new_headline(marks, position):
                form = listing = False
                story = 0
            else:
                mark.listed = _COMMENT
                continue
        if mark.kind == "short" or (listing and (_is_title(mark) or mark.paragraph.is_item)):
            mark.listed = _TITLE if listing else ""
        elif mark.kind in {"body", "credit"}:
            listing = False
            story += len(mark.paragraph.text)
    for mark in marks:
        if mark.listed and mark.kind != "short":
            mark.become("dropped", mark.listed)


def _is_title(mark: Marked) -> bool:
    """Whether a line in a list of other pages is one of its titles although it stops."""
    return (
        mark.kind == "body"
        and not mark.dateline
        and len(mark.paragraph.text) <= 110
        and (mark.paragraph.text.endswith("?"))
    )


def _are_comments(marks: Sequence[Marked], position: int) -> bool:
    """Whether readers' comments follow a heading that says so: names, times, buttons to reply."""
    following = marks[position + 1 : position + 7]
    if 0 < len(following) < _FEW and all(mark.dateline is None for mark in following):
        return True
    signs = sum(
        mark.kind in {"date", "byline", "short"}
        or mark.reason == FORM
        or " says:" in mark.paragraph.text
        for mark in following
    )
    return not following or signs * 3 >= len(following)


def _is_new_headline(marks: Sequence[Marked], position: int) -> bool:
    """Whether a line below readers' comments is a headline: said twice, or with a day below it.

    A reader's name has its day below it too, but it has few words; a reader's day tells the hour.
    """
    following = marks[position + 1 : position + 5]
    mark = marks[position]
    if mark.kind != "short" or len(following) < _HEAD_LINES:
        return False
    text = mark.paragraph.text
    if mark.paragraph.words < _HEADLINE_WORDS or text[-1] in ":,;،" or is_names(text):
        return False
    if following[0].kind == "short" and fold(following[0].paragraph.text) == fold(text):
        return any(map(_tells_story, following[1:]))
    if following[0].kind == "byline":
        following = following[1:]
    return (
        following[0].kind == "date"
        and is_full_date(following[0].paragraph.text)
        and ":" not in following[0].paragraph.text
        and any(map(_tells_story, following[1:]))
    )


def _tells_story(mark: Marked) -> bool:
    return mark.kind == "body" and len(mark.paragraph.text) >= _KEY


def _take_back(marks: Sequence[Marked], position: int) -> None:
    """Let the lines directly above a dateline be its article's again: headline, byline, caption."""
    for mark in reversed(marks[max(0, position - 5) : position]):
        if not mark.listed or mark.kind == "body":
            return
        mark.listed = ""


def cut_articles(marks: Sequence[Marked], known: Known) -> list[Cut]:
    """Return the articles of a page, in order."""
    cuts: list[Cut] = []
    openings: set[str] = set()
    titles: set[str] = set()
    briefs = True
    last = -1
    first = next((at for at, mark in enumerate(marks) if mark.kind in {"body", "short"}), -1)
    for position, mark in enumerate(marks):
        if mark.kind != "body" or mark.listed:
            continue
        text = mark.paragraph.text
        if text[-1] in "?!؟" and _asks(
            marks, position, is_first=position == first, is_early=position > 0 and not cuts
        ):
            mark.become("short", "")
            continue
        key = text if len(text) >= _KEY else ""
        if cuts and position == last + 1 and not mark.dateline and key not in openings:
            last = position
            continue
        head = _head(marks, last + 1, position)
        if cuts and _is_lead_in(marks, cuts[-1], last, position):
            cuts[-1].headline = choose_headline(marks, cuts[-1].start, position, known)
            cuts[-1].body = last = position
            continue
        brief = briefs and len(cuts) >= _BRIEFS and key != ""
        brief = brief and _is_brief(marks, cuts[-1], position - 1)
        start = _begins(marks, head, position, titles, known, bool(cuts), key in openings, brief)
        if start is not None:
            headline = choose_headline(marks, start, position, known)
            body = position
            briefs = briefs and (not cuts or _is_brief(marks, cuts[-1], start))
            cuts.append(Cut(start, headline, body))
            if headline is not None:
                titles.add(fold(marks[headline].paragraph.text))
            if key:
                openings.add(key)
        last = position
    for cut, after in zip_longest(cuts, cuts[1:]):
        cut.end = after.start if after else len(marks)
    return cuts


def _asks(marks: Sequence[Marked], position: int, *, is_first: bool, is_early: bool) -> bool:
    """Whether a question or a cry is a headline: the first line, or with a date or byline below.

    Before any story (`is_early`) the date may stand above it as well.
    """
    text = marks[position].paragraph.text
    if len(text) > _LONGEST_QUESTION or marks[position].dateline:
        return False
    below = (marks[index] for index in range(position + 1, len(marks)))
    following = next((mark for mark in below if mark.kind != "dropped"), None)
    if following is None:
        return False
    return (
        (is_first and following.kind != "short")
        or tells_when_or_who(following)
        or following.dateline is not None
        or following.paragraph.text == text
        or (is_early and tells_when_or_who(marks[position - 1]))
        or (following.kind == "short" and is_name(following.paragraph.text))
    )


def _head(marks: Sequence[Marked], first: int, position: int) -> int:
    """Return where the lines that may be an article's head begin, above its first paragraph.

    They reach up to the last paragraph of the story before, or to what ends it: a credit, an end
    mark, a correction.
    """
    start = first
    if first == 0:
        return 0
    for index in range(position - 1, first - 1, -1):
        if _ends(marks[index]) and (
            marks[index].kind != "correction"
            or any(m.kind == "short" for m in marks[index + 1 : position])
        ):
            start = index + 1
            break
    return start


def _is_lead_in(marks: Sequence[Marked], cut: Cut, last: int, position: int) -> bool:
    """Whether all of an article so far stands between its headline and its dateline or byline."""
    if last == cut.body and _is_standfirst(marks, cut, position):
        return True
    if not marks[position].dateline:
        return False
    story = [mark for mark in marks[cut.body : position] if mark.kind == "body" and not mark.listed]
    return (
        cut.headline is not None
        and len(story) <= _LEAD_IN
        and all(
            mark.dateline is None and len(mark.paragraph.text) <= _LEAD_IN_LENGTH for mark in story
        )
        and not any(_may_head(mark) or _ends(mark) for mark in marks[cut.body : position])
    )


def _is_standfirst(marks: Sequence[Marked], cut: Cut, position: int) -> bool:
    """Whether all of an article so far is one short paragraph below which date or byline stand."""
    below = next(
        (
            mark
            for mark in marks[cut.body + 1 : position]
            if mark.kind not in {"dropped", "caption"}
            and not (is_names(mark.paragraph.text) or is_role(mark.paragraph))
        ),
        None,
    )
    return (
        cut.headline is not None
        and below is not None
        and tells_when_or_who(below)
        and marks[cut.body].dateline is None
        and len(marks[cut.body].paragraph.text) <= _LEAD_IN_LENGTH
        and not any(map(tells_when_or_who, marks[cut.start : cut.body]))
    )


def _ends(mark: Marked) -> bool:
    """Whether a line ends an article."""
    return mark.kind in {"credit", "correction"} or (
        mark.kind == "dropped"
        and (
            mark.reason in {END_MARK, FORM}
            or (mark.reason == NO_WORDS and _is_rule(mark.paragraph.text))
        )
    )


def _is_rule(text: str) -> bool:
    """Whether a line without words parts two articles; low lines part the sections of one."""
    return len(text) >= _RULE and text.strip("_") != ""


def _may_head(mark: Marked) -> bool:
    return mark.kind == "short" and not mark.listed


def _begins(
    marks: Sequence[Marked],
    head: int,
    position: int,
    titles: set[str],
    known: Known,
    others: bool,
    again: bool,
    brief: bool,
) -> int | None:
    """Return where an article begins whose story begins at `position`; None where none does."""
    if not others or marks[position].dateline or again:
        return head
    shorts = [index for index in range(head, position) if _may_head(marks[index])]
    if not shorts:
        return None
    says = [fold(marks[index].paragraph.text) for index in shorts]
    if len(set(says)) < len(says) or any(said in titles for said in says):
        return head
    for index in shorts:
        if is_heading(marks[index]) or says_title(marks[index], known):
            return head
    if head > 0 and _ends(marks[head - 1]) and marks[head - 1].kind != "correction":
        return head
    if any(tells_when_or_who(mark) for mark in marks[shorts[0] + 1 : position]):
        return head
    if (
        brief
        and marks[shorts[-1]].paragraph.words >= _HEADLINE_WORDS
        and shorts[-1] + 1 == position
    ):
        return head
    text = marks[position].paragraph.text
    if not marks[shorts[-1]].paragraph.text.isupper() and dateline_of(text, opening=True):
        return head
    return None


def _is_brief(marks: Sequence[Marked], cut: Cut, end: int) -> bool:
    """Whether an article is one of news in brief: its headline right above it, few paragraphs."""
    return (
        cut.headline == cut.body - 1
        and end - cut.body <= _BRIEF
        and not any(map(_may_head, marks[cut.body : end]))
    )


def tells_when_or_who(mark: Marked) -> bool:
    """Whether a line says who wrote, or on which day."""
    return mark.kind == "byline" or (mark.kind == "date" and is_full_date(mark.paragraph.text))
