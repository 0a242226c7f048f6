"""Rulings by a person: made once, taken back without a trace being lost, and who may see disputes.

A person's ruling bears in `extra` the id that the page gave it, who made it (`by`) and when, and a
`note` or `guideline_gap` where there is one. To take it back appends the ruling that stood before it,
or, where there was none, a withdrawal.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import sqlalchemy as sa
from sqlalchemy import Connection

from ..nouns import WITHDRAWN, Ruling, SentenceRef
from . import schema
from .judgments import add_rulings, find_sentences, ruling_history

__all__ = [
    "ADJUDICATED",
    "Expected",
    "Outcome",
    "articles_labelled_by",
    "articles_of",
    "articles_touched",
    "articles_with_comments",
    "expected_answers",
    "has_adjudicated",
    "make_ruling",
    "mark_adjudicated",
    "newest_rows",
    "take_back",
]

ADJUDICATED = "adjudicated"
"""the reason of a turn whose annotator has been shown the article's disputes: no more blind"""

Outcome = Literal["saved", "known", "overtaken"]


def make_ruling(connection: Connection, ruling: Ruling, base: str | None) -> Outcome:
    """Append a person's ruling, unless it is known or its maker did not see the one that stands.

    `base` is the id of the person's ruling that its maker saw, None where they saw none.
    """
    history = _locked_history(connection, ruling.sentence)
    if any(_id(held) == ruling.extra["id"] for held in history):
        return "known"
    if base != (_id(history[-1]) if history else None):
        return "overtaken"
    add_rulings(connection, [ruling])
    return "saved"


def take_back(connection: Connection, sentence: SentenceRef, ruling: str, by: str) -> Outcome:
    """Take a person's ruling back: what stood before it stands again, or nothing does.

    `ruling` is its id. One that no longer stands has nothing to take back: that is known. One that was
    made by somebody other than `by`, or never, is overtaken.
    """
    history = _locked_history(connection, sentence)
    own = (place for place, held in enumerate(history) if held.extra.get("by") == by)
    made = [place for place in own if _id(history[place]) == ruling]
    if not made:
        return "overtaken"
    if _id(history[-1]) != ruling:
        return "known"
    nothing = Ruling(sentence, frozenset(), WITHDRAWN, extra={"by": by})
    add_rulings(connection, [history[made[0] - 1] if made[0] else nothing])
    return "saved"


def _locked_history(connection: Connection, sentence: SentenceRef) -> list[Ruling]:
    """Return the rulings on a sentence; nobody else rules on it until this transaction ends."""
    (seq,) = find_sentences(connection, [sentence])
    row = sa.select(schema.sentences.c.seq).where(schema.sentences.c.seq == seq)
    connection.execute(row.with_for_update())
    return ruling_history(connection, sentence)


def _id(ruling: Ruling) -> str | None:
    """Return the id of a person's ruling; one by rule, an import or a withdrawal has none."""
    return ruling.extra.get("id") if ruling.decided_by == "adjudicator" else None


@dataclass(frozen=True, slots=True)
class Expected:
    """What answers may still come on an article."""

    per_sentence: int | None
    """answers wanted of each sentence; None: as many as come"""
    held: bool
    """whether somebody is labelling it now"""
    coming: bool
    """whether somebody else may still be given it, or a review of earlier answers is planned"""


def expected_answers(connection: Connection, now: float) -> dict[str, Expected]:
    """Return what is expected on each article that is in the queue or under review."""
    article, turn, place = schema.articles.c, schema.turns.c, schema.queue.c
    held, review = set[int](), set[int]()
    rows = connection.execute(
        sa.select(turn.article, turn.kind, turn.state, turn.until).where(
            turn.state.in_(("active", "planned"))
        )
    )
    for seq, kind, state, until in rows:
        if state == "active" and (until or 0) > now:
            held.add(seq)
        if kind == "review":
            review.add(seq)
    places = connection.execute(
        sa.select(article.seq, article.id, place.per_sentence, place.seats)
        .join_from(schema.articles, schema.queue, isouter=True)
        .where(sa.or_(place.article.is_not(None), article.seq.in_(held | review)))
    )
    return {
        name: Expected(wanted, seq in held, (seats or 0) > 0 or seq in review)
        for seq, name, wanted, seats in places
    }


def has_adjudicated(connection: Connection, annotator: str, article: str) -> bool:
    """Whether somebody has been shown the disputes of an article, and so cannot label it any more."""
    reason = sa.select(schema.turns.c.reason).where(_is_turn(annotator, article))
    return connection.scalar(reason) == ADJUDICATED


