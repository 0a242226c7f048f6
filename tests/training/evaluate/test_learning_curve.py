"""The learning curve: what is trained on what, what is forecast, and where nothing is."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.corpus.errors import TrainingError
from dateline.corpus.nouns import Article, Sentence, SentenceRef
from dateline.models.classifier import Classifier
from dateline.training.evaluate.folds import cluster_names
from dateline.training.evaluate.learning_curve import (
    GAIN,
    LearningCurve,
    forecast,
    measure_learning_curve,
)
from dateline.training.evaluate.power_law import fit_power_law
from dateline.training.evaluate.results import Report
from dateline.training.report import render_report

SIZES = np.array([30.0, 50.0, 80.0, 120.0, 160.0, 200.0])
Articles = list[tuple[Article, tuple[Sentence, ...]]]


@given(a=st.floats(0.5, 1), gap=st.floats(0.05, 0.4), c=st.floats(0.1, 1.8), n=st.floats(200, 2000))
def test_a_law_is_found_again(a: float, gap: float, c: float, n: float) -> None:
    """Through points of a power law goes that law, and its inverse is its inverse."""
    b = gap * SIZES[0] ** c
    values = (a - b * SIZES**-c)[None]

    law = fit_power_law(SIZES, values)

    assert np.abs(law.at(SIZES) - values).max() < 0.01
    assert law.at(n)[0] == pytest.approx(a - b * n**-c, abs=0.06)
    assert (law.a <= 1).all()
    assert (law.b >= 0).all()
    y = law.at(n)
    assert law.at(law.size_for(y))[0] == pytest.approx(y, abs=1e-9)
    assert law.size_for(law.a)[0] == np.inf


def curve_of(values: np.ndarray, noise: float, articles: int = 300) -> LearningCurve:
    """Return the curve through `values` whose resamples lie as far from it as `noise`."""
    generator = np.random.default_rng(5)
    resampled = values + generator.normal(0, noise, (400, 1))
    found, reason = forecast(SIZES, np.vstack([values, resampled]), articles, seed=0)
    return LearningCurve(
        on="train", articles=articles, seed=0, points=(), forecast=found, reason=reason
    )


def test_a_steep_clear_curve_is_forecast() -> None:
    """What the law says is told, with an interval around it."""
    curve = curve_of(0.95 - 3.0 * SIZES**-0.5, 0.003)
    found = curve.forecast

    truth = (3.0 / (3.0 * 300**-0.5 - GAIN)) ** 2 - 300
    assert found is not None
    assert found.more == pytest.approx(truth, rel=0.1)
    assert found.more_low is not None
    assert found.more_high is not None
    assert found.more_low <= found.more <= found.more_high
    assert curve.sentence.startswith(f"About {found.more} more articles for +0.05 macro-F1 (95 %")


def test_a_flat_curve_forecasts_nothing() -> None:
    """Where more articles brought nothing, no number is made up."""
    curve = curve_of(np.full(6, 0.7), 0.003)

    assert curve.forecast is not None
    assert curve.forecast.more is None
    assert curve.forecast.doubled.value == pytest.approx(0.7)
    assert "cannot be told: the curve is so flat" in curve.sentence


def test_a_restless_curve_has_no_upper_end() -> None:
    """Points that do not lie on a law leave open how much is needed."""
    values = 0.85 - 1.2 * SIZES**-0.4 + np.array([0.01, -0.012, 0.012, -0.01, 0.01, -0.008])
    curve = curve_of(values, 0.003)

    assert curve.forecast is not None
    assert curve.forecast.more_high is None
    assert "cannot be told" in curve.sentence or "that is unsure" in curve.sentence


def test_forecasts_hold_what_they_promise() -> None:
    """Over many noisy curves of one law the intervals nearly always hold the truth."""
    generator = np.random.default_rng(1)
    true = 0.9 - 0.9 * SIZES**-0.35
    doubled, needed = 0.9 - 0.9 * 600**-0.35, (0.9 / (0.9 * 300**-0.35 - GAIN)) ** (1 / 0.35) - 300
    within = np.zeros(2)
    for seed in range(60):
        values = true + generator.normal(0, 0.008, 6)
        resampled = values + generator.normal(0, 0.006, (200, 6))
        found, _ = forecast(SIZES, np.vstack([values, resampled]), 300, seed=seed)
        assert found is not None
        high = np.inf if found.more_high is None else found.more_high
        within[0] += (found.doubled.low or 0) <= doubled <= (found.doubled.high or 1)
        within[1] += (found.more_low or 0) <= needed <= high

    assert (within / 60 >= 0.88).all()


@pytest.mark.parametrize(
    ("values", "said"),
    [
        (np.full((50, 3), 0.5), "the curve has 3 points, and more than 3"),
        (np.full((1, 6), 0.5), "it takes resamples on which all labels occur"),
        (np.full((50, 6), np.nan), "it takes resamples on which all labels occur"),
    ],
)
def test_without_enough_to_go_by_the_reason_is_told(values: np.ndarray, said: str) -> None:
    """Few points, no resamples or undefined scores forecast nothing."""
    found, reason = forecast(SIZES[: values.shape[1]], values, 300, seed=0)

    assert found is None
    assert said in str(reason)


@dataclass
class Guess:
    """A pipeline that is right where a text's number is below `known`."""

    known: int

    def predict_proba(self, batch: Any) -> np.ndarray:
        return np.array([[float("hit" in text and int(text[-3:]) < self.known)] for text in batch])


