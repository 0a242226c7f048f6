"""Word documents (.docx): their paragraphs and tables in order, with what their styles say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING

from ..errors import SourceError
from ..pages import Hint
from .limits import MOST_LINES
from .pages import PageText, page_of_paragraphs
from .sources import SourceFile

if TYPE_CHECKING:
    from docx.blkcntnr import BlockItemContainer
    from docx.document import Document

__all__ = ["read_docx"]

_MOST_UNPACKED = 128_000_000
"""bytes of a document with its pictures: python-docx holds them all in memory"""
_MOST_OF_ONE = 32_000_000
"""bytes of one part of it, whatever the part is called: any may turn out to be the text"""
_MOST_MEMBERS = 10_000
_STYLES: tuple[tuple[str, Hint], ...] = (
    ("title", "heading"),
    ("heading 1", "heading"),
    ("heading", "subheading"),
    ("subtitle", "subheading"),
    ("caption", "caption"),
    ("list", "item"),
    ("quote", "quote"),
    ("intense quote", "quote"),
    ("date", "time"),
)


def read_docx(source: SourceFile) -> Iterator[PageText]:
    """Yield the page that a Word document is."""
    _check_size(source)
    import docx

    try:
        document = docx.Document(str(source.path))
        lines = list(islice(_lines(document, _hints(document)), MOST_LINES + 1))
    except Exception as error:  # python-docx lets through what lxml, zipfile and it itself raise
        if isinstance(error, OSError):
            raise
        raise SourceError(
            f"{source.where} is no Word document that can be read; save it again as .docx"
        ) from None
    if not lines:
        raise SourceError(f"{source.where} holds no text; an article needs text")
    if len(lines) > MOST_LINES:
        raise SourceError(
            f"{source.where} has more than {MOST_LINES:,} lines; cut it into documents"
        )
    yield page_of_paragraphs(source, lines)


def _check_size(source: SourceFile) -> None:
    """Raise SourceError for what is no archive, and for one that unpacks to more than it should."""
    import zipfile

    try:
        with zipfile.ZipFile(source.path) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError):
        raise SourceError(
            f"{source.where} is no Word document: it is damaged, or of another kind"
        ) from None
    largest = max((member.file_size for member in members), default=0)
    if largest > _MOST_OF_ONE:
        raise SourceError(
            f"{source.where} has a part of {largest / 1e6:,.0f} MB, and each may have "
            f"{_MOST_OF_ONE / 1e6:.0f}; cut it into documents, or save it without pictures"
        )
    total = sum(member.file_size for member in members)
    if total > _MOST_UNPACKED or len(members) > _MOST_MEMBERS:
        raise SourceError(
            f"{source.where} unpacks to {total / 1e6:,.0f} MB in {len(members):,} parts, and a "
            f"document may have {_MOST_UNPACKED / 1e6:.0f} in {_MOST_MEMBERS:,}"
        )


def _lines(
    holder: BlockItemContainer | Document, hints: Mapping[str | None, Hint]
) -> Iterator[tuple[str, Hint | None]]:
    """Yield the lines of a document with what their styles say, a cell that is merged once."""
    from docx.table import Table, _Cell

    for block in holder.iter_inner_content():
        if isinstance(block, Table):
            for row in block._tbl.tr_lst:
                for cell in row.tc_lst:
                    if cell.vMerge != "continue":
                        yield from _lines(_Cell(cell, block), hints)
            continue
        for line in block.text.splitlines():
            if text := line.strip():
                yield text, hints.get(block._p.style)


def _hints(document: Document) -> Mapping[str | None, Hint]:
    """Return what the styles of a document say, by their ids; None is that of most paragraphs."""
    from docx.enum.style import WD_STYLE_TYPE

    found: dict[str | None, Hint] = {}
    for style in document.styles:
        name = (style.name or "").lower()
        if style.type == WD_STYLE_TYPE.PARAGRAPH:
            hint = next((hint for start, hint in _STYLES if name.startswith(start)), None)
            if hint is not None:
                found[style.style_id] = hint
    return found
