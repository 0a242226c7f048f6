"""Filling the queue: which articles are labelled, in what order, how often, by whom first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import sqlalchemy as sa
from sqlalchemy import Connection

from ..nouns import WITHDRAWN
from . import schema
from .people import Person
from .standing import standing_of

__all__ = [
    "Kind",
    "count_queue",
    "fill_queue",
    "free_for",
    "plan_turns",
    "put_first",
    "set_kind",
    "set_wanted",
]

Kind = Literal["pool", "calibration", "gold"]
BATCH = 500
FILLING = 4_190_523
"""The lock that whoever fills the queue holds; any number that nobody else in the database uses."""

_queue, _turns, _said, _sentences = (
    schema.queue.c,
    schema.turns.c,
    schema.judgments.c,
    schema.sentences.c,
)
_is_queued = sa.exists().where(_queue.article == schema.articles.c.seq)
_has_sentences = sa.exists().where(_sentences.article == schema.articles.c.seq)
_is_latest = _said.seq.in_(
    sa.select(sa.func.max(_said.seq)).group_by(_said.sentence, _said.annotator)
)


def fill_queue(connection: Connection, wanted: int, articles: Sequence[int] | None = None) -> int:
    """Put articles with sentences at the end of the queue's pool and return how many were new.

    All of the corpus, in the order in which they came in, or those of these row numbers. Judgments
    that are there already (imported ones) count: their annotators have had their turn.
    """
    if connection.dialect.name == "postgresql":  # two servers at once: the second finds it done
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(FILLING)))
    last = connection.scalar(sa.select(sa.func.max(_queue.position))) or 0
    all_of_it = [sa.true()] if articles is None else _batches(schema.articles.c.seq, articles)
    for chosen in all_of_it:
        start = connection.scalar(sa.select(sa.func.max(_queue.position))) or 0
        table = schema.articles.c
        number = sa.func.row_number().over(order_by=table.seq) + start
        asked = sa.literal(wanted)
        rows = sa.select(table.seq, number, sa.literal("pool"), asked, asked, sa.false()).where(
            _has_sentences, ~_is_queued, chosen
        )
        columns = ["article", "position", "kind", "per_sentence", "seats", "returned"]
        connection.execute(sa.insert(schema.queue).from_select(columns, rows))
    new = _queue.position > last
    if connection.scalar(sa.select(_said.seq).limit(1)) is not None:
        _credit(connection, new)
    return connection.scalar(sa.select(sa.func.count()).where(new)) or 0


def _batches(column: sa.ColumnElement[int], seqs: Sequence[int]) -> list[sa.ColumnElement[bool]]:
    """Return conditions that together choose some rows, each with not too many parameters."""
    return [column.in_(seqs[first : first + BATCH]) for first in range(0, len(seqs), BATCH)]


def _credit(connection: Connection, new: sa.ColumnElement[bool]) -> None:
    """Make turns of judgments that were there before their articles were queued, and count seats."""
    length = (
        sa.select(sa.func.count())
        .where(_sentences.article == _queue.article)
        .correlate(schema.queue)
        .scalar_subquery()
    )
    judged = sa.func.count()
    had_turn = sa.exists().where(
        _turns.article == _queue.article, _turns.annotator == _said.annotator
    )
    rows = (
        sa.select(
            _queue.article,
            _said.annotator,
            sa.literal("pool"),
            sa.case((judged >= length, "done"), else_="returned"),
        )
        .join_from(schema.queue, schema.sentences, _sentences.article == _queue.article)
        .join(schema.judgments, _said.sentence == _sentences.seq)
        .where(new, _is_latest, ~had_turn)
        .group_by(_queue.article, _said.annotator)
    )
    columns = ["article", "annotator", "kind", "state"]
    connection.execute(sa.insert(schema.turns).from_select(columns, rows))
    least = sa.select(sa.func.min(_answers())).where(_sentences.article == _queue.article)
    left = _queue.per_sentence - least.correlate(schema.queue).scalar_subquery()
    has_turns = sa.exists().where(_turns.article == _queue.article)
    connection.execute(
        sa.update(schema.queue)
        .where(new, has_turns)
        .values(seats=sa.case((left > 0, left), else_=0))
    )


def _answers() -> sa.ScalarSelect[int]:
    """How many annotators have answered a sentence: their latest judgment of it is no skip."""
    later = schema.judgments.alias()
    is_latest = ~sa.exists().where(
        later.c.sentence == _said.sentence,
        later.c.annotator == _said.annotator,
        later.c.seq > _said.seq,
    )
    return (
        sa.select(sa.func.count())
        .where(_said.sentence == _sentences.seq, ~_said.skipped, is_latest)
        .correlate(schema.sentences)
        .scalar_subquery()
    )


def set_wanted(
    connection: Connection, wanted: int, now: float, articles: Sequence[int] | None = None
) -> int:
    """Ask for another number of answers a sentence in the pool; return how many articles keep theirs.

    More can always be asked for. Fewer are not where answers and claims already go beyond.
    """
    kept = 0
    for chosen in [sa.true()] if articles is None else _batches(_queue.article, articles):
        pool = sa.and_(_queue.kind == "pool", chosen)
        connection.execute(  # at least as many seats as there are: who finds none passes it over
            sa.update(schema.queue)
            .where(pool, _queue.per_sentence < wanted)
            .values(seats=_queue.seats + wanted - _queue.per_sentence, per_sentence=wanted)
        )
        more = sa.and_(pool, _queue.per_sentence > wanted)
        for queued in connection.execute(sa.select(schema.queue).where(more, _touched())).all():
            seats = standing_of(connection, queued, 0, now).seats_if(wanted)
            if seats is None:
                kept += 1
                continue
            connection.execute(
                sa.update(schema.queue)
                .where(_queue.article == queued.article)
                .values(per_sentence=wanted, seats=seats)
            )
        connection.execute(
            sa.update(schema.queue)
            .where(more, ~_touched())
            .values(per_sentence=wanted, seats=wanted)
        )
    return kept


def _touched() -> sa.ColumnElement[bool]:
    """Whether anybody has had an article of the queue, or judged a sentence of it."""
    judged = (
        sa.select(_said.seq)
        .join_from(schema.judgments, schema.sentences, _said.sentence == _sentences.seq)
        .where(_sentences.article == _queue.article)
        .correlate(schema.queue)
    )
    return sa.or_(sa.exists().where(_turns.article == _queue.article), sa.exists(judged))


def free_for(connection: Connection, kind: Kind) -> list[int]:
    """Return the row numbers of the pool's articles that may become calibration or gold, in order.

    Nobody is at them, or meant to be. Of a gold article every sentence has a ruling.
    """
    busy = sa.exists().where(
        _turns.article == _queue.article, _turns.state.in_(("active", "planned"))
    )
    free = sa.and_(_queue.kind == "pool", ~busy)
    if kind == "gold":
        free = sa.and_(free, ~_unruled())
    rows = connection.scalars(sa.select(_queue.article).where(free).order_by(_queue.position))
    return list(rows)


def count_queue(connection: Connection) -> dict[str, int]:
    """Return how many articles of each kind the queue holds."""
    rows = connection.execute(sa.select(_queue.kind, sa.func.count()).group_by(_queue.kind))
    return {kind: number for kind, number in rows}  # noqa: C416


def _unruled() -> sa.Exists:
    """Whether an article of the queue has a sentence without a ruling that counts."""
    ruled = schema.rulings.c
    newest = sa.select(sa.func.max(ruled.seq)).group_by(ruled.sentence)
    counts = sa.exists().where(
        ruled.sentence == _sentences.seq, ruled.seq.in_(newest), ruled.decided_by != WITHDRAWN
    )
    return sa.exists().where(_sentences.article == _queue.article, ~counts)


def set_kind(connection: Connection, articles: Sequence[int], kind: Kind) -> None:
    """Make articles of the pool into ones that everybody labels."""
    for chosen in _batches(_queue.article, articles):
        connection.execute(
            sa.update(schema.queue)
            .where(chosen)
            .values(kind=kind, per_sentence=None, seats=1, returned=sa.false())
        )


def put_first(connection: Connection, articles: Sequence[int]) -> None:
    """Let articles of the pool go before the rest of it, in the order given.

    They get the last positions, which nobody has passed yet, and the mark of those that came back.
    """
    last = connection.scalar(sa.select(sa.func.max(_queue.position))) or 0
    connection.execute(
        sa.update(schema.queue)
        .where(_queue.article == sa.bindparam("of_article"), _queue.kind == "pool")
        .values(position=sa.bindparam("now_at"), returned=_queue.seats > 0),
        [{"of_article": seq, "now_at": last + k} for k, seq in enumerate(articles, start=1)],
    )


def plan_turns(connection: Connection, articles: Sequence[int], people: Sequence[Person]) -> int:
    """Mean articles of the queue for people, ahead of the pool; return how many turns that made.

    Whoever has had a turn on an article keeps that one.
    """
    kinds = dict[int, str]()
    for chosen in _batches(_queue.article, articles):
        rows = connection.execute(sa.select(_queue.article, _queue.kind).where(chosen))
        kinds |= {article: kind for article, kind in rows}  # noqa: C416
    made = 0
    for person in people:
        held = set(
            connection.scalars(sa.select(_turns.article).where(_turns.annotator == person.seq))
        )
        planned = [
            {"article": article, "annotator": person.seq, "kind": kind, "state": "planned"}
            for article, kind in kinds.items()
            if article not in held
        ]
        if planned:
            connection.execute(sa.insert(schema.turns), planned)
        made += len(planned)
    return made
