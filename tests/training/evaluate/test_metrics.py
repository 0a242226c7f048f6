"""Metrics: the formulas against scikit-learn, and their intervals."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.typing import NDArray
from sklearn.metrics import average_precision_score, f1_score, precision_score, recall_score

from dateline.corpus.intervals import article_resamples
from dateline.training.evaluate import metrics
from dateline.training.evaluate.scoring import (
    NEVER_PREDICTED,
    NO_LABEL,
    NO_POSITIVE,
    NO_SCORES,
    Metrics,
    measure,
)

LABELS = ("attack", "testimony", "statistic")


@st.composite
def cases(draw: st.DrawFn) -> tuple[NDArray[np.bool_], NDArray[np.bool_], NDArray[np.float64]]:
    """Gold, predictions and probabilities, full of ties and of labels that nobody uses."""
    shape = (draw(st.integers(1, 30)), len(LABELS))
    tenths = hnp.arrays(np.int64, shape, elements=st.integers(0, 10))
    booleans = hnp.arrays(bool, shape)
    return draw(booleans), draw(booleans), draw(tenths) / 10


def measured(
    gold: NDArray[np.bool_],
    predicted: NDArray[np.bool_],
    scores: NDArray[np.float64] | None,
    articles: int = 1,
    resamples: int = 0,
) -> Metrics:
    return measure(
        labels=LABELS,
        gold=gold,
        predicted=predicted,
        scores=scores,
        article=np.arange(len(gold)) % articles,
        weights=article_resamples(articles, resamples, 0),
    )


@settings(max_examples=60, deadline=None)
@given(cases())
def test_point_estimates_are_those_of_scikit_learn(
    case: tuple[NDArray[np.bool_], NDArray[np.bool_], NDArray[np.float64]],
) -> None:
    """Precision, recall, F1, average precision and their averages are scikit-learn's."""
    gold, predicted, scores = case
    found = measured(gold, predicted, scores)
    over = [i for i in range(len(LABELS)) if gold[:, i].any()]
    for i, label in enumerate(found.labels):
        has, given_ = gold[:, i], predicted[:, i]
        if has.any():
            assert label.recall.value == pytest.approx(recall_score(has, given_))
            assert label.f1.value == pytest.approx(f1_score(has, given_, zero_division=0))
            assert label.average_precision.value == pytest.approx(
                average_precision_score(has, scores[:, i])
            )
        else:
            assert label.recall.reason == label.f1.reason == NO_POSITIVE
            assert label.average_precision.value is None
        if given_.any():
            assert label.precision.value == pytest.approx(precision_score(has, given_))
        else:
            assert label.precision.reason == NEVER_PREDICTED
    if not over:
        assert found.micro.f1.reason == found.macro.f1.reason == NO_LABEL
        return
    each = [f1_score(gold[:, i], predicted[:, i], zero_division=0) for i in over]
    assert found.macro.f1.value == pytest.approx(np.mean(each))
    assert found.micro.f1.value == pytest.approx(
        f1_score(gold, predicted, average="micro", zero_division=0)
    )
    assert found.micro.recall.value == pytest.approx(recall_score(gold, predicted, average="micro"))
    each = [average_precision_score(gold[:, i], scores[:, i]) for i in over]
    assert found.mean_average_precision.value == pytest.approx(np.mean(each))
    assert found.exact_match.value == pytest.approx((gold == predicted).all(axis=1).mean())


@settings(max_examples=40, deadline=None)
@given(cases(), st.data())
def test_average_precision_takes_weights_as_scikit_learn_does(
    case: tuple[NDArray[np.bool_], NDArray[np.bool_], NDArray[np.float64]], data: st.DataObject
) -> None:
    """A sentence that counts twice, or not at all, is a sentence weight."""
    gold, _, scores = case
    has = gold[:, 0].copy()
    has[0] = True
    weights = data.draw(hnp.arrays(np.float64, (3, len(has)), elements=st.integers(0, 3)))
    weights[:, 0] = 1
    found = metrics.average_precision(scores[:, 0], has, weights)
    expected = [average_precision_score(has, scores[:, 0], sample_weight=row) for row in weights]
    assert found == pytest.approx(expected)


