"""How much a page may be: limits that keep memory bounded, far above what news pages have."""

from __future__ import annotations

__all__ = ["MOST_BYTES", "MOST_LINES", "MOST_TEXT", "too_large", "too_many_lines"]

MOST_BYTES = 16_000_000
"""bytes that a page may have; the largest of news sites have a few million, and so has a long novel"""
MOST_TEXT = 64_000_000
"""bytes that a file of plain text may have: it needs no tree, and some hold a whole book series"""
MOST_LINES = 50_000
"""lines that a page may have: each is weighed by the rules; a page of news has a thousand at most"""


def too_large(size: int, most: int = MOST_BYTES, what: str = "a page") -> str:
    """Return the reason why a page, or another thing, of so many bytes is not read."""
    return f"has {size / 1e6:,.0f} MB, and {what} may have {most / 1e6:.0f}; cut it into pages"


def too_many_lines(count: int) -> str:
    """Return the reason why a page of so many lines is not read."""
    return f"has {count:,} lines, and a page may have {MOST_LINES:,}; cut it into pages"
