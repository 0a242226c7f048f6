"""Opening a corpus: one SQLite file (WAL) by path, or a PostgreSQL database by address.

An older one is brought up to date, and a copy of how it was is left beside it first.

    with open_corpus("corpus.db") as corpus, corpus.write() as connection:
        articles.add(connection, ...)

`write()` is one transaction: all of it happens or none. On SQLite it takes the write lock at once, so
two writers wait for each other instead of failing half-way.
"""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Engine, event, exc
from sqlalchemy.engine.interfaces import IsolationLevel

from ..errors import (
    CorpusBusy,
    CorpusMissing,
    CorpusTooNew,
    DatelineError,
    OutputError,
    StoreError,
    shorten,
)
from . import schema
from .copying import copy_corpus
from .upgrading import UnknownRevision, revision, take_turns, upgrade

__all__ = ["HEAD", "Corpus", "connect_to", "open_corpus"]

HEAD = "0005"
"""The newest migration this Dateline knows."""

BUSY_SECONDS = 30
MOST_IDLE = 2
"""connections that are kept at hand"""
ASKED_ANEW_SECONDS = 1
"""after which a connection to PostgreSQL is tried before it is used"""
PLANS_SECONDS = 5
"""for how long PostgreSQL keeps a plan: it was made for tables as large as they were then"""
HIDDEN = True
"""Whether an error keeps to itself what it was about: texts and names belong in no log."""


class Corpus:
    """An open corpus. A context manager; closing it gives the connections back.

    `address` is fit to print: without the password that a PostgreSQL address may hold. A file that
    was made for a step which then failed, and holds no article, is taken away again.
    """

    def __init__(
        self,
        address: str,
        engine: Engine,
        file: Path | None,
        *,
        new: bool = False,
        patience: float = BUSY_SECONDS,
    ) -> None:
        self.address = address
        self._patience = patience
        self._engine = engine
        self._file = file
        self._new_file = file if new else None
        self._idle: list[Connection] = []

    def __enter__(self) -> Corpus:
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        empty = False
        with suppress(DatelineError):  # what went wrong before is what is to be said
            empty = kind is not None and self._new_file is not None and self._is_empty()
        self.close()
        if empty and self._new_file is not None:
            for suffix in ("", "-wal", "-shm"):
                self._new_file.with_name(self._new_file.name + suffix).unlink(missing_ok=True)

    def _is_empty(self) -> bool:
        with self.read() as connection:
            return connection.scalar(sa.select(schema.articles.c.seq).limit(1)) is None

    def close(self) -> None:
        while self._idle:
            self._idle.pop().close()
        self._engine.dispose()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Yield a connection that sees one state of the corpus."""
        with self._said_plainly(), self._connected() as connection, connection.begin():
            yield connection  # what is rolled back makes PostgreSQL's driver forget its statements

    def beside(self, suffix: str) -> Path:
        """Return a path beside the file; of a database, one in the current folder named after it."""
        if self._file is None:
            return Path(f"{self._engine.url.database}.{suffix}")
        return self._file.with_name(f"{self._file.name}.{suffix}")

    def is_file(self, path: Path) -> bool:
        """Whether a path leads to the corpus's own file."""
        return self._file is not None and path.exists() and path.samefile(self._file)

    @property
    def in_file(self) -> bool:
        """Whether it is a file of this machine, which is read and written without a wire between."""
        return self._file is not None

    @contextmanager
    def write(self, *, wait: bool = True) -> Iterator[Connection]:
        """Yield a connection in a transaction, committed at the end, undone on any error.

        Without `wait` CorpusBusy is raised at once where another process writes to the file.
        """
        with self._said_plainly(), self._connected() as connection:
            connection.info["writing"] = self._patience if wait else 0
            with connection.begin():
                yield connection
        if self._file is not None and not self._file.exists():
            raise StoreError(
                f"{self.address} was moved or deleted while it was written to; put it back, or "
                "run the command again for a new one"
            )

    @contextmanager
    def _connected(self) -> Iterator[Connection]:
        """Yield a connection, one that served before if there is any: its pool's care costs more."""
        try:
            connection = self._idle.pop()
        except IndexError:
            connection = self._engine.connect()
        if self._file is None and not self._is_there(connection):
            connection = self._engine.connect()
        try:
            yield connection
        except BaseException as error:
            if _is_cut(connection, error):
                self._forget(connection)
            connection.close()
            raise
        connection.info["served"] = time.monotonic()
        if len(self._idle) < MOST_IDLE:
            self._idle.append(connection)
        else:
            connection.close()

    def _is_there(self, connection: Connection) -> bool:
        """Whether a database still answers that was not asked for a while: it may have gone since."""
        now = time.monotonic()
        if now - connection.info.get("served", now) < ASKED_ANEW_SECONDS:
            return True
        driver: Any = connection.connection.driver_connection
        try:
            connection.dialect.do_ping(driver)
        except connection.dialect.loaded_dbapi.Error:
            self._forget(connection)
            return False
        return True

    def _forget(self, connection: Connection) -> None:
        """Give up a connection whose other end has gone, and with it the others that are at hand."""
        connection.invalidate()
        with suppress(IndexError):  # other threads take from them too
            while True:
                self._idle.pop().invalidate()

    @contextmanager
    def _said_plainly(self) -> Iterator[None]:
        """Turn what a database says of the user's file or server into our errors."""
        driver = self._engine.dialect.loaded_dbapi
        try:
            yield
        except (exc.DBAPIError, driver.Error) as error:
            raise _plain_error(error, driver, self.address, self._patience) from None


