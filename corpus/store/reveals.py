"""What a model suggests, shown to an annotator after their own answer, never before it."""

from __future__ import annotations

import hashlib

import sqlalchemy as sa
from sqlalchemy import Connection

from ..nouns import SentenceRef
from . import schema
from .people import Person
from .prepared import Prepared

__all__ = ["is_withheld", "reveal", "revealed_by", "was_shown"]

_reveals = schema.reveals.c
_SHOWN = Prepared(
    sa.select(_reveals.labels, _reveals.judgment).where(
        _reveals.sentence == sa.bindparam("sentence", type_=sa.Integer),
        _reveals.annotator == sa.bindparam("me", type_=sa.Integer),
    )
)
_SUGGESTED = sa.select(schema.suggestions.c.labels).where(
    schema.suggestions.c.sentence == sa.bindparam("sentence", type_=sa.Integer)
)


def is_withheld(sentence: SentenceRef, share: float) -> bool:
    """Whether a sentence's suggestion is kept from everybody, so that there is something to compare
    with. It is settled by the sentence's name, and of many sentences it is `share` of them.
    """
    name = f"{sentence.article_id}\n{sentence.start}\n{sentence.end}"
    digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[:8], "big") < share * 2**64


def reveal(
    connection: Connection,
    sentence: int,
    ref: SentenceRef,
    person: Person,
    judgment: str,
    share: float,
    now: float,
) -> tuple[str, ...] | None:
    """Return the labels suggested for a sentence and record that they are shown; None: there are
    none, or they are withheld. `judgment` is the answer that was given before.
    """
    labels = connection.scalar(_SUGGESTED, {"sentence": sentence})
    if labels is None or is_withheld(ref, share):
        return None
    connection.execute(
        sa.insert(schema.reveals).values(
            sentence=sentence, annotator=person.seq, labels=labels, judgment=judgment, created=now
        )
    )
    return tuple(labels)


def was_shown(connection: Connection, sentence: int, me: int) -> tuple[str, ...] | None:
    """Return what somebody was shown of a sentence's suggestion, None where they were not."""
    row = _SHOWN.one(connection, {"sentence": sentence, "me": me})
    return None if row is None else tuple(row.labels)


def revealed_by(
    connection: Connection, sentence: int, me: int, judgment: str
) -> tuple[str, ...] | None:
    """Return what somebody was shown upon one certain judgment."""
    row = _SHOWN.one(connection, {"sentence": sentence, "me": me})
    return None if row is None or row.judgment != judgment else tuple(row.labels)
