"""The two lists that a person settles: `names.csv` and `sentences.csv`.

They are opened in a spreadsheet, one line a person and article, or a sentence. They hold what a release
must not: names. So they are readable by their owner only, hold no text beyond a few words, and lie
outside the release.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from ...errors import RecordError, SourceError, one_of, shorten
from ...files import new_file
from ...nouns import SentenceRef
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
    """Yield the rows of a list with the number of the line that each ends on; none without a file."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return
    except UnicodeDecodeError:
        raise SourceError(f"{path} is no UTF-8; save it as CSV in UTF-8") from None
    except OSError as error:
        raise SourceError(
            f"{path} cannot be read ({error.strerror}); make it a CSV file, or move it away"
        ) from None
    header = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text), delimiter=max(",;\t", key=header.count), strict=True)
    columns: list[str] | None = None
    try:
        for cells in reader:
            if columns is None:
                columns = [cell.strip().lower() for cell in cells]
                if missing := [column for column in needed if column not in columns]:
                    told = (
                        f"the first line names no column {missing[0]!r}, needed: {one_of(needed)}"
                    )
                    raise RecordError(str(path), 1, None, told)
            elif any(cells):
                if len(cells) != len(columns):
                    told = f"has {len(cells)} cells where the first line has {len(columns)}"
                    raise RecordError(str(path), reader.line_num, None, told)
                yield reader.line_num, dict(zip(columns, cells, strict=True))
    except csv.Error as error:
        raise RecordError(str(path), reader.line_num, None, f"is no CSV: {error}") from None


def _write(path: Path, columns: tuple[str, ...], rows: Iterable[Iterable[object]]) -> None:
    with new_file(path, private=True) as file:
        file.write("\ufeff")  # or spreadsheets take it for another encoding
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)
