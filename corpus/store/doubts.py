"""Gold labels that a model doubts, and who was shown why: one row a sentence, its latest word."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict

import sqlalchemy as sa
from sqlalchemy import Connection

from ..labelling.doubts import (
    Doubts,
    Reviewed,
    count_reviewed,
    doubts_from,
    doubts_that_stand,
    is_reviewed,
)
from ..nouns import Ruling, SentenceRef
from . import schema
from .judgments import find_sentences, rulings_where

__all__ = [
    "doubts_of",
    "doubts_state",
    "note_shown",
    "put_doubts",
    "review_of_doubts",
    "reviewed_rulings",
    "was_shown_reason",
]

_doubts = schema.doubts.c


def put_doubts(connection: Connection, found: Mapping[SentenceRef, Doubts], now: float) -> None:
    """Put doubts in the place of all earlier ones that nobody has looked into.

    Those that were looked into stay, so that a decision can be taken back; who was shown a
    sentence's reason goes on having seen it.
    """
    reviewed = [ruling.sentence for ruling in reviewed_rulings(connection)]
    kept = set(find_sentences(connection, reviewed))
    rows = connection.execute(sa.select(_doubts.sentence, _doubts.shown))
    shown: dict[int, list[str]] = {seq: people for seq, people in rows}  # noqa: C416 (rows are typed)
    gone = [{"row": seq} for seq in shown if seq not in kept]
    if gone:
        row = _doubts.sentence == sa.bindparam("row")
        connection.execute(sa.delete(schema.doubts).where(row), gone)
    fresh = [
        {
            "sentence": seq,
            "doubts": [asdict(doubt) for doubt in doubts],
            "shown": shown.get(seq, []),
            "created": now,
        }
        for seq, doubts in zip(find_sentences(connection, list(found)), found.values(), strict=True)
        if seq not in kept
    ]
    if fresh:
        connection.execute(sa.insert(schema.doubts), fresh)


def doubts_of(
    connection: Connection, articles: Sequence[str] | None = None
) -> dict[SentenceRef, Doubts]:
    """Return the doubts on the sentences of some articles or of all, looked into or not."""
    article, sentence = schema.articles.c, schema.sentences.c
    rows = connection.execute(
        sa.select(article.id, sentence.start, sentence.end, _doubts.doubts)
        .join_from(schema.doubts, schema.sentences, _doubts.sentence == sentence.seq)
        .join(schema.articles, sentence.article == article.seq)
        .where(sa.true() if articles is None else article.id.in_(articles))
        .order_by(article.seq, sentence.start)
    )
    return {SentenceRef(*place): doubts_from(doubts) for *place, doubts in rows}


def doubts_state(connection: Connection) -> tuple[float, int]:
    """Return something that differs whenever other doubts were put in."""
    newest = sa.select(sa.func.max(_doubts.created), sa.func.count()).select_from(schema.doubts)
    created, count = connection.execute(newest).one()
    return created or 0.0, count


def reviewed_rulings(connection: Connection) -> list[Ruling]:
    """Return the rulings that stand and that a person made on doubts."""
    held = rulings_where(connection, schema.rulings.c.extra["doubts"].as_string().is_not(None))
    return [ruling for ruling in held if is_reviewed(ruling)]


def review_of_doubts(connection: Connection) -> Reviewed | None:
    """Return how far the review of doubted labels has come; None where nothing was ever doubted."""
    found = doubts_of(connection)
    doubted = schema.rulings.c.sentence.in_(sa.select(_doubts.sentence))
    waiting = {
        ruling.sentence: doubts
        for ruling in rulings_where(connection, doubted)
        if (doubts := doubts_that_stand(found[ruling.sentence], ruling))
    }
    return count_reviewed(waiting, reviewed_rulings(connection))


def was_shown_reason(connection: Connection, annotator: str, article: str) -> set[SentenceRef]:
    """Return the sentences of an article whose reason somebody was shown."""
    sentence = schema.sentences.c
    rows = connection.execute(
        sa.select(sentence.start, sentence.end, _doubts.shown)
        .join_from(schema.doubts, schema.sentences, _doubts.sentence == sentence.seq)
        .join(schema.articles, sentence.article == schema.articles.c.seq)
        .where(schema.articles.c.id == article)
    )
    return {SentenceRef(article, start, end) for start, end, shown in rows if annotator in shown}


def note_shown(connection: Connection, sentence: SentenceRef, annotator: str) -> None:
    """Write down that somebody was shown why a sentence's gold is doubted."""
    (seq,) = find_sentences(connection, [sentence])
    row = _doubts.sentence == seq
    shown = connection.scalar(sa.select(_doubts.shown).where(row).with_for_update())
    if shown is not None and annotator not in shown:
        connection.execute(sa.update(schema.doubts).where(row).values(shown=[*shown, annotator]))
