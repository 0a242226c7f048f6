"""How far an annotator is, and about how long the rest takes them."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median

import sqlalchemy as sa
from sqlalchemy import Connection

from . import schema
from .people import Person
from .prepared import Prepared
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


_HELD = Prepared(
    sa.select(_queue.article, _queue.kind, _queue.per_sentence, _turns.granted)
    .join_from(schema.turns, schema.queue, _turns.article == _queue.article)
    .where(
        _turns.annotator == _me,
        _turns.state == "active",
        _turns.until > sa.bindparam("now", type_=sa.Float),
    )
)
_had_turn = sa.exists().where(_turns.article == _queue.article, _turns.annotator == _me)
_has_seats = _queue.seats > sa.literal_column("0")  # lets the partial index apply
_mine = sa.select(sa.func.count()).select_from(schema.turns).where(_turns.annotator == _me)
_COUNTS = Prepared(
    sa.select(
        _mine.where(_turns.state == "done").scalar_subquery().label("done"),
        _mine.where(_turns.state != "planned").scalar_subquery().label("had"),
        _mine.join(schema.queue, _turns.article == _queue.article)
        .where(_turns.state == "planned", sa.or_(_queue.seats > 0, _turns.kind == "review"))
        .scalar_subquery()
        .label("meant"),
        sa.select(sa.func.count())
        .where(_queue.kind == "calibration", _has_seats, ~_had_turn)
        .scalar_subquery()
        .label("everyones"),
    )
)
_SEATS = sa.select(sa.func.sum(_queue.seats), sa.func.count()).where(
    _queue.kind == "pool", _has_seats
)
_HAD_WITH_SEATS = Prepared(
    _mine.join(schema.queue, _turns.article == _queue.article)
    .where(_turns.state != "planned")
    .where(_queue.kind == "pool", _queue.seats > 0)
)
_PEOPLE = sa.select(sa.func.count()).where(schema.accounts.c.place > 0, ~schema.accounts.c.disabled)
_PACE = Prepared(
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
    answered = opened = None
    to_judge = 0.0
    turns = _HELD.all(connection, asked | {"now": now})
    held = max(turns, key=lambda turn: turn.granted, default=None)
    if held is not None:
        standing = standing_of(connection, held, person.seq, now)
        opened = len(standing.open_to(person.seq))
        to_judge = len(standing.left_for(person.seq))
        answered = opened - int(to_judge)
    counts = _COUNTS.one(connection, asked)
    left = counts.meant + counts.everyones + _share(connection, asked, counts.had, pool)
    paces = _PACE.all(connection, asked)
    seconds = [min(taken, PAUSE) for (taken,) in paces if taken is not None]
    minutes = None
    if len(seconds) >= ENOUGH:
        to_judge += left * pool.length
        minutes = round(to_judge * median(seconds) / 60)
    return Progress(answered, opened, counts.done, left, minutes)


def _share(connection: Connection, asked: dict[str, int], had: int, pool: Pool) -> int:
    """Return how many articles of the pool come to somebody if it is shared out evenly.

    Nobody has two turns on an article. `had` is the number of all their turns; how many of these are
    on articles that still have room takes longer to count and is asked only where it matters.
    """
    share = -(-pool.seats // pool.people)
    if pool.articles - had >= share:
        return share
    return max(0, min(share, pool.articles - (_HAD_WITH_SEATS.scalar(connection, asked) or 0)))
