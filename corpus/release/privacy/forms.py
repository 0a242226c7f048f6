"""Every form of an accepted name: a mention of a person is a run of the words of their name.

Once `Ahmed Jassim al-Jabouri` is accepted, `al-Jabouri`, `AHMED AL JABOURI`, `Jassim's` and `Aljabouri`
are the same person. Words are compared by their keys (`tokens`), whole words only; a single word
counts where it has a capital, or where nothing around it has. The forms that a person listed count as
they stand, and so do those of the names to keep and of what is no name: there they win over a form
that was only derived, never over one that was listed or is longer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple, get_args

from ...sentences.abbreviations import OPENERS, REPORTING_VERBS
from . import gazetteer as known
from .ordinary import is_known_word
from .tokens import Token, joins, name_key, tokens_of

__all__ = ["DECISIONS", "Case", "Decision", "Forms", "Found", "Name"]

Decision = Literal["mask", "keep", "not_a_name"]
DECISIONS: tuple[Decision, ...] = get_args(Decision)
Case = Literal["told", "lost", "none", "address"]
"""What capitals tell in a stretch: names from other words; nothing, as none stands in it; nothing in
the whole article; nothing, as in an address of the web, where any word may be a name's."""
_LONGEST = 12
"""words that one mention may have"""
_PREFIXES = ("و", "ف", "ب", "ل", "ك")
_NOBODY: frozenset[int] = frozenset()
_HYPHENS = ("-", "‑", "‐", "'", "’")


@dataclass(frozen=True, slots=True)
class Name:
    """What was decided of one person, or of one thing that looked like a person, in one article."""

    name: str
    decision: Decision = "mask"
    forms: tuple[str, ...] = ()
    """other forms that are listed for it; those made of the words of `name` need no listing"""


class Found(NamedTuple):
    """A mention of a name to mask: code-point offsets and the persons that it may be."""

    start: int
    end: int
    persons: tuple[int, ...]


class _Match(NamedTuple):
    first: int
    last: int
    listed: bool
    decision: Decision
    person: int

    def rank(self) -> tuple[int, bool, int, int, int]:
        """The longest first; then what is listed; then what is to be masked."""
        strictness = DECISIONS.index(self.decision)
        return (self.first - self.last, not self.listed, strictness, self.first, self.person)


class Forms:
    """The forms of the names of one article, ready to be looked for. The order of names is nothing."""

    def __init__(self, names: Iterable[Name]) -> None:
        self.names = tuple(sorted(set(names), key=lambda name: (name_key(name.name), repr(name))))
        self._phrases: dict[str, set[tuple[tuple[str, ...], Decision, int]]] = {}
        self._words: dict[str, set[int]] = {}
        self._initials: dict[int, set[str]] = {}
        self._held: dict[str, frozenset[int]] = {}
        for person, name in enumerate(self.names):
            for form in {name.name, *name.forms}:
                keys = tuple(token.key for token in _merged(form, tokens_of(form)))
                if keys:
                    self._phrases.setdefault(keys[0], set()).add((keys, name.decision, person))
                if name.decision == "mask":
                    for word in _words_of(form):
                        self._words.setdefault(word, set()).add(person)
                        self._initials.setdefault(person, set()).add(word[0])

    def find(self, text: str, start: int, end: int, case: Case = "told") -> list[Found]:
        """Return the mentions to mask in a stretch of text, in order."""
        if not self._words:
            return []
        tokens = tokens_of(text, start, end)
        if not any(self._holders(token.key) or token.key in self._phrases for token in tokens):
            return []
        tokens = _merged(text, tokens)
        if case == "told" and not any(map(str.isupper, text[start:end])):
            case = "lost"
        strong = [self._strong(token, case) for token in tokens]
        matches = list(self._matches(text, tokens, strong))
        free = [True] * len(tokens)
        taken: dict[tuple[int, int], list[_Match]] = {}
        while matches:
            for match in sorted(matches, key=_Match.rank):
                cell = (match.first, match.last)
                if all(free[match.first : match.last]):
                    taken[cell] = [match]
                    free[match.first : match.last] = [False] * (match.last - match.first)
                elif cell in taken and _equal(taken[cell][0], match):
                    taken[cell].append(match)
            strong = [
                held if open_ else frozenset() for held, open_ in zip(strong, free, strict=True)
            ]
            matches = list(self._runs(text, tokens, strong))
        return [
            Found(*_span(tokens, strongest), tuple(match.person for match in same))
            for strongest, same in sorted(taken.items())
            if same[0].decision == "mask"
        ]

    def _strong(self, token: Token, case: Case) -> frozenset[int]:
        """Return the persons whose name holds a word, where it is written like a name."""
        persons = self._holders(token.key)
        if not persons or case == "address":
            return persons
        if token.text.lower() != token.text or token.text.upper() == token.text:
            return persons  # a capital, or a script that has none
        if case == "none" and token.key not in REPORTING_VERBS and token.key not in OPENERS:
            return persons
        return persons if case == "lost" and not is_known_word(token.key) else _NOBODY

    def _holders(self, key: str) -> frozenset[int]:
        """Return the persons whose name holds a word."""
        held = self._held.get(key)
        if held is None:
            found = (self._words[word] for word in _variants(key) if word in self._words)
            held = self._held[key] = frozenset().union(*found)
        return held

    def _matches(
        self, text: str, tokens: Sequence[Token], strong: Sequence[frozenset[int]]
    ) -> Iterator[_Match]:
        for first, token in enumerate(tokens):
            for key in _variants(token.key):
                for keys, decision, person in self._phrases.get(key, ()):
                    last = first + len(keys)
                    if _is_phrase(text, tokens[first:last], keys) and (
                        len(keys) > 1 or decision != "mask" or strong[first]
                    ):
                        yield _Match(first, last, True, decision, person)
        yield from self._runs(text, tokens, strong)

    def _runs(
        self, text: str, tokens: Sequence[Token], strong: Sequence[frozenset[int]]
    ) -> Iterator[_Match]:
        """Yield the longest runs of words of each person's name."""
        ends: dict[int, int] = {}
        for first, persons in enumerate(strong):
            for person in persons:
                if first < ends.get(person, 0):
                    continue
                last = place = first + 1
                while place < min(len(tokens), first + _LONGEST) and joins(
                    text, tokens[place - 1], tokens[place]
                ):
                    if person in strong[place]:
                        last = place + 1
                    elif not _is_small(tokens[place]):
                        break
                    place += 1
                ends[person] = last
                yield _Match(
                    self._with_initial(text, tokens, first, person), last, False, "mask", person
                )

    def _with_initial(self, text: str, tokens: Sequence[Token], first: int, person: int) -> int:
        """Return where a run begins if initials of the same name stand before it: `A. Jabouri`."""
        while first and tokens[first - 1].key in self._initials.get(person, ()):
            if text[tokens[first - 1].end] != "." or not joins(
                text, *tokens[first - 1 : first + 1]
            ):
                break
            first -= 1
        return first


