"""The page of a census: it stands alone, quotes nothing, and can be read without seeing it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from dateline.corpus.census import Census, Group, take_census
from dateline.corpus.census.page import render_census
from dateline.corpus.store import open_corpus
from dateline.corpus.transfer import import_corpus

if TYPE_CHECKING:
    from playwright.sync_api import Browser

SAMPLE = Path(__file__).parents[3] / "corpus" / "sample"


@pytest.fixture(scope="module")
def census(tmp_path_factory: pytest.TempPathFactory) -> Census:
    """The census of the sample corpus, judged and settled."""
    folder = tmp_path_factory.mktemp("census")
    with open_corpus(str(folder / "corpus.db"), create=True) as corpus:
        for name in ("articles", "judgments", "gold"):
            import_corpus(corpus, SAMPLE / f"{name}.jsonl", "dateline")
        return take_census(corpus)


def test_the_page_stands_alone(census: Census) -> None:
    """Nothing is fetched, no script runs, and the same corpus gives the same bytes."""
    page = render_census(census)

    assert page == render_census(census)
    assert "default-src 'none'" in page
    assert not re.search(r"<script|<link|<img|@import|url\(|https?:", page)


def test_every_plot_says_what_it_shows(census: Census) -> None:
    """Each drawn plot has a title, a description and its numbers as a table."""
    page = render_census(census)
    plots = re.findall(r"<figure>.*?</figure>", page, flags=re.DOTALL)

    assert len(plots) == 3
    for plot in plots:
        title, about = re.findall(r'aria-labelledby="(\S+) (\S+)"', plot)[0]
        assert f'<title id="{title}">' in plot
        assert f'<desc id="{about}">' in plot
        drawn = re.findall(r"<rect[^>]*><title>(.*?): (.*?)</title>", plot)
        table = re.findall(r'<tr><th scope="row">(.*?)</th><td>(.*?)</td>', plot)
        assert drawn == table


def test_names_are_shown_as_text(census: Census) -> None:
    """A source's name is never markup, and what would turn the writing around is spelled out."""
    named = (Group("<script>alert(1)</script>\u202egnp", 1, 1), *census.facets["source"])
    page = render_census(replace(census, facets={**census.facets, "source": named}))

    assert "&lt;script&gt;alert(1)&lt;/script&gt;\\u202egnp" in page


def test_an_empty_corpus_has_a_page(tmp_path: Path) -> None:
    """The page of nothing says so and how to begin."""
    with open_corpus(str(tmp_path / "corpus.db"), create=True) as corpus:
        page = render_census(take_census(corpus))

    assert "0 articles, 0 sentences" in page
    assert "dateline ingest" in page
    assert "<svg" not in page


def test_anybody_can_read_it(census: Census, presentable: Callable[[str], None]) -> None:
    """The page of the sample corpus is shown without an obstacle."""
    presentable(render_census(census))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1100])
def test_the_page_fits_a_window(
    census: Census, browser: Browser, tmp_path: Path, width: int, scheme: str
) -> None:
    """On a phone and on a desk the page is no wider than its window, and nothing is refused."""
    file = tmp_path / "corpus.html"
    file.write_text(render_census(census), encoding="utf-8")
    context = browser.new_context(
        viewport={"width": width, "height": 800},
        color_scheme=scheme,  # type: ignore[arg-type]
    )
    page, said = context.new_page(), list[str]()
    page.on("console", lambda message: said.append(message.text))
    page.goto(file.as_uri())

    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert said == []
    context.close()
