"""Articles that may come next for an annotator, and those that are kept from them for now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Literal, NamedTuple

import sqlalchemy as sa
from sqlalchemy import Connection

from ..labelling.content_notes import topics_to_bits
from ..settings import PageSettings
from . import schema
from .people import Person
from .prepared import Prepared

__all__ = ["Candidate", "Care", "WhyNone", "candidates", "why_none"]

WhyNone = Literal["empty", "finished", "own_part", "waiting", "hard_limit", "opted_out"]
"""the corpus has no sentences; all is judged; all that they may judge is; others are at the rest; more
hard ones are there, but not today; what is left touches on what they opted out of"""

CHUNK = 20
DAY = 86400.0
END = 2**31 - 1

_queue, _turns = schema.queue.c, schema.turns.c
_me = sa.bindparam("me", type_=sa.Integer)


class Candidate(NamedTuple):
    """An article that may come next, by its row number."""

    article: int
    name: str
    """the article's id"""
    kind: str
    place: int | None = None
    """in the queue, where it was come upon on the way along it"""
    begun: bool = False
    """whether they had it in hand before"""


@dataclass(frozen=True, slots=True)
class Care:
    """What an annotator is not given now."""

    opted_out: int
    """bits of the topics"""
    hard: bool
    """whether a hard article may come today; days are those of UTC"""

    @staticmethod
    def of(connection: Connection, person: Person, settings: PageSettings, now: float) -> Care:
        """Return what to keep from somebody at this moment."""
        own, general = person.preferences.hard_per_day, settings.hard_per_day
        limits = [limit for limit in (own, general or None) if limit is not None]
        asked = {"me": person.seq, "since": now - now % DAY}
        hard = not limits or (_HARD_TODAY.scalar(connection, asked) or 0) < min(limits)
        return Care(topics_to_bits(person.preferences.opt_out), hard)

    def allows(self, topics: int, hard: bool, begun: bool) -> bool:
        """Whether an article may come; a hard one that they have begun may come again."""
        return not (topics & self.opted_out) and (self.hard or begun or not hard)


_HARD_TODAY = Prepared(
    sa.select(sa.func.count())
    .select_from(schema.turns)
    .join(schema.queue, _turns.article == _queue.article)
    .where(
        _turns.annotator == _me,
        _turns.granted >= sa.bindparam("since", type_=sa.Float),
        _turns.state != "declined",
        _queue.hard,
    )
)
# Candidates. The literal 0 lets the databases see that the partial indexes apply.
_has_seats = _queue.seats > sa.literal_column("0")
_had_turn = sa.exists().where(_turns.article == _queue.article, _turns.annotator == _me)
_opted_out = sa.bindparam("opted_out", type_=sa.Integer)
_wanted = sa.or_(_queue.topics.is_(None), _queue.topics.bitwise_and(_opted_out) == 0)
_bearable = sa.or_(_queue.hard.is_(None), ~_queue.hard, sa.bindparam("hard", type_=sa.Boolean))
_fresh = sa.and_(~_had_turn, _wanted, _bearable)
_articles = schema.articles.c
_NEW = Prepared(
    sa.select(_queue.article, _articles.id, _queue.position)
    .join_from(schema.queue, schema.articles, _articles.seq == _queue.article)
    .where(
        _queue.kind == sa.bindparam("kind"),
        _has_seats,
        _queue.position > sa.bindparam("after", type_=sa.Integer),
        _queue.position <= sa.bindparam("last", type_=sa.Integer),
        _fresh,
    )
    .order_by(_queue.position)
    .limit(CHUNK)
)
_place = (
    sa.select(schema.accounts.c.place).where(schema.accounts.c.annotator == _me).scalar_subquery()
)
_first = sa.case((_turns.kind == "review", 0), (_turns.state == "planned", 1), else_=2)
_own = (
    sa.select(_turns.article, _turns.kind, _turns.state, _queue.position, _first.label("first"))
    .join_from(schema.turns, schema.queue, _turns.article == _queue.article)
    .where(
        _turns.annotator == _me,
        sa.or_(_turns.state == "planned", _turns.state == "returned"),
        sa.or_(_has_seats, _turns.kind == "review"),
        _wanted,
        sa.or_(_turns.state == "returned", _bearable),
    )
    .order_by(_first, _queue.position)
    .limit(CHUNK)
)
_untouched = sa.select(
    _queue.article,
    _queue.kind,
    sa.literal("", sa.String).label("state"),
    _queue.position,
    sa.literal_column("0").label("first"),
)


def _along(*chosen: sa.ColumnElement[Any]) -> sa.Select[Any]:
    """Return the first articles of the queue that somebody had no turn on yet and that are chosen."""
    return _untouched.where(*chosen, _fresh).order_by(_queue.position).limit(CHUNK)


def _ranked(rank: str, chosen: sa.Select[Any]) -> sa.Select[Any]:
    rows = chosen.subquery(f"from_{rank}")
    return sa.select(sa.literal_column(f"'{rank}'").label("rank"), *rows.c)


