"""What a coordinator's pages ask of the corpus: counts, recent times, suggestions shown, articles.

Only what a page shows is read: at a million sentences and a hundred thousand judgments each of these
takes some tenths of a second at most.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy import Connection

from ..errors import QueueError, SettingsError, UnknownArticle, one_of, shorten
from ..labelling.content_notes import TOPICS, bits_to_topics, note_for, topics_to_bits
from ..labelling.suggestion_effect import Shown
from ..labelling.workload import QueuedArticle
from ..nouns import Role, SentenceRef
from . import schema
from .doubts import doubts_state
from .settings import get_setting

__all__ = [
    "Activity",
    "ListedArticle",
    "Quoted",
    "TimedAnswer",
    "address_of",
    "corpus_state",
    "count_activity",
    "list_articles",
    "queued_articles",
    "quote",
    "recent_times",
    "set_content_note",
    "shown_suggestions",
    "suggested_for_judged",
]

LATELY = 5000
"""Answers whose times are looked at: the newest, for work gets quicker as people learn."""


def address_of(connection: Connection) -> str:
    """Return the address that opens the same corpus again; it may hold a password."""
    url = connection.engine.url
    if url.get_backend_name() == "sqlite":
        return str(url.database)
    return url.render_as_string(hide_password=False)


def corpus_state(connection: Connection) -> tuple[Any, ...]:
    """Return something that differs whenever what the dashboard shows may have changed."""
    place = schema.queue.c

    def highest(column: sa.Column[Any]) -> Any:
        return connection.scalar(sa.select(sa.func.max(column)))

    queued = connection.execute(
        sa.select(
            sa.func.count(),
            sa.func.sum(place.per_sentence),
            sa.func.sum(sa.case((place.kind == "gold", 1), (place.kind == "pool", 3), else_=5)),
        )
    ).one()
    return (
        highest(schema.judgments.c.seq),
        highest(schema.rulings.c.seq),
        highest(schema.sentences.c.seq),
        connection.scalar(sa.select(sa.func.count()).select_from(schema.reveals)),
        connection.scalar(sa.select(sa.func.count()).select_from(schema.suggestions)),
        get_setting(connection, "guidelines"),
        doubts_state(connection),
        *queued,
    )


def queued_articles(connection: Connection) -> list[QueuedArticle]:
    """Return every article with what is wanted of it, in the order in which they came in."""
    article, place, sentence = schema.articles.c, schema.queue.c, schema.sentences.c
    counted = (
        sa.select(sentence.article, sa.func.count().label("sentences"))
        .group_by(sentence.article)
        .subquery()
    )
    rows = connection.execute(
        sa.select(article.id, counted.c.sentences, place.kind, place.per_sentence)
        .join_from(schema.articles, counted, counted.c.article == article.seq)
        .join(schema.queue, place.article == article.seq, isouter=True)
        .order_by(article.seq)
    )
    return [QueuedArticle(name, count, kind or "", wanted) for name, count, kind, wanted in rows]


class TimedAnswer(NamedTuple):
    """How long an answer took, the sentence it was about, and whether its article is a hard one."""

    seconds: float
    text: str
    hard: bool


def recent_times(connection: Connection) -> list[TimedAnswer]:
    """Return the newest answers that say how long they took. Whose they are is not told."""
    said, sentence = schema.judgments.c, schema.sentences.c
    newest = (
        sa.select(said.sentence, said.seconds)
        .where(said.seconds > 0, ~said.skipped)
        .order_by(said.seq.desc())
        .limit(LATELY)
        .subquery()
    )
    text = sa.func.substr(schema.articles.c.text, sentence.start + 1, sentence.end - sentence.start)
    rows = connection.execute(
        sa.select(newest.c.seconds, text, schema.queue.c.hard)
        .join_from(newest, schema.sentences, newest.c.sentence == sentence.seq)
        .join(schema.articles, sentence.article == schema.articles.c.seq)
        .join(schema.queue, schema.queue.c.article == sentence.article, isouter=True)
    )
    return [TimedAnswer(seconds, said_there, bool(hard)) for seconds, said_there, hard in rows]


def shown_suggestions(connection: Connection) -> list[Shown]:
    """Return every suggestion that was shown, with the answer given before it."""
    shown, said, sentence = schema.reveals.c, schema.judgments.c, schema.sentences.c
    rows = connection.execute(
        sa.select(
            schema.articles.c.id,
            sentence.start,
            sentence.end,
            schema.annotators.c.id,
            shown.labels,
            said.labels,
        )
        .join_from(schema.reveals, schema.judgments, shown.judgment == said.id)
        .join(schema.sentences, shown.sentence == sentence.seq)
        .join(schema.articles, sentence.article == schema.articles.c.seq)
        .join(schema.annotators, shown.annotator == schema.annotators.c.seq)
    )
    return [
        Shown(SentenceRef(name, start, end), annotator, frozenset(suggested), frozenset(before))
        for name, start, end, annotator, suggested, before in rows
    ]


def suggested_for_judged(connection: Connection) -> dict[SentenceRef, frozenset[str]]:
    """Return the suggestions for sentences that somebody has judged."""
    table, sentence = schema.suggestions.c, schema.sentences.c
    judged = sa.select(schema.judgments.c.sentence).distinct()
    rows = connection.execute(
        sa.select(schema.articles.c.id, sentence.start, sentence.end, table.labels)
        .join_from(schema.suggestions, schema.sentences, table.sentence == sentence.seq)
        .join(schema.articles, sentence.article == schema.articles.c.seq)
        .where(table.sentence.in_(judged))
    )
    return {SentenceRef(name, start, end): frozenset(labels) for name, start, end, labels in rows}


class Quoted(NamedTuple):
    """A sentence as it reads, in its article."""

    title: str
    language: str | None
    text: str


def quote(connection: Connection, refs: Sequence[SentenceRef]) -> dict[SentenceRef, Quoted]:
    """Return some sentences as they read; ones that are not there are left out."""
    article = schema.articles.c
    names = sorted({ref.article_id for ref in refs})
    rows = connection.execute(
        sa.select(article.id, article.title, article.language, article.text).where(
            article.id.in_(names)
        )
    )
    held = {row.id: row for row in rows}
    return {
        ref: Quoted(row.title, row.language, row.text[ref.start : ref.end])
        for ref in refs
        if (row := held.get(ref.article_id)) is not None
    }


@dataclass(frozen=True, slots=True)
class Activity:
    """What somebody has done so far. How fast, and what they skipped, is nobody's business."""

    id: str
    role: Role
    answers: int
    """sentences that their answer counts for"""
    articles: int
    """articles they finished"""
    last_day: str | None
    """day of their newest answer"""


