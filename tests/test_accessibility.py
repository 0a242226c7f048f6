"""Each look of text is asked for its contrast, and everything for everything else."""

from __future__ import annotations

from typing import Any

import pytest

from .accessibility import complaints

PAGE = """<!doctype html><html lang="en"><title>Rain</title><main><h1>Rain</h1>
<style>.pale { color: #bbb } .dark { background: #222 } @media (prefers-color-scheme: dark) {
.sand { color: #555; background: #444 } }</style>
<ul><li>Rain fell.<li>Rain fell again.%s</ul></main>"""


@pytest.mark.parametrize(
    ("more", "scheme", "said"),
    [
        ("<li class='pale'>And again.", "light", "color-contrast"),
        ("<li style='color: #bbb'>And again.", "light", "color-contrast"),
        ("<li class='dark'>And <b>again</b>.", "light", "color-contrast"),
        ("<li class='dark' hidden>And.<li class='dark'>Again.", "light", "color-contrast"),
        ("<li class='sand'>And again.", "light", None),
        ("<li class='sand'>And again.", "dark", "color-contrast"),
        ("<li><img src='data:,'>", "light", "image-alt"),
        ("<li><img src='data:,' alt=''>", "light", None),
    ],
)
def test_one_bad_element_among_many_alike_is_found(
    browser: Any, more: str, scheme: str, said: str | None
) -> None:
    """In light and in dark, by class, by its own style and by what stands around it."""
    page = browser.new_page(color_scheme=scheme)
    page.set_content(PAGE % more)
    assert [told.split(":")[0] for told in complaints(page)] == ([said] if said else [])
    assert page.locator("[data-look]").count() == 0
    page.close()