def test_resamples_are_what_repeating_the_articles_gives() -> None:
    """A resample's value is the value of a test set in which the drawn articles stand repeatedly."""
    generator = np.random.default_rng(3)
    gold = generator.random((40, 3)) < 0.4
    scores = np.round(np.clip(0.4 * gold + 0.6 * generator.random((40, 3)), 0, 1), 2)
    article = np.repeat(np.arange(8), 5)
    weights = article_resamples(8, 30, 1)
    values = []
    for row in weights:
        rows = np.repeat(np.arange(40), row[article])
        again = measured(gold[rows], scores[rows] >= 0.5, scores[rows])
        values.append(
            [
                again.macro.f1.value,
                again.mean_average_precision.value,
                again.calibration_error.value,
                again.exact_match.value,
            ]
        )
    found = measure(
        labels=LABELS,
        gold=gold,
        predicted=scores >= 0.5,
        scores=scores,
        article=article,
        weights=weights,
    )
    expected = np.quantile(np.array(values, dtype=float), [0.025, 0.975], axis=0).T
    for estimate, (low, high) in zip(
        (
            found.macro.f1,
            found.mean_average_precision,
            found.calibration_error,
            found.exact_match,
        ),
        expected,
        strict=True,
    ):
        assert (estimate.low, estimate.high) == pytest.approx((low, high))


@settings(max_examples=30, deadline=None)
@given(cases())
def test_order_of_sentences_does_not_matter(
    case: tuple[NDArray[np.bool_], NDArray[np.bool_], NDArray[np.float64]],
) -> None:
    """The same sentences in another order give the same numbers."""
    gold, predicted, scores = case
    turned = measured(gold[::-1], predicted[::-1], scores[::-1])
    straight = measured(gold, predicted, scores)
    for one, other in zip(straight.labels, turned.labels, strict=True):
        assert one.average_precision.value == pytest.approx(other.average_precision.value)
        assert one.calibration_error.value == pytest.approx(other.calibration_error.value)
        assert one.f1 == other.f1


def test_calibration_error_by_hand() -> None:
    """Two bins, three sentences: |1 - 1.3| / 3 in the bin of .6 and .7, |0 - .05| / 3 at .05."""
    gold = np.array([[True], [False], [False]])
    scores = np.array([[0.61], [0.66], [0.05]])
    assert metrics.calibration_bin(scores[:, 0]).tolist() == [9, 9, 0]
    found = measure(
        labels=["attack"],
        gold=gold,
        predicted=scores > 0.5,
        scores=scores,
        article=np.zeros(3, dtype=np.intp),
        weights=article_resamples(1, 0, 0),
    )
    assert found.calibration_error.value == pytest.approx((abs(1 - 1.27) + 0.05) / 3)


def test_bins_are_closed_above_and_hold_zero_and_one() -> None:
    """Bin m holds (m / 15, (m + 1) / 15]; 0 falls into the first bin and 1 into the last."""
    edges = np.array([0.0, 0.01, 1 / 15, 0.0667, 0.999, 1.0])
    assert metrics.calibration_bin(edges).tolist() == [0, 0, 0, 1, 14, 14]


def test_undefined_numbers_come_with_reasons_and_are_never_nan() -> None:
    """No positive, nothing predicted, no probabilities: each is said."""
    gold = np.array([[True, False, False], [True, False, False]])
    predicted = np.array([[False, True, False], [False, False, False]])
    found = measured(gold, predicted, None, articles=2, resamples=50)
    attack, testimony, statistic = found.labels
    assert attack.f1.value == attack.recall.value == 0
    assert attack.precision.reason == NEVER_PREDICTED
    assert testimony.f1.reason == NO_POSITIVE
    assert testimony.precision.value == 0
    assert statistic.average_precision.reason == NO_SCORES
    assert found.calibration_error.reason == NO_SCORES
    assert found.macro_over == ("attack",)
    assert found.macro.f1.value == 0
    assert "never predicted" in str(found.macro.precision.reason)


def test_what_stands_in_one_article_has_no_interval() -> None:
    """A label of a single article is missed by a third of the resamples, and that is said."""
    gold = np.zeros((10, 3), dtype=bool)
    gold[0] = True
    found = measured(gold, gold, gold.astype(float), articles=10, resamples=200)
    assert found.labels[0].f1.value == 1
    assert found.labels[0].f1.low is None
    assert "undefined on" in str(found.labels[0].f1.reason)


def test_scores_must_be_probabilities() -> None:
    """A score above one, or no number at all, is refused."""
    gold = np.ones((1, 3), dtype=bool)
    for wrong in (1.2, -0.1, np.nan):
        with pytest.raises(ValueError, match="probabilities"):
            measured(gold, gold, np.full((1, 3), wrong))
