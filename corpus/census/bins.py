"""Counts gathered into a few columns that one can look at: months into longer periods, lengths into
ranges."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from . import Lengths, Month

__all__ = ["Column", "histogram", "timeline"]

MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
NEARLY_ALL = 0.99
"""Lengths beyond this quantile are gathered in one last column."""
NAMED = 8
"""So few columns are all named; of more only each year's first."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: what it stands for, how much is in it, and what is written under it, if anything."""

    name: str
    count: int
    tick: str


def timeline(months: tuple[Month, ...], most: int) -> list[Column]:
    """Return columns of one length from the first month to the last, at most so many (2 or more).

    Months without an article are there too. Where of some articles only the year is known, a column
    is at least a year.
    """
    if not months:
        return []
    places = [(12 * one.year + (one.month or 1) - 1, one.articles) for one in months]
    first, last = places[0][0], places[-1][0]
    finest = 12 if any(one.month is None for one in months) else 1
    period = next(p for p in _periods() if p >= finest and last // p - first // p < most)
    found = Counter[int]()
    for place, articles in places:
        found[place // period] += articles
    columns = range(first // period, last // period + 1)
    tick = _period if len(columns) <= NAMED else _tick
    return [Column(_period(at, period), found[at], tick(at, period)) for at in columns]


def _periods() -> Iterator[int]:
    """Yield how many months a column may stand for: one, a quarter, a year, five, ten, fifty, ..."""
    yield from (1, 3, 12)
    decade = 120
    while True:
        yield from (decade // 2, decade)
        decade *= 10


def _period(column: int, months: int) -> str:
    year, month = divmod(column * months, 12)
    if months == 1:
        return f"{MONTHS[month]} {year}"
    if months == 3:
        return f"{MONTHS[month]}–{MONTHS[month + 2]} {year}"
    return str(year) if months == 12 else f"{year}–{year + months // 12 - 1}"


def _tick(column: int, months: int) -> str:
    year, month = divmod(column * months, 12)
    return "" if month else str(year)


def histogram(lengths: Lengths, most: int) -> list[Column]:
    """Return columns of one width from the shortest to nearly the longest, at most so many.

    What few things are longer stands in the last column.
    """
    first, last = lengths.quantile(0.0), lengths.quantile(NEARLY_ALL)
    if first is None or last is None:
        return []
    width = next(w for w in _widths() if last // w - first // w < most)
    end = last // width
    found = Counter[int]()
    for length, count in lengths.counts:
        found[min(length // width, end)] += count
    beyond = (lengths.quantile(1.0) or 0) // width > end
    return [
        Column(_range(at, width, open_ended=beyond and at == end), found[at], str(at * width))
        for at in range(first // width, end + 1)
    ]


def _range(column: int, width: int, *, open_ended: bool) -> str:
    low = column * width
    if open_ended:
        return f"{low:,} or more"
    return f"{low:,}" if width == 1 else f"{low:,}–{low + width - 1:,}"


def _widths() -> Iterator[int]:
    size = 1
    while True:
        yield from (size, 2 * size, 5 * size)
        size *= 10