def _equal(one: _Match, other: _Match) -> bool:
    return one.decision == other.decision == "mask" and one.listed == other.listed


def _span(tokens: Sequence[Token], cell: tuple[int, int]) -> tuple[int, int]:
    return tokens[cell[0]].start, tokens[cell[1] - 1].end


def _is_small(token: Token) -> bool:
    return (
        len(token.key) == 1
        or token.key in known.LINKS
        or token.key in known.KUNYAS
        or token.key in known.ARTICLES
    )


def _is_phrase(text: str, tokens: Sequence[Token], keys: tuple[str, ...]) -> bool:
    return (
        len(tokens) == len(keys)
        and all(token.key == key for token, key in zip(tokens[1:], keys[1:], strict=True))
        and all(joins(text, *tokens[place : place + 2]) for place in range(len(tokens) - 1))
    )


def _merged(text: str, tokens: Sequence[Token]) -> list[Token]:
    """Return the words with the Arabic article before a word made part of it, its key the word's."""
    merged: list[Token] = []
    held: Token | None = None
    for place, token in enumerate(tokens):
        following = tokens[place + 1] if place + 1 < len(tokens) else None
        if held is None and following and token.key in known.ARTICLES:
            between = text[token.end : following.start]
            if between in _HYPHENS or (between == " " and token.key in ("al", "el")):
                held = token
                continue
        if held is not None:
            token = Token(held.start, token.end, text[held.start : token.end], token.key)
            held = None
        merged.append(token)
    return merged


def _variants(key: str) -> Iterator[str]:
    """Yield a key as it stands, and without what Arabic writes together with the word after it."""
    yield key
    if len(key) > 4 and key.startswith(("al", "el")) and key.isascii():
        yield key[2:]
    if not key[:1].isascii():
        bare = key
        if len(key) > 3 and key[0] in _PREFIXES:
            bare = key[2 if key.startswith("لل") else 1 :]
            yield bare
        if len(bare) > 4 and bare.startswith("ال"):
            yield bare[2:]


def _words_of(form: str) -> set[str]:
    """Return the keys that speak of a person standing alone, and those of names run together."""
    tokens = _merged(form, tokens_of(form))
    cased = any(map(str.isupper, form))
    strong = [
        token.key
        for place, token in enumerate(tokens)
        if len(token.key) > 1
        and not _is_small(token)
        and (not cased or any(map(str.isupper, token.text)) or not token.text[0].islower())
        and (place == len(tokens) - 1 or token.key not in known.TITLES)
    ] or [token.key for token in tokens]
    words = set(strong)
    if len(strong) > 1:
        words |= {"".join(strong), strong[0] + strong[-1], strong[-1] + strong[0]}
        words.add("".join(token.key for token in tokens_of(form)))
    return words | {
        key.removeprefix("ال") for key in words if len(key) > 4 and key.startswith("ال")
    }
