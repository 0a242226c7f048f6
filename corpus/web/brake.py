"""A brake on guessing passwords."""

from __future__ import annotations

import hmac
import ipaddress
from collections.abc import Callable
from contextlib import AbstractContextManager

from sqlalchemy import Connection

from ..store.tries import count_try, forget_tries, take_try_back

__all__ = ["Brake"]

SECONDS = 300.0
MOST_AT_PLACE, MOST_OF_PLACE = 5, 30


class Brake:
    """A brake on guessing: so many failures in five minutes for a name at a place, and for a place.

    A name is never held back everywhere: whoever guesses would lock its owner out. A place is an
    address, of IPv6 the network of 64 bits that one household has. The corpus holds a digest of it,
    for all processes that serve it, until the five minutes are over and somebody else tries.
    """

    def __init__(
        self,
        write: Callable[[], AbstractContextManager[Connection]],
        key: str,
        clock: Callable[[], float],
    ) -> None:
        self._write = write
        self._key = key.encode()
        self._clock = clock

    def try_once(self, name: str, place: str) -> float:
        """Return for how many seconds they must wait; 0 where they may try.

        A try is a failure until `succeeded`: many at the same moment are as many failures.
        """
        at_place, of_place = self._digests(name, place)
        limits = {at_place: MOST_AT_PLACE, of_place: MOST_OF_PLACE}
        with self._write() as connection:
            return count_try(connection, limits, SECONDS, self._clock())

    def succeeded(self, name: str, place: str) -> None:
        """Take the last try back, and forget the failures of a name at a place that got it right."""
        at_place, of_place = self._digests(name, place)
        with self._write() as connection:
            forget_tries(connection, at_place)
            take_try_back(connection, of_place)

    def _digests(self, name: str, place: str) -> tuple[str, str]:
        place = _network(place)
        return self._digest(f"{place}\n{name}"), self._digest(place)

    def _digest(self, text: str) -> str:
        return hmac.digest(self._key, text.encode("utf-8", "replace"), "sha256").hex()


def _network(place: str) -> str:
    try:
        address = ipaddress.ip_address(place)
    except ValueError:
        return place
    if address.version == 4:
        return place
    return str(ipaddress.ip_network((int(address), 64), strict=False))
