"""Labelling: the page with the article, and what it asks of the server while somebody works."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse
from pydantic import TypeAdapter
from sqlalchemy import Connection

from ..guidelines import LabelScheme
from ..settings import PageSettings, Preferences
from ..store.people import Person
from ..store.progress import pool_of, progress
from ..store.queue import WhyNone, held_article, next_article
from ..store.saving import Saved, lock_articles, save
from ..store.turns import decline, renew
from ..store.views import (
    ArticleView,
    Entry,
    Reading,
    count_sentences,
    find_article,
    history,
    read_article,
    view_article,
)
from .access import Annotating, page_of, promptly
from .page import TakesLonger
from .pages import render
from .paragraphs import Piece, paragraphs
from .preferences import effective_veil
from .quiz import quiz_needed
from .shortcut import Short, body_as
from .wire import (
    ArticleTurn,
    Asking,
    Batch,
    Declining,
    Given,
    HowFar,
    InArticle,
    InQueue,
    Judging,
    Lease,
    Note,
    Outcome,
    Outcomes,
    Suggested,
    ToJudge,
    TopicNoted,
)

__all__ = ["SHORTCUTS", "LabellingPage", "router"]

router = APIRouter()


@dataclass(frozen=True, slots=True)
class LabellingPage:
    """What `annotate.html` shows."""

    article: Reading | None
    """what they have in hand or asked for; None: the page asks for the next one itself"""
    paragraphs: list[list[Piece]]
    """its text: sentences, and what stands between them"""
    scheme: LabelScheme
    """the labels in force, in the order of their keys"""
    veiled: bool
    """whether the text is covered until its reader uncovers it"""
    contact: str
    """whom annotators can turn to; empty: the coordinator told nobody here"""


@router.post("/api/judgments")
@promptly
def post_judgments(request: Request, person: Annotating, batch: Batch) -> Outcomes:
    """Save judgments. The same one sent again changes nothing; a bad one refuses only itself."""
    page = page_of(request)
    if len(batch.judgments) > FEW:
        page.take_time()
    with page.write(forget=False) as connection:
        return _saved(connection, request, person, batch)


def _all_saved(
    connection: Connection, asked: Sequence[tuple[Request, Person, Batch]]
) -> list[Outcomes]:
    """Save what several people send at the same moment."""
    sent = (each for _, _, batch in asked for each in batch.judgments)
    lock_articles(connection, {each.article_id for each in sent if isinstance(each, Judging)})
    return [_saved(connection, *each) for each in asked]


def _saved(connection: Connection, request: Request, person: Person, batch: Batch) -> Outcomes:
    page = page_of(request)
    good = [each.sent(person) for each in batch.judgments if isinstance(each, Judging)]
    settings, scheme, now = page.settings(connection), page.scheme(connection), page.now()
    found = save(connection, person, good, scheme, settings, now)
    saved = iter(found)
    results = [
        _outcome(next(saved)) if isinstance(each, Judging) else each for each in batch.judgments
    ]
    return Outcomes(results=results, lease_seconds=found[-1].lease if found else 0)


@router.get("/annotate", include_in_schema=False)
@promptly
def annotate_page(request: Request, person: Annotating, article: str | None = None) -> HTMLResponse:
    """The article in hand, or one they had before, by its id."""
    page = page_of(request)
    now = page.now()
    with page.read() as connection:
        settings, scheme = page.settings(connection), page.scheme(connection)
        name = article if article is not None else held_article(connection, person, now)
        view = None
        if name is not None:
            if count_sentences(connection, name := _plain(name)) > MANY:
                page.take_time()
            view = read_article(connection, person, name)
    if article is not None and view is None:
        raise HTTPException(404, "this article is not one of yours; go on with the next one")
    shown = LabellingPage(
        view,
        paragraphs(view.article.text, view.sentences) if view else [],
        scheme,
        _is_veiled(view, settings, person.preferences),
        settings.contact,
    )
    return render(request, "annotate.html", shown=shown)


def _is_veiled(view: Reading | None, settings: PageSettings, own: Preferences) -> bool:
    veil = effective_veil(settings, own)
    return view is not None and (veil == "all" or (veil == "hard" and view.hard))


def _plain(name: str) -> str:
    """Return an id as it was asked for; no article has one that a database cannot hold."""
    if "\x00" in name:
        raise HTTPException(404, "this article is not one of yours")
    return name


@router.post("/api/next")
@promptly
def ask_for_next(request: Request, person: Annotating, asking: Asking) -> Given:
    """Take the next article in hand."""
    page = page_of(request)
    while True:  # a long way along the queue is gone in short transactions: others write meanwhile
        with page.write(forget=False) as connection:
            settings = page.settings(connection)
            if quiz_needed(connection, person, settings, page.team):
                return Given(article=None, why="quiz", message=MESSAGES["quiz"])
            found = next_article(connection, person, settings, page.now(), leaving=asking.leaving)
        if found.again:
            page.take_time()
        else:
            message = (
                MESSAGES[found.why].format(minutes=settings.lease_minutes) if found.why else ""
            )
            return Given(article=found.article, why=found.why, message=message)


FEW = 10
"""judgments that are saved where they arrive; more keep the others waiting"""
MANY = 400
"""sentences of an article that is long to show"""
POOL_SECONDS = 20.0
"""How old the number of what is left for everybody may be."""
MESSAGES: dict[WhyNone | Literal["quiz"], str] = {
    "quiz": "Before your first article there is a short quiz, made from the guidelines.",
    "empty": "There is nothing to label yet: this corpus has no sentences. Your coordinator can bring "
    "articles in with `dateline ingest`.",
    "finished": "All done: every sentence has the judgments it needs. Thank you.",
    "own_part": "You have answered all that is yours; some of it still waits for another reader. Thank "
    "you.",
    "waiting": "Everything that is left is in other hands just now. What they leave comes back within "
    "{minutes} minutes; look in again then.",
    "hard_limit": "What is left may be hard to read, and the number of such articles that you take a "
    "day is reached. It can wait; how many you take stands under Preferences.",
    "opted_out": "What is left touches on topics that you opted out of. That is quite all right; "
    "there is nothing more to do.",
}


@router.get("/api/articles/{name:path}")
@promptly
def get_article(request: Request, person: Annotating, name: str) -> ArticleTurn:
    """An article that is, or was, one's own turn."""
    page = page_of(request)
    with page.read() as connection:
        digest = page.scheme(connection).digest
        if count_sentences(connection, name := _plain(name)) > MANY:
            page.take_time()
        view = view_article(connection, person, name, digest, page.now())
    if view is None:
        raise HTTPException(404, "this article is not one of yours")
    return ArticleTurn(
        id=view.article.id,
        title=view.article.title,
        source=view.article.source,
        published=view.article.published,
        language=view.article.language,
        content_note=_note(view),
        lease_seconds=view.seconds,
        sentences=[
            ToJudge(
                start=each.sentence.start,
                end=each.sentence.end,
                paragraph=each.sentence.paragraph,
                in_quote=each.sentence.in_quote,
                open=each.open,
                judgment=each.judgment,
                review=list(each.review),
                suggestion=_suggested(each.suggestion),
            )
            for each in view.sentences
        ],
    )


