"""Who may come in, and as what.

A browser holds a secret in a cookie; the corpus holds its SHA-256. Whatever changes something must
come from our own pages: it carries the token that only they know, and no foreign origin.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import secrets
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import lru_cache, partial, wraps
from typing import Annotated, ParamSpec, TypeVar
from urllib.parse import urlsplit

from fastapi import Depends, HTTPException, Request, Response

from ..errors import CorpusBusy
from ..nouns import Role
from ..store.people import Person, Session, add_session, end_session, find_session, prolong_session
from .page import Page, TakesLonger

__all__ = [
    "Adjudicating",
    "Annotating",
    "Coordinating",
    "SomebodyIn",
    "at_the_door",
    "check_form_token",
    "csrf_token",
    "let_in",
    "page_of",
    "promptly",
    "send_out",
    "session_of",
    "somebody",
]

Asked = ParamSpec("Asked")
Answered = TypeVar("Answered")

TEAM_SECONDS = 12 * 3600
"""A session of a team ends after half a day without a request."""
MACHINE_SECONDS = MOST_SECONDS = 30 * 24 * 3600
"""After a month every session ends, however much it is used."""
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
MAY: dict[Role, frozenset[Role]] = {
    "annotator": frozenset({"annotator"}),
    "adjudicator": frozenset({"annotator", "adjudicator"}),
    "coordinator": frozenset({"annotator", "adjudicator", "coordinator"}),
}
"""What each role may act as."""


def page_of(request: Request) -> Page:
    """Return the page that a request is for."""
    page: Page = request.app.state.page
    return page


def _cookie(page: Page) -> str:
    return f"dateline_{page.key}"


def _lifetime(page: Page) -> float:
    return TEAM_SECONDS if page.team else MACHINE_SECONDS


def csrf_token(request: Request) -> str:
    """Return the token that forms and writes must carry; empty for a browser that is not in."""
    secret = request.cookies.get(_cookie(page_of(request)), "")
    return _token(secret) if secret else ""


@lru_cache(1000)
def _token(secret: str) -> str:
    return hmac.digest(secret.encode(), b"csrf", "sha256").hex()[:32]


def let_in(request: Request, response: Response, person: Person | None) -> None:
    """Give a browser a new session; whatever session it had ends."""
    page = page_of(request)
    secret = secrets.token_urlsafe(32)
    now = page.now()
    with page.write() as connection:
        if old := request.cookies.get(_cookie(page)):
            end_session(connection, old)
        add_session(connection, secret, person, now + _lifetime(page), now + MOST_SECONDS, now)
    response.set_cookie(
        _cookie(page),
        secret,
        max_age=MOST_SECONDS,
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
    )


def send_out(request: Request, response: Response) -> None:
    """End a browser's session."""
    page = page_of(request)
    if secret := request.cookies.get(_cookie(page)):
        with page.write() as connection:
            end_session(connection, secret)
    response.delete_cookie(_cookie(page))


def session_of(request: Request) -> Session | None:
    """Return the session of a request, or None. A session in use goes on, up to a month.

    Raises 403 for a write without our token or from another origin.
    """
    if hasattr(request.state, "session"):
        held: Session | None = request.state.session
        return held
    page = page_of(request)
    secret = request.cookies.get(_cookie(page), "")
    session = None
    if secret:
        now = page.now()
        session = page.recently(_known_as(secret), lambda: _look_up(page, secret, now))
        if session and session.expires < now:
            session = None
        if session and session.expires < min(now + _lifetime(page) / 2, session.ends):
            with page.write() as connection:
                until = min(now + _lifetime(page), session.ends)
                prolong_session(connection, secret, until)
    request.state.session = session
    if session is not None and request.method not in SAFE_METHODS:
        check_origin(request)
        if "/api/" in request.scope["path"]:
            _check_token(request, request.headers.get("x-csrf-token", ""))
    return session


def _known_as(secret: str) -> str:
    return f"session {hashlib.sha256(secret.encode()).hexdigest()}"  # of one length, and no secret


def _look_up(page: Page, secret: str, now: float) -> Session | None:
    with page.read() as connection:
        session = find_session(connection, secret, now)
    return None if session and session.person and session.person.disabled else session


def check_origin(request: Request) -> None:
    """Refuse a write that a page of another site sent."""
    origin = request.headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != request.headers.get("host"):
        raise HTTPException(403, "this request came from another site and was not carried out")


def check_form_token(request: Request, given: str) -> None:
    """Refuse a form that is not ours; where nobody is in yet, its origin alone tells."""
    check_origin(request)
    if csrf_token(request):
        _check_token(request, given)


def _check_token(request: Request, given: str) -> None:
    if not hmac.compare_digest(given.encode(), csrf_token(request).encode()):
        raise HTTPException(403, "this page is out of date; load it again and repeat the last step")


async def at_the_door(request: Request) -> Person:
    """Return who asks, as `somebody` does, and at once where that is known or quickly found out."""
    page = page_of(request)
    if page.corpus.in_file or page.knows(_known_as(request.cookies.get(_cookie(page), ""))):
        with suppress(CorpusBusy), page.in_a_hurry():
            return somebody(request)
    return await asyncio.get_running_loop().run_in_executor(page.reading, somebody, request)


def promptly(endpoint: Callable[Asked, Answered]) -> Callable[Asked, Awaitable[Answered]]:
    """Let a route that annotators ask for all the time be answered at once.

    Where somebody else writes to the corpus, where it is no file or where there is much to do, it
    takes its turn in a thread. The route's first parameter is `request`.
    """

    @wraps(endpoint)
    async def in_turn(*args: Asked.args, **kwargs: Asked.kwargs) -> Answered:
        request = args[0] if args else kwargs["request"]
        assert isinstance(request, Request)  # noqa: S101
        page = page_of(request)
        if page.corpus.in_file:
            with suppress(CorpusBusy, TakesLonger), page.in_a_hurry():
                return endpoint(*args, **kwargs)
        work = partial(endpoint, *args, **kwargs)
        thread = page.thread_for(request.method)
        return await asyncio.get_running_loop().run_in_executor(thread, work)

    return in_turn


def somebody(request: Request) -> Person:
    """Return who asks. Raises 401 where nobody is in, 403 for a write that is not from our page."""
    session = session_of(request)
    if session is None:
        raise HTTPException(401, "you are not signed in, or no longer")
    if session.person is None:
        raise HTTPException(401, "say who you are first", headers={"X-Dateline-Go": "/who"})
    return session.person


def _acting_as(role: Role) -> Callable[[Request], Awaitable[Person]]:
    async def allowed(request: Request) -> Person:
        return check_role(await at_the_door(request), role)

    return allowed


def check_role(person: Person, role: Role) -> Person:
    """Return somebody who may act in a role. Raises 403 for whoever may not."""
    if role not in MAY[person.role]:
        raise HTTPException(403, f"this is for people with the role {role}")
    return person


SomebodyIn = Annotated[Person, Depends(at_the_door)]
Annotating = Annotated[Person, Depends(_acting_as("annotator"))]
Adjudicating = Annotated[Person, Depends(_acting_as("adjudicator"))]
Coordinating = Annotated[Person, Depends(_acting_as("coordinator"))]
