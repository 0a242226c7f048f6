"""What a corpus holds, counted where it lies: no text is read, and no row for each sentence."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy import Connection

from ..nouns import WITHDRAWN, Part
from . import schema

__all__ = [
    "ArticleCount",
    "JudgedCount",
    "SettledCount",
    "count_article_lengths",
    "count_blocks",
    "count_by_facets",
    "count_cluster_sizes",
    "count_judged",
    "count_links",
    "count_pages",
    "count_sentence_lengths",
    "count_settled",
]

_article, _sentence = schema.articles.c, schema.sentences.c
_said, _ruled = schema.judgments.c, schema.rulings.c

_sentences_of = (
    sa.select(_sentence.article, sa.func.count().label("sentences"))
    .group_by(_sentence.article)
    .subquery()
)


def _is_latest(table: sa.Table, *of: str) -> sa.ColumnElement[bool]:
    """Whether a row of a table that is appended to is the last one on its sentence (and `of` more)."""
    later = table.alias()
    same = [later.c[name] == table.c[name] for name in ("sentence", *of)]
    return ~sa.exists().where(*same, later.c.seq > table.c.seq)


def _sum(column: sa.ColumnElement[Any]) -> sa.ColumnElement[int]:
    """Return a sum that is a whole number also in PostgreSQL, and 0 of nothing."""
    return sa.cast(sa.func.coalesce(sa.func.sum(column), 0), sa.BigInteger)


_counts = sa.and_(_is_latest(schema.judgments, "annotator"), ~_said.skipped)
_stands = sa.and_(_is_latest(schema.rulings), _ruled.decided_by != WITHDRAWN)


class ArticleCount(NamedTuple):
    """Articles that are alike in where they come from, their language, licence, month and part."""

    source: str | None
    agency: str | None
    language: str | None
    licence: str | None
    published: str | None
    """year and month where the date begins with them, otherwise all of it"""
    part: Part | None
    articles: int
    sentences: int


def count_by_facets(connection: Connection) -> list[ArticleCount]:
    """Return how many articles and sentences there are of each kind that the corpus has."""
    month = sa.case(
        (_article.published.like("____-__%"), sa.func.substr(_article.published, 1, 7)),
        else_=_article.published,
    )
    each = (
        sa.select(
            _article.source,
            _article.agency,
            _article.language,
            _article.licence,
            month.label("published"),
            _article.part,
            sa.func.coalesce(_sentences_of.c.sentences, 0).label("sentences"),
        )
        .join_from(schema.articles, _sentences_of, isouter=True)
        .subquery()
    )
    *facets, sentences = each.c
    rows = connection.execute(
        sa.select(*facets, sa.func.count(), _sum(sentences)).group_by(*facets)
    )
    return [ArticleCount._make(row) for row in rows]


def count_article_lengths(connection: Connection) -> dict[int, int]:
    """Return how many articles have so many sentences."""
    length = sa.func.coalesce(_sentences_of.c.sentences, 0).label("length")
    each = sa.select(length).join_from(schema.articles, _sentences_of, isouter=True).subquery()
    return _histogram(connection, each.c.length)


def count_sentence_lengths(connection: Connection) -> dict[int, int]:
    """Return how many sentences have so many characters."""
    return _histogram(connection, _sentence.end - _sentence.start)


def count_cluster_sizes(connection: Connection) -> dict[int, int]:
    """Return how many groups of near-duplicates have so many articles; 1: an article by itself.

    Articles that duplicates were not yet looked for are in none.
    """
    sizes = (
        sa.select(sa.func.count().label("size"))
        .where(_article.cluster.is_not(None))
        .group_by(_article.cluster)
        .subquery()
    )
    return _histogram(connection, sizes.c.size)


def _histogram(connection: Connection, value: sa.ColumnElement[Any]) -> dict[int, int]:
    rows = connection.execute(sa.select(value, sa.func.count()).group_by(value).order_by(value))
    return {row[0]: row[1] for row in rows}


def count_blocks(connection: Connection) -> dict[str, int]:
    """Return how many parts of each kind stand in articles outside their body text."""
    found = Counter[str]()
    held = sa.select(_article.blocks).where(_article.blocks.is_not(None))
    for blocks in connection.scalars(held, execution_options={"yield_per": 1000}):
        found.update(kind for _, _, kind in blocks)
    return dict(found)


def count_links(connection: Connection) -> dict[str, int]:
    """Return how many pairs of articles are copies of each kind."""
    kind = schema.links.c.kind
    rows = connection.execute(sa.select(kind, sa.func.count()).group_by(kind).order_by(kind))
    return {row[0]: row[1] for row in rows}


def count_pages(connection: Connection) -> tuple[int, int]:
    """Return how many pages articles were found in, and how many parts of those are in no article."""
    parts = sa.func.json_array_length(schema.pages.c.dropped)
    row = connection.execute(sa.select(sa.func.count(), _sum(parts)).select_from(schema.pages))
    pages, dropped = row.one()
    return pages, dropped


class JudgedCount(NamedTuple):
    """Sentences that somebody has judged, the answers on them that count, and who gave any."""

    sentences: int
    answers: int
    annotators: int
    labels: dict[str, int]
    """sentences that somebody has given the label"""


def count_judged(connection: Connection) -> JudgedCount:
    """Return what was judged; what an annotator skipped is not."""
    given = sa.cast(_said.labels, sa.Text)
    sets = connection.scalars(sa.select(given).distinct())
    labels = sorted({label for text in sets for label in json.loads(text)})
    quoted = [json.dumps(label) for label in labels]
    has = [sa.case((sa.func.replace(given, label, "") != given, 1), else_=0) for label in quoted]
    flags = (sa.func.max(flag).label(f"label_{place}") for place, flag in enumerate(has))
    each = (
        sa.select(sa.func.count().label("answers"), *flags)
        .where(_counts)
        .group_by(_said.sentence)
        .subquery()
    )
    sums = map(_sum, each.c)
    sentences, answers, *given_to = connection.execute(sa.select(sa.func.count(), *sums)).one()
    people = connection.scalar(
        sa.select(sa.func.count(_said.annotator.distinct())).where(~_said.skipped)
    )
    found = dict(zip(labels, given_to, strict=True))
    return JudgedCount(sentences, answers, people or 0, found)


class SettledCount(NamedTuple):
    """Sentences of a part that have one set of labels by one method."""

    part: Part | None
    decided_by: str
    labels: tuple[str, ...]
    sentences: int


def count_settled(connection: Connection) -> list[SettledCount]:
    """Return how many sentences have a ruling that stands: by part, by who decided, by its labels."""
    given = sa.cast(_ruled.labels, sa.Text).label("given")
    each = (
        sa.select(_article.part, _ruled.decided_by, given)
        .join_from(schema.rulings, schema.sentences)
        .join(schema.articles)
        .where(_stands)
        .subquery()
    )
    facets = tuple(each.c)
    rows = connection.execute(sa.select(*facets, sa.func.count()).group_by(*facets))
    return [SettledCount(row[0], row[1], tuple(json.loads(row[2])), row[3]) for row in rows]
