"""Which sentence a row of another tool speaks of, and the articles of rows that bring their own.

By the name that Dateline gave it where the row has that. Otherwise by its text within its article:
where the text stands there once, that is the sentence; where it stands there several times, the rows
before and after it in the same order must leave no choice. Never by text alone where it occurs twice.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, OrderedDict, defaultdict
from collections.abc import Callable, Collection, Container, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby, islice
from typing import Any

from sqlalchemy import Connection

from ..errors import RecordError, shorten
from ..nouns import SentenceRef, article_id, folded
from ..repeats import Repeats
from ..store.articles import SentenceSeqs, article_texts, count_articles, iter_articles
from .bundle import PlacedRow
from .told import Told

__all__ = ["match", "new_articles", "rows_about"]

HELD = 500
"""Articles whose sentences are in memory at once."""
TOGETHER = 500
"""rows whose articles are asked for at once"""

Unmatched = Callable[[RecordError], None]


def rows_about(told: Iterator[Told], articles: Container[str]) -> Iterator[Told]:
    """Yield the rows that speak of some articles, which `match` found to be new."""
    return (row for row in told if row.ref is None and _home(row) in articles)


def _home(row: Told) -> str:
    """Return the id of the article of a row; one that names none is an article of its own."""
    return article_id(row.text or "") if row.article is None else row.article


def new_articles(told: Iterator[Told]) -> Iterator[PlacedRow]:
    """Yield rows for new articles, made of their sentences in order and joined by blanks."""
    gathered: dict[str, _Gathered] = {}
    items = Repeats()
    for row in told:
        name = _home(row)
        if row.article is None and name in gathered:  # one sentence, however often it is told
            continue
        if row.item is not None:
            task = (name, row.sequence, str(row.item), folded(row.text or ""))
            if items.count(hash(task) % 2**64):
                continue
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
        text = folded(row.text or "")
        told = self._told[row.sequence]
        told[text] += 1
        if told[text] > self._held[text]:
            self._held[text] += 1
            self._texts.append((row.text or "").strip())

    def to_row(self, name: str) -> dict[str, Any]:
        spans, at = [], 0
        for text in self._texts:
            spans.append([at, at + len(text)])
            at += len(text) + 1
        return {**self._about, "id": name, "text": " ".join(self._texts), "sentences": spans}


def match(
    connection: Connection,
    seqs: SentenceSeqs,
    told: Iterator[Told],
    unmatched: Unmatched,
    new: set[str] | None = None,
) -> Iterator[PlacedRow]:
    """Yield what the rows say under the contracts of `records`; hand the rest to `unmatched`.

    Rows whose text alone does not tell come last. With `new`, articles that the corpus does not hold
    are gathered there and their rows passed over: those of rows that name them and quote a sentence,
    and, where the corpus is empty, of rows that name none.
    """
    sentences = _Sentences(connection, seqs)
    may_be_nameless = new is not None and count_articles(connection)[0] == 0
    orders: defaultdict[tuple[str, str], list[_Step | int]] = defaultdict(list)
    while rows := list(islice(told, TOGETHER)):
        sentences.hold(rows)
        for row in rows:
            is_named = row.article is not None
            if new is not None and row.ref is None and (is_named or may_be_nameless):
                is_held = is_named and sentences.texts(row.article or "") is not None
                if not is_held and (row.text or "").strip():
                    new.add(_home(row))
                    continue
            found = sentences.find(row)
            if isinstance(found, str):
                unmatched(RecordError(row.where, row.line, None, found, row=row.text))
                continue
            texts, places = found
            is_sure = len(places) == 1
            if is_sure:
                yield from _placed(row, texts.refs[places[0]])
            if texts.repeats:
                step = places[0] if is_sure else _Step(row, texts, places)
                orders[texts.article, row.sequence].append(step)
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
    article, start, end = ref
    for said in row.says:
        placed = {"article_id": article, "start": start, "end": end, **said}
        yield PlacedRow(row.where, row.line, placed)


@dataclass(frozen=True, slots=True)
class _Step:
    """A row in the order of its article, and the several places that have its text."""

    row: Told
    texts: _Texts
    places: tuple[int, ...]


def _settle(steps: list[_Step | int]) -> Iterator[tuple[_Step, int | None]]:
    """Yield the rows that several sentences fit, each with its place or None where that is open.

    Between the sure rows before and after them, known by their places, there must be as many
    sentences of that text as rows.
    """
    before, passed = -1, 0
    for _, run in groupby(steps, key=type):
        group = list(run)
        passed += len(group)
        if isinstance(last := group[-1], int):
            before = last
            continue
        following = steps[passed] if passed < len(steps) else None
        after = following if isinstance(following, int) else None
        rows: defaultdict[tuple[int, ...], list[_Step]] = defaultdict(list)
        for step in group:
            if isinstance(step, _Step):
                rows[step.places].append(step)
        for places, alike in rows.items():
            last = len(places) if after is None else bisect_left(places, after)
            left = places[bisect_right(places, before) : last]
            fits = len(left) == len(alike)
            yield from zip(alike, left if fits else [None] * len(alike), strict=True)


class _Sentences:
    """The sentences of the corpus by their texts, white space folded; a few articles in memory."""

    def __init__(self, connection: Connection, seqs: SentenceSeqs) -> None:
        self._connection, self._seqs = connection, seqs
        self._held: OrderedDict[str, _Texts | None] = OrderedDict()

    def find(self, row: Told) -> tuple[_Texts, tuple[int, ...]] | str:
        """Return an article and the places there that fit a row, or why nothing does."""
        if row.ref is not None:
            return self._named(row, row.ref)
        text = folded(row.text or "")
        if not text:
            return "it has neither a sentence's id nor its text"
        article = row.article
        if article is None:
            holders = self._holders.get(text, ())
            if len(holders) != 1:
                found = f"stands {len(holders)} times in the corpus" if holders else "is not there"
                return f"it names no article, and its text {found}; name its article"
            article = holders[0]
        if (texts := self.texts(article)) is None:
            return f"the corpus holds no article {shorten(article)}"
        if not (places := texts.places.get(text)):
            return (
                f"no sentence of the article {shorten(article)} has its text; mend the text or, where "
                "an earlier export with fewer rows made the article, import the whole into a new corpus"
            )
        return texts, places

    def _named(self, row: Told, ref: SentenceRef) -> tuple[_Texts, tuple[int, ...]] | str:
        name = ref.article_id
        if (texts := self.texts(name)) is None:
            return f"the corpus holds no article {shorten(name)}; take its articles in first"
        if (place := texts.numbers.get(ref)) is None:
            return f"the article {shorten(name)} has no sentence {ref.start}-{ref.end}"
        if row.text not in (None, texts.quoted[place]) and texts.folded[place] != folded(
            row.text or ""
        ):
            return (
                f"the sentence {ref.start}-{ref.end} of the article {shorten(name)} reads "
                "differently here"
            )
        return texts, (place,)

    @cached_property
    def _holders(self) -> Mapping[str, list[str]]:
        """The articles that have a text, one entry for each time."""
        holders: defaultdict[str, list[str]] = defaultdict(list)
        for stored in iter_articles(self._connection):
            for _, start, end, *_ in stored.sentences:
                holders[folded(stored.article.text[start:end])].append(stored.article.id)
        return dict(holders)

    def hold(self, rows: list[Told]) -> None:
        """Have the articles at hand that rows speak of, as far as they name them."""
        named = {row.article if row.ref is None else row.ref.article_id for row in rows}
        self._load(dict.fromkeys(name for name in named if name is not None))

    def texts(self, article: str) -> _Texts | None:
        """Return the sentences of an article; None where the corpus does not hold it."""
        if article not in self._held:
            self._load([article])
        return self._held[article]

    def _load(self, names: Collection[str]) -> None:
        missing = []
        for name in names:
            if name in self._held:
                self._held.move_to_end(name)
            else:
                missing.append(name)
        if not missing:
            return
        texts = article_texts(self._connection, missing)
        sentences = self._seqs.of(missing)
        for name in missing:
            known = name in texts
            self._held[name] = _Texts(name, texts[name], list(sentences[name])) if known else None
        while len(self._held) > max(HELD, len(names)):
            self._held.popitem(last=False)


class _Texts:
    """The sentences of one article."""

    def __init__(self, article: str, whole: str, refs: list[SentenceRef]) -> None:
        self.article, self.refs = article, refs
        self.quoted = [whole[start:end] for _, start, end in refs]
        self.folded = [folded(text) for text in self.quoted]
        self.repeats = len(set(self.folded)) < len(self.folded)

    @cached_property
    def numbers(self) -> dict[SentenceRef, int]:
        return {ref: number for number, ref in enumerate(self.refs)}

    @cached_property
    def places(self) -> dict[str, tuple[int, ...]]:
        """Where each text stands, white space folded."""
        places: defaultdict[str, list[int]] = defaultdict(list)
        for number, text in enumerate(self.folded):
            places[text].append(number)
        return {text: tuple(numbers) for text, numbers in places.items()}
