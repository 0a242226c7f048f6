"""The JSONL contracts: one row to one noun and back, checked field by field.

    article    {"id"?, "title", "text", "url"?, "source"?, "published"?, "language"?, "licence"?,
                "sentences"?: [[start, end], ...], "segmentation"?}
    judgment   {"article_id", "start", "end", "annotator", "labels": [...], "unsure"?, "skipped"?,
                "comment"?, "seconds"?, "created"?, "id"?, "guidelines"?, "suggestion_shown"?}
    gold       {"article_id", "start", "end", "labels": [...], "method"?, "judges"?, "guidelines"?}
    prediction {"article_id", "start", "end", "text"?, "labels": [...], "scores": {label: probability}}

A missing title becomes the empty title. Keys that Dateline has no use for are kept in `extra` and
exported again. Every check raises RecordError with the file, the line and the field.
"""

from __future__ import annotations

import json
import sys
import uuid
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from .errors import RecordError, one_of, shorten
from .nouns import WITHDRAWN, Article, Judgment, Ruling, SentenceRef, Suggestion, article_id

__all__ = [
    "GIVEN",
    "ArticleRow",
    "article_from_row",
    "article_to_row",
    "judgment_from_row",
    "judgment_to_row",
    "row_kind",
    "ruling_from_row",
    "ruling_to_row",
    "suggestion_from_row",
    "suggestion_to_row",
]

GIVEN = "given"
"""The segmentation of an article that brought its own sentences."""

Row = Mapping[str, Any]

_NAMESPACE = uuid.UUID("6f1d3bbc-6a6e-5b0a-9d2c-51c1c1a0d9b4")
_ARTICLE_TEXTS = ("url", "source", "published", "language", "licence")


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """An article as it came in, with the sentences it brought (None: it is to be split)."""

    article: Article
    spans: tuple[tuple[int, int], ...] | None
    segmentation: str
    where: str
    line: int | None


@dataclass(frozen=True, slots=True)
class _Reader:
    """One row with its place, for checks that name the field."""

    row: Row
    where: str
    line: int | None

    def wrong(self, field: str | None, reason: str) -> RecordError:
        return RecordError(self.where, self.line, field, reason, row=self.row)

    def text(self, field: str, default: str | None = None) -> str | None:
        value = self.row.get(field)
        if value is None:
            return default
        if not isinstance(value, str):
            raise self.wrong(field, f"expected a string, found {shorten(value)}")
        for bad, name in (("\0", "a NUL character"), *_surrogates(value)):
            if bad in value:
                raise self.wrong(
                    field,
                    f"found {name} at offset {value.index(bad)}, which no corpus can hold; "
                    "remove it from the source",
                )
        return value

    def required_text(self, field: str) -> str:
        value = self.text(field)
        if value is None or not value.strip():
            raise self.wrong(field, f"expected a non-empty string, found {self.found(field)}")
        return value

    def flag(self, field: str) -> bool:
        value = self.row.get(field)
        if value is None:
            return False
        if not isinstance(value, bool):
            raise self.wrong(field, f"expected true or false, found {shorten(value)}")
        return value

    def offset(self, field: str) -> int:
        value = self.row.get(field)
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise self.wrong(
                field, f"expected a code-point offset (0, 1, 2 ...), found {self.found(field)}"
            )
        return value

    def seconds(self) -> float | None:
        value = self.row.get("seconds")
        if value is None:
            return None
        if (
            not isinstance(value, int | float)
            or isinstance(value, bool)
            or not 0 <= value <= sys.float_info.max
        ):
            raise self.wrong("seconds", f"expected a duration in seconds, found {shorten(value)}")
        return float(value)

    def sentence(self) -> SentenceRef:
        ref = SentenceRef(
            self.required_text("article_id"), self.offset("start"), self.offset("end")
        )
        if ref.end <= ref.start:
            found = f"{shorten(ref.start)}, found {shorten(ref.end)}"
            raise self.wrong("end", f"expected more than start, which is {found}")
        return ref

    def labels(self, allowed: Collection[str]) -> frozenset[str]:
        value = self.row.get("labels")
        if not isinstance(value, list) or not all(isinstance(label, str) for label in value):
            raise self.wrong(
                "labels", f"expected a list of label ids, found {self.found('labels')}"
            )
        for label in value:
            if label not in allowed:
                raise self.wrong(
                    "labels",
                    f"found the label {shorten(label)}, allowed are {one_of(allowed)}; correct it, "
                    "or bring guidelines that have it with --guidelines",
                )
        return frozenset(value)

    def scores(self, allowed: Collection[str]) -> dict[str, float]:
        value = self.row.get("scores")
        if not isinstance(value, dict):
            raise self.wrong("scores", f"expected an object, found {self.found('scores')}")
        for label, score in value.items():
            if label not in allowed:
                raise self.wrong(
                    "scores",
                    f"found the label {shorten(label)}, allowed are {one_of(allowed)}; predict "
                    "with a model of these labels",
                )
            if not isinstance(score, int | float) or isinstance(score, bool) or not 0 <= score <= 1:
                reason = f"expected a probability 0 to 1 of {label}, found {shorten(score)}"
                raise self.wrong("scores", reason)
        return {label: float(score) for label, score in value.items()}

    def texts(self, field: str) -> tuple[str, ...]:
        value = self.row.get(field)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self.wrong(field, f"expected a list of strings, found {shorten(value)}")
        self._refuse_what_json_cannot_hold(field)
        return tuple(value)

    def found(self, field: str) -> str:
        return shorten(self.row[field]) if field in self.row else "nothing"

    def extra(self, known: Collection[str]) -> dict[str, Any]:
        extra = {key: value for key, value in self.row.items() if key not in known}
        for key in extra:
            self._refuse_what_json_cannot_hold(key)
        return extra

    def _refuse_what_json_cannot_hold(self, field: str) -> None:
        value = self.row[field]
        try:
            json.dumps([field, value], ensure_ascii=False, allow_nan=False).encode()
        except UnicodeEncodeError:
            reason = "found half of a surrogate pair, which no corpus can hold; remove it"
            raise self.wrong(field, reason) from None
        except (TypeError, ValueError):
            raise self.wrong(
                field,
                f"expected what JSON can hold (text, finite numbers, lists of them), found "
                f"{shorten(value)}; leave it out or make it text",
            ) from None


