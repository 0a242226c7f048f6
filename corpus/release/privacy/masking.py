"""Names and contacts become placeholders; sentences keep their places in the text that results."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import NamedTuple
from urllib.parse import quote, unquote

from ...nouns import Article, Block, Sentence
from .contacts import LINK, Contact, find_contacts
from .forms import Case, Forms, Found, Name
from .ordinary import is_caseless
from .tokens import segments

__all__ = ["Masked", "mask", "mask_text"]

_PLACEHOLDER = re.compile(r"\b(PERSON|EMAIL|PHONE|LINK)_(\d+)\b")


@dataclass(frozen=True, slots=True)
class Masked:
    """An article without the names that were to be masked."""

    article: Article
    """title, text, author, source, place, address and blocks masked; `extra` is empty; the id stays"""
    sentences: tuple[Sentence, ...]
    """the sentences as given, with their offsets in the masked text"""
    spans: tuple[tuple[int, int], ...]
    """what was masked, as code-point offsets into the text as it was"""
    persons: int


class _Cover(NamedTuple):
    """A stretch to be covered by a placeholder."""

    start: int
    end: int
    placeholder: str


class _Numbers:
    """The placeholders of one article: one for each person and contact, numbered as they are met."""

    def __init__(self, forms: Forms, used: Iterable[str]) -> None:
        self._forms = forms
        self._given: dict[tuple[str, object], str] = {}
        self._latest: dict[int, int] = {}
        self._mentions = 0
        self._last: Counter[str] = Counter()
        for text in used:
            for kind, number in _PLACEHOLDER.findall(text):
                self._last[kind] = max(self._last[kind], int(number))

    @property
    def persons(self) -> int:
        return len(self._latest)

    def person(self, found: Found) -> str:
        """Return a mention's placeholder; where it may be several persons, the one named last."""
        person = max(found.persons, key=lambda who: (self._latest.get(who, -1), -who))
        self._mentions += 1
        self._latest[person] = self._mentions
        return self.of("PERSON", person)

    def of(self, kind: str, what: object) -> str:
        """Return the placeholder of a person or a contact."""
        if (kind, what) not in self._given:
            self._last[kind] += 1
            self._given[kind, what] = f"{kind}_{self._last[kind]:02d}"
        return self._given[kind, what]

    def covers(self, text: str, cuts: Iterable[int] = ()) -> Iterator[_Cover]:
        """Yield what is to be covered in a text, in order; nothing reaches over a cut."""
        contacts = list(find_contacts(text))
        links = [
            Contact(*match.span(), "LINK")
            for match in LINK.finditer(text)
            if not any(held.start < match.end() and match.start() < held.end for held in contacts)
        ]
        contacts += [link for link in links if self._names_someone(text[link.start : link.end])]
        edges = {*cuts, *(edge for held in (*links, *contacts) for edge in held[:2])}
        kinds = {contact.start: contact for contact in contacts}
        opened = {link.start: link.end for link in links}
        contact = None
        link_end = 0
        case: Case = "none" if is_caseless(text) else "told"
        for start, end in segments(len(text), sorted(edges)):
            contact = kinds.get(start, contact)
            link_end = opened.get(start, link_end)
            if contact and start < contact.end:
                what = text[contact.start : contact.end].casefold()
                yield _Cover(start, end, self.of(contact.kind, what))
                continue
            here: Case = "address" if start < link_end else case
            for found in self._forms.find(text, start, end, here):
                yield _Cover(found.start, found.end, self.person(found))

    def _names_someone(self, link: str) -> bool:
        """Whether an address holds a name in its percent signs, where it cannot be covered alone."""
        plain = unquote(link)
        return plain != link and bool(self._forms.find(plain, 0, len(plain), "address"))


def mask(article: Article, sentences: Sequence[Sentence], names: Iterable[Name]) -> Masked:
    """Return an article with every form of the names to be masked, and every contact, covered.

    The order of `names` is nothing. A second call with the same names changes nothing more.
    """
    forms = Forms(names)
    numbers = _Numbers(forms, (article.title, article.text))
    parts: list[Sentence | Block] = [*sentences, *article.blocks]
    cuts = {edge for part in parts for edge in (part.start, part.end)}
    covers = list(numbers.covers(article.text, cuts))
    moved = _Moves(covers)

    def told(text: str | None) -> str | None:
        return None if text is None else _covered(text, numbers.covers(text))

    masked = replace(
        article,
        text=_covered(article.text, covers),
        title=told(article.title) or "",
        author=told(article.author),
        source=told(article.source),
        place=told(article.place),
        url=_mask_address(article.url, forms, numbers),
        blocks=tuple(
            Block(moved(held.start), moved(held.end), held.kind) for held in article.blocks
        ),
        extra={},
    )
    return Masked(
        masked,
        tuple(held._replace(start=moved(held.start), end=moved(held.end)) for held in sentences),
        tuple((cover.start, cover.end) for cover in covers),
        numbers.persons,
    )


def mask_text(text: str, names: Iterable[Name]) -> str:
    """Return a text with names and contacts covered; its numbers are not those of any article."""
    return _covered(text, _Numbers(Forms(names), (text,)).covers(text))


def _mask_address(url: str | None, forms: Forms, numbers: _Numbers) -> str | None:
    """Return an address of the web without names; where it held one it no longer leads anywhere."""
    if url is None:
        return None
    plain = unquote(url)
    found = forms.find(plain, 0, len(plain), "address")
    if not found:
        return url
    covers = [_Cover(held.start, held.end, numbers.person(held)) for held in found]
    return quote(_covered(plain, covers), safe="/:?#[]@!$&'()+*,;=~")


def _covered(text: str, covers: Iterable[_Cover]) -> str:
    pieces = []
    past = 0
    for cover in covers:
        pieces += [text[past : cover.start], cover.placeholder]
        past = cover.end
    return "".join([*pieces, text[past:]])


class _Moves:
    """Where an offset of the text stands in the masked text."""

    def __init__(self, covers: Sequence[_Cover]) -> None:
        self._ends = [cover.end for cover in covers]
        grown = (len(cover.placeholder) - (cover.end - cover.start) for cover in covers)
        self._shifts = [0, *accumulate(grown)]

    def __call__(self, offset: int) -> int:
        return offset + self._shifts[bisect_right(self._ends, offset)]
