"""The quiz before the first article: its API, and the page by keyboard alone."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dateline.corpus.guidelines import default_guidelines_text, parse_guidelines
from dateline.corpus.nouns import Judgment, SentenceRef
from dateline.corpus.settings import PageSettings
from dateline.corpus.store import open_corpus
from dateline.corpus.store.adoption import adopt_guidelines
from dateline.corpus.store.judgments import add_judgments
from dateline.corpus.store.people import find_person
from dateline.corpus.store.settings import set_setting
from dateline.corpus.web.quiz import quiz_needed

from .conftest import House, Server, Visitor

EXAMPLES = {
    (label.title, example.text): answer
    for label in parse_guidelines(default_guidelines_text(), "guidelines").labels
    for answer, examples in ((True, label.yes), (False, label.no))
    for example in examples
}
"""What the guidelines answer: (label's title, sentence) -> yes or no."""
NO_EXAMPLES = "## Labels\n\n### `flood` — Flood\n\nWater stands where it should not.\n"


def right(question: dict[str, str]) -> bool:
    return EXAMPLES[question["title"], question["text"]]


def take(visitor: Visitor, wrong: int = 0) -> dict[str, Any]:
    """Take a quiz, the first answers wrong; return what is told after the last one."""
    quiz = visitor.post("/api/quiz")
    told = {}
    for place, question in enumerate(quiz["questions"]):
        answer = {"question": place, "answer": right(question) != (place < wrong)}
        told = visitor.post(f"/api/quiz/{quiz['quiz']}/answers", answer)
        assert told["right"] is (place >= wrong)
    return told


def needed(house: House, name: str, **settings: Any) -> bool:
    with house.page.read() as connection:
        person = find_person(connection, name)
        assert person is not None
        return quiz_needed(connection, person, PageSettings(**settings), house.page.team)


def test_the_answers_stay_here_until_they_are_given(house: House) -> None:
    """Neither the quiz nor its page tells an answer or a reason before the question is answered."""
    ana = house.person("ana")
    quiz = ana.post("/api/quiz")

    assert len(quiz["questions"]) == 12
    assert all(question.keys() == {"label", "title", "text"} for question in quiz["questions"])
    assert quiz["answered"] == []
    first, second = quiz["questions"][:2]
    told = ana.post(f"/api/quiz/{quiz['quiz']}/answers", {"question": 0, "answer": True})
    assert told["right"] is right(first)
    assert told["note"]
    assert (told["finished"], told["passed"], told["share"]) == (False, None, None)
    assert second["text"] not in json.dumps(told)


def test_a_quiz_goes_on_after_a_reload(house: House) -> None:
    """An unfinished quiz is gone on with, its answers as they were; the first one counts."""
    ana = house.person("ana")
    quiz = ana.post("/api/quiz")
    address = f"/api/quiz/{quiz['quiz']}/answers"
    first = ana.post(address, {"question": 3, "answer": True})
    again = ana.post(address, {"question": 3, "answer": False})

    assert again == first
    resumed = ana.post("/api/quiz")
    assert resumed["quiz"] == quiz["quiz"]
    assert resumed["questions"] == quiz["questions"]
    assert resumed["answered"] == [
        {"question": 3, "answer": True, "right": first["right"], "note": first["note"]}
    ]


def test_a_quiz_belongs_to_one_person(house: House) -> None:
    """Nobody answers, or learns from, the quiz of somebody else."""
    quiz = house.person("ana").post("/api/quiz")
    ben = house.person("ben")
    address = f"/api/quiz/{quiz['quiz']}/answers"

    error = ben.post(address, {"question": 0, "answer": True}, 404)["error"]
    assert "no quiz" in error["message"]
    assert ben.post("/api/quiz")["quiz"] != quiz["quiz"]


@pytest.mark.parametrize(
    "answer",
    [
        {"question": 12, "answer": True},
        {"question": -1, "answer": True},
        {"question": "0", "answer": True},
        {"question": 0, "answer": "yes"},
        {"question": 0},
        [],
    ],
)
def test_a_malformed_answer_is_refused(house: House, answer: Any) -> None:
    """What is no answer to a question of the quiz is refused in one line, and nothing is kept."""
    ana = house.person("ana")
    quiz = ana.post("/api/quiz")
    error = ana.post(f"/api/quiz/{quiz['quiz']}/answers", answer, 422)["error"]
    assert "\n" not in error["message"]
    assert ana.post("/api/quiz")["answered"] == []


def test_a_failed_quiz_is_followed_by_other_sentences(house: House) -> None:
    """Below the threshold the first article still waits, and the next quiz asks other sentences."""
    ana = house.person("ana")
    first = {question["text"] for question in ana.post("/api/quiz")["questions"]}
    told = take(ana, wrong=4)

    assert (told["finished"], told["passed"], told["share"]) == (True, False, 8 / 12)
    assert needed(house, "ana")
    assert not first & {question["text"] for question in ana.post("/api/quiz")["questions"]}
    assert take(ana, wrong=3)["passed"] is True
    assert not needed(house, "ana")


def test_only_the_first_article_asks_for_a_quiz(house: House, tmp_path: Path) -> None:
    """Who has passed or judged is not held up by new guidelines; who has not, is."""
    ana, _, _ = (house.person(name) for name in ("ana", "ben", "cato"))
    take(ana)
    sentence = SentenceRef("bridge", 0, 62)
    with house.page.write() as connection:
        add_judgments(connection, [Judgment("j1", sentence, "ben", frozenset({"attack"}))])
        changed = tmp_path / "guidelines.md"
        text = default_guidelines_text().replace("**Version:** 1", "**Version:** 2")
        changed.write_text(text, encoding="utf-8")
        adopt_guidelines(connection, changed, accept_change=True)

    assert [needed(house, name) for name in ("ana", "ben", "cato")] == [False, False, True]
    assert not needed(house, "cato", quiz_required=False)


def test_one_machine_asks_for_no_quiz_unless_told(machine: House) -> None:
    """On one's own machine the quiz is there for practice; a coordinator may ask for it."""
    machine.person("ana")
    assert not needed(machine, "ana")
    assert needed(machine, "ana", quiz_required=True)


def test_guidelines_without_examples_ask_nothing(house: House, tmp_path: Path) -> None:
    """Where there is nothing to ask about there is no quiz, and nobody waits for one."""
    ana = house.person("ana")
    bare = tmp_path / "guidelines.md"
    bare.write_text(NO_EXAMPLES, encoding="utf-8")
    with house.page.write() as connection:
        adopt_guidelines(connection, bare)

    assert not needed(house, "ana")
    assert ana.post("/api/quiz")["quiz"] is None
    assert "no example sentences" in ana.get("/quiz").text


@pytest.fixture
def required(small_corpus: Path, serving: Callable[..., Server]) -> Server:
    """A server whose coordinator asks for a quiz of four questions."""
    with open_corpus(str(small_corpus)) as corpus, corpus.write() as connection:
        set_setting(connection, "page", {"quiz_required": True, "quiz_questions": 4})
    return serving()


def answer_by_key(page: Any, *, well: bool) -> None:
    """Answer the question on the page by its key, and wait for the reason."""
    title = page.locator("#asked strong").inner_text()
    answer = EXAMPLES[title, page.locator("#sentence").inner_text()]
    page.keyboard.press("y" if answer is well else "n")
    page.locator("#told .notice").wait_for()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_quiz_by_keyboard_alone(
    browser: Any, required: Server, accessible: Callable[[Any], None], theme: Any
) -> None:
    """Failed, taken again and passed without a mouse; axe finds nothing at any step."""
    page = browser.new_page(color_scheme=theme)
    required.come_in(page, "ana")
    page.goto(f"{required.address}/quiz")
    accessible(page)
    page.get_by_role("button", name="Begin").focus()
    page.keyboard.press("Enter")
    for well in (False, True):
        for place in range(1, 5):
            page.get_by_text(f"{place} of 4", exact=True).wait_for()
            assert page.evaluate("document.activeElement.id") == "asked"
            answer_by_key(page, well=well)
            assert page.evaluate("document.activeElement.id") == "next"
            assert ("Right." in page.locator("#told").inner_text()) is well
            if place == 1:
                accessible(page)
            page.keyboard.press("Enter")
        page.locator("#outcome").wait_for()
        assert page.evaluate("document.activeElement.id") == "outcome"
        assert page.get_by_role("link", name="Start labelling").is_visible() is well
        accessible(page)
        page.keyboard.press("Tab")
        if not well:
            page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "start"
    page.close()


def test_a_reload_goes_on_with_the_quiz(browser: Any, required: Server) -> None:
    """After a reload the quiz goes on at the first question that has no answer."""
    page = browser.new_page()
    required.come_in(page, "ana")
    page.goto(f"{required.address}/quiz")
    page.get_by_role("button", name="Begin").click()
    page.locator("#asked:focus").wait_for()
    answer_by_key(page, well=True)
    page.reload()
    page.get_by_role("button", name="Go on").click()
    page.get_by_text("2 of 4", exact=True).wait_for()
    assert page.get_by_text("1 of 1 right").is_visible()
    page.close()


def test_an_answer_without_a_server_can_be_given_again(browser: Any, required: Server) -> None:
    """When the server cannot be reached the page says so, and the same key works again later."""
    page = browser.new_page()
    required.come_in(page, "ana")
    page.goto(f"{required.address}/quiz")
    page.get_by_role("button", name="Begin").click()
    page.locator("#asked:focus").wait_for()
    page.context.set_offline(True)
    page.keyboard.press("y")
    page.get_by_text("The server cannot be reached").wait_for()
    page.context.set_offline(False)
    answer_by_key(page, well=True)
    assert page.get_by_text("1 of 1 right").is_visible()
    assert not page.locator("#trouble").is_visible()
    page.close()
