"""What was restored, and the forms in which it is written.

A file has a row for each sentence of the release, restored or not:

    {"sentence_id", "article_id", "start", "end", "text", "labels", "status", "score"}

A folder is what `dateline import` takes in: the restored articles with the sentences found in them,
their gold, judgments and split. Beside a file, and in a folder, stands the report.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any, Literal, cast, get_args

import pyarrow as pa
import pyarrow.parquet as pq

from ..errors import OutputError
from ..files import check_new_folder, new_file, new_folder
from ..nouns import Article
from ..records import GIVEN, article_to_row
from .release_folder import PublishedArticle, PublishedSentence, Release

__all__ = [
    "STATUSES",
    "RestoredArticle",
    "RestoredSentence",
    "Status",
    "check_output",
    "report_path",
    "write_restored",
]

Status = Literal["exact", "partial", "interpolated", "missing", "wrong_article", "withheld"]
"""Every token recognised; some; none, but between two that were found there was room for just it; not
in the copy, or no copy; the copy named for it is of another article; not to be restored."""
STATUSES: tuple[Status, ...] = get_args(Status)
REPORT = "rehydration_report.json"
_FOLDER = (REPORT, "articles.jsonl", "gold.jsonl", "judgments.jsonl", "splits.csv")
_MORE = ("guidelines.md", "corpus.json")
_SCHEMA = pa.schema(
    [
        ("sentence_id", pa.string()),
        ("article_id", pa.string()),
        ("start", pa.int64()),
        ("end", pa.int64()),
        ("text", pa.string()),
        ("labels", pa.list_(pa.string())),
        ("status", pa.string()),
        ("score", pa.float64()),
    ]
)


@dataclass(frozen=True, slots=True)
class RestoredSentence:
    """What became of a sentence. `score` is the share of its published chunks that was recognised."""

    published: PublishedSentence
    status: Status
    score: float
    span: tuple[int, int] | None
    """offsets in the restored article's text; None where it was not restored"""


@dataclass(frozen=True, slots=True)
class RestoredArticle:
    """An article as a copy has it; without a copy it has no text."""

    published: PublishedArticle
    sentences: tuple[RestoredSentence, ...]
    copy: Article | None
    text: str
    where: str | None
    """the copy's place"""


def check_output(out: Path) -> None:
    """Raise OutputError where nothing can be written to `out`: cheap, before the work."""
    if not out.suffix:
        check_new_folder(out, [*_FOLDER, *_MORE])
    elif out.suffix.lower() not in _FILES:
        raise OutputError(
            f"{out} is a {out.suffix}; what is restored is written as {', '.join(_FILES)} or, without "
            "a suffix, to a folder that `dateline import` takes in"
        )


def report_path(out: Path) -> Path:
    """Return where the report of an output stands."""
    return out.with_name(f"{out.stem}.{REPORT}") if out.suffix else out / REPORT


def write_restored(
    release: Release,
    articles: Sequence[RestoredArticle],
    report: Mapping[str, Any],
    out: Path,
) -> None:
    """Write what was restored, and the report; each file whole or not at all."""
    if out.suffix:
        _FILES[out.suffix.lower()](out, (row for article in articles for row in _rows(article)))
        _write_json(report_path(out), report)
        return
    with new_folder(out, [*_FOLDER, *_MORE]) as folder:
        _write_folder(folder, release, [article for article in articles if article.copy])
        _write_json(folder / REPORT, report)


def _rows(article: RestoredArticle) -> Iterator[dict[str, Any]]:
    for sentence in article.sentences:
        start, end = sentence.span or (None, None)
        gold = sentence.published.gold
        yield {
            "sentence_id": sentence.published.id,
            "article_id": article.published.id,
            "start": start,
            "end": end,
            "text": article.text[start:end] if sentence.span else None,
            "labels": list(gold.labels) if gold else None,
            "status": sentence.status,
            "score": round(sentence.score, 4),
        }


def _write_jsonl(path: Path, rows: Iterable[Mapping[str, Any]]) -> None:
    with new_file(path) as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def _write_parquet(path: Path, rows: Iterable[Mapping[str, Any]]) -> None:
    with new_file(path, "wb") as file:
        table = pa.Table.from_pylist(list(rows), schema=_SCHEMA)
        pq.write_table(table, cast("IO[bytes]", file))


def _write_json(path: Path, report: Mapping[str, Any]) -> None:
    with new_file(path) as file:
        json.dump(report, file, ensure_ascii=False, indent=1)
        file.write("\n")


_FILES: Mapping[str, Callable[[Path, Iterable[Mapping[str, Any]]], None]] = {
    ".jsonl": _write_jsonl,
    ".parquet": _write_parquet,
}


def _write_folder(folder: Path, release: Release, articles: Sequence[RestoredArticle]) -> None:
    _write_jsonl(
        folder / "articles.jsonl",
        (_article_row(article, article.copy) for article in articles if article.copy),
    )
    _write_jsonl(folder / "gold.jsonl", _gold_rows(articles))
    if release.judgments:
        _write_jsonl(folder / "judgments.jsonl", _judgment_rows(release, articles))
    parts = {article.published.split for article in articles}
    if {"train", "test"} <= parts:
        with new_file(folder / "splits.csv") as file:
            rows = csv.writer(file, lineterminator="\n")
            rows.writerow(("article_id", "split"))
            rows.writerows((article.published.id, article.published.split) for article in articles)
    if release.guidelines:
        with new_file(folder / "guidelines.md") as file:
            file.write(release.guidelines.read_text(encoding="utf-8"))
    if release.facts.get("machine_labels"):
        _write_json(folder / "corpus.json", {"machine_labels": True})


def _article_row(article: RestoredArticle, copy: Article) -> dict[str, Any]:
    """Return the copy under the release's id, with the sentences that were found in it."""
    published = article.published
    told: dict[str, Any] = {
        name: value for name, value in published.facts.items() if not getattr(copy, name)
    }
    if article.text != copy.text:
        told["blocks"] = ()  # mending moved the offsets
    named = replace(copy, id=published.id, text=article.text, **told)
    spans = [sentence.span for sentence in article.sentences if sentence.span]
    return article_to_row(named, spans, GIVEN)


def _labelled(
    articles: Sequence[RestoredArticle],
) -> Iterator[tuple[dict[str, Any], PublishedSentence]]:
    """Yield the place of each restored sentence, and what the release has of it."""
    for article in articles:
        for sentence in article.sentences:
            if sentence.span:
                start, end = sentence.span
                place = {"article_id": article.published.id, "start": start, "end": end}
                yield place, sentence.published


def _gold_rows(articles: Sequence[RestoredArticle]) -> Iterator[dict[str, Any]]:
    for place, sentence in _labelled(articles):
        if sentence.gold:
            row = place | {"labels": list(sentence.gold.labels)}
            yield row | ({"method": sentence.gold.decided_by} if sentence.gold.decided_by else {})


def _judgment_rows(
    release: Release, articles: Sequence[RestoredArticle]
) -> Iterator[dict[str, Any]]:
    for place, sentence in _labelled(articles):
        for said in release.judgments.get(sentence.id, ()):
            row = place | {
                "annotator": said["annotator_id"],
                "labels": said["labels"],
                "unsure": bool(said.get("unsure")),
            }
            if said.get("seconds") is not None:
                row["seconds"] = said["seconds"]
            if said.get("annotated_at") is not None:
                row["created"] = str(said["annotated_at"])
            yield row
