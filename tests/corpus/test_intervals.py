"""The bootstrap over articles."""

from __future__ import annotations

import json
import math
from dataclasses import asdict

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.corpus.intervals import (
    MOST_LEFT_OUT,
    Estimate,
    Interval,
    article_resamples,
    estimate,
    percentile_interval,
    weighted_sums,
)


@settings(max_examples=30, deadline=None)
@given(st.integers(2, 30), st.integers(0, 20), st.integers(0, 5))
def test_every_resample_draws_as_many_articles_as_there_are(
    n_articles: int, resamples: int, seed: int
) -> None:
    """A row of weights sums to the number of articles, and the seed decides it alone."""
    weights = article_resamples(n_articles, resamples, seed)
    assert weights.shape == (resamples, n_articles)
    assert (weights >= 0).all()
    assert (weights.sum(axis=1) == n_articles).all()
    assert (weights == article_resamples(n_articles, resamples, seed)).all()


def test_resamples_differ_by_seed_and_from_each_other() -> None:
    """Two seeds give different draws, and so do two rows."""
    weights = article_resamples(20, 2, seed=0)
    assert (weights[0] != weights[1]).any()
    assert (weights != article_resamples(20, 2, seed=1)).any()


def test_articles_are_drawn_evenly() -> None:
    """Over many resamples every article is drawn once on average, with a binomial's variance."""
    weights = article_resamples(10, 20_000, seed=3)
    assert weights.mean(axis=0) == pytest.approx(np.ones(10), abs=0.05)
    assert weights.var(axis=0) == pytest.approx(np.full(10, 0.9), abs=0.06)


@pytest.mark.parametrize(("n_articles", "resamples"), [(0, 10), (-1, 10), (5, -1)])
def test_impossible_numbers_are_refused(n_articles: int, resamples: int) -> None:
    """Without articles, or with fewer resamples than none, there is nothing to draw."""
    with pytest.raises(ValueError, match="cannot draw"):
        article_resamples(n_articles, resamples, seed=0)


def test_weighted_sums_are_the_sums_over_the_articles_drawn(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Sums from weights equal sums over an article list with repetitions, in blocks of any size."""
    weights = article_resamples(6, 50, seed=1)
    by_article = np.arange(18.0).reshape(6, 3) ** 2
    expected = [np.repeat(by_article, row, axis=0).sum(axis=0) for row in weights]
    assert weighted_sums(weights, by_article) == pytest.approx(np.array(expected))
    monkeypatch.setattr("dateline.corpus.intervals.BLOCK", 7)
    assert weighted_sums(weights, by_article) == pytest.approx(np.array(expected))


def test_the_interval_of_a_mean_over_independent_articles_is_the_known_one() -> None:
    """With one sentence an article, the interval is near mean +- 1.96 standard errors."""
    values = np.random.default_rng(0).normal(10, 2, size=(400, 1))
    means = weighted_sums(article_resamples(400, 4000, seed=0), values)[:, 0] / 400
    interval = percentile_interval(means)
    assert interval is not None
    error = 1.96 * values.std() / math.sqrt(400)
    assert interval.low == pytest.approx(values.mean() - error, abs=0.02)
    assert interval.high == pytest.approx(values.mean() + error, abs=0.02)


def test_undefined_resamples_are_left_out_and_counted() -> None:
    """A few resamples without a value narrow nothing down and are told."""
    values = np.append(np.linspace(0, 1, 101), [np.nan] * 3)
    assert percentile_interval(values) == Interval(pytest.approx(0.025), pytest.approx(0.975), 3)
    assert estimate(0.5, values).left_out == 3
    assert estimate(0.5, values).reason is None


def test_too_many_undefined_resamples_give_no_interval_and_say_so() -> None:
    """Above the share allowed the number stands without an interval, with the count as reason."""
    undefined = int(MOST_LEFT_OUT * 100) + 1
    values = np.append(np.ones(100 - undefined), [np.nan] * undefined)
    assert percentile_interval(values) is None
    told = estimate(1.0, values)
    assert (told.value, told.low, told.high) == (1.0, None, None)
    assert told.reason == "no interval: undefined on 6 of 100 resamples of the articles"


def test_one_article_has_a_number_but_no_interval() -> None:
    """An article alone gives no resamples, so no interval of width zero."""
    weights = article_resamples(1, 1000, seed=0)
    assert weights.shape == (0, 1)
    told = estimate(0.8, weighted_sums(weights, np.ones((1, 1)))[:, 0])
    assert told.low is None
    assert told.reason == "no interval: it takes two articles and a resample"


@pytest.mark.parametrize(
    "fields",
    [
        (math.nan, None, None, "reason"),
        (0.5, 0.1, math.inf, None),
        (0.5, 0.1, None, None),
        (None, 0.1, 0.2, None),
        (None, None, None, None),
        (0.5, None, None, None),
        (0.5, 0.1, 0.9, "reason"),
    ],
)
def test_an_estimate_is_whole_or_says_why_not(
    fields: tuple[float | None, float | None, float | None, str | None],
) -> None:
    """Neither nan nor a gap without a reason can be put into an estimate."""
    with pytest.raises(ValueError, match=r"estimate|interval|reason"):
        Estimate(*fields)


def test_an_estimate_is_plain_json() -> None:
    """A number with an interval and one without both go through strict JSON."""
    for told in (Estimate(0.5, 0.4, 0.6, None), Estimate(None, None, None, "only one annotator")):
        assert Estimate(**json.loads(json.dumps(asdict(told), allow_nan=False))) == told
