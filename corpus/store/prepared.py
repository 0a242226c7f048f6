"""Statements that annotators' requests run all the time, compiled once.

Their text goes straight to the driver, which keeps it parsed, as PostgreSQL does: the way through
SQLAlchemy to the same rows takes several times as long. Values that are the statement's own stand in
the text: only where PostgreSQL knows them, a LIMIT above all, it makes one good plan for good.
"""

from __future__ import annotations

import re
from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects.sqlite import dialect as sqlite_dialect
from sqlalchemy.sql.compiler import SQLCompiler

from .rows import driver_execute

__all__ = ["Prepared"]

SQLITE = sqlite_dialect(paramstyle="named")


@dataclass(frozen=True, slots=True)
class _Form:
    """A statement as a driver takes it, and what turns values into the driver's and back."""

    text: str
    written: tuple[tuple[str, Callable[[Any], Any]], ...]
    read: tuple[tuple[int, Callable[[Any], Any]], ...]
    """none for PostgreSQL, whose driver gives them as they are meant"""

    @staticmethod
    def of(
        statement: Any, columns: Sequence[str] | None, found: Sequence[Any], connection: Connection
    ) -> _Form:
        dialect = SQLITE if connection.dialect.name == "sqlite" else connection.dialect
        compiled = statement.compile(dialect=dialect, column_keys=columns)
        assert isinstance(compiled, SQLCompiler)  # noqa: S101
        text, asked = str(compiled), []
        for bound, name in compiled.bind_names.items():
            if bound.required:
                asked.append((name, bound.type))
                continue
            sign = re.escape(compiled.bindtemplate % {"name": name})
            value = compiled.render_literal_value(bound.value, bound.type)
            text = re.sub(rf"{sign}(?!\w)", value.replace("\\", r"\\"), text)
        return _Form(
            text,
            tuple(
                (name, convert)
                for name, kind in asked
                if (convert := kind.dialect_impl(dialect).bind_processor(dialect))
            ),
            tuple(
                (place, convert)
                for place, column in enumerate(found if dialect is SQLITE else ())
                if (convert := column.type.dialect_impl(dialect).result_processor(dialect, None))
            ),
        )


class Prepared:
    """A statement whose parameters all have names; it holds no `IN` of several values.

    Rows are named tuples, their values as SQLAlchemy gives them. `columns` are those that an INSERT
    fills.
    """

    def __init__(self, statement: Any, columns: Sequence[str] | None = None) -> None:
        self._statement = statement
        self._columns = columns
        selects = not isinstance(statement, sa.UpdateBase)
        self._found = list(statement.selected_columns) if selects else []
        names = [str(column.key) for column in self._found]
        row: Any = namedtuple("row", names, rename=True)  # type: ignore[misc]
        self._row = row._make
        self._forms: dict[str, _Form] = {}

    def all(self, connection: Connection, values: Mapping[str, Any]) -> Sequence[Any]:
        """Return the rows."""
        form = self._form(connection)
        rows = _run(connection, form, values)
        if not form.read:
            return [self._row(row) for row in rows]
        return [self._told(form, row) for row in rows]

    def one(self, connection: Connection, values: Mapping[str, Any]) -> Any:
        """Return the first row, or None."""
        form = self._form(connection)
        row = _run(connection, form, values).fetchone()
        return None if row is None else self._told(form, row)

    def scalar(self, connection: Connection, values: Mapping[str, Any]) -> Any:
        """Return the first value of the first row, or None."""
        row = self.one(connection, values)
        return None if row is None else row[0]

    def run(self, connection: Connection, values: Mapping[str, Any]) -> int:
        """Return how many rows were changed; of an INSERT nothing is said."""
        changed: int = _run(connection, self._form(connection), values).rowcount
        return changed

    def _form(self, connection: Connection) -> _Form:
        form = self._forms.get(connection.dialect.name)
        if form is None:
            form = _Form.of(self._statement, self._columns, self._found, connection)
            self._forms[connection.dialect.name] = form
        return form

    def _told(self, form: _Form, row: Any) -> Any:
        if form.read:
            row = list(row)
            for place, convert in form.read:
                row[place] = convert(row[place])
        return self._row(row)


def _run(connection: Connection, form: _Form, values: Mapping[str, Any]) -> Any:
    """Return a cursor, good until the next statement."""
    if form.written:
        values = {**values, **{name: convert(values[name]) for name, convert in form.written}}
    return driver_execute(connection)(form.text, values)
