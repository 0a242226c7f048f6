"""Turns: who holds which article until when, and what is open to them there.

A turn is `planned` (a coordinator meant the article for them), `active` (they hold it until its
lease ends), `done`, `returned` (the lease ran out, or they gave it back) or `declined`. Whoever changes
a turn locks the article's row in the queue first, so that two servers never count the same room twice.
"""

from __future__ import annotations

from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy import Connection

from ..nouns import SentenceRef
from ..settings import PageSettings
from . import schema
from .people import Person
from .prepared import Prepared
from .review import labels_to_review
from .rulings import ADJUDICATED
from .set_aside import take_in
from .standing import Standing, lock_article, standing_of

__all__ = [
    "count_seats",
    "decline",
    "end_leases",
    "end_turn",
    "find_turn",
    "grant",
    "is_finished",
    "lease_left",
    "pass_over",
    "renew",
]

SWEEP = 20
"""leases ended at once, at most: the next request ends the others"""

_queue, _turns = schema.queue.c, schema.turns.c
_article, _me = sa.bindparam("article", type_=sa.Integer), sa.bindparam("me", type_=sa.Integer)
_now = sa.bindparam("now", type_=sa.Float)
_TURN = Prepared(sa.select(schema.turns).where(_turns.article == _article, _turns.annotator == _me))


def find_turn(connection: Connection, article: int, person: Person) -> Any:
    """Return somebody's turn on an article, or None."""
    return _TURN.one(connection, {"article": article, "me": person.seq})


_UNTIL = Prepared(
    sa.select(_turns.until)
    .join_from(schema.turns, schema.articles, _turns.article == schema.articles.c.seq)
    .where(
        schema.articles.c.id == sa.bindparam("name"),
        _turns.annotator == _me,
        _turns.state == "active",
    )
)


def lease_left(connection: Connection, sentence: SentenceRef, person: Person, now: float) -> int:
    """Return the seconds for which somebody holds the article of a sentence; 0: they do not."""
    asked = {"name": sentence.article_id, "me": person.seq}
    return max(0, round((_UNTIL.scalar(connection, asked) or now) - now))


_LEFT = (
    sa.update(schema.queue)
    .where(_queue.article == sa.bindparam("of_article", type_=sa.Integer))
    .values(seats=sa.bindparam("now_left", type_=sa.Integer))
)
_SEATS = Prepared(_LEFT)
_SEATS_AND_RETURNED = Prepared(
    _LEFT.values(returned=sa.bindparam("now_returned", type_=sa.Boolean))
)


def count_seats(connection: Connection, standing: Standing, *, returned: bool = False) -> None:
    """Write down how many more may take an article, and whether it goes first from now on."""
    if standing.wanted is None:
        return
    seats = standing.seats()
    changed = {"of_article": standing.article, "now_left": seats}
    statement = _SEATS if seats and not returned else _SEATS_AND_RETURNED
    statement.run(connection, changed | {"now_returned": seats > 0})


_MINE = sa.and_(
    _turns.article == sa.bindparam("of_article", type_=sa.Integer),
    _turns.annotator == sa.bindparam("of_me", type_=sa.Integer),
)
_GRANT = Prepared(
    sa.update(schema.turns)
    .where(_MINE)
    .values(
        state="active",
        granted=sa.bindparam("now_granted", type_=sa.Float),
        until=sa.bindparam("now_until", type_=sa.Float),
    )
)
_END = Prepared(
    sa.update(schema.turns)
    .where(_MINE)
    .values(
        state=sa.bindparam("now_state", type_=sa.String),
        reason=sa.bindparam("now_reason", type_=sa.Text),
    )
)
_INSERT = Prepared(
    sa.insert(schema.turns), ("article", "annotator", "kind", "state", "granted", "until")
)


def grant(
    connection: Connection, standing: Standing, person: Person, settings: PageSettings, now: float
) -> None:
    """Give an article to somebody, as the last of those who hold it.

    What they sent too late before and was set aside is taken in where there is room for it.
    """
    granted = max(now, standing.newest + 0.001)  # the clock may have gone back
    until = now + settings.lease_minutes * 60
    standing = standing.without(person.seq).held_by(person.seq)
    mine = {"of_article": standing.article, "of_me": person.seq}
    changed = {"now_granted": granted, "now_until": until}
    had_turn = _GRANT.run(connection, mine | changed)
    if not had_turn:
        _insert(connection, standing, person.seq, "active", granted, until)
    count_seats(connection, standing)
    if had_turn:
        take_in(connection, standing.article, person.seq, standing.open_to)


