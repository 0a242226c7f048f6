"""What becomes of an article on its way to somebody else's disk; every sign keeps where it came from.

C1  other quotation marks and dashes, no-break spaces, lines broken anew or not at all
C2  C1, with a line of boilerplate after 30 % of the paragraphs and 15 % of the paragraphs gone
C3  C2 with 1 % of the characters changed, left out or put in
C4  the same with 3 %
C5  C2 with 5 % of the words changed, left out or put in
C6  C2 as mojibake: its UTF-8 read as Windows-1252
"""

from __future__ import annotations

import random
import string
from collections.abc import Sequence
from typing import NamedTuple

import ftfy  # noqa: F401  (brings the codec of browsers' Windows-1252)

__all__ = ["KINDS", "Corrupted", "corrupt"]

KINDS = ("C1", "C2", "C3", "C4", "C5", "C6")
BOILERPLATE = (
    "Advertisement",
    "Read more: what we know so far about the fighting",
    "Sign up for our newsletter to get the top stories every morning",
    "Share this story on Facebook and Twitter",
    "Related stories from the region this week",
    "Photo by a correspondent of the agency",
    "Click here to follow our live coverage",
    "This article was updated at 14:30",
)
_STRAIGHT = str.maketrans("\u201c\u201d\u2018\u2019\u2013\u2014", "\"\"''--")
_LETTERS = string.ascii_lowercase + " "
_WIDTH = 72

Signs = list[tuple[str, int | None]]
"""signs with their offset in the original; None for what was put in"""


class Corrupted(NamedTuple):
    """A corrupted text: how it reads, what a file holds of it, and where each sign came from."""

    text: str
    given: str
    """the same, but for C6: `text` as mojibake"""
    origins: list[int | None]

    def where(self, start: int, end: int) -> tuple[int, int] | None:
        """Return the offsets in `text` of what stood from `start` to `end`; None where it is gone."""
        held = [
            place
            for place, origin in enumerate(self.origins)
            if origin is not None and start <= origin < end
        ]
        return (held[0], held[-1] + 1) if held else None


def corrupt(kind: str, text: str, generator: random.Random, words: Sequence[str]) -> Corrupted:
    """Return a text corrupted in one of the `KINDS`; `words` are put in the place of others."""
    signs = _retyped(text, generator)
    if kind != "C1":
        signs = _repacked(signs, text, generator)
    if kind in ("C3", "C4"):
        signs = _mistyped(signs, 0.01 if kind == "C3" else 0.03, generator)
    if kind == "C5":
        signs = _reworded(signs, 0.05, generator, words)
    made = "".join(sign for sign, _ in signs)
    given = made.encode().decode("sloppy-windows-1252") if kind == "C6" else made
    return Corrupted(made, given, [origin for _, origin in signs])


def _retyped(text: str, generator: random.Random) -> Signs:
    signs: Signs = []
    joins_lines = generator.random() < 0.5
    is_open, column = False, 0
    for place, original in enumerate(text):
        sign = original.translate(_STRAIGHT)
        if original == '"':
            sign, is_open = "\u201d" if is_open else "\u201c", not is_open
        elif original == "'":
            sign = "\u2019"
        elif original == "-" and text[place - 1 : place + 2] == " - ":
            sign = "\u2014"
        elif original == " " and generator.random() < 0.05:
            sign = "\u00a0"
        elif original == " " and column > _WIDTH:
            sign = "\n"
        elif original == "\n" and joins_lines:
            sign = " "
        column = 0 if sign == "\n" else column + 1
        signs.append((sign, place))
    return signs


def _repacked(signs: Signs, text: str, generator: random.Random) -> Signs:
    paragraphs: list[Signs] = [[]]
    for sign, origin in signs:
        paragraphs[-1].append((sign, origin))
        if origin is not None and text[origin] == "\n":
            paragraphs.append([])
    worded = sum(any(sign.strip() for sign, _ in paragraph) for paragraph in paragraphs)
    kept: Signs = []
    for paragraph in paragraphs:
        if not any(sign.strip() for sign, _ in paragraph):
            kept += paragraph
            continue
        if worded > 1 and generator.random() < 0.15:
            continue
        kept += paragraph
        if generator.random() < 0.3:
            kept += [(sign, None) for sign in f"\n{generator.choice(BOILERPLATE)}\n"]
    return kept or signs


def _mistyped(signs: Signs, rate: float, generator: random.Random) -> Signs:
    typed: Signs = []
    for sign, origin in signs:
        match generator.randrange(3) if generator.random() < rate else None:
            case 0:
                typed.append((generator.choice(_LETTERS), origin))
            case 1:
                pass
            case 2:
                typed += [(sign, origin), (generator.choice(_LETTERS), None)]
            case _:
                typed.append((sign, origin))
    return typed


def _reworded(signs: Signs, rate: float, generator: random.Random, words: Sequence[str]) -> Signs:
    kept: Signs = []
    place = 0
    while place < len(signs):
        after = place
        while after < len(signs) and not signs[after][0].isspace():
            after += 1
        word = signs[place:after] or [signs[place]]
        place += len(word)
        match generator.randrange(3) if after and generator.random() < rate else None:
            case 0 if not word[0][0].isspace():
                kept += [(sign, word[0][1]) for sign in generator.choice(words)]
            case 1 if not word[0][0].isspace():
                pass
            case 2 if not word[0][0].isspace():
                kept += [*word, *((sign, None) for sign in f" {generator.choice(words)}")]
            case _:
                kept += word
    return kept
