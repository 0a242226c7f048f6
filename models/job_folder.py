"""A folder of predictions: what lies in it, and what of it is done.

    job.json                        the job: the model, the units and the digests of their files
    predictions/part-00000.parquet  the scored sentences of one unit
    done/part-00000.json            the unit's line of the manifest, while the job runs
    manifest.jsonl                  a line for each unit, once all are done

A file has its name only when it is complete and on the disk. A unit counts as done when its line is
there and its file has the digest of that line.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from dateline.corpus.errors import OutputError, SourceError
from dateline.corpus.files import new_file
from dateline.corpus.reading.sources import file_digest
from dateline.corpus.reading.units import Unit, input_digest

from .job import FORMAT, Job

__all__ = ["JOB", "JobFolder", "Line", "is_job"]

JOB = "job.json"


def is_job(folder: Path) -> bool:
    """Whether a folder holds the predictions of a job."""
    return (folder / JOB).is_file()


@dataclass(frozen=True, slots=True)
class Line:
    """What the manifest says of a unit."""

    unit: str
    file: str
    """of articles"""
    articles: int
    """that were scored"""
    rejected: int
    """rows that could not be read"""
    left_out: tuple[str, ...]
    """what was wrong with them"""
    rows: int
    """sentences"""
    sha256: str
    """of the file of predictions"""
    model: str
    dateline: str

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> Line:
        """Return a line as it was written. Raises TypeError or KeyError where it is none."""
        return cls(**{**content, "left_out": tuple(content["left_out"])})


@dataclass(frozen=True, slots=True)
class JobFolder:
    """Where the files of a job lie."""

    path: Path

    def part(self, unit: str) -> Path:
        """Return where the predictions of a unit lie."""
        return self.path / "predictions" / f"{unit}.parquet"

    @property
    def manifest(self) -> Path:
        """Where the lines of all units lie in the end."""
        return self.path / "manifest.jsonl"

    def read_job(self) -> Job:
        """Return the job. Raises SourceError where `job.json` is not the one that was written."""
        try:
            content = json.loads((self.path / JOB).read_bytes())
            job = Job.from_json(content)
            whole = content["format"] == FORMAT and content["input"] == input_digest(job.units)
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            whole = False
        if not whole:
            raise SourceError(
                f"{self.path / JOB} is not what dateline predict wrote; predict into a new folder"
            )
        return job

    def begin(self, job: Job) -> None:
        """Make the folder of a job, or go on with it.

        Raises OutputError where it holds anything else, such as another job.
        """
        if is_job(self.path):
            self._compare(self.read_job(), job)
        elif self.path.exists() and (not self.path.is_dir() or any(self.path.iterdir())):
            raise OutputError(
                f"{self.path} exists and holds no predictions that Dateline made (it has no {JOB}); "
                "give another name with -o"
            )
        else:
            with new_file(self.path / JOB) as file:
                file.write(json.dumps(job.to_json(), ensure_ascii=False, indent=1) + "\n")
        self.tidy()

    def _compare(self, there: Job, job: Job) -> None:
        for what, old, new in (
            ("by another model", there.model, job.model),
            ("by another Dateline", there.dateline, job.dateline),
            ("of other articles", input_digest(there.units), input_digest(job.units)),
        ):
            if old != new:
                raise OutputError(
                    f"{self.path} holds predictions {what} ({old[:12]}, and this is {new[:12]}); "
                    "give another name with -o, or take that folder away"
                )

    def tidy(self) -> None:
        """Remove what killed workers left half-written."""
        for folder in (self.path, self.path / "predictions", self.path / "done"):
            for path in folder.glob(".*"):
                path.unlink(missing_ok=True)

    def finish(self, unit: Unit, line: Line) -> None:
        """Write the line of a unit whose predictions lie in their place."""
        with new_file(self.path / "done" / f"{unit.name}.json") as file:
            file.write(_dumped(line))

    def lines(self) -> dict[str, Line]:
        """Return the lines that are there, by unit; one that cannot be read is none."""
        done = (self.path / "done").glob("part-*.json")
        found = [*self.manifest_lines(), *(line for path in sorted(done) for line in _lines(path))]
        return {line.unit: line for line in found}

    def manifest_lines(self) -> list[Line]:
        """Return the lines of the manifest, none while it is not there."""
        return _lines(self.manifest)

    def is_done(self, line: Line | None) -> bool:
        """Whether the predictions that a line speaks of are there, and are those."""
        return line is not None and self.digest(line.unit) == line.sha256

    def digest(self, unit: str) -> str | None:
        """Return the digest of a unit's predictions; None: they are not there."""
        try:
            return file_digest(self.part(unit))
        except OSError:
            return None

    def close(self, lines: Iterable[Line]) -> None:
        """Write the manifest, which says that all is done."""
        with new_file(self.manifest) as file:
            file.writelines(map(_dumped, lines))
        for path in (self.path / "done").glob("part-*.json"):
            path.unlink(missing_ok=True)
        with suppress(OSError):
            (self.path / "done").rmdir()
        self.tidy()


def _dumped(line: Line) -> str:
    return json.dumps(asdict(line)) + "\n"


def _lines(path: Path) -> list[Line]:
    """Return the lines of a file up to the first that is none."""
    found: list[Line] = []
    with suppress(OSError, ValueError, KeyError, TypeError):
        found.extend(
            Line.from_json(json.loads(text)) for text in path.read_text("utf-8").splitlines()
        )
    return found
