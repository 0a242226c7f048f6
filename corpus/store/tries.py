"""Tries to sign in, so that all the processes of a server slow down whoever guesses passwords.

A try is known by digests alone and is forgotten when it counts no more.
"""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy import Connection

from . import schema

__all__ = ["count_try", "forget_tries", "take_try_back"]

_tries = schema.tries.c


def count_try(
    connection: Connection, limits: Mapping[str, int], seconds: float, now: float
) -> float:
    """Count a try under each digest, or return for how many seconds it has to wait.

    `limits` : digest -> the tries that it may have in so many seconds.
    """
    if connection.dialect.name == "postgresql":  # two at the same moment are counted as two
        connection.execute(sa.text("LOCK TABLE tries IN SHARE ROW EXCLUSIVE MODE"))
    old = sa.or_(_tries.moment <= now - seconds, _tries.moment > now + seconds)
    connection.execute(sa.delete(schema.tries).where(old))
    waits = [_wait(connection, digest, most, seconds, now) for digest, most in limits.items()]
    if wait := max(waits):
        return wait
    rows = [{"digest": digest, "moment": now} for digest in limits]
    connection.execute(sa.insert(schema.tries), rows)
    return 0.0


def _wait(connection: Connection, digest: str, most: int, seconds: float, now: float) -> float:
    first = connection.scalar(
        sa.select(_tries.moment)
        .where(_tries.digest == digest)
        .order_by(_tries.moment.desc())
        .offset(most - 1)
        .limit(1)
    )
    return 0.0 if first is None else first + seconds - now


def forget_tries(connection: Connection, digest: str) -> None:
    """Forget all that was tried under a digest."""
    connection.execute(sa.delete(schema.tries).where(_tries.digest == digest))


def take_try_back(connection: Connection, digest: str) -> None:
    """Forget the last try under a digest."""
    last = sa.select(sa.func.max(_tries.seq)).where(_tries.digest == digest).scalar_subquery()
    connection.execute(sa.delete(schema.tries).where(_tries.seq == last))
