"""The words of a text, as duplicates and leaks compare them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache

__all__ = ["is_unspaced", "is_word_sign", "normalised_words", "word_signs"]

_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"  # Thai, Lao, Burmese, Khmer
    "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]"  # kana, Han
)


def normalised_words(text: str) -> list[str]:
    """Return the words of a text: NFC, case folded, everything but letters and digits a blank.

    A combining mark belongs to its letter. In scripts that put no blanks between words each
    character is a word.
    """
    folded = unicodedata.normalize("NFC", text.casefold())
    if _UNSPACED.search(folded):
        folded = _UNSPACED.sub(r" \g<0> ", folded)
    return _word_pattern().findall(folded)


@cache
def _word_pattern() -> re.Pattern[str]:
    return re.compile(f"{word_signs()}+")


@cache
def word_signs() -> str:
    """Return the class of letters, digits and marks, for a pattern, by naming all that is neither.

    `\\w` would cut words at the vowel signs of Indic scripts, and is slower than one plain class.
    Beyond the first 65,536 characters everything counts as a letter, emoji too.
    """
    blank = (code for code in range(0x10000) if not is_word_sign(chr(code)))
    return f"[^{_ranges(blank)}]"


def is_word_sign(sign: str) -> bool:
    """Return whether a sign up to U+FFFF is part of a word: a letter, a digit or a mark."""
    return sign.isalnum() or unicodedata.category(sign) in ("Mn", "Mc")


def is_unspaced(sign: str) -> bool:
    """Return whether a sign is a word by itself, in a script that puts no blanks between words."""
    return _UNSPACED.match(sign) is not None


def _ranges(codes: Iterable[int]) -> str:
    runs: list[list[int]] = []
    for code in codes:
        if runs and runs[-1][1] == code - 1:
            runs[-1][1] = code
        else:
            runs.append([code, code])
    return "".join(f"\\u{first:04x}-\\u{last:04x}" for first, last in runs)
