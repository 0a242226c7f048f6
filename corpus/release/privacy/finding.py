"""Where names of persons may stand: runs of capitals, judged by what stands in them and around them.

No model: a name is a run of capitalised words, small words of names between them (`Omar al-Jabouri`,
`Umm Ali`), which no title, place, people or body explains away. What is left out is what the article
itself never uses like a name. Where a text has no capitals only titles, kunyas and given names tell.
It errs on the side of a candidate too many: a person settles every one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from ...abbreviations import OPENERS, REPORTING_VERBS, kind_of
from ...lower_case import is_lower_cased
from . import gazetteer as known
from .tokens import Token, joins, tokens_of

__all__ = ["Mention", "beginnings", "caseless", "find_mentions", "looks_ordinary", "ordinary_words"]

_OPENING = re.compile("[\"“”„«»'‘(\\[:;–—•*|>-]\\s*$|^\\s*$|\\d[.)]\\s+$|[.!?]\\s+$")
_WORD = re.compile(r"(?<![^\W\d_])[a-zà-ÿ][^\W\d_]*(?:['’][a-z]+)?")
_AGE = re.compile(r",? (?:aged )?\d{1,2}(?:,|\.|\s-?year)|, (?:who|whose)\b|,? \(\d\d?\)")
_APPOSITION = re.compile(r", (?:an?|the|his|her|their|our|my)\b")
_CONTRACTED = re.compile("(?P<word>[a-z]+)['’](?:m|ll|ve|re|d|t|s)")
_STEM, _ENDING = 5, 3
_ACRONYM = 6
_TITLE_CASE = 0.6
_MOST_CASELESS = 3
_CALLED = known.OCCUPATIONS | known.TITLES


@dataclass(frozen=True, slots=True)
class Mention:
    """A place where a name may stand; `person` and `other` count the signs for and against."""

    name: str
    tokens: tuple[Token, ...]
    before: tuple[str, ...]
    """keys of the words before it in its stretch of text, the nearest first"""
    after: tuple[str, ...]
    following: str
    """the next characters of the text"""
    person: int
    other: int
    opens: bool = False
    """whether a sentence or a quotation begins with it, where every word has a capital"""

    @property
    def start(self) -> int:
        return self.tokens[0].start

    @property
    def end(self) -> int:
        return self.tokens[-1].end


@cache
def _sample_words() -> frozenset[str]:
    """Return the words that the bundled sample corpus writes in lower case."""
    lines = files("dateline.corpus.sample").joinpath("articles.jsonl").read_text("utf-8")
    texts = (json.loads(line)["text"] for line in lines.splitlines())
    return frozenset(word for text in texts for word in _WORD.findall(text))


def ordinary_words(text: str) -> frozenset[str]:
    """Return words that a capital at the beginning of a sentence makes no name."""
    known_words = _sample_words() | OPENERS | REPORTING_VERBS
    return known_words | set(_WORD.findall(text)) if not caseless(text) else known_words


def beginnings(words: Iterable[str]) -> frozenset[str]:
    """Return the beginnings of words, by which `Mediators` is known where `mediation` was seen."""
    return frozenset(word[:length] for word in words for length in range(_STEM, len(word) + 1))


def looks_ordinary(key: str, known_beginnings: frozenset[str]) -> bool:
    """Whether a word begins like an ordinary one."""
    return key[: max(_STEM, len(key) - _ENDING)] in known_beginnings


def caseless(text: str) -> bool:
    """Whether a text has no capitals to tell names by, or nothing else."""
    upper = sum(map(str.isupper, text))
    lower = sum(map(str.islower, text))
    return upper > lower or is_lower_cased(text)


def find_mentions(
    text: str,
    stretches: Iterable[tuple[int, int]],
    ordinary: frozenset[str],
    *,
    plain: bool = False,
) -> Iterator[Mention]:
    """Yield where names may stand, in order. No name reaches over the end of a stretch.

    `plain` says that capitals tell nothing in this text.
    """
    for start, end in stretches:
        tokens = tokens_of(text, start, end)
        if not tokens:
            continue
        if plain or _is_shouted(tokens):
            runs = _caseless_runs(text, tokens, ordinary)
        else:
            runs = _runs(text, tokens, ordinary)
        for first, last in runs:
            yield _mention(text, tokens, first, last, end)


def _is_shouted(tokens: Sequence[Token]) -> bool:
    long = [token.text for token in tokens if len(token.text) > 1 and token.text.isalpha()]
    return len(long) > 3 and sum(map(str.isupper, long)) > len(long) * 0.8


def _is_title_case(tokens: Sequence[Token]) -> bool:
    long = [token for token in tokens if len(token.text) > 3]
    return len(long) > 3 and sum(token.capital for token in long) > _TITLE_CASE * len(long)


def _runs(text: str, tokens: list[Token], ordinary: frozenset[str]) -> Iterator[tuple[int, int]]:
    """Yield first and last-plus-one token of what may be names."""
    headline = _is_title_case(tokens)
    place = 0
    while place < len(tokens):
        last = _run_end(text, tokens, place)
        if last == place:
            place += 1
            continue
        pieces = [(place, last)]
        for split in (_at_gaps, _at_known):
            pieces = [
                piece
                for first, after in pieces
                for piece in split(text, tokens, first, after, ordinary, headline)
            ]
        for first, after in pieces:
            yield from _name_in(tokens, first, after)
        place = last


def _run_end(text: str, tokens: Sequence[Token], first: int) -> int:
    """Return where the run of capitals that begins at a token ends; `first` where none begins."""
    last = place = first
    while place < len(tokens):
        token = tokens[place]
        if place > first and not (
            joins(text, tokens[place - 1], token) or _abbreviates(text, tokens[place - 1], token)
        ):
            break
        if token.capital:
            last = place + 1
        elif not _is_link(text, tokens, place, begins=place == first):
            break
        place += 1
    return last


def _abbreviates(text: str, left: Token, right: Token) -> bool:
    """Whether the stop between two words is that of a title: `Lt. Gen. Ahmed`."""
    between = text[left.end : right.start]
    return between in (". ", ".") and (
        left.key in known.TITLES or kind_of(left.text) == "name" or len(left.text) == 1
    )


def _is_link(text: str, tokens: Sequence[Token], place: int, *, begins: bool) -> bool:
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


def _at_gaps(
    text: str,
    tokens: Sequence[Token],
    first: int,
    last: int,
    ordinary: frozenset[str],
    headline: bool,
) -> Iterator[tuple[int, int]]:
    """Split a run at the words that no name holds: of the calendar, acronyms, openers of sentences."""
    begin = first
    for place in range(first, last):
        token = tokens[place]
        lower = token.text.lower().replace("’", "'")
        opens = place == first and _opens(text, token.start)
        drop = token.key in known.CALENDAR and not (place > begin and token.key == "may")
        if opens or headline:
            drop |= _is_ordinary(lower, ordinary) and token.key not in known.GIVEN_NAMES
        drop |= lower.startswith("i'") or kind_of(token.text) == "number"
        if token.text.isupper() and 1 < len(token.text) <= _ACRONYM:
            drop |= token.key not in known.GIVEN_NAMES and token.key not in known.ARTICLES
        drop |= any(map(str.isdigit, token.text)) or not token.key
        if drop:
            if place > begin:
                yield begin, place
            begin = place + 1
    if last > begin:
        yield begin, last


def _opens(text: str, start: int) -> bool:
    return _OPENING.search(text[max(0, start - 4) : start]) is not None


def _is_ordinary(lower: str, ordinary: frozenset[str]) -> bool:
    contracted = _CONTRACTED.fullmatch(lower)
    return lower in ordinary or (contracted is not None and contracted["word"] in ordinary)


def _at_known(
    text: str,
    tokens: Sequence[Token],
    first: int,
    last: int,
    ordinary: frozenset[str],
    headline: bool,
) -> Iterator[tuple[int, int]]:
    """Take the title before a name away, or all of a run whose words are places, peoples or bodies."""
    del text, ordinary, headline
    titles = [place for place in range(first, last) if tokens[place].key in known.TITLES]
    if titles and titles[-1] + 1 < last:
        first = titles[-1] + 1
    elif titles and tokens[first].key not in known.GIVEN_NAMES:
        return
    while last - first > 1 and tokens[first].key in known.DEMONYMS - known.GIVEN_NAMES:
        first += 1
    keys = [token.key for token in tokens[first:last]]
    if _is_of_bodies(keys) or _all_known(keys):
        return
    yield first, last


def _is_of_bodies(keys: Sequence[str]) -> bool:
    bodies = known.ORGANISATION_WORDS | known.PLACE_WORDS
    if keys[0] in known.GIVEN_NAMES and len(keys) > 1:
        bodies -= known.NAMES_LIKE_PLACES
    return not bodies.isdisjoint(keys)


def _all_known(keys: Sequence[str]) -> bool:
    """Whether all words belong to places and peoples: `Saudi Arabia`, `al Qaeda`, `Turkish Kurds`."""
    place = 0
    while place < len(keys):
        for length in (4, 3, 2, 1):
            if tuple(keys[place : place + length]) in known.PLACES and place + length <= len(keys):
                place += length
                break
        else:
            if keys[place] not in known.DEMONYMS | known.LINKS | known.ARTICLES:
                return False
            place += 1
    return True


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
    if any(_is_strong(token) for token in tokens[first:last]):
        yield first, last


def _is_strong(token: Token) -> bool:
    return len(token.key) > 1 and not (
        token.key in known.ARTICLES or token.key in known.LINKS or token.key in known.KUNYAS
    )


def _caseless_runs(
    text: str, tokens: Sequence[Token], ordinary: frozenset[str]
) -> Iterator[tuple[int, int]]:
    """Yield what follows a title or a kunya, or begins with a given name: all that tells there."""
    place = 0
    while place < len(tokens):
        key = tokens[place].key
        kunya = key in known.KUNYAS and key != "um"
        first = place if kunya or _is_given(key, ordinary) else place + 1
        if not (kunya or first == place or key in known.TITLES):
            place += 1
            continue
        last = min(first + 2, len(tokens)) if kunya else first
        while last < len(tokens) and last - first < _MOST_CASELESS + kunya:
            if last > place and not (
                joins(text, tokens[last - 1], tokens[last])
                or _abbreviates(text, tokens[last - 1], tokens[last])
            ):
                break
            if not _may_be_name(tokens[last], ordinary) and not _is_link(
                text, tokens, last, begins=False
            ):
                break
            last += 1
        while last > first and tokens[last - 1].key in known.LINKS | known.ARTICLES:
            last -= 1
        if any(_is_strong(token) for token in tokens[first:last]):
            yield first, last
        place = max(last, place + 1)


def _is_given(key: str, ordinary: frozenset[str]) -> bool:
    return key in known.GIVEN_NAMES and key not in ordinary


def _may_be_name(token: Token, ordinary: frozenset[str]) -> bool:
    key = token.key
    if len(key) == 1 and token.text.isalpha() and key.isascii():
        return True
    return (
        len(key) > 1
        and token.text.isalpha()
        and key not in ordinary
        and key not in known.TITLES
        and key not in known.DEMONYMS
        and key not in known.CALENDAR
        and key not in known.ORGANISATION_WORDS
        and key not in known.ARABIC_WORDS
        and not key.startswith(("وال", "بال", "لل"))
        and (key,) not in known.PLACES
    )


def _mention(text: str, tokens: Sequence[Token], first: int, last: int, end: int) -> Mention:
    held = tuple(tokens[first:last])
    before = tuple(token.key for token in reversed(tokens[max(0, first - 8) : first]))
    after = tuple(token.key for token in tokens[last : last + 8])
    following = text[held[-1].end : min(end, held[-1].end + 48)]
    return Mention(
        text[held[0].start : held[-1].end],
        held,
        before,
        after,
        following,
        person=sum(_person_signs(held, before, after, following)),
        other=sum(_other_signs(text, held, before, after, following)),
        opens=_opens(text, held[0].start),
    )


def _person_signs(
    held: Sequence[Token], before: Sequence[str], after: Sequence[str], following: str
) -> Iterator[bool]:
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
    yield len(keys) > 2 and any(key in known.LINKS | known.ARTICLES for key in keys[1:-1])
    yield any(len(key) == 1 for key in keys[:-1])


def _other_signs(
    text: str, held: Sequence[Token], before: Sequence[str], after: Sequence[str], following: str
) -> Iterator[bool]:
    last = before[0] if before else ""
    yield last in known.PLACE_PREPOSITIONS
    yield last in known.WEAK_PREPOSITIONS and len(held) == 1
    yield last == "of" and len(before) > 1 and before[1] in known.AFTER_BODIES
    yield last == "the" and text[held[0].start - 4 : held[0].start].lower() == "the "
    yield bool(after) and after[0] in known.AFTER_BODIES and following[:1] == " "
    yield bool(before) and before[0] in known.PLACE_WORDS
