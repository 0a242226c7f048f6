"""Passwords and their Argon2 hashes."""

from __future__ import annotations

import threading
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from ..errors import AccountError

__all__ = ["check_password", "hash_password"]

SHORTEST, LONGEST = 10, 200
FEWEST_SIGNS = 5
COMMONEST = frozenset(
    [
        "1234567890",
        "0123456789",
        "0987654321",
        "12345678910",
        "123456789a",
        "1q2w3e4r5t",
        "q1w2e3r4t5",
        "1qaz2wsx3edc",
        "qwertyuiop",
        "qwerty1234",
        "qwerty12345",
        "qwerty123456",
        "abcdefghij",
        "abcd123456",
        "asdfghjkl1",
        "password12",
        "password123",
        "password1234",
        "passw0rd123",
        "mypassword",
        "iloveyou12",
        "iloveyou123",
        "welcome123",
        "welcome1234",
        "letmein123",
        "changeme123",
        "administrator",
    ]
)
"""What is tried first, of those that are long enough."""
_one_at_a_time = threading.Lock()
"""A hash takes 64 MiB for a moment; a rush of sign-ins waits in line for it."""


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher()


def hash_password(password: str, name: str = "") -> str:
    """Return the Argon2id hash of a new password of somebody.

    Raises AccountError for one that is too short or long, or among the first that are guessed.
    """
    if not SHORTEST <= len(password) <= LONGEST:
        raise AccountError(
            f"found a password of {len(password)} characters, allowed: {SHORTEST} to {LONGEST}; "
            "a few words in a row are easy to remember"
        )
    plain = password.casefold()
    without_name = plain.replace(name.casefold(), "") if name else plain
    if plain in COMMONEST or len(set(plain)) < FEWEST_SIGNS or len(without_name) < FEWEST_SIGNS:
        raise AccountError(
            "this password is among the first that are guessed: found a common one, your name or "
            f"fewer than {FEWEST_SIGNS} different characters; a few words in a row are easy to "
            "remember"
        )
    with _one_at_a_time:
        return _hasher().hash(password)


@cache
def _nobodys_hash() -> str:
    return hash_password("nobody has this password")


def check_password(hashed: str | None, password: str) -> bool:
    """Whether the password is right. Takes as long where there is no such account."""
    known = hashed or _nobodys_hash()
    with _one_at_a_time:
        try:
            return _hasher().verify(known, password[:LONGEST]) and hashed is not None
        except (VerificationError, InvalidHashError):
            return False
