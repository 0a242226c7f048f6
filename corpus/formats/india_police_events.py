"""IndiaPoliceEvents as published: one sentence a line, five labels, dates and addresses beside it.

Halterman, Keith, Sarwar and O'Connor, "Corpus-Level Evaluation for Event QA" (Findings of ACL 2021).
The sentences keep their order and their text; an article's text is its sentences joined by blanks,
and its title is read off its address.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any

from ..errors import RecordError, SourceError, shorten
from ..reading.jsonl import read_rows
from ..reading.sources import SourceFile
from ..reading.strictly import strictly
from .bundle import Bundle, PlacedRow

__all__ = ["is_india_police_events", "read_india_police_events"]


def is_india_police_events(path: Path) -> bool:
    """Whether a path is the corpus's folder."""
    return all((path / name).is_file() for name in ("sents.jsonl", "metadata.jsonl"))


def read_india_police_events(path: Path) -> Bundle:
    """Return the articles and gold of the folder that holds sents.jsonl and metadata.jsonl.

    Raises SourceError where they are not there, RecordError for a row of another shape.
    """
    sentences, metadata = path / "sents.jsonl", path / "metadata.jsonl"
    if not sentences.is_file() or not metadata.is_file():
        raise SourceError(
            f"{path} is not the IndiaPoliceEvents folder: it must hold sents.jsonl and "
            "metadata.jsonl"
        )
    return Bundle(_rows(sentences, metadata))


def _rows(sentences: Path, metadata: Path) -> Iterator[PlacedRow]:
    facts = {row.row["doc_id"]: row.row for row in _checked(metadata, _METADATA)}
    articles = groupby(_checked(sentences, _SENTENCES), key=lambda placed: placed.row["doc_id"])
    for number, group in articles:
        placed = [row for row in group if row.row["sent_text"].strip()]
        name, fact = f"ipe-{number}", facts.get(number, {})
        text, spans = "", []
        for row in placed:
            sentence = row.row["sent_text"].strip()
            spans.append([len(text), len(text) + len(sentence)])
            text += sentence + ("\n\n" if row.row["sent_text"].endswith("\n\n") else " ")
        article: dict[str, Any] = {"id": name, "title": _title(fact.get("url", ""))}
        article |= {"text": text, "sentences": spans, "language": "en"}
        article |= {"source": "Times of India"}
        article |= {"url": fact.get("url"), "published": fact.get("date")}
        yield PlacedRow(str(sentences), placed[0].line if placed else None, article)
        for row, (start, end) in zip(placed, spans, strict=True):
            gold = {"article_id": name, "start": start, "end": end}
            yield PlacedRow(row.where, row.line, gold | {"labels": row.row["sent_labels"]})


def _title(address: str) -> str:
    """Return the headline in an address: `.../city/delhi/Some-headline/articleshow/123.cms`."""
    steps = address.split("/")
    return steps[-3].replace("-", " ") if len(steps) > 3 else ""


_METADATA = {"doc_id": int, "date": str, "url": str}
_SENTENCES = {"doc_id": int, "sent_id": int, "sent_labels": list, "sent_text": str}


def _checked(path: Path, keys: Mapping[str, type]) -> Iterator[PlacedRow]:
    for line, row in strictly(read_rows(SourceFile(path, str(path), ".jsonl"))):
        if missing := [key for key in keys if key not in row]:
            raise RecordError(
                str(path), line, missing[0], f"is not there; found the keys {shorten(sorted(row))}"
            )
        for key, kind in keys.items():
            if not isinstance(row[key], kind):
                reason = f"expected {_IN_WORDS[kind]}, found {shorten(row[key])}"
                raise RecordError(str(path), line, key, reason)
        yield PlacedRow(str(path), line, row)


_IN_WORDS = {int: "a number", str: "a string", list: "a list"}
