"""Forms that corpora come in and go out in: one small module each, and one table of them.

An importer is a function from a path to a `Bundle` of rows under Dateline's own contracts; an
exporter writes a corpus to a folder.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

from ..errors import SourceError, one_of
from .bundle import Bundle, Exported
from .dateline import export_dateline, read_dateline
from .india_police_events import read_india_police_events

__all__ = ["EXPORTERS", "IMPORTERS", "find_format"]

IMPORTERS: Mapping[str, Callable[[Path], Bundle]] = {
    "dateline": read_dateline,
    "india-police-events": read_india_police_events,
}
EXPORTERS: Mapping[str, Callable[..., Exported]] = {"dateline": export_dateline}

Format = TypeVar("Format")


def find_format(table: Mapping[str, Format], name: str) -> Format:
    """Return a format by name. Raises SourceError, which names those there are."""
    if name not in table:
        raise SourceError(f"there is no format {name!r} here; allowed are {one_of(table)}")
    return table[name]
