"""The queue: which article an annotator reads next, and how far along they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from ..labelling.content_notes import note_for, topics_to_bits
from ..settings import PageSettings
from . import schema
from .candidates import Candidate, Care, WhyNone, candidates, why_none
from .filling import fill_queue
from .people import Person
from .prepared import Prepared
from .standing import lock_article, standing_of
from .turns import end_leases, end_turn, grant, is_finished, pass_over, renew

__all__ = ["Next", "WhyNone", "held_article", "next_article"]

LOOKS = 25
"""articles read for their content note in one transaction, at most: others wait meanwhile"""

_queue, _turns = schema.queue.c, schema.turns.c
_me = sa.bindparam("me", type_=sa.Integer)


@dataclass(frozen=True, slots=True)
class Next:
    """The article that an annotator was given, or why there is none."""

    article: str | None
    why: WhyNone | None = None
    again: bool = False
    """there may be one: ask again, in a new transaction"""


def next_article(
    connection: Connection,
    person: Person,
    settings: PageSettings,
    now: float,
    *,
    leaving: str | None = None,
) -> Next:
    """Give an annotator the next article, in this order: the one they hold; ones to look at again;
    ones that were meant for them; their own that they had to leave; calibration; gold, after so many
    others; ones that came back; the pool, from where they are on.

    `leaving` is the article they come from: an unfinished one goes back to the pool and does not come
    up at once. A corpus that was never assigned is put into the queue first, as a whole.
    """
    turns = _in_hand(connection, person)  # waits for locks, so it comes before what does not
    left = None if leaving is None else _seq(connection, leaving, turns)
    held = _held(connection, turns, person, now, left)
    end_leases(connection, settings, now)
    if held is not None and renew(connection, held.article, person, settings, now):
        return Next(held.id)
    care = Care.of(connection, person, settings, now)
    looks, place, busy = 0, None, False
    for candidate in candidates(connection, person, settings, care):
        if candidate.article == left:
            continue
        queued = lock_article(connection, candidate.article, wait=False)
        if queued is None:
            busy = True
            continue
        topics, hard = queued.topics, queued.hard
        if topics is None:
            if looks == LOOKS:
                _go_to(connection, person, place)
                return Next(None, again=True)
            looks += 1
            topics, hard = _look(connection, candidate.article)
        place = candidate.place or place
        suits = care.allows(topics, hard, candidate.begun)
        if suits and _take(connection, candidate, queued, person, settings, now):
            _go_to(connection, person, place)
            return Next(candidate.name)
    _go_to(connection, person, place)
    if busy:
        return Next(None, again=True)
    if connection.scalar(_ANY) is None:
        filled = fill_queue(connection, settings.per_sentence)
        return Next(None, again=True) if filled else Next(None, "empty")
    return Next(None, why_none(connection, person, care))


def held_article(connection: Connection, person: Person, now: float) -> str | None:
    """Return the article that somebody holds, the last they were given if there are several."""
    rows = _ACTIVE.all(connection, {"me": person.seq})
    held = max((turn for turn in rows if turn.until > now), key=_granted, default=None)
    return None if held is None else str(held.id)


_IN_HAND = (
    sa.select(_turns.article, _turns.kind.label("turn"), _turns.until, _turns.granted)
    .add_columns(schema.articles.c.id, _queue.kind, _queue.per_sentence)
    .join_from(schema.turns, schema.queue, _turns.article == _queue.article)
    .join(schema.articles, schema.articles.c.seq == _turns.article)
    .where(_turns.annotator == _me, _turns.state == "active")
)
_ACTIVE = Prepared(_IN_HAND)
_LOCK_ACTIVE = Prepared(_IN_HAND.order_by(_turns.article).with_for_update(of=schema.queue))


def _granted(turn: Any) -> float:
    return float(turn.granted)


def _in_hand(connection: Connection, person: Person) -> list[Any]:
    """Return somebody's active turns in the order in which they were granted, their articles locked.

    Everybody locks articles in one order. The turns are few; ordered by the time of their grant in
    the database, all the turns that they ever had would be walked along.
    """
    return sorted(_LOCK_ACTIVE.all(connection, {"me": person.seq}), key=_granted)


_ANY = sa.select(_queue.article).limit(1)
_SEQ = Prepared(
    sa.select(schema.articles.c.seq).where(schema.articles.c.id == sa.bindparam("name"))
)


def _seq(connection: Connection, name: str, turns: Sequence[Any]) -> int:
    """Return the row number of an article, most likely one of those in hand; 0: there is none."""
    held = next((turn.article for turn in turns if turn.id == name), None)
    return held or _SEQ.scalar(connection, {"name": name}) or 0


def _held(
    connection: Connection, turns: Sequence[Any], person: Person, now: float, left: int | None
) -> Any:
    """End those of their turns that somebody has finished or leaves; return the latest still held."""
    held = None
    for turn in turns:
        standing = standing_of(connection, turn, person.seq, now)
        if is_finished(connection, standing, person.seq, turn.turn):
            end_turn(connection, standing, person.seq, "done")
        elif turn.article == left:
            end_turn(connection, standing, person.seq, "returned")
        else:
            held = turn
    return held


_TEXT = Prepared(
    sa.select(schema.articles.c.title, schema.articles.c.text).where(
        schema.articles.c.seq == sa.bindparam("article", type_=sa.Integer)
    )
)
_NOTE = Prepared(
    sa.update(schema.queue)
    .where(_queue.article == sa.bindparam("of_article", type_=sa.Integer))
    .values(
        topics=sa.bindparam("found_topics", type_=sa.Integer),
        hard=sa.bindparam("found_hard", type_=sa.Boolean),
    )
)


def _look(connection: Connection, article: int) -> tuple[int, bool]:
    """Write down and return what an article touches on, and if it is hard, when it first comes up."""
    title, text = _TEXT.one(connection, {"article": article})
    note = note_for(title, text)
    bits = topics_to_bits(topic.id for topic in note.topics)
    found = {"of_article": article, "found_topics": bits, "found_hard": note.hard}
    _NOTE.run(connection, found)
    return bits, note.hard


def _take(
    connection: Connection,
    candidate: Candidate,
    queued: Any,
    person: Person,
    settings: PageSettings,
    now: float,
) -> bool:
    """Give a locked candidate to somebody if something is left for them there."""
    standing = standing_of(connection, queued, person.seq, now)
    mine = standing.held_by(person.seq)
    if candidate.kind == "review" or mine.left_for(person.seq):
        grant(connection, standing, person, settings, now)
        return True
    pass_over(connection, standing, person.seq)
    return False


_GO = Prepared(
    sa.update(schema.accounts)
    .where(schema.accounts.c.annotator == sa.bindparam("of_me", type_=sa.Integer))
    .values(place=sa.bindparam("now_at", type_=sa.Integer))
)


def _go_to(connection: Connection, person: Person, place: int | None) -> None:
    """Write down how far along the pool somebody has come."""
    if place is not None:
        _GO.run(connection, {"of_me": person.seq, "now_at": place})
