"""Labelling replayed on a labelled corpus."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from dateline.corpus.errors import TrainingError
from dateline.training.suggest.simulate import STRATEGIES, Plan, Point, simulate
from dateline.training.suggest.simulation import curves
from dateline.training.suggest.trials import hold_out

from ..conftest import Material

LABELS = ("attack", "testimony", "official_statement", "statistic")
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def plan() -> Plan:
    """A short simulation by sentences."""
    return Plan("sentence", start=20, step=15, steps=2, repeats=2, seed=3)


@pytest.fixture(scope="module")
def points(material: Material, plan: Plan) -> list[Point]:
    """The points of it."""
    return simulate([*material.training, *material.held_out], material.gold, LABELS, plan)


def test_every_strategy_starts_alike_and_labels_nothing_twice(
    points: list[Point], plan: Plan
) -> None:
    """Within a repeat the first model is the same, and each step adds what was not there."""
    for repeat in range(plan.repeats):
        runs = [
            [point for point in points if (point.strategy, point.repeat) == (strategy, repeat)]
            for strategy in STRATEGIES
        ]
        assert len({(run[0].units, run[0].macro_f1) for run in runs}) == 1
        for run in runs:
            units = [unit for point in run for unit in point.units]
            assert len(set(units)) == len(units) == run[-1].sentences
            assert all(0 <= point.macro_f1 <= 1 for point in run)


def test_a_simulation_goes_on_from_what_is_known(
    material: Material, plan: Plan, points: list[Point]
) -> None:
    """Stopped anywhere, it makes the same points, and only those that are missing."""
    made: list[Point] = []
    articles = [*material.training, *material.held_out]
    again = simulate(articles, material.gold, LABELS, plan, known=points[:7], keep=made.append)

    assert again == points
    assert made == points[7:]


def test_clusters_do_not_cross_into_what_is_held_out(material: Material) -> None:
    """Copies are held out together; too few clusters are refused."""
    articles = [
        (replace(article, cluster=f"c{number // 3}"), sentences)
        for number, (article, sentences) in enumerate(material.training)
    ]
    chosen, held = hold_out(articles, 0)

    assert len(chosen) + len(held) == len(articles)
    assert not {a.cluster for a, _ in chosen} & {a.cluster for a, _ in held}
    with pytest.raises(TrainingError, match="found gold in 1 group of"):
        hold_out(articles[:3], 0)


def test_a_start_that_leaves_nothing_to_choose_is_refused(material: Material, plan: Plan) -> None:
    """A curve of one point would say that every strategy is as good as chance."""
    articles = [*material.training, *material.held_out]
    with pytest.raises(
        TrainingError, match="10000 sentences of the start are all .* smaller --start"
    ):
        simulate(articles, material.gold, LABELS, replace(plan, start=10_000))


def test_a_curve_says_from_when_it_is_as_good_as_random(plan: Plan) -> None:
    """Between two marks the way is straight; a curve that never gets there says so."""

    def point(strategy: Any, step: int, f1: float) -> Point:
        return Point(strategy, 0, step, (), 100 * (step + 1), f1, f1, (1,))

    scores = {"random": (0.1, 0.2, 0.4), "uncertainty": (0.1, 0.3, 0.5), "suggest": (0.1, 0.2, 0.3)}
    made = [point(name, step, f1) for name, held in scores.items() for step, f1 in enumerate(held)]

    assert [curve.as_good for curve in curves(made)] == [300, pytest.approx(250), None]


def test_the_command_is_resumed_and_refuses_another_simulation(
    demo: tuple[Path, dict[str, Any]], dateline: Run, tmp_path: Path
) -> None:
    """A second run makes nothing new and writes the same; another plan needs another folder."""
    corpus = demo[0] / "corpus.db"
    plan = ("--start", 8, "--step", 6, "--steps", 1, "--repeats", 1, "--corpus", corpus)
    first = json.loads(dateline("simulate", *plan, "--json").stdout)
    kept = tmp_path / "simulation" / "points.jsonl"
    whole = kept.read_text("utf-8")
    kept.write_text(whole[:-20], "utf-8")
    second = json.loads(dateline("simulate", *plan, "--json").stdout)
    other = dateline("simulate", *plan, "--seed", 4, status=1)

    assert second == first
    assert kept.read_text("utf-8") == whole
    assert "points of another simulation" in other.stderr
    assert {curve["strategy"] for curve in first["curves"]} == set(STRATEGIES)
    assert first["machine_labels"] is True


def test_the_page_can_be_shown_to_anybody(
    material: Material, plan: Plan, points: list[Point], presentable: Callable[[str], None]
) -> None:
    """It stands alone, in light and dark, and is as wide as a phone."""
    from dateline.training.suggest.simulation import Simulation
    from dateline.training.suggest.simulation_page import render_simulation

    done = Simulation(plan, LABELS, 42, True, curves(points), tuple(points))

    assert render_simulation(done) == render_simulation(done)
    presentable(render_simulation(done))
