"""Whether a full stop belongs to the abbreviation before it, or ends the sentence with it."""

from __future__ import annotations

import re

from .abbreviations import (
    AFTER_COUNTRY,
    KNOWN_ACRONYMS,
    LETTERED,
    OPENERS,
    OPENERS_LIKE_NAMES,
    PRONOUNS,
    SAFE_OPENERS,
    TIMES,
    WITHIN_NAMES,
    kind_of,
)
from .stops import DOTTED, NUMBERING, OPENING, word_before

__all__ = ["is_abbreviation"]

_AFTER_LAST_JOINT = re.compile(r"[^–—/(\[“\"]*$")
_NEXT_TWO_WORDS = re.compile(r"([\w’'-]+)([^\w\s]?)\s*([\w’'-]*)")
_ROMAN = re.compile(r"[IVXLC]+\b")
_DAY_AND_MONTH = re.compile(r"\d{1,2}\s+([^\W\d_]+)")
_OPENING_PHRASE = re.compile(
    r"[\"'“‘(]*(?:at|by|in|on|from|since|until|before|after|around|about|to|of|with|for|near|under"
    r"|through|across|within|outside|inside|throughout)\s"
    r"(?:(?:the|about|around|early|late|mid|just|nearly|\d[\d:.]*)\s){0,2}",
    re.IGNORECASE,
)
"""A preposition that opens a sentence, up to its object: `At 3`, `In the`."""


def is_abbreviation(
    line: str, start: int, stop: int, head: int, word_at: int, lower_cased: bool
) -> bool:
    """Whether a full stop belongs to the word before it and ends nothing.

    The sentence began at `start`, the word before the stop at `word_at`; the letter that follows
    stands at `head`.
    """
    word = line[word_at:stop].lstrip(OPENING)
    if word_at == start and NUMBERING.fullmatch(word):
        is_word = line[start].isalpha() and stop - start > 2  # `Viii. The` is no number
        return not (is_word and line[head].isupper() and line[stop + 1 : head].isspace())
    word = _AFTER_LAST_JOINT.search(word)[0]  # type: ignore[index]
    kind = kind_of(word, lower_cased=lower_cased)
    if kind is None:
        measured, _, word = word.rpartition("-")
        if DOTTED.fullmatch(word):
            return _is_dotted_abbreviation(
                line, head, word_at, word.lower(), lower_cased
            ) or _is_opening_phrase(line, start, word_at)
        if len(word) == 1 and word.isalpha():
            return _is_initial(line, head, word_at, word, lower_cased)
        last = word.rpartition(".")[2]
        if measured[-1:].isdigit() and kind_of(last) == "either":
            kind = "name"  # the 122-mm. Grad
        elif last[:1].isupper():
            kind = kind_of(last)
    if kind == "number":
        return (
            line[head].isdigit()
            or line[head - 1] == "("
            or _ROMAN.match(line, head) is not None
            or (lower_cased and word in TIMES and not _opens_sentence(line, head, lower_cased))
            or _is_opening_phrase(line, start, word_at)
        )
    if kind == "either":
        return not _opens_sentence(line, head, lower_cased) or _is_opening_phrase(
            line, start, word_at
        )
    if kind == "name":
        following = _NEXT_TWO_WORDS.match(line, head)
        return lower_cased or following is None or following[1].lower() not in SAFE_OPENERS
    return kind == "inside"


def _is_opening_phrase(line: str, start: int, word_at: int) -> bool:
    """Whether the word at `word_at` only ends a phrase that opens its sentence: `At 3 p.m.`"""
    return _OPENING_PHRASE.fullmatch(line, start, word_at) is not None


def _is_dotted_abbreviation(
    line: str, head: int, word_at: int, word: str, lower_cased: bool
) -> bool:
    """Whether the last stop of `a.m.`, `U.N.`, `P.K.K.` or `J.R.R.` ends nothing."""
    before = word_before(line, word_at)
    if word in ("a.m", "p.m") and (before[-1:].isdigit() or line[word_at].islower()):
        return _goes_on_with_time(line, head, lower_cased)
    if line[head].isdigit():
        return True
    if word in KNOWN_ACRONYMS or before.lower() == "the" or before[-1:].isdigit():
        return not _opens_sentence(line, head, lower_cased)
    return not _opens_after_initial(line, head, lower_cased)


def _is_initial(line: str, head: int, word_at: int, letter: str, lower_cased: bool) -> bool:
    """Whether a single letter with a stop is an initial (`J.`) or a Latin mark (`c.`)."""
    before = word_before(line, word_at)
    if before.lower() in LETTERED:
        return not line[head].isdigit() and not _opens_sentence(line, head, lower_cased)
    if letter == "I" and (before.islower() or before == "War"):
        return False
    return not _opens_after_initial(line, head, lower_cased)


def _goes_on_with_time(line: str, head: int, lower_cased: bool) -> bool:
    """Whether what follows `a.m.` still tells the time: a day, a date, a zone."""
    if line[head - 1] == "(" and line[head].isdigit():
        return True  # 8:00 p.m. (1700 GMT)
    date = _DAY_AND_MONTH.match(line, head)
    if date is not None:
        return date[1].lower() in TIMES
    following = _NEXT_TWO_WORDS.match(line, head)
    if following is None:
        return False
    word, _, second = following.groups()
    if lower_cased:
        return word not in PRONOUNS and word not in SAFE_OPENERS
    return word.lower() in TIMES or second == "time"


def _opens_after_initial(line: str, head: int, lower_cased: bool) -> bool:
    """Whether a word that nobody is called follows."""
    following = _NEXT_TWO_WORDS.match(line, head)
    if following is None or following[2] == ".":
        return False
    word = following[1].lower()
    if lower_cased:
        return word in PRONOUNS and word not in OPENERS_LIKE_NAMES
    return word in OPENERS and word not in OPENERS_LIKE_NAMES


def _opens_sentence(line: str, head: int, lower_cased: bool) -> bool:
    """Whether the capitalised word after an acronym opens a sentence or goes on with a name.

    `U.N. Aid groups left` opens one, `U.S. President`, `U.S. Marines left` and `U.N. Syria envoy`
    do not.
    """
    following = _NEXT_TWO_WORDS.match(line, head)
    if following is None or line[head].isdigit():
        return False
    word, mark, second = following.groups()
    lowered = word.lower().removesuffix("’s").removesuffix("'s")
    if lower_cased:
        return lowered in PRONOUNS
    if mark == ".":
        return False
    in_capitals = len(word) > 1 and word.isupper()
    if in_capitals and second.isupper():
        return lowered in SAFE_OPENERS
    if lowered in OPENERS:
        return True
    if in_capitals or lowered in WITHIN_NAMES or lowered.partition("-")[0] in WITHIN_NAMES:
        return False
    return mark == "," or (second[:1].islower() and second not in AFTER_COUNTRY)
