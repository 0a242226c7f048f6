"""What must hold of a folder of predictions: nothing lost, nothing doubled, nothing changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import partial
from itertools import pairwise
from pathlib import Path

from dateline.corpus.outcomes import Outcome, ask, first_line, rule_name
from dateline.corpus.plurals import counted
from dateline.corpus.progress import Progress
from dateline.corpus.reading.units import Unit

from .job import Job
from .job_folder import JobFolder

__all__ = ["JOB_RULES", "check_job"]

Rule = Callable[[JobFolder, Job, Progress], Iterator[str]]


def units_take_every_row_once(_: JobFolder, job: Job, __: Progress) -> Iterator[str]:
    """The units of the job take every row group of every file of articles, and none twice."""
    by_file = defaultdict[str, list[Unit]](list)
    for number, unit in enumerate(job.units):
        by_file[unit.path].append(unit)
        if unit.number != number:
            yield f"{unit.name} stands in place {number}"
    for file, units in by_file.items():
        if units[0].first != 0 or any(one.last != other.first for one, other in pairwise(units)):
            yield f"the units of {file} leave row groups out, or take some twice"


def manifest_names_every_unit_once(folder: JobFolder, job: Job, _: Progress) -> Iterator[str]:
    """The manifest has one line for each unit, in order, by the model and version of the job."""
    if not folder.manifest.is_file():
        done = len(folder.lines())
        yield (
            f"the job is not finished: {done:,} of {len(job.units):,} units are done; run dateline "
            "predict again with the same arguments"
        )
        return
    lines = folder.manifest_lines()
    named, expected = [line.unit for line in lines], [unit.name for unit in job.units]
    if named != expected:
        odd = sorted(set(named) ^ set(expected)) or named
        lines_there = counted(len(named), "line")
        yield f"the manifest has {lines_there} for {counted(len(expected), 'unit')}, see {odd[0]}"
    for line in lines:
        if (line.model, line.dateline) != (job.model, job.dateline):
            yield f"{line.unit} was made by another model or version"


def files_are_those_of_the_manifest(
    folder: JobFolder, job: Job, progress: Progress
) -> Iterator[str]:
    """Every file of predictions has the digest and the number of rows that the manifest says."""
    import pyarrow.parquet as pq

    lines = folder.lines()
    for done, unit in enumerate(job.units):
        progress("files", done, len(job.units))
        line, part = lines.get(unit.name), folder.part(unit.name)
        digest = folder.digest(unit.name)
        if digest is None:
            yield f"{part} is missing"
        elif line is None:
            yield f"{part} has no line in the manifest; run dateline predict again"
        elif digest != line.sha256:
            yield f"{part} is not the file that was written"
        elif (rows := pq.read_metadata(part).num_rows) != line.rows:
            yield f"{part} has {rows:,} rows, and the manifest says {line.rows:,}"


def no_other_files_are_there(folder: JobFolder, job: Job, _: Progress) -> Iterator[str]:
    """There is no file of predictions besides."""
    expected = {folder.part(unit.name) for unit in job.units}
    for path in sorted(set((folder.path / "predictions").iterdir()) - expected):
        if not path.name.startswith("."):  # half-written by a killed worker; nobody reads it
            yield f"{path} is of no unit"


def every_article_is_accounted_for(folder: JobFolder, job: Job, _: Progress) -> Iterator[str]:
    """Of every unit, the articles that were scored and the rows left out are all that it had."""
    lines = folder.lines()
    for unit in job.units:
        if (line := lines.get(unit.name)) and line.articles + line.rejected != unit.articles:
            yield (
                f"{unit.name} had {unit.articles:,} articles; {line.articles:,} were scored and "
                f"{line.rejected:,} left out"
            )


JOB_RULES: tuple[Rule, ...] = (
    units_take_every_row_once,
    manifest_names_every_unit_once,
    files_are_those_of_the_manifest,
    no_other_files_are_there,
    every_article_is_accounted_for,
)


def check_job(place: Path, progress: Progress = lambda *_: None) -> list[Outcome]:
    """Return what came of every rule. Raises SourceError where `job.json` was changed."""
    folder = JobFolder(place)
    job = folder.read_job()
    return [
        ask(rule_name(rule), first_line(rule), partial(rule, folder, job, progress))
        for rule in JOB_RULES
    ]
