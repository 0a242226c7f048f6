"""What spreads the units of a job over processes or machines. None of them is a scheduler of ours:

    local   the process pool of Python, on this machine
    ray     tasks of Ray: its extra, [ray], and a cluster where RAY_ADDRESS names one
    spark   mapInArrow of PySpark: its extra, [spark], Java, and the master that Spark is set to

An engine does every unit at least once, on workers that see the same files, and yields whenever
some are done. What comes of a unit is on the disk, so an engine returns nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from importlib import import_module
from importlib.util import find_spec
from typing import Protocol, TypeVar, cast

from ..errors import EngineError, one_of

__all__ = ["ENGINES", "Engine", "Unit", "find_engine", "first_line"]

Unit = TypeVar("Unit", bound=Hashable)


class Engine(Protocol):
    """What does a work on each unit. Both must be such as can be sent to other processes."""

    def __call__(
        self, work: Callable[[Unit], None], units: Sequence[Unit], workers: int, /
    ) -> Iterator[int]:
        """Yield how many units are known to be done, again and again.

        Raises what the work raises of DatelineError, and EngineError where workers die time and
        again.
        """


ENGINES: Mapping[str, str | None] = {"local": None, "ray": "ray", "spark": "pyspark"}
"""Engine -> the package that it needs."""


def find_engine(name: str) -> Engine:
    """Return an engine by its name. Raises EngineError where there is none, or not its package."""
    if name not in ENGINES:
        raise EngineError(f"there is no engine {name!r}; the engines are {one_of(ENGINES)}")
    package = ENGINES[name]
    if package is not None and find_spec(package) is None:
        raise EngineError(
            f"the engine {name} needs {package}, which is not installed: "
            f"pip install 'dateline[{name}]', or leave --engine out"
        )
    return cast(Engine, import_module(f".{name}", __name__).run)


def first_line(error: Exception) -> str:
    """Return what another library's error says first; its kind where it says nothing."""
    return next(iter(str(error).strip().splitlines()), type(error).__name__)
