"""Adjudicating in a real browser: by keyboard, over a server that comes and goes, for everyone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from dateline.corpus.nouns import Judgment
from dateline.corpus.store import open_corpus
from dateline.corpus.store.adoption import adopt_guidelines
from dateline.corpus.store.articles import iter_articles
from dateline.corpus.store.judgments import add_judgments, current_rulings

from .adjudication import NAMES, A, F, S, T, adjudicating, judge
from .conftest import Server


@pytest.fixture
def judged(small_corpus: Path) -> Path:
    """The small corpus, in which three people have judged two articles and differ here and there."""
    return judge(small_corpus)


@pytest.fixture
def desk(
    judged: Path, serving: Callable[..., Server], browser: Browser
) -> Iterator[tuple[Page, Server]]:
    """A real browser at a real server, with the first article to adjudicate open."""
    server = serving(judged)
    with adjudicating(browser, server) as page:
        page.get_by_role("link", name="Shells close the bridge").click()
        expect(page.locator("#where")).to_have_text("Sentence 1 of 3")
        yield page, server


def standing(path: Path) -> list[tuple[list[str], str | None]]:
    with open_corpus(str(path)) as corpus, corpus.read() as connection:
        rulings = sorted(current_rulings(connection), key=lambda ruling: ruling.sentence)
        return [(sorted(one.labels), one.extra.get("guideline_gap")) for one in rulings]


def test_an_article_is_adjudicated_by_keyboard_alone(
    desk: tuple[Page, Server], judged: Path
) -> None:
    """Accept, combine, decide anew, note a gap, undo across a reload; all of it arrives."""
    page, _ = desk
    letters = page.locator("#answers .letter")
    plain = next(
        n for n in range(3) if "Statistic" not in str(letters.nth(n).get_attribute("aria-label"))
    )
    page.keyboard.press("abc"[plain])
    expect(page.locator("#where")).to_have_text("Sentence 2 of 3")
    page.keyboard.press("g")
    page.keyboard.type("Is a wish testimony?")
    page.keyboard.press("Escape")
    page.keyboard.press("0")
    expect(page.locator("#where")).to_have_text("Sentence 3 of 3")
    page.keyboard.press("Enter")
    expect(page.locator("#finished")).to_be_hidden()
    page.keyboard.press("u")
    page.keyboard.press("Enter")
    expect(page.locator("#finished")).to_be_visible()
    expect(page.locator("#saved")).to_have_text("All saved.")
    assert standing(judged) == [([A], None), ([], "Is a wish testimony?"), ([F, S], None)]

    page.reload()
    expect(page.locator("#state")).to_have_text("decided")
    page.keyboard.press("z")
    expect(page.locator("#where")).to_have_text("Sentence 3 of 3")
    expect(page.locator("#state")).to_have_text("open")
    page.keyboard.press("3")
    page.keyboard.press("Enter")
    expect(page.locator("#finished")).to_be_visible()
    page.keyboard.press("k")
    page.keyboard.press("2")
    page.keyboard.press("Enter")
    expect(page.locator("#why")).to_contain_text("Decided: Testimony")
    expect(page.locator("#saved")).to_have_text("All saved.")
    assert standing(judged) == [([A], None), ([T], "Is a wish testimony?"), ([F], None)]


def test_a_decision_is_taken_back_at_once(desk: tuple[Page, Server]) -> None:
    """Undo before a reload says what stands again, also once the server has the decision."""
    page, _ = desk
    page.keyboard.press("0")
    expect(page.locator("#saved")).to_have_text("All saved.")
    page.keyboard.press("z")
    expect(page.locator("#told")).to_contain_text("Taken back. 1 of 3, the answers differ.")
    expect(page.locator("#why")).to_contain_text("The answers differ. 3 of 3 still open.")


def test_only_disputed_sentences_show_anything(desk: tuple[Page, Server]) -> None:
    """The others are plain context; the whole text is there, and no name anywhere in the page."""
    page, _ = desk
    assert page.locator(".s").count() == 7
    assert page.locator(".s a").count() == 3
    html = page.content()
    assert "Nobody came" in html
    assert not any(name in html for name in NAMES)


def test_decisions_wait_in_the_browser_while_the_server_is_away(
    desk: tuple[Page, Server], judged: Path
) -> None:
    """The page says that they are not saved, keeps them over a reload's eve, and sends them again."""
    page, server = desk
    server.kill()
    page.keyboard.press("0")
    page.keyboard.press("0")
    expect(page.locator("#saved")).to_contain_text("2 decisions are not saved yet")
    assert standing(judged) == []
    server.start()
    expect(page.locator("#saved")).to_have_text("All saved.", timeout=20_000)
    assert [labels for labels, _ in standing(judged)] == [[], []]


