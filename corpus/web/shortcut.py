"""A shorter way for what annotators ask for all the time.

FastAPI describes these routes, and it answers whatever is out of the ordinary: somebody who is not in,
a body that is not as described, a corpus that is busy. In the ordinary case its care takes longer than
the work itself, and the same functions are called from here.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from inspect import unwrap
from typing import Any, NamedTuple

from fastapi import Request
from fastapi.responses import Response
from pydantic import TypeAdapter
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ..errors import DatelineError
from .access import at_the_door, check_role
from .page import Page, TakesLonger
from .together import Together, Work

__all__ = ["Short", "Shortcut", "body_as"]

Taken = Callable[[Request, bytes], Any]


class Short(NamedTuple):
    """A route and how it is called. `takes` returns what its function is given besides who asks."""

    endpoint: Callable[..., Any]
    """called with the request and who asks"""
    answers: TypeAdapter[Any] | None = None
    """writes what it returns; None: that is a response"""
    takes: Taken | None = None
    together: Work | None = None
    """called instead, with what several ask at the same moment"""


def body_as(model: Any) -> Taken:
    """Return what reads a request's body as a model. Raises ValueError."""
    adapter = TypeAdapter(model)

    def read(request: Request, body: bytes) -> Any:
        if request.headers.get("content-type") != "application/json":
            raise ValueError("a form, or something else")
        return adapter.validate_python(json.loads(body))

    return read


class _Route(NamedTuple):
    """What a scope says of the route that it took, as far as anybody asks."""

    path: str


class Shortcut:
    """ASGI middleware. `routes` : method and the pattern of a path -> route."""

    def __init__(self, app: ASGIApp, page: Page, routes: Mapping[str, Short]) -> None:
        self.app = app
        self.page = page
        self.routes: dict[str, tuple[Short, Together | None, _Route]] = {}
        for asked, short in routes.items():
            begins, _, _ = asked.partition("{")
            plain = short._replace(endpoint=unwrap(short.endpoint))
            together = None if short.together is None else Together(page, short.together)
            self.routes[begins] = plain, together, _Route(asked.partition(" ")[2])
        self.many = tuple(begins for begins in self.routes if begins.endswith("/"))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        found = self._find(scope)
        if found is None:
            await self.app(scope, receive, send)
            return
        short, together, route = found
        read: list[Message] = []

        async def again() -> Message:
            return read.pop(0) if read else await receive()

        try:
            while not read or read[-1].get("more_body"):
                read.append(await receive())
            body = b"".join(message.get("body", b"") for message in read)
            response = await self._answer(short, together, scope, body)
        except (DatelineError, HTTPException, TakesLonger, ValueError):
            await self.app(scope, again, send)
        else:
            scope["route"] = route
            await response(scope, receive, send)

    def _find(self, scope: Scope) -> tuple[Short, Together | None, _Route] | None:
        if scope["type"] != "http":
            return None
        asked = f"{scope['method']} {scope['path']}"
        if (found := self.routes.get(asked)) is None:
            several = next((first for first in self.many if asked.startswith(first)), "")
            found = self.routes.get(several)
        return found

    async def _answer(
        self, short: Short, together: Together | None, scope: Scope, body: bytes
    ) -> Response:
        """Answer, or raise what stands against it; nothing has been changed then."""
        # a state of its own: what is found out here has to be found out again on the long way
        request = Request({**scope, "state": {}})
        given = () if short.takes is None else (short.takes(request, body),)
        asked = (request, check_role(await at_the_door(request), "annotator"), *given)
        if together is not None:
            found = await together.write(asked)
        elif self.page.corpus.in_file:
            with self.page.in_a_hurry():
                found = short.endpoint(*asked)
        else:
            thread = self.page.thread_for(request.method)
            found = await asyncio.get_running_loop().run_in_executor(thread, short.endpoint, *asked)
        if short.answers is None:
            assert isinstance(found, Response)  # noqa: S101
            return found
        return Response(short.answers.dump_json(found), media_type="application/json")
