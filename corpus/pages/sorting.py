"""Sort the lines of an article that only their neighbours tell the kind of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from .boilerplate_phrases import SECTION
from .credits import author_of, is_agency_line, is_biography
from .cutting import Cut
from .dates import is_date_word
from .heads import following, is_numbered_heading, sort_head
from .paragraphs import Paragraph
from .rules import Kind, Marked
from .words import fold

__all__ = ["sort_lines"]

_SPEAKER = re.compile(r"(?:[^\W\d_][\w.'’ -]{0,40}|[QA]|س|ج)\s?:\s+\S")
_SUBHEADING_WORDS = 9
_TITLES = 3
_BELOW = 12
"""So many lines below a story without a stop are a list of the page's own."""
_OPENING_QUOTES = '“"«„‘'
_SENTENCE = 15
_QUESTIONS = 3
_REPEATED = 80
_TO_SOMEBODY = re.compile(
    r"\b(?:[Yy]ou|[Yy]our|[Yy]ours|[Vv]ous|[Vv]otre|[Ss]ie|[Ii]hre|[Uu]sted|[Uu]stedes|[QA])\b|:"
)
_BIOGRAPHY = 3
"""Lines at the end of a story among which its authors are told of."""
_VERBS = re.compile(r"\b(?:said|says|will|would|had|has|have|was|were|could)\b")
_DASHED = re.compile(r"[-–—*=]+\s?.{2,80}?\s?[-–—*=]+$")


def sort_lines(marks: Sequence[Marked], cut: Cut) -> None:
    """Say of each line of an article what it is."""
    sort_head(marks, cut)
    inside = [
        index
        for index, mark in enumerate(marks[cut.body : cut.end], cut.body)
        if mark.kind == "body" and not mark.listed
    ]
    authors = tuple(
        name
        for mark in marks[cut.start : cut.body]
        if mark.kind == "byline" and (author := author_of(mark.paragraph.text))
        for name in author.split(", ")
    )
    about = _about_authors(marks, cut, authors)
    if about < cut.end:
        inside = [index for index in inside if index < about] or inside
    last = inside[-1]
    repeated = _repeats(marks, inside)
    questions = _questions(marks, inside, range(cut.body, last + 1))
    for index in range(cut.body, last + 1):
        mark = marks[index]
        if mark.listed:
            mark.become("dropped", mark.listed)
        elif mark.kind == "short":
            mark.become(*_inside(marks, index))
        elif mark.kind == "dropped" and mark.reason == SECTION and _is_between(marks, index):
            mark.become("subheading", "a short line without a stop between paragraphs")
        elif index > last - _BIOGRAPHY and is_biography(mark.paragraph.text, authors):
            mark.become("dropped", "tells who the author is")
        elif index in questions:
            mark.become("subheading", "a question that the next paragraph answers")
        elif index in repeated:
            mark.become("dropped", "says again what stands above, word for word")
    for mark in marks[max(last + 1, about) : cut.end]:
        if mark.kind in {"body", "short", "byline", "date"}:
            mark.become("dropped", "tells who the author is")
    _sort_tail(marks, last + 1, cut)


def _about_authors(marks: Sequence[Marked], cut: Cut, authors: Sequence[str]) -> int:
    """Return where the lines about the authors begin: "About Jane Doe"; else the article's end."""
    for index in range(cut.body + 1, cut.end):
        mark = marks[index]
        if mark.kind == "short" and mark.paragraph.first == "about":
            said = fold(mark.paragraph.text)
            if any(said == fold(f"about {name}") for name in authors):
                return index
    return cut.end


