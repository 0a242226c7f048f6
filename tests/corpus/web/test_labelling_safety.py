"""Nothing that was answered in the browser is lost, doubled or overwritten, and the page says so."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from .conftest import Server
from .labelling import held, open_page, press, saved, start_reading

WAITING = re.compile("Not saved yet: 2 answers.*kept in this browser")


@pytest.fixture
def server(serving: Callable[..., Server]) -> Server:
    return serving()


def test_offline_and_back(browser: Any, server: Server) -> None:
    """Without a network one goes on; the page says what waits, and sends it when there is one."""
    page = open_page(browser, server)
    page.context.set_offline(True)
    press(page, "1", "Enter", "2", "Enter")
    page.get_by_text(WAITING).wait_for()
    page.context.set_offline(False)
    saved(page)
    assert page.get_by_text(WAITING).count() == 0
    assert held(page)[:3] == [["attack"], ["testimony"], None]
    page.context.close()


def test_a_server_that_is_killed_and_started_again(browser: Any, server: Server) -> None:
    """What was answered meanwhile is sent once, and in its order."""
    page = open_page(browser, server)
    press(page, "1", "Enter")
    saved(page)
    server.kill()
    press(page, "2", "Enter", "k", "3", "Enter")
    page.get_by_text(WAITING).wait_for()
    server.start()
    page.evaluate("() => dispatchEvent(new Event('online'))")
    saved(page)
    assert held(page)[:3] == [["attack"], ["official_statement", "testimony"], None]
    steps = page.evaluate("fetch('/api/history').then((answer) => answer.json())")
    assert [step["labels"] for step in steps] == [
        ["attack"],
        ["testimony"],
        ["official_statement", "testimony"],
    ]
    page.context.close()


def test_a_tab_closed_right_after_a_key(browser: Any, server: Server) -> None:
    """The last key press before a tab is closed counts."""
    page = open_page(browser, server)
    context = page.context
    press(page, "1", "Enter", "2", "Enter")
    page.close()
    page = context.new_page()
    page.goto(f"{server.address}/annotate")
    start_reading(page)
    saved(page)
    assert held(page)[:3] == [["attack"], ["testimony"], None]
    context.close()


def test_a_tab_closed_while_offline(browser: Any, server: Server) -> None:
    """What could not be sent is sent by the next page that opens, marks without Enter are kept too."""
    page = open_page(browser, server)
    context = page.context
    context.set_offline(True)
    press(page, "1", "Enter", "4")
    page.close()
    context.set_offline(False)
    page = context.new_page()
    page.goto(f"{server.address}/annotate")
    start_reading(page)
    saved(page)
    assert held(page)[:2] == [["attack"], None]
    assert "Statistic, not confirmed" in page.locator(".s").nth(1).get_attribute("aria-description")
    context.close()


def test_two_tabs_show_the_same_and_do_not_overwrite_each_other(
    browser: Any, server: Server
) -> None:
    """An answer in one tab is seen in the other at once, and changed from there."""
    one = open_page(browser, server)
    other = one.context.new_page()
    other.goto(one.url)
    start_reading(other)
    one.bring_to_front()
    press(one, "1", "Enter")
    other.locator(".s").first.locator(".marks", has_text=re.compile("^1$")).wait_for()
    other.bring_to_front()
    other.locator(".s").first.click()
    press(other, "4", "Enter")
    one.locator(".s").first.locator(".marks", has_text=re.compile("^14$")).wait_for()
    saved(one)
    saved(other)
    one.bring_to_front()
    press(one, "z")
    saved(one)
    assert held(one)[0] == ["attack"]
    assert one.evaluate("Object.keys(localStorage).filter((key) => /:(out|told):/.test(key))") == []
    one.context.close()


def test_two_annotators_in_one_browser_keep_apart(browser: Any, server: Server) -> None:
    """What one of them has not sent is not sent in the other's name."""
    page = open_page(browser, server)
    context = page.context
    context.set_offline(True)
    press(page, "1", "Enter")
    page.close()
    context.set_offline(False)
    page = context.new_page()
    page.goto(f"{server.address}/who")
    page.get_by_label("Somebody new").fill("ben")
    page.get_by_role("button", name="Begin").click()
    start_reading(page)
    saved(page)
    assert held(page)[0] is None
    page.goto(f"{server.address}/who")
    page.get_by_role("button", name="ana").click()
    start_reading(page)
    saved(page)
    assert held(page)[0] == ["attack"]
    context.close()


def test_nothing_is_sent_in_the_name_of_whoever_came_in_meanwhile(
    browser: Any, server: Server
) -> None:
    """A page of one annotator, left open while another came in, keeps what is said on it."""
    page = open_page(browser, server)
    other = page.context.new_page()
    other.goto(f"{server.address}/who")
    other.get_by_label("Somebody new").fill("ben")
    other.get_by_role("button", name="Begin").click()
    start_reading(other)
    press(page, "1", "Enter")
    page.get_by_text("somebody else is in").wait_for()
    assert held(other)[0] is None
    page.context.close()


def test_a_browser_without_a_store_of_its_own(browser: Any, server: Server) -> None:
    """Where nothing can be kept the page says not to close it, and sends all the same."""
    page = open_page(browser, server)
    page.evaluate("() => { Storage.prototype.setItem = () => { throw new DOMException('full') } }")
    page.context.set_offline(True)
    press(page, "1", "Enter")
    page.get_by_text("Do not close this page").wait_for()
    page.context.set_offline(False)
    saved(page)
    assert held(page)[0] == ["attack"]
    page.context.close()


