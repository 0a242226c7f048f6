"""Two models on the same held-out articles: is one really better, or was it the choice of articles?

Both are scored on the same sentences and on the same resamples of their articles, so what makes an
article hard for both drops out of the difference (the paired bootstrap; Efron and Tibshirani 1993,
"An introduction to the bootstrap", section 16; for text classification Berg-Kirkpatrick, Burkett
and Klein 2012, "An empirical investigation of statistical significance in NLP").
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dateline.corpus.errors import NothingJudged
from dateline.corpus.intervals import LEVEL, Estimate, article_resamples
from dateline.corpus.nouns import Part

from .evaluate.ruled import Articles, GoldLabels, ruled_sentences
from .evaluate.scoring import (
    NO_POSITIVE,
    average_precisions,
    f1_scores,
    macro_average,
    with_interval,
)

__all__ = ["Compared", "Comparison", "Difference", "LabelDifference", "compare"]

Floats = NDArray[np.float64]

FEW = 20
"""articles below which the bootstrap's interval is too narrow to say what others would show"""


@dataclass(frozen=True, slots=True)
class Compared:
    """One of the two models, and what it says of the held-out articles."""

    name: str
    digest: str
    thresholds: tuple[float, ...]
    """(labels,)"""
    scores: Floats
    """(all sentences of the held-out articles, labels) probabilities"""


@dataclass(frozen=True, slots=True)
class Difference:
    """One measure of both models, and by how much the second is above the first."""

    first: Estimate
    second: Estimate
    difference: Estimate
    """second - first, on the same resamples"""

    @property
    def is_real(self) -> bool:
        """Whether the interval of the difference leaves zero out."""
        low, high = self.difference.low, self.difference.high
        return low is not None and high is not None and (low > 0 or high < 0)


@dataclass(frozen=True, slots=True)
class LabelDifference:
    """How well both models found one label."""

    label: str
    support: int
    """sentences that have the label"""
    f1: Difference
    average_precision: Difference


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two models on the same held-out sentences. Macro numbers average the labels that occur."""

    part: Part
    models: tuple[tuple[str, str], tuple[str, str]]
    """name and digest of each"""
    articles: int
    sentences: int
    resamples: int
    seed: int
    labels: tuple[LabelDifference, ...]
    macro_f1: Difference
    micro_f1: Difference
    mean_average_precision: Difference

    @property
    def is_real(self) -> bool:
        """Whether the difference in macro-F1 would hardly be turned round by other articles."""
        return self.macro_f1.is_real and self.articles >= FEW

    @property
    def verdict(self) -> str:
        """Whether the difference in macro-F1 is real, for someone who reads only this."""
        (first, first_digest), (second, second_digest) = self.models
        if first_digest == second_digest:
            return f"{first} and {second} are one and the same model."
        difference = self.macro_f1.difference
        if difference.value is None:
            return f"Which is better cannot be told: {difference.reason}."
        size = f"macro-F1 {abs(difference.value):.3f}"
        if difference.low is None or difference.high is None:
            return f"Which is better cannot be told ({size} apart): {difference.reason}."
        if self.macro_f1.is_real:
            better, worse = (second, first) if difference.value > 0 else (first, second)
            ends = sorted((abs(difference.low), abs(difference.high)))
            measured = f"{size} above it, 95 % interval {ends[0]:.3f} to {ends[1]:.3f}"
            if self.is_real:
                return (
                    f"{better} is better than {worse}: {measured}. Other articles of this kind would "
                    "hardly turn that round."
                )
            return (
                f"{better} does better than {worse} here ({measured}), but {self.articles} articles "
                f"are too few to say so of others: it takes {FEW} or more."
            )
        return (
            f"Which is better cannot be told: {second} lies {difference.value:+.3f} macro-F1 from "
            f"{first}, 95 % interval {difference.low:+.3f} to {difference.high:+.3f}, so other "
            "articles of this kind could turn it round."
        )

    def to_json(self) -> dict[str, Any]:
        """Return the comparison as plain JSON values; an estimate is as in metrics.json."""
        return {
            "part": self.part,
            "models": [{"name": name, "digest": digest} for name, digest in self.models],
            "articles": self.articles,
            "sentences": self.sentences,
            "intervals": {
                "level": LEVEL,
                "method": "paired percentile bootstrap over articles",
                "resamples": self.resamples,
                "seed": self.seed,
            },
            "labels": [asdict(label) for label in self.labels],
            "macro_f1": asdict(self.macro_f1),
            "micro_f1": asdict(self.micro_f1),
            "mean_average_precision": asdict(self.mean_average_precision),
            "is_real": self.is_real,
            "verdict": self.verdict,
        }


def compare(
    first: Compared,
    second: Compared,
    *,
    labels: Sequence[str],
    held_out: Articles,
    gold: GoldLabels,
    part: Part = "test",
    resamples: int = 1000,
    seed: int = 0,
    progress: Callable[[str, int, int], None] = lambda *_: None,
) -> Comparison:
    """Return how far two models lie apart on articles that neither has seen.

    Only sentences that have `gold` are scored. Raises NothingJudged where none has.
    """
    ruled = ruled_sentences(held_out, gold, labels)
    if not len(ruled):
        raise NothingJudged(
            "no sentence of the held-out articles has gold labels; adjudicate or import gold first"
        )
    weights = article_resamples(ruled.articles, resamples, seed)
    both = []
    for number, model in enumerate((first, second)):
        progress("scoring the models", number, 2)
        scores = model.scores[ruled.mask]
        predicted = scores >= np.array(model.thresholds)
        F1, micro = f1_scores(ruled.truth, predicted, ruled.article, weights)
        columns = zip(scores.T, ruled.truth.T, strict=True)
        AP = [average_precisions(*pair, ruled.article, weights) for pair in columns]
        both.append((F1, micro, np.column_stack(AP)))
    progress("scoring the models", 2, 2)
    (one_F1, one_micro, one_AP), (other_F1, other_micro, other_AP) = both
    support = ruled.truth.sum(axis=0)
    over = [i for i in range(len(labels)) if support[i]]

    def macro(one: Floats, other: Floats) -> Difference:
        means = (macro_average(values, over, NO_POSITIVE) for values in (one, other, other - one))
        return Difference(*means)

    return Comparison(
        part=part,
        models=((first.name, first.digest), (second.name, second.digest)),
        articles=ruled.articles,
        sentences=len(ruled),
        resamples=resamples,
        seed=seed,
        labels=tuple(
            LabelDifference(
                label=label,
                support=int(support[i]),
                f1=_difference(one_F1[:, i], other_F1[:, i]),
                average_precision=_difference(one_AP[:, i], other_AP[:, i]),
            )
            for i, label in enumerate(labels)
        ),
        macro_f1=macro(one_F1, other_F1),
        micro_f1=_difference(one_micro, other_micro),
        mean_average_precision=macro(one_AP, other_AP),
    )


def _difference(one: Floats, other: Floats) -> Difference:
    """Return a measure of both models. one, other : (1 + resamples,)."""
    values = (with_interval(each, NO_POSITIVE) for each in (one, other, other - one))
    return Difference(*values)
