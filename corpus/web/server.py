"""Serving the page: a socket, the link, uvicorn."""

from __future__ import annotations

import gc
import socket
import sys
from collections.abc import Callable

from ..errors import PageError
from .app import make_app
from .page import Page
from .slow import Hurried

__all__ = ["run_page"]


def run_page(page: Page, host: str, port: int, ready: Callable[[str], None]) -> None:
    """Serve the page until the process is told to stop. `ready` is given the address, first.

    Port 0 takes a free one. Raises PageError where the address cannot be had.
    """
    import uvicorn

    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        listening = socket.create_server((host, port), family=family, backlog=256)
        # asyncio does not see that such a socket is TCP; answers would wait 40 ms for a packet to fill
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    except (OSError, OverflowError) as error:
        raise PageError(
            f"cannot serve at {host}, port {port} ({getattr(error, 'strerror', None) or error}); "
            "stop what is running there or choose another port with --port (0: a free one)"
        ) from None
    config = uvicorn.Config(
        make_app(page),
        http=Hurried,
        log_level="warning",
        access_log=False,  # who reads what, and from where, is nobody's business
        server_header=False,
        lifespan="off",
        timeout_keep_alive=65,
        timeout_graceful_shutdown=3,
    )
    sys.setswitchinterval(0.0005)  # whoever renders a long page lets a save through sooner
    gc.freeze()  # all this stays: to look through it for garbage stopped everybody for 60 ms
    gc.set_threshold(100_000, 20, 50)  # requests leave little for it to find
    shown = f"[{host}]" if ":" in host else host
    with listening:
        ready(f"http://{shown}:{listening.getsockname()[1]}")
        uvicorn.Server(config).run(sockets=[listening])
