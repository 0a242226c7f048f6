"""What an annotator sees: an article with their own judgments, and their history.

Nobody else's judgments are read here but to know which sentences are open to them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from ..content_notes import Topic, bits_to_topics
from ..nouns import Article, Sentence, SentenceRef
from . import schema
from .people import Person
from .review import labels_to_review
from .rulings import ADJUDICATED
from .standing import standing_of
from .turns import find_turn

__all__ = [
    "ArticleView",
    "Entry",
    "OwnJudgment",
    "SentenceView",
    "find_article",
    "history",
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
    labels: tuple[str, ...]
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
class ArticleView:
    """An article on somebody's turn. `seconds` are left of the lease; 0: they do not hold it."""

    article: Article
    topics: tuple[Topic, ...]
    hard: bool
    note: str | None
    """a coordinator's own"""
    seconds: int
    sentences: tuple[SentenceView, ...]


_ARTICLE = (
    sa.select(schema.articles, _queue.topics, _queue.hard, _queue.note, _queue.kind)
    .add_columns(_queue.per_sentence, _queue.article)
    .join_from(schema.articles, schema.queue, _queue.article == _articles.seq)
    .where(_articles.id == sa.bindparam("name"))
)
_SENTENCES = (
    sa.select(schema.sentences)
    .where(_sentences.article == sa.bindparam("article", type_=sa.Integer))
    .order_by(_sentences.start)
)
_OWN = (  # an outer join goes by way of the sentences, not of all that they ever judged
    sa.select(schema.judgments)
    .join_from(
        schema.sentences,
        schema.judgments,
        sa.and_(_said.sentence == _sentences.seq, _said.annotator == _me),
        isouter=True,
    )
    .where(_sentences.article == sa.bindparam("article", type_=sa.Integer))
    .order_by(_sentences.start, _said.seq)
)
_SHOWN = (
    sa.select(schema.reveals.c.sentence, schema.reveals.c.labels)
    .join_from(schema.sentences, schema.reveals, schema.reveals.c.sentence == _sentences.seq)
    .where(
        _sentences.article == sa.bindparam("article", type_=sa.Integer),
        schema.reveals.c.annotator == _me,
    )
)


def find_article(connection: Connection, name: str) -> int | None:
    """Return the row number of an article by its id."""
    seq: int | None = connection.scalar(sa.select(_articles.seq).where(_articles.id == name))
    return seq


def view_article(
    connection: Connection, person: Person, name: str, digest: str, now: float
) -> ArticleView | None:
    """Return an article as somebody sees it who has, or had, it in hand; None for all others.

    `digest` is that of the label scheme in force.
    """
    row = connection.execute(_ARTICLE, {"name": name}).one_or_none()
    turn = None if row is None else find_turn(connection, row.article, person)
    if row is None or turn is None or turn.state in ("planned", "declined"):
        return None
    asked = {"article": row.article, "me": person.seq}
    standing = standing_of(connection, row, person.seq, now)
    holds = person.seq in standing.holders
    open_to_me = () if turn.reason == ADJUDICATED else standing.open_to(person.seq)
    rows = connection.execute(_OWN, asked)
    own = {said.sentence: said for said in rows if said.sentence is not None}
    shown = {sentence: tuple(labels) for sentence, labels in connection.execute(_SHOWN, asked)}
    review: Mapping[tuple[int, int], list[str]] = {}
    if any(said.guidelines != digest for said in own.values()):
        review = labels_to_review(connection, person.id, name)
    fields = ("id", "title", "text", "url", "source", "published", "language", "licence")
    return ArticleView(
        Article(**{field: getattr(row, field) for field in fields}),
        bits_to_topics(row.topics or 0),
        bool(row.hard),
        row.note,
        max(0, round(turn.until - now)) if holds else 0,
        tuple(
            SentenceView(
                Sentence(name, each.start, each.end, each.paragraph, each.in_quote),
                each.seq in open_to_me,
                _own(own.get(each.seq)),
                tuple(review.get((each.start, each.end), ())),
                shown.get(each.seq),
            )
            for each in connection.execute(_SENTENCES, asked)
        ),
    )


def _own(row: Any) -> OwnJudgment | None:
    if row is None:
        return None
    return OwnJudgment(
        row.id,
        tuple(row.labels),
        row.unsure,
        row.skipped,
        bool(row.skipped and (row.extra or {}).get("withdrawn")),
        row.comment,
        row.created,
        row.guidelines,
    )


@dataclass(frozen=True, slots=True)
class Entry:
    """A step in an annotator's history: what they said of a sentence, and what they had said before."""

    sentence: SentenceRef
    judgment: OwnJudgment
    action: str
    """judge, undo or redo"""
    group: str | None
    """what was done at once shares it"""
    before: OwnJudgment | None


_earlier = schema.judgments.alias("earlier")
_HISTORY = (
    sa.select(schema.judgments, _sentences.start, _sentences.end, _articles.id.label("article_id"))
    .add_columns(
        sa.select(sa.func.max(_earlier.c.seq))
        .where(
            _earlier.c.sentence == _said.sentence,
            _earlier.c.annotator == _said.annotator,
            _earlier.c.seq < _said.seq,
        )
        .correlate(schema.judgments)
        .scalar_subquery()
        .label("before")
    )
    .join_from(schema.judgments, schema.sentences, _said.sentence == _sentences.seq)
    .join(schema.articles, _sentences.article == _articles.seq)
    .where(_said.annotator == _me)
    .order_by(_said.seq.desc())
    .limit(HISTORY)
)
_THESE = sa.select(schema.judgments).where(_said.seq.in_(sa.bindparam("seqs", expanding=True)))


def history(connection: Connection, person: Person) -> list[Entry]:
    """Return somebody's own last judgments, oldest first."""
    rows = connection.execute(_HISTORY, {"me": person.seq}).all()
    seqs = [row.before for row in rows if row.before is not None]
    before = {row.seq: row for row in connection.execute(_THESE, {"seqs": seqs})}
    entries = []
    for row in reversed(rows):
        judgment, extra = _own(row), row.extra or {}
        assert judgment is not None, "the row is there"  # noqa: S101
        entries.append(
            Entry(
                SentenceRef(row.article_id, row.start, row.end),
                judgment,
                extra.get("action", "judge"),
                extra.get("group"),
                _own(before.get(row.before)),
            )
        )
    return entries
