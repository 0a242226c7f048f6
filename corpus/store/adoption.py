"""Putting guidelines in force, and what that asks of those who judged under earlier ones."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import Connection

from ..errors import GuidelinesChanged
from ..guidelines import LabelScheme, read_guidelines
from . import schema
from .review import plan_review
from .settings import label_scheme, set_setting

__all__ = ["adopt_guidelines", "keep_guidelines"]


def adopt_guidelines(
    connection: Connection, path: Path, *, accept_change: bool = False
) -> LabelScheme:
    """Put a guidelines file in force. The same Labels section again changes nothing.

    Where the change is accepted, whoever has judgments that it concerns gets a turn to review them.
    Raises GuidelinesError where it is no label scheme, and GuidelinesChanged where the corpus already
    holds labels made under another one and the change is not accepted.
    """
    scheme = read_guidelines(path)
    before = label_scheme(connection)
    judged = before.digest != scheme.digest and _has_labels(connection)
    if judged and not accept_change:
        raise GuidelinesChanged(
            f"the Labels section of {path} (digest {scheme.digest[:12]}) is not the one that this "
            f"corpus was labelled under ({before.digest[:12]}); keep the old guidelines, or accept "
            "the change with --accept-guidelines-change"
        )
    if judged:
        keep_guidelines(connection, before)
    keep_guidelines(connection, scheme)
    set_setting(connection, "guidelines", scheme.digest)
    if judged:
        plan_review(connection)
    return scheme


def keep_guidelines(connection: Connection, scheme: LabelScheme) -> None:
    """Keep the text of a scheme, in force or not: what is outside its labels may have changed."""
    known = schema.guidelines.c.digest == scheme.digest
    connection.execute(sa.delete(schema.guidelines).where(known))
    connection.execute(
        sa.insert(schema.guidelines).values(
            digest=scheme.digest, file_digest=scheme.file_digest, text=scheme.text
        )
    )


def _has_labels(connection: Connection) -> bool:
    return any(
        connection.scalar(sa.select(table.c.seq).limit(1)) is not None
        for table in (schema.judgments, schema.rulings)
    )
