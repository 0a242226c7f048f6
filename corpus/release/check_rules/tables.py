"""The tables are what their schemas say: columns, types, values, keys and references."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from ...errors import shorten
from ..opened import OpenRelease
from ..schemas import csv_tables
from .checked import Checked, some

__all__ = [
    "keys_are_unique",
    "references_resolve",
    "tables_have_their_columns",
    "values_are_allowed",
]

_SENTENCE_ID = re.compile(r"(.+)-t\d{5,}-\d{5,}(?:-\d+)?")


def tables_have_their_columns(checked: Checked) -> Iterator[str]:
    """Every table is there with its columns, in order and of their types."""
    release = checked.release
    for table in release.tables:
        for path in release.paths(table):
            found = release.parquet(path).schema
            if [(field.name, field.type) for field in found] != [
                (field.name, field.type) for field in table.schema
            ]:
                yield f"{path} has the columns {_told(found)}, expected {_told(table.schema)}"
        if not (release.paths(table) or _may_be_empty(table.name, release)):
            yield f"the table {table.name} is missing"
    for small in csv_tables():
        rows = release.csv(small.path)
        expected = [column.name for column in small.columns]
        if rows and list(rows[0]) != expected:
            yield f"{small.path} has the columns {some(rows[0])}, expected {some(expected)}"


def _may_be_empty(table: str, release: OpenRelease) -> bool:
    """Whether a table may have no rows, and so no file; those that count are counted elsewhere."""
    return table == "annotations" or (release.has_texts and table in ("standoff", "text"))


def _told(schema: pa.Schema) -> str:
    return some(f"{field.name} ({field.type})" for field in schema)


def values_are_allowed(checked: Checked) -> Iterator[str]:
    """No value is missing that must be there, and closed lists hold only their names."""
    release = checked.release
    for table in release.tables:
        held = release.read(table.name)
        for column in table.columns:
            if column.name not in held.column_names:
                continue
            values = held[column.name]
            if values.null_count and not column.optional:
                yield f"{table.name}.{column.name}: {values.null_count:,} values are missing"
            if column.names:
                flat = pc.list_flatten(values) if pa.types.is_list(values.type) else values
                strange = set(pc.unique(flat).to_pylist()) - {*column.names, None}
                if strange:
                    yield f"{table.name}.{column.name}: found {some(map(shorten, sorted(strange)))}"
    ids = release.read("standoff")["sentence_id"].to_pylist()
    if wrong := [name for name in ids if not _SENTENCE_ID.fullmatch(name)]:
        yield f"standoff.sentence_id: no ids of sentences: {some(map(shorten, wrong))}"
    small = [row["sentence_id"] for row in release.csv("data/splits.csv")]
    if wrong := [name for name in small if not _SENTENCE_ID.fullmatch(name)]:
        yield f"data/splits.csv: no ids of sentences: {some(map(shorten, wrong))}"


def keys_are_unique(checked: Checked) -> Iterator[str]:
    """No two rows of a table have the same key."""
    release = checked.release
    for table in release.tables:
        columns = [release.read(table.name)[column].to_pylist() for column in table.key]
        yield from _twice(table.name, zip(*columns, strict=True))
    for small in csv_tables():
        rows = release.csv(small.path)
        yield from _twice(small.path, (tuple(row[name] for name in small.key) for row in rows))


def _twice(name: str, keys: Any) -> Iterator[str]:
    if twice := [key for key, times in Counter(keys).items() if times > 1]:
        yield f"{name}: more than one row for {some(shorten(' '.join(key)) for key in twice)}"


def references_resolve(checked: Checked) -> Iterator[str]:
    """Every sentence, article, annotator and label that is spoken of is there."""
    release = checked.release
    splits = release.csv("data/splits.csv")
    articles = set(release.read("articles")["article_id"].to_pylist())
    known = {
        "sentence_id": {row["sentence_id"] for row in splits},
        "article_id": articles,
        "annotator_id": {row["annotator_id"] for row in release.csv("data/annotators.csv")},
        "cluster": articles,
    }
    spoken = [
        (table.name, column, set(release.read(table.name)[column].to_pylist()))
        for table in release.tables
        for column in known
        if column in release.read(table.name).column_names
    ]
    spoken.append(("data/splits.csv", "article_id", {row["article_id"] for row in splits}))
    for name, column, values in spoken:
        if strange := sorted(values - known[column]):
            yield f"{name}.{column}: unknown {some(map(shorten, strange))}"
    for row in splits:
        if not row["sentence_id"].startswith(f"{row['article_id']}-t"):
            yield f"data/splits.csv: {shorten(row['sentence_id'])} is no id in its article"
            break
    if [row["id"] for row in release.csv("data/labels.csv")] != list(release.labels):
        yield "data/labels.csv has other labels than release.json, or in another order"
