"""What is chosen: properties that hold for every pool."""

from __future__ import annotations

import math
from collections import Counter
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.training.suggest.choosing import Choice, Pool, choose, closeness

LABELS = 3


@st.composite
def pools(draw: st.DrawFn) -> Pool:
    """Some units with values, some of them copies of one another."""
    size = draw(st.integers(1, 40))
    seed = draw(st.integers(0, 2**31))
    generator = np.random.default_rng(seed)
    groups = draw(st.integers(1, size))
    return Pool(
        keys=[f"k{number}" for number in generator.permutation(size)],
        copies=[f"c{group}" for group in generator.integers(groups, size=size)],
        values=generator.random((size, LABELS)).round(draw(st.integers(0, 3))),
    )


counts = st.lists(st.integers(0, 50), min_size=LABELS, max_size=LABELS)
numbers, shares, seeds = st.integers(0, 60), st.floats(0, 1), st.integers(0, 1000)


@given(pools(), numbers, shares, seeds, counts)
def test_as_many_as_asked_for_and_of_copies_one(
    pool: Pool, n: int, share: float, seed: int, positives: list[int]
) -> None:
    """The choice lies in the pool, has no unit and no group twice, and is as long as it can be."""
    chosen = choose(pool, n, positives=positives, seed=seed, random_share=share)
    groups = [pool.copies[choice.unit] for choice in chosen]

    assert all(0 <= choice.unit < len(pool.keys) for choice in chosen)
    assert len(set(groups)) == len(groups) == min(n, len(set(pool.copies)))


@given(pools(), numbers, shares, seeds, counts)
def test_the_random_share_is_there_and_its_probability_is_told(
    pool: Pool, n: int, share: float, seed: int, positives: list[int]
) -> None:
    """Random ones are the asked share, rounded up, spread evenly, and each was as likely."""
    chosen = choose(pool, n, positives=positives, seed=seed, random_share=share)
    drawn = [choice for choice in chosen if choice.label is None]

    assert len(drawn) == math.ceil(round(len(chosen) * share, 9))
    assert {choice.probability for choice in drawn} <= {len(drawn) / len(set(pool.copies))}
    assert all(choice.probability is None for choice in chosen if choice.label is not None)
    for end in range(1, len(chosen) + 1):
        begun = sum(choice.label is None for choice in chosen[:end])
        even = Fraction(end * len(drawn), len(chosen))
        assert math.floor(even) <= begun <= math.ceil(even)


@given(pools(), numbers, seeds, counts, st.randoms(use_true_random=False))
def test_the_order_of_the_pool_does_not_matter(
    pool: Pool, n: int, seed: int, positives: list[int], shuffle: object
) -> None:
    """The same units in another order give the same choice; so does the same call again."""
    order = list(range(len(pool.keys)))
    shuffle.shuffle(order)  # type: ignore[attr-defined]
    other = Pool(
        [pool.keys[row] for row in order],
        [pool.copies[row] for row in order],
        pool.values[order],
    )

    def named(of: Pool, choices: list[Choice]) -> list[tuple[str, int | None, float | None]]:
        return [(of.keys[one.unit], one.label, one.probability) for one in choices]

    first = named(pool, choose(pool, n, positives=positives, seed=seed))
    assert named(other, choose(other, n, positives=positives, seed=seed)) == first
    assert named(pool, choose(pool, n, positives=positives, seed=seed)) == first


def test_every_unit_is_drawn_with_the_probability_that_is_told() -> None:
    """Over many seeds each unit is drawn as often as its probability says, whatever its value."""
    pool = Pool(list("abcdefghij"), list("abcdefghij"), np.linspace(0, 1, 20).reshape(10, 2))
    times: Counter[int] = Counter()
    for seed in range(3000):
        for choice in choose(pool, 5, positives=[3, 1], seed=seed, random_share=0.4):
            times[choice.unit] += choice.label is None
            assert choice.probability in (None, 0.2)

    assert all(abs(times[unit] / 3000 - 0.2) < 0.035 for unit in range(10))


def test_labels_take_turns_the_rarest_first() -> None:
    """Each label takes what is left with the greatest value for it."""
    values = np.array([[0.9, 0.1], [0.8, 0.2], [0.7, 0.6], [0.1, 0.5]])
    pool = Pool(list("abcd"), list("abcd"), values)

    chosen = choose(pool, 4, positives=[30, 2], seed=0, random_share=0)

    assert [(one.unit, one.label) for one in chosen] == [(2, 1), (0, 0), (3, 1), (1, 0)]


def test_closeness_is_one_at_the_threshold_and_nothing_at_the_ends() -> None:
    """Below the threshold it grows with the probability, above it falls; nan is refused."""
    near = closeness(np.array([[0.0], [0.15], [0.3], [0.65], [1.0]]), [0.3])

    assert near[:, 0] == pytest.approx([0, 0.5, 1, 0.5, 0])
    with pytest.raises(ValueError, match="0 to 1"):
        closeness(np.array([[np.nan]]), [0.3])


@pytest.mark.parametrize(("n", "share"), [(-1, 0.2), (3, -0.1), (3, 1.1), (3, float("nan"))])
def test_what_cannot_be_chosen_is_refused(n: int, share: float) -> None:
    """A negative number and a share that is none are a caller's mistake."""
    with pytest.raises(ValueError, match="cannot choose"):
        choose(Pool(["a"], ["a"], np.ones((1, 1))), n, positives=[0], seed=0, random_share=share)
