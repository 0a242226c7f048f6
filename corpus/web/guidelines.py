"""The guidelines in force as a page of their own, and as a pane beside the text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from ..guidelines import LabelScheme
from .access import Annotating, page_of
from .pages import render

__all__ = ["CARE", "Section", "router", "sections"]

router = APIRouter(include_in_schema=False)

CARE = "g-looking-after-yourself"
"""The section that tells annotators how to look after themselves, where the guidelines have it."""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading of the guidelines and what stands below it, up to the next heading of any level.

    `level` is the heading's, 0 for text before the first one; `title` is its plain text, `heading`
    and `body` are HTML. `place` is a label's own, from 1; None for a section that defines no label.
    """

    id: str
    level: int
    title: str
    heading: Markup
    body: Markup
    place: int | None


@router.get("/guidelines")
def guidelines_page(request: Request, _: Annotating) -> HTMLResponse:
    return _show(request, "guidelines.html", 0)


@router.get("/guidelines/pane")
def guidelines_pane(request: Request, _: Annotating) -> HTMLResponse:
    """The same as a fragment for another page, its headings one level lower."""
    return _show(request, "guidelines_pane.html", 1)


def _show(request: Request, template: str, shift: int) -> HTMLResponse:
    page = page_of(request)
    with page.read() as connection:
        scheme = page.scheme(connection)
    found = sections(scheme)
    return render(request, template, sections=found, labels=scheme.labels, shift=shift)


@lru_cache(maxsize=4)
def sections(scheme: LabelScheme) -> tuple[Section, ...]:
    """Return the guidelines as sections, in the order of the file.

    Markup in the file is shown as text. Links lead to headings of the file and to web addresses;
    a label's section has the id `label-<id>`, the others `g-<slug>`, slugs as GitHub makes them.
    """
    tokens = _markdown().parse(scheme.text.removeprefix("\ufeff"))
    starts = [
        i for i, token in enumerate(tokens) if token.type == "heading_open" and not token.level
    ]
    labels = {label.line: place for place, label in enumerate(scheme.labels, 1)}
    ids: dict[str, str] = {}
    heads: list[tuple[int, int | None, str]] = []
    for start in starts:
        line = tokens[start].map
        place = labels.get(line[0] + 1) if line else None
        slug = _new_slug(_plain(tokens[start + 1]), ids)
        ids[slug] = f"g-{slug}" if place is None else f"label-{scheme.labels[place - 1].id}"
        heads.append((start, place, ids[slug]))
    _point_links(tokens, ids)
    found = []
    if starts and starts[0]:
        found.append(Section("g-", 0, "", Markup(), _html(tokens[: starts[0]]), None))
    for (start, place, name), end in zip(heads, [*starts[1:], len(tokens)], strict=True):
        level, inline = int(tokens[start].tag[1]), tokens[start + 1]
        title = scheme.labels[place - 1].title if place else _plain(inline)
        body = _html(tokens[start + 3 : end])
        found.append(Section(name, level, title, _html([inline]), body, place))
    return tuple(found)


@cache
def _markdown() -> MarkdownIt:
    """Return CommonMark with tables, without HTML and images of its own."""
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
    markdown.validateLink = _may_lead_to  # type: ignore[assignment, method-assign]
    rules: dict[str, Any] = markdown.renderer.rules  # type: ignore[attr-defined]
    rules["table_open"] = lambda *_: (
        '<div class="table" tabindex="0" role="group" aria-label="Table"><table>\n'
    )
    rules["table_close"] = lambda *_: "</table></div>\n"
    return markdown


def _may_lead_to(address: str) -> bool:
    return address.startswith(("#", "http://", "https://"))


def _html(tokens: Sequence[Token]) -> Markup:
    markdown = _markdown()
    return Markup(markdown.renderer.render(tokens, markdown.options, {}))  # noqa: S704 (escaped)


def _plain(inline: Token) -> str:
    return "".join(child.content for child in inline.children or ())


def _new_slug(title: str, taken: dict[str, str]) -> str:
    slug = first = re.sub(r"[^\w\- ]", "", title.strip().lower()).replace(" ", "-")
    number = 0
    while slug in taken:
        number += 1
        slug = f"{first}-{number}"
    return slug


def _point_links(tokens: Sequence[Token], ids: dict[str, str]) -> None:
    """Lead links within the file to our ids, and let those that leave it tell nobody from where."""
    for token in tokens:
        for child in token.children or ():
            if child.type != "link_open":
                continue
            address = str(child.attrGet("href"))
            if address.startswith("#"):
                child.attrSet("href", f"#{ids.get(address[1:], f'g-{address[1:]}')}")
            else:
                child.attrSet("rel", "noreferrer")
                child.attrSet("target", "_blank")