def _surrogates(value: str) -> Sequence[tuple[str, str]]:
    """Return the lone surrogate in `value` with its name, if there is one (JSON can hold them)."""
    try:
        value.encode()
    except UnicodeEncodeError as error:
        return ((value[error.start], "half of a surrogate pair"),)
    return ()


def row_kind(row: Row) -> str | None:
    """Return article, judgment, gold, prediction or split, known by the row's keys; None for none.

    Keys beyond those of the contract do not count: gold may say its `split`, and an article that
    brings its `sentences` may have an `article_id` besides.
    """
    if "text" in row and ("article_id" not in row or "sentences" in row):
        return "article"
    if {"article_id", "start", "end", "labels"} <= row.keys():
        if "annotator" in row:
            return "judgment"
        return "prediction" if "scores" in row else "gold"
    return "split" if {"article_id", "split"} <= row.keys() else None


def article_from_row(row: Row, where: str, line: int | None) -> ArticleRow:
    """Return the article of a row; without an `id` it gets one from its content."""
    read = _Reader(row, where, line)
    text = read.required_text("text")
    url = read.text("url")
    if isinstance(row.get("id"), int) and not isinstance(row["id"], bool):
        name: str | None = str(row["id"])
    else:
        name = read.required_text("id") if row.get("id") is not None else None
    known = {"id", "title", "text", "sentences", "segmentation", *_ARTICLE_TEXTS}
    fields = {field: read.text(field) for field in _ARTICLE_TEXTS}
    article = Article(
        id=name or article_id(text, url),
        title=read.text("title", "") or "",
        text=text,
        **fields,
        extra=read.extra(known),
    )
    return ArticleRow(article, _spans(read, text), read.text("segmentation") or GIVEN, where, line)


def _spans(read: _Reader, text: str) -> tuple[tuple[int, int], ...] | None:
    value = read.row.get("sentences")
    if value is None:
        return None
    if not isinstance(value, list):
        raise read.wrong("sentences", f"expected [[start, end], ...], found {shorten(value)}")
    spans: list[tuple[int, int]] = []
    before = 0
    for item in value:
        match item:
            case [int(start), int(end)] if 0 <= start < end and not isinstance(start, bool):
                pass
            case _:
                raise read.wrong("sentences", f"expected [start, end], found {shorten(item)}")
        if end > len(text):
            raise read.wrong(
                "sentences",
                f"found {shorten(item)}, but the text ends at {len(text)}; offsets count code "
                "points, not bytes",
            )
        if start < before:
            raise read.wrong(
                "sentences",
                f"found [{start}, {end}], which begins before the last one ends ({before}); "
                "sentences stand in order and do not overlap",
            )
        if not text[start:end].strip():
            raise read.wrong("sentences", f"found [{start}, {end}], which holds only white space")
        spans.append((start, end))
        before = end
    return tuple(spans)


def article_to_row(
    article: Article, spans: Sequence[tuple[int, int]], segmentation: str = GIVEN
) -> dict[str, Any]:
    """Return the row of an article with its sentences; what is not known is left out."""
    row: dict[str, Any] = {"id": article.id, "title": article.title, "text": article.text}
    for field in _ARTICLE_TEXTS:
        if (value := getattr(article, field)) is not None:
            row[field] = value
    row["sentences"] = [list(span) for span in spans]
    if segmentation != GIVEN:
        row["segmentation"] = segmentation
    return row | dict(article.extra)


