"""A text as the rules of sentences read it: at the same offsets, its signs evened out."""

from __future__ import annotations

__all__ = ["even_signs"]

_ASCII_BLANKS = "\t\x1f"
_BLANKS = "\u00a0\u1680\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
_NOTHING = "\u2060"
"""The word joiner: it has no width, and no rule looks at it."""
_BROKEN = "â€"
_MENDED = {
    **dict.fromkeys("˜\x98", f"‘{_NOTHING}{_NOTHING}"),
    **dict.fromkeys("™\x99", f"’{_NOTHING}{_NOTHING}"),
    **dict.fromkeys("œ\x9c", f"“{_NOTHING}{_NOTHING}"),
    **dict.fromkeys("\x9d\ufffd", f"”{_NOTHING}{_NOTHING}"),
    " ": f"”{_NOTHING} ",
}
"""Quotation marks of UTF-8 that were once read as Windows-1252, by the sign behind `â€`."""


def even_signs(text: str, signs: str) -> str:
    """Return a text of the same length, every blank as a space and broken quotation marks mended.

    `â€™` is read as the mark it was, and two signs that are nothing.

    signs : what `beyond_ascii` returns for the text
    """
    for blank in _ASCII_BLANKS:
        if blank in text:
            text = text.replace(blank, " ")
    for blank in _BLANKS if signs else "":
        if blank in signs:
            text = text.replace(blank, " ")
    if _BROKEN in signs or "Â" in signs:
        start, *parts = f"{text} ".split(_BROKEN)
        mended = [_MENDED.get(part[:1], _BROKEN + part[:1]) + part[1:] for part in parts]
        text = "".join((start, *mended))
        return text.replace("Â ", "  ").replace("\ufffd", _NOTHING)[:-1]
    return text
