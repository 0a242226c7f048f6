"""What the words in and around a run tell: a person's name, or something else."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ...sentences.abbreviations import REPORTING_VERBS
from . import gazetteer as known
from .tokens import Token

__all__ = ["other_signs", "person_signs"]

_AGE = re.compile(r",? (?:aged )?\d{1,2}(?:,|\.|\s-?year)|, (?:who|whose)\b|,? \(\d\d?\)")
_APPOSITION = re.compile(r", (?:an?|the|his|her|their|our|my)\b")
_SMALL = known.LINKS | known.ARTICLES
_CALLED = known.OCCUPATIONS | known.TITLES


def person_signs(
    held: Sequence[Token], before: Sequence[str], after: Sequence[str], following: str
) -> Iterator[bool]:
    """Yield whether each sign of a person is there."""
    keys = [token.key for token in held]
    last = before[0] if before else ""
    yield last in known.TITLES
    yield last in known.OCCUPATIONS
    yield last in REPORTING_VERBS
    yield bool(after) and after[0] in REPORTING_VERBS and following[:1] == " "
    yield _AGE.match(following) is not None
    yield _APPOSITION.match(following) is not None and not _CALLED.isdisjoint(after[:6])
    yield keys[0] in known.GIVEN_NAMES
    yield any(key in known.KUNYAS for key in keys[:-1])
    yield len(keys) > 2 and any(key in _SMALL for key in keys[1:-1])
    yield any(len(key) == 1 for key in keys[:-1])


def other_signs(
    text: str, held: Sequence[Token], before: Sequence[str], after: Sequence[str], following: str
) -> Iterator[bool]:
    """Yield whether each sign of a place, a people or a body is there."""
    last = before[0] if before else ""
    yield last in known.PLACE_PREPOSITIONS
    yield last in known.WEAK_PREPOSITIONS and len(held) == 1
    yield last == "of" and len(before) > 1 and before[1] in known.AFTER_BODIES
    yield last == "the" and text[held[0].start - 4 : held[0].start].lower() == "the "
    yield bool(after) and after[0] in known.AFTER_BODIES and following[:1] == " "
    yield last in known.AFTER_BODIES
