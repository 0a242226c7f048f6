"""A page of text becomes typed blocks and articles."""

from .parts import (
    FoundArticle,
    Hint,
    Known,
    Line,
    Page,
    PageBlock,
    PageBlockKind,
    UnreadPage,
    lines_of,
)
from .patterns import DEFAULT, Pattern, PatternKind, Patterns
from .reading import read_page, read_pages

__all__ = [
    "DEFAULT",
    "FoundArticle",
    "Hint",
    "Known",
    "Line",
    "Page",
    "PageBlock",
    "PageBlockKind",
    "Pattern",
    "PatternKind",
    "Patterns",
    "UnreadPage",
    "lines_of",
    "read_page",
    "read_pages",
]