def open_corpus(address: str, *, create: bool = False, patience: float | None = None) -> Corpus:
    """Open the corpus at a file path or PostgreSQL address, bringing an older one up to date.

    With `create`, a corpus that is not there yet is made. `patience` is for how many seconds to wait
    where another process holds a file's write lock (None: BUSY_SECONDS). Raises CorpusMissing,
    CorpusTooNew, CorpusBusy, or StoreError where the file is something else.
    """
    corpus = connect_to(address, create=create, patience=patience)
    try:
        _bring_up_to_date(corpus, create)
    except BaseException:
        corpus.close()
        raise
    return corpus


def connect_to(address: str, *, create: bool = False, patience: float | None = None) -> Corpus:
    """Return what may be a corpus at an address: whether it is one, nobody has looked."""
    file = None if "://" in address else Path(address)
    new = file is not None and not file.exists()
    patience = BUSY_SECONDS if patience is None else patience
    engine = _engine(address, create, patience)
    return Corpus(_fit_to_print(address), engine, file, new=new, patience=patience)


def _fit_to_print(address: str) -> str:
    """Return a path, or a database's address without its password and its options."""
    if "://" not in address:
        return address
    return _url(address).set(query={}).render_as_string(hide_password=True)


def _url(address: str) -> sa.URL:
    try:
        return sa.make_url(address)
    except (exc.ArgumentError, ValueError):
        raise StoreError(
            f"the address that begins with {shorten(address.partition('://')[0])} is no "
            "database address; allowed are a file path and postgresql://USER@HOST/NAME"
        ) from None


