"""A prediction job: which articles are scored, in which units, by which model.

Each unit becomes one file of predictions, whoever scores it and however often.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from dateline.corpus.progress import Progress
from dateline.corpus.reading.units import Unit, input_digest, plan_units

from .facts import running_versions
from .predictor import Predictor

__all__ = ["FORMAT", "Job", "plan_job"]

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Job:
    """What a folder of predictions is made of."""

    model: str
    """digest"""
    labels: tuple[str, ...]
    quotations: str
    dateline: str
    """version"""
    units: tuple[Unit, ...]

    def to_json(self) -> dict[str, Any]:
        """Return it as `job.json` holds it."""
        return {"format": FORMAT, "input": input_digest(self.units), **asdict(self)}

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> Job:
        """Return the job that `job.json` holds. Raises KeyError or TypeError where it holds none."""
        fields = {name: content[name] for name in ("model", "quotations", "dateline")}
        units = tuple(Unit(**unit) for unit in content["units"])
        return cls(**fields, labels=tuple(content["labels"]), units=units)


def plan_job(
    predictor: Predictor, sources: Sequence[str], workers: int, progress: Progress
) -> tuple[Job, int]:
    """Return the job of scoring the Parquet files of `sources`, and how many others lie there.

    Raises SourceError as `plan_units` does.
    """
    units, passed_over = plan_units(sources, workers, progress)
    job = Job(
        model=predictor.digest,
        labels=predictor.labels,
        quotations=predictor.quotations,
        dateline=running_versions()["dateline"],
        units=units,
    )
    return job, passed_over
