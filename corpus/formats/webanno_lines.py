"""The lines of a WebAnno TSV 3.3 file: tokens with offsets, annotations over them, escapes.

In features `\\ [ ] | _ -> ; \\t \\n *` are escaped, stacked annotations are joined by `|`, and one over
several tokens has the same number in brackets on each.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple, TextIO

from ..errors import RecordError, SourceError, one_of, shorten
from ..reading.encoding import open_text

__all__ = [
    *("HEAD", "LAYER", "NONE", "SKIPPED", "UNSURE"),
    *("LaidOut", "lay_out", "read_document", "utf16_units", "write_sentence"),
]

LAYER = "webanno.custom.Label"
NONE, SKIPPED, UNSURE = "-", "?", "yes"
FEATURES = ("value", "unsure", "comment")
HEAD = f"#FORMAT=WebAnno TSV 3.3\n#T_SP={LAYER}|{'|'.join(FEATURES)}\n\n\n"
_Values = Sequence[tuple[str, str, str]]
_TOKEN = re.compile(r"\w+|[^\w\s]")
_RESERVED = re.compile(r"[\\\[\]|_;\t\n\r*]|->")
_ESCAPES = {"\t": "\\t", "\n": "\\n", "\r": "\\r"}
_UNESCAPE = re.compile(r"\\(->|.)")
_BACK = {"t": "\t", "n": "\n", "r": "\r"}
_NUMBER = re.compile(r"(?<!\\)((?:\\\\)*)\[(\d+)\]$")
_SPLIT = re.compile(r"((?:\\.|[^\\|])*)(?:\||$)")


class LaidOut(NamedTuple):
    """A sentence as it stands in every file of its document, but for what is said of it."""

    head: str
    tokens: list[str]
    """the line of each, up to its annotations"""


def lay_out(number: int, text: str, at: int) -> LaidOut:
    """Return the lines of a sentence that begins at an offset."""
    head = "\n" if number > 1 else ""
    head += "".join(f"#Text={_escaped_text(line)}\n" for line in text.split("\n"))
    plain = utf16_units(text) == len(text)
    units = accumulate((1 + (char > "\uffff") for char in text), initial=0)
    offsets: Sequence[int] = range(len(text) + 1) if plain else list(units)
    tokens = []
    for place, token in enumerate(_TOKEN.finditer(text), start=1):
        start, end = token.span()
        tokens.append(f"{number}-{place}\t{at + offsets[start]}-{at + offsets[end]}\t{token[0]}\t")
    return LaidOut(head, tokens)


def write_sentence(out: TextIO, sentence: LaidOut, said: _Values, numbered: int) -> int:
    """Write a sentence and what is said of it, and return the last number that is given.

    `numbered` is the last number given before: annotations over several tokens, and stacked ones,
    have one.
    """
    columns = ["_"] * len(FEATURES)
    if said:
        numbers = range(numbered + 1, numbered + len(said) + 1)
        columns = [
            "|".join(
                f"{_escaped(value[place]) or '*'}[{one}]"
                for value, one in zip(said, numbers, strict=True)
            )
            for place in range(len(FEATURES))
        ]
    tail = "\t".join(columns) + "\t\n"
    out.write(sentence.head)
    out.writelines([token + tail for token in sentence.tokens])
    return numbered + len(said)


def utf16_units(text: str) -> int:
    """Return how many units of UTF-16 a text has: what offsets count."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def _escaped(text: str) -> str:
    if text.isalnum():
        return text
    return _RESERVED.sub(lambda found: _ESCAPES.get(found[0], "\\" + found[0]), text)


def _escaped_text(text: str) -> str:
    """Return a line of text: there only the backslash and what ends a line are escaped."""
    return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\r", "\\r")


def _as_it_was(text: str) -> str:
    if "\\" not in text:
        return text
    return _UNESCAPE.sub(lambda found: _BACK.get(found[1], found[1]), text)


