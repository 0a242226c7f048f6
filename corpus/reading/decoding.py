"""Bytes of a page as text: in the encoding that they are in, whatever they say, mojibake mended."""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

from ..signs import beyond_ascii
from .encoding import encoding_mark, guess_encoding, unmarked_utf16

__all__ = ["Decoded", "decode_page", "mend_mojibake"]

_HEAD = 4096
_SAMPLE = 1 << 17
_DECLARED = re.compile(
    rb"""<meta[^>]{0,300}?charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})"""
    rb"""|<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9_.:-]{2,40})""",
    re.IGNORECASE,
)
_AS_BROWSERS_DO = {"iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254"}
"""what is declared -> what is meant"""
_NO_PAGES = frozenset(
    {
        "idna",
        "mbcs",
        "oem",
        "punycode",
        "raw-unicode-escape",
        "undefined",
        "unicode-escape",
        "utf-7",
    }
)
"""encodings that Python knows and no page is in: they make other text of a page's bytes, or fail"""
_MANY_NULS = 100
"""bytes of which one is NUL at most, in a text: a stray one is left to the reader"""
_WESTERN = frozenset(
    {"cp1252", "cp1254", "cp1250", "iso8859-2", "iso8859-15", "cp1257", "mac-roman"}
)
_TAGS = re.compile(rb"<[^<>]{0,2000}>")
_HIGH = re.compile(rb"[\x80-\xff]")
_LETTERS = re.compile(rb"[A-Za-z]")
_FEW = 1000
"""of so many bytes, one may be broken in UTF-8 that is UTF-8 all the same"""

_MOJIBAKE = re.compile(
    # UTF-8 read as Latin-1 or Windows-1252: a lead byte, then what stands for a byte 80 to BF
    "[\u00c2-\u00f4][\u0080-\u00bf\u20ac\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039"
    "\u0152\u017d\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u017e\u0178]"
    # as Windows-1251
    "|[\u0420\u0421][\u0402\u0403\u201a\u0453\u201e\u2026\u2020\u2021\u20ac\u2030\u0409\u2039\u040a"
    "\u040c\u040b\u040f\u0452\u2018\u2019\u201c\u201d\u2022\u2122\u0459\u203a\u045a\u045c\u045b\u045f"
    "\u00a0\u040e\u045e\u0408\u00a4\u0490\u00a6\u00a7\u00a9\u0404\u00ac\u00ad\u00ae\u0407\u00b0\u00b1"
    "\u0406\u0456\u0491\u00b5\u00b6\u00b7\u2116\u0454\u0458\u0405\u0455\u0457]"
    # as Mac Roman, as code page 437; control characters that were Windows-1252
    "|\u201a\u00c4|\u221a[\u00a9\u00ae\u00b0\u00b1\u00a5\u00ba\u00b4]|\u0393\u00c7|\u251c[\u2310\u00ae]"
    "|[\u0080-\u0084\u0086-\u009f]"
)

_LEADS = re.compile("[\u0080-\u009f\u00c2-\u00f4\u0393\u0420\u0421\u201a\u221a\u251c]")
"""what mojibake begins with: far quicker to look for"""


class Decoded(NamedTuple):
    """A page's text, and what had to be mended to read it."""

    text: str
    repairs: tuple[str, ...] = ()


def decode_page(raw: bytes, declared: str | None = None) -> Decoded | None:
    """Return the text of a page's bytes; None where they are no text in any encoding.

    A byte order mark decides, then NULs where UTF-16 has them, then what `declared` (the HTTP header)
    or the page itself says, if it can be so, then UTF-8 where the bytes are, then
    charset-normalizer's guess.
    """
    if mark := encoding_mark(raw):
        try:
            return Decoded(raw.decode(mark))
        except UnicodeDecodeError:
            return Decoded(raw.decode(mark, "replace"), ("broken characters",))
    if utf16 := unmarked_utf16(raw):
        told = declared if declared and not (_codec(declared) or "").startswith("utf-16") else None
        repairs = (f"charset {told} read as {utf16}",) if told else ()
        return Decoded(raw.decode(utf16, "replace"), repairs)
    if raw.count(0) * _MANY_NULS > len(raw):
        return None
    named = [name for name in (declared, _declared(raw)) if name and _codec(name)]
    wanted = _codec(named[0]) if named else None
    if wanted and wanted.startswith(("utf-16", "utf-32")):
        wanted = None  # a page that says so in ASCII is in neither
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        text = None
    if text is not None and (wanted is None or wanted == "utf-8" or not raw.isascii()):
        wrong = wanted not in (None, "utf-8") and not raw.isascii()
        return Decoded(text, (f"charset {named[0]} read as utf-8",) if wrong else ())
    if wanted in (None, "utf-8") and (mended := _nearly_utf8(raw)) is not None:
        return Decoded(mended, ("broken characters",))
    if wanted not in (None, "utf-8") and wanted is not None:
        try:
            text = raw.decode(wanted)
        except UnicodeError:  # some codecs raise no more than that
            text = None
        if text is not None and not (wanted in _WESTERN and _mostly_high(raw)):
            return Decoded(text)
    guess = guess_encoding(_TAGS.sub(b" ", raw[:_SAMPLE]))
    if guess is None:
        return Decoded(text) if text is not None else None
    told = f"charset {named[0]} read as {guess}" if named and _codec(guess) != wanted else ""
    return Decoded(raw.decode(guess, "replace"), (told,) if told else ())


def _declared(raw: bytes) -> str | None:
    found = _DECLARED.search(raw, 0, _HEAD)
    return (found[1] or found[2]).decode("ascii") if found else None


def _codec(name: str) -> str | None:
    """Return the codec of a declared encoding, as browsers take it; None for none that is known."""
    try:
        known = codecs.lookup(name)
    except (LookupError, ValueError):
        return None
    if not known._is_text_encoding or known.name in _NO_PAGES:
        return None
    return _AS_BROWSERS_DO.get(known.name, known.name)


def _nearly_utf8(raw: bytes) -> str | None:
    """Return UTF-8 with a few bytes broken, each as U+FFFD; None where it is something else."""
    text = raw.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    whole = len(_HIGH.findall(raw)) // 2 - broken
    return text if broken <= 1 + len(raw) // _FEW and broken * 4 <= whole else None


def _mostly_high(raw: bytes) -> bool:
    """Whether most letters outside of tags are not ASCII: no Western language writes like that."""
    sample = _TAGS.sub(b"", raw[:_SAMPLE])
    return len(_HIGH.findall(sample)) > len(_LETTERS.findall(sample))


def mend_mojibake(text: str) -> tuple[str, bool]:
    """Return a text with its mojibake mended, and whether there was any.

    Only lines that look like it are handed to ftfy, and only its mending of encodings is used.
    """
    if text.isascii() or not _LEADS.search(beyond_ascii(text)) or not _MOJIBAKE.search(text):
        return text, False
    from ftfy import fix_encoding

    lines = text.split("\n")
    mended = [fix_encoding(line) if _MOJIBAKE.search(line) else line for line in lines]
    return "\n".join(mended), mended != lines
