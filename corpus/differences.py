"""Two texts side by side: which sentence stands beside which, and where their words differ."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import groupby
from typing import NamedTuple

from .sentences import sentence_spans
from .words import is_unspaced, normalised_words

__all__ = ["Piece", "Row", "compare_texts"]

ALIKE = 0.4
"""least share of the words of the shorter of two sentences that lets them stand side by side"""
_TOKEN = re.compile(r"\w+\s*|[^\w\s]+\s*|\s+")


class Piece(NamedTuple):
    """A stretch of a sentence, and whether the other text lacks it."""

    text: str
    differs: bool


class Row(NamedTuple):
    """A sentence of each text, or of one alone (the other side is empty)."""

    left: tuple[Piece, ...]
    right: tuple[Piece, ...]

    @property
    def same(self) -> bool:
        """Return whether both sides say the same."""
        return self.left == self.right


def compare_texts(left: str, right: str) -> list[Row]:
    """Return the sentences of two texts in rows, in the order of both."""
    ours, theirs = _sentences(left), _sentences(right)
    return [
        _row(ours[one] if one is not None else "", theirs[other] if other is not None else "")
        for one, other in _aligned(ours, theirs)
    ]


def _sentences(text: str) -> list[str]:
    return [" ".join(text[start:end].split()) for start, end in sentence_spans(text)]


def _aligned(ours: Sequence[str], theirs: Sequence[str]) -> Iterator[tuple[int | None, int | None]]:
    """Pair the sentences so that the most words stand beside each other, in the order of both."""
    bags = [[Counter(normalised_words(text)) for text in texts] for texts in (ours, theirs)]
    best = [[0.0] * (len(theirs) + 1) for _ in range(len(ours) + 1)]
    gain = [[_alike(one, other) for other in bags[1]] for one in bags[0]]
    for i in range(len(ours) - 1, -1, -1):
        for j in range(len(theirs) - 1, -1, -1):
            best[i][j] = max(best[i + 1][j], best[i][j + 1], best[i + 1][j + 1] + gain[i][j])
    i = j = 0
    while i < len(ours) and j < len(theirs):
        if gain[i][j] and best[i][j] == best[i + 1][j + 1] + gain[i][j]:
            yield i, j
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            yield i, None
            i += 1
        else:
            yield None, j
            j += 1
    yield from ((rest, None) for rest in range(i, len(ours)))
    yield from ((None, rest) for rest in range(j, len(theirs)))


def _alike(one: Counter[str], other: Counter[str]) -> float:
    """Return how many words two sentences share, 0 where they are too few to stand together."""
    fewer = min(one.total(), other.total())
    shared = (one & other).total() if fewer else 0
    return shared if shared and shared >= ALIKE * fewer else 0


def _row(left: str, right: str) -> Row:
    ours, theirs = _tokens(left), _tokens(right)
    matcher = SequenceMatcher(
        None, [text.strip() for text in ours], [text.strip() for text in theirs], autojunk=False
    )
    sides: tuple[list[Piece], list[Piece]] = ([], [])
    for what, first, last, start, end in matcher.get_opcodes():
        told = what == "equal" and (first == 0 or last == len(ours) or _telling(ours[first:last]))
        sides[0].append(Piece("".join(ours[first:last]), not told))
        sides[1].append(Piece("".join(theirs[start:end]), not told))
    return Row(*(_joined(side) for side in sides))


def _telling(tokens: Sequence[str]) -> bool:
    """Return whether words that two sentences share are more than a chance between differences."""
    return sum(token.strip().isalnum() for token in tokens) > 1 or len("".join(tokens)) > 8


def _joined(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    groups = groupby((piece for piece in pieces if piece.text), key=lambda piece: piece.differs)
    return tuple(Piece("".join(piece.text for piece in held), flag) for flag, held in groups)


def _tokens(text: str) -> list[str]:
    """Return the words and marks of a text with the blanks behind them."""
    return [
        part
        for token in _TOKEN.findall(text)
        for part in (token if is_unspaced(token[0]) else (token,))
    ]
