"""Reading sources: files of any kind become articles, row by row.

A reader takes a `SourceFile` and yields an `ArticleRow`, or the `RecordError` of a row that cannot be
read, and goes on; what makes the whole file unreadable it raises as `SourceError`. A new kind of
source is one such function and its line in `READERS`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack

from ..errors import RecordError, SourceError
from ..records import ArticleRow
from .jsonl import read_articles_jsonl
from .sources import SourceFile, list_files, standard_input
from .tables import read_csv, read_parquet
from .text import read_text

__all__ = ["READERS", "Reader", "find_files", "read_file"]

Reader = Callable[[SourceFile], Iterator[ArticleRow | RecordError]]

READERS: Mapping[str, Reader] = {
    ".txt": read_text,
    ".jsonl": read_articles_jsonl,
    ".csv": read_csv,
    ".parquet": read_parquet,
}
"""Suffix -> reader: the one place to add a kind of source."""


def find_files(sources: Sequence[str], stack: ExitStack) -> tuple[list[SourceFile], int]:
    """Return the files that the sources name and the number passed over in folders.

    `-` is standard input, which is kept on disk until `stack` closes. Raises SourceError.
    """
    files: list[SourceFile] = []
    passed_over = 0
    for source in sources:
        if source == "-":
            files.append(stack.enter_context(standard_input()))
        else:
            found, passed = list_files([source], list(READERS))
            files += found
            passed_over += passed
    return files, passed_over


def read_file(source: SourceFile) -> Iterator[ArticleRow | RecordError]:
    """Yield the articles of one file. Raises SourceError where the file as a whole is unreadable."""
    try:
        yield from READERS[source.suffix](source)
    except OSError as error:
        raise SourceError(f"{source.where} cannot be read: {error.strerror}") from None
