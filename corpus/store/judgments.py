"""Judgments and rulings in the corpus file. Both are append-only: the newest counts."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from ..errors import JudgmentConflict, UnknownArticle, UnknownSentence, shorten
from ..nouns import WITHDRAWN, Annotator, Judgment, Ruling, SentenceRef
from . import schema
from .articles import SentenceSeqs
from .rows import find_many, flags_of, insert_many

__all__ = [
    "add_judgments",
    "add_rulings",
    "current_rulings",
    "find_sentences",
    "iter_judgments",
    "list_annotators",
    "ruling_history",
    "rulings_where",
    "touched_sentences",
]

BATCH = 1000
_COLUMNS = (
    *("id", "sentence", "annotator", "labels", "unsure", "skipped", "comment", "seconds"),
    *("suggestion_shown", "guidelines", "created", "extra"),
)


def find_sentences(
    connection: Connection, refs: Sequence[SentenceRef], seqs: SentenceSeqs | None = None
) -> list[int]:
    """Return the row number of each sentence, or say plainly which is not there.

    Who asks many times keeps `seqs`.
    """
    known = (seqs or SentenceSeqs(connection)).of(ref.article_id for ref in refs)
    found = []
    for index, ref in enumerate(refs):
        held = known.get(ref.article_id)
        if held is None:
            raise UnknownArticle(
                f"the corpus holds no article {shorten(ref.article_id)}; ingest or import its "
                "articles first",
                index,
            )
        if (seq := held.get(ref)) is None:
            raise UnknownSentence(
                f"the article {shorten(ref.article_id)} has no sentence "
                f"{shorten([ref.start, ref.end])}; "
                "offsets are those that `dateline export` writes, in code points",
                index,
            )
        found.append(seq)
    return found


def add_judgments(
    connection: Connection, judgments: Sequence[Judgment], seqs: SentenceSeqs | None = None
) -> int:
    """Append judgments and return how many were new: the same one sent again is known already.

    Raises UnknownArticle or UnknownSentence, and JudgmentConflict where an id is taken by another
    judgment.
    """
    sentences = find_sentences(connection, [judgment.sentence for judgment in judgments], seqs)
    annotators = _annotator_seqs(connection, {judgment.annotator for judgment in judgments})
    known = _known(connection, [judgment.id for judgment in judgments])
    flags = flags_of(connection)
    rows: list[tuple[Any, ...]] = []
    for index, (judgment, sentence) in enumerate(zip(judgments, sentences, strict=True)):
        annotator = annotators[judgment.annotator]
        said = (sentence, annotator, judgment.labels, judgment.skipped)
        if (before := known.setdefault(judgment.id, said)) is not said:
            if before == said:
                continue
            raise JudgmentConflict(
                f"the judgment id {shorten(judgment.id)} is taken by another judgment; give each "
                "judgment an id of its own, or leave `id` out",
                index,
            )
        rows.append(
            (
                judgment.id,
                sentence,
                annotator,
                _stored_labels(judgment.labels),
                flags[judgment.unsure],
                flags[judgment.skipped],
                judgment.comment,
                judgment.seconds,
                flags[judgment.suggestion_shown],
                judgment.guidelines,
                judgment.created,
                json.dumps(dict(judgment.extra)) if judgment.extra else None,
            )
        )
    insert_many(connection, "judgments", _COLUMNS, rows, random=True)
    return len(rows)


@lru_cache(maxsize=1000)
def _stored_labels(labels: frozenset[str]) -> str:
    """Return labels as they are stored."""
    return json.dumps(sorted(labels))


def _known(connection: Connection, ids: Sequence[str]) -> dict[str, tuple[Any, ...]]:
    """Return what the judgments that are there under these ids say."""
    table, labels = schema.judgments.c, sa.cast(schema.judgments.c.labels, sa.Text)
    there = [name for (name,) in find_many(connection, "judgments", ("id",), "id", ids)]
    known: dict[str, tuple[Any, ...]] = {}
    for first in range(0, len(there), BATCH):
        rows = connection.execute(
            sa.select(table.id, table.sentence, table.annotator, labels, table.skipped).where(
                table.id.in_(there[first : first + BATCH])
            )
        )
        known |= {row[0]: (row[1], row[2], _label_set(row[3]), row[4]) for row in rows}
    return known


def _annotator_seqs(connection: Connection, ids: set[str]) -> dict[str, int]:
    table = schema.annotators.c
    rows = connection.execute(sa.select(table.id, table.seq))
    known: dict[str, int] = {row.id: row.seq for row in rows}
    for name in sorted(ids - known.keys()):
        row = sa.insert(schema.annotators).values(id=name, role="annotator").returning(table.seq)
        known[name] = connection.scalars(row).one()
    return known


def list_annotators(connection: Connection) -> list[Annotator]:
    """Return the annotators in the order in which they came."""
    table = schema.annotators.c
    rows = connection.execute(sa.select(table.id, table.role).order_by(table.seq))
    return [Annotator(name, role) for name, role in rows]


def iter_judgments(
    connection: Connection, articles: Sequence[str] | None = None
) -> Iterator[Judgment]:
    """Yield every judgment, or every one on some articles, in the order in which they were made."""
    judged, said, person = schema.sentences.c, schema.judgments.c, schema.annotators.c
    rows = connection.execute(
        sa.select(
            said.id,
            schema.articles.c.id,
            judged.start,
            judged.end,
            person.id,
            sa.cast(said.labels, sa.Text),
            said.unsure,
            said.skipped,
            said.comment,
            said.seconds,
            said.suggestion_shown,
            said.guidelines,
            said.created,
            said.extra,
        )
        .join_from(schema.judgments, schema.sentences, said.sentence == judged.seq)
        .join(schema.articles, judged.article == schema.articles.c.seq)
        .join(schema.annotators, said.annotator == person.seq)
        .where(sa.true() if articles is None else schema.articles.c.id.in_(articles))
        .order_by(said.seq),
        execution_options={"yield_per": BATCH},
    )
    for row in rows:  # by place: a hundred thousand rows take half the time that names would
        yield Judgment(
            row[0],
            SentenceRef(row[1], row[2], row[3]),
            row[4],
            _label_set(row[5]),
            unsure=row[6],
            skipped=row[7],
            comment=row[8],
            seconds=row[9],
            suggestion_shown=row[10],
            guidelines=row[11],
            created=row[12],
            extra=row[13] or {},
        )


@lru_cache(maxsize=1000)
def _label_set(stored: str) -> frozenset[str]:
    """Return labels as they are stored, parsed once for each of the few sets in use."""
    return frozenset(json.loads(stored))


def add_rulings(
    connection: Connection,
    rulings: Sequence[Ruling],
    seqs: SentenceSeqs | None = None,
    *,
    resent: bool = False,
) -> int:
    """Append rulings and return how many were new: one that already stands is not made twice.

    The same labels by the same method stand already, unless the new ruling names judges that the old
    one does not. With `resent`, one that was ever made is known, whatever stands now: to import a
    file again reverts nothing. Raises UnknownArticle or UnknownSentence.
    """
    sentences = find_sentences(connection, [ruling.sentence for ruling in rulings], seqs)
    made: dict[SentenceRef, list[Ruling]] = {}
    for first in range(0, len(sentences), BATCH):
        chosen = schema.rulings.c.sentence.in_(sentences[first : first + BATCH])
        for held in _rulings(connection, chosen):
            made.setdefault(held.sentence, []).append(held)
    rows = []
    for ruling, sentence in zip(rulings, sentences, strict=True):
        earlier = made.setdefault(ruling.sentence, [])
        if any(_says(held, ruling) for held in (earlier if resent else earlier[-1:])):
            continue
        earlier.append(ruling)
        rows.append(
            {
                "sentence": sentence,
                "labels": sorted(ruling.labels),
                "decided_by": ruling.decided_by,
                "judges": list(ruling.judges),
                "guidelines": ruling.guidelines,
                "extra": dict(ruling.extra) or None,
            }
        )
    if rows:
        connection.execute(sa.insert(schema.rulings), rows)
    return len(rows)


def _says(held: Ruling, ruling: Ruling) -> bool:
    """Whether a ruling that is there says all that another one says."""
    return held == (ruling if ruling.judges else replace(ruling, judges=held.judges))


def current_rulings(
    connection: Connection,
    articles: Sequence[str] | None = None,
    *,
    decided_by: str | None = None,
) -> list[Ruling]:
    """Return the ruling that counts for each sentence, in the order in which they were made.

    All of them, those on some articles, or those decided in one way. A sentence whose last ruling was
    withdrawn has none.
    """
    ruled = schema.rulings.c
    newest = sa.select(sa.func.max(ruled.seq)).group_by(ruled.sentence)
    if articles is not None:
        newest = (
            newest.join_from(schema.rulings, schema.sentences)
            .join(schema.articles)
            .where(schema.articles.c.id.in_(articles))
        )
    wanted = ruled.decided_by != WITHDRAWN if decided_by is None else ruled.decided_by == decided_by
    return _rulings(connection, sa.and_(ruled.seq.in_(newest), wanted))


def rulings_where(connection: Connection, wanted: sa.ColumnElement[bool]) -> list[Ruling]:
    """Return those of the rulings that count of which something holds, in the order of making."""
    ruled = schema.rulings.c
    newest = sa.select(sa.func.max(ruled.seq)).group_by(ruled.sentence)
    counting = sa.and_(ruled.seq.in_(newest), ruled.decided_by != WITHDRAWN)
    return _rulings(connection, sa.and_(wanted, counting))


def touched_sentences(connection: Connection) -> set[SentenceRef]:
    """Return the sentences that anybody has ever judged or ruled on."""
    table = schema.sentences.c
    said = sa.union(sa.select(schema.judgments.c.sentence), sa.select(schema.rulings.c.sentence))
    rows = connection.execute(
        sa.select(schema.articles.c.id, table.start, table.end)
        .join_from(schema.sentences, schema.articles)
        .where(table.seq.in_(said))
    )
    return {SentenceRef(*row) for row in rows}


def ruling_history(connection: Connection, sentence: SentenceRef) -> list[Ruling]:
    """Return every ruling ever made on a sentence, oldest first, withdrawals among them."""
    (seq,) = find_sentences(connection, [sentence])
    return _rulings(connection, schema.rulings.c.sentence == seq)


def _rulings(connection: Connection, chosen: sa.ColumnElement[bool]) -> list[Ruling]:
    ruled: Any = schema.rulings.c
    judged = schema.sentences.c
    rows = connection.execute(
        sa.select(
            schema.rulings, schema.articles.c.id.label("article_id"), judged.start, judged.end
        )
        .join_from(schema.rulings, schema.sentences, ruled.sentence == judged.seq)
        .join(schema.articles, judged.article == schema.articles.c.seq)
        .where(chosen)
        .order_by(ruled.seq)
    )
    return [
        Ruling(
            sentence=SentenceRef(row.article_id, row.start, row.end),
            labels=frozenset(row.labels),
            decided_by=row.decided_by,
            judges=tuple(row.judges),
            guidelines=row.guidelines,
            extra=row.extra or {},
        )
        for row in rows
    ]
