"""The files that doccano gives: JSON Lines or CSV, one a member or `all`, loose or in its zip."""

from __future__ import annotations

import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

from ..errors import RecordError, SourceError, shorten
from ..reading.csv_rows import read_csv_rows
from ..reading.jsonl import read_rows
from ..reading.sources import SourceFile

__all__ = ["DoccanoRow", "doccano_rows"]

NOBODY = "doccano"
"""who labelled in a project where all share their labels: doccano does not tell"""
_SUFFIXES = (".jsonl", ".csv")
_MOST_BYTES = 16_000_000_000
"""bytes that a zip may hold"""
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)


class DoccanoRow(NamedTuple):
    """A line of a member's file."""

    where: str
    line: int
    member: str
    inside: str | None
    """the file in the zip"""
    text: str
    labels: list[str]
    comments: list[str]
    is_doccanos: bool
    """whether doccano wrote it; what goes into doccano has no number of its own"""
    meta: Mapping[str, Any]
    """the row with all its columns"""

    def wrong(self, field: str, reason: str) -> RecordError:
        return RecordError(self.where, self.line, field, reason, self.meta, self.inside)


class _File(NamedTuple):
    source: SourceFile
    member: str
    inside: str | None = None


def doccano_rows(path: Path) -> Iterator[DoccanoRow]:
    """Yield the rows of a file, of a folder's files or of a zip's.

    Raises SourceError where there are none, RecordError for a row of another shape.
    """
    for file in _files(path):
        read = read_csv_rows if file.source.suffix == ".csv" else read_rows
        for line, row in read(file.source):
            if isinstance(row, RecordError):
                raise RecordError(row.where, line, None, row.reason, row.row, file.inside)
            yield _row(file, line, row)


def _files(path: Path) -> Iterator[_File]:
    if path.is_dir():
        found = [inner for inner in sorted(path.rglob("*")) if inner.suffix.lower() in _SUFFIXES]
        if not found:
            raise SourceError(
                f"the folder {path} holds no .jsonl and no .csv file; export JSONL from doccano"
            )
        for inner in found:
            yield _File(SourceFile(inner, str(inner), inner.suffix.lower()), _member(inner.stem))
    elif zipfile.is_zipfile(path):
        yield from _unpacked(path)
    elif path.suffix.lower() in _SUFFIXES:
        yield _File(SourceFile(path, str(path), path.suffix.lower()), _member(path.stem))
    else:
        raise SourceError(
            f"{path} is no .jsonl, .csv or .zip file; export JSONL from doccano and give the zip"
        )


def _member(stem: str) -> str:
    return NOBODY if stem == "all" else stem


def _unpacked(path: Path) -> Iterator[_File]:
    """Yield the files of a zip, each unpacked as long as it is read."""
    try:
        with zipfile.ZipFile(path) as packed:
            infos = [
                info
                for info in packed.infolist()
                if PurePosixPath(info.filename).suffix.lower() in _SUFFIXES
                and not info.filename.startswith("__MACOSX")
            ]
            size = sum(info.file_size for info in infos)
            if not infos or size > _MOST_BYTES:
                found = f"unpacks to {size:,} bytes" if infos else "holds no .jsonl and no .csv"
                raise SourceError(f"{path} {found}; export JSONL from doccano and give its zip")
            for info in infos:
                name = PurePosixPath(info.filename)
                with tempfile.NamedTemporaryFile() as place:
                    with packed.open(info) as inside:
                        shutil.copyfileobj(inside, place)
                    place.flush()
                    source = SourceFile(Path(place.name), str(path), name.suffix.lower())
                    yield _File(source, _member(name.stem), info.filename)
    except _BROKEN as error:
        raise SourceError(f"{path} cannot be unpacked ({error}); export it again") from None


def _row(file: _File, line: int, row: Mapping[str, Any]) -> DoccanoRow:
    text, labels, comments = row.get("text"), row.get("label"), row.get("Comments")
    if file.source.suffix == ".csv":
        labels = labels.split("#") if labels else []
        comments = [comments] if comments else []
    made = DoccanoRow(
        file.source.where,
        line,
        file.member,
        file.inside,
        text,  # type: ignore[arg-type]  # checked below, as the lists are
        [] if labels is None else labels,
        [] if comments is None else comments,
        "id" in row,
        row,
    )
    for field in ("text", "label"):
        if field not in row:
            reason = f"is not there; found {shorten(sorted(map(str, row)), 120)}"
            raise made.wrong(field, reason)
    if not isinstance(text, str):
        raise made.wrong("text", f"expected a string, found {shorten(text)}")
    for field, listed in (("label", made.labels), ("Comments", made.comments)):
        if listed == []:
            continue
        if not isinstance(listed, list) or not all(isinstance(item, str) for item in listed):
            raise made.wrong(field, f"expected a list of strings, found {shorten(row[field])}")
    return made
