"""Which sentence a row of another tool speaks of, and the articles of rows that bring their own.

By the name that Dateline gave it where the row has that. Otherwise by its text within its article:
where the text stands there once, that is the sentence; where it stands there several times, the rows
before and after it in the same order must leave no choice. Never by text alone where it occurs twice.
"""

from __future__ import annotations

from collections import Counter, OrderedDict, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Any

from sqlalchemy import Connection

from ..errors import RecordError, shorten
from ..nouns import SentenceRef, article_id
from ..store.articles import (
    StoredArticle,
    count_articles,
    get_article,
    iter_articles,
    known_articles,
)
from .bundle import PlacedRow
from .told import Told

__all__ = ["match", "new_articles"]

HELD = 500
"""Articles whose sentences are in memory at once."""

Unmatched = Callable[[RecordError], None]


def new_articles(connection: Connection, told: Iterator[Told]) -> Iterator[PlacedRow]:
    """Yield rows for the articles that the corpus does not hold, made of their sentences.

    An article is its sentences in order, joined by blanks. Rows that name no article are articles of
    one sentence each where the corpus is empty; otherwise they must match what is there.
    """
    is_empty = count_articles(connection)[0] == 0
    gathered: dict[str, _Gathered] = {}
    known: dict[str, bool] = {}
    for row in told:
        if row.ref is not None or not (row.text or "").strip():
            continue
        name = row.article
        if name is None:
            if not is_empty:
                continue
            name = article_id(row.text or "")
            if name in gathered:  # one sentence, however often it is told
                continue
        if name not in known:
            known[name] = name in known_articles(connection, [name])
        if not known[name]:
            gathered.setdefault(name, _Gathered(row.where, row.line, row.about)).add(row)
    for name, article in gathered.items():
        yield PlacedRow(article.where, article.line, article.to_row(name))


class _Gathered:
    """The sentences of a new article, as they come: every sequence of rows tells all it knows."""

    def __init__(self, where: str, line: int | None, about: Mapping[str, Any]) -> None:
        self.where, self.line, self._about = where, line, about
        self._texts: list[str] = []
        self._held: Counter[str] = Counter()
        self._told: defaultdict[str, Counter[str]] = defaultdict(Counter)

    def add(self, row: Told) -> None:
        text = (row.text or "").strip()
        told = self._told[row.sequence]
        told[text] += 1
        if told[text] > self._held[text]:
            self._held[text] += 1
            self._texts.append(text)

    def to_row(self, name: str) -> dict[str, Any]:
        spans, at = [], 0
        for text in self._texts:
            spans.append([at, at + len(text)])
            at += len(text) + 1
        return {**self._about, "id": name, "text": " ".join(self._texts), "sentences": spans}


def match(
    connection: Connection, told: Iterator[Told], unmatched: Unmatched
) -> Iterator[PlacedRow]:
    """Yield what the rows say under the contracts of `records`; hand the rest to `unmatched`.

    Rows whose text alone does not tell come last.
    """
    sentences = _Sentences(connection)
    orders: defaultdict[tuple[str, str], list[_Step]] = defaultdict(list)
    for row in told:
        found = sentences.find(row)
        if isinstance(found, str):
            unmatched(RecordError(row.where, row.line, None, found, row=row.text))
            continue
        texts, places = found
        if len(places) == 1:
            yield from _placed(row, texts.refs[places[0]])
        if texts.repeats:
            orders[texts.article, row.sequence].append(_Step(row, texts, places))
    for (article, _), steps in orders.items():
        for step, place in _settle(steps):
            if place is None:
                reason = (
                    f"its text stands {len(step.places)} times in the article {shorten(article)}, "
                    "and the rows around it do not tell which is meant; label it on the page"
                )
                unmatched(RecordError(step.row.where, step.row.line, None, reason, step.row.text))
            else:
                yield from _placed(step.row, step.texts.refs[place])


def _placed(row: Told, ref: SentenceRef) -> Iterator[PlacedRow]:
    for said in row.says:
        yield PlacedRow(row.where, row.line, ref._asdict() | said)


@dataclass(frozen=True, slots=True)
class _Step:
    """A row in the order of its article, and the places that have its text."""

    row: Told
    texts: _Texts
    places: tuple[int, ...]


