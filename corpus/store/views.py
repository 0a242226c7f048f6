"""What an annotator sees: an article with their own judgments, and their history.

Nobody else's judgments are read here but to know which sentences are open to them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from ..labelling.content_notes import Topic, bits_to_topics
from ..nouns import Article, Sentence
from . import schema
from .people import Person
from .prepared import Prepared
from .review import labels_to_review
from .rulings import ADJUDICATED
from .standing import standing_of

__all__ = [
    "ArticleView",
    "Entry",
    "OwnJudgment",
    "Reading",
    "SentenceView",
    "count_sentences",
    "find_article",
    "history",
    "read_article",
    "view_article",
]

HISTORY = 100

_said, _queue, _turns = schema.judgments.c, schema.queue.c, schema.turns.c
_sentences, _articles = schema.sentences.c, schema.articles.c
_me = sa.bindparam("me", type_=sa.Integer)


@dataclass(frozen=True, slots=True)
class OwnJudgment:
    """A judgment as its annotator sees it. `withdrawn`: taken back, the sentence waits again."""

    id: str
    labels: list[str]
    unsure: bool
    skipped: bool
    withdrawn: bool
    comment: str | None
    created: str | None
    guidelines: str | None


@dataclass(frozen=True, slots=True)
class SentenceView:
    """A sentence of an article that is somebody's turn."""

    sentence: Sentence
    open: bool
    """whether they may answer it; the others are context"""
    judgment: OwnJudgment | None
    review: tuple[str, ...]
    """labels whose rules have changed since, in a way that concerns this answer"""
    suggestion: tuple[str, ...] | None
    """what a model says, where they have been shown it"""


@dataclass(frozen=True, slots=True)
class NotedArticle:
    """An article and what is to be known before it is read."""

    article: Article
    topics: tuple[Topic, ...]
    hard: bool
    note: str | None
    """a coordinator's own"""


@dataclass(frozen=True, slots=True)
class Reading(NotedArticle):
    """An article as it is read."""

    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class ArticleView(NotedArticle):
    """An article on somebody's turn. `seconds` are left of the lease; 0: they do not hold it."""

    seconds: int
    sentences: tuple[SentenceView, ...]


_FIELDS = ("id", "title", "text", "url", "source", "published", "language", "licence")
_JUDGMENT = (
    _said.id,
    _said.labels,
    _said.unsure,
    _said.skipped,
    _said.comment,
    _said.created,
    _said.guidelines,
    _said.extra,
)
_HEAD = Prepared(
    sa.select(schema.articles, _queue.topics, _queue.hard, _queue.note, _queue.kind)
    .add_columns(_queue.per_sentence, _queue.article, _turns.state, _turns.until, _turns.reason)
    .join_from(schema.articles, schema.queue, _queue.article == _articles.seq)
    .join(schema.turns, sa.and_(_turns.article == _articles.seq, _turns.annotator == _me))
    .where(
        _articles.id == sa.bindparam("name"), _turns.state != "planned", _turns.state != "declined"
    )
)
_SENTENCES = Prepared(
    sa.select(schema.sentences)
    .where(_sentences.article == sa.bindparam("article", type_=sa.Integer))
    .order_by(_sentences.start)
)
_COUNT = Prepared(
    sa.select(sa.func.count())
    .select_from(schema.sentences)
    .where(
        _sentences.article
        == sa.select(_articles.seq).where(_articles.id == sa.bindparam("name")).scalar_subquery()
    )
)
_OWN = Prepared(  # outer joins go by way of the sentences, not of all that they ever judged
    sa.select(
        _sentences.seq,
        _sentences.start,
        _sentences.end,
        _sentences.paragraph,
        _sentences.in_quote,
        *_JUDGMENT,
        schema.reveals.c.labels.label("shown"),
    )
    .join_from(
        schema.sentences,
        schema.judgments,
        sa.and_(_said.sentence == _sentences.seq, _said.annotator == _me),
        isouter=True,
    )
    .join(
        schema.reveals,
        sa.and_(schema.reveals.c.sentence == _sentences.seq, schema.reveals.c.annotator == _me),
        isouter=True,
    )
    .where(_sentences.article == sa.bindparam("article", type_=sa.Integer))
    .order_by(_sentences.start, _said.seq)
)


def find_article(connection: Connection, name: str) -> int | None:
    """Return the row number of an article by its id."""
    seq: int | None = connection.scalar(sa.select(_articles.seq).where(_articles.id == name))
    return seq


def count_sentences(connection: Connection, name: str) -> int:
    """Return how many sentences an article has; 0: there is no such article."""
    return _COUNT.scalar(connection, {"name": name}) or 0


