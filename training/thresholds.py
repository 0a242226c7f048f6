"""From which probability a sentence is given a label: for the best F1, or for what is asked."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dateline.models.facts import LabelTarget, Measure

from .evaluate.metrics import precision_recall_points

__all__ = ["Target", "best_threshold", "parse_targets", "threshold_for"]

ASKED = re.compile(r"(.+)=(\d*\.?\d+)")


@dataclass(frozen=True, slots=True)
class Target:
    """The precision or the recall that is wanted of a label."""

    measure: Measure
    wanted: float
    """above 0, at most 1"""


def parse_targets(precision: Iterable[str], recall: Iterable[str]) -> dict[str, Target]:
    """Return the target of each label from `LABEL=NUMBER`.

    Raises ValueError where one is not of that form, its number is not above 0 and at most 1, or a
    label is named twice.
    """
    targets: dict[str, Target] = {}
    asked: tuple[tuple[Measure, Iterable[str]], ...] = (
        ("precision", precision),
        ("recall", recall),
    )
    for measure, values in asked:
        for value in values:
            found = ASKED.fullmatch(value.strip())
            if not found or not 0 < float(found[2]) <= 1:
                raise ValueError(
                    f"{value!r} is no wish for {measure}: write LABEL=NUMBER with a number above 0 "
                    "and at most 1, as in attack=.9"
                )
            if found[1] in targets:
                raise ValueError(f"{found[1]!r} is named twice; a label has one threshold")
            targets[found[1]] = Target(measure, float(found[2]))
    return targets


def threshold_for(
    probabilities: NDArray[np.float64], truth: NDArray[np.bool_], target: Target
) -> tuple[float, LabelTarget]:
    """Return the threshold with the most of the other measure where the target is reached.

    probabilities, truth : (sentences,) of one label, cross-validated, at least one of them positive.
    For a precision that is the lowest threshold with that precision or more; where none has it, the
    one with the best precision there is. For a recall, which can always be had, it is the highest
    one. Both measures are
    given with it; new articles fall to either side of them.
    """
    recall, precision, found = precision_recall_points(probabilities, truth)
    if target.measure == "recall":
        at = int(np.argmax(recall >= target.wanted))
    else:
        wanted = min(target.wanted, precision.max())
        at = int(np.flatnonzero(precision >= wanted)[-1])
    below = found[at + 1] if at + 1 < len(found) else 0.0
    reached = LabelTarget(target.measure, target.wanted, float(precision[at]), float(recall[at]))
    return float((found[at] + below) / 2), reached


def best_threshold(probabilities: NDArray[np.float64]) -> float:
    """Return the threshold with the best expected F1, half-way to the next probability below it.

    probabilities : (sentences,) of one label, calibrated and from cross-validation: a sentence's
    probability comes from a fit that did not see it. With n sentences at or above the threshold
    whose probabilities sum to s, expected F1 is taken as 2 s / (n + the sum over all sentences):
    Lipton, Elkan and Narayanaswamy 2014, "Optimal thresholding of classifiers to maximize F1
    measure". Gold enters by way of the probabilities alone, so that a few lucky sentences of a rare
    label do not move the threshold. Raises ValueError without sentences or with values outside 0
    to 1.
    """
    if not len(probabilities) or not ((probabilities >= 0) & (probabilities <= 1)).all():
        raise ValueError("a threshold needs probabilities between 0 and 1, one or more")
    ranked = np.sort(probabilities)[::-1]
    f1 = 2 * np.cumsum(ranked) / (np.arange(1, len(ranked) + 1) + ranked.sum())
    last_of_ties = np.append(ranked[1:] < ranked[:-1], True)
    best = int(np.argmax(np.where(last_of_ties, f1, -1)))
    below = ranked[best + 1] if best + 1 < len(ranked) else 0.0
    return float((ranked[best] + below) / 2)
