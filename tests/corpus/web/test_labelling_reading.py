"""The article as it is read: for everyone, in every theme and direction, and with care."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from dateline.corpus.nouns import Article, SentenceRef, Suggestion
from dateline.corpus.store import open_corpus, schema
from dateline.corpus.store.settings import set_setting
from dateline.corpus.store.suggestions import add_suggestions

from .conftest import STORIES, Server, fill
from .labelling import current, held, open_page, press, saved, start_reading

HARD = Article(
    "hard",
    "The cellar <b>at</b> Sarn",
    "The guards tortured two boys, a survivor said. <script>document.title = 'taken'</script> They "
    "were executed & buried.\n“They beat us with cables,” she said. “Nobody came.”",
    source="<i>The Post</i>",
    language="en",
)


def serve(
    serving: Callable[..., Server], tmp_path: Path, *stories: Article, **settings: Any
) -> Server:
    path = fill(tmp_path / "other.db", stories)
    with open_corpus(str(path)) as corpus, corpus.write() as connection:
        set_setting(connection, "page", settings)
    return serving(path)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing(
    browser: Any,
    serving: Callable[..., Server],
    tmp_path: Path,
    accessible: Callable[[Any], None],
    theme: Any,
) -> None:
    """From the note before a hard article to its end, with everything open that can be."""
    server = serve(serving, tmp_path, HARD)
    page = browser.new_context(color_scheme=theme).new_page()
    server.come_in(page, "ana")
    page.goto(f"{server.address}/annotate")
    page.wait_for_selector("[data-do=read]:focus")
    accessible(page)
    start_reading(page)
    accessible(page)
    press(page, "Shift+V", "1", "u", "c")
    accessible(page)
    press(page, "Escape", "Enter", "Shift+ArrowDown", "2")
    accessible(page)
    press(page, "Enter", "0", "g")
    page.wait_for_selector("#pane [data-guidelines]")
    accessible(page)
    press(page, "Escape", "Escape", "?")
    accessible(page)
    press(page, "Escape", "0", "Enter")
    page.wait_for_selector("#end:not([hidden])")
    accessible(page)
    page.context.close()


def test_covered_text_is_neither_seen_nor_heard(
    browser: Any, serving: Callable[..., Server], tmp_path: Path
) -> None:
    """Before a sentence is uncovered nothing gives it away; it cannot be judged unread."""
    page = open_page(browser, serve(serving, tmp_path, HARD, veil="all"))
    first = page.locator(".s").first
    assert not first.locator(".t").is_visible()
    assert "tortured" not in page.locator("main").aria_snapshot()
    assert "tortured" not in page.locator("#text").inner_text()
    press(page, "1")
    assert "Uncover it first" in page.locator("#said").text_content()
    press(page, "v")
    assert first.locator(".t").is_visible()
    assert "tortured" in page.locator("main").aria_snapshot()
    assert "cables" not in page.locator("main").aria_snapshot()
    press(page, "1", "Enter")
    saved(page)
    assert held(page, "hard")[0] == ["attack"]
    press(page, "Shift+V")
    assert "cables" in page.locator("main").aria_snapshot()
    press(page, "v")
    assert page.locator("#said").text_content() == "Covered again"
    assert not page.locator(".s[aria-current] .t").is_visible()
    page.context.close()


def test_a_note_stands_before_a_hard_article(
    browser: Any, serving: Callable[..., Server], tmp_path: Path
) -> None:
    """Its topics are told before any of it is seen, and it can be left there and then."""
    server = serve(serving, tmp_path, HARD, STORIES[1])
    page = browser.new_context().new_page()
    server.come_in(page, "ana")
    page.goto(f"{server.address}/annotate")
    page.wait_for_selector("[data-do=read]:focus")
    assert "torture" in page.locator(".before").inner_text()
    assert page.get_by_text("The cellar").is_hidden()
    assert page.locator("#text").is_hidden()
    with page.expect_navigation(url="**/annotate?article=market"):
        page.get_by_role("button", name="Leave it").click()
    page.context.close()


def test_markup_in_an_article_is_text(
    browser: Any, serving: Callable[..., Server], tmp_path: Path
) -> None:
    """Tags and scripts of an article are shown as they were written, and do nothing."""
    page = open_page(browser, serve(serving, tmp_path, HARD))
    press(page, "Shift+V")
    assert page.get_by_role("heading", level=1).inner_text() == "The cellar <b>at</b> Sarn"
    assert "<i>The Post</i>" in page.locator(".origin").inner_text()
    text = page.locator("#text").inner_text()
    assert "<script>document.title = 'taken'</script>" in text.replace("\u2060", "")
    assert page.locator("article :is(script, b:not(.marks b), i:not(.marks i))").count() == 0
    assert "taken" not in page.title()
    page.context.close()


def test_right_to_left(
    browser: Any, serving: Callable[..., Server], tmp_path: Path, accessible: Callable[[Any], None]
) -> None:
    """An Arabic article runs from the right, and the arrow to the left leads on."""
    page = open_page(browser, serve(serving, tmp_path, STORIES[2]))
    text = page.locator("#text p").first
    assert text.evaluate("(element) => getComputedStyle(element).direction") == "rtl"
    first, second = (page.locator(".s").nth(at).bounding_box() for at in (0, 1))
    assert first["x"] > second["x"]
    press(page, "1", "ArrowLeft")
    assert current(page).startswith("قالت")
    press(page, "ArrowRight")
    assert current(page).startswith("سقطت")
    accessible(page)
    page.context.close()


def test_a_screen_reader_hears_what_is_so(browser: Any, serving: Callable[..., Server]) -> None:
    """Each sentence says what was answered, and what was done is said as it is done."""
    page = open_page(browser, serving())
    first = page.locator(".s").first
    assert first.evaluate("(element) => element === document.activeElement")
    press(page, "1", "u")
    assert first.get_attribute("aria-description") == "Attack, unsure, not confirmed yet"
    assert page.get_by_role("button", name="Attack").get_attribute("aria-pressed") == "true"
    assert page.locator("#said").inner_text() == "Unsure"
    press(page, "Enter")
    assert first.get_attribute("aria-description") == "Attack, unsure"
    assert page.locator("#said").inner_text() == "Attack, unsure"
    assert page.locator(".s[aria-current]").evaluate("(e) => e === document.activeElement")
    page.context.close()


def test_a_phone_shows_text_and_every_label(browser: Any, serving: Callable[..., Server]) -> None:
    """In a small window the labels and Next stay in sight, and nothing scrolls sideways."""
    page = open_page(browser, serving(), viewport={"width": 360, "height": 700}, has_touch=True)
    for name in ("Attack", "Testimony", "Official statement", "Statistic", "None", "Next"):
        box = page.get_by_role("button", name=name).first.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 360
        assert box["y"] + box["height"] <= 700
        assert box["height"] >= 24
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.locator(".read").bounding_box()["height"] > 250
    page.get_by_role("button", name="Attack").tap()
    page.locator('[data-do="commit"]').tap()
    saved(page)
    assert held(page)[0] == ["attack"]
    page.context.close()


def test_the_page_is_light(browser: Any, serving: Callable[..., Server]) -> None:
    """The page, its styles and its modules weigh less than 100 kB, and come from here alone."""
    server = serving()
    page = browser.new_context().new_page()
    server.come_in(page, "ana")
    page.goto(f"{server.address}/annotate")
    start_reading(page)
    sizes: dict[str, int] = {}
    page.on("response", lambda answer: sizes.update({answer.url: len(answer.body())}))
    page.reload()
    start_reading(page)
    saved(page)
    assert all(url.startswith(server.address) for url in sizes)
    assert sum(sizes.values()) < 100_000
    page.context.close()


def test_a_rest_is_suggested_once_in_a_while(browser: Any, serving: Callable[..., Server]) -> None:
    """After long work a line says so; put away, it stays away for as long again."""
    server = serving()
    page = browser.new_context().new_page()
    page.clock.install()
    server.come_in(page, "ana")
    page.goto(f"{server.address}/annotate")
    start_reading(page)
    rest = page.locator('[data-note="rest"]')
    for _ in range(48):
        assert rest.count() == 0 or _ > 44
        press(page, "j", "k")
        page.clock.run_for(59_000)
    assert "A short rest does good" in rest.inner_text()
    rest.get_by_role("button", name="OK").click()
    press(page, "j")
    page.clock.run_for(59_000)
    assert rest.count() == 0
    page.context.close()


def test_a_lease_that_ran_out_is_told_calmly(browser: Any, serving: Callable[..., Server]) -> None:
    """Whoever comes back late reads that the article may go to others, and can just go on."""
    server = serving()
    page = browser.new_context().new_page()
    page.clock.install()
    server.come_in(page, "ana")
    page.goto(f"{server.address}/annotate")
    start_reading(page)
    press(page, "j")
    page.clock.run_for(70_000)
    page.clock.run_for(11 * 60_000)
    lease = page.locator('[data-note="lease"]')
    assert "may go to others" in lease.inner_text()
    press(page, "k")
    page.clock.run_for(6_000)
    lease.wait_for(state="detached")
    page.route("**/renew", lambda route: route.fulfill(json={"lease_seconds": 0}))
    press(page, "j")
    page.clock.run_for(70_000)
    page.get_by_text("went to others").wait_for()
    page.context.close()


def test_a_model_speaks_after_the_annotator(
    browser: Any, serving: Callable[..., Server], small_corpus: Path
) -> None:
    """What a model says is shown when the answer is given, not before, and changes nothing."""
    with open_corpus(str(small_corpus)) as corpus, corpus.write() as connection:
        connection.execute(sa.update(schema.articles).values(part="train"))
        set_setting(connection, "page", {"suggestions": True, "withhold": 0.0})
        found = connection.execute(
            sa.select(schema.sentences.c.start, schema.sentences.c.end)
            .join(schema.articles)
            .where(schema.articles.c.id == "bridge")
        )
        refs = [SentenceRef("bridge", start, end) for start, end in found]
        add_suggestions(connection, [Suggestion(ref, frozenset({"attack"}), {}) for ref in refs])
    page = open_page(browser, serving())
    model = page.locator('[data-note="model"]')
    assert model.count() == 0
    press(page, "0", "Enter")
    model.wait_for()
    assert "A model would say of the sentence you just answered: Attack" in model.inner_text()
    assert held(page)[0] == []
    model.get_by_role("button", name="Show the sentence").click()
    press(page, "1", "Enter")
    saved(page)
    assert held(page)[0] == ["attack"]
    page.context.close()
