"""Connections that ask slowly or for too much."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
import uvicorn
from uvicorn.server import ServerState

from dateline.corpus.web import slow
from dateline.corpus.web.slow import Hurried

from .conftest import House

Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[bytes]]


def heard(house: House, talk: Talk) -> bytes:
    """Return what somebody hears who talks to the page over a connection."""

    async def listen() -> bytes:
        config = uvicorn.Config(house.app, http=Hurried, lifespan="off", log_config=None)
        state = ServerState()
        server = await asyncio.get_running_loop().create_server(
            lambda: Hurried(config=config, server_state=state, app_state={}), "127.0.0.1", 0
        )
        async with server:
            port = server.sockets[0].getsockname()[1]
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            try:
                return await asyncio.wait_for(talk(reader, writer), 30)
            finally:
                writer.transport.abort()

    with ThreadPoolExecutor(1) as elsewhere:  # a browser's tests leave a loop running here
        return elsewhere.submit(asyncio.run, listen()).result()


@pytest.mark.parametrize(
    "begun",
    [
        b"",
        b"GET /healthz HTTP/1.1\r\nHost: a\r\nX-Slow: ",
        b"POST /login HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n"
        b"Content-Type: application/x-www-form-urlencoded\r\n\r\nname=",
    ],
    ids=["nothing", "head", "body"],
)
def test_who_never_finishes_a_request_is_cut_off(
    begun: bytes, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One byte now and then does not hold a connection: the time is for the whole request."""
    monkeypatch.setattr(slow, "REQUEST_SECONDS", 0.3)

    async def drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
        writer.write(begun)
        try:
            while not reader.at_eof():
                if begun:
                    writer.write(b"a")
                await asyncio.sleep(0.02)
                reader._transport.get_extra_info("peername")  # type: ignore[attr-defined]
                if reader.exception():
                    break
        except OSError:
            pass
        return b"cut"

    assert heard(house, drip) == b"cut"


def test_a_head_without_end_is_refused(house: House) -> None:
    """Headers of more than 64 kB are not kept."""

    async def pour(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
        writer.write(b"GET /healthz HTTP/1.1\r\nHost: a\r\n")
        try:
            for _ in range(100):
                writer.write(b"X-Many: " + b"a" * 4000 + b"\r\n")
                await writer.drain()
        except OSError:
            pass
        return await reader.readline()

    assert heard(house, pour).startswith(b"HTTP/1.1 400")


def test_one_connection_serves_many_requests(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """The time counts anew for every request, and not between them."""
    monkeypatch.setattr(slow, "REQUEST_SECONDS", 0.3)

    async def ask(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
        said = b""
        for _ in range(3):
            writer.write(b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
            said = await reader.readuntil(b"}")
            await asyncio.sleep(0.2)
        return said

    assert heard(house, ask).startswith(b"HTTP/1.1 200")
