"""What every answer carries and every request must keep to."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["HEADERS", "Protection"]

MOST_BYTES = 1_000_000
"""Of a request; 200 judgments with long comments are well below it."""
HEADERS = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}


def _encoded(cache: str) -> list[tuple[bytes, bytes]]:
    return [(k.encode(), v.encode()) for k, v in {**HEADERS, "cache-control": cache}.items()]


OURS, DATA = _encoded("no-cache"), _encoded("no-store")


class Protection:
    """ASGI middleware: security headers on every answer, no request above a megabyte.

    Pages and data are kept in no cache, for they quote people; our own scripts and styles may be.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        extra = OURS if scope["path"].startswith("/static/") else DATA
        received = 0

        async def counted() -> Message:
            nonlocal received
            if received <= MOST_BYTES:  # whoever asks again is told again
                message = await receive()
                received += len(message.get("body", b""))
            if received > MOST_BYTES:
                said = f"the request is larger than {MOST_BYTES:,} bytes; send less at once"
                raise HTTPException(413, said, headers={"Connection": "close"})
            return message

        async def dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", []), *extra]
            await send(message)

        await self.app(scope, counted, dressed)