def read_document(path: Path) -> Iterator[tuple[int, str, _Values]]:
    """Yield each sentence: its line, its text, and the labels that stand on it, each once.

    A label counts where it covers a token of the sentence. Raises SourceError for another form,
    RecordError for a line that is not in it.
    """
    where = str(path)
    with open_text(path, where, newline="\n") as file:
        first = file.readline().rstrip("\r\n")
        if not first.startswith("#FORMAT=WebAnno TSV 3"):
            raise SourceError(
                f"{where} begins with {shorten(first)}, expected #FORMAT=WebAnno TSV 3.3; export it "
                "in that format"
            )
        head: list[str] = []
        layers = _Layers(3, None)
        texts: list[str] = []
        said: dict[str, tuple[str, str, str]] = {}
        before = ""
        at = line = 1
        for line, raw in enumerate(file, start=2):
            if before and raw.endswith(before) and raw[0] != "#":
                continue  # annotated as the token before it
            row = raw.rstrip("\r\n")
            if row.startswith("#T_"):
                head.append(row)
                layers = _layers(head, where)
            elif row.startswith("#Text="):
                if not texts:
                    at = line
                texts.append(_as_it_was(row.removeprefix("#Text=")))
            elif row and not row.startswith("#"):
                cells = row.split("\t")
                before = raw[len("\t".join(cells[:3])) :] if len(cells) > 3 else ""
                if len(cells) < layers.width or not texts:
                    reason = f"expected a token with {layers.width} columns, found {shorten(row)}"
                    raise RecordError(where, line, None, reason + "; copy the file again")
                if layers.places is not None:
                    own = tuple("*" if place is None else cells[place] for place in layers.places)
                    try:
                        said |= _annotations(own)
                    except ValueError as error:
                        raise RecordError(where, line, FEATURES[0], str(error)) from None
            elif not row and texts:
                yield at, "\n".join(texts), list(said.values())
                texts, said, before = [], {}, ""
        if layers.places is None:
            reason = f"has no layer of labels; expected #T_SP={LAYER}|{'|'.join(FEATURES)}"
            raise SourceError(f"{where} {reason}, or a layer of spans with a feature value")
        if texts:
            yield at, "\n".join(texts), list(said.values())


class _Layers(NamedTuple):
    """Which columns a file has."""

    width: int
    places: tuple[int | None, ...] | None
    """those of value, unsure and comment; None where no layer has labels"""


def _layers(head: Sequence[str], where: str) -> _Layers:
    """Return the columns of the layer of labels: ours by name, else the one that has a value."""
    width = 3
    found: dict[str, tuple[int | None, ...]] = {}
    for row in head:
        kind, _, layer = row.partition("=")
        name, *features = layer.split("|")
        if kind == "#T_SP" and FEATURES[0] in features:
            found[name] = tuple(
                width + features.index(each) if each in features else None for each in FEATURES
            )
        width += max(1, len(features))
    if LAYER in found:
        return _Layers(width, found[LAYER])
    if len(found) > 1:
        raise SourceError(
            f"{where} has several layers with a value ({one_of(found)}); call that of the labels "
            f"{LAYER}"
        )
    return _Layers(width, next(iter(found.values()), None))


@lru_cache(maxsize=512)
def _annotations(cells: tuple[str, ...]) -> Mapping[str, tuple[str, str, str]]:
    """Return what stands on a token, by its number or, without one, by its value.

    Raises ValueError where one of several annotations is missing.
    """
    columns = list(map(_stacked, cells))
    values = columns[0]
    if values == ["_"]:
        return {}
    found = {}
    for number, value in enumerate(values):
        own = [column[number] if number < len(column) else "*" for column in columns]
        if any(each == "_" for each in own):
            allowed = one_of(("a value", "* for an empty one"))
            raise ValueError(f"found '_' among stacked annotations, allowed are {allowed}")
        key = _parted(value)[1]
        plain = ["" if each == "*" else _as_it_was(each) for each, _ in map(_parted, own)]
        found[key or f"={value}"] = (plain[0], plain[1], plain[2])
    return found


def _stacked(cell: str) -> list[str]:
    """Return the annotations that are stacked in a cell, escapes kept."""
    if cell and "|" not in cell and "\\" not in cell:
        return [cell]
    parts = [found[1] for found in _SPLIT.finditer(cell)]
    return parts[:-1] if len(parts) > 1 and not parts[-1] else parts


def _parted(value: str) -> tuple[str, str]:
    """Return a value without its number in brackets, and the number; without one, as it is."""
    found = _NUMBER.search(value) if value.endswith("]") else None
    return (value[: found.start(2) - 1], found[2]) if found else (value, "")
