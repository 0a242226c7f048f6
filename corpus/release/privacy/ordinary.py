"""Ordinary words, which a capital at the beginning of a sentence makes no name."""

from __future__ import annotations

import json
import re
from functools import cache, cached_property
from importlib.resources import files

from ...sentences.abbreviations import OPENERS, REPORTING_VERBS
from ...sentences.lower_case import is_lower_cased
from .gazetteer import ORDINARY_WORDS

__all__ = ["Ordinary", "is_caseless", "is_known_word"]

_WORD = re.compile(r"(?<![^\W\d_])[a-zà-ÿ][^\W\d_]*(?:['’][a-z]+)?")
_CONTRACTED = re.compile("(?P<word>[a-z]+)['’](?:m|ll|ve|re|d|t|s)")
_STEM, _ENDING = 5, 3
_SAMPLE = 2_000
"""Characters from an article's start that tell whether all of it is in capitals."""


class Ordinary:
    """The words that an article, or the sample corpus that ships with Dateline, writes small."""

    def __init__(self, text: str) -> None:
        self.caseless = is_caseless(text)
        """whether capitals tell nothing, so that nothing is to be learnt from small letters"""
        self._own = frozenset() if self.caseless else frozenset(_WORD.findall(text))

    def __contains__(self, word: str) -> bool:
        return word in _known_words() or word in self._own

    def holds(self, lower: str) -> bool:
        """Whether a word is ordinary, contracted words too: `they're`."""
        contracted = _CONTRACTED.fullmatch(lower)
        return lower in self or (contracted is not None and contracted["word"] in self)

    def resembles(self, key: str) -> bool:
        """Whether a word begins like an ordinary one: `Mediators`, where `mediation` is known."""
        stem = key[: max(_STEM, len(key) - _ENDING)]
        return stem in _known_beginnings() or stem in self._own_beginnings

    @cached_property
    def _own_beginnings(self) -> frozenset[str]:
        return _beginnings(self._own)


def is_caseless(text: str) -> bool:
    """Whether a text has no capitals to tell names by, or nothing else."""
    sample = text[:_SAMPLE]
    return sum(map(str.isupper, sample)) > sum(map(str.islower, sample)) or is_lower_cased(text)


def is_known_word(word: str) -> bool:
    """Whether the sample corpus, or a list of ours, has a word in lower case."""
    return word in _known_words()


@cache
def _known_words() -> frozenset[str]:
    lines = files("dateline.corpus.sample").joinpath("articles.jsonl").read_text("utf-8")
    texts = (json.loads(line)["text"] for line in lines.splitlines())
    words = frozenset(word for text in texts for word in _WORD.findall(text))
    return words | OPENERS | REPORTING_VERBS | ORDINARY_WORDS


@cache
def _known_beginnings() -> frozenset[str]:
    return _beginnings(_known_words())


def _beginnings(words: frozenset[str]) -> frozenset[str]:
    return frozenset(word[:length] for word in words for length in range(_STEM, len(word) + 1))
