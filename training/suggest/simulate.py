"""How much a way of choosing what to label would have saved: a labelled corpus, labelled again.

A part of the articles is held out, by clusters of near copies. Of the rest a few are taken at random as
labelled; then each strategy adds to them step by step, the learner trains on what it has, and is
measured on what is held out. In one repeat all strategies start alike and are measured on the same.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any, Literal, get_args

import numpy as np
from sklearn.metrics import average_precision_score, f1_score

from dateline.corpus.errors import TrainingError
from dateline.corpus.nouns import Article, Sentence, SentenceRef
from dateline.corpus.progress import Progress

from . import Unit, article_values
from .choosing import RANDOM_SHARE, Pool, choose, closeness
from .trials import Learner, Scores, Trial, hold_out, learn_recipe, make_trial

__all__ = [
    "STRATEGIES",
    "Plan",
    "Point",
    "Strategy",
    "replay",
    "simulate",
]

Strategy = Literal["random", "uncertainty", "suggest"]
STRATEGIES: tuple[Strategy, ...] = get_args(Strategy)
"""what comes first is what the others are compared with"""

Segmented = tuple[Article, Sequence[Sentence]]
Gold = Mapping[SentenceRef, Collection[str]]


@dataclass(frozen=True, slots=True)
class Plan:
    """What is simulated."""

    unit: Unit
    start: int
    """articles or sentences that are labelled at random before the first model"""
    step: int
    """how many are added before each next one"""
    steps: int
    repeats: int
    seed: int


@dataclass(frozen=True, slots=True)
class Point:
    """A model on the way: what it was trained on, and how good it is on what is held out."""

    strategy: Strategy
    repeat: int
    step: int
    units: tuple[int, ...]
    """those that this step added, by their number"""
    sentences: int
    """all that are labelled by now"""
    macro_f1: float
    mean_average_precision: float
    positives: tuple[int, ...]
    """(labels,) labelled sentences that have each"""

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> Point:
        """Return the point that `asdict` made a row of. Raises TypeError where it is none."""
        return cls(**{**row, "units": tuple(row["units"]), "positives": tuple(row["positives"])})


def simulate(
    articles: Sequence[Segmented],
    gold: Gold,
    labels: Sequence[str],
    plan: Plan,
    *,
    known: Iterable[Point] = (),
    keep: Callable[[Point], None] = lambda _: None,
    progress: Progress = lambda *_: None,
) -> list[Point]:
    """Return the points of every strategy and repeat; those `known` are not made again.

    Each new one is handed to `keep` as soon as it is there. The learner is the baseline recipe. Raises
    TrainingError where the gold stands in too few clusters to hold some out, or all is labelled at
    the start.
    """
    there = {(point.strategy, point.repeat, point.step): point for point in known}
    articles = sorted(articles, key=lambda pair: pair[0].id)
    points = []
    for repeat in range(plan.repeats):
        seed = plan.seed + repeat
        held = make_trial(*hold_out(articles, seed), gold, labels, plan.unit)
        if len(held.units) <= plan.start:
            raise TrainingError(
                f"the {plan.start} {plan.unit}s of the start are all there are to choose from "
                f"({len(held.units)} of which gold is known, beside those held out): take a smaller "
                "--start"
            )
        learner = _remembered(held, learn_recipe)
        for strategy in STRATEGIES:
            for point in replay(held, strategy, plan, seed, learner, there, repeat, keep):
                points.append(point)
                total = plan.repeats * len(STRATEGIES) * (plan.steps + 1)
                progress("models", len(points), total)
    return points


def replay(
    held: Trial,
    strategy: Strategy,
    plan: Plan,
    seed: int,
    learner: Callable[[tuple[int, ...]], Scores],
    known: Mapping[tuple[Strategy, int, int], Point] = MappingProxyType({}),
    repeat: int = 0,
    keep: Callable[[Point], None] = lambda _: None,
) -> Iterator[Point]:
    """Yield a strategy's points, until all is labelled. `learner` takes the units that are."""
    taken: tuple[int, ...] = ()
    for step in range(plan.steps + 1):
        point = known.get((strategy, repeat, step))
        if point is None:
            added = _added(held, strategy, plan, seed, learner, taken)
            if not added:
                return
            point = _point(held, strategy, repeat, step, taken, added, learner((*taken, *added)))
            keep(point)
        taken += point.units
        yield point


def _remembered(held: Trial, learner: Learner) -> Callable[[tuple[int, ...]], Scores]:
    """Return a learner that takes units, and trains on the same ones once only."""
    return cache(lambda taken: learner(held, np.concatenate([held.units[unit] for unit in taken])))


def _added(
    held: Trial,
    strategy: Strategy,
    plan: Plan,
    seed: int,
    learner: Callable[[tuple[int, ...]], Scores],
    taken: tuple[int, ...],
) -> tuple[int, ...]:
    """Return which units a strategy labels next, none where all are labelled."""
    order = np.random.default_rng(seed).permutation(len(held.units)).tolist()
    if not taken or strategy == "random":
        begun = set(taken)
        left = [unit for unit in order if unit not in begun]
        return tuple(left[: plan.step if taken else plan.start])
    done = {held.copies[unit] for unit in taken}
    left = [unit for unit in range(len(held.units)) if held.copies[unit] not in done]
    if not left:
        return ()
    scores = learner(taken)
    near = closeness(scores.probabilities, scores.thresholds)
    values = np.array([article_values(near[held.units[unit]]) for unit in left])
    rows = np.concatenate([held.units[unit] for unit in taken])
    positives = held.truth[rows].sum(axis=0).tolist()
    if strategy == "uncertainty":
        values, positives = values.max(axis=1, keepdims=True), [0]
    chosen = choose(
        Pool([f"{unit:09}" for unit in left], [held.copies[unit] for unit in left], values),
        plan.step,
        positives=positives,
        seed=seed + len(taken),
        random_share=RANDOM_SHARE if strategy == "suggest" else 0,
    )
    return tuple(left[choice.unit] for choice in chosen)


def _point(
    held: Trial,
    strategy: Strategy,
    repeat: int,
    step: int,
    taken: tuple[int, ...],
    added: tuple[int, ...],
    scores: Scores,
) -> Point:
    """Return how good a model is. A label that no held-out sentence has counts in no average."""
    rows = np.concatenate([held.units[unit] for unit in (*taken, *added)])
    truth = held.held_truth[held.held_ruled]
    probabilities = scores.held_out[held.held_ruled]
    given = probabilities >= scores.thresholds
    there = np.flatnonzero(truth.any(axis=0))
    return Point(
        strategy=strategy,
        repeat=repeat,
        step=step,
        units=added,
        sentences=len(rows),
        macro_f1=_mean(f1_score(truth[:, k], given[:, k], zero_division=0) for k in there),
        mean_average_precision=_mean(
            average_precision_score(truth[:, k], probabilities[:, k]) for k in there
        ),
        positives=tuple(held.truth[rows].sum(axis=0).tolist()),
    )


def _mean(values: Iterable[float]) -> float:
    held = list(values)
    return float(np.mean(held)) if held else 0.0
