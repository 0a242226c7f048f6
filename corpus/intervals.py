"""How sure a number is: the bootstrap over articles.

Sentences of one article resemble each other, so a resample draws whole articles with replacement
(the cluster bootstrap; Field and Welsh 2007, "Bootstrapping clustered data"). A resample is a row
of weights, how often each article was drawn. A statistic that rests on sums over sentences is then
had for all resamples at once from `weighted_sums`; any other one takes a row's
`weights[article_of_each_sentence]` as sentence weights.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "LEVEL",
    "MOST_LEFT_OUT",
    "Estimate",
    "Interval",
    "article_resamples",
    "estimate",
    "percentile_interval",
    "weighted_sums",
]

LEVEL = 0.95
"""Share of the resampled values that an interval holds."""

MOST_LEFT_OUT = 0.05
"""Share of undefined resamples above which there is no interval.

A resample misses all of k articles with probability near exp(-k): what stands in one or two
articles only gets no interval, what stands in four or more nearly always gets one.
"""

BLOCK = 4_000_000
"""Cells of a temporary array: 32 MB of float64."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A percentile interval, and how many undefined resamples were left out of it."""

    low: float
    high: float
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number with its interval, or the reason why there is none.

    `value` is None where the number is undefined, `low` and `high` where its interval is; `reason`
    then says why. `left_out` counts the undefined resamples that the interval does without. Every
    number is finite, so that an Estimate is plain JSON.
    """

    value: float | None
    low: float | None
    high: float | None
    reason: str | None
    left_out: int = 0

    def __post_init__(self) -> None:
        numbers = (self.value, self.low, self.high)
        if any(number is not None and not math.isfinite(number) for number in numbers):
            raise ValueError(f"an estimate is finite or None with a reason, got {numbers}")
        if (self.low is None) != (self.high is None):
            raise ValueError("an interval has two ends or none")
        if self.value is None and self.low is not None:
            raise ValueError("an undefined number has no interval")
        if (self.low is None) != (self.reason is not None):
            raise ValueError(
                "a reason stands where a number or its interval is missing, only there"
            )


def article_resamples(n_articles: int, resamples: int, seed: int) -> NDArray[np.int32]:
    """Return how often each resample draws each article.

    weights : (resamples, articles), every row sums to the number of articles. One article alone
    cannot be resampled: it gives no rows.
    """
    if n_articles < 1 or resamples < 0:
        raise ValueError(f"cannot draw {resamples} resamples of {n_articles} articles")
    generator = np.random.default_rng(seed)
    weights = np.empty((resamples if n_articles > 1 else 0, n_articles), dtype=np.int32)
    for row in weights:
        drawn = generator.integers(n_articles, size=n_articles)
        row[:] = np.bincount(drawn, minlength=n_articles)
    return weights


def weighted_sums(
    weights: NDArray[np.int32], by_article: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return what each resample's sentences sum up to.

    weights : (resamples, articles); by_article : (articles, sums), the sums over the sentences of
    each article; result : (resamples, sums). Weights become floats a block of rows at a time.
    """
    sums = np.empty((len(weights), by_article.shape[1]))
    step = max(1, BLOCK // weights.shape[1])
    for start in range(0, len(weights), step):
        rows = slice(start, start + step)
        sums[rows] = weights[rows].astype(np.float64) @ by_article
    return sums


def percentile_interval(values: NDArray[np.float64]) -> Interval | None:
    """Return the central `LEVEL` of the resampled values, or None where too many are undefined.

    values : (resamples,), nan where the statistic is undefined on a resample. Those are left out
    and counted; above a share of `MOST_LEFT_OUT`, or without values, there is no interval.
    Percentile method: Efron and Tibshirani 1993, chapter 13.
    """
    defined = values[~np.isnan(values)]
    left_out = len(values) - len(defined)
    if len(defined) == 0 or left_out > MOST_LEFT_OUT * len(values):
        return None
    low, high = np.quantile(defined, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Interval(float(low), float(high), left_out)


def estimate(value: float, resampled: NDArray[np.float64]) -> Estimate:
    """Return a defined number with its interval, or with the reason why it has no interval.

    resampled : (resamples,), the same statistic on each resample, nan where it is undefined.
    """
    interval = percentile_interval(resampled)
    if interval is not None:
        return Estimate(float(value), interval.low, interval.high, None, interval.left_out)
    undefined = int(np.isnan(resampled).sum())
    reason = (
        f"no interval: undefined on {undefined} of {len(resampled)} resamples of the articles"
        if len(resampled)
        else "no interval: it takes two articles and a resample"
    )
    return Estimate(float(value), None, None, reason, undefined)
