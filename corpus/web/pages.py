"""Rendering: templates that escape everything, with what all of them show."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from ..settings import Preferences
from .access import csrf_token, page_of

__all__ = ["render"]


@cache
def _templates() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters["sentence"] = lambda text: text[:1].upper() + text[1:]
    return environment


def render(request: Request, template: str, status: int = 200, **context: Any) -> HTMLResponse:
    """Return a page. Besides `context` every template has:

    person       who is in, or None
    csrf         the token that forms and writes carry
    preferences  settings.Preferences of whoever is in
    team         whether people have accounts
    key          the corpus's name for the browser's own store
    path         of the request, to mark where we are
    """
    page = page_of(request)
    session = getattr(request.state, "session", None)
    person = session.person if session else None
    html = _templates().get_template(template)
    return HTMLResponse(
        html.render(
            person=person,
            csrf=csrf_token(request),
            preferences=person.preferences if person else Preferences(),
            team=page.team,
            key=page.key,
            path=request.url.path,
            **context,
        ),
        status,
    )
