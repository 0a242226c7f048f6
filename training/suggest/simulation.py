"""A simulation on a corpus: its points kept as they come, and the curves that they make."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from scipy.stats import t as student

from dateline.corpus.errors import OutputError
from dateline.corpus.nouns import Part, text_digest
from dateline.corpus.progress import Progress
from dateline.corpus.store import Corpus

from ..gold import Gold, read_corpus_facts, read_gold
from .simulate import STRATEGIES, Plan, Point, Strategy, simulate

__all__ = ["Curve", "Mark", "Mean", "Simulation", "curves", "simulate_corpus"]

POINTS = "points.jsonl"
"""the file that a simulation goes on from: a line for the plan, then one for each point"""
LEVEL = 0.95


class Mean(NamedTuple):
    """A mean over repeats with its 95 % interval (Student's t); None with one repeat."""

    value: float
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a strategy stands after a step."""

    step: int
    repeats: int
    sentences: float
    """labelled by then, on average"""
    macro_f1: Mean
    mean_average_precision: Mean


@dataclass(frozen=True, slots=True)
class Curve:
    """What a strategy reaches with how many sentences."""

    strategy: Strategy
    marks: tuple[Mark, ...]
    as_good: float | None
    """sentences at which it has the best macro-F1 of random choice; None: it never has"""


@dataclass(frozen=True, slots=True)
class Simulation:
    """A finished simulation."""

    plan: Plan
    labels: tuple[str, ...]
    articles: int
    machine_labels: bool
    curves: tuple[Curve, ...]
    points: tuple[Point, ...]

    def to_json(self) -> dict[str, Any]:
        """Return all of it as one JSON object, but for which units were chosen."""
        about = asdict(self)
        for point in about["points"]:
            del point["units"]
        for curve in about["curves"]:
            for mark in curve["marks"]:
                for name in ("macro_f1", "mean_average_precision"):
                    mark[name] = mark[name]._asdict()
        return about


def simulate_corpus(
    corpus: Corpus,
    folder: Path,
    plan: Plan,
    *,
    accept_change: bool = False,
    progress: Progress = lambda *_: None,
) -> Simulation:
    """Simulate labelling a corpus that is labelled: its train articles, or all where it is not split.

    Every point is kept in `folder` as soon as it is there, and the same call goes on from them. Raises
    NothingJudged, GuidelinesChanged, TrainingError, and OutputError where the folder cannot be written
    or has the points of another simulation.
    """
    about = read_corpus_facts(corpus)
    part: Part | None = "train" if about.split_digest else None
    gold = read_gold(corpus, part, accept_change=accept_change)
    head = {"plan": asdict(plan), "digest": _digest(gold, about.scheme.ids)}
    path = folder / POINTS
    known = _read_points(path, head)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with path.open("w", encoding="utf-8") as file:
            file.writelines(f"{json.dumps(row)}\n" for row in (head, *map(asdict, known)))
            file.flush()

            def keep(point: Point) -> None:
                file.write(f"{json.dumps(asdict(point))}\n")
                file.flush()

            points = simulate(
                gold.articles,
                gold.labels,
                about.scheme.ids,
                plan,
                known=known,
                keep=keep,
                progress=progress,
            )
    except OSError as error:
        raise OutputError(f"{path} cannot be written ({error.strerror or error})") from None
    return Simulation(
        plan=plan,
        labels=about.scheme.ids,
        articles=len(gold.articles),
        machine_labels=about.machine_labels,
        curves=curves(points),
        points=tuple(points),
    )


def curves(points: Sequence[Point]) -> tuple[Curve, ...]:
    """Return the curve of each strategy over the repeats."""
    marks = {strategy: tuple(_marks(points, strategy)) for strategy in STRATEGIES}
    best = max(mark.macro_f1.value for mark in marks["random"])
    return tuple(Curve(name, held, _first_at(held, best)) for name, held in marks.items())


def _marks(points: Sequence[Point], strategy: Strategy) -> Iterable[Mark]:
    """Yield a strategy's marks, as far as every repeat has come."""
    own = [point for point in points if point.strategy == strategy]
    repeats = {point.repeat for point in own}
    for step in range(max(point.step for point in own) + 1):
        here = [point for point in own if point.step == step]
        if len(here) == len(repeats):
            yield Mark(
                step=step,
                repeats=len(here),
                sentences=float(np.mean([point.sentences for point in here])),
                macro_f1=_mean([point.macro_f1 for point in here]),
                mean_average_precision=_mean([point.mean_average_precision for point in here]),
            )


def _mean(values: Sequence[float]) -> Mean:
    """Return the mean with its interval; an average of scores stays within 0 and 1."""
    mean, n = float(np.mean(values)), len(values)
    if n == 1:
        return Mean(mean, None, None)
    half = float(student.ppf((1 + LEVEL) / 2, n - 1)) * float(np.std(values, ddof=1)) / math.sqrt(n)
    return Mean(mean, max(mean - half, 0.0), min(mean + half, 1.0))


def _first_at(marks: Sequence[Mark], wanted: float) -> float | None:
    """Return the sentences at which a curve first reaches a macro-F1, between marks if need be."""
    if marks and marks[0].macro_f1.value >= wanted:
        return marks[0].sentences
    for before, after in pairwise(marks):
        low, high = before.macro_f1.value, after.macro_f1.value
        if high >= wanted:
            way = (wanted - low) / (high - low)
            return before.sentences + way * (after.sentences - before.sentences)
    return None


def _read_points(path: Path, head: Mapping[str, Any]) -> list[Point]:
    """Return the points that an earlier run has kept; its last line may be cut off."""
    if not path.is_file():
        return []
    rows = []
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        try:
            rows.append(json.loads(line))
        except ValueError:
            break
    if rows and rows[0] != head:
        raise OutputError(
            f"{path} holds the points of another simulation (of other options, or the corpus has "
            "changed); give another folder with -o, or remove it"
        )
    return [Point.from_json(row) for row in rows[1:]]


def _digest(gold: Gold, labels: Sequence[str]) -> str:
    """Return the SHA-256 of what a simulation works on."""
    digest = hashlib.sha256(json.dumps(list(labels)).encode())
    for article, _ in sorted(gold.articles, key=lambda pair: pair[0].id):
        digest.update(json.dumps((article.id, article.cluster, text_digest(article.text))).encode())
    for ref in sorted(gold.labels):
        digest.update(json.dumps((*ref, sorted(gold.labels[ref]))).encode())
    return digest.hexdigest()
