"""What belongs to the annotator: kept for them, shown to nobody else, in force at once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dateline.corpus.labelling.content_notes import TOPICS
from dateline.corpus.settings import PageSettings, Preferences
from dateline.corpus.store import open_corpus
from dateline.corpus.store.settings import set_setting
from dateline.corpus.web.guidelines import CARE
from dateline.corpus.web.preferences import effective_veil

from .conftest import House, Server


def test_a_change_keeps_the_rest(house: House) -> None:
    """Fields that are sent change, the others stay, for this person alone."""
    ana, ben = house.person("ana"), house.person("ben")
    before = ana.get("/api/preferences")
    assert before["opt_out"] == []

    changed = ana.put("/api/preferences", {"opt_out": ["torture", "suicide"], "theme": "dark"})
    assert changed == {**before, "opt_out": ["torture", "suicide"], "theme": "dark"}
    assert ana.put("/api/preferences", {"break_minutes": 20})["opt_out"] == ["torture", "suicide"]
    assert ana.get("/api/preferences") == {**changed, "break_minutes": 20}
    assert ben.get("/api/preferences") == before


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"opt_out": ["weather"]}, "sexual_violence"),
        ({"opt_out": "torture"}, "opt_out"),
        ({"opt_out": [["torture"]]}, "opt_out"),
        ({"veil": "some"}, "off, hard, all"),
        ({"break_minutes": -1}, "0 to 240"),
        ({"hard_per_day": True}, "hard_per_day"),
        ({"colour": "red"}, "colour"),
        ([], "dictionary"),
    ],
)
def test_what_is_not_allowed_is_refused(house: House, given: Any, said: str) -> None:
    """A refused change says in one line what is allowed, and changes nothing."""
    ana = house.person("ana")
    before = ana.get("/api/preferences")
    message = ana.put("/api/preferences", given, 422)["error"]["message"]
    assert said in message
    assert "\n" not in message
    assert ana.get("/api/preferences") == before


@pytest.mark.parametrize(
    ("theirs", "own", "veil"),
    [
        ("off", "hard", "hard"),
        ("hard", "off", "hard"),
        ("all", "hard", "all"),
        ("off", "off", "off"),
    ],
)
def test_the_stronger_veil_holds(theirs: Any, own: Any, veil: str) -> None:
    """Whoever asks for more covering, the coordinator or the annotator, is heard."""
    assert effective_veil(PageSettings(veil=theirs), Preferences(veil=own)) == veil


def test_the_page_says_whom_to_turn_to(house: House) -> None:
    """The contact is told as text, and the page leads to the guidelines' own words of care."""
    ana = house.person("ana")
    assert "Nobody is named here yet" in ana.get("/preferences").text
    with house.page.write() as connection:
        set_setting(connection, "page", {"contact": "Mira <mira@example.org>, any hour"})
    page = ana.get("/preferences").text
    assert "Mira &lt;mira@example.org&gt;, any hour" in page
    assert f'href="/guidelines#{CARE}"' in page


def test_a_weaker_veil_than_the_coordinators_is_not_on_offer(house: House) -> None:
    """What the coordinator covers for everyone is shown as chosen, and less cannot be chosen."""
    ana = house.person("ana")
    ana.put("/api/preferences", {"veil": "off", "hard_per_day": 40, "break_minutes": 33})
    page = ana.get("/preferences").text
    assert page.count("disabled") == 1
    assert '<option value="40" selected>' in page
    assert '<option value="33" selected>after 33 minutes' in page
    with house.page.write() as connection:
        set_setting(connection, "page", {"veil": "off", "hard_per_day": 0})
    page = ana.get("/preferences").text
    assert "disabled" not in page
    assert "No limit" in page


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_each_choice_is_saved_when_it_is_made(
    browser: Any,
    serving: Callable[..., Server],
    small_corpus: Path,
    accessible: Callable[[Any], None],
    theme: Any,
) -> None:
    """By keyboard or mouse, every choice holds after a reload; axe finds nothing."""
    with open_corpus(str(small_corpus)) as corpus, corpus.write() as connection:
        set_setting(connection, "page", {"contact": "Mira, at the front desk"})
    server = serving()
    page = browser.new_page(color_scheme=theme, viewport={"width": 390, "height": 800})
    server.come_in(page, "ana")
    page.goto(f"{server.address}/preferences")
    accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390

    page.get_by_label(TOPICS[0].title).focus()
    page.keyboard.press("Space")
    page.get_by_label("Cover every article").check()
    page.get_by_label("Remind me").select_option("after 20 minutes")
    page.get_by_label("Hard articles a day").select_option("None at all")
    page.get_by_label("Larger").check()
    page.get_by_text("Saved").wait_for()
    accessible(page)
    with page.expect_response("**/api/preferences"):
        page.get_by_label("Dark" if theme == "light" else "Light").check()
    page.reload()

    assert page.get_by_label(TOPICS[0].title).is_checked()
    assert not page.get_by_label(TOPICS[1].title).is_checked()
    assert page.get_by_label("Cover every article").is_checked()
    assert page.get_by_label("Remind me").input_value() == "20"
    assert page.get_by_label("Hard articles a day").input_value() == "0"
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    html = page.locator("html")
    assert html.get_attribute("data-text-size") == "larger"
    assert html.get_attribute("data-theme") == ("dark" if theme == "light" else "light")
    accessible(page)
    page.close()


def test_what_could_not_be_saved_is_put_back(browser: Any, serving: Callable[..., Server]) -> None:
    """Without a server the page says that a choice was not saved, and shows what holds."""
    server = serving()
    page = browser.new_page()
    server.come_in(page, "ana")
    page.goto(f"{server.address}/preferences")
    page.get_by_label("Large", exact=True).check()
    page.get_by_text("Saved", exact=True).wait_for()
    page.context.set_offline(True)
    page.get_by_text("Larger", exact=True).click()
    page.get_by_text("the server cannot be reached").wait_for()
    assert page.get_by_label("Large", exact=True).is_checked()
    assert page.locator("html").get_attribute("data-text-size") == "large"
    page.close()