def _note(view: ArticleView) -> Note | None:
    if not (view.topics or view.hard or view.note):
        return None
    topics = [TopicNoted(id=topic.id, title=topic.title) for topic in view.topics]
    return Note(topics=topics, hard=view.hard, note=view.note)


def _suggested(labels: tuple[str, ...] | None) -> Suggested | None:
    return None if labels is None else Suggested(labels=list(labels))


def _outcome(saved: Saved) -> Outcome:
    return Outcome(
        id=saved.id,
        status=saved.status,
        why=saved.why,
        message=saved.message,
        suggestion=_suggested(saved.suggestion),
    )


@router.post("/api/articles/{name:path}/renew")
@promptly
def renew_lease(request: Request, person: Annotating, name: str) -> Lease:
    """Keep an article a while longer."""
    page = page_of(request)
    with page.write(forget=False) as connection:
        settings = page.settings(connection)
        article = find_article(connection, _plain(name))
        held = article is not None and renew(connection, article, person, settings, page.now())
    return Lease(lease_seconds=settings.lease_minutes * 60 if held else 0)


@router.post("/api/articles/{name:path}/decline")
@promptly
def decline_article(
    request: Request, person: Annotating, name: str, declining: Declining
) -> dict[str, str]:
    """Leave an article to others for good; nobody asks why."""
    page = page_of(request)
    with page.write(forget=False) as connection:
        article = find_article(connection, _plain(name))
        reason = declining.reason or None
        if article is None or not decline(connection, article, person, reason, page.now()):
            raise HTTPException(404, "this article is not one of yours")
    return {}


@router.get("/api/history")
@promptly
def get_history(request: Request, person: Annotating) -> list[Entry]:
    """One's own last judgments, oldest first."""
    with page_of(request).read() as connection:
        return history(connection, person)


@router.get("/api/progress")
@promptly
def get_progress(request: Request, person: Annotating) -> HowFar:
    """How far one is."""
    page = page_of(request)
    with page.read() as connection:
        pool = page.recently("pool", lambda: pool_of(connection), POOL_SECONDS)
        found = progress(connection, person, page.now(), pool)
    held = found.answered is not None and found.open is not None
    return HowFar(
        article=InArticle(answered=found.answered or 0, open=found.open or 0) if held else None,
        queue=InQueue(done=found.done, left=found.left),
        minutes_left=found.minutes,
    )


def _few(request: Request, body: bytes) -> Batch:
    batch: Batch = _BATCH(request, body)
    if len(batch.judgments) > FEW:
        raise TakesLonger
    return batch


_BATCH = body_as(Batch)
SHORTCUTS = {
    "POST /api/judgments": Short(post_judgments, TypeAdapter(Outcomes), _few, together=_all_saved),
    "POST /api/next": Short(ask_for_next, TypeAdapter(Given), body_as(Asking)),
    "GET /annotate": Short(annotate_page, takes=lambda asked, _: asked.query_params.get("article")),
    "GET /api/articles/{name:path}": Short(
        get_article,
        TypeAdapter(ArticleTurn),
        lambda asked, _: asked.scope["path"].removeprefix("/api/articles/"),
    ),
    "GET /api/history": Short(get_history, TypeAdapter(list[Entry])),
    "GET /api/progress": Short(get_progress, TypeAdapter(HowFar)),
}
"""what annotators ask for all the time, by method and the pattern of the path"""
