"""Labelling in a real browser: by keyboard, by mouse, with undo, runs and quotations."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dateline.corpus.store import open_corpus
from dateline.corpus.store.adoption import adopt_guidelines

from .conftest import Server
from .labelling import current, held, open_page, press, saved, start_reading

ATTACK, TESTIMONY, OFFICIAL, STATISTIC = (
    "attack",
    "testimony",
    "official_statement",
    "statistic",
)


@pytest.fixture
def page(browser: Any, serving: Callable[..., Server]) -> Any:
    """A browser page with the first article before it, alone on its server."""
    page = open_page(browser, serving())
    yield page
    page.context.close()


def test_the_link_leads_to_the_first_article(browser: Any, serving: Callable[..., Server]) -> None:
    """Whoever opens it gives a name, begins, and has an article before them."""
    page = browser.new_page()
    page.goto(serving().link)
    page.get_by_label("Your name here").fill("ana")
    page.get_by_role("button", name="Begin").click()
    page.wait_for_url("**/annotate?article=*")
    start_reading(page)
    page.close()


def test_a_whole_article_by_keyboard_alone(page: Any) -> None:
    """Digits, 0, u, c, s and Enter answer an article; Enter once more brings the next one."""
    press(page, "1", "Enter", "2", "Enter", "2", "u", "Enter")
    press(page, "2", "c")
    page.keyboard.type("Is a wish an account? 1 0 s")
    press(page, "Enter", "Enter")
    press(page, "3", "Enter", "0", "Enter")
    press(page, "3", "4", "Enter")
    assert page.locator("#end").is_visible()
    assert "7 sentences answered" in page.locator("#end .counts").text_content()
    saved(page)
    assert held(page) == [
        [ATTACK],
        [TESTIMONY],
        [TESTIMONY],
        [TESTIMONY],
        [OFFICIAL],
        [],
        [OFFICIAL, STATISTIC],
    ]
    with page.expect_navigation(url="**/annotate?article=market"):
        press(page, "Enter")
    start_reading(page)
    assert current(page) == "The stalls opened at six."


def test_a_whole_article_by_mouse_alone(page: Any) -> None:
    """Every step has a button."""
    for name in ("Attack", "Testimony", "Testimony", "Testimony", "Official statement", "None"):
        page.get_by_role("button", name=name, exact=False).first.click()
        page.locator('[data-do="commit"]').click()
    page.locator('[data-do="skip"]').click()
    saved(page)
    assert held(page)[4:] == [[OFFICIAL], [], "skipped"]
    page.locator(".s").nth(5).click()
    assert current(page) == "It rained all day."
    page.locator('[data-do="undo"]').click()
    saved(page)
    assert held(page)[6] is None
    page.locator(".s").nth(6).click()
    page.get_by_role("button", name="Statistic").click()
    page.locator('[data-do="commit"]').click()
    with page.expect_navigation(url="**/annotate?article=market"):
        page.get_by_role("button", name="Next article").click()


def test_nothing_is_answered_by_accident(page: Any) -> None:
    """Enter without a mark says what is missing and stays; marks without Enter are no answer."""
    first = current(page)
    press(page, "Enter")
    assert "No answer yet" in page.locator("#said").text_content()
    assert current(page) == first
    press(page, "1", "1", "j")
    press(page, "u", "j")
    assert held(page)[:3] == [None, None, None]


def test_moving_on_confirms(page: Any) -> None:
    """An answer that was marked counts when its sentence is left, by whatever way."""
    press(page, "1", "ArrowDown", "2", "n", "3")
    page.locator(".s").nth(5).click()
    saved(page)
    assert held(page)[:4] == [[ATTACK], [TESTIMONY], [OFFICIAL], None]


def test_undo_and_redo_across_a_reload(page: Any) -> None:
    """Everything that was confirmed can be taken back and done again, after a reload too."""
    press(page, "1", "Enter", "s", "0", "Enter")
    press(page, "k", "3", "Enter")
    saved(page)
    assert held(page)[:3] == [[ATTACK], "skipped", [OFFICIAL]]
    press(page, "z")
    saved(page)
    assert held(page)[:3] == [[ATTACK], "skipped", []]
    page.reload()
    start_reading(page)
    press(page, "z", "z")
    saved(page)
    assert held(page)[:3] == [[ATTACK], None, None]
    press(page, "Control+z")
    saved(page)
    assert held(page)[:3] == [None, None, None]
    page.reload()
    start_reading(page)
    press(page, "y", "Control+Shift+Z", "y", "y")
    saved(page)
    assert held(page)[:3] == [[ATTACK], "skipped", [OFFICIAL]]
    press(page, "y")
    assert "Nothing" in page.locator("#said").text_content()


def test_undo_takes_marks_first(page: Any) -> None:
    """Marks that were not confirmed go and come back without an answer being made."""
    press(page, "1", "4", "z")
    assert page.locator(".s").first.get_attribute("aria-description") == "not answered yet"
    press(page, "y", "Enter")
    saved(page)
    assert held(page)[0] == [ATTACK, STATISTIC]


def test_undo_leads_back_to_the_article_before(page: Any) -> None:
    """The last step of the article before is undone from the next one, and shown."""
    for _ in range(7):
        press(page, "0", "Enter")
    with page.expect_navigation(url="**/annotate?article=market"):
        press(page, "Enter")
    start_reading(page)
    with page.expect_navigation(url="**/annotate?article=bridge*"):
        press(page, "z")
    start_reading(page)
    assert current(page).startswith("Since April")
    assert held(page)[5:] == [[], None]


def test_a_run_is_answered_at_once_and_undone_at_once(page: Any) -> None:
    """Shift and arrows select sentences; what is marked goes to all of them as one step."""
    press(page, "j", "Shift+ArrowDown", "Shift+ArrowDown")
    assert page.locator('.s[aria-selected="true"]').count() == 3
    press(page, "2", "Enter")
    saved(page)
    assert held(page)[:5] == [None, [TESTIMONY], [TESTIMONY], [TESTIMONY], None]
    assert current(page).startswith("The army")
    press(page, "z")
    saved(page)
    assert held(page)[:5] == [None] * 5


def test_a_quotation_takes_its_speakers_label_to_its_end(page: Any) -> None:
    """q gives the speaker's label, and that alone, to all that is left of the open quotation."""
    press(page, "j", "j", "2", "1", "q")
    saved(page)
    assert held(page)[:6] == [None, None, [ATTACK, TESTIMONY], [TESTIMONY], None, None]
    press(page, "z")
    saved(page)
    assert held(page)[2:4] == [None, None]


