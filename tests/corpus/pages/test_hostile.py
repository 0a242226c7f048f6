"""Hostile pages: whatever a page is made of, reading it takes time in proportion to its length."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest

from dateline.corpus.pages import read_page

SENTENCE = "The mayor said that the bridge was closed on Friday. "
STORY = SENTENCE * 6

PAGES: dict[str, Callable[[int], str]] = {
    "one line": lambda n: SENTENCE * n,
    "lines of one letter": lambda n: "a\n" * n,
    "lines of one digit": lambda n: "1\n" * n,
    "one paragraph again and again": lambda n: f"{STORY}\n\n" * n,
    "one wire story again and again": lambda n: f"DORVAN (Reuters) – {STORY}\n\n" * n,
    "many wire stories": lambda n: "".join(
        f"TOWN{i}, Norland (AP) — {SENTENCE} {i}.\n" for i in range(n)
    ),
    "many articles of one kind": lambda n: "".join(
        f"Bridge {i} is closed in town\n\nBy Dana Veld\n\nMarch 3, 2019\n\n{STORY} {i}.\n\n"
        for i in range(n)
    ),
    "questions": lambda n: "Who fired?\n" * n,
    "headlines": lambda n: "A bridge is closed in town\n" * n,
    "comments": lambda n: f"{STORY}\n" + "Comments\nReply\nMarch 3, 2019\nDana says:\n" * n,
    "credits": lambda n: f"(Reporting by Dana Veld)\n{SENTENCE}\n" * n,
    "bylines that never end": lambda n: f"By {'A. ' * 45}x\n" * n,
    "Arabic letters that part names": lambda n: f"By {'و' * 130}\n" * n,
    "spaces before a bracket": lambda n: f"a{' ' * 100 * n}b]",
    "brackets": lambda n: "[1]" * 100 * n,
    "open brackets": lambda n: "(" * 100 * n,
    "dashes": lambda n: f"{'A' * 60}{'-/' * 30}\n" * n,
    "dates": lambda n: f"{'In March, ' * 9}2017.\n" * n,
    "wrapped at a column": lambda n: (
        "the mayor said that the bridge was closed on a friday and would\n" * n
    ),
    "nothing but white space": lambda n: "\t \n" * n,
}


def calls(text: str) -> int:
    """Return how many functions are called while a page is read."""
    count = 0

    def called(*_: object) -> None:
        nonlocal count
        count += 1

    before = sys.getprofile()
    sys.setprofile(called)
    try:
        read_page(text)
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES.keys())
def test_work_grows_with_the_length_and_no_faster(page: Callable[[int], str]) -> None:
    """Four times as long a page takes about four times as many steps."""
    short = calls(page(500))  # before the long one, whose lines are remembered
    assert calls(page(2000)) <= 6 * short + 1000


def test_very_long_lines_are_kept_whole() -> None:
    """A line of a million characters is one paragraph of its article, with all its words."""
    line = (SENTENCE * 20_000).strip()
    (article,) = read_page(f"A bridge is closed in town\n\n{line}").articles
    assert article.text == line
