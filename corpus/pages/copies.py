"""Articles that stand on one page more than once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from .cutting import Cut
from .headlines import headline_text
from .rules import Marked
from .words import fold

__all__ = ["copies_in"]

_RUN = 5
_SAME = 0.9
_VERSION = 0.4
_KEY = 40
_HOLDERS = 3
"""So many articles, those that share the most paragraphs, are compared with one below them."""


def copies_in(marks: Sequence[Marked], cuts: Sequence[Cut]) -> dict[int, int]:
    """Return the articles that repeat another one of the page: position -> that of the one kept.

    Two are the same when nine tenths of the five-word runs of each stand in the other, or four
    tenths of the shorter one in a longer one with the same headline: another version of one report.
    The longer is kept; of equals, the first.
    """
    copies: dict[int, int] = {}
    alike = _alike(marks, cuts)
    runs = {number: _runs(_body(marks, cuts[number])) for pair in alike for number in pair}
    for first, second in alike:
        if first in copies or second in copies:
            continue
        shared = len(runs[first] & runs[second])
        shorter, longer = sorted((first, second), key=lambda number: len(runs[number]))
        if shared >= _SAME * len(runs[longer]):
            copies[second] = first
        elif (
            shared >= _VERSION * len(runs[shorter])
            and _title(marks, cuts[first]) == _title(marks, cuts[second]) is not None
        ):
            copies[shorter] = longer
    return {number: _kept(copies, number) for number in copies}


def _kept(copies: dict[int, int], number: int) -> int:
    while number in copies:
        number = copies[number]
    return number


def _alike(marks: Sequence[Marked], cuts: Sequence[Cut]) -> list[tuple[int, int]]:
    """Return the pairs worth comparing: one of the two begins with words that stand in the other.

    Words: the first of a paragraph.
    """
    if len(cuts) < 2:
        return []
    keys = [{fold(text[: 2 * _KEY])[:_KEY] for text in _paragraphs(marks, cut)} for cut in cuts]
    holders: dict[str, list[int]] = {}
    pairs: list[tuple[int, int]] = []
    for number, said in enumerate(keys):
        shared = Counter(holder for key in said for holder in holders.get(key, ())[:_HOLDERS])
        pairs.extend((holder, number) for holder, _ in shared.most_common(_HOLDERS))
        for key in said:
            holders.setdefault(key, []).append(number)
    return sorted(pairs)


def _paragraphs(marks: Sequence[Marked], cut: Cut) -> list[str]:
    return [mark.paragraph.text for mark in marks[cut.start : cut.end] if mark.kind == "body"]


def _body(marks: Sequence[Marked], cut: Cut) -> str:
    return " ".join(_paragraphs(marks, cut))


def _runs(text: str) -> set[tuple[str, ...]]:
    words = fold(text).split()
    return set(zip(*(words[shift:] for shift in range(_RUN)), strict=False)) or {tuple(words)}


def _title(marks: Sequence[Marked], cut: Cut) -> str | None:
    if cut.headline is None:
        return None
    return fold(headline_text(marks[cut.headline].paragraph.text))
