"""Backups: a corpus as one SQLite file, whatever database it lives in, and back into either."""

from __future__ import annotations

import re
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import Connection

from ..errors import CorpusTooNew, OutputError, SourceError, StoreError
from . import schema
from .copying import copy_corpus, copy_rows, damage_in, lacks_room, new_sqlite, new_sqlite_at
from .corpus import HEAD, Corpus, connect_to
from .upgrading import revision, take_turns, upgrade

__all__ = ["Held", "back_up", "restore"]


@dataclass(frozen=True, slots=True)
class Held:
    """What a backup holds."""

    articles: int
    sentences: int
    judgments: int
    rulings: int
    accounts: int


def back_up(corpus: Corpus, path: Path) -> Held:
    """Write a corpus to a file, as it is at this moment, while people work.

    The file is a corpus of its own that can be opened, checked and restored. Raises OutputError.
    """
    if path.is_dir():
        raise OutputError(f"{path} is a folder; give the name of a file, for example {path}/b.db")
    if corpus.is_file(path):
        raise OutputError(f"{path} is the corpus itself; give another name with -o")
    if path.exists() and path.with_name(f"{path.name}-wal").exists():  # SQLite would mix the two
        raise OutputError(f"{path} is a corpus that is in use; give another name with -o")
    with corpus.read() as connection:
        if path.exists() and not _is_earlier(path, connection):
            raise OutputError(
                f"{path} is there already and is no backup of this corpus, so that it would be lost; "
                "give another name with -o"
            )
        copy_corpus(connection, path)
    with new_sqlite(path) as written:
        return _count(written)


def _is_earlier(path: Path, connection: Connection) -> bool:
    """Whether a file may be an earlier backup of a corpus: it has the same first article, or none."""
    first = sa.select(schema.articles.c.seq, schema.articles.c.id).order_by("seq").limit(1)
    asked = str(first.compile(compile_kwargs={"literal_binds": True}))
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as file:
            held = file.execute(asked).fetchone()
    except sqlite3.DatabaseError:
        return False
    now = connection.execute(first).first()
    return held is None or (now is not None and held == tuple(now))


def restore(path: Path, address: str) -> Held:
    """Bring a backup back as a corpus, in a file that is not there yet or an empty database.

    One of an earlier Dateline is brought up to date. Raises SourceError where it is no backup,
    CorpusTooNew, and StoreError where there is a corpus already; then nothing is written.
    """
    if "://" in address:
        with (
            tempfile.TemporaryDirectory() as folder,
            new_sqlite_at(Path(folder, "copy.db")) as making,
            _current(path, making) as held,
        ):
            return _into_database(held, address)
    target = Path(address)
    for place in (target, *(target.with_name(f"{target.name}-{end}") for end in ("wal", "shm"))):
        if place.exists():
            raise StoreError(
                f"{place} is there already and is not overwritten; move it away, or name another "
                "place with --corpus"
            )
    with new_sqlite_at(target) as making, _current(path, making) as written:
        return _count(written)


@contextmanager
def _current(path: Path, copy: Path) -> Iterator[Connection]:
    """Yield a connection to a sound copy of a backup, brought up to date."""
    if not path.is_file():
        raise SourceError(
            f"there is no file {path}; a backup is made with: dateline backup -o FILE"
        )
    try:
        with (
            closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as file,
            closing(sqlite3.connect(copy)) as made,
        ):
            file.backup(made)
            made.execute("PRAGMA journal_mode = DELETE")
            problem = damage_in(made)
    except sqlite3.DatabaseError as error:
        if lacks_room(error):
            raise
        raise SourceError(f"{path} cannot be read as a backup: {error}; take another one") from None
    if problem:
        raise SourceError(f"{path} is damaged ({problem}); take another backup")
    with new_sqlite(copy) as connection:
        found = revision(connection)
        if found is None or not re.fullmatch(r"\d{4}", found):
            raise SourceError(f"{path} is the database of another program, no backup of a corpus")
        if found > HEAD:
            raise CorpusTooNew(
                f"{path} was written by a newer Dateline (schema {found}, this one knows {HEAD}); "
                "upgrade Dateline"
            )
        if found != HEAD:
            upgrade(connection, HEAD)
        yield connection


def _into_database(source: Connection, address: str) -> Held:
    with connect_to(address) as corpus, corpus.write() as connection:
        take_turns(connection)
        if revision(connection) is not None:
            raise StoreError(
                f"{corpus.address} holds a corpus already and is not overwritten; make a new "
                "database with createdb and name it with --corpus"
            )
        upgrade(connection, HEAD)
        copy_rows(source, connection)
        connection.execute(sa.text("ANALYZE"))  # until it knows its tables it plans badly
        return _count(connection)


def _count(connection: Connection) -> Held:
    tables = (
        schema.articles,
        schema.sentences,
        schema.judgments,
        schema.rulings,
        schema.accounts,
    )
    return Held(
        *(connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0 for table in tables)
    )
