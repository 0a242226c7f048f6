"""Where the sentences inside one line end: the rules.

One regular expression finds the candidates: stops with the closing marks that belong to them. Most
are settled by the word before the stop and the first letter after it; the rest go through small
questions, one for each thing that a stop can be besides an end.
"""

from __future__ import annotations

import re
import unicodedata

from .abbreviations import (
    ABBREVIATIONS,
    AFTER_COUNTRY,
    ARABIC_CONTINUING,
    ARABIC_REPORTING,
    ARABIC_ROOT_W_F,
    KNOWN_ACRONYMS,
    LETTERED,
    OPENERS,
    OPENERS_LIKE_NAMES,
    PRONOUNS,
    REPORTING_VERBS,
    SAFE_OPENERS,
    SHOUTED_NAMES,
    TIMES,
    TOP_LEVEL_DOMAINS,
    WITHIN_NAMES,
    kind_of,
)

__all__ = ["sentence_ends"]

_STOPS = ".!?…؟۔؛।॥。！？｡։።။។‽⁇⁈⁉"
_FULL_STOPS = frozenset("؟۔।॥。！？｡։።။។")
"""Stops of scripts without capitals: they end a sentence, with or without a blank after them."""
_INVISIBLE = "\u200b\u200e\u200f\u061c\u202a-\u202e\u2060\u2066-\u2069\ufeff"
_CANDIDATE = re.compile(
    rf"[{_STOPS}](?<![{_STOPS}][{_STOPS}])([{_STOPS}]*+)"
    rf"((?:[\"'”’»›)\]}}」』）{_INVISIBLE}]|“(?=\s)|\[\d{{1,3}}\])*+)\s*+"
)
_OPENING = "\"'“‘„«‹([{¿¡「『（`\u200b\u200e\u200f\u061c\u202a\u202b\u2060\u2067\ufeff"
_QUOTES = frozenset("\"'”’»›“")
_DASHES = frozenset("–—-―")
_BULLETS = frozenset("•·▪►●■*")
_MAX_WORD = 40
"""Characters looked at before a stop: no abbreviation is longer, and no text is slow to split."""

_DOTTED = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]s?")
_NUMBERING = re.compile(r"\d{1,3}|[^\W\d_]|[ivxIVX]{1,4}")
_AFTER_LAST_JOINT = re.compile(r"[^–—/(\[“\"]*$")
_NEXT_TWO_WORDS = re.compile(r"([\w’'-]+)([^\w\s]?)\s*([\w’'-]*)")
_NAME_WITH_ARTICLE = re.compile(
    r"(?:[Aa][dlnrstz]|[Aa]sh|[Aa]dh|[Ee][ln])[-‑](?=[^\W\d_a-z])|[ie](?=[A-Z])"
)
_ROMAN = re.compile(r"[IVXLC]+\b")
_DAY_AND_MONTH = re.compile(r"\d{1,2}\s+([^\W\d_]+)")
_VERB = rf"(?:{'|'.join(sorted(REPORTING_VERBS))})\b"
_NAME_SAID = re.compile(
    rf"([^\W\d_][\w’'.-]*)(?:\s+(?:[^\W\d_a-z][\w’'.-]*|(?:a[dlnrstz]|e[ln]|ash)-\w+|bin|de|von|of))"
    rf"{{0,5}}\s+{_VERB}"
)
_SOMEBODY_SAID = re.compile(rf"(?:[\w’'.-]+\s+){{0,4}}{_VERB}")
_LETTERS_BEFORE = re.compile(r"[^\W\d_]+$")
_LETTERS = re.compile(r"[^\W\d_]+")
_ROOTS_W_F = tuple(sorted(ARABIC_ROOT_W_F))


def sentence_ends(line: str, *, lower_cased: bool = False) -> list[int]:
    """Return the offsets right after each sentence of `line`, the last sentence left out.

    line : text without white space around it and without a line break in it.
    lower_cased : the text has no capitals, so that a lower-case word may open a sentence.
    """
    ends: list[int] = []
    start = 0
    size = len(line)
    for candidate in _CANDIDATE.finditer(line):
        after = candidate.end()
        if after == size:
            break
        stop = candidate.start()
        end = candidate.end(2)
        earliest = stop - _MAX_WORD if stop - start > _MAX_WORD else start
        word_at = line.rfind(" ", earliest, stop) + 1 or earliest
        word = line[word_at:stop]
        if after == end:
            is_end = _ends_unspaced(line, start, stop, end, word_at, lower_cased)
        else:
            is_end = (
                end - stop == 1
                and line[stop] == "."
                and line[after].isupper()
                and word.isalpha()
                and len(word) > 2
                and word.lower() not in ABBREVIATIONS
            ) or _ends(line, start, stop, end, after, word_at, lower_cased)
        if is_end:
            ends.append(end)
            start = after
    return ends