RANKS = {
    "own": _own,
    "calibration": _along(_queue.kind == "calibration", _has_seats),
    "gold": _along(_queue.kind == "gold", _has_seats),
    "returned": _along(sa.literal_column("queue.returned")),  # only of the pool, only with seats
    "pool": _along(
        _queue.kind == "pool", _has_seats, _queue.position > sa.func.coalesce(_place, 0)
    ),
}
"""where the next article comes from, the first choice first -> the statement that finds it"""
_found = sa.union_all(*(_ranked(rank, chosen) for rank, chosen in RANKS.items())).subquery("found")
_FIRST = Prepared(
    sa.select(_found, _articles.id)
    .join_from(_found, schema.articles, _articles.seq == _found.c.article)
    .order_by(
        sa.case({rank: place for place, rank in enumerate(RANKS)}, value=_found.c.rank),
        _found.c.first,
        _found.c.position,
    )
)
_PLACE = Prepared(sa.select(schema.accounts.c.place).where(schema.accounts.c.annotator == _me))


def candidates(
    connection: Connection, person: Person, settings: PageSettings, care: Care
) -> Iterator[Candidate]:
    """Yield the articles that may come next, the first choice first; each is to be looked at again."""
    asked = {"me": person.seq, "opted_out": care.opted_out, "hard": care.hard}
    rows = _FIRST.all(connection, asked)
    for rank, group in groupby(rows, key=lambda row: row.rank):
        if rank == "gold" and not _gold_is_due(connection, person, settings):
            continue
        found = list(group)
        for row in found:
            place = row.position if rank == "pool" else None
            yield Candidate(row.article, row.id, row.kind, place, begun=row.state == "returned")
        if rank in ("calibration", "gold", "pool") and len(found) == CHUNK:
            yield from _new(connection, asked, rank, found[-1].position, END)
    place = _PLACE.scalar(connection, {"me": person.seq}) or 0
    yield from _new(connection, asked, "pool", 0, place)


def _new(
    connection: Connection, asked: dict[str, Any], kind: str, after: int, last: int
) -> Iterator[Candidate]:
    """Yield the articles of a kind that they had no turn on yet, along the queue."""
    while True:
        where = {"kind": kind, "after": after, "last": last}
        rows = _NEW.all(connection, asked | where)
        for article, name, position in rows:
            yield Candidate(article, name, kind, position if kind == "pool" else None)
        if len(rows) < CHUNK:
            return
        after = rows[-1].position


_LATELY = (
    sa.select(_turns.kind)
    .where(
        _turns.annotator == _me,
        _turns.granted.is_not(None),
        _turns.state == "done",
        _turns.kind.in_(("pool", "gold")),
    )
    .order_by(_turns.granted.desc(), _turns.seq.desc())
    .limit(sa.bindparam("most", type_=sa.Integer))
)


def _gold_is_due(connection: Connection, person: Person, settings: PageSettings) -> bool:
    asked = {"me": person.seq, "most": settings.gold_every}
    lately = connection.scalars(_LATELY, asked).all()
    return len(lately) == settings.gold_every and "gold" not in lately


_untaken = sa.and_(_queue.kind == "pool", _has_seats, ~_had_turn)
_TOO_HARD = sa.select(_queue.article).where(
    _untaken, _queue.hard, _queue.topics.bitwise_and(_opted_out) == 0
)
_UNWANTED = sa.select(_queue.article).where(_untaken, _queue.topics.bitwise_and(_opted_out) != 0)
_OTHERS_AT_IT = (
    sa.select(_turns.article)
    .join_from(schema.turns, schema.queue, _turns.article == _queue.article)
    .where(_turns.state == "active", _turns.annotator != _me, _queue.kind == "pool")
    .where(
        ~sa.exists(
            sa.select(1)
            .select_from(own := schema.turns.alias())
            .where(
                own.c.article == _queue.article,
                own.c.annotator == _me,
                own.c.state.in_(("done", "declined")),
            )
            .correlate(schema.queue)
        )
    )
)


_UNFINISHED = (
    sa.select(_queue.article).where(_queue.kind == "pool", _has_seats),
    sa.select(_turns.article).where(_turns.state == "active", _turns.annotator != _me),
)


def why_none(connection: Connection, person: Person, care: Care) -> WhyNone:
    """Return why no article comes, where the corpus has any."""
    asked = {"me": person.seq, "opted_out": care.opted_out}

    def any_of(statement: sa.Select[Any]) -> bool:
        return connection.scalar(statement.limit(1), asked) is not None

    if not care.hard and any_of(_TOO_HARD):
        return "hard_limit"
    if any_of(_UNWANTED):
        return "opted_out"
    if any_of(_OTHERS_AT_IT):
        return "waiting"
    return "own_part" if any(map(any_of, _UNFINISHED)) else "finished"
