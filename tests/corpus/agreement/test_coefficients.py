"""The formulas of agreement, on arrays."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.corpus.agreement.coefficients import (
    cohen_kappa,
    fleiss_kappa,
    gwet_ac1,
    krippendorff_alpha,
    masi_cross,
    masi_distance,
    nominal_cross,
    ratio,
)

membership = st.lists(st.lists(st.booleans(), min_size=4, max_size=4), min_size=1, max_size=8)


def as_set(*labels: str) -> np.ndarray:
    return np.array([label in labels for label in "abcd"])


def test_cohen_kappa_of_a_textbook_table() -> None:
    """20 and 15 agreements, 5 and 10 differences: observed .70, by chance .50, kappa .40."""
    kappa = cohen_kappa(np.array(35.0), np.array([25.0, 25.0]), np.array([30.0, 20.0]))
    assert kappa == pytest.approx(0.40)


def test_gwets_paradox_high_agreement_and_low_kappa() -> None:
    """118 of 125 units agree on one value, none on the other: kappa -.023, AC1 .941 (Gwet 2008)."""
    p_a, pi = np.array(118 / 125), np.array([243 / 250, 7 / 250])
    kappa = cohen_kappa(np.array(118.0), np.array([123.0, 2.0]), np.array([120.0, 5.0]))
    assert kappa == pytest.approx(-0.0234, abs=5e-5)
    assert gwet_ac1(p_a, pi) == pytest.approx(0.9408, abs=5e-5)


FLEISS_1971 = """
00060 03003 01401 00006 03030 20400 00402 20310 20040 00006 10050 11040 03300 10050 02031
00501 30012 51000 02040 10203 00006 01050 02013 20040 10041 05010 40002 02040 10500 00006
"""
"""Units by category: six psychiatrists, thirty patients, five diagnoses."""

FOURTEEN_RATERS = [
    [0, 0, 0, 0, 14],
    [0, 2, 6, 4, 2],
    [0, 0, 3, 5, 6],
    [0, 3, 9, 2, 0],
    [2, 2, 8, 1, 1],
    [7, 7, 0, 0, 0],
    [3, 2, 6, 3, 0],
    [2, 5, 3, 2, 2],
    [6, 5, 2, 1, 0],
    [0, 2, 2, 3, 7],
]


@pytest.mark.parametrize(
    ("counts", "kappa"),
    [([list(map(int, unit)) for unit in FLEISS_1971.split()], 0.430), (FOURTEEN_RATERS, 0.210)],
    ids=["Fleiss 1971", "ten units, fourteen raters"],
)
def test_fleiss_kappa_of_published_tables(counts: list[list[int]], kappa: float) -> None:
    """The diagnoses of Fleiss 1971 give .430, the well-known ten by fourteen example .210."""
    table = np.array(counts, dtype=float)
    raters = table.sum(axis=1)
    assert len(set(raters)) == 1
    p_a = ((table * (table - 1)).sum(axis=1) / (raters * (raters - 1))).mean()
    pi = table.sum(axis=0) / table.sum()
    assert fleiss_kappa(p_a, pi) == pytest.approx(kappa, abs=5e-4)


def test_alpha_of_two_observers_and_binary_data() -> None:
    """Krippendorff's ten units: o_01 = 4, n_0 = 14, n_1 = 6, alpha = 1 - 19 * 4 / 84 = .095."""
    n_c = np.array([14.0, 6.0])
    alpha = krippendorff_alpha(np.array(8.0), nominal_cross(n_c), n_c.sum())
    assert alpha == pytest.approx(0.095, abs=5e-4)


@pytest.mark.parametrize(
    ("a", "b", "distance"),
    [
        ("ab", "ab", 0),
        ("", "", 0),
        ("ab", "cd", 1),
        ("a", "", 1),
        ("a", "ab", 1 - 1 / 2 * 2 / 3),
        ("a", "abcd", 1 - 1 / 4 * 2 / 3),
        ("ab", "bc", 1 - 1 / 3 * 1 / 3),
        ("abc", "bcd", 1 - 2 / 4 * 1 / 3),
    ],
)
def test_masi_distances(a: str, b: str, distance: float) -> None:
    """Equal sets 0, disjoint 1, between them Jaccard weighed by 2/3 or 1/3 (Passonneau 2006)."""
    assert masi_distance(as_set(*a), as_set(*b)) == pytest.approx(distance)
    assert masi_distance(as_set(*b), as_set(*a)) == pytest.approx(distance)


@settings(max_examples=30, deadline=None)
@given(membership, st.integers(0, 2**16))
def test_the_masi_cross_sum_is_the_double_sum(rows: list[list[bool]], seed: int) -> None:
    """The blocks of the matrix product add up to the sum over all c and k."""
    sets = np.array(rows)
    n_c = np.random.default_rng(seed).integers(0, 9, size=(3, len(sets))).astype(float)
    expected = [
        sum(
            row[c] * row[k] * float(masi_distance(sets[c], sets[k]))
            for c in range(len(sets))
            for k in range(len(sets))
        )
        for row in n_c
    ]
    assert masi_cross(n_c, sets) == pytest.approx(np.array(expected))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("dateline.corpus.agreement.coefficients.BLOCK", 1)
        assert masi_cross(n_c, sets) == pytest.approx(np.array(expected))


def test_with_disjoint_sets_masi_is_nominal() -> None:
    """Where no two sets overlap, both cross sums are one."""
    n_c = np.array([[3.0, 1.0, 4.0, 1.0], [0.0, 5.0, 0.0, 0.0]])
    assert masi_cross(n_c, np.eye(4, dtype=bool)) == pytest.approx(nominal_cross(n_c))


def test_formulas_take_any_leading_axes() -> None:
    """A stack of data sets gives what each of them gives by itself."""
    generator = np.random.default_rng(5)
    p_a, pi = generator.random((2, 3)), generator.dirichlet(np.ones(4), size=(2, 3))
    for formula in (fleiss_kappa, gwet_ac1):
        stacked = formula(p_a, pi)
        assert stacked.shape == (2, 3)
        assert stacked[1, 2] == pytest.approx(formula(p_a[1, 2], pi[1, 2]))


def test_what_a_formula_does_not_define_is_nan() -> None:
    """One category only leaves nothing to correct for chance with, and no warning is raised."""
    one = np.array([8.0, 0.0])
    assert np.isnan(cohen_kappa(np.array(8.0), one, one))
    assert np.isnan(krippendorff_alpha(np.array(0.0), nominal_cross(one), np.array(8.0)))
    assert np.isnan(fleiss_kappa(np.array(1.0), np.array([1.0, 0.0])))
    assert np.isnan(gwet_ac1(np.array(1.0), np.array([1.0])))
    assert np.isnan(ratio(np.array([0.0, 1.0]), np.array(0.0))).all()
