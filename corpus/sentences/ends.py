"""Where the sentences inside one line end: the rules.

One regular expression finds the candidates: stops with the closing marks that belong to them. Most
are settled by the word before the stop and the first letter after it; the rest go through small
questions, one for each thing that a stop can be besides an end.
"""

from __future__ import annotations

import re
import unicodedata
from string import ascii_lowercase, ascii_uppercase, digits

from .abbreviation_stops import is_abbreviation
from .abbreviations import (
    ABBREVIATIONS,
    OPENERS,
    PRONOUNS,
    REPORTING_VERBS,
    SHOUTED_NAMES,
    TOP_LEVEL_DOMAINS,
    kind_of,
)
from .arabic_stops import continues_clause, ends_uncased, is_uncased
from .stops import DASHES, FULL_STOPS, MAX_WORD, OPENING, OPENING_SIGNS, QUOTES, SYMBOL

__all__ = ["sentence_ends"]

_LOWER_CASED_OPENER = re.compile(
    r"(?:a[dlnrstz]|ash|adh|e[ln])[-‑](?=[^\W\d_a-z])|[ie](?=[A-Z])"
    r"|(?:[a-z]|[ivx]{2,4})\)\s(?=[\"“‘«]?[^\W\d_a-z])"
)
"""`al-Hadi`, `iPhone`, and the `b)` of a list: lower case that may open a sentence."""
_VERB = rf"(?:{'|'.join(sorted(REPORTING_VERBS))})\b"
_NAME_SAID = re.compile(
    rf"([^\W\d_][\w’'.-]*)(?:\s+(?:[^\W\d_a-z][\w’'.-]*|(?:a[dlnrstz]|e[ln]|ash)-\w+|bin|de|von|of))"
    rf"{{0,5}}\s+{_VERB}"
)
_SOMEBODY_SAID = re.compile(rf"(?:[\w’'.-]+\s+){{0,4}}{_VERB}")
_LETTERS_BEFORE = re.compile(r"[^\W\d_]+$")
_LETTERS = re.compile(r"[^\W\d_]+")
_OPENERS = frozenset(ascii_uppercase + digits)
_SMALL_OPENERS = _OPENERS.union(ascii_lowercase)
"""The plainest signs that open a sentence, and those of a text without capitals."""


def sentence_ends(
    line: str, candidates: re.Pattern[str], *, lower_cased: bool = False
) -> list[tuple[int, int]]:
    """Return where each sentence of `line` ends and the next begins: no pair for the last one.

    line : text without white space around it and without a line break in it.
    candidates : what `candidates_in` returns for the line or for the text it stands in.
    lower_cased : the text has no capitals, so that a lower-case word may open a sentence.
    """
    ends: list[tuple[int, int]] = []
    start = 0
    size = len(line)
    openers = _SMALL_OPENERS if lower_cased else _OPENERS
    for candidate in candidates.finditer(line):
        after = candidate.end()
        if after == size:
            break
        stop, end = candidate.span(1)
        earliest = stop - MAX_WORD if stop - start > MAX_WORD else start
        word_at = line.rfind(" ", earliest, stop) + 1 or earliest
        word = line[word_at:stop]
        if after == end and not SYMBOL.match(line, end):
            is_end = _ends_unspaced(line, start, stop, end, word_at, lower_cased)
        else:
            is_end = (
                line[stop] == "."
                and (end - stop == 1 or (end - stop == 2 and line[stop + 1] in QUOTES))
                and _is_plain(line, start, end - stop, after, word_at, word, openers)
            ) or _ends(line, start, stop, end, after, word_at, lower_cased)
        if is_end:
            ends.append((end, after))
            start = after
    return ends


def _is_plain(
    line: str, start: int, width: int, after: int, word_at: int, word: str, openers: frozenset[str]
) -> bool:
    """Whether a full stop is one that no rule of `_ends` would doubt: most are.

    A word that is neither a letter nor an abbreviation stands before it, and one of `openers` behind
    it, or behind its opening marks.
    """
    if len(word) < 2 or word.lower() in ABBREVIATIONS:
        return False
    if word_at > start and word.isalnum():
        first = line[after]
        if first in OPENING:
            head = OPENING_SIGNS.match(line, after).end()  # type: ignore[union-attr]
            first = line[head : head + 1]
        if first in openers:
            return True
    return len(word) > 2 and width == 1 and line[after].isupper() and word.isalpha()