def _ends(
    line: str, start: int, stop: int, end: int, after: int, word_at: int, lower_cased: bool
) -> bool:
    """Whether a stop with a blank after it ends its sentence.

    The sentence began at `start`, the word before the stop at `word_at`; stop and closing marks are
    `line[stop:end]`; what follows begins at `after`, with its opening marks.
    """
    head = after
    while head < len(line) and line[head] in _OPENING:
        head += 1
    if line[head : head + 1] == " " and line[head - 1] in _QUOTES:
        head += 1  # a mark with a blank on either side
    if head == len(line) or stop == start:
        return False
    mark, first = line[stop], line[head]
    if _is_uncased(first) or mark in _FULL_STOPS or mark == "؛":
        return _ends_uncased(line, start, stop, end, head, word_at)
    if not _may_open(line, start, stop, after, head, lower_cased):
        return False
    run = line[stop:end].rstrip("\"'”’»›“)]}")
    if "!" in run or "?" in run or "‽" in run:
        return not (
            (line[end - 1] in _QUOTES and _attributes(line, head, lower_cased))
            or line[stop - 1] == "("
            or line[word_at:stop].lstrip(_OPENING) in SHOUTED_NAMES
        )
    if "…" in run or "..." in run or line.startswith(". .", stop - 2):
        return not first.islower() and not first.isdigit()
    return len(run) > 1 or not _is_abbreviation(line, start, stop, head, word_at, lower_cased)


def _is_uncased(letter: str) -> bool:
    return letter.isalpha() and not letter.isupper() and not letter.islower()


def _may_open(line: str, start: int, stop: int, after: int, head: int, lower_cased: bool) -> bool:
    """Whether what stands at `head` can open a sentence at all."""
    first = line[head]
    if first.isupper() or first.isdigit() or unicodedata.category(first) == "Sc":
        return True
    if first.islower():
        inserted = line[after] == "[" or line.startswith("[", head - 1)
        return lower_cased or inserted or _NAME_WITH_ARTICLE.match(line, head) is not None
    if first in _BULLETS or first in _DASHES:
        beyond = line[head + 1 : head + 4].lstrip()[:1]
        in_dateline = stop - start < 60 and line[start : start + 3].isupper()
        return (beyond.isupper() or beyond.isdigit()) and not (first in _DASHES and in_dateline)
    return first in "#@§"


def _attributes(line: str, head: int, lower_cased: bool) -> bool:
    """Whether the words after a quotation say who spoke it: `“Who fired?” Colonel Ali asked.`"""
    if lower_cased:
        return _SOMEBODY_SAID.match(line, head) is not None
    if line[head].islower():
        return True
    said = _NAME_SAID.match(line, head)
    return said is not None and said[1].lower() not in OPENERS


def _is_abbreviation(
    line: str, start: int, stop: int, head: int, word_at: int, lower_cased: bool
) -> bool:
    """Whether a full stop belongs to the word before it and ends nothing."""
    word = line[word_at:stop].lstrip(_OPENING)
    if word_at == start and _NUMBERING.fullmatch(word):
        return True
    word = _AFTER_LAST_JOINT.search(word)[0]  # type: ignore[index]
    kind = kind_of(word, lower_cased=lower_cased)
    if kind is None:
        word = word.rpartition("-")[2]
        if _DOTTED.fullmatch(word):
            return _is_dotted_abbreviation(line, head, word_at, word.lower(), lower_cased)
        if len(word) == 1 and word.isalpha():
            return _is_initial(line, head, word_at, word, lower_cased)
        last = word.rpartition(".")[2]
        kind = kind_of(last) if last[:1].isupper() else None
    if kind == "number":
        return line[head].isdigit() or line[head - 1] == "(" or bool(_ROMAN.match(line, head))
    if kind == "either":
        return not _opens_sentence(line, head, lower_cased)
    if kind == "name":
        following = _NEXT_TWO_WORDS.match(line, head)
        return lower_cased or following is None or following[1].lower() not in SAFE_OPENERS
    return kind == "inside"


