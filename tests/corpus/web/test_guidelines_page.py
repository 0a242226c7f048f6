"""The guidelines as a page and as a pane: rendered safely, searchable, opening at a label."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from dateline.corpus.guidelines import default_guidelines_text, parse_guidelines
from dateline.corpus.web.guidelines import CARE, Section, sections

from .conftest import House, Server

HOSTILE = """\
Text before any heading.

# Water <script>alert(1)</script>

[a](javascript:alert(1)) [b](data:text/html,x) [c](file:///etc/passwd) [d](https://example.org/x)
[e](#water-scriptalert1script)
[f](#nowhere) ![g](https://example.org/p.png) <img src=x onerror=alert(1)>

## Twice

## Twice

## Labels

### `flood` — Flood & <b>fire</b>

Water.

| a | b |
|---|---|
| <i>1</i> | 2 |
"""
IDS = re.compile(r'\bid="([^"]+)"')


def rendered(text: str) -> tuple[Section, ...]:
    return sections(parse_guidelines(text, "guidelines"))


def test_every_link_of_the_contents_leads_somewhere() -> None:
    """Each link within the default guidelines leads to the id of one of its sections."""
    found = rendered(default_guidelines_text())
    ids = [section.id for section in found]

    assert len(set(ids)) == len(ids)
    links = re.findall(r'href="#([^"]+)"', "".join(section.body for section in found))
    assert len(links) > 10
    assert set(links) <= set(ids)
    assert CARE in ids


def test_a_label_has_a_section_of_its_own() -> None:
    """The section of each label has the id `label-<id>`, in the order of the labels."""
    labels = [section for section in rendered(default_guidelines_text()) if section.place]
    assert [section.id for section in labels] == [
        "label-attack",
        "label-testimony",
        "label-official_statement",
        "label-statistic",
    ]
    assert [section.place for section in labels] == [1, 2, 3, 4]
    assert all("<strong>Yes:</strong>" in section.body for section in labels)


def test_markup_in_a_file_is_shown_as_text() -> None:
    """Scripts, images and tags of a guidelines file are text; only harmless links lead anywhere."""
    found = rendered(HOSTILE)
    html = "".join(section.heading + section.body for section in found)

    assert not re.search(r"<(script|img|b|i)\b", html)
    assert "&lt;script&gt;" in html
    leads = re.findall(r'href="([^"]*)"', html)
    assert leads == [
        "https://example.org/x",
        f"#{found[1].id}",
        "#g-nowhere",
        "https://example.org/p.png",
    ]
    assert html.count('rel="noreferrer"') == 2
    assert [section.id for section in found][2:4] == ["g-twice", "g-twice-1"]
    assert [section.level for section in found] == [0, 1, 2, 2, 2, 3]


def test_page_and_pane_hold_the_guidelines_in_force(house: House) -> None:
    """Both show every section once, the pane without a frame and with headings one level lower."""
    ana = house.person("ana")
    page, pane = ana.get("/guidelines").text, ana.get("/guidelines/pane").text

    for html in (page, pane):
        ids = IDS.findall(html)
        assert len(set(ids)) == len(ids)
        assert {"label-attack", CARE} <= set(ids)
        assert "Gunmen opened fire on a bus" in html
    assert len(re.findall("<h1", page)) == 1
    assert "<h1" not in pane
    assert "<html" not in pane
    assert len(page.encode()) < 100_000


@pytest.fixture
def server(serving: Callable[..., Server]) -> Server:
    return serving()


@pytest.fixture
def reader(browser: Any, server: Server) -> Iterator[Any]:
    """A browser page with the guidelines open."""
    page = browser.new_page()
    server.come_in(page, "ana")
    page.goto(f"{server.address}/guidelines")
    yield page
    page.close()


def seen(page: Any, selector: str) -> list[str]:
    found: list[str] = page.locator(selector).filter(visible=True).all_inner_texts()
    return found


def test_typing_leaves_the_passages_that_hold_the_words(reader: Any) -> None:
    """As one types only the passages with all words stay, marked, below the headings they belong to."""
    field = reader.get_by_role("searchbox")
    everything = len(seen(reader, ".prose li"))
    field.fill("Capability")
    reader.get_by_text("1 passage in 1 section").wait_for()

    assert seen(reader, ".prose li") == [
        "“The army has missiles that can reach Velmara.” — Capability."
    ]
    assert seen(reader, ".prose h3") == ["1\nAttack attack"]
    assert seen(reader, ".prose p") == ["No:"]
    assert [text.lower() for text in seen(reader, ".prose mark")] == ["capability"]

    field.fill("attack CAPABILITY")  # a word of the heading counts for what stands below it
    assert len(seen(reader, ".prose li")) == 1
    field.fill("medics without a name")
    reader.get_by_text(re.compile(r"^\d+ passages in")).wait_for()
    assert len(seen(reader, ".prose tbody tr")) == 2
    field.fill("looking after")
    assert "Signs that it is getting to you." in reader.locator(f"#{CARE}").inner_text()
    field.fill("zebra")
    reader.get_by_text("Nothing found").wait_for()
    assert seen(reader, ".prose section") == ["How to label a sentence of conflict news"]

    field.press("Escape")
    assert field.input_value() == ""
    assert len(seen(reader, ".prose li")) == everything
    assert seen(reader, ".prose mark") == []


def test_an_apostrophe_finds_either_kind(reader: Any) -> None:
    """A straight apostrophe, as a keyboard has it, finds a curly one, and capitals do not matter."""
    reader.get_by_role("searchbox").fill("'nobody CAME.'")
    assert seen(reader, ".prose mark") == ["‘Nobody", "came.’"]


def test_a_link_shows_what_a_search_had_hidden(reader: Any) -> None:
    """A link of the contents ends the search and leads to its section."""
    reader.get_by_role("searchbox").fill("zebra")
    reader.get_by_role("navigation", name="Contents").get_by_text("Statistic").click()
    assert reader.locator("#label-statistic").is_visible()
    assert reader.url.endswith("#label-statistic")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_it_is_accessible(
    browser: Any, server: Server, accessible: Callable[[Any], None], theme: Any
) -> None:
    """axe finds nothing, with and without a search; nothing scrolls sideways, even on a phone."""
    page = browser.new_page(color_scheme=theme)
    server.come_in(page, "ana")
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(f"{server.address}/guidelines")
        accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.get_by_role("searchbox").fill("quotation")
        page.get_by_text(re.compile(r"^\d+ passages in")).wait_for()
        accessible(page)
    page.close()


def test_the_pane_opens_at_a_label(reader: Any) -> None:
    """In another page the fragment opens at a label, and again at its search field."""
    reader.goto(reader.url.replace("/guidelines", "/preferences"))
    reader.evaluate(
        """async () => {
            const { wire, show } = await import("/static/guidelines.js");
            const pane = document.createElement("aside");
            pane.innerHTML = await (await fetch("/guidelines/pane")).text();
            document.querySelector("main").append(pane);
            const root = pane.querySelector("[data-guidelines]");
            wire(root);
            window.showLabel = (label) => show(root, label);
        }"""
    )
    field = reader.get_by_role("searchbox")
    field.fill("zebra")
    reader.evaluate("showLabel('testimony')")
    assert reader.evaluate("document.activeElement.id") == "label-testimony"
    assert field.input_value() == ""
    reader.evaluate("showLabel()")
    assert reader.evaluate("document.activeElement.id") == "guidelines-search"
    reader.locator(".prose").get_by_role("link", name="Looking after yourself").first.click()
    assert reader.evaluate("document.activeElement.id") == CARE
    assert reader.url.endswith("/preferences")
