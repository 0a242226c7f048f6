"""How sure a share is that many cells of a table hold, without a resample for each.

Sentences of one article resemble each other, so that 100 of them say less than 100 independent ones.
A share's variance over articles tells how many independent sentences they are worth; Wilson's interval
with that number is quick, stays within 0 and 1, and covers what it promises also for small samples
(Korn and Graubard 1998, "Confidence intervals for proportions with small expected number of positive
counts estimated from survey data"; Dean and Pagano 2015, "Evaluating confidence interval methods for
binomial proportions in clustered surveys").
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["NO_SHARE", "Share", "share_cells"]

Integers = NDArray[np.intp]
Booleans = NDArray[np.bool_]
Floats = NDArray[np.float64]

Z = 1.959963984540054
"""The standard normal deviate of a 95 % interval."""


@dataclass(frozen=True, slots=True)
class Share:
    """`hits` of `n`, as a share with its 95 % interval.

    `value` is None where nothing was counted, `low` and `high` where it all stands in one article:
    then nothing tells how much articles differ.
    """

    hits: int
    n: int
    value: float | None
    low: float | None
    high: float | None


NO_SHARE = Share(0, 0, None, None, None)


def share_cells(cell: Integers, article: Integers, hit: Booleans, n_cells: int) -> list[Share]:
    """Return the share of hits in each cell.

    cell, article, hit : (observations,), the cell and the article that each belongs to, and whether
    it is a hit. With n_a observations and y_a hits in article a, of m articles, n and p over the
    cell, the variance of p as a ratio is v = m / (m - 1) * sum of (y_a - p n_a)**2 / n**2 (Cochran
    1977, "Sampling techniques", 6.3), and the observations are worth n* = p (1 - p) / v independent
    ones, n at most, and n where p is 0 or 1. Wilson 1927 with n* gives the interval.
    """
    n_articles = int(article.max()) + 1 if len(article) else 1
    met, inverse = np.unique(cell * n_articles + article, return_inverse=True)
    of_cell = met // n_articles
    n_a = np.bincount(inverse, minlength=len(met)).astype(np.float64)
    y_a = np.bincount(inverse, weights=hit, minlength=len(met))
    n = np.bincount(of_cell, weights=n_a, minlength=n_cells)
    hits = np.bincount(of_cell, weights=y_a, minlength=n_cells)
    m = np.bincount(of_cell, minlength=n_cells)
    p = hits / np.maximum(n, 1)
    spread = np.bincount(of_cell, weights=(y_a - p[of_cell] * n_a) ** 2, minlength=n_cells)
    v = spread * m / np.maximum(m - 1, 1) / np.maximum(n, 1) ** 2
    worth = np.where(v > 0, np.minimum(n, p * (1 - p) / np.where(v > 0, v, 1)), n)
    low, high = _wilson(p, np.maximum(worth, 1))
    return [
        NO_SHARE
        if n[i] == 0
        else Share(
            int(hits[i]),
            int(n[i]),
            float(p[i]),
            float(low[i]) if m[i] > 1 else None,
            float(high[i]) if m[i] > 1 else None,
        )
        for i in range(n_cells)
    ]


def _wilson(p: Floats, n: Floats) -> tuple[Floats, Floats]:
    """Return the ends of the score interval of a share p of n observations (Wilson 1927)."""
    middle = (p + Z**2 / (2 * n)) / (1 + Z**2 / n)
    half = Z / (1 + Z**2 / n) * np.sqrt(p * (1 - p) / n + Z**2 / (4 * n**2))
    return np.minimum(np.maximum(middle - half, 0), p), np.maximum(np.minimum(middle + half, 1), p)
