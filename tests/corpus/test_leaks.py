"""Leaks between the parts of a split."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.corpus.errors import LeakError
from dateline.corpus.leaks import Leak, check_clusters, shared_sentences
from dateline.corpus.nouns import Part, SentenceRef, Split

LONG = "The governor of the northern district denied the report on Monday"
SHORT = "The governor denied the report on Monday"


def at(article: str, start: int = 0) -> SentenceRef:
    return SentenceRef(article, start, start + 10)


def test_a_sentence_on_two_sides_is_named_by_its_places() -> None:
    """Case, punctuation and Unicode form hide no leak; the text is not told."""
    leaks = shared_sentences(
        [
            ("test", at("t"), LONG),
            ("train", at("b"), LONG.upper() + "!"),
            ("train", at("a", 5), "“" + LONG.replace(" ", ", ") + "”"),
        ]
    )
    assert leaks == (Leak({"test": (at("t"),), "train": (at("a", 5), at("b"))}, 11),)
    assert "governor" not in repr(leaks).lower()


def test_short_sentences_and_one_side_are_no_leak() -> None:
    """Seven words may recur, and so may any sentence within one part."""
    assert shared_sentences([("train", at("a"), SHORT), ("test", at("b"), SHORT)]) == ()
    assert shared_sentences([("train", at("a"), LONG), ("train", at("b"), LONG)]) == ()
    assert shared_sentences([]) == ()


def test_validation_is_a_side_of_its_own() -> None:
    """A sentence in train and validation leaks too."""
    (leak,) = shared_sentences([("train", at("a"), LONG), ("validation", at("b"), LONG)])
    assert set(leak.refs) == {"train", "validation"}


rows = st.lists(
    st.tuples(
        st.sampled_from(["train", "validation", "test"]),
        st.builds(at, st.sampled_from("abc"), st.integers(0, 9)),
        st.sampled_from([SHORT, LONG, LONG.lower() + ".", f"{LONG} again", ""]),
    ),
    max_size=12,
)


@settings(max_examples=60, deadline=None)
@given(rows, st.randoms(use_true_random=False))
def test_the_order_of_the_sentences_does_not_matter(
    sentences: list[tuple[Part, SentenceRef, str]], shuffler: random.Random
) -> None:
    """Any order names the same leaks, each on more than one side."""
    shuffled = list(sentences)
    shuffler.shuffle(shuffled)
    leaks = shared_sentences(sentences)
    assert shared_sentences(shuffled) == leaks
    assert all(len(leak.refs) > 1 and leak.words >= 8 for leak in leaks)


def test_a_cluster_that_crosses_is_an_error() -> None:
    """The message names the cluster and an article on each side."""
    split = Split({"a": "train", "b": "test", "c": "train"}, 0, 0.3)
    check_clusters(split, {"a": "a", "b": "b", "c": "a", "later": "b"})
    with pytest.raises(LeakError, match=r"found 1 of 2 .* 'a' in train \('a'\) and test \('b'\)"):
        check_clusters(split, {"a": "a", "b": "a", "c": "c"})
