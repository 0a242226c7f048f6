"""Runs of words are found wherever they stand, and nothing else is."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dateline.corpus.release.runs import RUN, all_runs, shares_a_run
from dateline.corpus.words import normalised_words

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


@given(st.text(min_size=20), st.text(), st.text())
def test_an_article_is_found_in_any_text_around_it(article: str, before: str, after: str) -> None:
    """What stands around a quotation, and how it is written, hides nothing."""
    found = shares_a_run(
        f"{before}\n{article.upper().lower()}\n{after}", all_runs([article.lower()])
    )

    assert (
        found
        or len(normalised_words(article.lower())) < RUN
        or article.upper().lower() != (article.lower())
    )
