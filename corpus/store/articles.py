"""Articles and their sentences in the corpus file."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, islice
from operator import attrgetter, itemgetter
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy import Connection

from ..errors import ArticleConflict, shorten
from ..nouns import Article, Block, Part, Sentence, SentenceRef, Split, article_id
from ..records import GIVEN
from . import schema
from .rows import find_many, flags_of, insert_many
from .settings import get_setting, set_setting

__all__ = [
    "Added",
    "Head",
    "NewArticle",
    "SentenceSeqs",
    "StoredArticle",
    "add_article",
    "add_articles",
    "article_heads",
    "article_seqs",
    "article_texts",
    "count_articles",
    "get_article",
    "get_split",
    "iter_articles",
    "known_articles",
    "set_clusters",
    "set_split",
]

_FIELDS = (
    *("title", "text", "url", "source", "published", "language", "licence"),
    *("author", "agency", "place"),
)
_fields = attrgetter(*_FIELDS)
BATCH = 500
_AT_HAND = 1000
"""articles whose sentences stay in memory"""
TAKING_IN = 4_190_524
"""The lock that whoever adds articles holds; any number that nobody else in the database uses."""


class NewArticle(NamedTuple):
    """An article on its way in, already split into sentences."""

    article: Article
    sentences: tuple[Sentence, ...]
    segmentation: str


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """An article with its sentences in order, how it was split and its part (None: not split)."""

    article: Article
    sentences: tuple[Sentence, ...]
    segmentation: str
    part: Part | None


class Added(NamedTuple):
    """An article on which the corpus was handed one: its row number, and whether it is new."""

    seq: int
    new: bool


def add_article(connection: Connection, new: NewArticle) -> bool:
    """Add an article and its sentences; return False where the corpus already holds it.

    Raises ArticleConflict where it holds another text, or other sentences, under the same id.
    """
    (added,) = add_articles(connection, [new])
    if isinstance(added, ArticleConflict):
        raise added
    return added.new


def add_articles(
    connection: Connection, batch: Sequence[NewArticle]
) -> list[Added | ArticleConflict]:
    """Add articles with their sentences, in order; say of each what became of it."""
    if connection.dialect.name == "postgresql":  # two runs at once: one waits for the other
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(TAKING_IN)))
    held = _held(connection, [new.article.id for new in batch], "seq", "text")
    spans = _spans(connection, batch, held)
    first: dict[str, NewArticle] = {}
    outcomes: list[ArticleConflict | None] = []
    for new in batch:
        article, conflict = new.article, None
        if article.id in held:
            (_, text), own = held[article.id], spans.get(article.id)
        elif article.id in first:
            text, own = first[article.id].article.text, _spans_of(first[article.id])
        else:
            first[article.id] = new
            outcomes.append(None)
            continue
        if not _says_the_same(article, text):
            conflict = ArticleConflict(
                f"the article {shorten(article.id)} is already in the corpus with another text; "
                "give one of the two another id"
            )
        elif new.segmentation == GIVEN and own != _spans_of(new):
            conflict = ArticleConflict(
                f"the article {shorten(article.id)} is already in the corpus with other sentences; "
                "leave `sentences` out to keep those, or give it another id"
            )
        outcomes.append(conflict)
    seqs = _insert(connection, list(first.values()))
    added: list[Added | ArticleConflict] = []
    for new, conflict in zip(batch, outcomes, strict=True):
        name = new.article.id
        if conflict is not None:
            added.append(conflict)
        elif name in held:
            added.append(Added(held[name][0], new=False))
        else:
            added.append(Added(seqs[name], new=first[name] is new))
    return added


def _says_the_same(article: Article, text: str) -> bool:
    """Whether an article has a text; one whose id is made of it may have other white space."""
    return text == article.text or (
        article_id(text, article.url) == article.id == article_id(article.text, article.url)
    )


def _held(connection: Connection, ids: Sequence[str], *columns: str) -> dict[str, tuple[Any, ...]]:
    """Return some columns of those articles that are there, by id."""
    rows = find_many(connection, "articles", ("id", *columns), "id", ids)
    return {row[0]: row[1:] for row in rows}


def _spans(
    connection: Connection, batch: Sequence[NewArticle], held: Mapping[str, Any]
) -> dict[str, list[tuple[int, int]]]:
    """Return the sentences of those articles that are there and come with their own."""
    given = {new.article.id for new in batch if new.segmentation == GIVEN} & held.keys()
    if not given:
        return {}
    seqs = {name: held[name][0] for name in given}
    sentences = _sentences_of(connection, {seq: name for name, seq in seqs.items()})
    return {
        name: [(each.start, each.end) for each in sentences.get(seq, ())]
        for name, seq in seqs.items()
    }


def _spans_of(new: NewArticle) -> list[tuple[int, int]]:
    return [(sentence.start, sentence.end) for sentence in new.sentences]


def _insert(connection: Connection, batch: Sequence[NewArticle]) -> dict[str, int]:
    """Insert articles and their sentences; return the articles' row numbers by id."""
    if not batch:
        return {}
    rows = [
        (
            *_fields(new.article),
            new.article.id,
            new.article.cluster,
            new.segmentation,
            json.dumps(new.article.blocks) if new.article.blocks else None,
            json.dumps(dict(new.article.extra)) if new.article.extra else None,
        )
        for new in batch
    ]
    columns = (*_FIELDS, "id", "cluster", "segmentation", "blocks", "extra")
    insert_many(connection, "articles", columns, rows, random=True)
    seqs = article_seqs(connection, [new.article.id for new in batch])
    flags = flags_of(connection)
    sentences = [
        (seq, start, end, paragraph, flags[in_quote])
        for new in batch
        for seq in (seqs[new.article.id],)
        for _, start, end, paragraph, in_quote in new.sentences
    ]
    insert_many(
        connection, "sentences", ("article", "start", "end", "paragraph", "in_quote"), sentences
    )
    return seqs


