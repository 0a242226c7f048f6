"""The schema of a corpus, step by step: which step it stands at, and how it gets to a later one."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import Connection

__all__ = ["UnknownRevision", "revision", "take_turns", "upgrade"]


class UnknownRevision(Exception):
    """The database stands at a step that is none of ours."""


def revision(connection: Connection) -> str | None:
    """Return the migration that a database stands at, or None where it holds no corpus."""
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
    return found


def take_turns(connection: Connection) -> None:
    """Let nobody else make or change tables until the end of this transaction."""
    if connection.dialect.name == "postgresql":  # SQLite has one writer anyway
        connection.execute(sa.text("SELECT pg_advisory_xact_lock(1684108389)"))


def upgrade(connection: Connection, to: str) -> None:
    """Bring the tables of a database to a migration. Raises UnknownRevision."""
    import alembic.command
    import alembic.config
    import alembic.util

    config = alembic.config.Config()
    folder = str(Path(__file__).parent / "migrations")
    config.set_main_option("script_location", folder.replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    try:
        alembic.command.upgrade(config, to)
    except alembic.util.CommandError:
        raise UnknownRevision from None
