"""The label scheme, read from an annotation guidelines file.

The file is Markdown for people. Only its section `## Labels` has a fixed form::

    ## Labels
    any text, with an optional line "**Version:** 1"

    ### `attack` — Attack              backticked id, a dash, a title
    definition: one paragraph or more
    **Yes:**                           and **No:**, **Hard cases:**; each optional, each once
    - “A sentence.” — Why.             an example; without the quotation, a rule

Headings inside fenced code are no headings. The section ends at the next heading of level 1 or 2.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import NamedTuple, NoReturn

from .errors import GuidelinesError, shorten
from .nouns import text_digest

__all__ = [
    "Example",
    "Label",
    "LabelScheme",
    "default_guidelines_text",
    "parse_guidelines",
    "read_guidelines",
]

MOST_LABELS = 50
CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f]")
HEADING = re.compile(r"### `([A-Za-z][A-Za-z0-9_]{0,39})` [—–-] (\S.*)")
LISTS = ("**Yes:**", "**No:**", "**Hard cases:**")
LIKE_A_LIST = re.compile(r"\*\*[^*]*\*\*:?|\*\*(?:yes|no|hard cases):?\*\*.*", re.IGNORECASE)
LIKE_THE_SECTION = re.compile(r" {0,3}#{1,6}\s*labels\s*:?[\s#]*", re.IGNORECASE)
SECTION_END = re.compile(r" {0,3}#{1,2}(?:\s.*)?")
LIKE_A_LABEL = re.compile(r" {0,3}#{3,}.*")
ITEM = re.compile(r"[-*+]\s+(\S.*)")
VERSION = re.compile(r"\*\*Version:\*\*\s+(\S.*)")
FENCE = re.compile(r" {0,3}(`{3,}|~{3,})(.*)")
CLOSING = {"“": "”", '"': '"', "„": "“", "«": "»"}


@dataclass(frozen=True, slots=True)
class Example:
    """An item of a label's list: a sentence and the reason for its answer.

    `text` is None where the item is a rule without a sentence; the rule then stands in `note`.
    """

    text: str | None
    note: str


@dataclass(frozen=True, slots=True)
class Label:
    """A label: a yes-or-no question about a sentence. `line` is that of its heading, from 1."""

    id: str
    title: str
    definition: str
    yes: tuple[Example, ...]
    no: tuple[Example, ...]
    hard: tuple[Example, ...]
    line: int


@dataclass(frozen=True, slots=True)
class LabelScheme:
    """The labels in force, in the order of the file.

    `digest` is the SHA-256 of the section `## Labels` with line ends, trailing white space and runs
    of blank lines evened out: it binds judgments and models. `file_digest` is that of the whole
    file, for information. `text` is the file as it was.
    """

    labels: tuple[Label, ...]
    version: str | None
    digest: str
    file_digest: str
    text: str = field(repr=False)

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of the labels, in the order of the file."""
        return tuple(label.id for label in self.labels)


def read_guidelines(path: str | Path) -> LabelScheme:
    """Return the label scheme of a guidelines file (UTF-8, with or without a byte order mark).

    Raises GuidelinesError where the file cannot be read or its section `## Labels` breaks the form.
    """
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        raise GuidelinesError(
            f"{path}: cannot be read ({error.strerror}); give the path of a guidelines file"
        ) from None
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        _fail(str(path), line, "UTF-8", f"the byte 0x{data[error.start]:02x}", "save it as UTF-8")
    return parse_guidelines(text, str(path))


def parse_guidelines(text: str, where: str) -> LabelScheme:
    """Return the label scheme of the text of a guidelines file; `where` names it in messages.

    Raises GuidelinesError where the section `## Labels` breaks the form.
    """
    lines = list(_lines(text))
    for line in lines:
        if control := CONTROL.search(line.text):
            _fail(where, line.number, "text", f"the control character {control[0]!r}", "remove it")
    section = _section(lines, where)
    starts = [
        i for i, line in enumerate(section) if not line.fenced and LIKE_A_LABEL.match(line.text)
    ]
    if not starts:
        _fail(
            where, section[0].number, "a label", "none", "add a heading such as ### `flood` — Flood"
        )
    if len(starts) > MOST_LABELS:
        most = section[starts[MOST_LABELS]].number
        _fail(where, most, f"at most {MOST_LABELS} labels", str(len(starts)), "merge some of them")
    version = _version(section[1 : starts[0]], where)
    labels: dict[str, Label] = {}
    for start, end in zip(starts, [*starts[1:], len(section)], strict=True):
        label = _label(section[start:end], where)
        twin = labels.setdefault(label.id.casefold(), label)
        if twin is not label:
            found = f"{label.id!r} again after line {twin.line}"
            _fail(
                where, label.line, "a new label id", found, "rename one (case makes no difference)"
            )
    body = "\n".join(line.text for line in section[1:]).strip("\n")
    return LabelScheme(
        labels=tuple(labels.values()),
        version=version,
        digest=text_digest(re.sub(r"\n{3,}", "\n\n", body)),
        file_digest=text_digest(text),
        text=text,
    )


def default_guidelines_text() -> str:
    """Return the text of the guidelines that ship with Dateline."""
    file = resources.files("dateline.corpus.sample").joinpath("annotation_guidelines.md")
    return file.read_bytes().decode("utf-8")


class _Line(NamedTuple):
    number: int
    text: str
    fenced: bool


