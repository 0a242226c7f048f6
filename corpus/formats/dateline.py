"""Dateline's own form: JSONL that git can diff, out of a corpus and into another, nothing lost.

articles.jsonl     with their sentences, in the order in which they came in
judgments.jsonl    every judgment ever made, in the order in which it was made
gold.jsonl         the ruling that counts for each sentence
suggestions.jsonl  what a model said of each sentence; only where it said something
provenance.jsonl   where each article was found
leftovers.jsonl    what pages held beside their articles; like provenance.jsonl only where known
splits.csv         article_id, split, cluster
guidelines.md      the annotation guidelines in force
earlier/           those that labels were made under before; only where there are any
corpus.json        how articles were split, and the seed and shares of the split
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, TextIO, get_args

import jsonlines

from ..errors import DatelineError, RecordError, SourceError, one_of, shorten
from ..files import new_files
from ..finding_records import finding_to_row, leftovers_to_row
from ..guidelines import LabelScheme
from ..progress import Progress
from ..reading.csv_rows import read_cells
from ..reading.jsonl import parse_json, read_rows
from ..reading.sources import SourceFile
from ..reading.strictly import strictly
from ..records import article_to_row, judgment_to_row, row_kind, ruling_to_row, suggestion_to_row
from ..segmentation import Labelled
from ..sentences import Quotations
from ..store import Corpus
from ..store.articles import iter_articles
from ..store.judgments import current_rulings, iter_judgments
from ..store.provenance import iter_findings, iter_leftovers
from ..store.settings import earlier_schemes, get_setting, label_scheme
from ..store.suggestions import iter_suggestions
from .bundle import Bundle, Exported, PlacedRow

__all__ = ["export_dateline", "is_dateline", "read_dateline"]

SUGGESTIONS = "suggestions.jsonl"
PROVENANCE = "provenance.jsonl"
LEFTOVERS = "leftovers.jsonl"
EARLIER = "earlier"
_SPLIT_COLUMNS = ("article_id", "split", "cluster")
_ORDER = ("article", "judgment", "gold", "prediction", "leftovers", "finding")


def is_dateline(path: Path) -> bool:
    """Whether a path is a folder of rows under our contracts, or a file that begins with one."""
    files = sorted(path.glob("*.jsonl")) if path.is_dir() else [path]
    try:
        return bool(files) and any(
            _rank(SourceFile(file, str(file), ".jsonl")) < len(_ORDER) for file in files
        )
    except DatelineError:
        return False


def read_dateline(path: Path) -> Bundle:
    """Return the rows of a file, or of a folder's files, those of articles first.

    Raises SourceError where there is nothing to import.
    """
    paths = [path]
    if path.is_dir():
        paths = sorted(inner for inner in path.iterdir() if inner.suffix == ".jsonl")
    if not paths:
        raise SourceError(f"the folder {path} holds no .jsonl file to import")
    files = sorted((SourceFile(file, str(file), ".jsonl") for file in paths), key=_rank)
    if not path.is_dir():
        return Bundle(_rows(files, None))
    splits, guidelines = path / "splits.csv", path / "guidelines.md"
    return Bundle(
        _rows(files, splits if splits.is_file() else None),
        guidelines if guidelines.is_file() else None,
        tuple(sorted((path / EARLIER).glob("*.md"))),
        _read_settings(path / "corpus.json"),
    )


def _rank(file: SourceFile) -> int:
    first = next((row for _, row in read_rows(file)), {})
    kind = row_kind(first) if isinstance(first, dict) else None
    return _ORDER.index(kind) if kind in _ORDER else len(_ORDER)


def _rows(files: list[SourceFile], splits: Path | None) -> Iterator[PlacedRow]:
    for file in files:
        for line, row in strictly(read_rows(file)):
            yield PlacedRow(file.where, line, row)
    if splits is not None:
        yield from _split_rows(splits)


def _split_rows(path: Path) -> Iterator[PlacedRow]:
    rows = strictly(read_cells(SourceFile(path, str(path), ".csv")))
    _, columns = next(rows)
    if sorted({*columns, "cluster"}) != sorted(_SPLIT_COLUMNS) or len(columns) > 3:
        reason = (
            f"found the columns {shorten(columns)}, expected {one_of(_SPLIT_COLUMNS)} "
            "(cluster may be left out)"
        )
        raise RecordError(str(path), 1, None, reason)
    for line, cells in rows:
        yield PlacedRow(str(path), line, dict(zip(columns, cells, strict=True)))


def _read_settings(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    try:
        settings = parse_json(path.read_text(encoding="utf-8"))
    except ValueError as error:
        reason = f"cannot be read: {error}; export it again"
        raise RecordError(str(path), None, None, reason) from None
    if not isinstance(settings, dict):
        reason = f"expected a JSON object, found {shorten(settings)}; export it again"
        raise RecordError(str(path), None, None, reason)
    for field, allowed, is_right in _SETTINGS:
        if field in settings and not is_right(settings[field]):
            reason = f"expected {allowed}, found {shorten(settings[field])}; export it again"
            raise RecordError(str(path), None, field, reason)
    return settings


def _is_quotations(value: object) -> bool:
    return value in get_args(Quotations)


def _is_labelled(value: object) -> bool:
    return value in get_args(Labelled)


def _is_flag(value: object) -> bool:
    return isinstance(value, bool)


def _is_split(value: object) -> bool:
    match value:
        case {"seed": int(seed), "test": float(test), "validation": float(validation), **rest}:
            return not rest and seed >= 0 and 0 < test < 1 and 0 <= validation < 1 - test
        case _:
            return False


_SETTINGS: tuple[tuple[str, str, Callable[[object], bool]], ...] = (
    ("quotations", "split or whole", _is_quotations),
    ("labelled", "body or all", _is_labelled),
    ("machine_labels", "true or false", _is_flag),
    ("split", "a seed and the shares of test and validation", _is_split),
)
"""What corpus.json may hold: a name, what is allowed in words, and whether a value is right."""


def export_dateline(corpus: Corpus, folder: Path, progress: Progress = lambda *_: None) -> Exported:
    """Write the corpus to a folder, all of its files or none. Raises OutputError."""
    with corpus.read() as connection, new_files(folder) as new:
        scheme = label_scheme(connection)
        articles = [0]
        split_rows: list[tuple[str, str, str]] = []

        def article_rows() -> Iterator[dict[str, Any]]:
            for stored in iter_articles(connection):
                article = stored.article
                spans = [(sentence.start, sentence.end) for sentence in stored.sentences]
                articles[0] += 1
                if stored.part or article.cluster:
                    split_rows.append((article.id, stored.part or "", article.cluster or ""))
                yield article_to_row(article, spans, stored.segmentation)

        progress("articles.jsonl", 0, 5)
        _write_jsonl(new / "articles.jsonl", article_rows())
        progress("judgments.jsonl", 1, 5)
        judgments = _write_jsonl(
            new / "judgments.jsonl",
            (judgment_to_row(judgment, scheme.digest) for judgment in iter_judgments(connection)),
        )
        progress("gold.jsonl", 2, 5)
        rulings = _write_jsonl(
            new / "gold.jsonl",
            (ruling_to_row(ruling, scheme.digest) for ruling in current_rulings(connection)),
        )
        optional: dict[str, Iterator[dict[str, Any]]] = {
            SUGGESTIONS: map(suggestion_to_row, iter_suggestions(connection)),
            LEFTOVERS: map(leftovers_to_row, iter_leftovers(connection)),
            PROVENANCE: map(finding_to_row, iter_findings(connection)),
        }
        written = {}
        for name, rows in optional.items():
            progress(name, 3, 5)
            written[name] = _write_jsonl(new / name, rows)
        absent = [name for name, count in written.items() if not count]
        for name in absent:
            (new / name).unlink()
        progress("guidelines.md", 4, 5)
        with _text(new / "splits.csv") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(_SPLIT_COLUMNS)
            writer.writerows(split_rows)
        with _text(new / "guidelines.md") as file:
            file.write(scheme.text)
        earlier = _write_earlier(new / EARLIER, earlier_schemes(connection))
        with _text(new / "corpus.json") as file:
            settings = {key: get_setting(connection, key) for key, *_ in _SETTINGS}
            json.dump({key: value for key, value in settings.items() if value}, file, indent=1)
            file.write("\n")
    for name in absent:  # what an earlier export wrote
        (folder / name).unlink(missing_ok=True)
    progress("done", 5, 5)
    files = (
        *("articles.jsonl", "judgments.jsonl", "gold.jsonl"),
        *(name for name in written if name not in absent),
        *("splits.csv", "guidelines.md", *earlier, "corpus.json"),
    )
    return Exported(articles[0], judgments, rulings, written[SUGGESTIONS], files)


def _write_earlier(folder: Path, schemes: Iterable[LabelScheme]) -> list[str]:
    """Write the guidelines that are no longer in force, and return the names of their files."""
    names = []
    for scheme in schemes:
        folder.mkdir(exist_ok=True)
        with _text(folder / f"{scheme.digest[:16]}.md") as file:
            file.write(scheme.text)
        names.append(f"{EARLIER}/{scheme.digest[:16]}.md")
    return names


def _write_jsonl(path: Path, rows: Iterable[dict[str, Any]]) -> int:
    count = 0
    with _text(path) as file, jsonlines.Writer(file) as writer:
        for row in rows:
            writer.write(row)
            count += 1
    return count


def _text(path: Path) -> TextIO:
    return path.open("w", encoding="utf-8", newline="\n")
