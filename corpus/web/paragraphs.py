"""An article's text as paragraphs of sentences, nothing of it lost."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..nouns import Sentence

__all__ = ["Piece", "paragraphs"]

BREAK = re.compile(r"\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Piece:
    """A sentence, or what stands between two: then `sentence` is None and it is plain text."""

    text: str
    sentence: Sentence | None = None


def paragraphs(text: str, sentences: Sequence[Sentence]) -> list[list[Piece]]:
    """Return the text as paragraphs of pieces, in order: a line break outside sentences ends one.

    White space at the head of a paragraph is left out, and so are paragraphs of nothing else.
    """
    found: list[list[Piece]] = [[]]
    for piece in _pieces(text, sentences):
        if piece.sentence is not None:
            found[-1].append(piece)
            continue
        for number, line in enumerate(BREAK.split(piece.text)):
            if number:
                found.append([])
            if line.strip() or (line and found[-1]):
                found[-1].append(Piece(line))
    return [pieces for pieces in found if pieces]


def _pieces(text: str, sentences: Sequence[Sentence]) -> Iterator[Piece]:
    last = 0
    for sentence in sentences:
        if sentence.start > last:
            yield Piece(text[last : sentence.start])
        yield Piece(text[sentence.start : sentence.end], sentence)
        last = max(last, sentence.end)
    if last < len(text):
        yield Piece(text[last:])
