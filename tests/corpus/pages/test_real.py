"""The real pages beside the checkout: what every one of them holds, told without their words."""

from __future__ import annotations

from pathlib import Path

import pytest

from dateline.corpus.pages import Page, read_page

AGENCIES = {
    "000": [None],
    "001": ["Reuters"] * 10,
    "002": [None],
    "003": [None],
    "004": ["AP", "AFP"],
}
KEPT = {"000": 24, "001": 184, "002": 26, "003": 11, "004": 46}
"""number of body paragraphs, counted by eye"""


@pytest.fixture(params=sorted(AGENCIES))
def page(request: pytest.FixtureRequest, shared_data: Path) -> tuple[str, Page]:
    """A real page, as it is read, under the number in its file's name."""
    (path,) = (shared_data / "pages").glob(f"{request.param}_*.txt")
    with path.open(encoding="utf-8", newline="") as file:
        return request.param, read_page(file.read())


def test_every_article_is_found(page: tuple[str, Page]) -> None:
    """Each distinct article is found once, with a headline and its agency."""
    number, read = page
    assert [article.agency for article in read.articles] == AGENCIES[number]
    assert all(article.title for article in read.articles)


def test_no_paragraph_is_lost_or_won(page: tuple[str, Page]) -> None:
    """The articles' bodies have the paragraphs that a person counts in them."""
    number, read = page
    assert sum(block.kind == "body" for block in read.blocks) == KEPT[number]


def test_an_article_read_again_is_the_same(page: tuple[str, Page]) -> None:
    """An article's own text below its title is a page with this article and no other."""
    for article in page[1].articles:
        (again,) = read_page(f"{article.title}\n\n{article.text}").articles
        assert (again.text, again.blocks) == (article.text, article.blocks)
