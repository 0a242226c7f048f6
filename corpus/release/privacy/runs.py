"""Runs of capitals that may be names, less what stands in them and is none: titles, places, bodies."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ...sentences.abbreviations import kind_of
from . import gazetteer as known
from .ordinary import Ordinary
from .tokens import Token, joins

__all__ = ["abbreviates", "all_known", "capital_runs", "is_link", "is_strong", "opens"]

_OPENING = re.compile("[\"“”„«»'‘(\\[:;–—•*|>-]\\s*$|^\\s*$|\\d[.)]\\s+$|[.!?]\\s+$")
_ACRONYM = 6
_TITLE_CASE = 0.7
_BODIES = known.ORGANISATION_WORDS | known.PLACE_WORDS
_BODIES_FOR_SURE = _BODIES - known.NAMES_LIKE_PLACES
_SMALL = known.LINKS | known.ARTICLES
_NAMED_BEFORE = known.TITLES | known.GIVEN_NAMES
_BEGINNINGS = known.ARTICLES | known.KUNYAS
"""What a name may begin with in lower case."""


class _Read(NamedTuple):
    """What is read to find names in it, and what is known of its words."""

    text: str
    tokens: Sequence[Token]
    ordinary: Ordinary
    headline: bool


def _is_title_case(tokens: Sequence[Token]) -> bool:
    long = [token for token in tokens if len(token.text) > 3]
    return len(long) > 3 and sum(token.capital for token in long) > _TITLE_CASE * len(long)


def capital_runs(text: str, tokens: list[Token], ordinary: Ordinary) -> Iterator[tuple[int, int]]:
    """Yield first and last-plus-one token of what may be names."""
    read = _Read(text, tokens, ordinary, _is_title_case(tokens))
    place = 0
    while place < len(tokens):
        token = tokens[place]
        begins = token.text[0].isupper() or token.key in _BEGINNINGS
        last = _run_end(text, tokens, place) if begins else place
        if last == place:
            place += 1
            continue
        pieces = [(place, last)]
        for split in (_at_gaps, _at_known):
            pieces = [piece for first, after in pieces for piece in split(read, first, after)]
        for first, after in pieces:
            yield from _name_in(tokens, first, after)
        place = last


def _run_end(text: str, tokens: Sequence[Token], first: int) -> int:
    """Return where the run of capitals that begins at a token ends; `first` where none begins."""
    last = place = first
    while place < len(tokens):
        token = tokens[place]
        if place > first and not (
            joins(text, tokens[place - 1], token) or abbreviates(text, tokens[place - 1], token)
        ):
            break
        if token.capital:
            last = place + 1
        elif not is_link(text, tokens, place, begins=place == first):
            break
        place += 1
    return last


def abbreviates(text: str, left: Token, right: Token) -> bool:
    """Whether the stop between two words is that of a title: `Lt. Gen. Ahmed`."""
    between = text[left.end : right.start]
    return between in (". ", ".") and (
        left.key in known.TITLES or kind_of(left.text) == "name" or len(left.text) == 1
    )


def is_link(text: str, tokens: Sequence[Token], place: int, *, begins: bool) -> bool:
    """Whether a word in lower case may stand in a name, or before its first capital."""
    key = tokens[place].key
    if place + 1 == len(tokens):
        return False
    tied = text[tokens[place].end : tokens[place + 1].start] in ("-", "‑", "‐", "'", "’")
    if key in known.ARTICLES and (tied or key in ("al", "el")):
        return True
    if begins:
        return key in known.KUNYAS and key != "um" and tokens[place + 1].capital
    return key in known.LINKS or key in known.KUNYAS


def _at_gaps(read: _Read, first: int, last: int) -> Iterator[tuple[int, int]]:
    """Split a run at the words that no name holds: of the calendar, acronyms, openers of sentences."""
    text, tokens, ordinary, headline = read
    begin = first
    for place in range(first, last):
        token = tokens[place]
        lower = token.text.lower().replace("’", "'")
        first_word = place == first and opens(text, token.start)
        drop = token.key in known.CALENDAR and not (place > begin and token.key == "may")
        if first_word or (headline and token.capital and not _follows_name(tokens, begin, place)):
            drop |= ordinary.holds(lower) and token.key not in known.GIVEN_NAMES
        drop |= lower == "i" or lower.startswith("i'")
        drop |= kind_of(token.text) == "number" and text.startswith(".", token.end)
        if token.text.isupper() and 1 < len(token.text) <= _ACRONYM:
            drop |= token.key not in known.GIVEN_NAMES and token.key not in known.ARTICLES
        drop |= any(map(str.isdigit, token.text)) or not token.key
        if drop:
            if place > begin:
                yield begin, place
            begin = place + 1
    if last > begin:
        yield begin, last


def opens(text: str, start: int) -> bool:
    return _OPENING.search(text[max(0, start - 4) : start]) is not None


def _follows_name(tokens: Sequence[Token], begin: int, place: int) -> bool:
    """Whether a title or a given name stands right before a word in its run."""
    return place > begin and tokens[place - 1].key in _NAMED_BEFORE


def _at_known(read: _Read, first: int, last: int) -> Iterator[tuple[int, int]]:
    """Take the title before a name away, or all of a run whose words are places, peoples or bodies."""
    text, tokens, ordinary, _ = read
    titles = [place for place in range(first, last) if tokens[place].key in known.TITLES]
    if titles and titles[-1] + 1 < last:
        within = tokens[titles[-1]].key in known.TITLES_WITHIN and titles[0] == first
        first = (first if within else titles[-1]) + 1
    elif titles and tokens[first].key not in known.GIVEN_NAMES:
        return
    keys = [token.key for token in tokens[first:last]]
    if all_known(keys):
        if first and tokens[first - 1].key in known.CALLED_BEFORE:
            yield first, last  # a girl called Islam
        return
    if ordinary.resembles(keys[0]) and all_known(keys[1:]) and opens(text, tokens[first].start):
        return
    known_first = _known_at(keys, 0)
    if known_first and keys[0] not in known.GIVEN_NAMES:
        first, keys = first + known_first, keys[known_first:]
    if not known.OFFICES.isdisjoint(token.key for token in tokens[max(0, first - 4) : first]):
        while len(keys) > 2 and _is_of_bodies(keys[:1]):  # Secretary of State John Smith
            first, keys = first + 1, keys[1:]
    if _is_of_bodies(keys):  # a body or place, or the name of one who speaks for it
        given = next(
            (place for place, key in enumerate(keys[1:-1], 1) if key in known.GIVEN_NAMES), 0
        )
        first, keys = first + given, keys[given:]
        if not given or _is_of_bodies(keys):
            return
    yield first, last


def _is_of_bodies(keys: Sequence[str]) -> bool:
    like_names = keys[0] in known.GIVEN_NAMES and len(keys) > 1
    return not (_BODIES_FOR_SURE if like_names else _BODIES).isdisjoint(keys)


def all_known(keys: Sequence[str]) -> bool:
    """Whether all words belong to places and peoples: `Saudi Arabia`, `al Qaeda`, `Turkish Kurds`."""
    place = 0
    while place < len(keys):
        length = _known_at(keys, place) or int(len(keys[place]) == 1 or keys[place] in _SMALL)
        if not length:
            return False
        place += length
    return True


def _known_at(keys: Sequence[str], place: int) -> int:
    """Return how many words the place or people has that is named from a word on, 0 for none."""
    for length in (4, 3, 2, 1):
        if place + length <= len(keys) and tuple(keys[place : place + length]) in known.PLACES:
            return length
    return int(keys[place] in known.DEMONYMS)


def _name_in(tokens: Sequence[Token], first: int, last: int) -> Iterator[tuple[int, int]]:
    """Yield a run without small words at its ends that belong to no name."""
    while last > first and (not tokens[last - 1].capital or tokens[last - 1].key in known.LINKS):
        last -= 1
    while first < last and not (
        tokens[first].capital
        or tokens[first].key in known.ARTICLES
        or tokens[first].key in known.KUNYAS
    ):
        first += 1
    if any(is_strong(token) for token in tokens[first:last]):
        yield first, last


def is_strong(token: Token) -> bool:
    return len(token.key) > 1 and not (
        token.key in known.ARTICLES or token.key in known.LINKS or token.key in known.KUNYAS
    )
