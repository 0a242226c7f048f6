"""Adjudication: the sentences that need a person, in their article, with the answers side by side.

Names are hidden: what leaves the server says A, B, C, and which letter is who changes from article to
article. Whoever has been shown an article's disputes is never given it to label.
"""

from __future__ import annotations

from collections import Counter
from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import BaseModel, Field
from sqlalchemy import Connection

from ..errors import NothingJudged
from ..labelling.content_notes import note_for
from ..labelling.disputes import Why
from ..plurals import counted
from ..steps import adjudicate
from ..store.articles import article_heads
from . import gaps, rulings
from .access import Adjudicating, check_form_token, page_of
from .docket import Listed, Listing, Show, docket_of, find_stored
from .pages import render
from .papers import WHY
from .paragraphs import paragraphs
from .preferences import effective_veil

__all__ = ["router"]

router = APIRouter()
router.include_router(gaps.router)
router.include_router(rulings.router)

ON_A_PAGE = 50
Order = Literal["reading", "disputed"]


def _list(
    request: Request, connection: Connection, person: str, order: Order, show: Show
) -> Listing:
    return docket_of(request).list(
        connection,
        person,
        page_of(request).now(),
        show=show,
        disputed_first=order == "disputed",
    )


@router.get("/adjudicate", include_in_schema=False)
def adjudicate_page(
    request: Request,
    person: Adjudicating,
    article: str | None = None,
    order: Order = "reading",
    show: Show = "open",
    start: int = 0,
    settled: int | None = None,
) -> HTMLResponse:
    """The articles with something to decide, or one of them."""
    page = page_of(request)
    with page.read() as connection:
        if article is not None:
            stored = find_stored(connection, article)
            settings = page.settings(connection)
            note = note_for(stored.article.title, stored.article.text)
            veil = effective_veil(settings, person.preferences)
            return render(
                request,
                "adjudicate.html",
                article=stored.article,
                show=show,
                paragraphs=paragraphs(stored.article.text, stored.sentences),
                note=note,
                veiled=veil == "all" or (veil == "hard" and note.hard),
            )
        listing = _list(request, connection, person.id, order, show)
        first = max(0, min(start, len(listing.articles) - 1)) // ON_A_PAGE * ON_A_PAGE
        shown = listing.articles[first : first + ON_A_PAGE]
        heads = article_heads(connection, [listed.id for listed in shown])
    return render(
        request,
        "disputes.html",
        listing=listing,
        rows=[(listed, heads[listed.id], _told(listed)) for listed in shown],
        order=order,
        show=show,
        first=first,
        page_length=ON_A_PAGE,
        settled=settled,
        link=lambda **values: "/adjudicate?" + urlencode(values),
    )


def _told(listed: Listed) -> str:
    """Say why the open sentences of an article need a person; nothing where none is."""
    counts = Counter[str]()
    for why, count in listed.why.items():
        counts[WHY[why]] += count
    if len(counts) == 1:
        return next(iter(counts))
    if not listed.why:
        return counted(listed.open, "sentence") if listed.open else ""
    return ", ".join(f"{reason} ({count:,})" for reason, count in counts.items())


@router.post("/adjudicate/settle", include_in_schema=False)
def settle(
    request: Request, _: Adjudicating, csrf_token: Annotated[str, Form(max_length=100)] = ""
) -> Response:
    """Settle what needs no person, as `dateline adjudicate` does."""
    check_form_token(request, csrf_token)
    try:
        new = adjudicate(page_of(request).corpus, "unanimous").new
    except NothingJudged:
        new = 0
    return RedirectResponse(f"/adjudicate?settled={new}", 303)


class ArticleListed(BaseModel):
    """An article with sentences that need a person: how many, why, and how many have had one."""

    id: str
    title: str
    source: str | None
    published: str | None
    open: int
    ruled: int
    why: dict[Why, int]


class Disputed(BaseModel):
    """A part of the list. `open` counts sentences in all of it; `next` is where it goes on."""

    articles: list[ArticleListed]
    open: int
    next: int | None


@router.get("/api/disputes")
def list_disputes(
    request: Request,
    person: Adjudicating,
    start: Annotated[int, Field(ge=0)] = 0,
    limit: Annotated[int, Field(ge=1, le=200)] = ON_A_PAGE,
    order: Order = "reading",
    show: Show = "open",
) -> Disputed:
    """The articles with sentences that need a person, with gold that a model doubts (`doubted`), or
    those where a person has decided all (`ruled`)."""
    with page_of(request).read() as connection:
        listing = _list(request, connection, person.id, order, show)
        shown = listing.articles[start : start + limit]
        heads = article_heads(connection, [listed.id for listed in shown])
    end = start + len(shown)
    return Disputed(
        articles=[
            ArticleListed(
                id=listed.id,
                title=heads[listed.id].title,
                source=heads[listed.id].source,
                published=heads[listed.id].published,
                open=listed.open,
                ruled=listed.ruled,
                why=dict(listed.why),
            )
            for listed in shown
        ],
        open=listing.open,
        next=end if shown and end < len(listing.articles) else None,
    )
