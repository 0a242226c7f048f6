"""The page of `--explain`: every part of every page, its kind and its reason."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from dateline.corpus.explain import ExplainedPage, explain_pages
from dateline.corpus.pages import read_page

GOLDEN = Path(__file__).parents[1] / "golden" / "pages"


def explained(*texts: str) -> str:
    return "".join(
        explain_pages(
            ExplainedPage(f"{number}.txt", read_page(text)) for number, text in enumerate(texts)
        )
    )


def shown(html: str) -> list[str]:
    """Return the words of the blocks of an explained page, in order."""
    return [unescape(found) for found in re.findall(r'<p dir="auto">(.*?)</p>', html, re.DOTALL)]


def test_every_block_of_every_page_is_shown_with_its_reason() -> None:
    """The golden pages are shown whole: each block once, its kind and reason beside it."""
    pages = [
        ExplainedPage(path.name, read_page(path.read_text(encoding="utf-8")))
        for path in sorted(GOLDEN.glob("*.txt"))
    ]
    html = "".join(explain_pages(pages))
    blocks = [(explained.page, block) for explained in pages for block in explained.page.blocks]
    assert shown(html) == [page.text[block.start : block.end].strip() for page, block in blocks]
    reasons = re.findall(r'<div class="why"><b>[^<]+</b> · (.*?)</div>', html)
    assert [unescape(reason) for reason in reasons] == [block.reason for _, block in blocks]
    assert html.count('<article class="article">') == sum(len(one.page.articles) for one in pages)
    assert all(f'href="#page-{number}"' in html for number in range(1, len(pages) + 1))


def test_it_stands_by_itself() -> None:
    """The page has no script, fetches nothing, and says so in every word of a page it shows."""
    html = explained('<script src="https://x.example/a.js"></script> & more.\n\nA line.')
    assert "<script" not in html
    assert not re.search(r"(?:src|href)=\"(?!#)", html)
    assert "&lt;script" in html


def test_anybody_can_read_it(presentable: Callable[[str], None]) -> None:
    """The golden pages explained, of many kinds and languages, are shown without an obstacle."""
    names = ("newspaper", "arabic_agency", "no_article", "wire_briefs", "ap_correction")
    presentable(explained(*((GOLDEN / f"{name}.txt").read_text("utf-8") for name in names)))


def test_a_page_without_an_article_says_so() -> None:
    """A page of nothing but navigation is shown too, and named as one without an article."""
    html = explained("Home\nSign in")
    assert "No article was found on this page." in html
    assert shown(html) == ["Home", "Sign in"]


@given(st.text())
def test_any_page_can_be_explained(text: str) -> None:
    """Whatever stands on a page, the HTML can be written as UTF-8 and has no control characters."""
    html = explained(text)
    html.encode("utf-8")
    assert not re.search(r"[\x00-\x08\x0e-\x1f\x7f-\x9f]", html)


@given(st.text(alphabet=st.characters(categories=["Cs", "Lu"]), min_size=1))
def test_broken_text_can_be_explained(text: str) -> None:
    """Halves of characters, which no file may hold, are shown as replaced."""
    explained(text).encode("utf-8")
