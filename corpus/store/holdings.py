"""What of the labelling a corpus holds, so that an export can say what it would lose."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from ..nouns import WITHDRAWN
from . import schema

__all__ = ["count_labelling", "is_labelled"]

_said, _ruled = schema.judgments.c, schema.rulings.c


def is_labelled(connection: Connection) -> bool:
    """Return whether anybody, or a model, has said anything of any sentence."""
    tables = (schema.judgments, schema.rulings, schema.suggestions)
    return any(connection.execute(sa.select(table.c.sentence).limit(1)).first() for table in tables)


def count_labelling(connection: Connection) -> dict[str, int]:
    """Return how much of each thing there is, by its name in `formats.form.THINGS`.

    annotators counts the sentences that several people have judged. Of judgments the latest of each
    annotator on each sentence counts.
    """
    newest = sa.select(sa.func.max(_said.seq)).group_by(_said.sentence, _said.annotator)
    judgments = {
        "none": sa.and_(~_said.skipped, sa.cast(_said.labels, sa.Text) == "[]"),
        "skipped": _said.skipped,
        "unsure": _said.unsure,
        "comments": _said.comment.is_not(None),
        "seconds": _said.seconds.is_not(None),
        "times": _said.created.is_not(None),
    }
    counts = (sa.func.count().filter(chosen).label(thing) for thing, chosen in judgments.items())
    ruled = sa.select(sa.func.max(_ruled.seq)).group_by(_ruled.sentence)

    def of(statement: sa.Select[Any]) -> int:
        return connection.scalar(statement) or 0

    several = (
        sa.select(_said.sentence)
        .group_by(_said.sentence)
        .having(sa.func.count(_said.annotator.distinct()) > 1)
    )
    suggestions = of(sa.select(sa.func.count()).select_from(schema.suggestions))
    return {
        "annotators": of(sa.select(sa.func.count()).select_from(several.subquery())),
        "gold": of(
            sa.select(sa.func.count()).where(_ruled.seq.in_(ruled), _ruled.decided_by != WITHDRAWN)
        ),
        "predictions": suggestions,
        "scores": suggestions,
        **connection.execute(sa.select(*counts).where(_said.seq.in_(newest))).one()._mapping,
    }
