"""The processes below one, as Linux knows them, and the workers of an engine among them."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

__all__ = ["descendants", "kill", "kill_worker"]

WORKERS = {"local": "spawn_main", "ray": "ray::_call", "spark": "pyspark.daemon"}
"""engine -> what the command line of its workers holds"""


def descendants(process: int) -> Iterator[int]:
    """Every process below one, as /proc has them now."""
    parents: dict[int, list[int]] = {}
    for path in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((path / "stat").read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
        parents.setdefault(parent, []).append(int(path.name))
    below = [process]
    while below:
        below += (children := parents.get(below.pop(), []))
        yield from children


def kill(process: int) -> None:
    """Kill a process at once, if it is still there."""
    with suppress(ProcessLookupError):
        os.kill(process, signal.SIGKILL)


def kill_worker(job: int, engine: str) -> None:
    """Kill one worker of an engine that a command started."""
    for process in descendants(job):
        with suppress(OSError):
            if WORKERS[engine] in Path(f"/proc/{process}/cmdline").read_text():
                return kill(process)