def count_articles(connection: Connection) -> tuple[int, int]:
    """Return the numbers of articles and of sentences."""
    return (
        connection.scalar(sa.select(sa.func.count()).select_from(schema.articles)) or 0,
        connection.scalar(sa.select(sa.func.count()).select_from(schema.sentences)) or 0,
    )


def known_articles(connection: Connection, ids: Iterable[str]) -> set[str]:
    """Return those of `ids` that are articles of the corpus."""
    return set(_held(connection, list(ids)))


def article_seqs(connection: Connection, ids: Iterable[str]) -> dict[str, int]:
    """Return the row numbers of articles by id; unknown ones are left out."""
    return {name: seq for name, (seq,) in _held(connection, list(ids), "seq").items()}


def article_texts(connection: Connection, ids: Sequence[str]) -> dict[str, str]:
    """Return the texts of articles by id; unknown ones are left out."""
    return {name: text for name, (text,) in _held(connection, ids, "text").items()}


def iter_articles(connection: Connection, part: Part | None = None) -> Iterator[StoredArticle]:
    """Yield the articles in the order in which they came in, all of them or those of one part."""
    table = schema.articles.c
    last = -1
    while True:
        chosen = sa.select(schema.articles).where(table.seq > last).order_by(table.seq).limit(BATCH)
        rows = connection.execute(
            chosen if part is None else chosen.where(table.part == part)
        ).all()
        if not rows:
            return
        last = rows[-1].seq
        yield from _stored(connection, rows)


def get_article(connection: Connection, name: str) -> StoredArticle | None:
    """Return an article by its id, None where there is no such one."""
    chosen = sa.select(schema.articles).where(schema.articles.c.id == name)
    return next(_stored(connection, connection.execute(chosen).all()), None)


class Head(NamedTuple):
    """What tells an article from others in a list."""

    title: str
    source: str | None
    published: str | None


