"""The engine that needs nothing: a pool of processes on this machine."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import connection, get_context, parent_process
from threading import Thread

from ..errors import EngineError
from . import Unit

__all__ = ["run"]

ATTEMPTS = 3
"""Pools in a row that may lose a worker without a unit done between."""


def run(work: Callable[[Unit], None], units: Sequence[Unit], workers: int) -> Iterator[int]:
    """Do the units in a pool of processes, and in a new one when a worker was killed."""
    waiting = dict.fromkeys(units)
    lost = 0
    while waiting:
        pool = ProcessPoolExecutor(
            min(workers, len(waiting)), get_context("spawn"), initializer=_prepare_worker
        )
        futures = {pool.submit(work, unit): unit for unit in waiting}
        try:
            for future in as_completed(futures):
                future.result()
                del waiting[futures[future]]
                lost = 0
                yield len(units) - len(waiting)
        except BrokenProcessPool:
            lost += 1
            if lost == ATTEMPTS:
                raise EngineError(
                    f"workers were killed {ATTEMPTS} times in a row, mostly for want of memory; what "
                    "is done stays: run the command again with fewer --workers"
                ) from None
        finally:
            pool.shutdown(cancel_futures=True)


def _prepare_worker() -> None:
    """End with the command: at Ctrl-C in silence, and when it is killed."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    Thread(target=_die_with_parent, daemon=True).start()


def _die_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)
