"""The files that Potato makes: user_state.json of each annotator, and its jsonl and csv exports."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from ..errors import RecordError, SourceError, shorten
from ..reading.csv_rows import read_csv_rows
from ..reading.encoding import open_text
from ..reading.jsonl import read_rows
from ..reading.sources import SourceFile
from ..reading.strictly import strictly
from .told import parse_ref

__all__ = [
    "CONFIG",
    "GOLD",
    "ITEMS",
    "OUTPUT",
    "STATE",
    "STATES",
    "PotatoRow",
    "Project",
    "potato_rows",
    "project_of",
    "project_rows",
]

CONFIG, ITEMS, GOLD = "config.yaml", "sentences.jsonl", "gold.jsonl"
OUTPUT, STATE = "annotation_output", "user_state.json"
STATES = "instance_id_to_label_to_value"
EXPORTS = ("annotations.jsonl", "annotations.csv")
_USER = re.compile(r'"user_id"\s*:\s*("(?:[^"\\]|\\.)*")')
_OPENS = re.compile(rf'"{STATES}"\s*:\s*\{{')
_KEY = re.compile(r'[\s,]*("(?:[^"\\]|\\.)*")\s*:\s*')
_CLOSES = re.compile(r"[\s,]*\}")
_CHUNK = 1 << 18
_DECODER = json.JSONDecoder()
Chosen = tuple[tuple[str, str], Any]


class PotatoRow(NamedTuple):
    """What one annotator left on one item."""

    where: str
    line: int | None
    user: str
    item: str
    chosen: list[Chosen]
    """((scheme, label), value) of each box that was ever touched"""

    def wrong(self, reason: str) -> RecordError:
        return RecordError(self.where, self.line, None, reason, record=f"item {shorten(self.item)}")


def potato_rows(path: Path) -> Iterator[PotatoRow]:
    """Yield what annotators left on items.

    From a project, its annotation_output, one user_state.json, or an export as jsonl or csv. Raises
    SourceError where there is none of these, RecordError for what has another shape.
    """
    for file in _files(path):
        match file.suffix.lower():
            case ".jsonl":
                yield from _exported_jsonl(file)
            case ".csv":
                yield from _exported_csv(file)
            case _:
                yield from _state(file)


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        if path.suffix.lower() in (".json", ".jsonl", ".csv"):
            return [path]
        raise SourceError(
            f"{path} is no .json, .jsonl or .csv file of Potato; give its project folder"
        )
    output = path / OUTPUT if (path / OUTPUT).is_dir() else path
    if states := sorted(output.glob(f"*/{STATE}")):
        return states
    if (path / STATE).is_file():
        return [path / STATE]
    if exports := [path / name for name in EXPORTS if (path / name).is_file()]:
        return exports[:1]
    if (path / CONFIG).is_file():  # nobody has labelled yet
        return []
    raise SourceError(
        f"the folder {path} holds no {OUTPUT}/*/{STATE} and no {EXPORTS[0]}; give Potato's project "
        "folder, or what `python -m potato.export` wrote"
    )


def _name(text: str, where: str) -> str:
    try:
        return str(json.loads(text))
    except ValueError:
        reason = "is no JSON string; copy the file from Potato anew"
        raise RecordError(where, None, "user_id", reason) from None


def _state(path: Path) -> Iterator[PotatoRow]:
    """Yield the items of a state as they are read: such a file grows with every item."""
    where, user = str(path), path.parent.name
    with open_text(path, where, newline="") as file:
        text = file.read(_CHUNK)
        if named := _USER.search(text):
            user = _name(named[1], where)
        while (opening := _OPENS.search(text)) is None:
            if not (more := file.read(_CHUNK)):
                if text.rstrip().endswith("}") and named:
                    return  # of a person who has not begun
                reason = f"has no {STATES!r}, or ends before it; copy it from Potato anew"
                raise RecordError(where, None, STATES, reason)
            text = text[-2 * len(STATES) :] + more
        at, item = opening.end(), ""
        while not _CLOSES.match(text, at):
            if (member := _member(text, at)) is not None:
                item, value, at = member
                yield PotatoRow(where, None, user, item, list(_pairs(value, where, item)))
            elif more := file.read(max(_CHUNK, len(text) - at)):
                text, at = text[at:] + more, 0
            else:
                after = f"item {shorten(item)}" if item else None
                reason = "ends, or is no JSON, after this; copy the file from Potato anew"
                raise RecordError(where, None, STATES, reason, record=after)


def _member(text: str, at: int) -> tuple[str, Any, int] | None:
    """Return the key and value that stand next in a text, and where they end; None if cut off."""
    try:
        if found := _KEY.match(text, at):
            return str(json.loads(found[1])), *_DECODER.raw_decode(text, found.end())
    except (ValueError, RecursionError):
        pass
    return None


def _pairs(value: Any, where: str, item: str) -> Iterator[Chosen]:
    if not isinstance(value, list):
        yield from _by_scheme(value, where, None, item)
        return
    for pair in value:
        match pair:
            case [{"schema": str(scheme), "name": str(name)}, chosen]:
                yield (scheme, name), chosen
            case _:
                reason = f'expected [{{"schema", "name"}}, value], found {shorten(pair)}'
                raise RecordError(where, None, STATES, reason, record=f"item {shorten(item)}")


def _by_scheme(value: Any, where: str, line: int | None, item: str) -> Iterator[Chosen]:
    match value:
        case dict() if all(isinstance(inner, dict) for inner in value.values()):
            for scheme, boxes in value.items():
                for name, chosen in boxes.items():
                    yield (scheme, name), chosen
        case _:
            reason = f"expected an object of schemes with their labels, found {shorten(value)}"
            raise RecordError(where, line, "labels", reason, record=f"item {shorten(item)}")


def _exported_jsonl(path: Path) -> Iterator[PotatoRow]:
    for where, line, row in project_rows(path):
        user, item = (_required(row, key, where, line) for key in ("user_id", "instance_id"))
        labels = row.get("labels")
        yield PotatoRow(where, line, user, item, list(_by_scheme(labels, where, line, item)))


def _exported_csv(path: Path) -> Iterator[PotatoRow]:
    """Yield the rows of a table. It has no column for a label that nobody chose."""
    where = str(path)
    for line, row in strictly(read_csv_rows(SourceFile(path, where, ".csv"))):
        user, item = (_required(row, key, where, line) for key in ("user_id", "instance_id"))
        boxes = ((tuple(column.split(".", 1)), cell) for column, cell in row.items())
        chosen = [
            ((box[0], box[1]), cell)
            for box, cell in boxes
            if len(box) == 2 and not box[1].startswith("_")
        ]
        yield PotatoRow(where, line, user, item, chosen)


def _required(row: Mapping[str, Any], key: str, where: str, line: int | None) -> str:
    value = row.get(key)
    if not isinstance(value, str) or not value:
        found = shorten(value) if key in row else f"the keys {shorten(sorted(row))}"
        raise RecordError(where, line, key, f"expected a string, found {found}")
    return value


def project_rows(path: Path) -> Iterator[tuple[str, int, dict[str, Any]]]:
    """Yield the rows of a file of JSON Lines with their places, where it is there."""
    if path.is_file():
        for line, row in strictly(read_rows(SourceFile(path, str(path), ".jsonl"))):
            yield str(path), line, row


@dataclass(frozen=True, slots=True)
class Project:
    """A project's folder and configuration."""

    folder: Path
    config: Mapping[str, Any]

    def texts(self) -> dict[str, tuple[str | None, str | None]]:
        """Return the text and the article of each item that Dateline has not named."""
        properties = self.config.get("item_properties")
        keys = properties if isinstance(properties, dict) else {}
        id_key, text_key = self._key(keys, "id_key", "id"), self._key(keys, "text_key", "text")
        files = self.config.get("data_files")
        texts = {}
        for name in files if isinstance(files, list) else []:
            if not isinstance(name, str) or not name.endswith(".jsonl"):
                continue
            for _, _, row in project_rows(self._inside(name)):
                if parse_ref(item := str(row.get(id_key))) is None:
                    text, article = row.get(text_key), row.get("article_id")
                    known = text if isinstance(text, str) else None
                    texts[item] = known, None if article is None else str(article)
        return texts

    def _key(self, keys: Mapping[str, Any], name: str, default: str) -> str:
        if not isinstance(key := keys.get(name, default), str):
            raise SourceError(
                f"{self.folder / CONFIG}: item_properties: {name}: expected the name of a key, found "
                f"{shorten(key)}; write one name"
            )
        return key

    def _inside(self, name: str) -> Path:
        """Return a file that the configuration names. Raises SourceError outside the project."""
        file = (self.folder / name).resolve()
        if not file.is_relative_to(self.folder.resolve()):
            raise SourceError(
                f"{self.folder / CONFIG} names the data file {shorten(name)}, which lies outside "
                "the project; copy it into the project's folder, and name it there"
            )
        return file


def project_of(path: Path) -> Project | None:
    """Return the project that a path is, or lies in; None where there is no readable config.yaml."""
    for folder in (path, *path.parents[:3]):
        if (place := folder / CONFIG).is_file():
            try:
                config = yaml.safe_load(place.read_text(encoding="utf-8"))
            except (OSError, ValueError, yaml.YAMLError):
                return None
            is_potato = isinstance(config, dict) and "annotation_schemes" in config
            return Project(folder, config) if is_potato else None
    return None