def _ends(
    line: str, start: int, stop: int, end: int, after: int, word_at: int, lower_cased: bool
) -> bool:
    """Whether a stop with a blank after it ends its sentence.

    The sentence began at `start`, the word before the stop at `word_at`; stop and closing marks are
    `line[stop:end]`; what follows begins at `after`, with its opening marks.
    """
    head = OPENING_SIGNS.match(line, after).end()  # type: ignore[union-attr]
    if line[head : head + 1] == " " and line[head - 1] in QUOTES:
        head += 1  # a mark with a blank on either side
    if head == len(line) or stop == start:
        return False
    mark, first = line[stop], line[head]
    if is_uncased(first) or mark in FULL_STOPS or mark == "؛":
        return ends_uncased(line, start, stop, end, head, word_at)
    if not _may_open(line, start, stop, end, after, head, lower_cased):
        return False
    run = line[stop:end].rstrip("\"'”’»›“)]}")
    if "!" in run or "?" in run or "‽" in run:
        return not (
            (line[end - 1] in QUOTES and _attributes(line, head, lower_cased))
            or line[stop - 1] == "("
            or line[word_at:stop].lstrip(OPENING) in SHOUTED_NAMES
        )
    if "…" in run or "..." in run or line.startswith(". .", stop - 2):
        return _opens_after_pause(line, head, lower_cased)
    return len(run) > 1 or not is_abbreviation(line, start, stop, head, word_at, lower_cased)


def _may_open(
    line: str, start: int, stop: int, end: int, after: int, head: int, lower_cased: bool
) -> bool:
    """Whether what stands at `head` can open a sentence at all."""
    first = line[head]
    if first.isupper() or first.isdigit() or unicodedata.category(first) == "Sc":
        return True
    if first.islower():
        inserted = line[after] == "[" or line.startswith("[", head - 1)
        return lower_cased or inserted or _LOWER_CASED_OPENER.match(line, head) is not None
    if first in DASHES:
        beyond = line[head + 1 : head + 4].lstrip()[:1]
        in_dateline = stop - start < 60 and line[start : start + 3].isupper()
        named = line[end - 1] in QUOTES  # “We are hungry.” — Aisha, 9
        return (beyond.isupper() or beyond.isdigit()) and not (in_dateline or named)
    return first in "#@§"


def _opens_after_pause(line: str, head: int, lower_cased: bool) -> bool:
    """Whether what follows three stops opens a sentence, and does not go on with the one before."""
    if lower_cased and line[head].islower():
        return _LETTERS.match(line, head)[0] in PRONOUNS  # type: ignore[index]
    return not line[head].islower() and not line[head].isdigit()


def _attributes(line: str, head: int, lower_cased: bool) -> bool:
    """Whether the words after a quotation say who spoke it: `“Who fired?” Colonel Ali asked.`"""
    if lower_cased:
        return _SOMEBODY_SAID.match(line, head) is not None
    if line[head].islower():
        return True
    said = _NAME_SAID.match(line, head)
    return said is not None and said[1].lower() not in OPENERS


def _ends_unspaced(
    line: str, start: int, stop: int, end: int, word_at: int, lower_cased: bool
) -> bool:
    """Whether a stop with no blank after it ends its sentence: `online.Reuters was`."""
    mark, first = line[stop], line[end]
    word = line[word_at:stop]
    if mark in FULL_STOPS:
        return first.isalnum() or first in OPENING
    if first in OPENING:
        head = end + 1
        if not line[head : head + 1].isupper():
            return False
    else:
        head = end
    following = _LETTERS.match(line, head)
    if following is None or not (first in OPENING or lower_cased or not first.islower()):
        return False
    piece = line[head : head + MAX_WORD].partition(" ")[0]
    if any(sign in word or sign in piece for sign in "/@_=") or word.startswith("www."):
        return False
    next_word = following[0]
    if next_word.lower() in TOP_LEVEL_DOMAINS or piece[len(next_word) :].startswith("."):
        return False
    if len(next_word) == 1 and (next_word not in "AI" or len(piece) > 1):
        return False
    if not next_word[1:].islower() and len(next_word) > 1 and not is_uncased(first):
        return False
    if mark == "؛":
        return not continues_clause(next_word)
    if end > stop + 1 and line[end - 1] in "\"'”’»)]}":
        return not first.islower()
    before = _LETTERS_BEFORE.search(word)
    if before is None:
        is_number = word.rstrip('%)”"’').isdigit()
        return is_number and len(word) > 1 and word_at > start
    letters = before[0]
    shortest = 2 if letters.islower() and not lower_cased else 3
    if mark == ".":
        return len(letters) >= shortest and kind_of(letters) is None
    return mark != "…" or not first.islower()
