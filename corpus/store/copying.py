"""A whole corpus copied, from one database to the other or to its like, row by row as it is."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, exc

from ..errors import StoreError
from ..files import new_file_at
from . import schema
from .upgrading import revision, upgrade

__all__ = [
    "copy_corpus",
    "copy_rows",
    "damage_in",
    "find_damage",
    "lacks_room",
    "new_sqlite",
    "new_sqlite_at",
]

BATCH = 2000
_NO_ROOM = (
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR_WRITE,
    sqlite3.SQLITE_IOERR_FSYNC,
    sqlite3.SQLITE_IOERR_TRUNCATE,
)


def damage_in(file: sqlite3.Connection) -> str | None:
    """Return what SQLite finds wrong with a file; None: nothing. Raises DatabaseError for the worst."""
    (found,) = file.execute("PRAGMA integrity_check(1)").fetchone()
    if found != "ok":
        return str(found).splitlines()[-1]
    lost = file.execute("PRAGMA foreign_key_check").fetchone()
    return f"a row of {lost[0]} names one of {lost[2]} that is not there" if lost else None


def find_damage(connection: Connection) -> str | None:
    """Return what is wrong with the file of a corpus; None: nothing, or it is in no file."""
    if connection.dialect.name != "sqlite":
        return None
    return damage_in(connection.connection.driver_connection)  # type: ignore[arg-type]


def copy_corpus(connection: Connection, path: Path) -> None:
    """Write what a connection sees of a corpus to a corpus file of its own, whole or not at all.

    People may go on working: the connection sees one state. The file is for its owner alone to read.
    Raises StoreError where the corpus is damaged: what cannot be restored is no copy.
    """
    with new_sqlite_at(path) as making:
        if connection.dialect.name == "sqlite":
            with closing(sqlite3.connect(making)) as file:
                connection.connection.driver_connection.backup(file)  # type: ignore[union-attr]
                file.execute("PRAGMA journal_mode = DELETE")  # one file, with nothing beside it
                if problem := damage_in(file):
                    raise StoreError(
                        f"the corpus is damaged ({problem}); put an earlier copy back, or export what "
                        "can still be read"
                    )
            return
        found = revision(connection)
        assert found is not None, "it is a corpus"  # noqa: S101
        with new_sqlite(making) as copy:
            upgrade(copy, found)
            copy_rows(connection, copy)


@contextmanager
def new_sqlite_at(path: Path) -> Iterator[Path]:
    """Yield the path of an empty file, private to its owner, that takes the place of `path`.

    Raises OutputError where it cannot be written; then nothing that SQLite kept beside it is left.
    """
    with new_file_at(path, private=True) as making:
        try:
            yield making
        except (sqlite3.OperationalError, exc.OperationalError) as error:
            cause = error.orig if isinstance(error, exc.OperationalError) else error
            if lacks_room(cause):
                raise OSError(str(cause)) from None
            raise
        finally:
            for end in ("journal", "wal", "shm"):
                making.with_name(f"{making.name}-{end}").unlink(missing_ok=True)


def lacks_room(error: BaseException | None) -> bool:
    """Whether an error of SQLite says that the file which is written cannot grow."""
    return getattr(error, "sqlite_errorcode", None) in _NO_ROOM


@contextmanager
def new_sqlite(path: Path) -> Iterator[Connection]:
    """Yield a connection to an SQLite file that nobody else knows yet."""
    engine = sa.create_engine(sa.URL.create("sqlite", database=str(path)), hide_parameters=True)
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA synchronous = OFF")  # it is synced as a whole
            yield connection
            connection.commit()
    finally:
        engine.dispose()


def copy_rows(source: Connection, target: Connection) -> None:
    """Copy every row of every table into tables that are empty and at the same migration."""
    rows_of = source.execution_options(stream_results=True, yield_per=BATCH)
    for table in schema.metadata.sorted_tables:
        columns = _columns(source, table)
        if not columns:  # an earlier schema
            continue
        names = [column.name for column in columns]
        for rows in rows_of.execute(sa.select(*columns)).partitions():
            target.execute(sa.insert(table), [dict(zip(names, row, strict=True)) for row in rows])
    if target.dialect.name == "postgresql":
        _count_on(target)
        target.execute(sa.text("ANALYZE"))  # it plans by figures that would come minutes later


def _columns(source: Connection, table: sa.Table) -> list[sa.Column[Any]]:
    """Return the columns that a database has of a table of ours."""
    inspector = sa.inspect(source)
    if not inspector.has_table(table.name):
        return []
    held = {column["name"] for column in inspector.get_columns(table.name)}
    if strange := held - set(table.c.keys()):
        raise StoreError(
            f"the table {table.name} has the column {min(strange)}, which this Dateline does not "
            "know, so no copy can be made; use the Dateline that wrote it"
        )
    return [column for column in table.c if column.name in held]


def _count_on(target: Connection) -> None:
    """Let the numbers of new rows begin above those that were copied."""
    for table in schema.metadata.sorted_tables:
        if "seq" in table.c:
            highest = target.scalar(sa.select(sa.func.max(table.c.seq)))
            if highest is not None:
                name = sa.func.pg_get_serial_sequence(table.name, "seq")
                target.execute(sa.select(sa.func.setval(name, highest)))