def test_a_sentence_outside_a_quotation_has_none_to_end(page: Any) -> None:
    """q where no quotation is open says so and changes nothing."""
    press(page, "1", "q")
    assert "No quotation is open" in page.locator("#said").text_content()
    assert held(page)[0] is None


def test_a_comment_belongs_to_the_sentence_it_was_begun_on(page: Any) -> None:
    """Whatever is done while it is being written: a click elsewhere, the button Next, a reload."""
    press(page, "1", "c")
    page.keyboard.type("Which bridge?")
    page.locator(".s").nth(3).click()
    press(page, "2", "c")
    page.keyboard.type("Who says so?")
    page.get_by_role("button", name="Next Enter", exact=True).click()
    saved(page)
    press(page, "3", "c")
    page.keyboard.type("No reload takes it")
    page.reload()
    start_reading(page)
    press(page, "Enter")
    saved(page)
    assert comments(page) == {0: "Which bridge?", 3: "Who says so?", 4: "No reload takes it"}
    assert page.locator(".write").is_hidden()


def test_a_reason_skips_no_other_sentence(page: Any) -> None:
    """Who turns to another sentence while giving a reason has skipped neither; the words wait."""
    press(page, "Shift+S")
    page.keyboard.type("Too near")
    page.locator(".s").nth(4).click()
    assert page.locator(".write").is_hidden()
    page.locator(".s").nth(0).click()
    press(page, "Shift+S")
    assert page.get_by_label("Reason for skipping").input_value() == "Too near"
    press(page, "Enter")
    saved(page)
    assert held(page) == ["skipped", *[None] * 6]
    assert comments(page) == {0: "Too near"}


def comments(page: Any) -> dict[int, str]:
    """The comments that the server holds, by the place of their sentence."""
    data = page.evaluate("fetch('/api/articles/bridge').then((answer) => answer.json())")
    said = [each["judgment"] or {} for each in data["sentences"]]
    return {place: one["comment"] for place, one in enumerate(said) if one.get("comment")}


def test_what_is_corrected_at_the_end_counts(page: Any) -> None:
    """Going to the next article confirms what was marked; marks that are no answer are asked about."""
    press(page, *(["0", "Enter"] * 7))
    press(page, "3", "Tab")
    page.locator(".s").last.focus()
    press(page, "3", "3")
    with page.expect_navigation(url="**/annotate?article=market"):
        page.get_by_role("button", name="Next article").click()
    assert held(page)[-1] == [OFFICIAL]


