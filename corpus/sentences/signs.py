"""A text as the rules of sentences read it: at the same offsets, its signs evened out."""

from __future__ import annotations

import re

__all__ = ["even_signs"]

_ASCII_BLANKS = "\t\x1f"
_BLANKS = "\u00a0\u1680\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
_BROKEN_MARK = re.compile("â€(?:[˜™œ\x98\x99\x9c\x9d\ufffd]|(?= |\\Z))")
_BROKEN_BLANK = re.compile("Â(?= |\\Z)")
"""Quotation marks and blanks of UTF-8 that were once read as Windows-1252."""
_UNBROKEN = {"˜": "‘", "\x98": "‘", "™": "’", "\x99": "’", "œ": "“", "\x9c": "“"}
_NOTHING = "\u2060"
"""The word joiner: it has no width, and no rule looks at it."""


def even_signs(text: str) -> str:
    """Return a text of the same length, every blank as a space and broken quotation marks mended.

    `â€™` is read as the mark it was, and two signs that are nothing.
    """
    for blank in _ASCII_BLANKS if text.isascii() else _ASCII_BLANKS + _BLANKS:
        if blank in text:
            text = text.replace(blank, " ")
    if "â€" in text or "Â" in text:
        text = _BROKEN_BLANK.sub(" ", _BROKEN_MARK.sub(_mended, text))
        return text.replace("\ufffd", _NOTHING)
    return text


def _mended(found: re.Match[str]) -> str:
    signs = found[0]
    return _UNBROKEN.get(signs[-1], "”") + _NOTHING * (len(signs) - 1)
