"""Judgments that came too late to count: kept, and taken in as soon as there is room for them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy import Connection

from . import schema
from .prepared import Prepared

__all__ = ["WhySetAside", "put_aside", "take_in"]

WhySetAside = Literal["full", "overtaken"]
"""others have answered the sentence, or are about to; or the annotator had said something newer"""

_aside, _said, _sentences = schema.set_aside.c, schema.judgments.c, schema.sentences.c

_WAITING = Prepared(
    sa.select(_aside.id, _aside.sentence, _aside.judgment)
    .join_from(schema.set_aside, schema.sentences, _aside.sentence == _sentences.seq)
    .where(
        _aside.annotator == sa.bindparam("me", type_=sa.Integer),
        _aside.why == "full",
        _sentences.article == sa.bindparam("article", type_=sa.Integer),
    )
)
_CURRENT = (
    sa.select(_said.id)
    .where(
        _said.sentence == sa.bindparam("sentence", type_=sa.Integer),
        _said.annotator == sa.bindparam("me", type_=sa.Integer),
    )
    .order_by(_said.seq.desc())
    .limit(1)
)


def put_aside(
    connection: Connection, row: Mapping[str, Any], after: str | None, why: WhySetAside
) -> None:
    """Keep a row for `judgments` aside; `after` is the annotator's judgment that counts meanwhile."""
    kept = {key: value for key, value in row.items() if key not in ("id", "sentence", "annotator")}
    connection.execute(
        sa.insert(schema.set_aside).values(
            id=row["id"],
            sentence=row["sentence"],
            annotator=row["annotator"],
            judgment={**kept, "after": after},
            why=why,
        )
    )


def take_in(
    connection: Connection, article: int, me: int, open_to: Callable[[int], Collection[int]]
) -> None:
    """Take in what somebody sent too late and has room now.

    `open_to` gives the sentences that are open to them. What they said of one since then stands.
    """
    rows = _WAITING.all(connection, {"me": me, "article": article})
    open_to_me = open_to(me) if rows else ()
    current: dict[int, str | None] = {}
    for row in sorted(rows, key=lambda row: row.judgment["created"] or ""):
        if row.sentence not in open_to_me:
            continue
        if row.sentence not in current:
            asked = {"sentence": row.sentence, "me": me}
            current[row.sentence] = connection.scalar(_CURRENT, asked)
        judgment = dict(row.judgment)
        if judgment.pop("after") != current[row.sentence]:
            continue
        connection.execute(
            sa.insert(schema.judgments).values(
                id=row.id, sentence=row.sentence, annotator=me, **judgment
            )
        )
        connection.execute(sa.delete(schema.set_aside).where(_aside.id == row.id))
