"""Results by source, by length and by whether someone is quoted: where the classifier is weak."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from dateline.corpus.intervals import Estimate
from dateline.corpus.nouns import Article, Sentence
from dateline.corpus.words import normalised_words

from .scoring import NO_POSITIVE, f1_scores, macro_average, with_interval

__all__ = ["FEW_POSITIVES", "Slice", "SliceLabel", "measure_slices"]

By = Literal["source", "words", "in_quote"]

FEW_POSITIVES = 10
"""A label with fewer sentences than this in a slice says little about it."""

MOST_SOURCES = 12
"""Sources shown one by one, the largest; the rest is one slice."""

LENGTHS = ((10, "1-10"), (20, "11-20"), (30, "21-30"))
LONGEST = "31+"


@dataclass(frozen=True, slots=True)
class SliceLabel:
    """How well one label was found in a slice."""

    label: str
    support: int
    f1: Estimate


@dataclass(frozen=True, slots=True)
class Slice:
    """How well the labels were found in a part of the held-out sentences.

    `macro_f1` averages the labels that occur in the slice. `note` says what is too rare in it to be
    relied on, if anything is.
    """

    by: By
    name: str
    sentences: int
    articles: int
    macro_f1: Estimate
    micro_f1: Estimate
    labels: tuple[SliceLabel, ...]
    note: str | None


def measure_slices(
    *,
    labels: Sequence[str],
    gold: NDArray[np.bool_],
    predicted: NDArray[np.bool_],
    sentences: Sequence[tuple[Article, Sentence]],
    article: NDArray[np.intp],
    weights: NDArray[np.int32],
) -> tuple[Slice, ...]:
    """Return the results by source (most sentences first), by words, and in or out of quotation.

    gold, predicted : (sentences, labels); article : (sentences,), the column of each one's article
    in weights : (resamples, articles). A slice that no sentence falls into is left out.
    """
    slices = []
    for by, names, members in _memberships(sentences):
        for name in names:
            inside = np.array([member == name for member in members], dtype=bool)
            if not inside.any():
                continue
            F, micro = f1_scores(gold[inside], predicted[inside], article[inside], weights)
            support = gold[inside].sum(axis=0)
            over = [i for i in range(len(labels)) if support[i]]
            slices.append(
                Slice(
                    by=by,
                    name=name,
                    sentences=int(inside.sum()),
                    articles=len(set(article[inside])),
                    macro_f1=macro_average(F, over, NO_POSITIVE),
                    micro_f1=with_interval(micro, NO_POSITIVE),
                    labels=tuple(
                        SliceLabel(label, int(support[i]), with_interval(F[:, i], NO_POSITIVE))
                        for i, label in enumerate(labels)
                    ),
                    note=_note(labels, support),
                )
            )
    return tuple(slices)


def _memberships(
    sentences: Sequence[tuple[Article, Sentence]],
) -> list[tuple[By, list[str], list[str]]]:
    """Return each way to slice: the names of its slices in order, and each sentence's."""
    sources = [article.source or "no source given" for article, _ in sentences]
    by_size = sorted(Counter(sources).items(), key=lambda item: (-item[1], item[0]))
    shown = [name for name, _ in by_size]
    if len(shown) > MOST_SOURCES + 1:
        rest = f"{len(shown) - MOST_SOURCES} smaller sources"
        shown = shown[:MOST_SOURCES]
        sources = [source if source in shown else rest for source in sources]
        shown.append(rest)
    lengths = [_length(article.text[each.start : each.end]) for article, each in sentences]
    quotes = ["in quotation" if each.in_quote else "not in quotation" for _, each in sentences]
    return [
        ("source", shown, sources),
        ("words", [*(name for _, name in LENGTHS), LONGEST], lengths),
        ("in_quote", ["in quotation", "not in quotation"], quotes),
    ]


def _length(text: str) -> str:
    words = len(normalised_words(text))
    return next((name for most, name in LENGTHS if words <= most), LONGEST)


def _note(labels: Sequence[str], support: NDArray[np.intp]) -> str | None:
    rare = [
        f"{label} {count}"
        for label, count in zip(labels, support, strict=True)
        if count < FEW_POSITIVES
    ]
    return f"fewer than {FEW_POSITIVES} sentences: {', '.join(rare)}" if rare else None
