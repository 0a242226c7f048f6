"""The people who use the page: accounts, their own settings, invites and sessions.

Secrets never enter the corpus: of those in the links of invites and the cookies of sessions it holds
the SHA-256, of a password the Argon2 hash. Nothing is kept about a person but the id and the role
that were typed, and what they set for themselves.
"""

from __future__ import annotations

import hashlib
import re
import secrets
import unicodedata
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from ..errors import AccountError, SettingsError, shorten
from ..nouns import Role
from ..settings import Preferences
from . import schema
from .prepared import Prepared

__all__ = [
    "Invite",
    "Person",
    "Session",
    "add_person",
    "add_session",
    "check_person_id",
    "end_session",
    "end_sessions_of",
    "find_invite",
    "find_person",
    "find_session",
    "list_people",
    "make_invite",
    "password_of",
    "prolong_session",
    "set_disabled",
    "set_password",
    "set_preferences",
    "use_invite",
]

PERSON_ID = re.compile(r"[^\W_](?:[\w.\- ]{0,38}[\w.\-])?")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with an account. `seq` is their row number, for the store's own functions."""

    id: str
    role: Role
    disabled: bool
    has_password: bool
    preferences: Preferences
    seq: int


@dataclass(frozen=True, slots=True)
class Session:
    """A browser that may come in, and who uses it (None: has not said yet)."""

    person: Person | None
    expires: float
    """when it is over, unless it is used before"""
    ends: float
    """when it is over, however much it is used"""


@dataclass(frozen=True, slots=True)
class Invite:
    """An invitation to set a password: for whom, until when, and whether it was used."""

    person: Person
    expires: float
    used: bool


def check_person_id(text: str) -> str:
    """Return an id as it is kept: NFC, white space folded. Raises AccountError."""
    name = " ".join(unicodedata.normalize("NFC", text).split())
    if not PERSON_ID.fullmatch(name):
        raise AccountError(
            f"found the name {shorten(text)}; allowed: 1 to 40 letters, digits, spaces and . _ -, "
            "beginning with a letter or digit; a name nobody can be traced by is best"
        )
    return name


def add_person(connection: Connection, name: str, role: Role, now: float) -> Person:
    """Make an account. Raises AccountError for a bad name or one that is taken."""
    name = check_person_id(name)
    table = schema.annotators.c
    taken = connection.scalars(sa.select(table.id)).all()
    same = next((held for held in taken if held.casefold() == name.casefold()), None)
    if same is not None:
        raise AccountError(
            f"the name {shorten(same)} is taken, by an account or by judgments that were imported; "
            "choose another"
        )
    row = sa.insert(schema.annotators).values(id=name, role=role).returning(table.seq)
    connection.execute(
        sa.insert(schema.accounts).values(
            annotator=connection.scalars(row).one(),
            disabled=False,
            preferences={},
            place=0,
            created=now,
        )
    )
    person = find_person(connection, name)
    assert person is not None, "it was made a line above"  # noqa: S101
    return person


_PERSON = sa.select(
    schema.annotators.c.id,
    schema.annotators.c.role,
    schema.annotators.c.seq,
    schema.accounts.c.disabled,
    schema.accounts.c.preferences,
    schema.accounts.c.password.is_not(None).label("has_password"),
).join_from(schema.annotators, schema.accounts)


def _person(row: Any) -> Person:
    try:
        preferences = Preferences().changed(row.preferences)
    except SettingsError:  # of another version of Dateline
        preferences = Preferences()
    return Person(row.id, row.role, row.disabled, row.has_password, preferences, row.seq)


def find_person(connection: Connection, name: str) -> Person | None:
    """Return who has the account of that name."""
    if "\x00" in name:  # PostgreSQL does not even ask
        return None
    row = connection.execute(_PERSON.where(schema.annotators.c.id == name)).one_or_none()
    return None if row is None else _person(row)


def list_people(connection: Connection) -> list[Person]:
    """Return everyone with an account, in the order in which they came."""
    rows = connection.execute(_PERSON.order_by(schema.annotators.c.seq))
    return [_person(row) for row in rows]


def _update(connection: Connection, person: Person, **values: Any) -> None:
    chosen = schema.accounts.c.annotator == person.seq
    connection.execute(sa.update(schema.accounts).where(chosen).values(values))


