"""What a paragraph is by itself: a list of small rules, each with its reason."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal, NamedTuple

from .boilerplate import boilerplate_reason
from .captions import LABEL_WORDS, is_credited, is_dated_caption, is_picture_label
from .credits import (
    CORRECTION_WORDS,
    SOURCE_WORDS,
    is_agency_line,
    is_byline,
    is_contact,
    is_correction,
    is_credit,
    is_dated_source,
)
from .datelines import Dateline, dateline_of
from .dates import is_date_line
from .paragraphs import Paragraph
from .parts import PageBlockKind
from .patterns import Patterns
from .words import NUMBER, fold

__all__ = ["Kind", "Marked", "judge"]

Kind = PageBlockKind | Literal["short"]
"""A kind of block, or a line that only its neighbours tell the kind of: headline, sub-heading …"""


class Marked:
    """A paragraph and what is said of it so far."""

    __slots__ = ("article", "dateline", "kind", "listed", "paragraph", "reason")

    def __init__(
        self, paragraph: Paragraph, kind: Kind, reason: str, dateline: Dateline | None
    ) -> None:
        self.paragraph = paragraph
        self.kind: Kind = kind
        self.reason = reason
        self.dateline = dateline
        self.listed = ""
        """why it is none of the story's though it may look so: a title in a list, a comment"""
        self.article: int | None = None

    def become(self, kind: Kind, reason: str) -> None:
        """Say what it is, now that its neighbours are known."""
        self.kind = kind
        self.reason = reason


class _Rule(NamedTuple):
    kind: Kind
    reason: str
    """empty where `holds` returns it"""
    holds: Callable[[Paragraph], bool | str | None]
    longest: int
    """characters of a paragraph from which on it is not asked for"""
    first: frozenset[str] | None = None
    """the first words of such a paragraph, in lower case; None where it may begin with any"""


_BY_MARKUP: dict[str, tuple[Kind, str]] = {
    "hidden": ("dropped", "hidden by the page's mark-up"),
    "navigation": ("dropped", "navigation, by the page's mark-up"),
    "aside": ("dropped", "stands aside of the story, by the page's mark-up"),
    "comment": ("dropped", "a reader's comment, by the page's mark-up"),
    "mail": ("dropped", "the signature of a mail, or another mail around the one that is read"),
    "caption": ("caption", "a caption, by the page's mark-up"),
    "time": ("date", "a date, by the page's mark-up"),
    "author": ("byline", "an author, by the page's mark-up"),
    "quote": ("body", "a quotation, by the page's mark-up"),
    "heading": ("short", ""),
}

_SUMMARIES = frozenset(
    (
        *("highlights", "key highlights", "story highlights", "key points", "key takeaways"),
        *("takeaways", "in summary", "at a glance", "the gist", "summary", "in brief"),
    )
)
"""Headings of the points that sum a story up; none is a headline."""
_SUMMARY_WORDS = frozenset(heading.split()[0] for heading in _SUMMARIES)


def _heads_summary(line: Paragraph) -> bool:
    return fold(line.lower) in _SUMMARIES


_LINE = 140
_RULES = (
    _Rule("date", "says when, and which source", is_dated_source, 140, SOURCE_WORDS),
    _Rule("credit", "says who reported, wrote or edited", is_credit, 600),
    _Rule(
        "correction", "says what was put right in the story", is_correction, 700, CORRECTION_WORDS
    ),
    _Rule("subheading", "the heading of a summary", _heads_summary, 30, _SUMMARY_WORDS),
    _Rule("dropped", "a button of a picture", is_picture_label, 40, LABEL_WORDS | {NUMBER}),
    _Rule("caption", "names a picture's source, or begins as a caption does", is_credited, 900),
    _Rule("dropped", "", boilerplate_reason, 901),
    _Rule("date", "says when, and nothing else", lambda line: is_date_line(line.text), _LINE),
    _Rule("byline", "says who wrote", is_byline, _LINE),
    _Rule("date", "says when, and where it stood", lambda line: is_date_line(line.text, 4), _LINE),
    _Rule("byline", "the name of a news agency", is_agency_line, 60),
    _Rule("byline", "the author's address", is_contact, 80),
    _Rule("caption", "ends in a place and a day as captions do", is_dated_caption, 420),
)
_LINES: dict[str, tuple[Kind, str, Dateline | None]] = {}
"""What lines are that were met before: a site has the same menu on each of its pages."""
_REMEMBERED = 10_000
"""so many of them; then all are forgotten"""
_LINE_WORDS = 16
"""Words of a line that says when or who, at most, if it ends with a full stop."""


def _by_first(rules: Sequence[_Rule]) -> dict[str, list[_Rule]]:
    """Return by the first word of a paragraph the rules to ask; `_ANY` stands for all other words."""
    words = {word for rule in rules for word in rule.first or ()}
    return {
        word: [rule for rule in rules if rule.first is None or word in rule.first]
        for word in {*words, _ANY}
    }


_ANY = "\n"
_OF_LINES = _by_first(_RULES)
_OF_PARAGRAPHS = _by_first([rule for rule in _RULES if rule.longest > _LINE])


def judge(paragraph: Paragraph, patterns: Patterns) -> Marked:
    """Return a paragraph with what it is by itself, the first rule that holds deciding."""
    for added in patterns.added:
        if added.regex.search(paragraph.text):
            return Marked(
                paragraph, "dropped" if added.kind == "drop" else added.kind, added.reason, None
            )
    if paragraph.hint is not None:
        by_markup = _BY_MARKUP.get(paragraph.hint)
        if by_markup:
            return Marked(paragraph, *by_markup, None)
    text = paragraph.text
    if len(text) > _LINE:
        return Marked(paragraph, *_judged(paragraph))
    judged = _LINES.get(text)
    if judged is None:
        if len(_LINES) >= _REMEMBERED:
            _LINES.clear()
        judged = _LINES[text] = _judged(paragraph)
    return Marked(paragraph, *judged)


def _judged(paragraph: Paragraph) -> tuple[Kind, str, Dateline | None]:
    """Return kind and reason of a paragraph by its text, and its dateline."""
    text = paragraph.text
    dateline = dateline_of(text)
    if dateline and paragraph.words > 3 and not (text[-1] == ")" and "hoto by" in text[-90:]):
        return "body", "begins with a dateline", dateline
    length = len(text)
    is_line = length <= _LINE and (text[-1] != "." or paragraph.words <= _LINE_WORDS)
    rules = _OF_LINES if is_line else _OF_PARAGRAPHS
    for kind, reason, holds, longest, _ in rules.get(paragraph.first) or rules[_ANY]:
        if length < longest and (told := holds(paragraph)):
            return kind, reason or str(told), None
    if paragraph.is_prose:
        return "body", "a paragraph of the story", None
    return "short", "", None
