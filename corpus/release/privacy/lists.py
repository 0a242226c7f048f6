"""The two lists that a person settles: `names.csv` and `sentences.csv`.

They are opened in a spreadsheet, one line a person and article, or a sentence. They hold what a release
must not: names. So they are readable by their owner only, hold no text beyond a few words, and lie
outside the release.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from ...errors import RecordError, SourceError, one_of, shorten
from ...files import new_file
from ...nouns import SentenceRef
from ...reading.csv_rows import read_cells
from ...reading.sources import SourceFile
from ...reading.strictly import strictly
from .forms import DECISIONS, Decision
from .sensitive import SENSITIVE, Sensitive
from .tokens import keys_of

__all__ = [
    "EVERYWHERE",
    "NAME_COLUMNS",
    "SENTENCE_COLUMNS",
    "NameLine",
    "SentenceLine",
    "read_names",
    "read_sentences",
    "write_names",
    "write_sentences",
]

EVERYWHERE = "*"
"""in place of an article's id: the line holds for every article that has none of its own"""
NAME_COLUMNS = ("decision", "name", "forms", "count", "role", "context", "article_id")
SENTENCE_COLUMNS = ("reason", "guess", "article_id", "start", "end", "begins")
_BETWEEN = " | "


@dataclass(frozen=True, slots=True)
class NameLine:
    """One line of `names.csv`; `decision` is None until a person writes one."""

    article_id: str
    name: str
    decision: Decision | None = None
    forms: tuple[str, ...] = ()
    count: int = 0
    role: str = ""
    context: str = ""

    @property
    def key(self) -> tuple[str, tuple[str, ...]]:
        """What two lines on one person share: the article and the words of the name."""
        return self.article_id, keys_of(self.name)


@dataclass(frozen=True, slots=True)
class SentenceLine:
    """One line of `sentences.csv`: why a sentence is published without anchors, or `none`."""

    sentence: SentenceRef
    reason: Sensitive
    guess: str = ""
    begins: str = ""
    """its first words, by which a person finds it"""


def read_names(path: Path) -> list[NameLine]:
    """Read the list of names. Raises RecordError with file, line and column."""
    found: dict[tuple[str, tuple[str, ...]], tuple[NameLine, int]] = {}
    for number, row in _rows(path, ("decision", "name", "article_id")):
        where = (str(path), number)
        name = row["name"].strip()
        article_id = row["article_id"].strip()
        if not keys_of(name):
            raise RecordError(
                *where, "name", f"found {shorten(name)}, which holds no letter; delete the line"
            )
        if not article_id:
            raise RecordError(
                *where, "article_id", f"is empty; give an article's id, or {EVERYWHERE} for all"
            )
        decision = row["decision"].strip().lower()
        if decision and decision not in DECISIONS:
            allowed = f"{one_of(DECISIONS)}, or nothing while it is open"
            raise RecordError(*where, "decision", f"found {shorten(decision)}, allowed: {allowed}")
        forms = tuple(form.strip() for form in row.get("forms", "").split("|") if form.strip())
        count = row.get("count", "").strip()
        line = NameLine(
            article_id,
            name,
            decision or None,
            forms,
            int(count) if count.isdecimal() else 0,
            row.get("role", "").strip(),
            row.get("context", "").strip(),
        )
        other, first = found.setdefault(line.key, (line, number))
        if other.decision != line.decision:
            reason = (
                f"says otherwise of a name that line {first} settles; keep one of the two lines"
            )
            raise RecordError(*where, "decision", reason)
        forms = tuple(dict.fromkeys((*other.forms, *line.forms)))
        found[line.key] = (replace(other, forms=forms), first)
    return [line for line, _ in found.values()]


def write_names(path: Path, lines: Iterable[NameLine]) -> None:
    """Write the list of names, for its owner's eyes only."""
    _write(
        path,
        NAME_COLUMNS,
        (
            (
                line.decision or "",
                line.name,
                _BETWEEN.join(line.forms),
                line.count or "",
                line.role,
                line.context,
                line.article_id,
            )
            for line in lines
        ),
    )


def read_sentences(path: Path) -> list[SentenceLine]:
    """Read the list of sentences. Raises RecordError with file, line and column."""
    found = []
    for number, row in _rows(path, ("reason", "article_id", "start", "end")):
        reason = row["reason"].strip().lower() or "none"
        if reason not in SENSITIVE:
            told = f"found {shorten(reason)}, allowed: {one_of(SENSITIVE)}"
            raise RecordError(str(path), number, "reason", told)
        for column in ("start", "end"):
            if not row[column].strip().isdecimal():
                told = f"found {shorten(row[column])}, expected an offset in the article"
                raise RecordError(str(path), number, column, told)
        sentence = SentenceRef(row["article_id"].strip(), int(row["start"]), int(row["end"]))
        found.append(SentenceLine(sentence, reason, row.get("guess", ""), row.get("begins", "")))
    return found


def write_sentences(path: Path, lines: Iterable[SentenceLine]) -> None:
    """Write the list of sentences, for its owner's eyes only."""
    rows = ((line.reason, line.guess, *line.sentence, line.begins) for line in lines)
    _write(path, SENTENCE_COLUMNS, rows)


def _rows(path: Path, needed: tuple[str, ...]) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Yield the rows of a list with the line on which each begins; none without a file."""
    rows = strictly(read_cells(SourceFile(path, str(path), ".csv")))
    try:
        _, header = next(rows)
    except FileNotFoundError:
        return
    except OSError as error:
        raise SourceError(
            f"{path} cannot be read ({error.strerror}); make it a CSV file, or move it away"
        ) from None
    columns = [cell.strip().lower() for cell in header]
    if columns and (missing := [column for column in needed if column not in columns]):
        told = f"the first line names no column {missing[0]!r}, needed: {one_of(needed)}"
        raise RecordError(str(path), 1, None, told)
    for line, cells in rows:
        if any(cells):
            yield line, dict(zip(columns, cells, strict=True))


def _write(path: Path, columns: tuple[str, ...], rows: Iterable[Iterable[object]]) -> None:
    with new_file(path, private=True) as file:
        file.write("\ufeff")  # or spreadsheets take it for another encoding
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)
