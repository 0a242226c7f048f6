"""Where the sentences of a line stand: the rules.

One regular expression finds the candidates: stops with the closing marks that belong to them. Most
are settled by the word before the stop and the first letter after it; the rest go through small
questions, one for each thing that a stop can be besides an end.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
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
from .stops import (
    DASHES,
    FULL_STOP_CANDIDATE,
    FULL_STOPS,
    MAX_WORD,
    OPENING,
    OPENING_SIGNS,
    QUOTES,
    STOPS,
    SYMBOL,
    candidates_in,
)

__all__ = ["sentences_in"]

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


def sentences_in(
    text: str,
    lines: Iterable[tuple[int, int]],
    others: str,
    *,
    lower_cased: bool = False,
) -> list[tuple[int, int]]:
    """Return (start, end) of each sentence of the lines of a text, as `even_signs` returns it.

    lines : (start, end) of each, without white space around it and without a line break in it.
    others : what `other_stops` returns for the text.
    lower_cased : the text has no capitals, so that a lower-case word may open a sentence.
    """
    spans: list[tuple[int, int]] = []
    openers = _SMALL_OPENERS if lower_cased else _OPENERS
    for offset, line_end in lines:
        line = text[offset:line_end]
        size = len(line)
        candidates = candidates_in(line, others)
        start = position = 0
        while True:
            if candidates is FULL_STOP_CANDIDATE:
                candidate, stop = None, line.find(".", position)
                if not 0 <= stop < size - 1:
                    break
            else:
                candidate = candidates.search(line, position)
                if candidate is None:
                    break
                stop = candidate.start()
            earliest = stop - MAX_WORD if stop - start > MAX_WORD else start
            word_at = line.rfind(" ", earliest, stop) + 1 or earliest
            word = line[word_at:stop]
            is_plain = (  # a full stop that no rule would doubt: most are
                word.isalnum()
                and line[stop] == "."
                and word_at > start
                and len(word) > 1
                and word.lower() not in ABBREVIATIONS
            )
            if (
                is_plain
                and line[stop + 1 : stop + 2] == " "
                and line[stop + 2 : stop + 3] in openers
            ):
                spans.append((offset + start, offset + stop + 1))
                start = position = stop + 2
                continue
            if candidate is None:
                candidate = FULL_STOP_CANDIDATE.match(line, stop)
            end, after = candidate.end(1), candidate.end()  # type: ignore[union-attr]
            if after == size:
                break
            head = after
            if line[head] not in openers:
                head = OPENING_SIGNS.match(line, after).end()  # type: ignore[union-attr]
            if after == end and not SYMBOL.match(line, end):
                is_end = _ends_unspaced(line, start, stop, end, word_at, lower_cased)
            else:
                is_end = (
                    is_plain and line[head : head + 1] in openers and line[stop + 1] not in STOPS
                ) or _ends(line, start, stop, end, after, head, word_at, lower_cased)
            if is_end:
                spans.append((offset + start, offset + end))
                start = after
            position = after
        spans.append((offset + start, line_end))
    return spans


def _ends(
    line: str,
    start: int,
    stop: int,
    end: int,
    after: int,
    head: int,
    word_at: int,
    lower_cased: bool,
) -> bool:
    """Whether a stop with a blank after it ends its sentence.

    The sentence began at `start`, the word before the stop at `word_at`; stop and closing marks are
    `line[stop:end]`; what follows begins at `after` with its opening marks, at `head` without.
    """
    if head == len(line) or stop == start:
        return False
    mark, first = line[stop], line[head]
    if is_uncased(first) or mark in FULL_STOPS or mark == "؛":
        return ends_uncased(line, start, stop, end, head, word_at)
    if not _may_open(line, start, stop, end, after, head, lower_cased):
        return False
    if line[stop + 1].isdigit() and line[word_at:stop].lstrip(OPENING).lower() in ABBREVIATIONS:
        return False  # No.5 Brigade
    run = line[stop:end].rstrip("\"'”’»›“)]}0123456789,[")
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
    next_word = following[0]
    if len(next_word) > 1 and not next_word[1:].islower() and not is_uncased(first):
        return False
    piece = line[head : head + MAX_WORD].partition(" ")[0]
    if len(next_word) == 1 and (next_word not in "AI" or len(piece) > 1):
        return False
    if next_word.lower() in TOP_LEVEL_DOMAINS or piece[len(next_word) :].startswith("."):
        return False
    if any(sign in word or sign in piece for sign in "/@_=") or word.startswith("www."):
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
