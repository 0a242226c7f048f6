"""Plain text: a file is a page, which mostly holds one article and may hold several."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from io import FileIO

from ..errors import RecordError, SourceError
from ..pages import Known
from .decoding import decode_page, mend_mojibake
from .encoding import encoding_mark, open_text, unmarked_utf16
from .limits import MOST_TEXT, too_large
from .pages import PageText
from .sources import STDIN, SourceFile

__all__ = ["page_of_text", "read_text"]


def read_text(source: SourceFile) -> Iterator[PageText | RecordError]:
    """Yield the page of a text file; where it has no headline, the file's name stands for one."""
    with FileIO(source.path) as file:
        size = os.fstat(file.fileno()).st_size
        if size > MOST_TEXT:
            raise SourceError(f"{source.where} {too_large(size, MOST_TEXT)}")
        raw = file.readall()
    try:
        text = raw.decode(encoding_mark(raw) or unmarked_utf16(raw) or "utf-8")
    except UnicodeDecodeError:
        with open_text(source.path, source.where, newline="") as file:
            text = file.read()
    if not text or text.isspace():
        yield RecordError(source.where, None, None, "is empty; an article needs text")
        return
    text, mended = mend_mojibake(text)
    yield PageText(
        source.where,
        text,
        hashlib.sha256(raw).hexdigest(),
        known=Known(title=_name(source)),
        repairs=("mojibake",) if mended else (),
    )


def _name(source: SourceFile) -> str | None:
    """Return the name of a file without its suffix, as a title."""
    if source.where == STDIN:
        return None
    name = source.where.rpartition(os.sep)[2]
    stem, _, suffix = name.rpartition(".")
    name = stem if stem and suffix else name
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def page_of_text(
    raw: bytes,
    where: str,
    *,
    record: str,
    charset: str | None = None,
    url: str | None = None,
    known: Known | None = None,
) -> PageText:
    """Return the page that plain text within a file is. Raises RecordError where it is no text."""
    decoded = decode_page(raw, charset)
    if decoded is None or not decoded.text.strip():
        reason = "is empty" if decoded else "is no text that Dateline can read"
        raise RecordError(where, None, None, reason, record=record)
    text, mended = mend_mojibake(decoded.text)
    return PageText(
        where,
        text,
        hashlib.sha256(raw).hexdigest(),
        known=known,
        record=record,
        repairs=(*decoded.repairs, *(("mojibake",) if mended else ())),
        url=url,
    )
