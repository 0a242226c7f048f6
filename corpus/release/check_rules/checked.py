"""What the rules look at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ..opened import OpenRelease
from ..runs import Hashes

__all__ = ["Checked", "some"]

_MOST = 3


@dataclass(frozen=True, slots=True)
class Checked:
    """A release under check."""

    release: OpenRelease
    previous: OpenRelease | None = None
    runs: Hashes | None = None
    """the runs of words of the articles, none of which may stand in the release, as `all_runs` gives
    them; None: the articles are not at hand"""


def some(found: Iterable[object]) -> str:
    """Return the first few of what was found, and how many more there are."""
    listed = [str(one) for one in found]
    more = f" and {len(listed) - _MOST:,} more" if len(listed) > _MOST else ""
    return ", ".join(listed[:_MOST]) + more
