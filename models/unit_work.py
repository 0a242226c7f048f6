"""The work of one unit, as every engine's workers do it: articles read, scored, written, reported."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dateline.corpus.reading.sources import file_digest
from dateline.corpus.reading.units import Unit, read_unit
from dateline.corpus.records import ArticleRow

from .job_folder import JobFolder, Line
from .predictions import open_output
from .predictor import Predictor

__all__ = ["UnitWork"]


@dataclass(frozen=True, slots=True)
class UnitWork:
    """Scores units into a folder. It can be sent to other processes, and may do a unit twice."""

    predictor: Predictor
    folder: JobFolder
    dateline: str

    def __call__(self, unit: Unit) -> None:
        """Write the predictions of a unit, then its line. Raises OutputError where it cannot."""
        left_out: list[str] = []
        scored = rows = 0

        def read() -> Iterator[ArticleRow]:
            nonlocal scored
            for row in read_unit(unit, left_out.append):
                scored += 1
                yield row

        part = self.folder.part(unit.name)
        with open_output(part, self.predictor.labels) as write:
            for table in self.predictor.predict_rows(read()):
                write(table)
                rows += len(table)
        line = Line(
            unit=unit.name,
            file=unit.file,
            articles=scored,
            rejected=unit.articles - scored,
            left_out=tuple(left_out),
            rows=rows,
            sha256=file_digest(part),
            model=self.predictor.digest,
            dateline=self.dateline,
        )
        self.folder.finish(unit, line)
