"""Passwords: Argon2 hashes, and a brake on guessing."""

from __future__ import annotations

import ipaddress
import threading
import time
from collections import deque
from collections.abc import Callable
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from ..errors import AccountError

__all__ = ["Brake", "check_password", "hash_password"]

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


class Brake:
    """A brake on guessing: so many failures in so many seconds for a name at a place, and for a place.

    A name is never held back everywhere: whoever guesses would lock its owner out. A place is an
    address, of IPv6 the network of 64 bits that one household has. Kept in memory only.
    """

    LIMITS = ((5, 300.0), (30, 300.0))

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._tries: dict[tuple[int, str], deque[float]] = {}

    def _keys(self, name: str, place: str) -> list[tuple[int, str]]:
        place = _network(place)
        return list(enumerate((f"{name}\n{place}", place)))

    def try_once(self, name: str, place: str) -> float:
        """Return for how many seconds they must wait; 0 where they may try.

        A try is a failure until `succeeded`: many at the same moment are as many failures.
        """
        with self._lock:
            self._forget_old()
            keys, now = self._keys(name, place), self._clock()
            waits = [0.0]
            for key in keys:
                most, seconds = self.LIMITS[key[0]]
                held = self._tries.get(key, ())
                if len(held) >= most:
                    waits.append(held[-most] + seconds - now)
            wait = max(waits)
            if not wait:
                for key in keys:
                    self._tries.setdefault(key, deque()).append(now)
            return wait

    def _forget_old(self) -> None:
        for key, held in list(self._tries.items()):
            while held and held[0] <= self._clock() - self.LIMITS[key[0]][1]:
                held.popleft()
            if not held:
                del self._tries[key]

    def succeeded(self, name: str, place: str) -> None:
        """Take the last try back, and forget the failures of a name at a place that got it right."""
        with self._lock:
            at_place, *others = self._keys(name, place)
            self._tries.pop(at_place, None)
            for key in others:
                if held := self._tries.get(key):
                    held.pop()


def _network(place: str) -> str:
    try:
        address = ipaddress.ip_address(place)
    except ValueError:
        return place
    if address.version == 4:
        return place
    return str(ipaddress.ip_network((int(address), 64), strict=False))