def test_a_session_that_ended(browser: Any, server: Server) -> None:
    """Somebody signed out is told, and what they answered is sent when they are in again."""
    page = open_page(browser, server)
    cookies = page.context.cookies()
    page.context.clear_cookies()
    press(page, "1", "Enter")
    page.get_by_text("You are signed out").wait_for()
    page.context.add_cookies(cookies)
    page.evaluate("() => dispatchEvent(new Event('focus'))")
    saved(page)
    assert held(page)[0] == ["attack"]
    page.context.close()


def test_a_session_begun_anew_in_another_tab(browser: Any, server: Server) -> None:
    """Who signs in again in another tab goes on in the first: its answers are sent."""
    page = open_page(browser, server)
    page.context.clear_cookies()
    press(page, "1", "Enter")
    page.get_by_text("You are signed out").wait_for()
    other = page.context.new_page()
    server.stop()
    server.start()
    server.come_in(other, "ana")
    page.evaluate("() => dispatchEvent(new Event('focus'))")
    saved(page)
    assert held(page)[0] == ["attack"]
    page.context.close()


def test_what_the_server_says_stands_until_it_has_taken_the_answer(
    browser: Any, server: Server
) -> None:
    """A corpus that cannot be written is named, and the line does not come and go with each try."""
    page = open_page(browser, server)
    told = {"error": {"kind": "CorpusBusy", "message": "the corpus is locked by another process"}}
    tries: list[Any] = []

    def refuse(route: Any) -> None:
        tries.append(route)
        route.fulfill(status=503, json=told)

    page.route("**/api/judgments", refuse)
    press(page, "1", "Enter")
    said = page.get_by_text("The server says: the corpus is locked by another process.")
    said.wait_for()
    page.evaluate(
        "() => { window.gone = 0; new MutationObserver(() => { window.gone += 1 }).observe("
        "document.querySelector('.notes'), { childList: true, subtree: true }) }"
    )
    while len(tries) < 3:
        page.wait_for_timeout(200)
    assert page.locator("#saved").text_content() == "Not saved yet"
    assert page.evaluate("window.gone") == 0
    page.unroute("**/api/judgments")
    saved(page)
    assert said.count() == 0
    page.context.close()


def test_signing_out_waits_for_what_is_not_saved(browser: Any, server: Server) -> None:
    """The page says what would stay behind in this browser, and asks."""
    page = open_page(browser, server)
    page.route("**/api/judgments", lambda route: route.abort())
    press(page, "1", "Enter")
    page.get_by_role("button", name="Sign out").click()
    page.get_by_text("Not all of your answers are saved").wait_for()
    page.unroute("**/api/judgments")
    with page.expect_navigation(url="**/goodbye"):
        page.get_by_role("button", name="Sign out", exact=True).click()
    page.context.close()


def test_answers_that_come_too_late_are_told_in_one_line(browser: Any, server: Server) -> None:
    """However many they are; putting the line away puts all of them away."""
    page = open_page(browser, server)

    def spoil(route: Any) -> None:
        sent = route.request.post_data_json
        results = [
            {"id": one["id"], "status": "set_aside", "message": "others have answered meanwhile"}
            for one in sent["judgments"]
        ]
        route.fulfill(json={"results": results, "lease_seconds": 600})

    page.context.set_offline(True)
    press(page, "1", "Enter", "2", "Enter", "0", "Enter")
    page.route("**/api/judgments", spoil)
    page.context.set_offline(False)
    page.get_by_text("3 answers do not count: others have answered meanwhile").wait_for()
    notes = page.locator("[data-note^=told]")
    assert notes.count() == 1
    notes.get_by_role("button", name="OK").click()
    page.reload()
    start_reading(page)
    assert notes.count() == 0
    page.context.close()


def test_an_answer_that_is_not_taken_is_told_until_it_was_seen(
    browser: Any, server: Server
) -> None:
    """A refused answer is said in one line, which stays over a reload until it is put away."""
    page = open_page(browser, server)

    def spoil(route: Any) -> None:
        sent = route.request.post_data_json
        for judgment in sent["judgments"]:
            judgment["labels"] = ["flood"]
        route.continue_(post_data=sent)

    page.route("**/api/judgments", spoil)
    press(page, "1", "Enter")
    told = page.get_by_text("One answer does not count")
    told.wait_for()
    page.unroute("**/api/judgments")
    page.reload()
    start_reading(page)
    assert "flood" in told.text_content()
    page.locator("[data-note^=told]").get_by_role("button", name="OK").click()
    page.reload()
    start_reading(page)
    assert told.count() == 0
    assert held(page)[0] is None
    page.context.close()


def test_a_laptop_that_slept(browser: Any, server: Server) -> None:
    """A tab that was put to sleep with answers unsent sends them when it wakes, once each."""
    page = open_page(browser, server)
    machine = page.context.new_cdp_session(page)
    press(page, "1", "Enter")
    saved(page)
    page.context.set_offline(True)
    press(page, "2", "Enter", "3", "Enter")
    page.get_by_text(WAITING).wait_for()
    machine.send("Page.setWebLifecycleState", {"state": "frozen"})
    page.context.set_offline(False)
    machine.send("Page.setWebLifecycleState", {"state": "active"})
    saved(page)
    press(page, "4", "Enter")
    saved(page)
    assert held(page)[:4] == [["attack"], ["testimony"], ["official_statement"], ["statistic"]]
    assert (
        page.evaluate("fetch('/api/history').then((a) => a.json()).then((all) => all.length)") == 4
    )
    page.context.close()