def numbered(articles: int, holding: Sequence[int] | None = None) -> tuple[Articles, Any]:
    """Return articles of a hit, where they hold one, and a miss, in pairs of near-duplicates."""
    made, gold = [], {}
    for n in range(articles):
        id_ = f"a{n:03}"
        hit = holding is None or n in holding
        text = f"{'hit' if hit else 'dud'} {n:03} miss {n:03}"
        sentences = (Sentence(id_, 0, 7, 0, False), Sentence(id_, 8, 16, 0, False))
        made.append((Article(id_, "", text, cluster=f"c{n // 2}"), sentences))
        gold[SentenceRef(id_, 0, 7)] = frozenset({"attack"} if hit else ())
        gold[SentenceRef(id_, 8, 16)] = frozenset[str]()
    return made, gold


def measured(articles: Articles, gold: Any, trainings: list[list[str]]) -> LearningCurve:
    def train(pool: Any, told: Any) -> Classifier:
        trainings.append([article.id for article, _ in pool])
        return Classifier(Guess(10 * len(pool)), ("attack",), (0.5,), *"abc", 0)

    return measure_learning_curve(
        articles, gold, ("attack",), train, on="train", seed=0, resamples=30
    )


def test_subsamples_are_nested_and_whole_clusters() -> None:
    """Each size learns from the one before and more, and no cluster is torn."""
    articles, gold = numbered(48)
    trainings: list[list[str]] = []

    curve = measured(articles, gold, trainings)

    sizes = len(curve.points)
    assert sizes == 6
    cluster = dict(zip([a.id for a, _ in articles], cluster_names(articles), strict=True))
    for fold in range(3):
        of_fold = [set(trainings[3 * size + fold]) for size in range(sizes)]
        for smaller, larger in pairwise(of_fold):
            assert smaller < larger
        for learnt in of_fold:
            names = [cluster[id_] for id_ in learnt]
            assert all(names.count(name) == 2 for name in names)
    means = [np.mean([len(t) for t in trainings[3 * n : 3 * n + 3]]) for n in range(sizes)]
    assert [point.articles for point in curve.points] == means
    values = [point.macro_f1.value or 0 for point in curve.points]
    assert values == sorted(values)


def test_shares_in_which_a_label_is_too_rare_are_left_out() -> None:
    """A rare label makes the curve shorter, or leaves it without a forecast and with a reason."""
    articles, gold = numbered(48, holding=range(0, 48, 12))

    curve = measured(articles, gold, [])

    assert 1 <= len(curve.points) < 6
    with pytest.raises(TrainingError, match="label 'attack' stands in 1 group"):
        measured(*numbered(48, holding=[3]), [])


def test_shares_of_the_same_size_are_one_point() -> None:
    """Of few articles, several shares are as many; a size is measured once."""
    articles, gold = numbered(16)

    curve = measured(articles, gold, [])

    sizes = [point.articles for point in curve.points]
    assert sizes == sorted(set(sizes))


def test_the_report_draws_it(brief: Report, presentable: Callable[[str], None]) -> None:
    """The page has the sentence and the picture, metrics.json the numbers; anybody can see it."""
    curve = measured(*numbered(48), [])
    report = replace(brief, learning_curve=curve)
    short = replace(curve, forecast=None, reason="the curve has 2 points")

    page = render_report(report)

    presentable(page)
    assert curve.sentence in page
    assert page.count("<svg viewBox") == 5
    assert "cannot be told: the curve has 2 points." in render_report(
        replace(report, learning_curve=short)
    )
    told = json.loads(json.dumps(report.to_json(), allow_nan=False))["learning_curve"]
    assert told["points"][-1]["macro_f1"]["value"] == curve.points[-1].macro_f1.value
