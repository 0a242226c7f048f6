"""Prediction at scale: a folder of Parquet in, a folder of Parquet out, by any engine, resumable."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from dateline.corpus.engines import Engine
from dateline.corpus.errors import EngineError, SourceError
from dateline.corpus.plurals import counted
from dateline.corpus.progress import Progress
from dateline.corpus.reading.units import keep_apart

from .job import plan_job
from .job_folder import JobFolder
from .predictor import Predictor
from .unit_work import UnitWork

__all__ = ["PredictedFolder", "predict_folder"]


@dataclass(frozen=True, slots=True)
class PredictedFolder:
    """What became of the rows of the sources."""

    articles: int
    sentences: int
    rejected: int
    """rows that could not be read"""
    files: int
    passed_over: int
    """files in folders that are no Parquet"""
    units: int
    kept: int
    """units that an earlier run had done"""


def predict_folder(
    predictor: Predictor,
    sources: Sequence[str],
    out: Path,
    *,
    engine: Engine,
    workers: int | None = None,
    reject: Callable[[str], None] = lambda _: None,
    progress: Progress = lambda *_: None,
) -> PredictedFolder:
    """Write the predictions for the Parquet files of `sources` into the folder `out`.

    Stopped or killed at any moment and called again, it does what is not done; the files are the
    same by every engine. What is wrong with rows that cannot be read is handed to `reject` and kept
    in the manifest. Raises EngineError where the engine gives up, SourceError where a
    source is no Parquet file of articles or nothing could be read, OutputError where `out` cannot be
    written, stands among the sources or holds other predictions.
    """
    workers = workers or os.cpu_count() or 1
    keep_apart(out, sources)
    job, passed_over = plan_job(predictor, sources, workers, progress)
    folder = JobFolder(out.resolve())
    folder.begin(job)

    lines = folder.lines()
    with ThreadPoolExecutor(workers) as pool:
        done = list(pool.map(lambda unit: folder.is_done(lines.get(unit.name)), job.units))
    kept = sum(done)
    waiting = [unit for unit, is_done in zip(job.units, done, strict=True) if not is_done]
    progress("units", kept, len(job.units))
    if waiting:
        try:
            for now in engine(UnitWork(predictor, folder, job.dateline), waiting, workers):
                progress("units", kept + now, len(job.units))
        finally:
            folder.tidy()

    lines = folder.lines()
    there = [unit.name in lines and folder.part(unit.name).is_file() for unit in job.units]
    if missing := [
        unit.name for unit, is_there in zip(job.units, there, strict=True) if not is_there
    ]:
        raise EngineError(
            f"{len(missing):,} of {len(job.units):,} units are not in {out}, first {missing[0]}: the "
            "workers must see the same folder; run the command again"
        )
    found = [lines[unit.name] for unit in job.units]
    for line in found:
        for message in line.left_out:
            reject(message)
    predicted = PredictedFolder(
        articles=sum(line.articles for line in found),
        sentences=sum(line.rows for line in found),
        rejected=sum(line.rejected for line in found),
        files=len({unit.path for unit in job.units}),
        passed_over=passed_over,
        units=len(found),
        kept=kept,
    )
    if predicted.rejected and not predicted.articles:
        raise SourceError(
            f"nothing could be read: left out {counted(predicted.rejected, 'row')}, none is left"
        )
    folder.close(found)
    return predicted
