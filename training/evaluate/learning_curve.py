"""How much more labelling would help: the learning curve, and how far it can be drawn on.

Models are trained on nested subsamples of articles, whole clusters at a time, and scored on articles
of other folds; the test articles are not touched. An inverse power law through the points says how
many more articles a gain would take. Its interval comes from resampling the scored articles and the
residuals of the fit (Efron and Tibshirani 1993, chapter 9), since which articles were learnt from is
chance too. Where the interval has no upper end, it says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dateline.corpus.intervals import LEVEL, Estimate, article_resamples, estimate
from dateline.corpus.plurals import counted
from dateline.corpus.progress import Progress
from dateline.models.classifier import Classifier

from .cross_validation import On
from .folds import FEWEST, Trainer, cluster_names, cross_fit, deal_folds
from .power_law import PARAMETERS, PowerLaw, fit_power_law
from .ruled import Articles, GoldLabels, ruled_sentences
from .scoring import NO_POSITIVE, f1_scores, with_interval

__all__ = ["GAIN", "Forecast", "LearningCurve", "Point", "forecast", "measure_learning_curve"]

Floats = NDArray[np.float64]

SHARES = (0.15, 0.25, 0.4, 0.6, 0.8, 1.0)
"""of the clusters outside a fold that a model learns from"""
FOLDS = 3
GAIN = 0.05
"""macro-F1 that the forecast is made for"""
FURTHEST = 10
"""times the articles there are, beyond which nothing is forecast"""
DRAWN_TO = 2.0
"""times the articles there are, to which the curve is drawn on"""
STEPS = 40


@dataclass(frozen=True, slots=True)
class Point:
    """What models that learnt from so many articles reach."""

    articles: float
    """mean over the folds"""
    macro_f1: Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """The curve drawn on. `low` and `high` hold 95 % of what resampling makes of it."""

    now: Estimate
    """macro-F1 on the curve at the articles there are"""
    doubled: Estimate
    """macro-F1 at twice as many"""
    more: int | None
    """articles more for `GAIN`; None: more than `FURTHEST` times what there are, or never"""
    more_low: int | None
    more_high: int | None
    articles: tuple[float, ...]
    """where the curve is drawn"""
    curve: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LearningCurve:
    """Macro-F1 by number of articles learnt from; without a forecast, the reason why."""

    on: On
    articles: int
    """articles there are"""
    seed: int
    points: tuple[Point, ...]
    forecast: Forecast | None
    reason: str | None

    @property
    def sentence(self) -> str:
        """What the curve says of more labelling, for someone who reads only this."""
        found = self.forecast
        if found is None:
            return f"How much more labelling would help cannot be told: {self.reason}."
        doubled = (
            f"At twice the {self.articles:,} articles macro-F1 would be "
            f"{found.doubled.value:.2f}{_ends(found.doubled)}, against {found.now.value:.2f} now."
        )
        goal = f"+{GAIN:.2f} macro-F1"
        if found.more is None or found.more_low is None:
            least = f" {found.more_low:,} or more would be needed;" if found.more_low else ""
            return (
                f"How many more articles would bring {goal} cannot be told:{least} the curve is so "
                f"flat, or so uncertain, that {FURTHEST} times as many may not do. {doubled}"
            )
        if found.more_high is None:
            return (
                f"About {found.more:,} more articles for {goal}, but that is unsure: it may be "
                f"{found.more_low:,}, or more than {FURTHEST} times as many as there are. {doubled}"
            )
        return (
            f"About {found.more:,} more articles for {goal} (95 % interval {found.more_low:,} to "
            f"{found.more_high:,}). {doubled}"
        )

    def to_json(self) -> dict[str, Any]:
        """Return it as plain JSON values."""
        return {**asdict(self), "gain": GAIN, "sentence": self.sentence}


def measure_learning_curve(
    articles: Articles,
    gold: GoldLabels,
    labels: Sequence[str],
    train: Trainer,
    *,
    on: On,
    seed: int,
    resamples: int,
    progress: Progress = lambda *_: None,
) -> LearningCurve:
    """Return macro-F1 at growing shares of the articles, and what follows for more of them.

    Shares too small to train every label on are left out. Raises TrainingError where not even the
    whole can be folded.
    """
    fold = deal_folds(articles, gold, labels, folds=FOLDS, seed=seed)
    ruled = ruled_sentences(articles, gold, labels)
    weights = article_resamples(ruled.articles, resamples, seed)
    rank = _ranks(articles, seed)
    size_of = {share: _mean_size(articles, gold, labels, fold, rank, share) for share in SHARES}
    # few articles: shares of the same size
    share_of = {size: share for share, size in size_of.items() if size}
    sizes = {share: size for size, share in share_of.items()}
    values = []
    for number, share in enumerate(sizes, 1):

        def train_on_share(pool: Articles, told: Progress, share: float = share) -> Classifier:
            return train(_first(pool, rank, share), told)

        def told(what: str, done: int, of: int, number: int = number) -> None:
            progress(f"size {number} of {len(sizes)}, {what}", done, of)

        predicted = cross_fit(articles, fold, labels, train_on_share, told).predicted[ruled.mask]
        F1, _ = f1_scores(ruled.truth, predicted, ruled.article, weights)
        values.append(F1.mean(axis=1))
    found, reason = forecast(
        np.array([*sizes.values()]), np.column_stack(values), len(articles), seed=seed
    )
    return LearningCurve(
        on=on,
        articles=len(articles),
        seed=seed,
        points=tuple(
            Point(size, with_interval(value, NO_POSITIVE))
            for size, value in zip(sizes.values(), values, strict=True)
        ),
        forecast=found,
        reason=reason,
    )


def forecast(
    sizes: Floats, values: Floats, articles: int, *, seed: int
) -> tuple[Forecast | None, str | None]:
    """Return what a learning curve forecasts, or None and the reason why it forecasts nothing.

    sizes : (points,) articles learnt from, ascending; values : (1 + resamples, points), the scores
    in row 0 and those of the resamples after it; `articles` is how many there are now.
    """
    if len(sizes) <= PARAMETERS:
        return None, (
            f"the curve has {counted(len(sizes), 'point')}, and more than {PARAMETERS} are needed; "
            "the rarest label stands in too few articles for smaller shares of them"
        )
    whole = values[~np.isnan(values).any(axis=1)]
    if len(whole) < max(2, LEVEL * len(values)) or np.isnan(values[0]).any():
        return None, "it takes resamples on which all labels occur"
    laws = fit_power_law(sizes, _with_residuals(sizes, whole, seed))
    now, doubled = laws.at(float(articles)), laws.at(2.0 * articles)
    more = laws.size_for(now + GAIN) - articles
    low, high = np.quantile(more[1:], [(1 - LEVEL) / 2, (1 + LEVEL) / 2], method="nearest")
    grid = np.linspace(sizes[0], DRAWN_TO * articles, STEPS)
    curves = laws.at(grid)
    ends = np.quantile(curves[1:], [(1 - LEVEL) / 2, (1 + LEVEL) / 2], axis=0)
    return Forecast(
        now=estimate(float(now[0]), now[1:]),
        doubled=estimate(float(doubled[0]), doubled[1:]),
        more=_articles(more[0], articles),
        more_low=_articles(low, articles),
        more_high=_articles(high, articles),
        articles=tuple(grid.tolist()),
        curve=tuple(curves[0].tolist()),
        low=tuple(ends[0].tolist()),
        high=tuple(ends[1].tolist()),
    ), None


def _with_residuals(sizes: Floats, values: Floats, seed: int) -> Floats:
    """Return the curves, row 0 as it is, the others with residuals of row 0's law drawn anew."""
    law: PowerLaw = fit_power_law(sizes, values[:1])
    residuals = (values[0] - law.at(sizes)[0]) * np.sqrt(len(sizes) / (len(sizes) - PARAMETERS))
    drawn = np.random.default_rng(seed).choice(residuals, size=values.shape)
    drawn[0] = 0.0
    return values + drawn


