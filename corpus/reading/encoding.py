"""Opening text: UTF-8 where a file's bytes say so, else the best guess at its encoding."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from ..errors import SourceError

if TYPE_CHECKING:
    from charset_normalizer import CharsetMatch

__all__ = ["encoding_mark", "find_encoding", "guess_encoding", "open_text", "unmarked_utf16"]

_SAMPLE = 1 << 20
_COMMON = ("cp1252", "cp1251", "cp1256")
"""Of encodings that fit equally well, the one that Windows writes most."""
_FEWEST_NULS = 0.05
"""share of the 16-bit units of any text that are spaces, line ends and other ASCII, at least"""
_CONTROLS = re.compile("[\0-\x08\x0b\x0e-\x1f]")
_SPACE = re.compile(r"\s")
_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_ANY_MARK = tuple(_MARKS)


@contextmanager
def open_text(path: Path, where: str, *, newline: str, errors: str = "strict") -> Iterator[TextIO]:
    """Open a file as text in the encoding it is in.

    Raises SourceError where it is no text, and as soon as its bytes are not in that encoding.
    """
    encoding = find_encoding(path, where)
    try:
        with path.open(encoding=encoding, errors=errors, newline=newline) as file:
            yield file
    except UnicodeDecodeError as error:
        raise SourceError(
            f"{where} looked like {encoding} and has bytes that are not ({error.reason}); save it "
            "as UTF-8"
        ) from None


def find_encoding(path: Path, where: str) -> str:
    """Return the name of the encoding that a text file is in.

    A byte order mark decides; then NULs where UTF-16 has them; then UTF-8, if the whole file is; then
    charset-normalizer's guess from the first megabyte around the first byte that is not UTF-8. Raises
    SourceError for what is no text in any encoding.
    """
    with path.open("rb") as file:
        head = file.read(_SAMPLE)
        if name := encoding_mark(head) or unmarked_utf16(head):
            return name
        decoder = codecs.getincrementaldecoder("utf-8")()
        block, position = head, 0
        try:
            while block:
                decoder.decode(block)
                position += len(block)
                block = file.read(_SAMPLE)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            file.seek(max(0, position - _SAMPLE // 2))
            guess = guess_encoding(file.read(_SAMPLE))
            if guess is None:
                raise SourceError(
                    f"{where} is no text that Dateline can read (not UTF-8, and no other encoding "
                    "fits); save it as UTF-8"
                ) from None
            return guess
    return "utf-8"


def encoding_mark(head: bytes) -> str | None:
    """Return the encoding that a byte order mark tells."""
    if not head.startswith(_ANY_MARK):
        return None
    return next(name for mark, name in _MARKS.items() if head.startswith(mark))


def unmarked_utf16(raw: bytes) -> str | None:
    """Return the encoding of UTF-16 without a byte order mark; None for what is no such text.

    Every text has spaces, whose upper byte is NUL: these stand at odd places alone, or at even ones.
    """
    if b"\0" not in raw:
        return None
    head = raw[:_SAMPLE]
    if len(head) % 2:
        return None
    upper, lower = head[::2].count(0), head[1::2].count(0)
    name = "utf-16-be" if upper > lower else "utf-16-le"
    if max(upper, lower) < _FEWEST_NULS * len(head) / 2 or min(upper, lower):
        return None
    decoder = codecs.getincrementaldecoder(name)()
    try:
        text = decoder.decode(head)
    except UnicodeDecodeError:
        return None
    return name if not _CONTROLS.search(text) and _SPACE.search(text) else None


def guess_encoding(sample: bytes) -> str | None:
    """Return charset-normalizer's guess at the encoding of a text; None where nothing fits."""
    from charset_normalizer import from_bytes

    found = [] if b"\0" in sample else list(from_bytes(sample))
    if not found:
        return None
    best = found[0]
    equals = (match.encoding for match in found if _fit(match) == _fit(best))
    return next((name for name in equals if name in _COMMON), best.encoding)


def _fit(match: CharsetMatch) -> tuple[float, float]:
    return match.chaos, match.coherence
