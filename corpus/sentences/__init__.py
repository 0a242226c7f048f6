"""Articles become sentences: exact code-point offsets into a text that is never rewritten."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from string import ascii_letters
from sys import maxsize
from typing import Literal, NamedTuple

from ..nouns import Block, Sentence
from ..signs import beyond_ascii
from .ends import sentences_in
from .lower_case import is_lower_cased, parts_of_line
from .quotations import CLOSING_MARKS, line_spans, quoted_spans
from .signs import even_signs
from .stops import other_stops

__all__ = [
    "RULES_VERSION",
    "Layout",
    "Quotations",
    "describe_sentences",
    "lay_out",
    "layout_of",
    "sentence_spans",
    "split_sentences",
]

Quotations = Literal["split", "whole"]
"""Whether a quotation of several sentences is split, or kept in one with its attribution."""

RULES_VERSION = "4"
"""Changes with every change of the rules that moves a boundary; the corpus stores it."""

_NO_ASCII_LETTER = bytes(set(range(256)) - set(ascii_letters.encode()))


class Layout(NamedTuple):
    """Where an article's sentences and quotations stand, by code-point offsets."""

    spans: Sequence[tuple[int, int]]
    """(sentences,) start and end of each"""
    paragraphs: Sequence[int]
    """(paragraphs,) where each line that is not empty begins"""
    quotes: Sequence[tuple[int, int]]
    """(quotations,) as `quoted_spans` returns them"""


def lay_out(
    text: str, *, quotations: Quotations = "split", leave_out: Sequence[Block] = ()
) -> Layout:
    """Return where a text's sentences stand: `split_sentences` without making sentences of it."""
    lines = list(line_spans(text))
    quotes = quoted_spans(text, lines)
    split = _outside(text, lines, leave_out) if leave_out else lines
    spans = _spans(text, split, _closed(text, quotes) if quotations == "whole" else [])
    return Layout(spans, [start for start, _ in lines], quotes)


def layout_of(text: str, spans: Sequence[tuple[int, int]]) -> Layout:
    """Return the layout of sentences that an article brings, in the order given."""
    lines = list(line_spans(text))
    return Layout(spans, [start for start, _ in lines], quoted_spans(text, lines))


def split_sentences(
    article_id: str,
    text: str,
    *,
    quotations: Quotations = "split",
    leave_out: Sequence[Block] = (),
) -> tuple[Sentence, ...]:
    """Return an article's sentences in order, none overlapping, without white space around them.

    Every character that is not white space stands in exactly one sentence, and no sentence crosses
    a line break.

    leave_out : parts of the text, in order and disjoint, that hold no sentences; none reaches across
    """
    layout = lay_out(text, quotations=quotations, leave_out=leave_out)
    return _described(article_id, text, layout)


def describe_sentences(
    article_id: str, text: str, spans: Sequence[tuple[int, int]]
) -> tuple[Sentence, ...]:
    """Return the sentences of an article that brings its own offsets, in the order given.

    spans : (start, end) offsets in code points. `Sentence` says what its paragraph is and when it
    counts as quoted.
    """
    in_order = sorted((start, end) for start, end in spans)
    described = _described(article_id, text, layout_of(text, in_order))
    by_span = dict(zip(in_order, described, strict=True))
    return tuple(by_span[start, end] for start, end in spans)


def sentence_spans(text: str, *, quotations: Quotations = "split") -> list[tuple[int, int]]:
    """Return the (start, end) offsets of a text's sentences: what `split_sentences` rests on."""
    kept = _closed(text, quoted_spans(text)) if quotations == "whole" else []
    return _spans(text, list(line_spans(text)), kept)


def _spans(
    text: str, lines: Sequence[tuple[int, int]], kept: list[tuple[int, int]]
) -> list[tuple[int, int]]:
    """Return the offsets of the sentences of some lines. kept : quotations that are not split."""
    lower_cased = is_lower_cased(text)
    signs = beyond_ascii(text)
    read = even_signs(text, signs)
    if lower_cased:
        lines = [
            (line + start, line + end)
            for line, after in lines
            for start, end in parts_of_line(read[line:after])
        ]
    spans = sentences_in(read, lines, other_stops(text, signs), lower_cased=lower_cased)
    return _joined(spans, lines, kept) if kept else spans