def _lines(text: str) -> Iterator[_Line]:
    """Yield the lines, numbered from 1, and whether each belongs to fenced code."""
    fence = ""
    for number, raw in enumerate(re.split(r"\r\n|\r|\n", text.removeprefix("\ufeff")), 1):
        mark = FENCE.fullmatch(raw)
        opens = mark is not None and not fence and not ("`" in mark[1] and "`" in mark[2])
        yield _Line(number, raw.rstrip(), bool(fence) or opens)
        if mark and opens:
            fence = mark[1]
        elif mark and fence and mark[1].startswith(fence) and not mark[2].strip():
            fence = ""


def _section(lines: list[_Line], where: str) -> list[_Line]:
    """Return the lines of the one section `## Labels`, its heading first."""
    free = [(i, line) for i, line in enumerate(lines) if not line.fenced]
    starts = [(i, line) for i, line in free if line.text == "## Labels"]
    if not starts:
        near = (line for line in lines if LIKE_THE_SECTION.fullmatch(line.text))
        number, found = 1, "no such heading in the file"
        for line in near:
            number, found = line.number, shorten(line.text) + (" in fenced code" * line.fenced)
            break
        _fail(where, number, "the section '## Labels'", found, "write the heading exactly so")
    if len(starts) > 1:
        number = starts[1][1].number
        found = f"a second one after line {starts[0][1].number}"
        _fail(where, number, "one section '## Labels'", found, "join the two")
    start = starts[0][0]
    ends = (i for i, line in free if i > start and SECTION_END.fullmatch(line.text))
    return lines[start : next(ends, len(lines))]


def _version(intro: Sequence[_Line], where: str) -> str | None:
    """Return the version that the text before the first label states, if it does."""
    for line in intro:
        if line.text in LISTS:
            _fail(where, line.number, "a label heading first", line.text, "move it under its label")
    return next((m[1] for line in intro if (m := VERSION.fullmatch(line.text))), None)


def _label(block: Sequence[_Line], where: str) -> Label:
    """Return the label whose heading is the first line of `block`."""
    number, text, _ = block[0]
    heading = HEADING.fullmatch(text)
    if heading is None:
        todo = "an id is a letter, then letters, digits or _, 40 at most; a dash and a title follow"
        _fail(where, number, "a heading such as ### `flood` — Flood", shorten(text), todo)
    parts = _parts(block, where)
    definition = re.sub(r"\n{3,}", "\n\n", "\n".join(line.text for line in parts[""][1:])).strip()
    if not definition:
        todo = "say in a paragraph what the label means"
        _fail(where, number, "a definition below the heading", "none", todo)
    yes, no, hard = (_examples(parts[name], where) if name in parts else () for name in LISTS)
    if {example.text for example in yes} & {example.text for example in no} - {None}:
        found = "the same sentence under both"
        _fail(where, number, "a sentence under Yes or under No", found, "take one away")
    return Label(heading[1], heading[2], definition, yes, no, hard, number)


def _parts(block: Sequence[_Line], where: str) -> dict[str, list[_Line]]:
    """Return the lines of a label by list, each list's heading first; "" is the definition."""
    part = [block[0]]
    parts = {"": part}
    for line in block[1:]:
        if line.fenced or not LIKE_A_LIST.fullmatch(line.text):
            part.append(line)
        elif line.text not in LISTS:
            todo = "put each example on its own line below the heading, and use no other bold line"
            _fail(where, line.number, " or ".join(LISTS), shorten(line.text), todo)
        elif line.text in parts:
            _fail(where, line.number, "each list once", f"{line.text} again", "join the two")
        else:
            part = parts[line.text] = [line]
    return parts


def _examples(part: Sequence[_Line], where: str) -> tuple[Example, ...]:
    """Return the items of a list whose heading is the first line of `part`."""
    items: list[tuple[int, str]] = []
    for number, text, fenced in part[1:]:
        if not text:
            continue
        item = ITEM.fullmatch(text)
        if item and not fenced:
            items.append((number, item[1]))
        elif items and not fenced and text[0].isspace() and not ITEM.fullmatch(text.strip()):
            items[-1] = (items[-1][0], f"{items[-1][1]} {text.strip()}")
        else:
            todo = "begin an item with '- ' in the first column, its further lines with two spaces"
            _fail(where, number, "a list item", shorten(text), todo)
    if not items:
        _fail(
            where, part[0].number, "a list item below", "none", "add one, or take the heading away"
        )
    return tuple(_example(text, number, where) for number, text in items)


def _example(item: str, number: int, where: str) -> Example:
    """Return a list item as a sentence and a note; the mark that opens the item says which."""
    closing = CLOSING.get(item[0])
    if closing is None:
        return Example(None, item)
    end = _closing(item, item[0], closing)
    if end is None:
        todo = "close it; marks inside are single ones"
        _fail(where, number, f"a closing {closing}", shorten(item), todo)
    text, rest = item[1:end].strip(), item[end + 1 :]
    if not text or rest[:1].isalnum():
        todo = "write “A sentence.” — Why.; marks inside are single ones"
        _fail(where, number, "one quoted sentence, then the reason", shorten(item), todo)
    return Example(text, rest.strip().lstrip("—–-:").strip())


def _closing(item: str, opening: str, closing: str) -> int | None:
    """Return where the quotation that opens `item` closes, past any pair inside it."""
    depth = 1
    for place, mark in enumerate(item[1:], 1):
        depth += -1 if mark == closing else mark == opening
        if depth == 0:
            return place
    return None


def _fail(where: str, line: int, expected: str, found: str, todo: str) -> NoReturn:
    raise GuidelinesError(f"{where}, line {line}: expected {expected}, found {found}; {todo}")