def _inside(marks: Sequence[Marked], index: int) -> tuple[Kind, str]:
    """Return what a line without a stop is that stands between paragraphs of a story, and why."""
    mark = marks[index]
    paragraph = mark.paragraph
    text = paragraph.text
    if text.strip(" -–—").isdigit() and not _is_figure(marks, index):
        return "dropped", "the number of a page"
    if paragraph.hint in {"subheading", "heading"}:
        return "subheading", "a heading, by the page's mark-up"
    if paragraph.is_item and not _DASHED.fullmatch(text):
        if (
            text[0].isdigit()
            and paragraph.words <= _SUBHEADING_WORDS
            and is_numbered_heading(marks, index)
        ):
            return "subheading", "a numbered heading between paragraphs"
        return "body", "an item of a list"
    if paragraph.stopped:
        return "body", "ends as a sentence does"
    if _is_footnote(text):
        return "body", "a note to a word of the story"
    if text[-1] in ":;،" and not text.isupper():
        return "body", "leads to what follows"
    if (
        _SPEAKER.match(text)
        and not is_date_word(paragraph.first)
        and not _is_title_list(marks, index)
    ):
        return "body", "a speaker, and what was said"
    if text[0] in _OPENING_QUOTES and paragraph.words > _SUBHEADING_WORDS:
        return "body", "begins a quotation"
    if text[0].islower() or following(marks, index)[:1].islower():
        return "body", "goes on with the story"
    if text.isupper():
        return "subheading", "a line in capitals between paragraphs"
    if text[0] == "[" and text[-1] == "]":
        return "dropped", "a link in brackets"
    if _is_title_list(marks, index):
        return "dropped", "one of several titles in a row"
    if len(_run(marks, index)) >= _TITLES:
        return "body", "one of several short lines in a row"
    if paragraph.words <= _SUBHEADING_WORDS:
        return "subheading", "a short line without a stop between paragraphs"
    if _is_told(paragraph):
        return "body", "has the words of a sentence, though it has no stop"
    return "caption", "a line without a stop between paragraphs, too long for a sub-heading"


def _is_figure(marks: Sequence[Marked], index: int) -> bool:
    """Whether a number is one of a table or counts what follows: short lines stand beside it."""
    if following(marks, index)[:1].islower():
        return True
    beside = (*marks[max(0, index - 1) : index], *marks[index + 1 : index + 2])
    return any(
        mark.kind == "short" or mark.reason.startswith(("one of several", "goes on"))
        for mark in beside
    )


def _is_loud_question(paragraph: Paragraph) -> bool:
    """Whether a line of few words is a question in capitals: "WHAT NEXT?"."""
    text = paragraph.text
    return text[-1] == "?" and paragraph.words <= _SUBHEADING_WORDS and text.isupper()


def _is_told(paragraph: Paragraph) -> bool:
    """Whether a line without a stop is a sentence: it is long, or has a verb that captions lack."""
    return paragraph.words >= _SENTENCE or _VERBS.search(paragraph.lower) is not None


def _is_title_list(marks: Sequence[Marked], index: int) -> bool:
    """Whether a line stands among titles of other pages: several lines as long as titles are."""
    run = _run(marks, index)
    return (
        len(run) >= _TITLES
        and all(4 <= other.words <= 20 for other in run)
        and sum(_SPEAKER.match(other.text) is not None for other in run) * 2 < len(run)
    )


def _is_footnote(text: str) -> bool:
    """Whether a line is a note to a word of the story: "*Names were changed"."""
    return text[0] in "*†" and text[1:2].isalpha() and text[-1] not in "*†"


def _run(marks: Sequence[Marked], index: int) -> list[Paragraph]:
    """Return the lines without a stop that stand together with one, as far as they matter."""
    first = index
    while first > max(0, index - _TITLES) and _is_of_several(marks[first - 1]):
        first -= 1
    after = index + 1
    while after < min(len(marks), index + _TITLES) and _is_of_several(marks[after]):
        after += 1
    return [mark.paragraph for mark in marks[first:after]]


def _is_of_several(mark: Marked) -> bool:
    return (mark.kind == "short" and not mark.listed) or mark.reason.startswith("one of several ")


def _is_between(marks: Sequence[Marked], index: int) -> bool:
    """Whether a line stands between two paragraphs of the story."""
    return (
        0 < index < len(marks) - 1
        and marks[index - 1].kind in {"body", "caption", "subheading"}
        and marks[index + 1].kind == "body"
        and marks[index + 1].paragraph.is_prose
    )


