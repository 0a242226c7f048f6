"""Nothing leaves that must stay: texts, remarks, names, what was taken down."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from ...errors import shorten
from ..licences import PERMITTING
from ..opened import OpenRelease
from ..runs import RUN, shares_a_run
from ..schemas import TEXT_COLUMNS
from .checked import Checked, some

__all__ = [
    "annotators_are_opaque",
    "model_has_no_vocabulary",
    "no_column_holds_text",
    "no_run_of_an_article",
    "texts_have_a_licence",
    "what_is_taken_down_is_absent",
    "withheld_sentences_have_no_anchors",
]

_ANNOTATOR_ID = re.compile(r"ann\d{3,}")


def no_column_holds_text(checked: Checked) -> Iterator[str]:
    """No table of a stand-off release has a column for text; of a full one only `text` has."""
    release = checked.release
    for path in release.files:
        if path.endswith(".parquet") and not (release.has_texts and path.startswith("text/")):
            names = set(release.parquet(path).column_names)
        elif path.endswith(".csv"):
            names = set(next(iter(release.csv(path)), {}))
        else:
            continue
        if found := sorted(names & TEXT_COLUMNS):
            yield f"{path} has the column {some(found)}"
    if not release.has_texts and any(path.startswith("text/") for path in release.files):
        yield "a stand-off release has no folder text/"


def texts_have_a_licence(checked: Checked) -> Iterator[str]:
    """Only texts whose licence allows it are passed on, and none beside bits about the text."""
    release = checked.release
    if not release.has_texts:
        return
    licences = {row["article_id"]: row["text_licence"] for row in release.rows("articles")}
    with_text = set(release.read("text")["article_id"].to_pylist())
    if wrong := sorted(name for name in with_text if not PERMITTING.fullmatch(licences[name])):
        yield f"texts without a licence to pass them on: {some(wrong)}"
    if both := sorted(with_text & set(release.read("standoff")["article_id"].to_pylist())):
        yield f"articles with both a text and anchors, which would give names away: {some(both)}"


def withheld_sentences_have_no_anchors(checked: Checked) -> Iterator[str]:
    """Of a sensitive sentence only the labels are published."""
    wrong = [
        row["sentence_id"]
        for row in checked.release.rows("standoff")
        if row["sensitive"] != "none" and row["chunks"]
    ]
    if wrong:
        yield f"sensitive, and with anchors: {some(wrong)}"


def what_is_taken_down_is_absent(checked: Checked) -> Iterator[str]:
    """No table holds an id that is taken down."""
    release = checked.release
    down = {row["id"] for row in release.jsonl("takedown.jsonl")}
    there = {value for row in release.csv("data/splits.csv") for value in row.values()}
    for table in release.tables:
        for column in ("sentence_id", "article_id", "cluster"):
            if column in release.read(table.name).column_names:
                there |= set(release.read(table.name)[column].to_pylist())
    if found := sorted(down & there):
        yield f"taken down, and still there: {some(found)}"


def annotators_are_opaque(checked: Checked) -> Iterator[str]:
    """Annotators have ids of the release, and no column tells what they remarked."""
    names = [row["annotator_id"] for row in checked.release.csv("data/annotators.csv")]
    if wrong := [name for name in names if not _ANNOTATOR_ID.fullmatch(name)]:
        yield f"no ids that were drawn for a release: {some(map(shorten, wrong))}"


def model_has_no_vocabulary(checked: Checked) -> Iterator[str]:
    """A model beside a stand-off release keeps no list of words of the articles."""
    release = checked.release
    if release.has_texts:
        return
    for path in release.files:
        if path.endswith(".skops") and b'"vocabulary_"' in _unpacked(release.folder / path):
            yield f"{path} holds a vocabulary"


def no_run_of_an_article(checked: Checked) -> Iterator[str]:
    """No eight words in a row of an article stand anywhere: in no table, document or model."""
    release = checked.release
    if checked.runs is None:
        return
    for path in release.files:
        for place, text in _texts_of(release, path):
            if shares_a_run(text, checked.runs):
                yield f"{path}{place} holds {RUN} words in a row of an article"


def _texts_of(release: OpenRelease, path: str) -> Iterator[tuple[str, str]]:
    """Yield the places in a file that hold words, and the words."""
    if not path.endswith(".parquet"):
        yield "", _unpacked(release.folder / path).decode("utf-8", "replace")
        return
    table = release.parquet(path)
    for name in table.column_names:
        if release.has_texts and (path, name) == ("text/sentences.parquet", "text"):
            continue
        values = table[name]
        if pa.types.is_list(values.type):
            values = pc.list_flatten(values)
        if pa.types.is_string(values.type) or pa.types.is_large_string(values.type):
            yield f" ({name})", " ".join(value for value in values.to_pylist() if value)


def _unpacked(path: Path) -> bytes:
    """Return the bytes of a file, of a zip archive those of its members, without NULs.

    Words that numpy keeps as UTF-16 or UTF-32 then read as words.
    """
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            data = b"\n".join(archive.read(name) for name in archive.namelist())
    else:
        data = path.read_bytes()
    return data.replace(b"\0", b"")
