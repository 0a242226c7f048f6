"""HTML: a page's visible text as lines with what the mark-up says of them, and its metadata.

The tree is built within limits of bytes and depth, from the bytes alone: no entity, style sheet,
frame or address in it is ever fetched.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from ..errors import RecordError, SourceError
from ..pages import Hint, Known
from .decoding import decode_page
from .limits import MOST_BYTES, too_large
from .mail_parts import OwnPart
from .pages import PageText, lay_out
from .sources import SourceFile

if TYPE_CHECKING:
    from lxml.etree import _Element

__all__ = ["page_of_html", "read_html"]

_DEEPEST = 256
"""how deep libxml2 lets elements nest"""
_LONG_VALUE = re.compile(r"""(=\s*)(?:"[^"<>]{5000,}"|'[^'<>]{5000,}')""")
"""the value of an attribute, most often a whole picture: libxml2 gives up at ten million characters"""
_LONG_TAG = re.compile(r"<([A-Za-z][A-Za-z0-9:-]*)[^<>]{50000,}>")
"""a tag of thousands of attributes, each of which libxml2 compares with all before it"""


def read_html(source: SourceFile) -> Iterator[PageText | RecordError]:
    """Yield the page of an HTML file."""
    size = source.path.stat().st_size
    if size > MOST_BYTES:
        raise SourceError(f"{source.where} {too_large(size)}")
    try:
        yield page_of_html(source.path.read_bytes(), source.where)
    except RecordError as error:
        yield error


def page_of_html(
    raw: bytes,
    where: str,
    *,
    record: str | None = None,
    charset: str | None = None,
    url: str | None = None,
    mail: Callable[[Sequence[str]], OwnPart] | None = None,
) -> PageText:
    """Return the page that HTML is; `charset` is what came with it, `url` where it was.

    mail : of a mail, what tells which of its lines are its own

    Raises RecordError where it is no text, holds nothing to read or nests too deep.
    """
    from .html_article import hints_of
    from .html_marks import QUOTED, Marks, marks_in_mail, marks_of
    from .html_metadata import metadata_of
    from .html_walk import walk

    decoded = decode_page(raw, charset)
    if decoded is None:
        reason = "is no text that Dateline can read; save the page again, as UTF-8"
        raise RecordError(where, None, None, reason, record=record)
    tree = _tree(decoded.text, where, record)
    outline = walk(tree, marks_in_mail if mail else marks_of)
    lines = outline.lines
    own = mail([line.text for line in lines]) if mail else OwnPart(0, len(lines))
    outline.lines = lines[own.first : own.last]
    if own.sent_on:  # then the quotation that it stands in is the story
        node = outline.lines[0].node
        while node:
            if outline.marks[node] == QUOTED:
                outline.marks[node] = Marks()
            node = outline.parent[node]
    metadata = metadata_of(tree, outline, url)
    hints: list[Hint | None] = ["mail"] * len(lines)
    hints[own.first : own.last] = hints_of(outline, metadata.title, told=metadata.is_article)
    laid = lay_out([(line.text, hint, line.opens) for line, hint in zip(lines, hints, strict=True)])
    return PageText(
        where=where,
        text=laid.text,
        digest=hashlib.sha256(raw).hexdigest(),
        lines=laid.lines,
        known=Known(
            title=own.title or metadata.title,
            author=own.author or metadata.author,
            published=own.published or metadata.published,
            source=metadata.outlet,
        ),
        record=record,
        repairs=(*decoded.repairs, *laid.repairs),
        url=metadata.url,
        language=metadata.language,
    )


def _tree(text: str, where: str, record: str | None) -> _Element:
    from lxml.etree import HTMLParser, LxmlError, fromstring

    text = _LONG_TAG.sub(r"<\1>", _LONG_VALUE.sub(r'\1""', text))
    parser = HTMLParser(
        encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        tree = fromstring(text.replace("\0", "").encode("utf-8", "replace"), parser=parser)
    except LxmlError:
        tree = None
    if tree is None:
        raise RecordError(where, None, None, "holds nothing to read", record=record)
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        reason = f"nests its elements more than {_DEEPEST} deep; save the page again as text"
        raise RecordError(where, None, None, reason, record=record)
    return tree
