"""What may be names where a text has no capitals, or nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from . import gazetteer as known
from .ordinary import Ordinary
from .runs import abbreviates, all_known, is_link, is_strong
from .tokens import Token, joins

__all__ = ["caseless_runs"]

_MOST = 3
"""words of a name, where nothing tells its end"""


def caseless_runs(
    text: str, tokens: Sequence[Token], ordinary: Ordinary
) -> Iterator[tuple[int, int]]:
    """Yield first and last-plus-one token of what follows a title or a kunya, or is no known word."""
    place = 0
    while place < len(tokens):
        first = place
        while first < len(tokens) and tokens[first].key in known.TITLES:
            first += 1
        titled = first > place
        last = _run_end(text, tokens, first, ordinary)
        begins = first < len(tokens) and (
            titled or _is_kunya(tokens[first]) or _stands_out(tokens[first], ordinary)
        )
        keys = [token.key for token in tokens[first:last]]
        if begins and any(map(is_strong, tokens[first:last])) and not all_known(keys):
            yield first, last
            place = last
        else:
            place += 1


def _run_end(text: str, tokens: Sequence[Token], first: int, ordinary: Ordinary) -> int:
    last = place = first
    while place < len(tokens) and place - first < _MOST + (_is_kunya(tokens[first])):
        token = tokens[place]
        if place > first and not (
            joins(text, tokens[place - 1], token) or abbreviates(text, tokens[place - 1], token)
        ):
            break
        kunya_before = place > first and _is_kunya(tokens[place - 1])
        if place > first + 1 and _is_kunya(tokens[first]) and _is_bare_arabic(token.key):
            break  # after an Arabic kunya only a family name with its article goes on
        if kunya_before or _may_be_name(token, ordinary):
            last = place + 1
        elif not is_link(text, tokens, place, begins=False):
            break
        place += 1
    return last


def _is_kunya(token: Token) -> bool:
    return token.key in known.KUNYAS and token.key != "um"


def _is_bare_arabic(key: str) -> bool:
    return not key.isascii() and not key.startswith("ال")


def _stands_out(token: Token, ordinary: Ordinary) -> bool:
    """Whether a word is a given name, or, in a script that could have capitals, unknown."""
    if token.key in known.GIVEN_NAMES:
        return token.key not in ordinary
    cased = token.text.lower() != token.text.upper()
    return cased and _may_be_name(token, ordinary) and not ordinary.resembles(token.key)


def _may_be_name(token: Token, ordinary: Ordinary) -> bool:
    key = token.key
    if len(key) == 1:
        return key.isascii() and key.isalpha() and key not in "ai"
    return (
        len(key) > 1
        and token.text.replace("'", "").isalpha()
        and key not in ordinary
        and not any(key in words for words in _NO_NAMES)
        and not key.startswith(("وال", "بال", "لل"))
        and (key,) not in known.PLACES
    )


_NO_NAMES = (
    known.TITLES,
    known.DEMONYMS,
    known.CALENDAR,
    known.ORGANISATION_WORDS,
    known.OCCUPATIONS,
    known.LINKS,
    known.ARTICLES,
    known.ARABIC_WORDS,
)
