"""The work of one unit, as every engine's workers do it: articles read, scored, written, reported."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from dateline.corpus.errors import RecordError, SourceError
from dateline.corpus.reading.sources import SourceFile, file_digest
from dateline.corpus.reading.tables import read_parquet
from dateline.corpus.records import ArticleRow

from .job import Unit
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

        def read() -> Iterator[ArticleRow | RecordError]:
            nonlocal scored
            source = SourceFile(Path(unit.path), unit.file, ".parquet")
            try:
                for row in read_parquet(source, range(unit.first, unit.last)):
                    scored += isinstance(row, ArticleRow)
                    yield row
            except SourceError as error:  # it opened when the job was planned: the rest is damaged
                left_out.append(str(error))

        part = self.folder.part(unit.name)
        with open_output(part, self.predictor.labels) as write:
            for table in self.predictor.predict_rows(
                read(), lambda error: left_out.append(str(error))
            ):
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
