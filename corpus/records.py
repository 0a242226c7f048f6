"""The JSONL contracts: one row to one noun and back, checked field by field.

    article    {"id"?, "title", "text", "url"?, "source"?, "published"?, "language"?, "licence"?,
                "author"?, "agency"?, "place"?, "blocks"?: [[start, end, kind], ...],
                "sentences"?: [[start, end], ...], "segmentation"?}
    judgment   {"article_id", "start", "end", "annotator", "labels": [...], "unsure"?, "skipped"?,
                "comment"?, "seconds"?, "created"?, "id"?, "guidelines"?, "suggestion_shown"?}
    gold       {"article_id", "start", "end", "labels": [...], "method"?, "judges"?, "guidelines"?}
    prediction {"article_id", "start", "end", "text"?, "labels": [...], "scores": {label: probability}}

A missing title becomes the empty title. Keys that Dateline has no use for are kept in `extra` and
exported again. Every check raises RecordError with the file, the line and the field.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple, get_args

from .errors import one_of, shorten
from .nouns import (
    WITHDRAWN,
    Article,
    Block,
    BlockKind,
    Judgment,
    Origin,
    Ruling,
    SentenceRef,
    Suggestion,
    article_id,
)
from .repeats import Repeats
from .rows import Row, RowReader

__all__ = [
    "ARTICLE_KEYS",
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

_NAMESPACE = uuid.UUID("6f1d3bbc-6a6e-5b0a-9d2c-51c1c1a0d9b4").bytes
_ARTICLE_TEXTS = (
    *("url", "source", "published", "language", "licence"),
    *("author", "agency", "place"),
)
ARTICLE_KEYS = {"id", "title", "text", "blocks", "sentences", "segmentation", *_ARTICLE_TEXTS}
"""what a row may say of an article; it keeps the other keys as its `extra`"""
_JUDGMENT_KEYS = {
    *("article_id", "start", "end", "annotator", "labels", "unsure", "skipped", "comment"),
    *("seconds", "created", "id", "guidelines", "suggestion_shown"),
}
_KINDS: Mapping[str, BlockKind] = {kind: kind for kind in get_args(BlockKind)}


class ArticleRow(NamedTuple):
    """An article as it came in, with the sentences it brought (None: it is to be split)."""

    article: Article
    spans: tuple[tuple[int, int], ...] | None
    segmentation: str
    where: str
    line: int | None
    origin: Origin | None = None


def row_kind(row: Row) -> str | None:
    """Return article, judgment, gold, prediction, split, finding or leftovers, known by its keys.

    None for none of them.

    Keys beyond those of the contract do not count: gold may say its `split`, and an article that
    brings its `sentences` may have an `article_id` besides.
    """
    if "text" in row:
        if "article_id" not in row or "sentences" in row:
            return "article"
    elif "digest" in row and "file" in row:
        return "finding" if "article_id" in row else "leftovers" if "dropped" in row else None
    if "article_id" not in row:
        return None
    if "labels" in row and "start" in row and "end" in row:
        if "annotator" in row:
            return "judgment"
        return "prediction" if "scores" in row else "gold"
    return "split" if "split" in row else None


def article_from_row(row: Row, where: str, line: int | None) -> ArticleRow:
    """Return the article of a row; without an `id` it gets one from its content."""
    read = RowReader(row, where, line)
    text = read.required_text("text")
    url = read.text("url")
    if isinstance(row.get("id"), int) and not isinstance(row["id"], bool):
        name: str | None = str(row["id"])
    else:
        name = read.required_text("id") if row.get("id") is not None else None
    if isinstance(row.get("author"), list):
        read = read._replace(row={**row, "author": ", ".join(read.texts("author")) or None})
    fields = {field: read.text(field) for field in _ARTICLE_TEXTS}
    article = Article(
        id=name or article_id(text, url),
        title=read.text("title", "") or "",
        text=text,
        **fields,
        blocks=_blocks(read, text),
        extra=read.extra(ARTICLE_KEYS),
    )
    return ArticleRow(article, _spans(read, text), read.text("segmentation") or GIVEN, where, line)


def _spans(read: RowReader, text: str) -> tuple[tuple[int, int], ...] | None:
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
        _check_span(read, "sentences", item, before, text)
        spans.append((start, end))
        before = end
    return tuple(spans)


def _blocks(read: RowReader, text: str) -> tuple[Block, ...]:
    value = read.row.get("blocks")
    if value is None:
        return ()
    if not isinstance(value, list):
        raise read.wrong("blocks", f"expected [[start, end, kind], ...], found {shorten(value)}")
    blocks: list[Block] = []
    before = 0
    for item in value:
        match item:
            case [int(start), int(end), str(kind)] if 0 <= start < end and not isinstance(
                start, bool
            ):
                pass
            case _:
                raise read.wrong("blocks", f"expected [start, end, kind], found {shorten(item)}")
        if kind not in _KINDS:
            raise read.wrong(
                "blocks", f"found the kind {shorten(kind)}, allowed are {one_of(_KINDS)}"
            )
        _check_span(read, "blocks", item, before, text)
        blocks.append(Block(start, end, _KINDS[kind]))
        before = end
    return tuple(blocks)


def _check_span(read: RowReader, field: str, item: Sequence[Any], before: int, text: str) -> None:
    """Raise RecordError where a span leaves the text, overlaps the last one or holds nothing."""
    start, end = item[:2]
    if end > len(text):
        raise read.wrong(
            field,
            f"found {shorten(item)}, but the text ends at {len(text)}; offsets count code points, "
            "not bytes",
        )
    if start < before:
        raise read.wrong(
            field,
            f"found {shorten(item)}, which begins before the last one ends ({before}); {field} "
            "stand in order and do not overlap",
        )
    if not text[start:end].strip():
        raise read.wrong(field, f"found {shorten(item)}, which holds only white space")


def article_to_row(
    article: Article, spans: Sequence[tuple[int, int]], segmentation: str = GIVEN
) -> dict[str, Any]:
    """Return the row of an article with its sentences; what is not known is left out."""
    row: dict[str, Any] = {"id": article.id, "title": article.title, "text": article.text}
    for field in _ARTICLE_TEXTS:
        if (value := getattr(article, field)) is not None:
            row[field] = value
    if article.blocks:
        row["blocks"] = [list(block) for block in article.blocks]
    row["sentences"] = [list(span) for span in spans]
    if segmentation != GIVEN:
        row["segmentation"] = segmentation
    return row | dict(article.extra)


def judgment_from_row(
    row: Row,
    where: str,
    line: int | None,
    *,
    allowed: Collection[str],
    seen: Repeats,
    made_under: str | None = None,
) -> Judgment:
    """Return the judgment of a row, under the scheme `made_under` where it does not name its own.

    A row without `id` gets one from its content, so that importing a file twice changes nothing.
    `seen` counts the equal rows before it in the same file, which are judgments of their own.
    """
    read = RowReader(row, where, line)
    seconds = read.seconds()
    sentence = read.sentence()
    annotator = read.required_text("annotator")
    labels = read.labels(allowed)
    skipped = read.flag("skipped")
    if skipped and labels:
        raise read.wrong(
            "skipped", f"a skipped sentence has no labels, found {shorten(sorted(labels))}"
        )
    unsure, comment, created = read.flag("unsure"), read.text("comment"), read.text("created")
    if not (name := read.text("id")):
        content = _content(sentence, annotator, labels, unsure, skipped, comment, seconds, created)
        name = _content_id(content, seen.count(hash(content) % 2**64))
    return Judgment(
        name,
        sentence,
        annotator,
        labels,
        unsure,
        skipped,
        comment,
        seconds,
        read.flag("suggestion_shown"),
        read.text("guidelines") if "guidelines" in row else made_under,
        created,
        read.extra(_JUDGMENT_KEYS),
    )


def _content(
    sentence: SentenceRef,
    annotator: str,
    labels: Collection[str],
    unsure: bool,
    skipped: bool,
    comment: str | None,
    seconds: float | None,
    created: str | None,
) -> str:
    """Return all that a judgment says, of which its id is made where it brings none."""
    article, start, end = sentence
    return (
        f"(SentenceRef(article_id={article!r}, start={start}, end={end}), {annotator!r}, "
        f"{sorted(labels)!r}, {unsure})({skipped}, {comment!r}, {seconds!r}, {created!r})"
    )


def _content_id(content: str, earlier: int) -> str:
    """Return the id of a judgment that brings none, after so many equal ones before it.

    It is the UUID of version 5 in our name space, made in a third of the time `uuid.uuid5` takes.
    """
    name = f"{content}{earlier}".encode()
    made = hashlib.sha1(_NAMESPACE + name, usedforsecurity=False).hexdigest()
    variant = "89ab"[int(made[16], 16) & 3]
    return f"{made[:8]}-{made[8:12]}-5{made[13:16]}-{variant}{made[17:20]}-{made[20:32]}"


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
    content = _content(
        judgment.sentence,
        judgment.annotator,
        judgment.labels,
        judgment.unsure,
        judgment.skipped,
        judgment.comment,
        judgment.seconds,
        judgment.created,
    )
    if judgment.id != _content_id(content, 0):
        row["id"] = judgment.id
    if judgment.guidelines != scheme_digest:
        row["guidelines"] = judgment.guidelines
    return row | dict(judgment.extra)


def ruling_from_row(row: Row, where: str, line: int | None, *, allowed: Collection[str]) -> Ruling:
    """Return the ruling of a gold row; without `method` it says that it was imported.

    A row may quote the sentence as `text` for who reads the file; rulings hold no text.
    """
    read = RowReader(row, where, line)
    if read.text("method") == WITHDRAWN:
        raise read.wrong("method", f"found {WITHDRAWN!r}: that is no gold; take the line out")
    return Ruling(
        sentence=read.sentence(),
        labels=read.labels(allowed),
        decided_by=read.text("method") or "imported",
        judges=read.texts("judges"),
        guidelines=read.text("guidelines"),
        extra=read.extra(
            {"article_id", "start", "end", "text", "labels", "method", "judges", "guidelines"}
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
    read = RowReader(row, where, line)
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
