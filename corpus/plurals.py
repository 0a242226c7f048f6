"""Counted things in English: `1 article`, `2,399 sentences`."""

from __future__ import annotations

__all__ = ["counted"]


def counted(count: int, one: str, many: str | None = None) -> str:
    """Return a number and the thing in its number; `many` is where an `s` does not make it."""
    return f"{count:,} {one if count == 1 else many or f'{one}s'}"
