"""What the people who run a server ask it: whether it is well, and how much it does.

No answer here holds a name or a text. Figures are told only to this machine; a proxy must not pass
them on. Several worker processes share theirs by a folder that the environment names.
"""

from __future__ import annotations

import ipaddress
import os
import time

from fastapi import APIRouter, FastAPI, HTTPException, Request
from fastapi.responses import JSONResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram
from prometheus_client import generate_latest as written
from prometheus_client.multiprocess import MultiProcessCollector
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ..errors import DatelineError
from ..store.settings import get_setting
from .access import page_of

__all__ = ["SHARED_FOLDER", "add_operating"]

SHARED_FOLDER = "PROMETHEUS_MULTIPROC_DIR"
BUCKETS = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 5.0)

router = APIRouter(include_in_schema=False)


def add_operating(app: FastAPI) -> None:
    """Let an application count what it answers, and tell it."""
    registry = CollectorRegistry()
    app.state.registry = registry
    app.include_router(router)
    app.add_middleware(Counted, registry=registry)


@router.api_route("/readyz", methods=["GET", "HEAD"])
def readyz(request: Request) -> JSONResponse:
    """Whether it can work: the database answers too. That it runs, `/healthz` says."""
    try:
        with page_of(request).read() as connection:
            get_setting(connection, "page")
    except DatelineError:
        return JSONResponse({"status": "the database does not answer"}, 503)
    return JSONResponse({"status": "ok"})


@router.get("/metrics")
def metrics(request: Request) -> Response:
    """How many requests, of what kind, with what result, and how long they took."""
    if not _is_here(request.client.host if request.client else ""):
        raise HTTPException(403, "this is told to the machine of the server only")
    registry: CollectorRegistry = request.app.state.registry
    if SHARED_FOLDER in os.environ:
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return Response(written(registry), media_type=CONTENT_TYPE_LATEST)


def _is_here(place: str) -> bool:
    try:
        return ipaddress.ip_address(place).is_loopback
    except ValueError:
        return False


class Counted:
    """ASGI middleware: counts and times every answer, under the route's pattern, never its path."""

    def __init__(self, app: ASGIApp, registry: CollectorRegistry) -> None:
        self.app = app
        self._answers = Counter(
            "dateline_answers",
            "Requests answered.",
            ("method", "route", "status"),
            registry=registry,
        )
        self._seconds = Histogram(
            "dateline_answer_seconds",
            "From a request's arrival to the end of its answer.",
            ("method", "route"),
            buckets=BUCKETS,
            registry=registry,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        start, status = time.perf_counter(), 500

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, noted)
        finally:
            route = getattr(scope.get("route"), "path", "none")
            method = scope["method"] if route != "none" else "none"
            self._answers.labels(method, route, status).inc()
            self._seconds.labels(method, route).observe(time.perf_counter() - start)
