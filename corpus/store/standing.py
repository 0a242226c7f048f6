"""Where an article stands: who holds it now, who said what of it, and what is open to whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy import Connection

from ..labelling.claims import claimants, is_open, room
from . import schema
from .prepared import Prepared

__all__ = ["Said", "Standing", "lock_article", "standing_of"]

Said = Literal["answer", "skip", "withdrawn"]
"""what the latest judgment of an annotator on a sentence is"""

_queue, _turns, _said, _sentences = (
    schema.queue.c,
    schema.turns.c,
    schema.judgments.c,
    schema.sentences.c,
)
_article, _me = sa.bindparam("article", type_=sa.Integer), sa.bindparam("me", type_=sa.Integer)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an article stands: what is wanted of it, who holds it, who said what of its sentences.

    Annotators and sentences are row numbers. Where no number of answers is wanted, `latest` is only
    what the annotator said who is asked about: the others' answers change nothing for them.
    """

    article: int
    kind: str
    wanted: int | None
    """answers wanted of each sentence; None: everyone's"""
    holders: tuple[int, ...]
    """whose lease has not run out, earliest first"""
    newest: float
    """when the last of them was given it; 0: there are none"""
    latest: Mapping[int, Mapping[int, Said]]
    """every sentence, in order -> annotator -> the latest that they said of it"""

    def held_by(self, annotator: int) -> Standing:
        """Return the standing with somebody among the holders, as the last if they are not yet."""
        if annotator in self.holders:
            return self
        return replace(self, holders=(*self.holders, annotator))

    def without(self, annotator: int) -> Standing:
        """Return the standing when somebody lets go."""
        return replace(self, holders=tuple(who for who in self.holders if who != annotator))

    def open_to(self, annotator: int) -> frozenset[int]:
        """Return the sentences that somebody may answer now."""
        answered = {sentence: _answered(said) for sentence, said in self.latest.items()}
        opened = {
            who
            for who in set(answered.values())
            if is_open(annotator, self.wanted, who, self.holders)
        }
        return frozenset(sentence for sentence, who in answered.items() if who in opened)

    def left_for(self, annotator: int) -> frozenset[int]:
        """Return the sentences that are open to somebody and still wait for their word."""
        return frozenset(
            [
                sentence
                for sentence in self.open_to(annotator)
                if self.latest[sentence].get(annotator, "withdrawn") == "withdrawn"
            ]
        )

    def finished_by(self, annotator: int) -> bool:
        """Whether somebody has said something here, and nothing is left for them."""
        spoke = any(annotator in said for said in self.latest.values())
        return spoke and not self.left_for(annotator)

    def seats_if(self, wanted: int) -> int | None:
        """Return the seats if another number of answers were wanted, None if it is too few now."""
        asked = replace(self, wanted=wanted)
        if self.wanted is not None and wanted < self.wanted:
            for said in self.latest.values():
                answered = _answered(said)
                claims = claimants(self.wanted, answered, self.holders)
                if len(answered) + len(claims) > wanted:
                    return None
        return asked.seats()

    def seats(self) -> int:
        """Return how many more annotators find something to answer here."""
        if self.wanted is None:
            return 1
        answered = {_answered(said) for said in self.latest.values()}
        return max((room(self.wanted, who, self.holders) for who in answered), default=0)


def _answered(said: Mapping[int, Said]) -> frozenset[int]:
    """Return who has answered a sentence: of an article there are few such sets, and many sentences."""
    return frozenset([who for who, what in said.items() if what == "answer"])


_QUEUED = (
    sa.select(
        _queue.article,
        _queue.kind,
        _queue.per_sentence,
        _queue.topics,
        _queue.hard,
    )
    .where(_queue.article == _article)
    .with_for_update()
)
_LOCK = Prepared(_QUEUED)
_LOCK_IF_FREE = Prepared(_QUEUED.with_for_update(skip_locked=True))


def lock_article(connection: Connection, article: int, *, wait: bool = True) -> Any:
    """Return an article's row in the queue, locked; None where it is not queued.

    Without `wait` also None where another server is at it: nobody waits for two articles at once.
    """
    statement = _LOCK if wait else _LOCK_IF_FREE
    return statement.one(connection, {"article": article})


_HOLDERS = Prepared(
    sa.select(_turns.annotator, _turns.granted)
    .where(
        _turns.article == _article,
        _turns.state == "active",
        _turns.until > sa.bindparam("now", type_=sa.Float),
    )
    .order_by(_turns.granted, _turns.seq)
)
_LATEST = Prepared(
    sa.select(_sentences.seq, _said.annotator, _said.skipped, _said.extra)
    .join_from(schema.sentences, schema.judgments, _said.sentence == _sentences.seq, isouter=True)
    .where(_sentences.article == _article)
    .order_by(_sentences.start, _said.annotator, _said.seq)
)
_LATEST_OF_ME = Prepared(
    sa.select(_sentences.seq, _said.annotator, _said.skipped, _said.extra)
    .join_from(
        schema.sentences,
        schema.judgments,
        sa.and_(_said.sentence == _sentences.seq, _said.annotator == _me),
        isouter=True,
    )
    .where(_sentences.article == _article)
    .order_by(_sentences.start, _said.seq)
)


def standing_of(connection: Connection, queued: Any, me: int, now: float) -> Standing:
    """Return where an article stands; `queued` is its row in the queue."""
    asked = {"article": queued.article, "me": me}
    latest: dict[int, dict[int, Said]] = {}
    statement = _LATEST_OF_ME if queued.per_sentence is None else _LATEST
    for sentence, annotator, skipped, extra in statement.all(connection, asked):
        said = latest.setdefault(sentence, {})
        if annotator is not None:
            withdrawn = skipped and (extra or {}).get("withdrawn")
            said[annotator] = "withdrawn" if withdrawn else "skip" if skipped else "answer"
    holders = _HOLDERS.all(connection, {"article": queued.article, "now": now})
    return Standing(
        queued.article,
        queued.kind,
        queued.per_sentence,
        tuple(turn.annotator for turn in holders),
        holders[-1].granted if holders else 0.0,
        latest,
    )
