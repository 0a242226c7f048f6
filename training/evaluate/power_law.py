"""The inverse power law of learning curves, fitted to many resampled curves at once.

y(n) = a - b n^-c with a <= 1, b >= 0: Cortes, Jackel, Solla, Vapnik and Denker 1993, "Learning
curves: asymptotic values and rate of convergence"; for annotation, with weights that grow with the
size, Figueroa, Zeng-Treitler, Kandula and Ngo 2012, "Predicting sample size required for
classification performance".
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["PARAMETERS", "PowerLaw", "fit_power_law"]

Floats = NDArray[np.float64]

PARAMETERS = 3
RATES = np.geomspace(0.05, 2.0, 60)
"""The values of c that are tried."""


@dataclass(frozen=True, slots=True)
class PowerLaw:
    """One law a curve. a, b, c : (curves,)."""

    a: Floats
    b: Floats
    c: Floats

    def at(self, n: float | Floats) -> Floats:
        """Return y(n) of every curve. n : a number or (sizes,); result : (curves,) or + sizes."""
        a, b, c = (each[:, None] for each in (self.a, self.b, self.c))
        values = a - b * np.atleast_1d(np.asarray(n, np.float64)) ** -c
        return np.asarray(values if np.ndim(n) else values[:, 0], np.float64)

    def size_for(self, y: Floats) -> Floats:
        """Return the n at which each curve is at its y, infinite where it never is. y : (curves,)."""
        room = self.a - y
        with np.errstate(over="ignore", divide="ignore"):
            n = (self.b / np.where(room > 0, room, 1.0)) ** (1 / self.c)
        return np.where(room > 0, n, np.inf)


def fit_power_law(sizes: Floats, values: Floats) -> PowerLaw:
    """Return the law nearest to each curve, by least squares weighted with the rank of the size.

    sizes : (points,) ascending, `PARAMETERS` or more of them; values : (curves, points).
    """
    if len(sizes) < PARAMETERS:
        raise ValueError(f"a power law has {PARAMETERS} parameters, got {len(sizes)} points")
    weights = np.arange(1, len(sizes) + 1) / np.arange(1, len(sizes) + 1).sum()
    best = np.full(len(values), np.inf)
    a, b, c = (np.zeros(len(values)) for _ in range(3))
    mean = values @ weights
    for rate in RATES:
        z = sizes**-rate
        centred = z - z @ weights
        slope = np.maximum(-(values @ (weights * centred)) / (weights @ centred**2), 0.0)
        top = mean + slope * (z @ weights)
        bound = top > 1
        slope = np.where(bound, ((1 - values) @ (weights * z)) / (weights @ z**2), slope)
        top = np.where(bound, 1.0, top)
        loss = (values - top[:, None] + slope[:, None] * z) ** 2 @ weights
        better = loss < best
        best[better], a[better], b[better] = loss[better], top[better], slope[better]
        c[better] = rate
    return PowerLaw(a, b, c)