def test_a_browser_that_can_keep_nothing(desk: tuple[Page, Server], judged: Path) -> None:
    """Decisions are sent all the same, and while they are not the page says not to close it."""
    page, server = desk
    page.evaluate("() => { Storage.prototype.setItem = () => { throw new DOMException('full') } }")
    page.keyboard.press("0")
    expect(page.locator("#saved")).to_have_text("All saved.")
    server.kill()
    page.keyboard.press("n")
    page.keyboard.type("Who says so?")
    page.keyboard.press("Escape")
    page.keyboard.press("0")
    expect(page.locator("#saved")).to_contain_text("Do not close this page")
    server.start()
    expect(page.locator("#saved")).to_have_text("All saved.", timeout=20_000)
    assert [labels for labels, _ in standing(judged)] == [[], []]


def test_what_is_ticked_is_what_was_decided(desk: tuple[Page, Server], judged: Path) -> None:
    """After a decision was changed, Enter leaves it as it is and goes on."""
    page, _ = desk
    ticked = page.locator("#answers [aria-pressed=true]")
    page.keyboard.press("4")
    page.keyboard.press("Enter")
    page.keyboard.press("k")
    page.keyboard.press("0")
    expect(page.locator("#why")).to_have_text("Decided: none.")
    expect(ticked).to_have_text(["0 None applies✓"])
    page.keyboard.press("Enter")
    expect(page.locator("#where")).to_have_text("Sentence 2 of 3")
    expect(page.locator("#saved")).to_have_text("All saved.")
    assert [labels for labels, _ in standing(judged)] == [[]]


def test_a_note_that_is_being_written_survives_a_reload(desk: tuple[Page, Server]) -> None:
    """What was typed for a sentence is there again, and goes with its decision."""
    page, _ = desk
    page.keyboard.press("n")
    page.keyboard.type("Two drivers are no total")
    page.reload()
    expect(page.locator("#note")).to_have_value("Two drivers are no total")
    page.keyboard.press("0")
    expect(page.locator("#where")).to_have_text("Sentence 2 of 3")
    expect(page.locator("#note")).to_be_hidden()
    expect(page.locator("#saved")).to_have_text("All saved.")
    page.reload()
    expect(page.locator("#where")).to_have_text("Sentence 2 of 3")
    page.keyboard.press("k")
    expect(page.locator("#note")).to_have_value("Two drivers are no total")


def test_many_labels_are_folded_away_until_asked_for(
    small_corpus: Path, serving: Callable[..., Server], browser: Browser, tmp_path: Path
) -> None:
    """Of a dozen labels those that somebody gave are shown, and the others by one button."""
    labels = "\n".join(f"### `l{n}` — Label {n}\n\nA rule.\n" for n in range(1, 13))
    (tmp_path / "g.md").write_text(f"## Labels\n\n{labels}", encoding="utf-8")
    with open_corpus(str(small_corpus)) as corpus, corpus.write() as connection:
        digest = adopt_guidelines(connection, tmp_path / "g.md").digest
        first, *others = (one.ref for one in next(iter_articles(connection)).sentences)
        said = [("x", first, "l1"), ("y", first, "l12")]
        said += [(name, ref, "l1") for name in "xy" for ref in others]
        add_judgments(
            connection,
            [
                Judgment(f"{name} {ref}", ref, name, frozenset({label}), guidelines=digest)
                for name, ref, label in said
            ],
        )
    server = serving(small_corpus)
    with adjudicating(browser, server) as page:
        page.get_by_role("link", name="Shells close the bridge").click()
        rows = page.locator("#answers tbody th")
        expect(rows).to_have_text(["1 Label 1", "Label 12", "0 None applies"])
        page.get_by_role("button", name="10 more labels").click()
        expect(rows).to_have_count(13)
        page.get_by_role("button", name="Label 11").click()
        page.keyboard.press("j")  # stays: there is only one
        expect(page.locator("#where")).to_have_text("Sentence 1 of 1")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_pages_are_accessible_in_both_themes(
    desk: tuple[Page, Server], accessible: Callable[[Page], None], theme: Any
) -> None:
    """No axe violation on the list, on the gaps, on an article: open, decided, with notes and keys."""
    page, server = desk
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    accessible(page)
    page.keyboard.press("g")
    page.keyboard.type("Why?")
    page.keyboard.press("Escape")
    page.keyboard.press("u")
    page.keyboard.press("Enter")
    page.keyboard.press("k")
    expect(page.locator("#state")).to_have_text("decided")
    accessible(page)
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    accessible(page)
    page.keyboard.press("Escape")
    page.set_viewport_size({"width": 380, "height": 760})
    accessible(page)
    for path in ("/adjudicate", "/adjudicate?show=ruled", "/adjudicate/gaps"):
        page.goto(server.address + path)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        accessible(page)


def test_a_page_weighs_little_and_brings_nothing_from_elsewhere(desk: tuple[Page, Server]) -> None:
    """All that an article to adjudicate loads is below 100 kB and comes from this server."""
    page, server = desk
    loaded: list[tuple[str, int]] = []
    page.on("response", lambda answer: loaded.append((answer.url, len(answer.body()))))
    page.reload()
    expect(page.locator("#where")).to_have_text("Sentence 1 of 3")
    assert all(re.match(re.escape(server.address), url) for url, _ in loaded)
    assert sum(size for _, size in loaded) < 100_000
