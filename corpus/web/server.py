"""Serving the page: a socket, the link, uvicorn, in one process or in several."""

from __future__ import annotations

import gc
import logging
import os
import socket
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from ..errors import DatelineError, PageError
from ..store import open_corpus
from .app import make_app
from .log import LOGGING
from .page import Page
from .slow import Hurried

if TYPE_CHECKING:
    from fastapi import FastAPI

__all__ = ["PATIENCE", "make_worker", "run_page", "run_workers"]

log = logging.getLogger("dateline")

PATIENCE = 5
"""Seconds that a save waits for another process; the browser keeps the answer and sends it again."""
SERVED = "DATELINE_SERVED"
"""The environment variable that tells a worker process which corpus."""


def run_page(page: Page, host: str, port: int, ready: Callable[[str], None]) -> None:
    """Serve the page until the process is told to stop. `ready` is given the address, first.

    Port 0 takes a free one. Raises PageError where the address cannot be had.
    """
    import uvicorn

    with _listening(host, port) as (listening, address):
        config = uvicorn.Config(make_app(page), **_settings(page.team))
        _settle_down()
        ready(address)
        uvicorn.Server(config).run(sockets=[listening])


def run_workers(
    corpus: str, workers: int, host: str, port: int, ready: Callable[[str], None]
) -> None:
    """Serve a team's corpus by several processes behind one address; one that dies is replaced.

    Raises PageError where the address cannot be had.
    """
    import uvicorn
    from uvicorn.supervisors import Multiprocess

    class Watched(Multiprocess):
        """Says in the log which worker died: whoever runs out of memory is killed without a word."""

        def keep_subprocess_alive(self) -> None:
            before = [process.pid for process in self.processes]
            super().keep_subprocess_alive()
            for old, process in zip(before, self.processes, strict=True):
                if process.pid != old:
                    log.warning("worker process %s died; %s takes its place", old, process.pid)

    with _listening(host, port) as (listening, address), tempfile.TemporaryDirectory() as folder:
        os.environ |= {SERVED: corpus, "PROMETHEUS_MULTIPROC_DIR": folder}
        config = uvicorn.Config(
            f"{__name__}:make_worker", factory=True, workers=workers, **_settings(team=True)
        )
        ready(address)
        Watched(config, sockets=[listening]).run()


def make_worker() -> FastAPI:
    """Return the application of a worker process."""
    try:
        page = Page(open_corpus(os.environ[SERVED], patience=PATIENCE), team=True)
    except DatelineError as error:  # the process that watches over this one tries again
        log.error("%s", error)  # noqa: TRY400
        sys.exit(1)
    app = make_app(page)
    _settle_down()
    return app


@contextmanager
def _listening(host: str, port: int) -> Iterator[tuple[socket.socket, str]]:
    """Yield a socket that listens, and its address as people type it."""
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
    shown = f"[{host}]" if ":" in host else host
    with listening:
        yield listening, f"http://{shown}:{listening.getsockname()[1]}"


def _settings(team: bool) -> dict[str, Any]:
    return {
        "http": Hurried,
        "log_level": "warning",
        "access_log": False,  # who reads what, and from where, is nobody's business
        "server_header": False,
        "lifespan": "off",
        "timeout_keep_alive": 65,
        "timeout_graceful_shutdown": 3,
        "timeout_worker_healthcheck": 30,  # a machine may be busy
        **({"log_config": LOGGING} if team else {}),
    }


def _settle_down() -> None:
    sys.setswitchinterval(0.0005)  # whoever renders a long page lets a save through sooner
    gc.freeze()  # all this stays: to look through it for garbage stopped everybody for 60 ms
    gc.set_threshold(100_000, 20, 50)  # requests leave little for it to find
