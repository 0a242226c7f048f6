"""Files read, and the text that most of them hold."""

from __future__ import annotations

from pathlib import Path

from dateline.corpus.reading import read_file
from dateline.corpus.reading.sources import SourceFile
from dateline.corpus.records import ArticleRow

TEXT = (
    "Shells fell on the market of Ordesk at noon, and three people were killed, the mayor said.",
    "Nobody claimed the attack, which was the second in a week on the eastern bank of the river.",
)


def read(path: Path) -> list[object]:
    return list(read_file(SourceFile(path, path.name, path.suffix)))


def rows(found: list[object]) -> list[ArticleRow]:
    return [row for row in found if isinstance(row, ArticleRow)]
