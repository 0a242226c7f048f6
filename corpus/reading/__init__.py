"""Reading sources: files of any kind become articles, row by row.

A reader takes a `SourceFile` and yields, one by one,

    PageText        a page of text, which `read_file` cuts into articles
    ArticleRow      an article that a row of a table holds
    RecordError     what is wrong with a row, or a part of the file; the reader goes on
    PassedOver      a part of the file that can hold no article, such as an image in a WARC file

What makes the whole file unreadable it raises as `SourceError`. A new kind of source is one such
function and its line in `READERS`. `read_file` and `read_files` yield the same, but for each page a
`ReadPage` (its parts, for `--explain` and for what was dropped) and then its articles, and they see to
it that every article has an `Origin`: a row of a table that comes without one gets the file's digest
and its line.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from itertools import chain

from ..errors import RecordError, SourceError
from ..nouns import Origin
from ..pages import DEFAULT, Patterns
from ..records import ArticleRow
from .docx import read_docx
from .html import read_html
from .jsonl import read_articles_jsonl
from .mail import read_mail
from .pages import PageText, PassedOver, ReadPage, cut_pages
from .pdf import read_pdf
from .sources import SourceFile, file_digest, list_files, standard_input, unreadable
from .tables import read_csv, read_parquet
from .text import read_text
from .warc import read_warc

__all__ = [
    "READERS",
    "PageText",
    "PassedOver",
    "Read",
    "ReadPage",
    "Reader",
    "find_files",
    "read_file",
    "read_files",
]

Read = ArticleRow | RecordError | ReadPage | PassedOver
_Uncut = ArticleRow | RecordError | PageText | PassedOver
Reader = Callable[[SourceFile], Iterator[_Uncut]]

READERS: Mapping[str, Reader] = {
    ".txt": read_text,
    ".jsonl": read_articles_jsonl,
    ".csv": read_csv,
    ".parquet": read_parquet,
    ".html": read_html,
    ".htm": read_html,
    ".xhtml": read_html,
    ".warc": read_warc,
    ".warc.gz": read_warc,
    ".mhtml": read_mail,
    ".mht": read_mail,
    ".eml": read_mail,
    ".docx": read_docx,
    ".pdf": read_pdf,
}
"""Suffix -> reader: the one place to add a kind of source."""


def find_files(sources: Sequence[str], stack: ExitStack) -> tuple[list[SourceFile], Counter[str]]:
    """Return the files that the sources name, and how many of each kind were passed over in folders.

    `-` is standard input, which is kept on disk until `stack` closes. Raises SourceError.
    """
    files: list[SourceFile] = []
    passed_over: Counter[str] = Counter()
    for source in sources:
        if source == "-":
            files.append(stack.enter_context(standard_input()))
        else:
            found, passed = list_files([source], list(READERS))
            files += found
            passed_over += passed
    return files, passed_over


def read_file(source: SourceFile, patterns: Patterns = DEFAULT) -> Iterator[Read]:
    """Yield the articles of one file. Raises SourceError where the file as a whole is unreadable."""
    for read in _read(source):
        if isinstance(read, PageText):
            yield from chain.from_iterable(cut_pages([read], patterns))
        else:
            yield read


_TOGETHER = 20
_TOGETHER_CHARACTERS = 1_000_000
"""So many pages of plain text are read, and then cut together, which `read_pages` does quicker; calls
of the system between them would leave little in the processor's caches."""


def read_files(
    sources: Sequence[SourceFile], patterns: Patterns = DEFAULT
) -> Iterator[tuple[int, Read]]:
    """Yield the articles of many files in order, each with the number of its file, from 0.

    What makes a file as a whole unreadable becomes its last row.
    """
    pages: list[PageText] = []
    numbers: list[int] = []
    characters = 0
    for number, source in enumerate(sources):
        for read in _read_to_the_end(source):
            if isinstance(read, PageText):
                pages.append(read)
                numbers.append(number)
                characters += len(read.text)
                is_plain = read.lines is None
                if is_plain and len(pages) < _TOGETHER and characters < _TOGETHER_CHARACTERS:
                    continue
            if pages:
                yield from _cut(pages, numbers, patterns)
                pages, numbers, characters = [], [], 0
            if not isinstance(read, PageText):
                yield number, read
    yield from _cut(pages, numbers, patterns)


def _cut(
    pages: Sequence[PageText], numbers: Sequence[int], patterns: Patterns
) -> Iterator[tuple[int, Read]]:
    for number, parts in zip(numbers, cut_pages(pages, patterns), strict=True):
        for part in parts:
            yield number, part


def _read_to_the_end(source: SourceFile) -> Iterator[_Uncut]:
    try:
        yield from _read(source)
    except SourceError as error:
        yield RecordError.of_file(source.where, error)


def _read(source: SourceFile) -> Iterator[_Uncut]:
    """Yield what the reader of a file does, each article with its origin. Raises SourceError."""
    digest = ""
    try:
        for read in READERS[source.suffix](source):
            if isinstance(read, ArticleRow) and read.origin is None:
                digest = digest or file_digest(source.path)
                unit = "row" if source.suffix == ".parquet" else "line"
                record = None if read.line is None else f"{unit} {read.line}"
                yield read._replace(origin=Origin(digest, record=record))
            else:
                yield read
    except OSError as error:
        raise unreadable(source, error) from None