def judgment_from_row(
    row: Row, where: str, line: int | None, *, allowed: Collection[str], seen: Counter[str]
) -> Judgment:
    """Return the judgment of a row.

    A row without `id` gets one from its content, so that importing a file twice changes nothing.
    `seen` counts the equal rows before it in the same file, which are judgments of their own.
    """
    read = _Reader(row, where, line)
    seconds = read.seconds()
    sentence = read.sentence()
    annotator = read.required_text("annotator")
    labels = read.labels(allowed)
    skipped = read.flag("skipped")
    if skipped and labels:
        raise read.wrong(
            "skipped", f"a skipped sentence has no labels, found {shorten(sorted(labels))}"
        )
    known = {
        *("article_id", "start", "end", "annotator", "labels", "unsure", "skipped", "comment"),
        *("seconds", "created", "id", "guidelines", "suggestion_shown"),
    }
    judgment = Judgment(
        id=read.text("id") or "",
        sentence=sentence,
        annotator=annotator,
        labels=labels,
        unsure=read.flag("unsure"),
        skipped=skipped,
        comment=read.text("comment"),
        seconds=seconds,
        suggestion_shown=read.flag("suggestion_shown"),
        guidelines=read.text("guidelines"),
        created=read.text("created"),
        extra=read.extra(known),
    )
    if judgment.id:
        return judgment
    name = _content_id(judgment, 0)
    seen[name] += 1
    return replace(judgment, id=_content_id(judgment, seen[name] - 1))


def _content_id(judgment: Judgment, earlier: int) -> str:
    """Return the id of a judgment that brings none, after so many equal ones before it."""
    said = (judgment.sentence, judgment.annotator, sorted(judgment.labels), judgment.unsure)
    more = (judgment.skipped, judgment.comment, judgment.seconds, judgment.created)
    return str(uuid.uuid5(_NAMESPACE, f"{said!r}{more!r}{earlier}"))


def judgment_to_row(judgment: Judgment, scheme_digest: str) -> dict[str, Any]:
    """Return the row of a judgment; `guidelines` stands there where it is not the scheme in force."""
    row: dict[str, Any] = {
        **judgment.sentence._asdict(),
        "annotator": judgment.annotator,
        "labels": sorted(judgment.labels),
        "unsure": judgment.unsure,
    }
    if judgment.skipped:
        row["skipped"] = True
    for field in ("comment", "seconds", "created"):
        if (value := getattr(judgment, field)) is not None:
            row[field] = value
    if judgment.suggestion_shown:
        row["suggestion_shown"] = True
    if judgment.id != _content_id(judgment, 0):
        row["id"] = judgment.id
    if judgment.guidelines != scheme_digest:
        row["guidelines"] = judgment.guidelines
    return row | dict(judgment.extra)


def ruling_from_row(row: Row, where: str, line: int | None, *, allowed: Collection[str]) -> Ruling:
    """Return the ruling of a gold row; without `method` it says that it was imported."""
    read = _Reader(row, where, line)
    if read.text("method") == WITHDRAWN:
        raise read.wrong("method", f"found {WITHDRAWN!r}: that is no gold; take the line out")
    return Ruling(
        sentence=read.sentence(),
        labels=read.labels(allowed),
        decided_by=read.text("method") or "imported",
        judges=read.texts("judges"),
        guidelines=read.text("guidelines"),
        extra=read.extra(
            {"article_id", "start", "end", "labels", "method", "judges", "guidelines"}
        ),
    )


def ruling_to_row(ruling: Ruling, scheme_digest: str) -> dict[str, Any]:
    """Return the gold row of a ruling."""
    row: dict[str, Any] = {
        **ruling.sentence._asdict(),
        "labels": sorted(ruling.labels),
        "method": ruling.decided_by,
    }
    if ruling.judges:
        row["judges"] = list(ruling.judges)
    if ruling.guidelines != scheme_digest:
        row["guidelines"] = ruling.guidelines
    return row | dict(ruling.extra)


def suggestion_from_row(
    row: Row, where: str, line: int | None, *, allowed: Collection[str]
) -> Suggestion:
    """Return the suggestion of a prediction row."""
    read = _Reader(row, where, line)
    return Suggestion(
        sentence=read.sentence(),
        labels=read.labels(allowed),
        scores=read.scores(allowed),
        text=read.text("text"),
        extra=read.extra({"article_id", "start", "end", "text", "labels", "scores"}),
    )


def suggestion_to_row(suggestion: Suggestion) -> dict[str, Any]:
    """Return the prediction row of a suggestion."""
    row: dict[str, Any] = {**suggestion.sentence._asdict(), "text": suggestion.text}
    row |= {"labels": sorted(suggestion.labels), "scores": dict(suggestion.scores)}
    return row | dict(suggestion.extra)
