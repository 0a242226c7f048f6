"""Signs that text has beside its letters: what nobody sees, what numbers notes, what ASCII lacks."""

from __future__ import annotations

__all__ = ["NOTE_MARKS", "UNSEEN", "beyond_ascii"]

UNSEEN = (
    "\u061c\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
)
"""marks of direction and of no width"""
NOTE_MARKS = "¹²³⁰⁴⁵⁶⁷⁸⁹†‡"
"""what the number of a note is made of where it is raised"""
_ASCII = bytes(range(128))


def beyond_ascii(text: str) -> str:
    """Return the signs of a text that ASCII lacks: few in most texts, and found as bytes quickly."""
    if text.isascii():
        return ""
    encoded = text.encode("utf-8", "surrogatepass")
    return encoded.translate(None, _ASCII).decode("utf-8", "surrogatepass")
