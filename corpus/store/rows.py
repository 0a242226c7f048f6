"""Rows by the thousand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import Any

from sqlalchemy import Connection

__all__ = ["driver_execute", "expect_many", "find_many", "flags_of", "insert_many"]

_TOGETHER = 20
"""rows of one statement: each costs half of what it does alone, and more of them save no more"""
_ASKED_FOR = 500
"""values of one question"""
_CACHE = 1 << 16
"""kB"""


def expect_many(connection: Connection) -> None:
    """Let SQLite keep 64 MB of pages in memory, not 2, until the connection is closed.

    Ids are random: each row changes another page of their index, which must be at hand.
    """
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA cache_size = -{_CACHE}")


def insert_many(
    connection: Connection,
    table: str,
    columns: Sequence[str],
    rows: Sequence[tuple[Any, ...]],
    *,
    random: bool = False,
) -> None:
    """Insert rows as the driver takes them: a fifth of what SQLAlchemy's own way costs.

    Values of JSON columns are JSON already. Rows with `random` unique ids go in one by one into SQLite:
    of a statement of several it keeps the pages as they were, in case that a later row is refused.
    """
    one_by_one = random and connection.dialect.name == "sqlite"
    whole = 0 if one_by_one else len(rows) - len(rows) % _TOGETHER
    names = ", ".join(f'"{column}"' for column in columns)
    row = f"({', '.join([_sign(connection)] * len(columns))})"

    def insert(together: int, values: list[tuple[Any, ...]]) -> None:
        if values:
            signs = ", ".join([row] * together)
            connection.exec_driver_sql(
                f"INSERT INTO {table} ({names}) VALUES {signs}",  # noqa: S608 (our own names)
                values,
            )

    insert(
        _TOGETHER,
        [
            tuple(chain.from_iterable(rows[start : start + _TOGETHER]))
            for start in range(0, whole, _TOGETHER)
        ],
    )
    insert(1, list(rows[whole:]))


def find_many(
    connection: Connection, table: str, columns: Sequence[str], key: str, values: Iterable[Any]
) -> Iterator[tuple[Any, ...]]:
    """Yield some columns, a tuple each, of the rows whose `key` is one of `values`.

    Values of JSON columns are JSON. A text that no database can hold is in no row.
    """
    names = ", ".join(f'"{column}"' for column in columns)
    sign, execute = _sign(connection), driver_execute(connection)
    rest = (value for value in values if not isinstance(value, str) or _can_be_held(value))
    while chosen := tuple(islice(rest, _ASKED_FOR)):
        signs = ", ".join([sign] * len(chosen))
        asked = f'SELECT {names} FROM {table} WHERE "{key}" IN ({signs})'  # noqa: S608 (our own names)
        yield from execute(asked, chosen).fetchall()


def flags_of(connection: Connection) -> tuple[Any, Any]:
    """Return what stands for no and for yes: SQLite's driver takes numbers quicker than bools."""
    return (0, 1) if connection.dialect.name == "sqlite" else (False, True)


def driver_execute(connection: Connection) -> Callable[..., Any]:
    """Return what runs a statement as the driver takes it; its cursor is good until the next one."""
    execute: Callable[..., Any] | None = connection.info.get("execute")
    if execute is None:
        driver: Any = connection.connection.driver_connection
        # a cursor of SQLite's holds on to the state that it has read
        in_file = connection.dialect.name == "sqlite"
        execute = connection.info["execute"] = (driver if in_file else driver.cursor()).execute
    return execute


def _can_be_held(text: str) -> bool:
    """Whether a text has no NUL and no half of a surrogate pair."""
    if text.isascii():
        return "\0" not in text
    try:
        return b"\0" not in text.encode()
    except UnicodeEncodeError:
        return False


def _sign(connection: Connection) -> str:
    """Return what stands for a value in what the driver takes."""
    return "?" if connection.dialect.name == "sqlite" else "%s"
