"""Who may still answer a sentence, so that nobody is turned away late and nobody is one too many.

Of each sentence a number of answers is wanted. Those who hold its article and have not answered it
claim one each, the earliest first, while there is room beside the answers that are there already. Who
holds no claim sees the sentence as context only. A skip is no answer: it leaves its room to others.

    >>> claimants(2, answered={"ana"}, holders=["ben", "cleo"])
    ('ben',)
    >>> is_open("cleo", 2, answered={"ana"}, holders=["ben", "cleo"])
    False
    >>> room(3, answered={"ana"}, holders=["ben"])
    1
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TypeVar

__all__ = ["claimants", "is_open", "room"]

Who = TypeVar("Who")


def claimants(
    wanted: int | None, answered: Collection[Who], holders: Sequence[Who]
) -> tuple[Who, ...]:
    """Return the holders who have a claim on a sentence, earliest first.

    `wanted` is how many answers it may have (None: no limit), `answered` whose latest judgment of it
    is an answer, `holders` who holds its article now, earliest first.
    """
    waiting = tuple(who for who in holders if who not in answered)
    return waiting if wanted is None else waiting[: max(0, wanted - len(answered))]


def is_open(
    who: Who, wanted: int | None, answered: Collection[Who], holders: Sequence[Who]
) -> bool:
    """Whether somebody may answer a sentence, or change the answer they gave."""
    return who in answered or who in claimants(wanted, answered, holders)


def room(wanted: int, answered: Collection[Who], holders: Sequence[Who]) -> int:
    """Return how many more answers a sentence can take beside those given and those claimed."""
    return max(0, wanted - len(answered) - len(claimants(wanted, answered, holders)))
