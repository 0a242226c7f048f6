"""Two models on the same articles: the difference, its interval, and what is refused."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dateline.corpus.errors import NothingJudged
from dateline.training.compare import Compared, Comparison, compare

Run = Callable[..., subprocess.CompletedProcess[str]]


def compared(material: Any, first: np.ndarray, second: np.ndarray, **changes: Any) -> Comparison:
    """Compare two sets of scores on the invented held-out articles."""
    thresholds = tuple(label.threshold for label in material.labels)
    arguments = {
        "labels": [label.id for label in material.labels],
        "held_out": material.held_out,
        "gold": material.gold,
        "resamples": 200,
        **changes,
    }
    models = [
        Compared(name, name * 64, thresholds, scores)
        for name, scores in (("a", first), ("b", second))
    ]
    return compare(*models, **arguments)


@pytest.fixture(scope="module")
def noisy(material: Any) -> np.ndarray:
    """Scores of a worse model: those of the material with much noise."""
    noise = np.random.default_rng(3).normal(0, 0.5, material.scores.shape)
    return np.clip(material.scores + noise, 0, 1)


def test_a_plain_difference_is_real(material: Any, noisy: np.ndarray) -> None:
    """A model that is much better is said to be, and all its numbers are those of the report."""
    done = compared(material, noisy, material.scores)
    report = material.report(resamples=200)

    enough, few = (replace(done, articles=number) for number in (20, 19))
    assert enough.is_real
    assert enough.verdict.startswith("b is better than a: macro-F1 ")
    assert not few.is_real
    assert few.verdict.startswith("b does better than a here (macro-F1 ")
    assert few.verdict.endswith("19 articles are too few to say so of others: it takes 20 or more.")
    assert done.macro_f1.second == report.model.macro.f1
    assert done.micro_f1.second == report.model.micro.f1
    assert done.mean_average_precision.second == report.model.mean_average_precision
    for mine, label in zip(done.labels, report.model.labels, strict=True):
        assert (mine.support, mine.f1.second) == (label.support, label.f1)
        assert mine.average_precision.second == label.average_precision


def test_turned_round_the_difference_has_the_other_sign(material: Any, noisy: np.ndarray) -> None:
    """B - A is A - B with its sign and its ends exchanged."""
    one = compared(material, noisy, material.scores).macro_f1.difference
    other = compared(material, material.scores, noisy).macro_f1.difference

    assert one.value == pytest.approx(-(other.value or 0))
    assert (one.low, one.high) == pytest.approx((-(other.high or 0), -(other.low or 0)))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=10)
@given(seed=st.integers(0, 1000))
def test_pairing_makes_the_interval_no_wider(material: Any, seed: int) -> None:
    """What is hard for both models drops out: the difference is surer than two single numbers."""
    nudge = np.random.default_rng(seed).normal(0, 0.02, material.scores.shape)
    done = compared(material, material.scores, np.clip(material.scores + nudge, 0, 1), seed=seed)

    def width(one: Any) -> float:
        return float(one.high - one.low)

    assert width(done.macro_f1.difference) < width(done.macro_f1.first)
    assert not done.macro_f1.is_real or abs(done.macro_f1.difference.value or 0) < 0.1


def test_a_difference_within_chance_is_said_to_be(material: Any) -> None:
    """Two models that err on one sentence each are not told apart."""
    worse, other = material.scores.copy(), material.scores.copy()
    worse[0], other[8] = 1 - worse[0], 1 - other[8]
    done = compared(material, worse, other)

    assert not done.macro_f1.is_real
    assert done.verdict.startswith("Which is better cannot be told: b lies ")


def test_one_article_tells_nothing(material: Any) -> None:
    """Without articles to resample there is a difference and no verdict."""
    held_out = material.held_out[:1]
    rows = len(held_out[0][1])
    scores = material.scores[:rows]
    done = compared(material, scores, 1 - scores, held_out=held_out)

    assert "cannot be told" in done.verdict
    assert "it takes two articles" in done.verdict
    json.dumps(done.to_json(), allow_nan=False)


def test_without_gold_there_is_nothing_to_compare(material: Any) -> None:
    """Held-out articles without a ruled sentence are refused."""
    with pytest.raises(NothingJudged, match="no sentence of the held-out articles"):
        compared(material, material.scores, material.scores, gold={})


def test_the_command_compares_two_models(
    demo: tuple[Path, dict[str, Any]], dateline: Run, tmp_path: Path
) -> None:
    """Differences are printed with a verdict; --json prints the same as one object."""
    corpus, model = demo[0] / "corpus.db", demo[0] / "sample-baseline"
    dateline("train", "--corpus", corpus, "--seed", 1, "-o", "other")

    shown = dateline("compare", model, "other", "--corpus", corpus, "--resamples", 50)
    told = json.loads(
        dateline("compare", model, "other", "--corpus", corpus, "--resamples", 50, "--json").stdout
    )

    assert told["verdict"] in " ".join(shown.stdout.split())
    assert [label["label"] for label in told["labels"]] == [
        label["id"] for label in demo[1]["labels"]
    ]
    ours = told["macro_f1"]["first"]["value"]
    assert ours == demo[1]["systems"]["model"]["macro"]["f1"]["value"]
    shutil.copytree(model, tmp_path / "copy")
    same = dateline("compare", model, "copy", "--corpus", corpus, "--resamples", 0)
    assert "one and the same model" in same.stdout


def test_a_model_that_may_have_seen_the_articles_is_not_compared(
    demo: tuple[Path, dict[str, Any]], dateline: Run
) -> None:
    """Of two models the one trained on every article is named, as evaluate names it."""
    corpus, model = demo[0] / "corpus.db", demo[0] / "sample-baseline"
    dateline("train", "--corpus", corpus, "--on", "all", "-o", "everything")

    done = dateline("compare", model, "everything", "--corpus", corpus, status=1)

    assert "everything was trained on every article, the test articles too" in done.stderr
    assert len(done.stderr.splitlines()) == 1
