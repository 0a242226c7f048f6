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
    from docx.document import Document
    from docx.oxml.xmlchemy import BaseOxmlElement

__all__ = ["read_docx"]

_MOST_UNPACKED = 128_000_000
"""bytes of a document with its pictures: python-docx holds them all in memory"""
_MOST_OF_ONE = 16_000_000
"""bytes of one part of it, whatever the part is called: any may turn out to be the text"""
_MOST_MEMBERS = 10_000
_AROUND_PARAGRAPHS = ("sdt", "sdtContent", "customXml", "ins", "moveTo")
_AROUND_WORDS = (*_AROUND_PARAGRAPHS, "hyperlink", "smartTag", "fldSimple", "bdo", "dir")
"""what Word puts around text: fields to fill in, names of places, what somebody inserted, links"""
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
        lines = list(islice(_lines(document.element.body, _hints(document)), MOST_LINES + 1))
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
    holder: BaseOxmlElement, hints: Mapping[str | None, Hint]
) -> Iterator[tuple[str, Hint | None]]:
    """Yield the lines of a document with what their styles say, a cell that is merged once.

    Elements are asked for their children: what python-docx asks instead takes quadratic time.
    """
    from docx.oxml.ns import qn

    around = [qn(f"w:{name}") for name in _AROUND_PARAGRAPHS]
    for block in holder.iterchildren(qn("w:p"), qn("w:tbl"), *around):
        if block.tag in around:
            yield from _lines(block, hints)
            continue
        if block.tag == qn("w:tbl"):
            for row in block.iterchildren(qn("w:tr")):
                for cell in row.iterchildren(qn("w:tc")):
                    if cell.vMerge != "continue":
                        yield from _lines(cell, hints)
            continue
        for line in "".join(map(str, _signs(block))).splitlines():
            if text := line.strip():
                yield text, hints.get(block.style)


def _signs(paragraph: BaseOxmlElement) -> Iterator[BaseOxmlElement]:
    """Yield what makes the text of a paragraph or a link; python-docx tells each as text."""
    from docx.oxml.ns import qn

    signs = [qn(f"w:{name}") for name in ("t", "br", "cr", "tab", "ptab", "noBreakHyphen")]
    around = [qn(f"w:{name}") for name in _AROUND_WORDS]
    for inner in paragraph.iterchildren(qn("w:r"), *around):
        if inner.tag in around:
            yield from _signs(inner)
        else:
            yield from inner.iterchildren(*signs)


def _hints(document: Document) -> Mapping[str | None, Hint]:
    """Return what the styles of a document say, by their ids; None is that of most paragraphs."""
    from docx.enum.style import WD_STYLE_TYPE
    from docx.oxml.ns import qn

    styles = {
        style.style_id: (style.name or "").lower()
        for style in document.styles
        if style.type == WD_STYLE_TYPE.PARAGRAPH
    }
    used = {block.style for block in document.element.body.iterchildren(qn("w:p"))}
    is_titled = any(name.startswith("title") and of in used for of, name in styles.items())
    found: dict[str | None, Hint] = {}
    for of, name in styles.items():
        hint = next((hint for start, hint in _STYLES if name.startswith(start)), None)
        if hint is not None:  # below a title, a heading of the first order heads a section
            found[of] = "subheading" if is_titled and name.startswith("heading") else hint
    return found