def mark_adjudicated(connection: Connection, annotator: str, article: str, now: float) -> bool:
    """Let somebody see the disputes of an article and never label it.

    False where they are to label it first: they have it in hand, or it is planned for them. A finished
    turn stays finished; one that was returned is declined for them.
    """
    table = schema.turns.c
    turn = connection.execute(
        sa.select(table.state, table.reason, table.until).where(_is_turn(annotator, article))
    ).one_or_none()
    if turn is None:
        connection.execute(
            sa.insert(schema.turns).values(
                article=_seq(schema.articles, article),
                annotator=_seq(schema.annotators, annotator),
                kind="pool",
                state="declined",
                reason=ADJUDICATED,
            )
        )
        return True
    if turn.state == "planned" or (turn.state == "active" and turn.until > now):
        return False
    if turn.reason != ADJUDICATED:
        state = "done" if turn.state == "done" else "declined"
        connection.execute(
            sa.update(schema.turns)
            .where(_is_turn(annotator, article))
            .values(state=state, reason=ADJUDICATED)
        )
    return True


def _is_turn(annotator: str, article: str) -> sa.ColumnElement[bool]:
    turn = schema.turns.c
    return sa.and_(
        turn.article == _seq(schema.articles, article),
        turn.annotator == _seq(schema.annotators, annotator),
    )


def _seq(table: sa.Table, name: str) -> sa.ScalarSelect[int]:
    return sa.select(table.c.seq).where(table.c.id == name).scalar_subquery()


def articles_of(
    connection: Connection, annotator: str, now: float = 0.0
) -> dict[str, tuple[str, str | None]]:
    """Return the articles that somebody has or had a turn on, with the turn's state and reason.

    A turn whose lease has run out by `now` is returned, whether or not anybody has noticed yet.
    """
    table = schema.turns.c
    over = sa.and_(table.state == "active", table.until <= now)
    rows = connection.execute(
        sa.select(
            schema.articles.c.id, sa.case((over, "returned"), else_=table.state), table.reason
        )
        .join_from(schema.turns, schema.articles, table.article == schema.articles.c.seq)
        .join(schema.annotators, table.annotator == schema.annotators.c.seq)
        .where(schema.annotators.c.id == annotator)
    )
    return {name: (state, reason) for name, state, reason in rows}


def articles_labelled_by(connection: Connection, annotator: str, now: float = 0.0) -> set[str]:
    """Return the articles that somebody labels now, or is meant to: their disputes are not theirs."""
    turns = articles_of(connection, annotator, now)
    return {name for name, (state, _) in turns.items() if state in ("active", "planned")}


def newest_rows(connection: Connection) -> tuple[int, int]:
    """Return how far the judgments and the rulings have come, for `articles_touched`."""
    newest = (sa.select(sa.func.max(t.c.seq)) for t in (schema.judgments, schema.rulings))
    judgments, rulings = (connection.scalar(statement) or 0 for statement in newest)
    return judgments, rulings


def articles_touched(connection: Connection, judgments: int, rulings: int) -> dict[str, int]:
    """Return the articles with judgments or rulings after some rows, and their places in the corpus."""
    article, sentence = schema.articles.c, schema.sentences.c
    touched = sa.union(
        sa.select(schema.judgments.c.sentence).where(schema.judgments.c.seq > judgments),
        sa.select(schema.rulings.c.sentence).where(schema.rulings.c.seq > rulings),
    ).subquery()
    rows = connection.execute(
        sa.select(article.id, article.seq)
        .join_from(touched, schema.sentences, touched.c.sentence == sentence.seq)
        .join(schema.articles, sentence.article == article.seq)
        .distinct()
        .order_by(article.seq)
    )
    return {row.id: row.seq for row in rows}


def articles_with_comments(connection: Connection) -> list[str]:
    """Return the articles on which an annotator has left a comment, in their order."""
    article, sentence = schema.articles.c, schema.sentences.c
    rows = connection.execute(
        sa.select(article.id, article.seq)
        .join_from(schema.judgments, schema.sentences, schema.judgments.c.sentence == sentence.seq)
        .join(schema.articles, sentence.article == article.seq)
        .where(schema.judgments.c.comment.is_not(None))
        .distinct()
        .order_by(article.seq)
    )
    return [name for name, _ in rows]
