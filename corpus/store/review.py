"""Turns to look again at judgments that a change of the guidelines concerns."""

from __future__ import annotations

from collections import defaultdict

import sqlalchemy as sa
from sqlalchemy import Connection

from ..labelling.review import carried_over
from . import schema
from .judgments import iter_judgments
from .rulings import ADJUDICATED
from .settings import label_scheme, label_schemes

__all__ = ["count_review", "labels_to_review", "plan_review"]


def labels_to_review(
    connection: Connection, annotator: str, article: str
) -> dict[tuple[int, int], list[str]]:
    """Return the labels that ask an annotator for a second look, by start and end of the sentence.

    Only sentences of the article whose answer was given under earlier guidelines and is concerned by
    what has changed since stand there; a label that is gone may be among the labels.
    """
    now = label_scheme(connection).digest
    if not _has_older(connection, annotator, article, now):
        return {}
    carried = carried_over(iter_judgments(connection, [article]), label_schemes(connection), now)
    return {
        (said.sentence.start, said.sentence.end): labels
        for said, labels in carried.waiting
        if said.annotator == annotator
    }


def _has_older(connection: Connection, annotator: str, article: str, now: str) -> bool:
    said, judged = schema.judgments.c, schema.sentences.c
    found = (
        sa.select(said.seq)
        .join_from(schema.articles, schema.sentences, judged.article == schema.articles.c.seq)
        .join(schema.judgments, said.sentence == judged.seq)
        .join(schema.annotators, said.annotator == schema.annotators.c.seq)
        .where(schema.articles.c.id == article, schema.annotators.c.id == annotator)
        .where(said.guidelines != now)
    )
    return connection.scalar(found.limit(1)) is not None


def count_review(connection: Connection) -> tuple[int, int]:
    """Return how many judgments of earlier guidelines count on, and how many wait for a second look."""
    now = label_scheme(connection).digest
    carried = carried_over(iter_judgments(connection), label_schemes(connection), now)
    return carried.carried, len(carried.waiting)


def plan_review(connection: Connection) -> int:
    """Give everyone whose judgments wait for a second look a turn on their articles; return how many.

    A turn that is there becomes one of review: a finished one is planned again, one in hand stays in
    hand. Whoever declined the article, or has been shown its disputes, is not asked. Turns of an
    earlier review that have nothing left to look at are done.
    """
    schemes, now = label_schemes(connection), label_scheme(connection).digest
    carried = carried_over(iter_judgments(connection), schemes, now)
    wanted = {(said.sentence.article_id, said.annotator) for said, _ in carried.waiting}
    turn = schema.turns.c
    rows = connection.execute(
        sa.select(
            schema.turns, schema.articles.c.id.label("name"), schema.annotators.c.id.label("person")
        )
        .join_from(schema.turns, schema.articles, turn.article == schema.articles.c.seq)
        .join(schema.annotators, turn.annotator == schema.annotators.c.seq)
    ).all()
    held = {(row.name, row.person): row for row in rows}
    become = defaultdict[str, list[int]](list)
    for key, row in held.items():
        if row.kind == "review" and row.state == "planned" and key not in wanted:
            become["done"].append(row.seq)
        elif key in wanted and row.state != "declined" and row.reason != ADJUDICATED:
            again = row.state in ("done", "returned")
            become["planned" if again else row.state].append(row.seq)
    for state, seqs in become.items():
        chosen = [{"row": seq, "to": state} for seq in seqs]
        statement = sa.update(schema.turns).where(turn.seq == sa.bindparam("row"))
        connection.execute(statement.values(kind="review", state=sa.bindparam("to")), chosen)
    fresh = sorted(wanted - held.keys())
    if fresh:
        articles = dict(_pairs(connection, schema.articles))
        people = dict(_pairs(connection, schema.annotators))
        connection.execute(
            sa.insert(schema.turns),
            [
                {
                    "article": articles[name],
                    "annotator": people[person],
                    "kind": "review",
                    "state": "planned",
                }
                for name, person in fresh
            ],
        )
    return len(fresh) + sum(len(seqs) for state, seqs in become.items() if state != "done")


def _pairs(connection: Connection, table: sa.Table) -> list[tuple[str, int]]:
    rows = connection.execute(sa.select(table.c.id, table.c.seq))
    return [(name, seq) for name, seq in rows]
