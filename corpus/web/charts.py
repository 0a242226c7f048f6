"""Small pictures of numbers, as places for the templates to draw at: no script, no style attribute."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ..intervals import Estimate
from ..shares import Share

__all__ = ["Bar", "Curve", "Strip", "curve", "stacked", "strip", "strips_from"]

WIDTH, HEIGHT, EDGE = 120.0, 32.0, 3.0
"""Of a curve, in its own units; nothing is drawn nearer than `EDGE` to its border."""


@dataclass(frozen=True, slots=True)
class Strip:
    """A number on a line with its interval, in per cent of the line."""

    at: float | None
    low: float | None
    high: float | None


def strips_from(estimates: Iterable[Estimate]) -> float:
    """Return where a line must begin to hold all the estimates: 0, or where one goes below, -1."""
    ends = [value for one in estimates for value in (one.value, one.low) if value is not None]
    return -1.0 if any(value < -0.02 for value in ends) else 0.0


def strip(found: Estimate | Share, begin: float = 0.0) -> Strip:
    """Return where a number stands on a line from `begin` to 1."""

    def place(value: float | None) -> float | None:
        if value is None:
            return None
        return round(100 * min(1.0, max(0.0, (value - begin) / (1 - begin))), 1)

    return Strip(place(found.value), place(found.low), place(found.high))


@dataclass(frozen=True, slots=True)
class Bar:
    """A piece of a bar, in per cent of its length."""

    start: float
    width: float
    count: int


def stacked(counts: Sequence[int]) -> tuple[Bar, ...]:
    """Return the pieces of a bar that shows counts one after the other."""
    total, start, bars = max(1, sum(counts)), 0, []
    for count in counts:
        bars.append(Bar(round(100 * start / total, 2), round(100 * count / total, 2), count))
        start += count
    return tuple(bars)


@dataclass(frozen=True, slots=True)
class Curve:
    """A share over time: lines of points that follow each other, their intervals, the last point."""

    lines: tuple[str, ...]
    bands: tuple[str, ...]
    dots: tuple[tuple[float, float], ...]
    """points without a neighbour, and the last one"""
    first: Share | None
    last: Share | None


def curve(shares: Sequence[Share], top: float = 1.0) -> Curve:
    """Return the curve of shares from 0 to `top`; periods without a number are gaps."""
    step = (WIDTH - 2 * EDGE) / max(1, len(shares) - 1)

    def x(place: int) -> float:
        return round(EDGE + place * step if len(shares) > 1 else WIDTH / 2, 1)

    def y(value: float) -> float:
        return round(HEIGHT - EDGE - min(1.0, value / top) * (HEIGHT - 2 * EDGE), 1)

    runs: list[list[int]] = []
    for place, share in enumerate(shares):
        if share.value is None:
            continue
        if runs and runs[-1][-1] == place - 1:
            runs[-1].append(place)
        else:
            runs.append([place])
    points = [(place, share.value) for place, share in enumerate(shares) if share.value is not None]
    heights = {place: y(value) for place, value in points}
    lines, bands, dots = [], [], []
    for run in runs:
        if len(run) == 1:
            dots.append((x(run[0]), heights[run[0]]))
            continue
        lines.append(" ".join(f"{x(place)},{heights[place]}" for place in run))
        ends = [
            (x(place), y(share.low), y(share.high))
            for place in run
            if (share := shares[place]).low is not None and share.high is not None
        ]
        upper = [f"{at},{high}" for at, _, high in ends]
        lower = [f"{at},{low}" for at, low, _ in reversed(ends)]
        bands.append(" ".join([*upper, *lower]))
    if points:
        last = points[-1][0]
        dots.append((x(last), heights[last]))
    told = [shares[place] for place, _ in points]
    return Curve(
        tuple(lines),
        tuple(band for band in bands if band),
        tuple(dict.fromkeys(dots)),
        told[0] if told else None,
        told[-1] if told else None,
    )