def test_a_skipped_sentence_is_not_skipped_again(page: Any) -> None:
    """At the end of an article the key for skipping does no more."""
    press(page, *(["0", "Enter"] * 6), "s", "s", "s")
    saved(page)
    steps = page.evaluate("fetch('/api/history').then((answer) => answer.json())")
    assert [step["skipped"] for step in steps] == [False] * 6 + [True]


def test_a_label_that_is_gone_is_not_kept(
    browser: Any, serving: Callable[..., Server], small_corpus: Path, tmp_path: Path
) -> None:
    """Enter keeps an answer under changed rules, but not one of which nothing is left."""
    server = serving()
    page = open_page(browser, server)
    press(page, "2", "Enter", "1", "2", "Enter")
    saved(page)
    server.stop()
    with open_corpus(str(small_corpus)) as corpus, corpus.write() as connection:
        labels = "### `attack` — Attack\n\nA rule.\n\n### `witness` — Witness account\n\nAnother.\n"
        (tmp_path / "g.md").write_text(f"## Labels\n\n{labels}", encoding="utf-8")
        adopt_guidelines(connection, tmp_path / "g.md", accept_change=True)
    server.start()
    page.reload()
    start_reading(page)
    assert "testimony is no label any more" in page.locator('[data-note="review"]').text_content()
    press(page, "Enter")
    assert "No answer yet" in page.locator("#said").text_content()
    press(page, "2", "Enter", "Enter")
    saved(page)
    assert held(page)[:3] == [["witness"], [ATTACK], None]
    page.context.close()


def test_an_article_can_be_left_without_a_reason(page: Any) -> None:
    """Leaving an article gives it away for good and brings the next one."""
    page.get_by_role("button", name="Leave this article").click()
    with page.expect_navigation(url="**/annotate?article=market"):
        page.get_by_role("button", name="Leave it").click()


def test_keys_do_not_act_while_somebody_types(page: Any) -> None:
    """In a text field and in the guidelines, letters are letters."""
    press(page, "g")
    page.get_by_role("searchbox").click()
    page.keyboard.type("u10")
    assert page.get_by_role("searchbox").input_value() == "u10"
    press(page, "Escape", "Escape")
    assert page.locator("#pane").is_hidden()
    assert page.locator(".s").first.get_attribute("aria-description") == "not answered yet"
    press(page, "1")
    assert "not confirmed" in page.locator(".s").first.get_attribute("aria-description")


def test_the_guidelines_open_at_the_label_in_question(page: Any) -> None:
    """g shows the rules of the label that was marked last, beside the text."""
    press(page, "3", "g")
    page.wait_for_selector("#label-official_statement:focus-within")
    assert page.locator("#text").is_visible()
    press(page, "Escape")
    assert page.evaluate("document.activeElement.matches('.s[aria-current]')")


def test_a_first_time_annotator_is_told_three_keys(page: Any) -> None:
    """The page itself says what to press; once put away the line stays away."""
    hint = page.locator('[data-note="hint"]')
    assert "then Enter" in hint.text_content()
    hint.get_by_role("button").click()
    page.reload()
    start_reading(page)
    assert hint.count() == 0


def test_the_keys_are_told(page: Any) -> None:
    """? opens a table of every key, and Esc closes it."""
    press(page, "?")
    assert page.get_by_role("dialog", name="Keys").is_visible()
    assert page.locator("#help tbody tr").count() >= 20
    press(page, "Escape")
    assert page.get_by_role("dialog", name="Keys").is_hidden()


def test_the_last_answer_ends_the_article_wherever_it_stands(page: Any) -> None:
    """Who left a sentence open and comes back to it is not led through the rest again."""
    press(page, "1", "Enter", "ArrowDown")
    press(page, *(["0", "Enter"] * 5))
    assert "Back to the one sentence" in page.locator("#said").text_content()
    press(page, "2", "Enter")
    assert page.locator("[data-do=next-article]").first.evaluate("it => it.matches(':focus')")
    press(page, "Tab", "Enter")
    press(page, "Enter", "Enter")
    assert current(page) == "“Nobody came."
    saved(page)


def test_on_a_phone_the_guidelines_take_the_whole_screen(page: Any) -> None:
    """With large letters too there is room to read them; closing brings the answers back."""
    page.set_viewport_size({"width": 390, "height": 700})
    page.evaluate("document.documentElement.dataset.textSize = 'larger'")
    press(page, "g")
    page.wait_for_selector("#pane [data-guidelines]")
    assert page.locator("#pane").bounding_box()["height"] > 500
    assert page.locator(".tools").is_hidden()
    page.locator("[data-do=close-pane]").click()
    assert page.locator(".tools").is_visible()
