"""Articles become sentences: exact code-point offsets into a text that is never rewritten."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import islice
from typing import Literal

from .nouns import Sentence
from .quotations import CLOSING_MARKS, line_spans, quoted_spans
from .sentence_ends import sentence_ends

__all__ = [
    "RULES_VERSION",
    "Quotations",
    "describe_sentences",
    "is_lower_cased",
    "sentence_spans",
    "split_sentences",
]

Quotations = Literal["split", "whole"]
"""Whether a quotation of several sentences is split, or kept in one with its attribution."""

RULES_VERSION = "1"
"""Changes with every change of the rules that moves a boundary; the corpus stores it."""

_CAPITAL = re.compile(r"[A-ZÀ-ÖØ-ÞΑ-ΫЀ-Я]")
_SAMPLE = 2_000
"""Characters from an article's start that tell whether it is lower-cased."""
_BLANKS = "\t\u00a0\u202f\u2009\u3000"


def split_sentences(
    article_id: str, text: str, *, quotations: Quotations = "split"
) -> tuple[Sentence, ...]:
    """Return an article's sentences in order, none overlapping, without white space around them.

    Every character that is not white space stands in exactly one sentence, and no sentence crosses
    a line break.
    """
    return describe_sentences(article_id, text, sentence_spans(text, quotations=quotations))


def describe_sentences(
    article_id: str, text: str, spans: Sequence[tuple[int, int]]
) -> tuple[Sentence, ...]:
    """Return the sentences of an article that brings its own offsets, in the order given.

    spans : (start, end) offsets in code points. `Sentence` says what its paragraph is and when it
    counts as quoted.
    """
    paragraphs = [start for start, _ in line_spans(text)]
    quotes = quoted_spans(text)
    quote_ends = [end for _, end in quotes]
    sentences = []
    for start, end in spans:
        paragraph = max(0, bisect_right(paragraphs, start) - 1)
        quote = bisect_right(quote_ends, start)
        in_quote = (
            quote < len(quotes)
            and quotes[quote][0] < end
            and _holds_half(text, start, end, quotes, quote)
        )
        sentences.append(Sentence(article_id, start, end, paragraph, in_quote))
    return tuple(sentences)


def sentence_spans(text: str, *, quotations: Quotations = "split") -> list[tuple[int, int]]:
    """Return the (start, end) offsets of a text's sentences: what `split_sentences` rests on."""
    lower_cased = is_lower_cased(text)
    read = text
    for blank in _BLANKS:
        read = read.replace(blank, " ")
    quotes = _closed_quotations(text) if quotations == "whole" else []
    spans: list[tuple[int, int]] = []
    for start, end in line_spans(text):
        line = read[start:end]
        begin = start
        for offset in sentence_ends(line, lower_cased=lower_cased):
            stop = start + offset
            if quotes and _is_inside(stop, quotes):
                continue
            spans.append((begin, stop))
            begin = stop
            while text[begin].isspace():
                begin += 1
        spans.append((begin, end))
    return spans


def is_lower_cased(text: str) -> bool:
    """Whether a text has hardly any capitals: fewer than one in a hundred of its characters."""
    sample = text[:_SAMPLE]
    allowed = len(sample) // 100
    return sum(1 for _ in islice(_CAPITAL.finditer(sample), allowed + 1)) <= allowed


def _closed_quotations(text: str) -> list[tuple[int, int]]:
    return [(start, end) for start, end in quoted_spans(text) if text[end - 1] in CLOSING_MARKS]


def _is_inside(offset: int, quotes: list[tuple[int, int]]) -> bool:
    """Whether an offset stands between the marks of a quotation."""
    nearest = bisect_right(quotes, (offset, offset)) - 1
    return nearest >= 0 and quotes[nearest][0] < offset < quotes[nearest][1]


def _holds_half(text: str, start: int, end: int, quotes: list[tuple[int, int]], first: int) -> bool:
    """Whether the quotations from number `first` on hold half of the letters of a span."""
    if quotes[first][0] <= start and end <= quotes[first][1]:
        return any(map(str.isalpha, text[start:end]))
    quoted = unquoted = 0
    cursor = start
    for quote in range(first, len(quotes)):
        opens, closes = max(start, quotes[quote][0]), min(end, quotes[quote][1])
        if opens >= end:
            break
        unquoted += _letters(text[cursor:opens])
        quoted += _letters(text[opens:closes])
        cursor = closes
    return quoted > 0 and quoted >= unquoted + _letters(text[cursor:end])


def _letters(text: str) -> int:
    return sum(map(str.isalpha, text))
