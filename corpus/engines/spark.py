"""PySpark: the units as the partitions of one stage, on the master that Spark is set to."""

from __future__ import annotations

import os
import re
import sys
import warnings
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from ..errors import EngineError
from . import Unit, first_line

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["run"]

ATTEMPTS = 4
"""of a unit whose worker died; plain local[N] tries once"""


def run(work: Callable[[Unit], None], units: Sequence[Unit], workers: int) -> Iterator[int]:
    """Do the units in Spark: in the session that there is, on the master of its settings, or here."""
    from pyspark.errors import PySparkException
    from pyspark.sql import SparkSession

    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)  # else the system's python3
    os.environ.setdefault("MASTER", f"local[{workers},{ATTEMPTS}]")  # where no setting names one
    there = SparkSession.getActiveSession()
    builder = SparkSession.builder.appName("dateline")
    builder.config("spark.log.level", "OFF")  # it prints tracebacks; the executors' own logs stay
    builder.config("spark.ui.showConsoleProgress", str(sys.stderr.isatty()).lower())
    try:
        session = there or _quietly(builder.getOrCreate)
    except (PySparkException, RuntimeError, OSError) as error:
        raise EngineError(
            f"Spark does not start ({first_line(error)}); it needs Java 17 or newer: install "
            "openjdk-17-jre-headless, or set JAVA_HOME"
        ) from None

    def score(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            for number in batch.column(0).to_pylist():
                work(units[number])
            yield batch

    try:
        numbers = session.range(0, len(units), 1, len(units))
        _quietly(lambda: numbers.mapInArrow(score, "id long").collect())
    except Exception as error:
        raise EngineError(_said(error)) from None
    finally:
        if there is None:
            session.stop()
    yield len(units)


def _quietly(step: Callable[[], Any]) -> Any:
    """Take a step of Spark without its warnings of pandas, which is not asked here."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)
        return step()


def _said(error: Exception) -> str:
    """Return what Dateline said in a worker, or what Spark says, without their tracebacks."""
    said = re.search(r"^dateline\.corpus\.errors\.\w+: (.+)$", str(error), re.MULTILINE)
    if said is not None:
        return said[1]
    return f"Spark gave up ({first_line(error)}); what is done stays: run the command again"
