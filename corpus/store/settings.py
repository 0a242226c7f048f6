"""Settings that a corpus keeps for itself, and the label scheme in force.

Keys: `guidelines` (digest in force), `quotations` (split or whole: how articles are segmented),
`split` (seed and shares of the frozen split),
`machine_labels` (true where a machine, not people, made the labels).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from ..errors import GuidelinesChanged
from ..guidelines import (
    LabelScheme,
    default_guidelines_text,
    parse_guidelines,
    read_guidelines,
)
from . import schema

__all__ = ["adopt_guidelines", "get_setting", "label_scheme", "set_setting"]


def get_setting(connection: Connection, key: str) -> Any:
    """Return a setting, or None where it was never set."""
    value = connection.scalar(sa.select(schema.info.c.value).where(schema.info.c.key == key))
    return None if value is None else json.loads(value)


def set_setting(connection: Connection, key: str, value: Any) -> None:
    connection.execute(sa.delete(schema.info).where(schema.info.c.key == key))
    connection.execute(sa.insert(schema.info).values(key=key, value=json.dumps(value)))


def label_scheme(connection: Connection) -> LabelScheme:
    """Return the label scheme in force: the one adopted, else the one Dateline ships."""
    digest = get_setting(connection, "guidelines")
    if digest is None:
        return parse_guidelines(default_guidelines_text(), "annotation_guidelines.md")
    text = connection.scalar(
        sa.select(schema.guidelines.c.text).where(schema.guidelines.c.digest == digest)
    )
    return parse_guidelines(str(text), "the corpus's guidelines")


def adopt_guidelines(
    connection: Connection, path: Path, *, accept_change: bool = False
) -> LabelScheme:
    """Put a guidelines file in force. The same Labels section again changes nothing.

    Raises GuidelinesError where it is no label scheme, and GuidelinesChanged where the corpus already
    holds labels made under another one and the change is not accepted.
    """
    scheme = read_guidelines(path)
    before = label_scheme(connection)
    if before.digest != scheme.digest and not accept_change and _has_labels(connection):
        raise GuidelinesChanged(
            f"the Labels section of {path} (digest {scheme.digest[:12]}) is not the one that this "
            f"corpus was labelled under ({before.digest[:12]}); keep the old guidelines, or accept "
            "the change with --accept-guidelines-change"
        )
    known = schema.guidelines.c.digest == scheme.digest
    connection.execute(sa.delete(schema.guidelines).where(known))
    connection.execute(
        sa.insert(schema.guidelines).values(
            digest=scheme.digest, file_digest=scheme.file_digest, text=scheme.text
        )
    )
    set_setting(connection, "guidelines", scheme.digest)
    return scheme


def _has_labels(connection: Connection) -> bool:
    return any(
        connection.scalar(sa.select(table.c.seq).limit(1)) is not None
        for table in (schema.judgments, schema.rulings)
    )
