"""How far an annotator is, and about how long the rest takes them."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median

import sqlalchemy as sa
from sqlalchemy import Connection

from . import schema
from .people import Person
from .queue import held_article
from .standing import standing_of

__all__ = ["Pool", "Progress", "pool_of", "progress"]

RECENT = 200
"""judgments that a time estimate rests on, at most"""
ENOUGH = 10
"""and at least"""
PAUSE = 300.0
"""seconds after which a judgment was interrupted: more count as this"""

_said, _queue, _turns = schema.judgments.c, schema.queue.c, schema.turns.c
_sentences, _articles = schema.sentences.c, schema.articles.c
_me = sa.bindparam("me", type_=sa.Integer)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far somebody is: in the article they hold, and in their queue."""

    answered: int | None
    """sentences of the article that they have answered or skipped; None: they hold none"""
    open: int | None
    """sentences of it that are theirs to answer, those answered among them"""
    done: int
    """articles they have finished"""
    left: int
    """articles that will come to them, where what is in the pool is shared out evenly"""
    minutes: int | None
    """that the rest may take them at their own pace; None: too little is known yet"""


_QUEUED = (
    sa.select(schema.queue)
    .join_from(schema.queue, schema.articles)
    .where(_articles.id == sa.bindparam("name"))
)
_DONE = sa.select(sa.func.count()).where(_turns.annotator == _me, _turns.state == "done")
_MEANT = (
    sa.select(sa.func.count())
    .select_from(schema.turns)
    .join(schema.queue, _turns.article == _queue.article)
    .where(_turns.annotator == _me, _turns.state == "planned")
    .where(sa.or_(_queue.seats > 0, _turns.kind == "review"))
)
_had_turn = sa.exists().where(_turns.article == _queue.article, _turns.annotator == _me)
_has_seats = _queue.seats > sa.literal_column("0")  # lets the partial index apply
_EVERYONES = sa.select(sa.func.count()).where(_queue.kind == "calibration", _has_seats, ~_had_turn)
_SEATS = sa.select(sa.func.sum(_queue.seats), sa.func.count()).where(
    _queue.kind == "pool", _has_seats
)
_HAD = (
    sa.select(sa.func.count())
    .select_from(schema.turns)
    .join(schema.queue, _turns.article == _queue.article)
    .where(_turns.annotator == _me, _turns.state != "planned")
    .where(_queue.kind == "pool", _queue.seats > 0)
)
_PEOPLE = sa.select(sa.func.count()).where(schema.accounts.c.place > 0, ~schema.accounts.c.disabled)
_PACE = (
    sa.select(_said.seconds).where(_said.annotator == _me).order_by(_said.seq.desc()).limit(RECENT)
)
_LENGTH = sa.select(
    sa.select(sa.func.max(_sentences.seq)).scalar_subquery(),
    sa.select(sa.func.max(_articles.seq)).scalar_subquery(),
)


@dataclass(frozen=True, slots=True)
class Pool:
    """What is left for everybody together."""

    seats: int
    """turns that articles of the pool still have room for"""
    articles: int
    """articles that have"""
    people: int
    """who share them"""
    length: float
    """sentences of an article, on average"""


def pool_of(connection: Connection) -> Pool:
    """Return what is left for everybody; it takes a walk along the queue."""
    seats, articles = connection.execute(_SEATS).one()
    sentences, all_articles = connection.execute(_LENGTH).one()
    people = connection.scalar(_PEOPLE) or 1
    return Pool(seats or 0, articles, people, (sentences or 0) / (all_articles or 1))


def progress(connection: Connection, person: Person, now: float, pool: Pool) -> Progress:
    """Return how far somebody is, and about how long the rest will take them."""
    asked = {"me": person.seq}
    held = held_article(connection, person, now)
    answered = opened = None
    to_judge = 0.0
    if held is not None:
        queued = connection.execute(_QUEUED, {"name": held}).one()
        standing = standing_of(connection, queued, person.seq, now)
        opened = len(standing.open_to(person.seq))
        to_judge = len(standing.left_for(person.seq))
        answered = opened - int(to_judge)
    others = max(
        0, pool.articles - (connection.scalar(_HAD, asked) or 0)
    )  # nobody has two turns on one
    left = (connection.scalar(_MEANT, asked) or 0) + (connection.scalar(_EVERYONES, asked) or 0)
    left += min(others, -(-pool.seats // pool.people))
    seconds = [min(taken, PAUSE) for taken in connection.scalars(_PACE, asked) if taken is not None]
    minutes = None
    if len(seconds) >= ENOUGH:
        to_judge += left * pool.length
        minutes = round(to_judge * median(seconds) / 60)
    return Progress(answered, opened, connection.scalar(_DONE, asked) or 0, left, minutes)
