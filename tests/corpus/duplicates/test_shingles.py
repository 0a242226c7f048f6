"""Fingerprints of texts."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dateline.corpus.duplicates.shingles import fingerprint
from dateline.corpus.words import normalised_words

anything = st.text(st.characters(), max_size=60)


@given(anything, anything)
@example("Über–all 3.5", "über all 3 5")
@example("漢字かな", "漢 字 か な")
@example("กา ¿?", "ก า")
@example("फिल्म", "फ ि ल्म")
@example("\U0001f600x", "\U0001f600 x")
@example("฿", "")
@example("\ud800 a", "a \ud800")
def test_the_digest_of_words_is_that_of_the_normalised_words(one: str, other: str) -> None:
    """Two texts have one digest of words where their normalised words are the same."""
    same = normalised_words(one) == normalised_words(other)
    assert (fingerprint(one).words == fingerprint(other).words) is same


@given(anything)
def test_a_text_without_words_has_no_digest_of_words(text: str) -> None:
    """The digest of the words is empty where there is none; that of the characters never is."""
    made = fingerprint(text)
    assert (made.words == b"") is (normalised_words(text) == [])
    assert len(made.characters) == 16


@given(st.lists(st.sampled_from("abcdef"), max_size=80), st.integers(0, 20))
def test_a_run_of_words_has_the_same_shingles_wherever_it_stands(
    words: list[str], before: int
) -> None:
    """The shingles of a part are among those of the whole, sorted, each once."""
    whole = fingerprint(" ".join(["x"] * before + words)).shingles
    part = fingerprint(" ".join(words)).shingles
    assert np.isin(part, whole).all()
    assert (np.diff(whole.astype(np.int64)) > 0).all()
    assert whole.dtype == np.uint32


def test_every_run_of_six_words_is_kept() -> None:
    """Of 10,000 different runs of words all stand in the fingerprint."""
    kept = fingerprint(" ".join(f"w{number}" for number in range(10_005))).shingles
    assert len(kept) == pytest.approx(10_000, abs=1)


def test_fingerprints_are_the_same_on_every_machine() -> None:
    """The stored form does not change; a change of it needs other RULES."""
    made = fingerprint("One two three four five six seven eight nine ten eleven twelve.")
    assert made.characters.hex() == "fc57bda780ce62f3d05c9c1df2c17eb9"
    assert made.words.hex() == "d5a4607d480523f8742c0d889b481493"
    assert made.shingles.tolist() == [
        1091723684,
        1490839668,
        1543437341,
        2085282254,
        2153600405,
        2873290478,
        4018815313,
    ]
