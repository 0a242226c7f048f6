"""Reviewing doubted gold in a real browser: by keyboard, label first, in both themes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from dateline.corpus.labelling.doubts import Reviewed
from dateline.corpus.store import open_corpus
from dateline.corpus.store.doubts import review_of_doubts

from .adjudication import adjudicating
from .conftest import Server
from .doubting import doubt, settle


@pytest.fixture
def desk(
    small_corpus: Path, serving: Callable[..., Server], browser: Browser
) -> Iterator[tuple[Page, Server]]:
    """A real browser at the list of what a model doubts."""
    server = serving(doubt(settle(small_corpus)))
    with adjudicating(browser, server, "?show=doubted") as page:
        yield page, server


def reviewed(path: Path) -> Reviewed:
    with open_corpus(str(path)) as corpus, corpus.read() as connection:
        found = review_of_doubts(connection)
    assert found is not None
    return found


def test_the_queue_is_gone_through_by_keyboard_alone(
    desk: tuple[Page, Server], small_corpus: Path
) -> None:
    """Keep, see why, go on, change, take back, ask, change again, and on to the next article."""
    page, _ = desk
    page.get_by_role("link", name="Shells close the bridge").click()
    expect(page.locator("#why")).to_contain_text("A model doubts how it was settled: Official")
    expect(page.locator("#decide")).to_contain_text("Keep")
    expect(page.locator("#reason")).to_be_hidden()
    page.keyboard.press("Enter")
    expect(page.locator("#reason")).to_contain_text("Official statement 4 % likely (it was given)")
    expect(page.locator("#where")).to_have_text("Sentence 1 of 2")
    expect(page.locator("#decide")).to_contain_text("Go on")
    page.keyboard.press("Enter")
    expect(page.locator("#where")).to_have_text("Sentence 2 of 2")
    page.keyboard.press("2")
    expect(page.locator("#decide")).to_contain_text("Change")
    page.keyboard.press("Enter")
    expect(page.locator("#reason")).to_contain_text("Testimony 93 % likely (it was not given)")
    expect(page.locator("#finished")).to_be_visible()
    page.keyboard.press("z")
    expect(page.locator("#state")).to_have_text("open")
    expect(page.locator("#saved")).to_have_text("All saved.")
    page.keyboard.press("2")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(page.locator("#next-article")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("A quiet morning at the market")
    expect(page.locator("#state")).to_have_text("open")
    page.keyboard.press("m")
    expect(page.locator("#reason")).to_contain_text("Testimony 97 % likely")
    expect(page.locator("#decide")).to_contain_text("Keep")
    page.keyboard.press("Enter")
    expect(page.locator("#state")).to_have_text("decided")
    expect(page.locator("#saved")).to_have_text("All saved.")
    found = reviewed(small_corpus)
    assert (found.waiting, found.confirmed.n, found.confirmed.hits, found.reason_shown) == (
        0,
        3,
        1,
        2,
    )


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_queue_is_accessible_in_both_themes(
    desk: tuple[Page, Server], accessible: Callable[[Page], None], theme: Any
) -> None:
    """No axe violation on the list, a doubted sentence, its reason, the keys and the dashboard."""
    page, server = desk
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    accessible(page)
    page.get_by_role("link", name="Shells close the bridge").click()
    expect(page.locator("#state")).to_have_text("open")
    accessible(page)
    page.keyboard.press("Enter")
    expect(page.locator("#reason")).to_be_visible()
    accessible(page)
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_contain_text("what the model says against it")
    accessible(page)
    expect(page.locator("#saved")).to_have_text("All saved.")
    page.goto(f"{server.address}/dashboard")
    expect(page.get_by_role("heading", name="Doubted by a model")).to_be_visible()
    accessible(page)
