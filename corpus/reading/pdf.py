"""PDF with a text layer: its lines put together into paragraphs, running heads told apart."""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..errors import RecordError, SourceError
from ..pages import Hint
from .limits import too_large
from .pages import PageText, page_of_paragraphs
from .sources import SourceFile

if TYPE_CHECKING:
    from pypdf import PageObject

__all__ = ["paragraphs_of", "read_pdf"]

_MOST_FILE = 256_000_000
"""bytes of a PDF file with its pictures"""
_MOST_PAGES = 2000
_MOST_DRAWN = 4_000_000
"""bytes of what draws a page, unpacked: a page of text has some 10,000, a map a million"""
_MOST_OPERATORS = 1_000_000
"""of what draws all pages: a book of 1,000 pages has as many, and they take half a minute"""
_MOST_SIGNS = 10_000_000
"""characters of all pages: ten long novels"""
_MOST_BROKEN = 100
"""pages that cannot be read, before the rest is given up"""
_DIGITS = re.compile(r"\d+")
_STOPPED = re.compile(r"[.!?…:؟。][\"'”’»)\]]*$")
_SHORT = 0.85
"""of the usual width of a page's lines: one that ends a sentence and is shorter ends a paragraph"""


class _Enough(Exception):
    """A file draws more than its text is worth waiting for."""


@dataclass(slots=True)
class _Budget:
    """What may still be drawn and read of a file; below nothing, `_Enough` is raised."""

    operators: int = _MOST_OPERATORS
    signs: int = _MOST_SIGNS

    def draw(self, *_: object) -> None:
        self.operators -= 1
        if self.operators < 0:
            raise _Enough

    def read(self, page: PageObject) -> list[str]:
        """Return the lines of a page. Raises whatever pypdf does for a broken one."""
        contents = page.get_contents()
        if contents is None:
            return []
        if len(contents.get_data()) > _MOST_DRAWN:
            raise ValueError(f"more than {_MOST_DRAWN} bytes draw the page")
        text = page.extract_text(visitor_operand_before=self.draw)
        self.signs -= len(text)
        if self.signs < 0:
            raise _Enough
        return [line.strip() for line in text.splitlines()]


def read_pdf(source: SourceFile) -> Iterator[PageText | RecordError]:
    """Yield the text of a PDF file as one page; pages that cannot be read are told by number."""
    from ftfy.fixes import fix_latin_ligatures
    from pypdf import PdfReader

    size = source.path.stat().st_size
    if size > _MOST_FILE:
        raise SourceError(f"{source.where} {too_large(size, _MOST_FILE, 'a PDF file')}")
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what it says names no file
    lines: list[list[str]] = []
    broken: list[int] = []
    budget = _Budget()
    read = 0
    try:
        with source.path.open("rb") as file:
            reader = PdfReader(file, strict=False)
            locked = reader.is_encrypted and not reader.decrypt("")
            count = 0 if locked else len(reader.pages)
            while read < min(count, _MOST_PAGES) and len(broken) < _MOST_BROKEN:
                try:
                    lines.append(budget.read(reader.pages[read]))
                except _Enough:
                    break
                except Exception:  # pypdf raises whatever a broken page makes its code run into
                    broken.append(read + 1)
                read += 1
    except OSError:
        raise
    except Exception as error:
        locked = "crypt" in f"{type(error).__name__} {error}".lower()
        if not locked:
            raise SourceError(
                f"{source.where} is no PDF file that can be read; save it again, or as text"
            ) from None
    if locked:
        raise SourceError(f"{source.where} is encrypted; save a copy without a password")
    if not any(line for page in lines for line in page):
        if broken or read < min(count, _MOST_PAGES):
            raise SourceError(
                f"{source.where}: none of its pages can be read; save it again, or as text"
            )
        raise SourceError(
            f"{source.where} has no text layer: its pages are pictures; run text recognition over "
            "it first"
        )
    repairs = ["lines joined"]
    spelled_out = [[fix_latin_ligatures(line) for line in page] for page in lines]
    if spelled_out != lines:
        repairs.append("ligatures spelled out")
    yield page_of_paragraphs(source, paragraphs_of(spelled_out), tuple(repairs))
    for number in broken:
        yield RecordError(source.where, None, None, "cannot be read", record=f"page {number}")
    if read < count:
        reason = f"is too long: of {count:,} pages the first {read:,} were read; cut it into files"
        yield RecordError(source.where, None, None, reason)


def paragraphs_of(pages: Sequence[Sequence[str]]) -> list[tuple[str, Hint | None]]:
    """Return the paragraphs of pages of lines, running heads and feet hinted as navigation.

    A line that repeats at the top or the foot of at least half of three pages or more, page numbers
    aside, is one of these. A paragraph ends at an empty line and at a line that ends a sentence and is
    shorter than most; one that does not end goes on over the page's end.
    """
    filled = [page for page in pages if any(page)]
    running = _running(filled)
    widths = [len(line) for page in filled for line in page if len(line) > 20]
    width = sorted(widths)[len(widths) // 2] if widths else 0
    found: list[tuple[str, Hint | None]] = []
    aside: list[tuple[str, Hint | None]] = []
    open_paragraph = False
    for page in filled:
        edges = _edges(page)
        for number, line in enumerate(page):
            if not line:
                open_paragraph = open_paragraph and number >= edges[-1]
                continue
            if number in edges and _masked(line) in running:
                aside.append((line, "navigation"))
                continue
            if open_paragraph and found:
                found[-1] = (_joined(found[-1][0], line), None)
            else:
                found += aside
                aside = []
                found.append((line, None))
            stopped = _STOPPED.search(line) is not None
            open_paragraph = len(line) >= _SHORT * width or (not stopped and len(line) > width / 2)
    return found + aside


def _joined(before: str, line: str) -> str:
    """Return two lines of a paragraph as one, a word broken at the end of the first made whole."""
    broken = before.endswith(("-", "\u00ad")) and before[-2:-1].isalpha()
    if broken and line[:1].islower():
        return before[:-1] + line
    return f"{before} {line}"


def _running(pages: Sequence[Sequence[str]]) -> set[str]:
    counts = Counter(
        text for page in pages for text in {_masked(page[number]) for number in _edges(page)}
    )
    return {text for text, times in counts.items() if times >= 3 and times * 2 >= len(pages)}


def _edges(page: Sequence[str]) -> list[int]:
    """Return the numbers of the first two and the last two lines of a page that are not empty."""
    filled = [number for number, line in enumerate(page) if line]
    return sorted({*filled[:2], *filled[-2:]})


def _masked(line: str) -> str:
    return _DIGITS.sub("#", line)
