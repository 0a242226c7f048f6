"""Coefficients of agreement between annotators, as pure formulas on arrays.

Every function takes any leading axes, one data set or a thousand resamples, and keeps the letters
of its source. What a formula does not define is nan here; `agreement` turns it into a reason.

Krippendorff 2011, "Computing Krippendorff's alpha-reliability"; Cohen 1960, "A coefficient of
agreement for nominal scales"; Fleiss 1971, "Measuring nominal scale agreement among many raters";
Gwet 2008, "Computing inter-rater reliability and its variance in the presence of high agreement";
Gwet 2014, "Handbook of inter-rater reliability", 4th edition (units with differing numbers of
judges); Passonneau 2006, "Measuring agreement on set-valued items (MASI)".
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "cohen_kappa",
    "fleiss_kappa",
    "gwet_ac1",
    "krippendorff_alpha",
    "masi_cross",
    "masi_distance",
    "nominal_cross",
    "ratio",
]

Floats = NDArray[np.float64]
Booleans = NDArray[np.bool_]

BLOCK = 8_000_000
"""Cells of a temporary array in `masi_cross`."""


def krippendorff_alpha(observed: Floats, cross: Floats, n: Floats) -> Floats:
    """Return alpha = 1 - D_o / D_e (Krippendorff 2011).

    observed : (...), n D_o: over units and ordered pairs of judges the sum of distance / (m_u - 1),
    where m_u judges, two or more, judged unit u. cross : (...), n (n - 1) D_e: the sum over c and k
    of n_c n_k distance(c, k). n : (...), the number of pairable values. nan where D_e is zero.
    """
    return 1 - ratio((n - 1) * observed, cross)


def cohen_kappa(agreed: Floats, first: Floats, second: Floats) -> Floats:
    """Return kappa = (p_o - p_c) / (1 - p_c) of two annotators (Cohen 1960).

    agreed : (...), the units on which they agree; first, second : (..., categories), how often each
    of them chose each category. Above and below are multiplied by n squared, which keeps counts
    exact. nan where both always chose one and the same category.
    """
    n = first.sum(axis=-1)
    chance = (first * second).sum(axis=-1)
    return ratio(n * agreed - chance, n**2 - chance)


def fleiss_kappa(p_a: Floats, pi: Floats) -> Floats:
    """Return kappa = (p_a - p_e) / (1 - p_e), p_e the sum of pi_k squared.

    p_a : (...), the mean over units with two judges or more of the share of agreeing pairs;
    pi : (..., categories), the mean over all units of the share of their judges who chose k. With
    one number of judges throughout this is Fleiss 1971, else his kappa as generalised in Gwet 2014,
    which may fall below -1 where units with one judge are unlike the others.
    """
    p_e = (pi**2).sum(axis=-1)
    return ratio(p_a - p_e, 1 - p_e)


def gwet_ac1(p_a: Floats, pi: Floats) -> Floats:
    """Return AC1 = (p_a - p_e) / (1 - p_e), p_e the sum of pi_k (1 - pi_k) / (q - 1).

    p_a and pi as in `fleiss_kappa`; q is the number of categories, the length of the last axis of
    pi (Gwet 2008, with missing judgments Gwet 2014). nan with fewer than two categories.
    """
    q = pi.shape[-1]
    p_e = ratio((pi * (1 - pi)).sum(axis=-1), np.asarray(q - 1.0))
    return ratio(p_a - p_e, 1 - p_e)


def masi_distance(a: Booleans, b: Booleans) -> Floats:
    """Return the MASI distance of label sets, 1 - J M (Passonneau 2006).

    a, b : (..., labels), membership; result : (...). J is Jaccard's coefficient; M is 1 for equal
    sets, 2/3 where one holds the other, 1/3 where they overlap, 0 where they share nothing. Two
    empty sets are equal; an empty set and another share nothing.
    """
    shared = (a & b).sum(axis=-1)
    joined = (a | b).sum(axis=-1)
    smaller = np.minimum(a.sum(axis=-1), b.sum(axis=-1))
    J = shared / np.maximum(joined, 1)
    M = np.where(shared == smaller, 2 / 3, 1 / 3)
    return np.where(shared == joined, 0.0, 1 - J * M)


def nominal_cross(n_c: Floats) -> Floats:
    """Return the sum of n_c n_k over c other than k: zero where one category holds everything.

    n_c : (..., categories), how many values fall in each.
    """
    cross: Floats = n_c.sum(axis=-1) ** 2 - (n_c**2).sum(axis=-1)
    return cross


def masi_cross(n_c: Floats, sets: Booleans) -> Floats:
    """Return the sum over c and k of n_c n_k times the MASI distance of sets c and k.

    n_c : (..., sets), how often each set was chosen; sets : (sets, labels), membership. Time grows
    with the square of the number of distinct sets, memory does not: distances come in blocks.
    """
    cross = np.zeros(n_c.shape[:-1])
    step = max(1, BLOCK // max(1, sets.size))
    for start in range(0, len(sets), step):
        rows = slice(start, start + step)
        distance = masi_distance(sets[rows, None, :], sets[None, :, :])
        cross += ((n_c @ distance.T) * n_c[..., rows]).sum(axis=-1)
    return cross


def ratio(above: Floats, below: Floats) -> Floats:
    """Return above / below, nan where `below` is zero.

    above, below : any shapes that go together.
    """
    quotient = np.full(np.broadcast_shapes(above.shape, below.shape), np.nan)
    np.divide(above, below, out=quotient, where=below != 0)
    return quotient