def article_heads(connection: Connection, names: Sequence[str]) -> dict[str, Head]:
    """Return the titles, sources and dates of some articles, by id."""
    held = _held(connection, names, "title", "source", "published")
    return {name: Head(*row) for name, row in held.items()}


def _stored(connection: Connection, rows: Sequence[Any]) -> Iterator[StoredArticle]:
    sentences = _sentences_of(connection, {row.seq: row.id for row in rows})
    for row in rows:
        yield StoredArticle(
            Article(
                id=row.id,
                cluster=row.cluster,
                blocks=tuple(Block(*block) for block in row.blocks or ()),
                extra=row.extra or {},
                **{field: getattr(row, field) for field in _FIELDS},
            ),
            sentences.get(row.seq, ()),
            row.segmentation,
            row.part,
        )


def _sentences_of(
    connection: Connection, names: Mapping[int, str]
) -> dict[int, tuple[Sentence, ...]]:
    table = schema.sentences.c
    rows = connection.execute(
        sa.select(table.article, table.start, table.end, table.paragraph, table.in_quote)
        .where(table.article.in_(names))
        .order_by(table.article, table.start)
    )
    return {
        article: tuple(Sentence(names[article], *row[1:]) for row in group)
        for article, group in groupby(rows, key=itemgetter(0))
    }


class SentenceSeqs:
    """The row numbers of the sentences of articles, the latest of which stay at hand."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._held: dict[str, dict[SentenceRef, int]] = {}

    def of(self, ids: Iterable[str]) -> dict[str, dict[SentenceRef, int]]:
        """Return those of some articles, in the order of their texts; unknown ones are left out."""
        wanted = dict.fromkeys(ids)
        found = {name: held for name in wanted if (held := self._held.pop(name, None)) is not None}
        found |= self._ask([name for name in wanted if name not in found])
        self._held |= found
        for name in list(islice(self._held, max(0, len(self._held) - _AT_HAND))):
            del self._held[name]
        return found

    def _ask(self, ids: Sequence[str]) -> dict[str, dict[SentenceRef, int]]:
        rows = find_many(self._connection, "articles", ("seq", "id"), "id", ids)
        names: dict[int, str] = dict(sorted(rows))
        found: dict[str, dict[SentenceRef, int]] = {name: {} for name in names.values()}
        columns = ("article", "start", "end", "seq")
        sentences = find_many(self._connection, "sentences", columns, "article", names)
        for article, start, end, seq in sorted(sentences):
            name = names[article]
            found[name][SentenceRef(name, start, end)] = seq
        return found


def set_clusters(connection: Connection, clusters: Mapping[str, str]) -> None:
    """Record the near-duplicate cluster of each article."""
    _update(connection, "cluster", clusters)


def set_split(connection: Connection, split: Split) -> None:
    """Freeze a split: the part of each article, with the seed and shares that made it."""
    _update(connection, "part", split.parts)
    set_setting(
        connection,
        "split",
        {"seed": split.seed, "test": split.test, "validation": split.validation},
    )


def _update(connection: Connection, column: str, values: Mapping[str, str]) -> None:
    if not values:
        return
    table = schema.articles
    statement = (
        sa.update(table)
        .where(table.c.id == sa.bindparam("article_id"))
        .values({column: sa.bindparam("value")})
    )
    connection.execute(
        statement, [{"article_id": name, "value": value} for name, value in values.items()]
    )


def get_split(connection: Connection) -> Split | None:
    """Return the frozen split, in the order of the articles; None where there is none yet."""
    made: dict[str, Any] | None = get_setting(connection, "split")
    if made is None:
        return None
    table = schema.articles.c
    rows: Iterable[Any] = connection.execute(
        sa.select(table.id, table.part).where(table.part.is_not(None)).order_by(table.seq)
    )
    return Split(parts=dict(tuple(row) for row in rows), **made)
