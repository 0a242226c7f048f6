"""The articles that somebody else holds: read from files of any kind, and laid out for alignment."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from ..errors import RecordError, SourceError
from ..nouns import Article
from ..reading import READERS, PassedOver, find_files, read_file
from ..reading.csv_rows import read_cells
from ..reading.sources import SourceFile, list_files
from ..reading.strictly import strictly
from ..records import ArticleRow
from ..sentences import sentence_spans
from .normalise import AnchorSettings, Hashes, tokenise, window_hashes
from .placement import Ends, Place

__all__ = ["Copy", "CopyFile", "find_copies", "read_copies"]

TABLE_COLUMNS = ("url", "id")
"""of a table that names a file in each row, what it may say of the article in it"""
_FINISHED = re.compile(r"[.!?\u2026:;\u061f\u06d4\u0964\u3002][^\w\s]*\s*$")
_PIECES = re.compile(r"\S+")
_OPENING = "\u201c\u2018\u00ab\u201e(\u00bf\u00a1["
_AROUND = 16
"""characters before an end that tell whether a sentence ends there"""


@dataclass(frozen=True, slots=True)
class CopyFile:
    """A file of copies, and what a table says of the article in it."""

    source: SourceFile
    url: str | None = None
    id: str | None = None


class Copy:
    """A copy of an article, as far as it is known, and its tokens."""

    def __init__(self, row: ArticleRow, settings: AnchorSettings) -> None:
        self.where = row.where if row.line is None else f"{row.where}, line {row.line}"
        if row.origin is not None and row.origin.record and row.line is None:
            self.where = f"{row.where}, {row.origin.record}"
        self.row = row
        self.tokens = tokenise(row.article.text, settings.salt)
        self.windows: list[Hashes] = window_hashes(
            self.tokens.hashes, 2 * settings.chunk_tokens - 1, settings.bits
        )

    @property
    def article(self) -> Article:
        return self.row.article

    @property
    def text(self) -> str:
        """The text that all offsets count: the copy's, its mojibake mended."""
        return self.tokens.text

    @cached_property
    def spans(self) -> dict[tuple[int, int], list[tuple[int, int]]]:
        """Tokens -> offsets of each sentence that the copy brings, or else shows, in order."""
        given = self.row.spans if self.text == self.article.text else None
        found: dict[tuple[int, int], list[tuple[int, int]]] = {}
        for start, end in given if given is not None else sentence_spans(self.text):
            first, after = np.searchsorted(self.tokens.starts, (start, end)).tolist()
            found.setdefault((first, after), []).append((start, end))
        return found

    @cached_property
    def ends(self) -> Ends:
        """Where sentences of the copy begin and end: at line ends only if something ends there."""
        starts, ends = [0], [len(self.tokens.hashes)]
        for (first, after), places in self.spans.items():
            if self._is_end(places[0][0]):
                starts.append(first)
            if self._is_end(places[-1][1]):
                ends.append(after)
        return Ends(len(self.tokens.hashes), sorted(set(starts)), sorted(set(ends)))

    def _is_end(self, offset: int) -> bool:
        before = self.text[max(offset - _AROUND, 0) : offset]
        around = before[len(before.rstrip()) :] + self.text[offset : offset + 2]
        return "\n\n" in around or _FINISHED.search(before) is not None

    @cached_property
    def _starts(self) -> dict[int, int]:
        """First token -> offset of the first sentence of the copy that begins with it."""
        return {first: places[0][0] for (first, _), places in reversed(self.spans.items())}

    @cached_property
    def _ends(self) -> dict[int, int]:
        """Token after the last -> offset of the end of the sentence of the copy that ends there."""
        return {
            after: places[-1][1] for (first, after), places in self.spans.items() if first < after
        }

    def offsets(self, places: Sequence[Place | None]) -> list[tuple[int, int] | None]:
        """Return the offsets of places in the text; in order and disjoint, as the places are.

        A sentence without a token has the marks that stand apart between the tokens around it.
        """
        wordless = Counter(place.start for place in places if place and place.start == place.end)
        taken = Counter[int]()
        found: list[tuple[int, int] | None] = []
        done = 0
        for place in places:
            span = None
            if place is not None and place.start == place.end:
                span = self._apart(place.start, taken[place.start], wordless[place.start])
                taken[place.start] += 1
            elif place is not None:
                span = self._words(place, wordless)
            if span is not None and (span := (max(span[0], done), span[1]))[0] < span[1]:
                found.append(span)
                done = span[1]
            else:
                found.append(None)
        return found

    def _words(self, place: Place, wordless: Container[int]) -> tuple[int, int]:
        """Return the offsets of tokens with their marks: as a sentence of the copy has them, if any."""
        start = None if place.start in wordless else self._starts.get(place.start)
        end = None if place.end in wordless else self._ends.get(place.end)
        return (
            self._marks_before(place.start) if start is None else start,
            self._marks_after(place.end) if end is None else end,
        )

    def _apart(self, token: int, number: int, of: int) -> tuple[int, int] | None:
        """Return the marks before a token that neither it nor the one before it touches.

        Where several sentences share them, each has one, and the last the rest.
        """
        opens, gap = self._gap(token)
        pieces = [(found.start() + opens, found.end() + opens) for found in _PIECES.finditer(gap)]
        if token and pieces and pieces[0][0] == opens:
            del pieces[0]
        if pieces and token < len(self.tokens.starts) and pieces[-1][1] == opens + len(gap):
            del pieces[-1]
        own = pieces[number : number + 1] if number + 1 < of else pieces[number:]
        return (own[0][0], own[-1][1]) if own else None

    def _gap(self, token: int) -> tuple[int, str]:
        """Return the offset of what stands before a token, after the one before it, and its text."""
        starts, ends = self.tokens.starts, self.tokens.ends
        opens = int(ends[token - 1]) if token else 0
        closes = int(starts[token]) if token < len(starts) else len(self.text)
        return opens, self.text[opens:closes]

    def _marks_before(self, token: int) -> int:
        """Return where the marks begin that belong to a sentence's first token."""
        opens, gap = self._gap(token)
        blank = max((number for number, sign in enumerate(gap) if sign.isspace()), default=-1)
        if blank < 0 and token:
            blank = len(gap.rstrip(_OPENING)) - 1
        return opens + blank + 1

    def _marks_after(self, token: int) -> int:
        """Return where the marks end that belong to a sentence's last token."""
        opens, gap = self._gap(token)
        words = gap.split(maxsplit=1)
        if not words or gap[0].isspace():
            return opens
        whole = len(words[0]) == len(gap) and token < len(self.tokens.starts)
        return opens + len(gap.rstrip(_OPENING) if whole else words[0])


