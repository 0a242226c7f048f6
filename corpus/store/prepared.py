"""Statements that annotators' requests run all the time, compiled once.

On SQLite their text goes straight to the driver, which keeps it parsed: the way through SQLAlchemy to
the same rows takes several times as long. Elsewhere they are executed like any other.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects.sqlite import dialect as sqlite_dialect
from sqlalchemy.sql.compiler import SQLCompiler

__all__ = ["Prepared"]

SQLITE = sqlite_dialect(paramstyle="named")


class Prepared:
    """A statement whose parameters all have names; it holds no `IN` of several values.

    Rows are named tuples, their values as SQLAlchemy gives them. `columns` are those that an INSERT
    fills.
    """

    def __init__(self, statement: Any, columns: Sequence[str] | None = None) -> None:
        self._statement = statement
        compiled = statement.compile(dialect=SQLITE, column_keys=columns)
        assert isinstance(compiled, SQLCompiler)  # noqa: S101
        names = compiled.bind_names.items()
        self._text = str(compiled)
        self._fixed = {name: bound.value for bound, name in names if not bound.required}
        self._written = {
            name: convert
            for bound, name in names
            if (convert := bound.type.dialect_impl(SQLITE).bind_processor(SQLITE))
        }
        found = [] if isinstance(statement, sa.UpdateBase) else list(statement.selected_columns)
        row = namedtuple("row", [str(column.key) for column in found], rename=True)  # type: ignore[misc]
        self._row = row._make
        self._read = [
            (place, convert)
            for place, column in enumerate(found)
            if (convert := column.type.dialect_impl(SQLITE).result_processor(SQLITE, None))
        ]

    def all(self, connection: Connection, values: Mapping[str, Any]) -> Sequence[Any]:
        """Return the rows."""
        if connection.dialect.name != "sqlite":
            return connection.execute(self._statement, values).all()
        rows = self._cursor(connection, values)
        return [self._told(row) for row in rows] if self._read else [self._row(row) for row in rows]

    def one(self, connection: Connection, values: Mapping[str, Any]) -> Any:
        """Return the first row, or None."""
        if connection.dialect.name != "sqlite":
            return connection.execute(self._statement, values).first()
        row = self._cursor(connection, values).fetchone()
        return None if row is None else self._told(row)

    def scalar(self, connection: Connection, values: Mapping[str, Any]) -> Any:
        """Return the first value of the first row, or None."""
        row = self.one(connection, values)
        return None if row is None else row[0]

    def run(self, connection: Connection, values: Mapping[str, Any]) -> int:
        """Return how many rows were changed; of an INSERT nothing is said."""
        if connection.dialect.name != "sqlite":
            return connection.execute(self._statement, values).rowcount
        changed: int = self._cursor(connection, values).rowcount
        return changed

    def _cursor(self, connection: Connection, values: Mapping[str, Any]) -> Any:
        driver: Any = connection.connection.driver_connection
        given = {**self._fixed, **values}
        for name, convert in self._written.items():
            given[name] = convert(given[name])
        return driver.execute(self._text, given)

    def _told(self, row: Any) -> Any:
        if self._read:
            row = list(row)
            for place, convert in self._read:
                row[place] = convert(row[place])
        return self._row(row)
