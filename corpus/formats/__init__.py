"""Forms that corpora come in and go out in: one small module each, and one table of them.

A format of another tool is a pair of pure functions: one from a path to what its rows say
(`told.Told`), one from labelled articles (`labelled.LabelledArticle`) to a file or a folder. What it
`carries` is what comes back from a round trip as it went. docs/formats.md shows how to add one.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ..errors import SourceError, one_of
from .argilla import ARGILLA
from .bundle import Bundle
from .csv_table import CSV
from .dateline import export_dateline, is_dateline, read_dateline
from .doccano import DOCCANO
from .form import Format
from .hugging_face import HUGGING_FACE
from .india_police_events import is_india_police_events, read_india_police_events
from .jsonl_table import JSONL
from .label_studio import LABEL_STUDIO
from .parquet import PARQUET
from .potato import POTATO
from .prodigy import PRODIGY
from .things import THINGS
from .webanno_tsv import WEBANNO_TSV
from .xlsx import XLSX

__all__ = ["FORMATS", "find_format", "read_as"]

FORMATS: Mapping[str, Format] = {
    form.name: form
    for form in (
        Format(
            "dateline",
            "Dateline's own: JSON Lines that git can diff",
            frozenset(THINGS),
            is_dateline,
            read=read_dateline,
            write_all=export_dateline,
        ),
        LABEL_STUDIO,
        DOCCANO,
        POTATO,
        PRODIGY,
        ARGILLA,
        WEBANNO_TSV,
        Format(
            "india-police-events",
            "the IndiaPoliceEvents corpus as published",
            frozenset({"articles", "gold"}),
            is_india_police_events,
            read=read_india_police_events,
        ),
        CSV,
        XLSX,
        PARQUET,
        HUGGING_FACE,
        JSONL,
    )
}


def find_format(name: str) -> Format:
    """Return a format by name. Raises SourceError, which names those there are."""
    if name not in FORMATS:
        raise SourceError(f"there is no format {name!r} here; allowed are {one_of(FORMATS)}")
    return FORMATS[name]


def read_as(form: Format, path: Path) -> Bundle:
    """Read a path in a format. Raises SourceError where it looks like a file of another one."""
    if form.read is None:
        readable = [other.name for other in FORMATS.values() if other.read]
        raise SourceError(f"{form.name} can only be exported; import takes {one_of(readable)}")
    if not path.is_dir() and not path.is_file():
        found = "is a pipe or a device" if path.exists() else "does not exist"
        raise SourceError(f"{path} {found}; give a file or a folder to import")
    is_like_it = form.recognises(path)
    if is_like_it and form.name != "dateline":
        return form.read(path)
    likely = [
        other.name
        for other in FORMATS.values()
        if other is not form and other.read and other.recognises(path)
    ]
    if is_like_it:  # an article is whatever has a text, and so has a task of many a tool
        likely = [name for name in likely if name != "jsonl"]
    else:
        tools = [name for name in likely if name not in ("dateline", "jsonl")]
        likely = tools or (likely if form.name == "dateline" else [])
    if likely:
        raise SourceError(
            f"{path} does not look like {form.name} but like {one_of(likely)}; give --format "
            f"{likely[0]}"
        )
    if path.is_dir() and form.suffix is not None:
        raise SourceError(f"{path} is a folder; {form.name} is one file: name it")
    return form.read(path)
