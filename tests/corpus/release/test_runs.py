"""Runs of words are found wherever they stand, and nothing else is."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dateline.corpus.release.runs import RUN, all_runs, shares_a_run

WORDS = st.lists(
    st.sampled_from(["one", "two", "three", "four", "five", "six", "seven"]), max_size=40
)


@given(st.lists(WORDS, max_size=4), WORDS)
def test_a_shared_run_is_eight_words_in_a_row(articles: list[list[str]], text: list[str]) -> None:
    """Two texts share a run where eight successive words of one stand in the other."""
    own = {tuple(text[place : place + RUN]) for place in range(len(text) - RUN + 1)}
    shared = any(
        tuple(article[place : place + RUN]) in own
        for article in articles
        for place in range(len(article) - RUN + 1)
    )

    assert shares_a_run(" ".join(text), all_runs(map(" ".join, articles))) == shared