def _sort_tail(marks: Sequence[Marked], after: int, cut: Cut) -> None:
    """Sort what follows the last paragraph: credits and corrections stay, lists go."""
    below = False
    for index in range(after, cut.end):
        mark = marks[index]
        if mark.kind == "dropped":
            below = True
        elif mark.listed:
            mark.become("dropped", mark.listed)
        elif mark.kind == "short":
            if not below and mark.paragraph.is_item:
                mark.become("body", "an item of a list")
            elif (
                not below
                and mark.paragraph.text[-1] == ":"
                and index + 1 < cut.end
                and marks[index + 1].paragraph.is_item
            ):
                mark.become("body", "leads to what follows")
            elif not below and _is_footnote(mark.paragraph.text):
                mark.become("body", "a note to a word of the story")
            elif not below and (
                mark.paragraph.text[0].islower()
                or _is_told(mark.paragraph)
                or (
                    mark.paragraph.words > _SUBHEADING_WORDS - 1
                    and _SPEAKER.match(mark.paragraph.text)
                )
            ):
                mark.become("body", "has the words of a sentence, though it has no stop")
            elif not below and _is_last_word(marks, index, cut):
                mark.become("body", "the last line, though it has no stop")
            else:
                mark.become("dropped", "a line without a stop below the story")
                below = True
        elif not below and mark.kind == "byline" and is_agency_line(mark.paragraph):
            mark.become("credit", "the agency, below the story")
        elif below and mark.kind in {"date", "byline", "caption"}:
            mark.become("dropped", "stands below the story")


def _is_last_word(marks: Sequence[Marked], index: int, cut: Cut) -> bool:
    """Whether a line below the story is its last rather than a title or a button of the page.

    It is when nothing of the page's own follows and it stands among no titles, or when it begins a
    quotation and stands by itself.
    """
    text = marks[index].paragraph.text
    alone = index + 1 == cut.end or marks[index + 1].kind != "short"
    if alone and text[0] in _OPENING_QUOTES:
        return True
    if cut.end - index > _BELOW:
        return False
    if any(mark.kind == "dropped" for mark in marks[index + 1 : cut.end]):
        return False
    return alone or _SPEAKER.match(text) is not None


def _questions(marks: Sequence[Marked], inside: Sequence[int], story: range) -> set[int]:
    """Return the questions of a story that are sub-headings: the loud ones, and a row of quiet ones."""
    asking = [
        index
        for index, mark in enumerate(marks[story.start : story.stop], story.start)
        if mark.paragraph.text[-1] in "?؟"
    ]
    if not asking:
        return set()
    loud = {index for index in asking if _is_loud_question(marks[index].paragraph)}
    return loud | _answered(marks, inside) if len(asking) >= _QUESTIONS else loud


def _answered(marks: Sequence[Marked], inside: Sequence[int]) -> set[int]:
    """Return the questions that the next paragraph answers: several, of few words, to nobody."""
    asked = {
        index
        for index, after in pairwise(inside)
        if marks[index].paragraph.text[-1] in "?؟"
        and marks[index].paragraph.words <= _SUBHEADING_WORDS
        and marks[index].paragraph.text[0] not in _OPENING_QUOTES
        and not marks[index].paragraph.text[0].islower()
        and marks[after].paragraph.text[-1] not in "?؟"
    }
    if len(asked) < _QUESTIONS or any(
        _TO_SOMEBODY.search(marks[index].paragraph.text) for index in asked
    ):
        return set()
    return asked


def _repeats(marks: Sequence[Marked], inside: Sequence[int]) -> set[int]:
    """Return the paragraphs that a story has word for word already, the short ones aside."""
    seen: set[str] = set()
    again = set()
    for index in inside:
        text = marks[index].paragraph.text
        if len(text) < _REPEATED:
            continue
        if text in seen:
            again.add(index)
        seen.add(text)
    return again
