"""Which of many things came before, in little memory: ids by the million."""

from __future__ import annotations

from array import array

__all__ = ["Repeats"]

_FIRST = 1 << 4


class Repeats:
    """How often each of many numbers came before.

    An open hash table of which at least half is free. Numbers are those of hashes: of 64 bits, evenly
    spread, and not 0. A million of them take 17 MB, 82 in a set of Python's integers; a table of
    SQLite takes 4, and seven times as long.
    """

    def __init__(self) -> None:
        self._table = array("Q", (0,)) * _FIRST
        self._held = 0
        self._again: dict[int, int] = {}

    def count(self, number: int) -> int:
        """Return how often a number came before, and count it."""
        table = self._table
        place = _place(table, number)
        if table[place]:
            self._again[number] = before = self._again.get(number, 0) + 1
            return before
        table[place] = number
        self._held += 1
        if 2 * self._held > len(table):
            self._table = array("Q", (0,)) * (2 * len(table))
            for held in table:
                if held:
                    self._table[_place(self._table, held)] = held
        return 0


def _place(table: array[int], number: int) -> int:
    """Return where a number stands, or the free place where it belongs."""
    last = len(table) - 1
    place = number & last
    while (held := table[place]) and held != number:
        place = (place + 1) & last
    return place