def set_password(connection: Connection, person: Person, hashed: str) -> None:
    """Keep the Argon2 hash of a new password and end the sessions that knew the old one."""
    _update(connection, person, password=hashed)
    end_sessions_of(connection, person)


def password_of(connection: Connection, person: Person) -> str | None:
    """Return the hash of somebody's password, or None where none is set."""
    table = schema.accounts.c
    hashed: str | None = connection.scalar(
        sa.select(table.password).where(table.annotator == person.seq)
    )
    return hashed


def set_disabled(connection: Connection, person: Person, disabled: bool) -> None:
    """Shut somebody out, or let them in again. What they judged stays."""
    _update(connection, person, disabled=disabled)
    if disabled:
        end_sessions_of(connection, person)


def set_preferences(connection: Connection, person: Person, preferences: Preferences) -> None:
    _update(connection, person, preferences=preferences.to_json())


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def make_invite(connection: Connection, person: Person, expires: float) -> str:
    """Return the secret of a new invite; an older one of the same person that is still open ends."""
    table = schema.invites
    secret = secrets.token_urlsafe(24)
    connection.execute(
        sa.update(table).where(table.c.annotator == person.seq).values(used=sa.true())
    )
    connection.execute(
        sa.insert(table).values(
            digest=_digest(secret), annotator=person.seq, expires=expires, used=False
        )
    )
    return secret


def find_invite(connection: Connection, secret: str) -> Invite | None:
    """Return an invite by its secret."""
    table = schema.invites.c
    row = connection.execute(
        _PERSON.add_columns(table.expires, table.used)
        .join(schema.invites, table.annotator == schema.annotators.c.seq)
        .where(table.digest == _digest(secret))
    ).one_or_none()
    return None if row is None else Invite(_person(row), row.expires, row.used)


def use_invite(connection: Connection, secret: str) -> bool:
    """Mark an invite as used: it lets nobody in again. Return whether it was not used before."""
    table = schema.invites.c
    chosen = sa.and_(table.digest == _digest(secret), ~table.used)
    done = connection.execute(sa.update(schema.invites).where(chosen).values(used=sa.true()))
    return done.rowcount == 1


def add_session(
    connection: Connection,
    secret: str,
    person: Person | None,
    expires: float,
    ends: float,
    now: float,
) -> None:
    """Let a browser in, and forget the sessions that have run out."""
    table = schema.sessions
    connection.execute(sa.delete(table).where(table.c.expires < now))
    connection.execute(
        sa.insert(table).values(
            digest=_digest(secret), annotator=person and person.seq, expires=expires, ends=ends
        )
    )


_SESSION = Prepared(
    sa.select(
        schema.sessions.c.expires,
        schema.sessions.c.ends,
        schema.annotators.c.id,
        schema.annotators.c.role,
        schema.annotators.c.seq,
        schema.accounts.c.disabled,
        schema.accounts.c.preferences,
        schema.accounts.c.password.is_not(None).label("has_password"),
    )
    .join_from(schema.sessions, schema.annotators, isouter=True)
    .join(schema.accounts, schema.accounts.c.annotator == schema.annotators.c.seq, isouter=True)
    .where(schema.sessions.c.digest == sa.bindparam("digest"))
)


def find_session(connection: Connection, secret: str, now: float) -> Session | None:
    """Return a session that has not run out, by its secret."""
    row = _SESSION.one(connection, {"digest": _digest(secret)})
    if row is None or row.expires < now:
        return None
    return Session(None if row.id is None else _person(row), row.expires, row.ends)


def prolong_session(connection: Connection, secret: str, expires: float) -> None:
    chosen = schema.sessions.c.digest == _digest(secret)
    connection.execute(sa.update(schema.sessions).where(chosen).values(expires=expires))


def end_session(connection: Connection, secret: str) -> None:
    connection.execute(
        sa.delete(schema.sessions).where(schema.sessions.c.digest == _digest(secret))
    )


def end_sessions_of(connection: Connection, person: Person) -> None:
    """Sign somebody out everywhere."""
    chosen = schema.sessions.c.annotator == person.seq
    connection.execute(sa.delete(schema.sessions).where(chosen))