def _is_dotted_abbreviation(
    line: str, head: int, word_at: int, word: str, lower_cased: bool
) -> bool:
    """Whether the last stop of `a.m.`, `U.N.`, `P.K.K.` or `J.R.R.` ends nothing."""
    before = _word_before(line, word_at)
    if word in ("a.m", "p.m") and (before[-1:].isdigit() or line[word_at].islower()):
        return _goes_on_with_time(line, head, lower_cased)
    if line[head].isdigit():
        return True
    if word in KNOWN_ACRONYMS or before.lower() == "the" or before[-1:].isdigit():
        return not _opens_sentence(line, head, lower_cased)
    return not _opens_after_initial(line, head, lower_cased)


def _is_initial(line: str, head: int, word_at: int, letter: str, lower_cased: bool) -> bool:
    """Whether a single letter with a stop is an initial (`J.`) or a Latin mark (`c.`)."""
    before = _word_before(line, word_at)
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


def _word_before(line: str, word_at: int) -> str:
    """Return the word before the one that begins at `word_at`, without its opening marks."""
    edge = line.rfind(" ", max(0, word_at - _MAX_WORD), max(0, word_at - 1)) + 1
    return line[edge : max(0, word_at - 1)].lstrip(_OPENING)


def _ends_uncased(line: str, start: int, stop: int, end: int, head: int, word_at: int) -> bool:
    """Whether a stop ends its sentence where the next letter cannot tell: Arabic and its kin."""
    mark = line[stop]
    following = _LETTERS.match(line, head)
    next_word = following[0] if following else ""
    if mark == "؛":
        return not _continues_clause(next_word)
    if not line[head].isalnum() and unicodedata.category(line[head]) != "Sc":
        return False
    if mark != "." or line[stop + 1] in "!?؟":
        attributed = line[end - 1] in _QUOTES and (
            next_word in ARABIC_REPORTING or next_word in ARABIC_CONTINUING
        )
        return not attributed and mark != "…"
    if line.startswith("...", stop) or line.startswith(". .", stop - 2):
        return False
    word = line[word_at:stop].lstrip(_OPENING)
    if word_at == start and _NUMBERING.fullmatch(word):
        return False
    if _DOTTED.fullmatch(word) or (len(word.rstrip("ـ")) == 1 and word.isalpha()):
        if _word_before(line, word_at)[-1:].isdigit():
            return True  # an era: 1445 هـ.
        return word.count(".") > 1 and next_word.startswith("و") and len(next_word) > 3
    return kind_of(word) is None


def _continues_clause(word: str) -> bool:
    """Whether the word after `؛` goes on with the clause: a conjunction, free or prefixed."""
    if word in ARABIC_CONTINUING:
        return True
    return word[:1] in ("و", "ف") and not word.startswith(_ROOTS_W_F)


def _ends_unspaced(
    line: str, start: int, stop: int, end: int, word_at: int, lower_cased: bool
) -> bool:
    """Whether a stop with no blank after it ends its sentence: `online.Reuters was`."""
    mark, first = line[stop], line[end]
    word = line[word_at:stop]
    if mark in _FULL_STOPS:
        return first.isalnum() or first in _OPENING
    if first in _OPENING:
        head = end + 1
        if not line[head : head + 1].isupper():
            return False
    else:
        head = end
    following = _LETTERS.match(line, head)
    if following is None or not (first in _OPENING or lower_cased or not first.islower()):
        return False
    piece = line[head : head + _MAX_WORD].partition(" ")[0]
    if any(sign in word or sign in piece for sign in "/@_=") or word.startswith("www."):
        return False
    next_word = following[0]
    if next_word.lower() in TOP_LEVEL_DOMAINS or piece[len(next_word) :].startswith("."):
        return False
    if len(next_word) == 1 and (next_word not in "AI" or len(piece) > 1):
        return False
    if not next_word[1:].islower() and len(next_word) > 1 and not _is_uncased(first):
        return False
    if mark == "؛":
        return not _continues_clause(next_word)
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
