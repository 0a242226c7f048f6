"""Counting what came before in little memory."""

from __future__ import annotations

import tracemalloc
import uuid
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from dateline.corpus.nouns import SentenceRef
from dateline.corpus.records import judgment_from_row
from dateline.corpus.repeats import Repeats


@given(st.lists(st.integers(1, 40) | st.integers(1, 2**64 - 1)))
def test_repeats_are_counted_as_a_dictionary_counts_them(numbers: list[int]) -> None:
    """A number's count is that of the equal ones before it."""
    repeats, counts = Repeats(), Counter[int]()
    for number in numbers:
        assert repeats.count(number) == counts[number]
        counts[number] += 1


def test_repeats_grow() -> None:
    """Many numbers are all held, and none twice."""
    repeats = Repeats()
    spread = [(number * 0x9E3779B97F4A7C15) % 2**64 for number in range(1, 20_000)]
    assert sum(map(repeats.count, spread)) == 0
    assert sum(map(repeats.count, spread)) == len(spread)


def test_one_for_each_of_many_files_is_cheap() -> None:
    """An import keeps one a file, and some formats have a file for every annotator of an article."""
    tracemalloc.start()
    try:
        held = [Repeats() for _ in range(1000)]
        for number, repeats in enumerate(held, start=1):
            repeats.count(number)
        assert tracemalloc.get_traced_memory()[0] < 1_000_000
    finally:
        tracemalloc.stop()


TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1)


@given(TEXTS.filter(str.strip), st.booleans(), st.none() | TEXTS)
def test_ids_of_judgments_are_uuids_of_their_content(
    name: str, unsure: bool, comment: str | None
) -> None:
    """A judgment that brings no id has the version 5 UUID of what it says, today as ever."""
    row = {"article_id": "a", "start": 3, "end": 9, "annotator": name, "labels": ["attack"]}
    row |= {"unsure": unsure, "comment": comment, "seconds": 2}
    made = judgment_from_row(row, "f", 1, allowed=("attack",), seen=Repeats())
    said = (SentenceRef("a", 3, 9), name, ["attack"], unsure)
    content = f"{said!r}{(False, comment, 2.0, None)!r}0"
    space = uuid.UUID("6f1d3bbc-6a6e-5b0a-9d2c-51c1c1a0d9b4")
    assert made.id == str(uuid.uuid5(space, content))
