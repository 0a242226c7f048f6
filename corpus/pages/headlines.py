"""Headlines: which of the lines above a story is its headline."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .credits import is_names, is_role
from .parts import Known
from .rules import Marked
from .words import fold, stems

__all__ = ["choose_headline", "headline_text", "is_heading", "outlet_after", "says_title"]

_CLIP = re.compile(r"\s*\(?\b(?:\d{1,2}:)?\d{1,2}:\d\d\)?$|(?<=[^\W\d_])(?:\d{1,2}:)?\d{1,2}:\d\d$")
_OUTLET = re.compile(r"\s+(?:[|–—»•·-]|::)\s+|\s*\|\s*")
_LONGEST = 250
_OPENING = 16
"""Lines of a story whose words a headline shares."""
_WORDS = 5
"""Words that a headline has which is told from an outlet's name by nothing else."""
_SHARED = 2
"""So many words in common with the story, or with as many lines below, are enough."""
_MOSTLY = 4
"""What it counts for that the story opens with all the longer words of a line, not some of them."""
_LETTERS = re.compile(r"[^\W\d_]{3}|[\u0590-\uffff]")
_QUOTES = frozenset('“”«»"„')
"""What the title of a report stands between, above what it is about."""
_REACH = 60
"""Lines above a story among which its headline is looked for."""


def headline_text(text: str) -> str:
    """Return a headline without the length of its clip: "…across the region09:16"."""
    text = " ".join(text.split())
    if ":" not in text or not (text[-1].isdigit() or text[-1] == ")"):
        return text
    return _CLIP.sub("", text)


def is_heading(mark: Marked) -> bool:
    """Whether the page's mark-up calls a line a heading of the first order."""
    return mark.paragraph.hint == "heading"


def says_title(mark: Marked, known: Known) -> bool:
    """Whether a line says what is known to be the title."""
    return known.title is not None and fold(headline_text(mark.paragraph.text)) == fold(known.title)


def outlet_after(longer: str, headline: str) -> str | None:
    """Return the outlet that a line names after the headline: "Headline - The Daily Paper"."""
    pieces = _OUTLET.split(longer)
    if len(pieces) < 2:
        return None
    outlet = pieces[-1].strip()
    said = fold(longer)
    if not said.startswith(fold(headline)) or fold(headline) == said:
        return None
    return outlet if 0 < len(outlet) <= 60 and said == f"{fold(headline)} {fold(outlet)}" else None


def choose_headline(marks: Sequence[Marked], start: int, body: int, known: Known) -> int | None:
    """Return which line of `marks[start:body]` is the headline; None where none is.

    What speaks for a line: the mark-up or the known title, that it is said again, that date or
    byline follow, that it is as long as a headline, that the story opens with its words. Of equals
    the first one is it.
    """
    candidates = [
        index
        for index in range(max(start, body - _REACH), body)
        if marks[index].kind == "short"
        and len(marks[index].paragraph.text) <= _LONGEST
        and marks[index].paragraph.text[-1] not in ":,;،"
        and _LETTERS.search(marks[index].paragraph.text)
    ]
    if any(not marks[index].listed for index in candidates):
        last = max(candidates)
        candidates = [
            index
            for index in candidates
            if not marks[index].listed or (index == last and _is_followed(marks, index, body))
        ]
    elif candidates:
        candidates = candidates[-1:]
    if not candidates:
        return None
    if len(candidates) == 1:
        return candidates[0]
    says = {index: fold(headline_text(marks[index].paragraph.text)) for index in candidates}
    told = stems(_opening(marks, body))
    best = max(
        candidates, key=lambda index: (_score(marks, index, body, says, told, known), -index)
    )
    return best - 1 if _is_second(marks, best, says) else best


def _is_second(marks: Sequence[Marked], index: int, says: dict[int, str]) -> bool:
    """Whether a line is the second headline, longer than the first that stands right above it."""
    if index - 1 not in says:
        return False
    text, above = marks[index - 1].paragraph.text, marks[index - 1].paragraph.words
    quoted = text[0] in _QUOTES and text[-1] in _QUOTES
    return (
        (_WORDS <= above < marks[index].paragraph.words or (quoted and above > 1))
        and not is_heading(marks[index])
        and not marks[index - 1].listed
        and not marks[index - 1].paragraph.is_item
        and not _names_persons(marks[index - 1])
    )


def _opening(marks: Sequence[Marked], body: int) -> str:
    """Return the paragraphs that a story opens with."""
    return " ".join(
        mark.paragraph.text for mark in marks[body : body + _OPENING] if mark.kind == "body"
    )


def _names_persons(mark: Marked) -> bool:
    return is_names(mark.paragraph.text) or is_role(mark.paragraph)


def _is_followed(marks: Sequence[Marked], index: int, body: int) -> bool:
    return index + 1 < body and marks[index + 1].kind in {"byline", "date", "credit"}


def _score(
    marks: Sequence[Marked],
    index: int,
    body: int,
    says: dict[int, str],
    told: set[str],
    known: Known,
) -> int:
    mark = marks[index]
    said = says[index]
    words = sum(not word.isdigit() for word in said.split())
    score = 8 * says_title(mark, known) + 6 * is_heading(mark)
    if sum(other == said for other in says.values()) > 1:
        score += 6
    elif any(other != said and other.startswith(f"{said} ") for other in says.values()):
        score += 4
    if headline_text(mark.paragraph.text) != mark.paragraph.text:
        score += 2
    if _is_followed(marks, index, body):
        score += 3
    elif index + 1 in says and _is_followed(marks, index + 1, body):
        score += 1
    if 4 <= words <= 25 or len(said) >= 20:
        score += 3
    elif words <= 1:
        score -= 2
    if mark.paragraph.is_item:
        score -= 4
    elif not _names_persons(mark):
        below = (says[other] for other in range(index + 1, index + _SHARED + 1) if other in says)
        own = stems(said)
        shared = len(own & told.union(*map(stems, below)))
        score += 2 * min(shared, _SHARED)
        if len(own) >= _WORDS - 1:
            score += round(_MOSTLY * shared / len(own))
    if mark.paragraph.hint == "subheading":
        score -= 3
    return score - 4 * (mark.listed != "" and not _is_followed(marks, index, body))
