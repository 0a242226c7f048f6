"""A shorter way for what annotators ask for all the time.

FastAPI describes these routes, and it answers whatever is out of the ordinary: somebody who is not in,
a body that is not as described, a corpus that is busy or is no file. In the ordinary case its care
takes longer than the work itself, and the same functions are called right here.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import partial
from inspect import unwrap
from typing import Any, NamedTuple

from fastapi import Request
from fastapi.responses import Response
from pydantic import TypeAdapter
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ..errors import DatelineError
from .access import check_role, somebody
from .page import Page, TakesLonger
from .together import Together

__all__ = ["Short", "Shortcut", "body_as"]

Taken = Callable[[Request, bytes], Any]


class Short(NamedTuple):
    """A route and how it is called. `takes` returns what its function is given besides who asks."""

    endpoint: Callable[..., Any]
    answers: TypeAdapter[Any] | None = None
    """writes what it returns; None: that is a response"""
    takes: Taken | None = None
    together: bool = False
    """whether it is a function of a connection too, and written together with others"""


def body_as(model: Any) -> Taken:
    """Return what reads a request's body as a model. Raises ValueError."""
    adapter = TypeAdapter(model)

    def read(request: Request, body: bytes) -> Any:
        if request.headers.get("content-type") != "application/json":
            raise ValueError("a form, or something else")
        return adapter.validate_python(json.loads(body))

    return read


class Shortcut:
    """ASGI middleware. `routes` : method and path -> route; a path that ends in / is that of many."""

    def __init__(self, app: ASGIApp, page: Page, routes: Mapping[str, Short]) -> None:
        self.app = app
        self.page = page
        self.together = Together(page)
        self.routes = {
            asked: short._replace(endpoint=unwrap(short.endpoint))
            for asked, short in routes.items()
        }
        self.many = tuple(asked for asked in routes if asked.endswith("/"))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        short = self._find(scope) if self.page.corpus.in_file else None
        if short is None:
            await self.app(scope, receive, send)
            return
        read: list[Message] = []

        async def again() -> Message:
            return read.pop(0) if read else await receive()

        try:
            while not read or read[-1].get("more_body"):
                read.append(await receive())
            body = b"".join(message.get("body", b"") for message in read)
            response = await self._answer(short, scope, body)
        except (DatelineError, HTTPException, TakesLonger, ValueError):
            await self.app(scope, again, send)
        else:
            await response(scope, receive, send)

    def _find(self, scope: Scope) -> Short | None:
        if scope["type"] != "http":
            return None
        asked = f"{scope['method']} {scope['path']}"
        if (short := self.routes.get(asked)) is None:
            several = next((first for first in self.many if asked.startswith(first)), "")
            short = self.routes.get(several)
        return short

    async def _answer(self, short: Short, scope: Scope, body: bytes) -> Response:
        """Answer at once, or raise what stands against it; nothing has been changed then."""
        # a state of its own: what is found out here has to be found out again on the long way
        request = Request({**scope, "state": {}})
        given = () if short.takes is None else (short.takes(request, body),)
        with self.page.in_a_hurry():
            asked = (request, check_role(somebody(request), "annotator"), *given)
            found = None if short.together else short.endpoint(*asked)
        if short.together:
            found = await self.together.write(partial(short.endpoint, *asked))
        if short.answers is None:
            assert isinstance(found, Response)  # noqa: S101
            return found
        return Response(short.answers.dump_json(found), media_type="application/json")