def _joined(
    spans: Iterable[tuple[int, int]],
    lines: Iterable[tuple[int, int]],
    quotes: list[tuple[int, int]],
) -> list[tuple[int, int]]:
    """Return the sentences of some lines, those of a line as one between which a quotation goes on."""
    joined: list[tuple[int, int]] = []
    at_line = {start for start, _ in lines}
    for start, end in spans:
        if start not in at_line and _is_inside(joined[-1][1], quotes):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def _outside(
    text: str, lines: Sequence[tuple[int, int]], leave_out: Sequence[Block]
) -> list[tuple[int, int]]:
    """Return what the lines have outside of some parts, without the white space around it."""
    kept = []
    parts = iter([*(part[:2] for part in leave_out), (maxsize, maxsize)])
    opens, closes = next(parts)
    for start, end in lines:
        while closes <= start:
            opens, closes = next(parts)
        if opens >= end:
            kept.append((start, end))
            continue
        while start < end:
            rest = text[start : min(opens, end)]
            if stripped := rest.strip():
                begin = start + rest.index(stripped[0])
                kept.append((begin, begin + len(stripped)))
            start = closes
            if start < end:
                opens, closes = next(parts)
    return kept


def _described(article_id: str, text: str, layout: Layout) -> tuple[Sentence, ...]:
    """Return the sentences of a layout."""
    quotes = [*layout.quotes, (maxsize, maxsize)]
    paragraphs = [*layout.paragraphs[1:], maxsize]
    sentences = []
    paragraph = quote = 0
    opens, closes = quotes[0]
    following = paragraphs[0]
    for start, end in layout.spans:
        while following <= start:
            paragraph += 1
            following = paragraphs[paragraph]
        while closes <= start:
            quote += 1
            opens, closes = quotes[quote]
        in_quote = opens < end and _holds_half(text, start, end, quotes, quote)
        sentences.append(_sentence((article_id, start, end, paragraph, in_quote)))
    return tuple(sentences)


_sentence: Callable[[tuple[str, int, int, int, bool]], Sentence] = partial(tuple.__new__, Sentence)
"""`Sentence(...)` without its Python call: it is made of every sentence that goes into a corpus"""


def _closed(text: str, quotes: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the quotations that a mark closes."""
    return [(start, end) for start, end in quotes if text[end - 1] in CLOSING_MARKS]


def _is_inside(offset: int, quotes: list[tuple[int, int]]) -> bool:
    """Whether an offset stands between the marks of a quotation."""
    nearest = bisect_right(quotes, (offset, offset)) - 1
    return nearest >= 0 and quotes[nearest][0] < offset < quotes[nearest][1]


def _holds_half(text: str, start: int, end: int, quotes: list[tuple[int, int]], first: int) -> bool:
    """Whether the quotations from number `first` on hold half of the letters of a span."""
    opens, closes = quotes[first]
    if opens <= start and end <= closes:
        return any(map(str.isalpha, text[start:end]))
    quoted = text[max(start, opens) : min(closes, end)]
    while quotes[first + 1][0] < end:
        first += 1
        opens, closes = quotes[first]
        quoted += text[opens : min(closes, end)]
    letters = _letters(quoted)
    return letters > 0 and (2 * letters >= end - start or 2 * letters >= _letters(text[start:end]))


def _letters(text: str) -> int:
    """Return the number of letters; those of ASCII are counted as bytes, which is quicker."""
    encoded = text.encode("utf-8", "surrogatepass")
    letters = len(encoded.translate(None, _NO_ASCII_LETTER))
    if len(encoded) == len(text):
        return letters
    return letters + sum(map(str.isalpha, beyond_ascii(text)))