def _articles(more: float, there: int) -> int | None:
    """Return a number of articles to two digits, None where it is too far away to be told."""
    if more > (FURTHEST - 1) * there:
        return None
    return max(1, int(float(f"{more:.2g}")))


def _ends(one: Estimate) -> str:
    return "" if one.low is None else f" ({one.low:.2f} to {one.high:.2f})"


def _ranks(articles: Articles, seed: int) -> dict[str, float]:
    """Return for every cluster a number from 0 to 1: subsamples by it are nested."""
    names = np.unique(cluster_names(articles))
    drawn = np.random.default_rng(seed).permutation(len(names)) / len(names)
    return dict(zip(names.tolist(), drawn.tolist(), strict=True))


def _first(articles: Articles, rank: Mapping[str, float], share: float) -> Articles:
    """Return the articles of the first clusters, so many of them as the share says."""
    names = sorted(set(cluster_names(articles).tolist()), key=rank.__getitem__)
    chosen = set(names[: max(FEWEST, round(share * len(names)))])
    return [pair for pair in articles if (pair[0].cluster or pair[0].id) in chosen]


def _mean_size(
    articles: Articles,
    gold: GoldLabels,
    labels: Sequence[str],
    fold: NDArray[np.int64],
    rank: Mapping[str, float],
    share: float,
) -> float | None:
    """Return how many articles a share of those outside a fold is, on average.

    None where in one of the folds a label stands in fewer than `FEWEST` clusters of them.
    """
    sizes = []
    for number in range(FOLDS):
        outside = [pair for pair, one in zip(articles, fold, strict=True) if one != number]
        chosen = _first(outside, rank, share)
        ruled = ruled_sentences(chosen, gold, labels)
        names = cluster_names(ruled.pairs)
        if any(len(set(names[column])) < FEWEST for column in ruled.truth.T):
            return None
        sizes.append(len(chosen))
    return float(np.mean(sizes))
