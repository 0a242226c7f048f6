"""What the rules look at."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ..opened import OpenRelease

__all__ = ["Checked", "some"]

_MOST = 3


@dataclass(frozen=True, slots=True)
class Checked:
    """A release under check."""

    release: OpenRelease
    previous: OpenRelease | None = None
    articles: Sequence[str] | None = None
    """texts of which no run of words may stand in the release; None: they are not at hand"""


def some(found: Iterable[object]) -> str:
    """Return the first few of what was found, and how many more there are."""
    listed = [str(one) for one in found]
    more = f" and {len(listed) - _MOST:,} more" if len(listed) > _MOST else ""
    return ", ".join(listed[:_MOST]) + more
