"""Saving a judgment the moment it is made: quick however long the article and however many there are.

Nothing sent is lost: a judgment is kept, or set aside where it came too late to count. The same one
sent again is known by its id.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql

from ..errors import one_of, shorten
from ..guidelines import LabelScheme
from ..labelling.claims import claimants
from ..nouns import Judgment
from ..settings import PageSettings
from . import schema
from .people import Person
from .prepared import Prepared
from .reveals import reveal, revealed_by, was_shown
from .rulings import ADJUDICATED
from .set_aside import WhySetAside, put_aside
from .standing import lock_article, standing_of
from .turns import count_seats, grant, lease_left

__all__ = ["MOST_COMMENT", "Saved", "Sent", "Status", "WhyRefused", "lock_articles", "save"]

Status = Literal["saved", "known", "set_aside", "refused"]
WhyRefused = Literal[
    "unknown_sentence", "no_turn", "adjudicated", "taken", "unknown_label", "invalid"
]
MOST_COMMENT = 2000

_said, _aside, _turns, _sentences, _queue = (
    schema.judgments.c,
    schema.set_aside.c,
    schema.turns.c,
    schema.sentences.c,
    schema.queue.c,
)


@dataclass(frozen=True, slots=True)
class Sent:
    """A judgment as a page sends it. `base` is the annotator's judgment that it was made upon."""

    judgment: Judgment
    base: str | None = None


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a judgment that was sent."""

    id: str
    status: Status
    why: WhySetAside | WhyRefused | None = None
    message: str | None = None
    suggestion: tuple[str, ...] | None = None
    """what a model says of the sentence, shown once it is answered"""
    lease: int = 0
    """seconds for which they hold the article; 0: they do not"""


def save(
    connection: Connection,
    person: Person,
    sent: Sequence[Sent],
    scheme: LabelScheme,
    settings: PageSettings,
    now: float,
) -> list[Saved]:
    """Save judgments in order and say of each what became of it; a bad one refuses only itself.

    They are stamped with the label scheme in force. Whoever saves keeps the article: a lease that
    has run out is given anew, where there still is room.
    """
    lock_articles(connection, {item.judgment.sentence.article_id for item in sent})
    return [_Saving(connection, person, item, scheme, settings, now).save() for item in sent]


_LOCK_ALL = Prepared(
    sa.select(_queue.article)
    .join_from(schema.queue, schema.articles, _queue.article == schema.articles.c.seq)
    .where(
        schema.articles.c.id == sa.any_(sa.bindparam("articles", type_=postgresql.ARRAY(sa.Text)))
    )
    .order_by(_queue.article)
    .with_for_update(of=schema.queue)
)


def lock_articles(connection: Connection, names: Collection[str]) -> None:
    """Lock the articles that one transaction saves judgments of.

    All at once and in order, so that two servers cannot block each other. SQLite has one writer.
    """
    if len(names) > 1 and connection.dialect.name == "postgresql":
        _LOCK_ALL.all(connection, {"articles": list(names)})


_SENTENCE = Prepared(
    sa.select(
        _sentences.seq,
        _queue.article,
        _queue.kind,
        _queue.per_sentence,
        schema.articles.c.part,
        sa.or_(
            sa.exists().where(_said.id == sa.bindparam("id")),
            sa.exists().where(_aside.id == sa.bindparam("id")),
        ).label("known"),
    )
    .join_from(schema.articles, schema.sentences, _sentences.article == schema.articles.c.seq)
    .join(schema.queue, _queue.article == schema.articles.c.seq)
    .where(
        schema.articles.c.id == sa.bindparam("article"),
        _sentences.start == sa.bindparam("start", type_=sa.Integer),
        _sentences.end == sa.bindparam("end", type_=sa.Integer),
    )
    .with_for_update(of=schema.queue)
)
_KNOWN = sa.union_all(
    sa.select(_said.annotator, _said.sentence, sa.literal_column("''").label("why")).where(
        _said.id == sa.bindparam("id")
    ),
    sa.select(_aside.annotator, _aside.sentence, _aside.why).where(_aside.id == sa.bindparam("id")),
)
_me = sa.bindparam("me", type_=sa.Integer)
_sentence = sa.bindparam("sentence", type_=sa.Integer)
_TURNS = Prepared(
    sa.select(_turns.annotator, _turns.state, _turns.until, _turns.reason)
    .where(
        _turns.article == sa.bindparam("article", type_=sa.Integer),
        sa.or_(_turns.annotator == _me, _turns.state == "active"),
    )
    .order_by(_turns.granted, _turns.seq)
)
_SAID = Prepared(
    sa.select(_said.id, _said.annotator, _said.skipped, _said.created)
    .where(_said.sentence == _sentence)
    .order_by(_said.seq)
)
_INSERT = Prepared(
    sa.insert(schema.judgments),
    [name for name in _said.keys() if name != "seq"],  # noqa: SIM118
)
_PROLONG = Prepared(
    sa.update(schema.turns)
    .where(
        _turns.article == sa.bindparam("of_article", type_=sa.Integer),
        _turns.annotator == sa.bindparam("of_me", type_=sa.Integer),
    )
    .values(until=sa.bindparam("new_until", type_=sa.Float))
)


@dataclass(frozen=True, slots=True)
class _Saving:
    """One judgment on its way in."""

    connection: Connection
    person: Person
    sent: Sent
    scheme: LabelScheme
    settings: PageSettings
    now: float

    def save(self) -> Saved:
        found = self._saved()
        if found.status == "saved":
            return found
        seconds = lease_left(self.connection, self.sent.judgment.sentence, self.person, self.now)
        return replace(found, lease=seconds)

    def _saved(self) -> Saved:
        ref = self.sent.judgment.sentence
        asked: dict[str, Any] = {"article": ref.article_id, "start": ref.start, "end": ref.end}
        asked["id"] = self.sent.judgment.id
        place = _SENTENCE.one(self.connection, asked)
        if place is None:
            return self._refused(
                "unknown_sentence",
                f"the queue holds no sentence {shorten([ref.start, ref.end])} of an article "
                f"{shorten(ref.article_id)}; load the page again",
            )
        known = self._known(place) if place.known else None
        return known or self._malformed() or self._judged(place)

    def _refused(self, why: WhyRefused, message: str) -> Saved:
        return Saved(self.sent.judgment.id, "refused", why, message)

    def _known(self, place: Any) -> Saved:
        """Say what became of it when it was sent before."""
        name = self.sent.judgment.id
        held = self.connection.execute(_KNOWN, {"id": name}).one()
        if (held.annotator, held.sentence) != (self.person.seq, place.seq):
            return self._refused(
                "taken", f"the id {shorten(name)} is taken by another judgment; make a new one"
            )
        if held.why:
            return Saved(name, "set_aside", held.why, MESSAGES[held.why])
        shown = revealed_by(self.connection, place.seq, self.person.seq, name)
        return Saved(name, "known", suggestion=shown)

    def _malformed(self) -> Saved | None:
        judgment = self.sent.judgment
        unknown = sorted(judgment.labels.difference(self.scheme.ids))
        if unknown:
            return self._refused(
                "unknown_label",
                f"the guidelines in force have no label {shorten(unknown[0])}; allowed: "
                f"{one_of(self.scheme.ids)}; load the page again and give one of these",
            )
        if judgment.skipped and judgment.labels:
            return self._refused(
                "invalid", "a skipped sentence has no labels; leave them out, or do not skip it"
            )
        if judgment.comment is not None and len(judgment.comment) > MOST_COMMENT:
            return self._refused(
                "invalid",
                f"the comment has {len(judgment.comment)} characters; allowed are {MOST_COMMENT}, "
                "so make it shorter",
            )
        return None

    def _judged(self, place: Any) -> Saved:
        asked = {"article": place.article, "sentence": place.seq, "me": self.person.seq}
        turns = _TURNS.all(self.connection, asked)
        mine = next((turn for turn in turns if turn.annotator == self.person.seq), None)
        if mine is None:
            return self._refused(
                "no_turn", "this article was not given to you; ask for the next article"
            )
        if mine.reason == ADJUDICATED:
            return self._refused(
                "adjudicated",
                "you have seen what others said of this article, so your own answers to it stand",
            )
        holders = [t.annotator for t in turns if t.state == "active" and t.until > self.now]
        said = _SAID.all(self.connection, asked)
        own = [one for one in said if one.annotator == self.person.seq]
        current = own[-1] if own else None
        row = self._row(place, current is not None)
        why = self._too_late(place, current, said, holders)
        if why is not None:
            put_aside(self.connection, row, current and current.id, why)
            return Saved(row["id"], "set_aside", why, MESSAGES[why])
        first = not row["skipped"] and all(one.skipped for one in own)
        _INSERT.run(self.connection, row)
        until = self._keep(place, mine, current, holders)
        suggestion = None
        if first and self.settings.suggestions and place.part == "train":
            suggestion = reveal(
                self.connection,
                place.seq,
                self.sent.judgment.sentence,
                self.person,
                row["id"],
                self.settings.withhold,
                self.now,
            )
        seconds = max(0, round(until - self.now))
        return Saved(row["id"], "saved", suggestion=suggestion, lease=seconds)

    def _row(self, place: Any, judged: bool) -> dict[str, Any]:
        judgment = self.sent.judgment
        shown = was_shown(self.connection, place.seq, self.person.seq) if judged else None
        extra = dict(judgment.extra)
        if shown is not None:
            extra["suggestion"] = list(shown)
        return {
            "id": judgment.id,
            "sentence": place.seq,
            "annotator": self.person.seq,
            "labels": sorted(judgment.labels),
            "unsure": judgment.unsure,
            "skipped": judgment.skipped,
            "comment": judgment.comment,
            "seconds": judgment.seconds,
            "suggestion_shown": shown is not None,
            "guidelines": self.scheme.digest,
            "created": judgment.created,
            "extra": extra or None,
        }

    def _too_late(
        self, place: Any, current: Any, said: Sequence[Any], holders: Sequence[int]
    ) -> WhySetAside | None:
        """Why a judgment cannot count, if it cannot. `said` is all that was said of the sentence."""
        if current is not None and self.sent.base != current.id:
            sent, held = _moment(self.sent.judgment.created), _moment(current.created)
            if sent is not None and held is not None and sent < held:
                return "overtaken"
        if self.sent.judgment.skipped or place.per_sentence is None:
            return None
        if current is not None and not current.skipped:
            return None
        latest = {one.annotator: one.skipped for one in said}
        answered = {who for who, skipped in latest.items() if not skipped}
        if self.person.seq not in holders:
            holders = (*holders, self.person.seq)
        mine = self.person.seq in claimants(place.per_sentence, answered, holders)
        return None if mine else "full"

    def _keep(self, place: Any, mine: Any, current: Any, holders: Sequence[int]) -> float:
        """Let the annotator go on holding the article, or hold it again; return until when."""
        length = self.settings.lease_minutes * 60
        until = self.now + length
        if self.person.seq in holders:
            if abs(until - mine.until) < length / 10:  # not worth a write of its own
                return float(mine.until)
            values = {"of_article": place.article, "of_me": self.person.seq, "new_until": until}
            _PROLONG.run(self.connection, values)
            return until
        changed = current is not None and not current.skipped and not self.sent.judgment.skipped
        answered = current is not None and not current.skipped
        if (mine.state == "declined" and not answered) or (mine.state == "done" and changed):
            return self.now
        queued = lock_article(self.connection, place.article)
        standing = standing_of(self.connection, queued, self.person.seq, self.now)
        if mine.state == "declined":  # an answer less: others may be wanted for it
            count_seats(self.connection, standing, returned=True)
            return self.now
        grant(self.connection, standing, self.person, self.settings, self.now)
        return until


MESSAGES: dict[WhySetAside, str] = {
    "full": "others have answered meanwhile; yours is kept aside",
    "overtaken": "you have judged this sentence again since then, in another tab or on another "
    "device; that judgment counts, and this one is kept aside",
}


def _moment(text: str | None) -> datetime | None:
    """Return an ISO 8601 time with its zone, or None for anything else."""
    try:
        moment = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return moment if moment.tzinfo else None
