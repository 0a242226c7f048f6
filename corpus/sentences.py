"""Articles become sentences: exact code-point offsets into a text that is never rewritten."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import chain, repeat
from string import ascii_letters
from sys import maxsize
from typing import Literal

from .lower_case import is_lower_cased, parts_of_line
from .nouns import Block, Sentence
from .quotations import CLOSING_MARKS, line_spans, quoted_spans
from .sentence_ends import sentence_ends
from .sentence_signs import even_signs
from .stops import candidates_in

__all__ = [
    "RULES_VERSION",
    "Quotations",
    "describe_sentences",
    "sentence_spans",
    "split_sentences",
]

Quotations = Literal["split", "whole"]
"""Whether a quotation of several sentences is split, or kept in one with its attribution."""

RULES_VERSION = "3"
"""Changes with every change of the rules that moves a boundary; the corpus stores it."""

_ASCII = bytes(range(128))
_NO_ASCII_LETTER = bytes(set(range(256)) - set(ascii_letters.encode()))


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
    lines = list(line_spans(text))
    split = list(_outside(text, lines, leave_out)) if leave_out else lines
    return _described(article_id, text, _spans(text, split, quotations), lines)


def describe_sentences(
    article_id: str, text: str, spans: Sequence[tuple[int, int]]
) -> tuple[Sentence, ...]:
    """Return the sentences of an article that brings its own offsets, in the order given.

    spans : (start, end) offsets in code points. `Sentence` says what its paragraph is and when it
    counts as quoted.
    """
    in_order = sorted((start, end) for start, end in spans)
    described = _described(article_id, text, in_order, list(line_spans(text)))
    by_span = dict(zip(in_order, described, strict=True))
    return tuple(by_span[start, end] for start, end in spans)


def sentence_spans(text: str, *, quotations: Quotations = "split") -> list[tuple[int, int]]:
    """Return the (start, end) offsets of a text's sentences: what `split_sentences` rests on."""
    return _spans(text, list(line_spans(text)), quotations)


def _spans(
    text: str, lines: Sequence[tuple[int, int]], quotations: Quotations
) -> list[tuple[int, int]]:
    lower_cased = is_lower_cased(text)
    read = even_signs(text)
    candidates = candidates_in(read)
    if lower_cased:
        lines = [
            (line + start, line + end)
            for line, after in lines
            for start, end in parts_of_line(read[line:after])
        ]
    quotes = _closed_quotations(text) if quotations == "whole" else []
    spans: list[tuple[int, int]] = []
    for start, end in lines:
        begin = start
        for stop, after in sentence_ends(read[start:end], candidates, lower_cased=lower_cased):
            if quotes and _is_inside(start + stop, quotes):
                continue
            spans.append((begin, start + stop))
            begin = start + after
        spans.append((begin, end))
    return spans


def _outside(
    text: str, lines: Sequence[tuple[int, int]], leave_out: Sequence[Block]
) -> Iterator[tuple[int, int]]:
    """Yield what the lines have outside of some parts, without the white space around it."""
    first = 0
    for start, end in lines:
        while first < len(leave_out) and leave_out[first].end <= start:
            first += 1
        inside = first
        while start < end:
            opens, closes = leave_out[inside][:2] if inside < len(leave_out) else (end, end)
            rest = text[start : min(opens, end)]
            if kept := rest.strip():
                begin = start + rest.index(kept[0])
                yield begin, begin + len(kept)
            start, inside = closes, inside + 1


def _described(
    article_id: str,
    text: str,
    spans: Sequence[tuple[int, int]],
    lines: Sequence[tuple[int, int]],
) -> tuple[Sentence, ...]:
    """Return the sentences that stand at `spans`, which must be in order."""
    paragraphs = chain((start for start, _ in lines[1:]), repeat(maxsize))
    quotes = [*quoted_spans(text, lines), (maxsize, maxsize)]
    sentences = []
    paragraph = quote = 0
    next_paragraph = next(paragraphs)
    opens, closes = quotes[0]
    for start, end in spans:
        while next_paragraph <= start:
            paragraph += 1
            next_paragraph = next(paragraphs)
        while closes <= start:
            quote += 1
            opens, closes = quotes[quote]
        in_quote = opens < end and _holds_half(text, start, end, quotes, quote)
        sentences.append(Sentence(article_id, start, end, paragraph, in_quote))
    return tuple(sentences)


def _closed_quotations(text: str) -> list[tuple[int, int]]:
    return [(start, end) for start, end in quoted_spans(text) if text[end - 1] in CLOSING_MARKS]


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
    if not text.isascii():
        beyond = encoded.translate(None, _ASCII).decode("utf-8", "surrogatepass")
        letters += sum(map(str.isalpha, beyond))
    return letters
