"""A page of text becomes typed blocks and articles."""

from .parts import FoundArticle, Hint, Known, Line, Page, PageBlock, PageBlockKind, lines_of
from .patterns import DEFAULT, Pattern, PatternKind, Patterns
from .reading import read_page

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
    "lines_of",
    "read_page",
]
