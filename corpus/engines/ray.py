"""Ray: the units as its tasks, on this machine or on the cluster that RAY_ADDRESS names."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from ..errors import EngineError
from . import Unit, first_line

__all__ = ["run"]

RETRIES = 3
"""of a unit whose worker died"""
STARTS = 3
"""A busy machine may need them: Ray waits 30 seconds for its own processes, and no longer."""


def run(work: Callable[[Unit], None], units: Sequence[Unit], workers: int) -> Iterator[int]:
    """Do the units as tasks of Ray, of the session that there is or of one of our own."""
    import ray
    from ray.exceptions import RayError, RayTaskError

    own = not ray.is_initialized()
    if own:
        _start(workers)
    try:
        there = ray.put(work)
        task: Any = ray.remote(max_retries=RETRIES)(_call)
        waiting = [task.remote(there, unit) for unit in units]
        while waiting:
            done, waiting = ray.wait(waiting)
            ray.get(done)
            yield len(units) - len(waiting)
    except RayTaskError as error:
        raise error.cause from None
    except RayError as error:
        raise EngineError(
            f"Ray gave up ({first_line(error)}); what is done stays: run the command again"
        ) from None
    finally:
        if own:
            ray.shutdown()


def _start(workers: int) -> None:
    """Join the cluster that RAY_ADDRESS names, or start one here."""
    import ray

    named = os.environ.get("RAY_ADDRESS")
    local: dict[str, Any] = {} if named else {"num_cpus": workers}
    for left in reversed(range(1 if named else STARTS)):
        try:
            ray.init(
                include_dashboard=False, logging_level=logging.ERROR, log_to_driver=False, **local
            )
        except Exception as error:  # a bare one where Ray's processes come up too slowly
            ray.shutdown()
            if not left:
                raise EngineError(
                    f"Ray does not start ({first_line(error)}); see that RAY_ADDRESS names a cluster "
                    "that is there; without it, Ray gives a busy machine 30 seconds, and had them "
                    f"{STARTS} times: run the command again"
                ) from None
        else:
            return


def _call(work: Callable[[Unit], None], unit: Unit) -> None:
    work(unit)
