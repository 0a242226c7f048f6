"""Plain text: one file is one article, its text exactly as it stands in the file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath

from ..errors import RecordError
from ..records import ArticleRow, article_from_row
from .encoding import open_text
from .sources import STDIN, SourceFile

__all__ = ["read_text"]

_HEADLINE = 150


def read_text(source: SourceFile) -> Iterator[ArticleRow | RecordError]:
    """Yield the article of a text file; its title is its first line where that is a headline."""
    with open_text(source.path, source.where, newline="") as file:
        text = file.read()
    if not text.strip():
        yield RecordError(source.where, None, None, "is empty; an article needs text")
        return
    try:
        yield article_from_row({"title": _title(text, source), "text": text}, source.where, None)
    except RecordError as error:
        yield error


def _title(text: str, source: SourceFile) -> str:
    """Return the first line, if it looks like a headline, else the file's name."""
    first, _, rest = text.strip().partition("\n")
    first = first.strip()
    if rest.strip() and len(first) <= _HEADLINE and not first.endswith((".", "!", ":", ",", ";")):
        return first
    if source.where == STDIN:
        return ""
    return PurePath(source.where).stem.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
