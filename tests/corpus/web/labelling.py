"""What the tests of the labelling page share: coming in, and what the server holds afterwards."""

from __future__ import annotations

import re
from typing import Any

from .conftest import Server

__all__ = ["current", "held", "open_page", "press", "saved", "start_reading"]


def open_page(browser: Any, server: Server, name: str = "ana", **options: Any) -> Any:
    """Return a browser page in which somebody has the first article before them."""
    page = browser.new_context(**options).new_page()
    server.come_in(page, name)
    page.goto(f"{server.address}/annotate")
    page.wait_for_url("**/annotate?article=*")
    start_reading(page)
    return page


def start_reading(page: Any) -> None:
    """Wait for the article, past the note that may stand before it."""
    page.wait_for_selector(".s[aria-current], [data-do=read]:focus")
    if page.locator(".before").count():
        page.keyboard.press("Enter")
    page.wait_for_selector(".s[aria-current]")


def press(page: Any, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def saved(page: Any) -> None:
    """Wait until the page says that everything is saved."""
    page.locator("#saved", has_text=re.compile("^Saved$")).wait_for()


def current(page: Any) -> str:
    """The text of the sentence that stands out."""
    text: str = page.locator(".s[aria-current] .t").text_content()
    return text


def held(page: Any, article: str = "bridge") -> list[Any]:
    """What the server holds of each sentence: sorted labels, "skipped", or None for no answer."""
    data = page.evaluate(
        "name => fetch(`/api/articles/${name}`).then((answer) => answer.json())", article
    )
    judgments = [sentence["judgment"] for sentence in data["sentences"]]
    return [
        None
        if said is None or said["withdrawn"]
        else "skipped"
        if said["skipped"]
        else sorted(said["labels"])
        for said in judgments
    ]
