"""Where sentences end in scripts without capitals: Arabic and its kin.

The next letter tells nothing there, so the mark, the word before it and the conjunction after it
decide.
"""

from __future__ import annotations

import re
import unicodedata

from .abbreviations import kind_of, words_of
from .stops import DOTTED, NUMBERING, OPENING, QUOTES, word_before

__all__ = ["continues_clause", "ends_uncased", "is_uncased"]

_LETTERS = re.compile(r"[^\W\d_]+")

_REPORTING = words_of(
    """
    قال قالت قالوا يقول تقول سأل سألت يسأل تسأل تساءل تساءلت يتساءل صرخ صرخت هتف هتفت هتفوا
    أجاب أجابت رد ردت أضاف أضافت صاح صاحت كتب كتبت
    """
)
"""Verbs that attribute the quotation before them."""

_CONTINUING = words_of(
    """
    ثم لأن لأنه لأنها لأنهم لكن لكنه لكنها لكنهم بل أو إذ حيث مما بينما كما لكي كي حتى أي إلا
    رغم بسبب بسببه بسببها نتيجة خاصة خصوصا خصوصًا لاسيما منها منهم منهن بعضها بعضهم بعضهن إما
    سواء عدا باستثناء
    """
)
"""Words that go on with the clause after `؛`."""

_PREPOSITIONS = words_of(
    """
    أمام في خلال من على عند قبل بعد وسط أثناء ضد باتجاه نحو إلى فوق تحت قرب داخل خارج بين عبر
    """
)
"""Words that go on with the clause after a quotation embedded in it: `هتفوا "ارحل!" أمام القصر`."""

_ROOT_W_F = words_of(
    """
    وزير وزار وزراء واشنطن وكال وكيل وفد وفود وحدة وحدات وحده وصل وقع وقف وفاة وثائق وثيق وسط
    وسائل وسيل وطن ولاي والد وجه وجود وعد ورد وضع ورق وليد وائل فرنس فلسطين فريق فرق فصائل
    فصيل فتح فتاة فرار فرض فقد فجر فشل فوج فيديو فندق فيلق فئة فترة فوز فور
    """
)
"""Beginnings of words whose و or ف is no conjunction."""


_ROOTS_W_F = tuple(sorted(_ROOT_W_F))


def is_uncased(letter: str) -> bool:
    """Whether a letter belongs to a script that has no capitals."""
    return letter.isalpha() and not letter.isupper() and not letter.islower()


def ends_uncased(line: str, start: int, stop: int, end: int, head: int, word_at: int) -> bool:
    """Whether a stop ends its sentence where the next letter cannot tell: Arabic and its kin."""
    mark = line[stop]
    following = _LETTERS.match(line, head)
    next_word = following[0] if following else ""
    if mark == "؛":
        return not continues_clause(next_word)
    if not line[head].isalnum() and unicodedata.category(line[head]) != "Sc":
        return False
    if mark != "." or line[stop + 1] in "!?؟":
        quoted = line[end - 1] in QUOTES
        return mark != "…" and not (quoted and _goes_on(line, start, stop, next_word))
    if line.startswith("...", stop) or line.startswith(". .", stop - 2):
        return False
    word = line[word_at:stop].lstrip(OPENING)
    if word_at == start and NUMBERING.fullmatch(word):
        return False
    if DOTTED.fullmatch(word) or (len(word.rstrip("ـ")) == 1 and word.isalpha()):
        if word_before(line, word_at)[-1:].isdigit():
            return True  # an era: 1445 هـ.
        return word.count(".") > 1 and next_word.startswith("و") and len(next_word) > 3
    return kind_of(word) is None


def continues_clause(word: str) -> bool:
    """Whether the word after `؛` goes on with the clause: a conjunction, free or prefixed."""
    if word in _CONTINUING:
        return True
    return word[:1] in ("و", "ف") and not word.startswith(_ROOTS_W_F)


def _goes_on(line: str, start: int, stop: int, word: str) -> bool:
    """Whether the word after a quoted question or shout goes on with the sentence around it."""
    if word in _CONTINUING or word.removeprefix("ف") in _REPORTING:
        return True
    opening = max(line.rfind(mark, start, stop) for mark in '"«“')
    embedded = opening > start and not line[start:opening].rstrip().endswith(":")
    return embedded and word in _PREPOSITIONS
