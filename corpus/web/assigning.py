"""Who labels what, and what holds for everyone: settings, assigning, content notes."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Body, Query, Request
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictInt

from ..assign import assign
from ..labelling.content_notes import TOPICS
from ..store.articles import count_articles, get_split
from ..store.filling import count_queue
from ..store.overview import list_articles, set_content_note
from ..store.people import list_people
from ..store.settings import set_setting
from ..store.suggestions import count_suggestions
from .access import Coordinating, page_of
from .pages import render

__all__ = ["router"]

router = APIRouter()

A_PAGE = 25
NO_NUL = r"^[^\x00]*$"
Name = Annotated[str, Field(pattern=NO_NUL, min_length=1, max_length=1000)]
Ids = Annotated[list[Name], Field(max_length=1000)]
Search = Annotated[str, Query(pattern=NO_NUL, max_length=200)]


class Assignment(BaseModel):
    """Who labels what. Numbers of calibration and gold articles are those there shall be."""

    model_config = ConfigDict(extra="forbid")

    per_sentence: Annotated[StrictInt, Field(ge=1, le=20)]
    calibration: Annotated[StrictInt, Field(ge=0, le=100_000)] = 0
    gold: Annotated[StrictInt, Field(ge=0, le=100_000)] = 0
    articles: Ids | None = None
    to: Ids = []


class NewContentNote(BaseModel):
    """What readers of an article should know before."""

    model_config = ConfigDict(extra="forbid")

    article_id: Name
    topics: Ids = []
    hard: StrictBool = False
    note: Annotated[str, Field(pattern=NO_NUL, max_length=500)] | None = None


@router.get("/settings", include_in_schema=False)
def settings_page(request: Request, _: Coordinating) -> HTMLResponse:
    page = page_of(request)
    with page.read() as connection:
        split = get_split(connection)
        parts = list(split.parts.values()) if split else []
        return render(
            request,
            "settings.html",
            settings=page.settings(connection),
            counts=count_queue(connection),
            articles=count_articles(connection),
            suggestions=count_suggestions(connection),
            parts={part: parts.count(part) for part in ("train", "validation", "test")},
            split=split is not None,
        )


@router.get("/api/settings")
def settings(request: Request, _: Coordinating) -> dict[str, Any]:
    """What holds for everyone who labels this corpus."""
    page = page_of(request)
    with page.read() as connection:
        return page.settings(connection).to_json()


@router.put("/api/settings")
def change_settings(
    request: Request, _: Coordinating, given: Annotated[dict[str, Any], Body()]
) -> dict[str, Any]:
    """Change some of the settings; those not named stay as they are."""
    page = page_of(request)
    with page.write() as connection:
        changed = page.settings(connection).changed(given)
        set_setting(connection, "page", changed.to_json())
    return changed.to_json()


@router.post("/api/assign")
def assign_articles(request: Request, _: Coordinating, given: Assignment) -> dict[str, Any]:
    """Say how many people judge each sentence, and which articles everyone or certain people read."""
    page = page_of(request)
    done = assign(
        page.corpus,
        per_sentence=given.per_sentence,
        calibration=given.calibration,
        gold=given.gold,
        articles=given.articles,
        to=given.to,
    )
    page.forget()
    return asdict(done)


@router.get("/articles", include_in_schema=False)
def articles_page(
    request: Request,
    _: Coordinating,
    search: Search = "",
    offset: Annotated[int, Query(ge=0, le=10**9)] = 0,
) -> HTMLResponse:
    page = page_of(request)
    with page.read() as connection:
        total, listed = list_articles(connection, search.strip(), offset=offset, limit=A_PAGE)
        return render(
            request,
            "articles.html",
            articles=listed,
            total=total,
            search=search.strip(),
            offset=offset,
            a_page=A_PAGE,
            topics=TOPICS,
            settings=page.settings(connection),
            people=[one.id for one in list_people(connection) if not one.disabled],
        )


@router.get("/api/articles")
def articles(
    request: Request,
    _: Coordinating,
    search: Search = "",
    offset: Annotated[int, Query(ge=0, le=10**9)] = 0,
) -> dict[str, Any]:
    """Articles by words of their title or by id, with their content notes, 25 at a time."""
    with page_of(request).read() as connection:
        total, listed = list_articles(connection, search.strip(), offset=offset, limit=A_PAGE)
    return {"total": total, "offset": offset, "articles": [article.to_json() for article in listed]}


@router.put("/api/content_notes")
def change_content_note(request: Request, _: Coordinating, given: NewContentNote) -> dict[str, Any]:
    """Say what readers of an article should know before: topics, whether it is hard, a note."""
    note = (given.note or "").strip() or None
    with page_of(request).write() as connection:
        set_content_note(connection, given.article_id, given.topics, given.hard, note)
    return {
        "article_id": given.article_id,
        "topics": given.topics,
        "hard": given.hard,
        "note": note,
    }