def find_copies(sources: Sequence[str], stack: ExitStack) -> tuple[list[CopyFile], int]:
    """Return the files that the sources name, and how many were passed over in folders.

    A .csv file with a column `file` and no column `text` is a table of files, by `url` or `id`; their
    names count from its folder. Raises SourceError where nothing is there to read.
    """
    files: list[CopyFile] = []
    passed_over = 0
    for source in sources:
        if source.lower().endswith(".csv") and (listed := _listed(Path(source))) is not None:
            files += listed
            continue
        found, passed = find_files([source], stack)
        files += map(CopyFile, found)
        passed_over += passed.total()
    if not files:
        raise SourceError(
            f"{', '.join(sources)} holds no file that Dateline reads ({', '.join(READERS)}); name "
            "the files or folders of your copies with --articles"
        )
    return files, passed_over


def _listed(path: Path) -> list[CopyFile] | None:
    """Return the files that a table names, or None where it is no such table."""
    if not path.is_file():
        return None
    rows = strictly(read_cells(SourceFile(path, str(path), ".csv")))
    _, columns = next(rows)
    if "file" not in columns or "text" in columns:
        return None
    if not set(TABLE_COLUMNS) & set(columns):
        raise RecordError(
            str(path), 1, "file", "expected a column url or id beside it, found neither"
        )
    files = []
    for line, cells in rows:
        row = dict(zip(columns, cells, strict=True))
        name = row["file"].strip()
        if not name:
            raise RecordError(str(path), line, "file", "names no file")
        try:
            listed, _ = list_files([str(path.parent / name)], list(READERS))
        except SourceError as error:
            raise RecordError(str(path), line, "file", str(error)) from None
        files += [CopyFile(file, row.get("url") or None, row.get("id") or None) for file in listed]
    return files


def read_copies(file: CopyFile) -> Iterator[ArticleRow | RecordError | PassedOver]:
    """Yield the articles of a file, with what a table says of them, and what could not be read."""
    try:
        for read in read_file(file.source):
            if isinstance(read, ArticleRow):
                said = {"url": file.url, "id": file.id}
                told: dict[str, Any] = {
                    name: value for name, value in said.items() if value is not None
                }
                yield read._replace(article=replace(read.article, **told)) if told else read
            elif isinstance(read, RecordError | PassedOver):
                yield read
    except SourceError as error:
        yield RecordError.of_file(file.source.where, error)
