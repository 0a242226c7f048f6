"""Words as duplicates and leaks compare them."""

from __future__ import annotations

import pytest

from dateline.corpus.words import normalised_words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", []),
        ("*** — …", []),
        ("The MINISTRY's 1,200_men", ["the", "ministry", "s", "1", "200", "men"]),
        ("cafe\u0301 café", ["café", "café"]),
        ("हिन्दी में", ["हिन्दी", "में"]),
        ("السَّلام عليكم", ["السَّلام", "عليكم"]),
        ("新闻 AP", ["新", "闻", "ap"]),
        ("a\ud800b", ["a", "b"]),
    ],
)
def test_words_of_many_scripts(text: str, words: list[str]) -> None:
    """Case, punctuation and Unicode form vanish; marks stay with their letters."""
    assert normalised_words(text) == words
