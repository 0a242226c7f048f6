"""What passes between a format and the corpus: rows under Dateline's contracts, with their places."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from .things import Thing
from .told import Told

__all__ = ["Bundle", "Exported", "PlacedRow"]


class PlacedRow(NamedTuple):
    """A row under one of the contracts of `records`, and where it stands."""

    where: str
    line: int | None
    row: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Bundle:
    """What a format reads: rows (articles before what speaks of them), guidelines, settings."""

    rows: Iterator[PlacedRow] = field(default_factory=lambda: iter(()))
    guidelines: Path | None = None
    earlier: tuple[Path, ...] = ()
    """guidelines that some of the rows were made under, before those"""
    settings: Mapping[str, Any] = field(default_factory=dict)
    told: Callable[[], Iterator[Told]] | None = None
    """rows of which it is still to be found which sentences they speak of; read twice"""
    told_of: Callable[[Collection[str]], Iterator[Told]] | None = None
    """the same of a form whose columns are known only by the labels: it is given their names"""


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export wrote."""

    articles: int
    judgments: int
    rulings: int
    suggestions: int
    """predictions of a model"""
    files: tuple[str, ...]
    lost: Mapping[Thing, int] = field(default_factory=dict)
    """what the format does not carry -> how many of it stayed home"""
