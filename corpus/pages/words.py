"""Words: a text as its words alone, and sets of words."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["NUMBER", "WORD", "fold", "stems", "word_set", "words_of"]

_STEMMED, _STEM = 4, 5
WORD = re.compile(r"[^\W_]+")
NUMBER: Final = "0"
"""what stands for any number where rules are looked up by the first word of a paragraph"""


def words_of(text: str) -> list[str]:
    """Return a text's words in lower case."""
    return WORD.findall(text.casefold())


def fold(text: str) -> str:
    """Return a text's words in lower case and nothing else: what two copies of a line share."""
    return " ".join(words_of(text))


def stems(text: str) -> set[str]:
    """Return the beginnings of a text's longer words: what two tellings of one thing share."""
    return {word[:_STEM] for word in fold(text).split() if len(word) >= _STEMMED}


def word_set(words: str) -> frozenset[str]:
    """Return the words of a text that has white space between them."""
    return frozenset(words.split())
