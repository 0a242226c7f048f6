"""The page as an ASGI application: its routes, what protects it, and how it says what went wrong."""

from __future__ import annotations

import logging
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse, Response
from fastapi.staticfiles import StaticFiles
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.middleware.trustedhost import TrustedHostMiddleware

from ..errors import (
    AccountError,
    ArticleConflict,
    CorpusBusy,
    DatelineError,
    GuidelinesChanged,
    JudgmentConflict,
    OutputError,
    QueueError,
    StoreError,
    UnknownArticle,
    shorten,
)
from .access import SomebodyIn
from .annotate import SHORTCUTS
from .page import Page
from .pages import render
from .protection import HEADERS, Protection
from .shortcut import Shortcut

__all__ = ["make_app"]

log = logging.getLogger("dateline")

LOOPBACK = ["127.0.0.1", "localhost", "[", "testserver"]
"""Names that a browser may call this machine by; `[` is what is left of an IPv6 address."""
STATUS: tuple[tuple[type[DatelineError], int], ...] = (
    (UnknownArticle, 404),
    (ArticleConflict, 409),
    (JudgmentConflict, 409),
    (AccountError, 409),
    (QueueError, 409),
    (GuidelinesChanged, 409),
    (CorpusBusy, 503),
    (OutputError, 503),
    (StoreError, 503),
    (DatelineError, 422),
)
"""The first class that fits gives the status."""
ROOMS = ("annotate", "signing_in", "quiz", "guidelines", "preferences", "adjudicate", "coordinate")


class Wrong(BaseModel):
    """What was found, what is allowed, what to do, in one line; `kind` names the error."""

    kind: str
    message: str


class Problem(BaseModel):
    """The answer of the API to what it cannot do."""

    error: Wrong


def make_app(page: Page) -> FastAPI:
    """Return the application that serves a corpus."""
    app = FastAPI(
        title="Dateline",
        description="Labelling sentences in their article: what the annotators' page asks for. A "
        "session's cookie tells who asks; every write carries the page's token in X-CSRF-Token.",
        version=version("dateline"),
        telemetry={"tracing": False, "metrics": False, "logs": False},  # nobody's business
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        responses={status: {"model": Problem} for status in (401, 403, 404, 409, 413, 422, 503)},
    )
    app.state.page = page
    for room in ROOMS:
        app.include_router(import_module(f"{__package__}.{room}").router)
    app.mount("/static", StaticFiles(directory=Path(__file__).parent / "static"))

    @app.api_route("/healthz", methods=["GET", "HEAD"], include_in_schema=False)
    async def healthz() -> dict[str, str]:
        """Whether the process runs; nothing else is asked."""
        return {"status": "ok"}

    @app.get("/api/openapi.json", include_in_schema=False)
    def description(_: SomebodyIn) -> JSONResponse:
        return JSONResponse(app.openapi())

    app.add_exception_handler(DatelineError, _say_what_is_wrong)
    app.add_exception_handler(RequestValidationError, _say_what_is_malformed)
    app.add_exception_handler(HTTPException, _say_no)
    app.add_exception_handler(Exception, _say_sorry)
    app.add_middleware(Shortcut, page=page, routes=SHORTCUTS)
    if not page.team:  # a name of another site that points here is not us
        app.add_middleware(TrustedHostMiddleware, allowed_hosts=LOOPBACK)
    app.add_middleware(Protection)
    if page.team:
        from .operating import add_operating

        add_operating(app)
    return app


def _answer(request: Request, status: int, kind: str, message: str) -> Response:
    if request.url.path.startswith("/api/"):
        return JSONResponse({"error": {"kind": kind, "message": message}}, status)
    return render(request, "message.html", status, title="Something is in the way", text=message)


def _say_what_is_wrong(request: Request, error: Exception) -> Response:
    status = next(code for kind, code in STATUS if isinstance(error, kind))
    if status == 503:
        log.warning("%s", error)
    return _answer(request, status, type(error).__name__, str(error))


def _say_what_is_malformed(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101
    first = error.errors()[0]
    place = ".".join(str(part) for part in first["loc"][1:]) or str(first["loc"][0])
    found = "" if first["type"] == "missing" else f", found {shorten(first.get('input'))}"
    return _answer(request, 422, "BadRequest", f"field {place!r}: {first['msg']}{found}")


def _say_no(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101
    status, message = error.status_code, str(error.detail)
    if status == 401 and not request.url.path.startswith("/api/"):
        page: Page = request.app.state.page
        go = (error.headers or {}).get("X-Dateline-Go")
        if go or page.team:
            return RedirectResponse(go or "/login", 303)
        message = (
            "this browser has not come in by the link that `dateline annotate` printed, or has "
            "signed out; start the command anew for another link"
        )
    if status == 404 and message == "Not Found":
        message = "there is nothing at this address"
    response = _answer(request, status, "Refused" if status < 500 else "Unavailable", message)
    for name in ("Retry-After", "Allow"):
        if error.headers and name in error.headers:
            response.headers[name] = error.headers[name]
    return response


def _say_sorry(request: Request, _: Exception) -> Response:
    answer = _answer(
        request,
        500,
        "InternalError",
        "Dateline made a mistake here; what was saved is safe, and the log of the server says more",
    )
    answer.headers.update({**HEADERS, "cache-control": "no-store"})  # it passes by Protection
    return answer