_REVIEWED = Prepared(
    sa.select(schema.articles.c.id.label("article"), schema.annotators.c.id.label("annotator"))
    .join_from(schema.turns, schema.articles, _turns.article == schema.articles.c.seq)
    .join(schema.annotators, _turns.annotator == schema.annotators.c.seq)
    .where(_turns.article == _article, _turns.annotator == _me, _turns.kind == "review")
)


def is_finished(
    connection: Connection, standing: Standing, me: int, kind: str | None = None
) -> bool:
    """Whether nothing is left for somebody on an article that they hold, a second look included.

    `kind` is that of their turn, where it is known.
    """
    if not standing.held_by(me).finished_by(me):
        return False
    if kind not in (None, "review"):
        return True
    asked = {"article": standing.article, "me": me}
    review = _REVIEWED.one(connection, asked)
    return review is None or not labels_to_review(connection, review.annotator, review.article)


def end_turn(
    connection: Connection,
    standing: Standing,
    me: int,
    state: Literal["done", "returned", "declined"],
    reason: str | None = None,
) -> None:
    """End somebody's turn. An unfinished article goes back to the pool, ahead of the others."""
    mine = {"of_article": standing.article, "of_me": me}
    _END.run(connection, mine | {"now_state": state, "now_reason": reason})
    count_seats(connection, standing.without(me), returned=state != "done")


def pass_over(connection: Connection, standing: Standing, me: int) -> None:
    """Note that an article has nothing left for somebody, as judgments came from elsewhere."""
    if is_finished(connection, standing, me):
        mine = {"of_article": standing.article, "of_me": me}
        done = {"now_state": "done", "now_reason": None}
        if not _END.run(connection, mine | done):
            _insert(connection, standing, me, "done")
    count_seats(connection, standing)


def _insert(
    connection: Connection,
    standing: Standing,
    me: int,
    state: str,
    granted: float | None = None,
    until: float | None = None,
) -> None:
    row = {"article": standing.article, "annotator": me, "kind": standing.kind, "state": state}
    _INSERT.run(connection, row | {"granted": granted, "until": until})


_ENDED = Prepared(
    sa.select(_turns.seq, _turns.article, _turns.annotator, _turns.until)
    .where(
        _turns.state == "active",
        sa.or_(_turns.until <= _now, _turns.until > sa.bindparam("latest", type_=sa.Float)),
    )
    .order_by(_turns.article)
    .limit(SWEEP)
)


_PROLONG = Prepared(
    sa.update(schema.turns)
    .where(_turns.seq == sa.bindparam("of_turn", type_=sa.Integer))
    .values(until=sa.bindparam("now_until", type_=sa.Float))
)


def end_leases(connection: Connection, settings: PageSettings, now: float) -> None:
    """End leases that have run out.

    No lease outlasts its length from now on: after a clock that was ahead has been put right, none
    keeps others out for longer than that.
    """
    latest = now + settings.lease_minutes * 60
    for turn in _ENDED.all(connection, {"now": now, "latest": latest}):
        queued = lock_article(connection, turn.article, wait=False)
        if queued is None:
            continue
        if turn.until > now:
            _PROLONG.run(connection, {"of_turn": turn.seq, "now_until": latest})
            continue
        standing = standing_of(connection, queued, turn.annotator, now)
        if turn.annotator not in standing.holders:  # not renewed while we waited
            done = is_finished(connection, standing, turn.annotator)
            end_turn(connection, standing, turn.annotator, "done" if done else "returned")


def renew(
    connection: Connection, article: int, person: Person, settings: PageSettings, now: float
) -> bool:
    """Prolong somebody's lease, or give it anew where something is left for them.

    Return whether they hold the article now.
    """
    turn = find_turn(connection, article, person)
    if turn is None or turn.state not in ("active", "returned"):
        return False
    queued = lock_article(connection, article)
    standing = standing_of(connection, queued, person.seq, now)
    if person.seq in standing.holders:
        until = now + settings.lease_minutes * 60
        _PROLONG.run(connection, {"of_turn": turn.seq, "now_until": until})
        return True
    if not standing.held_by(person.seq).left_for(person.seq):
        return False
    grant(connection, standing, person, settings, now)
    return True


def decline(
    connection: Connection, article: int, person: Person, reason: str | None, now: float
) -> bool:
    """Give an article back for good: it never comes to them again. Return whether they had it."""
    turn = find_turn(connection, article, person)
    if turn is None or turn.reason == ADJUDICATED:  # theirs no more, and that must not be forgotten
        return False
    queued = lock_article(connection, article)
    standing = standing_of(connection, queued, person.seq, now)
    end_turn(connection, standing, person.seq, "declined", reason)
    return True