def read_article(connection: Connection, person: Person, name: str) -> Reading | None:
    """Return an article as somebody reads it who has, or had, it in hand; None for all others."""
    head = _HEAD.one(connection, {"name": name, "me": person.seq})
    if head is None:
        return None
    rows = _SENTENCES.all(connection, {"article": head.article})
    return Reading(
        *_read(head),
        tuple(Sentence(name, row.start, row.end, row.paragraph, row.in_quote) for row in rows),
    )


def _read(head: Any) -> tuple[Article, tuple[Topic, ...], bool, str | None]:
    article = Article(**{field: getattr(head, field) for field in _FIELDS})
    return article, bits_to_topics(head.topics or 0), bool(head.hard), head.note


def view_article(
    connection: Connection, person: Person, name: str, digest: str, now: float
) -> ArticleView | None:
    """Return an article as somebody sees it who has, or had, it in hand; None for all others.

    `digest` is that of the label scheme in force.
    """
    head = _HEAD.one(connection, {"name": name, "me": person.seq})
    if head is None:
        return None
    standing = standing_of(connection, head, person.seq, now)
    open_to_me = () if head.reason == ADJUDICATED else standing.open_to(person.seq)
    rows = _OWN.all(connection, {"article": head.article, "me": person.seq})
    latest = {row.seq: row for row in rows}  # of several judgments the last
    review: Mapping[tuple[int, int], list[str]] = {}
    if any(row.id is not None and row.guidelines != digest for row in latest.values()):
        review = labels_to_review(connection, person.id, name)
    return ArticleView(
        *_read(head),
        max(0, round(head.until - now)) if person.seq in standing.holders else 0,
        tuple(
            SentenceView(
                Sentence(name, row.start, row.end, row.paragraph, row.in_quote),
                row.seq in open_to_me,
                _own(row),
                tuple(review.get((row.start, row.end), ())),
                None if row.shown is None else tuple(row.shown),
            )
            for row in latest.values()
        ),
    )


def _own(row: Any) -> OwnJudgment | None:
    return None if row is None or row.id is None else OwnJudgment(*_judged(row))


def _judged(row: Any) -> tuple[Any, ...]:
    """Return the fields of an `OwnJudgment`."""
    withdrawn = bool(row.skipped and (row.extra or {}).get("withdrawn"))
    answer = (row.id, row.labels, row.unsure, row.skipped, withdrawn)
    return (*answer, row.comment, row.created, row.guidelines)


@dataclass(frozen=True, slots=True)
class Entry(OwnJudgment):
    """A step in an annotator's history: what they said of a sentence, and what they had said before."""

    article_id: str
    start: int
    end: int
    action: str
    """judge, undo or redo"""
    group: str | None
    """what was done at once shares it"""
    before: OwnJudgment | None


_earlier = schema.judgments.alias("earlier")
_HISTORY = Prepared(
    sa.select(_said.seq, *_JUDGMENT, _sentences.start, _sentences.end)
    .add_columns(
        _articles.id.label("article_id"),
        sa.select(sa.func.max(_earlier.c.seq))
        .where(
            _earlier.c.sentence == _said.sentence,
            _earlier.c.annotator == _said.annotator,
            _earlier.c.seq < _said.seq,
        )
        .correlate(schema.judgments)
        .scalar_subquery()
        .label("before"),
    )
    .join_from(schema.judgments, schema.sentences, _said.sentence == _sentences.seq)
    .join(schema.articles, _sentences.article == _articles.seq)
    .where(_said.annotator == _me)
    .order_by(_said.seq.desc())
    .limit(HISTORY)
)
_THESE = sa.select(_said.seq, *_JUDGMENT).where(_said.seq.in_(sa.bindparam("seqs", expanding=True)))


def history(connection: Connection, person: Person) -> list[Entry]:
    """Return somebody's own last judgments, oldest first."""
    rows = _HISTORY.all(connection, {"me": person.seq})
    said: dict[int, Any] = {row.seq: row for row in rows}
    older = [row.before for row in rows if row.before is not None and row.before not in said]
    if older:
        said |= {row.seq: row for row in connection.execute(_THESE, {"seqs": older})}
    return [_entry(row, _own(said.get(row.before))) for row in reversed(rows)]


def _entry(row: Any, before: OwnJudgment | None) -> Entry:
    extra = row.extra or {}
    action, group = extra.get("action", "judge"), extra.get("group")
    place = (row.article_id, row.start, row.end, action, group, before)
    return Entry(*(*_judged(row), *place))
