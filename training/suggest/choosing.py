"""What to label next: how much each article or sentence would teach in, a choice out.

Part of the choice is a simple random sample of all that could be chosen, each with the same known
probability, so that shares of the whole can be estimated from it whatever the rest was chosen for.
In the rest every label in turn, the one with the fewest positives first, takes what teaches most
about it. Near copies count as one throughout.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["RANDOM_SHARE", "Choice", "Pool", "choose", "closeness"]

Floats = NDArray[np.float64]

RANDOM_SHARE = 0.2


@dataclass(frozen=True, slots=True)
class Pool:
    """What could be labelled next: articles, or sentences."""

    keys: Sequence[str]
    """(units,) their names, all different"""
    copies: Sequence[str]
    """(units,) the group of near copies that each belongs to"""
    values: Floats
    """(units, labels) how much labelling each would teach about each label, 0 or more"""


@dataclass(frozen=True, slots=True)
class Choice:
    """A unit that was chosen, and what for."""

    unit: int
    """its row in the pool"""
    label: int | None
    """the label that it was taken for; None: it was drawn at random"""
    probability: float | None
    """that of being drawn at random, for what was: the same for all of them"""


def closeness(probabilities: Floats, thresholds: ArrayLike) -> Floats:
    """Return how near each probability is to its label's threshold: 1 at it, 0 at 0 and at 1.

    probabilities, result : (sentences, labels). Below a threshold the closeness grows with the
    probability, so that a rare label, which few sentences reach, is looked for where it is likeliest.
    Raises ValueError where a probability is none.
    """
    if not ((probabilities >= 0) & (probabilities <= 1)).all():
        raise ValueError("probabilities are numbers from 0 to 1")
    cut = np.clip(thresholds, 1e-9, 1 - 1e-9)
    near: Floats = np.where(
        probabilities < cut, probabilities / cut, (1 - probabilities) / (1 - cut)
    )
    return near


def choose(
    pool: Pool,
    n: int,
    *,
    positives: Sequence[int],
    seed: int,
    random_share: float = RANDOM_SHARE,
) -> list[Choice]:
    """Return what to label next, in order: `n` units, or one of each group where there are fewer.

    The random ones are spread evenly, the first one at the start, so that whoever stops on the way
    has labelled the same share of them. `positives` : (labels,) sentences known to have each label.
    The same units give the same choice in whatever order they come.
    """
    if n < 0 or not 0 <= random_share <= 1:
        raise ValueError(f"cannot choose {n} units, {random_share} of them at random")
    open_units = _one_of_each(pool)
    n = min(n, len(open_units))
    drawn = ceil(round(n * random_share, 9))
    generator = np.random.default_rng(seed)
    at_random = generator.choice(len(open_units), drawn, replace=False).tolist()
    tie = generator.permutation(len(open_units))
    taken_for = _in_turn(pool.values[open_units], tie, at_random, n - drawn, positives)
    random_ones = (Choice(open_units[i], None, drawn / len(open_units)) for i in at_random)
    others = (Choice(open_units[i], label, None) for i, label in taken_for)
    return [next(random_ones if k * drawn % n < drawn else others) for k in range(n)]


def _one_of_each(pool: Pool) -> list[int]:
    """Return the rows that stand for their groups, those of the first keys, in the keys' order."""
    first: dict[str, int] = {}
    for row in sorted(range(len(pool.keys)), key=pool.keys.__getitem__):
        first.setdefault(pool.copies[row], row)
    return list(first.values())


def _in_turn(
    values: Floats,
    tie: NDArray[np.int64],
    at_random: Sequence[int],
    n: int,
    positives: Sequence[int],
) -> list[tuple[int, int]]:
    """Return rows and the label that took each. values : (units, labels); tie : (units,)."""
    taken = set(at_random)
    labels = np.argsort(np.asarray(positives), kind="stable").tolist()
    total = values.sum(axis=1)
    best = {label: iter(np.lexsort((tie, -total, -values[:, label])).tolist()) for label in labels}
    chosen = []
    for turn in range(n):
        label = labels[turn % len(labels)]
        row = next(row for row in best[label] if row not in taken)
        taken.add(row)
        chosen.append((row, label))
    return chosen