def _settle(steps: list[_Step]) -> Iterator[tuple[_Step, int | None]]:
    """Yield the rows that several sentences fit, each with its place or None where that is open.

    Between the surest rows before and after them there must be as many sentences of that text as
    rows.
    """
    before = -1
    for is_sure, run in groupby(
        enumerate(steps), key=lambda numbered: len(numbered[1].places) == 1
    ):
        group = list(run)
        if is_sure:
            before = group[-1][1].places[0]
            continue
        following = group[-1][0] + 1
        after = steps[following].places[0] if following < len(steps) else None
        rows: defaultdict[tuple[int, ...], list[_Step]] = defaultdict(list)
        for _, step in group:
            rows[step.places].append(step)
        for places, alike in rows.items():
            left = [at for at in places if before < at and (after is None or at < after)]
            fits = len(left) == len(alike)
            yield from zip(alike, left if fits else [None] * len(alike), strict=True)


class _Sentences:
    """The sentences of the corpus by their texts, white space folded; a few articles in memory."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._held: OrderedDict[str, _Texts | None] = OrderedDict()

    def find(self, row: Told) -> tuple[_Texts, tuple[int, ...]] | str:
        """Return an article and the places there that fit a row, or why nothing does."""
        if row.ref is not None:
            return self._named(row, row.ref)
        text = _folded(row.text or "")
        if not text:
            return "it has neither a sentence's id nor its text"
        article = row.article
        if article is None:
            holders = self._holders.get(text, ())
            if len(holders) != 1:
                found = f"stands {len(holders)} times in the corpus" if holders else "is not there"
                return f"it names no article, and its text {found}; name its article"
            article = holders[0]
        if (texts := self._texts(article)) is None:
            return f"the corpus holds no article {shorten(article)}"
        if not (places := texts.places.get(text)):
            return (
                f"no sentence of the article {shorten(article)} has its text; export the articles "
                "again, or mend the text"
            )
        return texts, tuple(places)

    def _named(self, row: Told, ref: SentenceRef) -> tuple[_Texts, tuple[int, ...]] | str:
        texts, name = self._texts(ref.article_id), shorten(ref.article_id)
        if texts is None:
            return f"the corpus holds no article {name}; take its articles in first"
        if (place := texts.numbers.get(ref)) is None:
            return f"the article {name} has no sentence {ref.start}-{ref.end}"
        if row.text is not None and texts.folded[place] != _folded(row.text):
            return (
                f"the sentence {ref.start}-{ref.end} of the article {name} reads differently here"
            )
        return texts, (place,)

    @cached_property
    def _holders(self) -> Mapping[str, list[str]]:
        """The articles that have a text, one entry for each time."""
        holders: defaultdict[str, list[str]] = defaultdict(list)
        for stored in iter_articles(self._connection):
            for text in _Texts.of(stored).folded:
                holders[text].append(stored.article.id)
        return dict(holders)

    def _texts(self, article: str) -> _Texts | None:
        if article in self._held:
            self._held.move_to_end(article)
        else:
            stored = get_article(self._connection, article)
            self._held[article] = None if stored is None else _Texts.of(stored)
            if len(self._held) > HELD:
                self._held.popitem(last=False)
        return self._held[article]


@dataclass(frozen=True, slots=True)
class _Texts:
    """The sentences of one article."""

    article: str
    refs: list[SentenceRef]
    folded: list[str]
    numbers: dict[SentenceRef, int]
    places: dict[str, list[int]]

    @staticmethod
    def of(stored: StoredArticle) -> _Texts:
        whole = stored.article.text
        refs = [sentence.ref for sentence in stored.sentences]
        folded = [_folded(whole[ref.start : ref.end]) for ref in refs]
        places: defaultdict[str, list[int]] = defaultdict(list)
        for number, text in enumerate(folded):
            places[text].append(number)
        numbers = {ref: number for number, ref in enumerate(refs)}
        return _Texts(stored.article.id, refs, folded, numbers, dict(places))

    @property
    def repeats(self) -> bool:
        """Whether a text stands in it several times."""
        return len(self.places) < len(self.refs)


def _folded(text: str) -> str:
    """Return a text with its white space folded: tools trim and re-wrap it."""
    return " ".join(text.split())