def _engine(address: str, create: bool, patience: float) -> Engine:
    if "://" in address:
        url = _url(address)
        if url.get_backend_name() != "postgresql":
            raise StoreError(
                f"a corpus cannot live in {url.get_backend_name()!r}; allowed are a file path "
                "(SQLite) and postgresql://USER@HOST/NAME"
            )
        try:
            engine = sa.create_engine(
                url.set(drivername="postgresql+psycopg"),
                connect_args={"client_encoding": "utf8"},
                pool_pre_ping=True,
                hide_parameters=HIDDEN,
            )
        except ModuleNotFoundError:
            raise StoreError(
                "PostgreSQL needs one more package; run: pip install 'dateline[postgres]'"
            ) from None
        event.listen(engine, "connect", _check_postgres)
        event.listen(engine, "begin", _begin_postgres)
        return engine
    path = Path(address)
    if not path.exists():
        if not create:
            raise CorpusMissing(
                f"there is no corpus at {address}; make one with `dateline ingest SOURCE` or "
                "`dateline import PATH`, or name another with --corpus"
            )
        if not path.parent.is_dir():
            raise CorpusMissing(
                f"the folder {path.parent} for the corpus does not exist; make it first"
            )
        with suppress(OSError):  # SQLite will say it better
            path.touch(0o600)  # it will hold texts, names and hashes of passwords
    elif path.is_dir():
        raise StoreError(f"{path} is a folder; a corpus is a file, for example {path}/corpus.db")
    engine = sa.create_engine(
        sa.URL.create("sqlite", database=f"{path.parent}/{path.name}"),
        connect_args={"timeout": patience},
        hide_parameters=HIDDEN,
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves: the driver's own is too late
    for setting in ("synchronous = FULL", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {setting}")


def _begin_sqlite(connection: Connection) -> None:
    driver: Any = connection.connection.driver_connection
    patience = connection.info.pop("writing", None)
    if patience is None:
        driver.execute("BEGIN")
        return
    if connection.info.get("patience") != patience:
        driver.execute(f"PRAGMA busy_timeout = {patience * 1000:.0f}")
        connection.info["patience"] = patience
    if "wal" not in connection.info:  # the file remembers it: who only reads changes no byte of it
        with suppress(sqlite3.OperationalError):  # others are at it: the next time will do
            driver.execute("PRAGMA journal_mode = WAL")
            connection.info["wal"] = True
    driver.execute("BEGIN IMMEDIATE")


def _check_postgres(connection: Any, _record: object) -> None:
    encoding = connection.info.parameter_status("server_encoding")
    if encoding != "UTF8":  # it could not hold every text, or would count bytes
        raise StoreError(
            f"the database {connection.info.dbname} keeps texts as {encoding}, and a corpus needs "
            "UTF8; make it anew: createdb --owner USER --encoding UTF8 --template template0 NAME"
        )


def _begin_postgres(connection: Connection) -> None:
    """Choose how the driver begins: who reads sees one state, who writes what others wrote last."""
    driver: Any = connection.connection.driver_connection
    writes = connection.info.pop("writing", None) is not None
    level: IsolationLevel = "READ COMMITTED" if writes else "REPEATABLE READ"
    if connection.info.get("level") != level:
        connection.dialect.set_isolation_level(driver, level)
        connection.info["level"] = level
    now = time.monotonic()
    if now - connection.info.setdefault("planned", now) >= PLANS_SECONDS:
        connection.info["planned"] = now
        driver.execute("DISCARD PLANS")


_SOMETHING_ELSE = (
    "{} is the database of another program, not a corpus; name another file with --corpus"
)


def _bring_up_to_date(corpus: Corpus, create: bool) -> None:
    with corpus.read() as connection:
        found = revision(connection)
        tables = sa.inspect(connection).get_table_names() if found is None else []
        if tables and connection.dialect.name == "sqlite":
            raise StoreError(_SOMETHING_ELSE.format(corpus.address))
    if found == HEAD:
        return
    if found is not None and not re.fullmatch(r"\d{4}", found):
        raise StoreError(_SOMETHING_ELSE.format(corpus.address))
    if found is None and not create:
        raise CorpusMissing(
            f"{corpus.address} holds no corpus; make one with `dateline ingest SOURCE` or "
            "`dateline import PATH`"
        )
    if found is not None and found > HEAD:
        raise CorpusTooNew(
            f"{corpus.address} was written by a newer Dateline (schema {found}, this one knows "
            f"{HEAD}); upgrade Dateline"
        )
    with corpus.write() as connection:
        take_turns(connection)
        if revision(connection) == HEAD:  # another process was quicker
            return
        if found is not None:
            with corpus.read() as before:
                copy_corpus(before, corpus.beside(f"schema-{found}.db"))
        try:
            upgrade(connection, HEAD)
        except UnknownRevision:
            raise StoreError(_SOMETHING_ELSE.format(corpus.address)) from None


def _is_cut(connection: Connection, error: BaseException) -> bool:
    """Whether an error means that a database has gone away, or come back anew."""
    if connection.invalidated:
        return True
    dialect = connection.dialect
    driver: Any = connection.connection.driver_connection
    gone = isinstance(error, dialect.loaded_dbapi.Error)
    return gone and dialect.is_disconnect(error, driver, None)  # type: ignore[arg-type]


def _plain_error(error: Exception, driver: Any, address: str, patience: float) -> Exception:
    """Return what is to be said instead of what a driver, or SQLAlchemy about it, says."""
    cause = error.orig if isinstance(error, exc.DBAPIError) else error
    said = str(cause).splitlines()[0] if cause else str(error)
    if "locked" in said:
        return CorpusBusy(
            f"{address} has been locked by another process for {patience:g} seconds; "
            "wait for it or stop it, then try again"
        )
    if "disk is full" in said or "No space left" in said or "disk I/O error" in said:
        return OutputError(
            f"{address} cannot be written: {said}; make room and try again, "
            "what was finished is kept"
        )
    if isinstance(cause, sqlite3.DatabaseError) and "not a database" in said:
        return StoreError(
            f"{address} is not a Dateline corpus (no SQLite file); name another with --corpus"
        )
    if "malformed" in said:
        return StoreError(
            f"{address} is damaged ({said}); put back a copy of it, or import an export into a "
            "new one"
        )
    if "readonly" in said or "unable to open" in said:
        return StoreError(
            f"{address} cannot be used ({said}): you may not read or change it, or not write in its "
            "folder, where SQLite keeps files beside it; change the permissions, or copy it"
        )
    operational = isinstance(cause, driver.OperationalError)
    connecting = isinstance(error, exc.DBAPIError) and error.statement is None
    if operational or connecting or "permission denied" in said:
        what_to_do = "; see that the server runs and lets you in" if connecting else ""
        return StoreError(f"{address} cannot be used: {said}{what_to_do}")
    if isinstance(error, sqlite3.Error):
        return error
    # PostgreSQL quotes the row below the first line
    plain: Exception
    if isinstance(error, exc.DBAPIError):
        plain = type(error)(error.statement, None, Exception(said), hide_parameters=HIDDEN)
    else:
        plain = type(error)(said)
    return plain.with_traceback(error.__traceback__)
