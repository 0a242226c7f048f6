"""Settings that a corpus keeps for itself, and the label scheme in force.

Keys: `guidelines` (digest in force), `quotations` (split or whole: how articles are segmented),
`split` (seed and shares of the frozen split), `page` (what the coordinator set of the page),
`fingerprints` and `links` (the rules that those stored were made by),
`machine_labels` (true where a machine, not people, made the labels).
"""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from ..errors import SettingsError
from ..guidelines import LabelScheme, default_guidelines_text, parse_guidelines
from ..settings import PageSettings
from . import schema

__all__ = [
    "earlier_schemes",
    "get_setting",
    "label_scheme",
    "label_schemes",
    "page_settings",
    "set_setting",
]


_VALUE = sa.select(schema.info.c.value).where(schema.info.c.key == sa.bindparam("key"))


def get_setting(connection: Connection, key: str) -> Any:
    """Return a setting, or None where it was never set."""
    value = connection.scalar(_VALUE, {"key": key})
    return None if value is None else json.loads(value)


def set_setting(connection: Connection, key: str, value: Any) -> None:
    connection.execute(sa.delete(schema.info).where(schema.info.c.key == key))
    connection.execute(sa.insert(schema.info).values(key=key, value=json.dumps(value)))


def page_settings(connection: Connection) -> PageSettings:
    """Return what the coordinator set of the annotators' page."""
    try:
        return PageSettings().changed(get_setting(connection, "page") or {})
    except SettingsError:  # of another version of Dateline
        return PageSettings()


def label_scheme(connection: Connection) -> LabelScheme:
    """Return the label scheme in force: the one adopted, else the one Dateline ships."""
    digest = get_setting(connection, "guidelines")
    if digest is None:
        return _parsed(default_guidelines_text())
    table = schema.guidelines.c
    return _parsed(str(connection.scalar(sa.select(table.text).where(table.digest == digest))))


def label_schemes(connection: Connection) -> dict[str, LabelScheme]:
    """Return every label scheme that was ever in force, by digest, with the one that Dateline ships."""
    shipped = _parsed(default_guidelines_text())
    texts = connection.execute(sa.select(schema.guidelines.c.digest, schema.guidelines.c.text))
    return {shipped.digest: shipped} | {digest: _parsed(text) for digest, text in texts}


def earlier_schemes(connection: Connection) -> list[LabelScheme]:
    """Return the label schemes that labels were made under before the one in force."""
    now = label_scheme(connection).digest
    table = schema.guidelines.c
    texts = connection.scalars(
        sa.select(table.text).where(table.digest != now).order_by(table.digest)
    )
    return [_parsed(text) for text in texts]


@lru_cache(maxsize=16)
def _parsed(text: str) -> LabelScheme:
    return parse_guidelines(text, "the corpus's guidelines")
