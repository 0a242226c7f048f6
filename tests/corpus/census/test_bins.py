"""Columns that counts are gathered into: nothing is lost, and few enough to look at."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from dateline.corpus.census import Lengths, Month
from dateline.corpus.census.bins import histogram, timeline

months = (
    st.dictionaries(
        st.tuples(st.integers(1, 9999), st.integers(0, 12)), st.integers(1, 9), max_size=30
    )
    .map(lambda found: tuple(Month(*when, count) for when, count in sorted(found.items())))
    .map(lambda found: tuple(replace(one, month=one.month or None) for one in found))
)
lengths = st.dictionaries(st.integers(0, 5000), st.integers(1, 50), max_size=30).map(
    lambda found: Lengths(tuple(sorted(found.items())))
)


@given(months, st.integers(2, 60))
def test_a_timeline_loses_nothing(found: tuple[Month, ...], most: int) -> None:
    """The columns hold every article, and there are no more of them than asked for."""
    columns = timeline(found, most)

    assert sum(column.count for column in columns) == sum(month.articles for month in found)
    assert len(columns) <= most
    assert len({column.name for column in columns}) == len(columns)


@given(lengths, st.integers(2, 60))
def test_a_histogram_loses_nothing(found: Lengths, most: int) -> None:
    """The columns hold everything, the last one what is far longer, and there are few of them."""
    columns = histogram(found, most)

    assert sum(column.count for column in columns) == found.total
    assert len(columns) <= most
    assert len({column.name for column in columns}) == len(columns)


def test_columns_get_longer_where_time_does() -> None:
    """A year is told in months, a few years in quarters, more in years, centuries in decades."""
    first = Month(2031, 2, 1)

    def names(last: Month) -> list[str]:
        return [column.name for column in timeline((first, last), 13)]

    assert names(Month(2031, 4, 1)) == ["Feb 2031", "Mar 2031", "Apr 2031"]
    assert names(Month(2033, 1, 1))[0] == "Jan–Mar 2031"
    assert names(Month(2036, 1, 1)) == ["2031", "2032", "2033", "2034", "2035", "2036"]
    assert names(Month(2060, 1, 1))[:2] == ["2030–2034", "2035–2039"]
    assert names(Month(2032, None, 1)) == ["2031", "2032"]


def test_the_far_longest_stand_together() -> None:
    """A hundredth of all that is far longer than the rest does not squeeze it into one column."""
    columns = histogram(Lengths(((10, 500), (11, 499), (9000, 1))), 20)

    assert [(column.name, column.count) for column in columns] == [
        ("10", 500), ("11 or more", 500),
    ]  # fmt: skip
