"""Words as names are compared by: one spelling for every way to write a name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

__all__ = ["Token", "joins", "keys_of", "name_key", "segments", "tokens_of"]

_MARKS = (
    "\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed"
    "\u0900-\u0963\u0966-\u0dff\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
)
"""Signs that belong to the letter before them, unseen ones too; whole blocks where scripts join letters
by signs."""
_LETTERS = rf"[^\W_]+(?:[{_MARKS}]+[^\W_]*)*"
_TOKEN = re.compile(rf"{_LETTERS}(?:['’ʼ‘`]{_LETTERS})*")
_PLACEHOLDERS = frozenset(("PERSON", "EMAIL", "PHONE", "LINK"))
_APOSTROPHES = re.compile("['’ʼ‘`]")
_POSSESSIVE = re.compile("['’ʼ‘`][sS]$")
_ELISION = re.compile("^[dlDL]['’](?=..)")
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_ARABIC_MARKS = re.compile("[\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0640]")
_ARABIC_FORMS = str.maketrans("أإآٱىةیک", "اااايهيك")
_JOINS = re.compile(r"[^\S\n]{1,3}|[^\S\n]?\n[^\S\n]?|[-‐‑]|[^\S\n][-‐‑]|[-‐‑][^\S\n]|['’ʼ‘`]|_")
"""What may stand between two words of one name."""


class Token(NamedTuple):
    """A word of a text without its possessive, by its code-point offsets, and its key."""

    start: int
    end: int
    text: str
    key: str

    @property
    def capital(self) -> bool:
        """Whether it begins with a capital."""
        return self.text[0].isupper()


def tokens_of(text: str, start: int = 0, end: int | None = None) -> list[Token]:
    """Return the words of a stretch of text; placeholders have the key "", which is in no name."""
    found = []
    for match in _TOKEN.finditer(text, start, len(text) if end is None else end):
        word = match[0]
        begin = match.start()
        if word.isalpha():
            key = name_key(word)
            if word in _PLACEHOLDERS and text.startswith("_", begin + len(word)):
                key = ""
        else:
            word = _POSSESSIVE.sub("", word)
            key = name_key(word)
        found.append(Token(begin, begin + len(word), word, key))
    return found


@lru_cache(maxsize=1 << 16)
def name_key(word: str) -> str:
    """Return what all spellings of a word share: no case, no accents, no apostrophes, one alef."""
    bare = _ELISION.sub("", _POSSESSIVE.sub("", word))
    folded = _APOSTROPHES.sub("", bare).casefold()
    if folded.isascii():
        return folded
    folded = _UNSEEN.sub("", folded)
    plain = _ARABIC_MARKS.sub("", folded).translate(_ARABIC_FORMS)
    decomposed = unicodedata.normalize("NFKD", plain)
    return "".join(sign for sign in decomposed if not "\u0300" <= sign <= "\u036f")


def keys_of(name: str) -> tuple[str, ...]:
    """Return the keys of a name's words."""
    return tuple(token.key for token in tokens_of(name))


def joins(text: str, left: Token, right: Token) -> bool:
    """Whether two words that follow each other may belong to one name."""
    between = text[left.end : right.start]
    if _JOINS.fullmatch(between):
        return True
    return between in (". ", ".", ".-") and len(left.text) == 1  # an initial


def segments(length: int, cuts: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield the stretches between cuts, in order; no name reaches over a cut."""
    edges = sorted({0, length, *(cut for cut in cuts if 0 < cut < length)})
    yield from pairwise(edges)
