"""How much of a release was restored, by split and by label, and whether the loss leans to one label.

A corpus restored in part is another corpus: where sentences with one label are lost more often than
the others, what is learnt and measured on it is biased. So each label is compared with the rest, with
an interval that takes articles, not sentences, for the units that are lost.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from .restored import STATUSES, RestoredArticle, RestoredSentence, Status

__all__ = ["NO_LABEL", "Coverage", "Lean", "Tally", "measure_coverage"]

NO_LABEL = "none"
"""how sentences are listed that gold gives no label"""
_FOUND: frozenset[Status] = frozenset({"exact", "partial", "interpolated"})
_Z = 1.959964
"""of the normal distribution, for an interval of 95 %"""


@dataclass(frozen=True, slots=True)
class Tally:
    """The sentences of one kind, by what became of them."""

    counts: dict[Status, int]

    @property
    def asked(self) -> int:
        """Sentences that could be restored: all but the withheld ones."""
        return sum(self.counts.values()) - self.counts["withheld"]

    @property
    def found(self) -> int:
        return sum(self.counts[status] for status in _FOUND)

    @property
    def share(self) -> float:
        """Of the sentences asked for, those restored; of none all."""
        return self.found / self.asked if self.asked else 1.0

    def to_json(self) -> dict[str, Any]:
        counts: dict[str, int] = {status: self.counts[status] for status in STATUSES}
        return {"sentences": sum(self.counts.values()), "coverage": self.share, **counts}


@dataclass(frozen=True, slots=True)
class Lean:
    """How much more often (or, negative, less) sentences of a label were restored than the others.

    The interval (95 %) is None where one of the two kinds has no sentences or there is one article.
    """

    difference: float
    interval: tuple[float, float] | None

    @property
    def is_sure(self) -> bool:
        return self.interval is not None and (self.interval[0] > 0 or self.interval[1] < 0)


@dataclass(frozen=True, slots=True)
class Coverage:
    """What became of the sentences of a release."""

    all: Tally
    splits: dict[str, Tally]
    labels: dict[str, Tally]
    leans: dict[str, Lean]

    @property
    def share(self) -> float:
        return self.all.share

    def to_json(self) -> dict[str, Any]:
        """Return the figures as plain JSON."""
        return {
            "all": self.all.to_json(),
            "splits": {name: tally.to_json() for name, tally in self.splits.items()},
            "labels": {
                name: tally.to_json()
                | {
                    "difference": self.leans[name].difference,
                    "interval": self.leans[name].interval,
                    "leans": self.leans[name].is_sure,
                }
                for name, tally in self.labels.items()
            },
        }


def measure_coverage(articles: Sequence[RestoredArticle]) -> Coverage:
    """Count what was restored."""
    every = [sentence for article in articles for sentence in article.sentences]
    splits = sorted({article.published.split or "no split" for article in articles})
    labels = sorted({label for sentence in every for label in _labels_of(sentence)})
    labels.sort(key=NO_LABEL.__eq__)
    return Coverage(
        _tally(every),
        {
            name: _tally(
                sentence
                for article in articles
                if (article.published.split or "no split") == name
                for sentence in article.sentences
            )
            for name in splits
        },
        {name: _tally(filter(_has(name), every)) for name in labels},
        {name: _lean(articles, _has(name)) for name in labels},
    )


def _labels_of(sentence: RestoredSentence) -> tuple[str, ...]:
    gold = sentence.published.gold
    return () if gold is None else gold.labels or (NO_LABEL,)


def _has(label: str) -> Callable[[RestoredSentence], bool]:
    return lambda sentence: label in _labels_of(sentence)


def _tally(sentences: Iterable[RestoredSentence]) -> Tally:
    counts = Counter(sentence.status for sentence in sentences)
    return Tally({status: counts[status] for status in STATUSES})


def _lean(
    articles: Sequence[RestoredArticle], has_label: Callable[[RestoredSentence], bool]
) -> Lean:
    """Return the difference of two shares over the same articles, which are drawn as wholes.

    The variance is that of the difference of two ratio estimators, linearised (Cochran 1977,
    "Sampling techniques", sections 6.3 and 9.2).
    """
    counts = np.zeros(
        (len(articles), 2, 2)
    )  # (articles, with the label or not, restored and asked)
    for row, article in zip(counts, articles, strict=True):
        for sentence in article.sentences:
            if sentence.status != "withheld" and sentence.published.gold is not None:
                row[int(not has_label(sentence))] += (sentence.status in _FOUND, 1)
    found, asked = counts.sum(axis=0).T
    if not asked.all():
        return Lean(0.0, None)
    shares = found / asked
    difference = float(shares[0] - shares[1])
    if len(articles) < 2:
        return Lean(difference, None)
    strays = (counts[:, :, 0] - shares * counts[:, :, 1]) / asked
    variance = ((strays[:, 0] - strays[:, 1]) ** 2).sum() * len(articles) / (len(articles) - 1)
    half = _Z * math.sqrt(variance)
    return Lean(difference, (max(difference - half, -1.0), min(difference + half, 1.0)))
