"""The signs around a sentence's end, and the word before it: what every rule of a stop reads."""

from __future__ import annotations

import re

from ..signs import NOTE_MARKS, UNSEEN

__all__ = [
    "DASHES",
    "DOTTED",
    "FULL_STOPS",
    "FULL_STOP_CANDIDATE",
    "MAX_WORD",
    "NUMBERING",
    "OPENING",
    "OPENING_SIGNS",
    "QUOTES",
    "STOPS",
    "SYMBOL",
    "candidates_in",
    "other_stops",
    "word_before",
]

FULL_STOPS = frozenset("؟۔।॥。！？｡։።။")
"""Stops of scripts without capitals: they end a sentence, with or without a blank after them."""

OPENING = "\"'“‘„«‹([{¿¡「『（`\u200b\u200e\u200f\u061c\u202a\u202b\u2060\u2067\ufeff"
"""Marks that may stand before the first letter of a sentence."""

_SYMBOLS = (
    "©®·•\u2122\u2190-\u21ff\u2300-\u23ff\u2460-\u27bf\u2900-\u297f\u2b00-\u2bff"
    "\U0001f000-\U0001faff"
)
SYMBOL = re.compile(rf"[*{_SYMBOLS}]")
"""An emoji, an arrow, a bullet: it stands between sentences and is part of no word."""

QUOTES = frozenset("\"'”’»›“")
OPENING_SIGNS = re.compile(
    rf"(?>(?:[{re.escape(OPENING)}]|[*{_SYMBOLS}][{_SYMBOLS}\ufe0e\ufe0f\u200d\u20e3]*+\s*+)*)"
    rf"(?>(?:(?<=[{''.join(sorted(QUOTES))}]) )?)"
)
"""Opening marks and symbols before the first letter of a sentence; a mark may have a blank on either
side."""

DASHES = frozenset("–—-―")
MAX_WORD = 40
"""Characters looked at before a stop: no abbreviation is longer, and no text is slow to split."""

DOTTED = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]s?")
"""Letters with stops between them: `U.N`, `a.m`, `J.R.R`."""

NUMBERING = re.compile(r"\d{1,3}|[^\W\d_]|[ivxIVX]{1,4}")
"""What numbers a paragraph at its head: `1`, `a`, `iv`."""


_NOTE_NUMBER = r"(?:(?<=[^\W\d_]{2}[.!?])|(?<=[.!?][\"”’»)]))\d{1,3}(?:, ?\d{1,3})*(?=\s)"
"""the number of a note that stands at a stop: `They left.4 Nobody came.`"""


def _candidates(stops: str) -> re.Pattern[str]:
    return re.compile(
        rf"([{stops}][{stops}]*+"
        rf"(?>(?:[\"'”’»›)\]}}」』）{NOTE_MARKS}{UNSEEN}]|“(?=\s)| ?\[\d{{1,3}}\]"
        rf"|{_NOTE_NUMBER})*))\s*+"
    )


_OTHER_ASCII_STOPS = "!?"
_OTHER_STOPS = "…؟۔؛।॥。！？｡։።။‽⁇⁈⁉"
STOPS = frozenset("." + _OTHER_ASCII_STOPS + _OTHER_STOPS)
FULL_STOP_CANDIDATE = _candidates(".")
_ASCII_CANDIDATE = _candidates("." + _OTHER_ASCII_STOPS)
_CANDIDATE = _candidates("." + _OTHER_ASCII_STOPS + _OTHER_STOPS)


def other_stops(text: str, signs: str) -> str:
    """Return the stops that a text has besides the full stop, each once; most texts have few.

    signs : what `beyond_ascii` returns for the text
    """
    ascii_stops = [stop for stop in _OTHER_ASCII_STOPS if stop in text]
    return "".join((*ascii_stops, *STOPS.intersection(signs)))


def candidates_in(line: str, others: str) -> re.Pattern[str]:
    """Return the pattern that finds the stops of a line of a text whose `other_stops` are `others`.

    A match is a run of stops with the closing marks that belong to it (group 1), and the blanks
    after it. The fewer stops a pattern knows, the quicker it finds them.
    """
    for stop in others:
        if stop in line:
            return _ASCII_CANDIDATE if others.isascii() else _CANDIDATE
    return FULL_STOP_CANDIDATE


def word_before(line: str, word_at: int) -> str:
    """Return the word before the one that begins at `word_at`, without its opening marks."""
    edge = line.rfind(" ", max(0, word_at - MAX_WORD), max(0, word_at - 1)) + 1
    return line[edge : max(0, word_at - 1)].lstrip(OPENING)