def count_activity(connection: Connection) -> list[Activity]:
    """Return what everyone who ever judged or has an account did, in the order in which they came."""
    person, said, turn = schema.annotators.c, schema.judgments.c, schema.turns.c
    latest = sa.select(sa.func.max(said.seq)).group_by(said.sentence, said.annotator)
    answered = {
        annotator: (count, newest)
        for annotator, count, newest in connection.execute(
            sa.select(said.annotator, sa.func.count(), sa.func.max(said.seq))
            .where(said.seq.in_(latest), ~said.skipped)
            .group_by(said.annotator)
        )
    }
    finished = {
        row[0]: row[1]
        for row in connection.execute(
            sa.select(turn.annotator, sa.func.count())
            .where(turn.state == "done")
            .group_by(turn.annotator)
        )
    }
    newest = [newest for _, newest in answered.values()]
    days = {
        row[0]: (row[1] or "")[:10]
        for row in connection.execute(
            sa.select(said.annotator, said.created).where(said.seq.in_(newest))
        )
    }
    rows = connection.execute(sa.select(person.seq, person.id, person.role).order_by(person.seq))
    return [
        Activity(
            name,
            role,
            answered.get(seq, (0, 0))[0],
            finished.get(seq, 0),
            days.get(seq) or None,
        )
        for seq, name, role in rows
    ]


@dataclass(frozen=True, slots=True)
class ListedArticle:
    """An article as a coordinator finds it in a list."""

    id: str
    title: str
    source: str | None
    published: str | None
    language: str | None
    kind: str | None
    """pool, calibration, gold; None: not assigned"""
    per_sentence: int | None
    topics: tuple[str, ...]
    """ids of what it touches on: as it stands in the queue, else as the list of words finds it"""
    hard: bool
    note: str | None

    def to_json(self) -> dict[str, Any]:
        """Return it as one JSON object."""
        return asdict(self)


def list_articles(
    connection: Connection, search: str, *, offset: int, limit: int
) -> tuple[int, list[ListedArticle]]:
    """Return how many articles have the words in their title or are of that id, and some of them."""
    article, place = schema.articles.c, schema.queue.c
    found = sa.or_(article.title.icontains(search, autoescape=True), article.id == search)
    chosen = sa.true() if not search else found
    rows = connection.execute(
        sa.select(
            article.id,
            article.title,
            article.source,
            article.published,
            article.language,
            place.kind,
            place.per_sentence,
            place.topics,
            place.hard,
            place.note,
            sa.case((place.topics.is_(None), article.text)).label("unseen"),
        )
        .join_from(schema.articles, schema.queue, isouter=True)
        .where(chosen)
        .order_by(article.seq)
        .offset(offset)
        .limit(limit)
    )
    listed = []
    for row in rows:
        if row.topics is None:
            found_there = note_for(row.title, row.unseen)
            topics, hard = found_there.topics, found_there.hard
        else:
            topics, hard = bits_to_topics(row.topics), bool(row.hard)
        names = tuple(topic.id for topic in topics)
        about = (row.id, row.title, row.source, row.published, row.language)
        listed.append(ListedArticle(*about, row.kind, row.per_sentence, names, hard, row.note))
    total = connection.scalar(sa.select(sa.func.count()).select_from(schema.articles).where(chosen))
    return total or 0, listed


def set_content_note(
    connection: Connection, article: str, topics: Iterable[str], hard: bool, note: str | None
) -> None:
    """Say what readers of an article should know before. Raises UnknownArticle, QueueError,
    SettingsError."""
    name = schema.articles.c
    seq = connection.scalar(sa.select(name.seq).where(name.id == article))
    if seq is None:
        raise UnknownArticle(f"the corpus holds no article {shorten(article)}; reload the list")
    asked = list(topics)
    known = [topic.id for topic in TOPICS]
    if strange := [topic for topic in asked if topic not in known]:
        found = f"found {shorten(strange[0])}, allowed: {one_of(known)}"
        raise SettingsError(f"field 'topics': {found}")
    done = connection.execute(
        sa.update(schema.queue)
        .where(schema.queue.c.article == seq)
        .values(topics=topics_to_bits(asked), hard=hard, note=note)
    )
    if not done.rowcount:
        raise QueueError(
            f"the article {shorten(article)} is not assigned to anybody yet; assign articles first"
        )
