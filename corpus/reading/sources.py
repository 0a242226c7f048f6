"""Sources: what the user named (files, folders, standard input) as files to read one by one."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from errno import ELOOP, ENOENT, ENOTDIR
from operator import attrgetter
from pathlib import Path
from stat import S_IFREG, S_ISDIR, S_ISREG

from ..errors import OutputError, SourceError, one_of

__all__ = [
    "STDIN",
    "SourceFile",
    "file_digest",
    "is_same_file",
    "keep_sources",
    "list_files",
    "on_one_line",
    "standard_input",
    "unreadable",
]

STDIN = "standard input"
_REJECTS = ".rejects.jsonl"
"""how the names of files end that an ingest writes beside a corpus: their rows were refused before"""

_SIGNATURES = (
    (b"PAR1", ".parquet"),
    (b"WARC/", ".warc"),
    (b"\x1f\x8b", ".warc.gz"),
    (b"%PDF-", ".pdf"),
    (b"PK\x03\x04", ".docx"),
)
_HTML = re.compile(
    rb"(?:<\?xml[^>]*>\s*)?(?:<!--.{0,4096}?-->\s*)*<(?:!doctype\s+html|html|head|body|title|meta"
    rb"|div|p|h1|article|main|table)\b",
    re.IGNORECASE | re.DOTALL,
)
_MAIL = re.compile(
    rb"(?:From .*\r?\n)?(?:[A-Za-z][A-Za-z0-9-]*:[^\n]*\r?\n(?:[ \t][^\n]*\r?\n)*){0,50}?"
    rb"(?:MIME-Version|Received|Return-Path|Message-ID|Content-Type|Delivered-To):",
    re.IGNORECASE,
)
"""the head of a mail: fields, one of which only mail has"""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file to read: where its bytes lie, how the user knows it and what it is (a suffix)."""

    path: Path
    where: str
    suffix: str


def list_files(
    sources: Sequence[str], suffixes: Sequence[str]
) -> tuple[list[SourceFile], Counter[str]]:
    """Return the files that `sources` name, folders searched through in the order of names.

    Files in folders that were passed over are counted by their kind: a suffix, a pipe, what an ingest
    wrote of rejects; hidden files are not counted. What may not be looked at, and
    links to folders, are returned: reading them says why not. Raises SourceError for what is not
    there or has no reader.
    """
    files: list[SourceFile] = []
    passed_over: Counter[str] = Counter()
    for source in sources:
        path = Path(source)
        if not _can_be_asked(path):
            suffix = _suffix(path.name, suffixes) or suffixes[0]
            files.append(SourceFile(path, _shown(path), suffix))
        elif path.is_dir():
            for inner in _files_below(path, suffixes):
                if isinstance(inner, str):
                    passed_over[inner] += 1
                else:
                    files.append(inner)
        elif not path.exists():
            raise SourceError(f"there is no file or folder {_shown(path)}; check the path")
        elif not path.is_file():
            raise SourceError(
                f"{_shown(path)} is a pipe or a device, not a file; send what it holds to standard "
                f"input: dateline ... - < {_shown(path)}"
            )
        elif (known := _suffix(path.name, suffixes)) is None:
            raise SourceError(
                f"{_shown(path)} is a {path.suffix or 'file without a suffix'}; Dateline reads "
                f"{one_of(suffixes)}, and text on standard input as -"
            )
        else:
            files.append(SourceFile(path, _shown(path), known))
    return files, passed_over


def _can_be_asked(path: Path) -> bool:
    """Whether the system tells what stands at a path, or that nothing does."""
    try:
        path.stat()
    except OSError as error:
        return error.errno in (ENOENT, ENOTDIR, ELOOP)
    return True


def _suffix(name: str, suffixes: Sequence[str]) -> str | None:
    """Return which of the suffixes a file's name ends with: ".warc.gz" has two dots."""
    name = name.lower()
    return next((suffix for suffix in suffixes if name.endswith(suffix) and name != suffix), None)


def _shown(path: Path) -> str:
    """Return a path as one line of text, whatever bytes its names are made of."""
    name = str(path)
    if name.isprintable():
        return name
    return on_one_line(os.fsencode(path).decode("utf-8", "backslashreplace"))


def on_one_line(name: str) -> str:
    """Return a name as it may stand in a message: what cannot be printed is escaped."""
    if name.isprintable():
        return name
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode()
        for character in name
    )


def _files_below(folder: Path, suffixes: Sequence[str]) -> Iterator[SourceFile | str]:
    """Yield the files in a folder and its folders, in the order of names; the kind of one passed over.

    Hidden ones are left out. Links to folders are not followed, so a loop of them has an end. These,
    folders that cannot be looked into and links that lead nowhere are yielded: reading them says what
    is wrong.
    """
    try:
        with os.scandir(folder) as found:
            entries = sorted(found, key=attrgetter("name"))
    except OSError:
        yield SourceFile(folder, _shown(folder), suffixes[0])
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _files_below(folder / entry.name, suffixes)
            continue
        mode = S_IFREG if entry.is_file(follow_symlinks=False) else _mode(entry)
        suffix = suffixes[0] if S_ISDIR(mode) else _suffix(entry.name, suffixes)
        path = folder / entry.name  # half of what making it of the whole text takes
        if not (S_ISREG(mode) or S_ISDIR(mode)):
            yield "pipe or device"
        elif entry.name.endswith(_REJECTS):
            yield "rejects of an ingest"
        elif suffix is None:
            yield on_one_line(path.suffix.lower()) or "no suffix"
        else:
            yield SourceFile(path, _shown(path), suffix)


def _mode(entry: os.DirEntry[str]) -> int:
    """Return what a link leads to, or what a pipe, a socket or a device is: nothing waits for it."""
    try:
        return entry.stat().st_mode
    except OSError:
        return S_IFREG


def unreadable(source: SourceFile, error: OSError) -> SourceError:
    """Return what to say of a file that the system does not open."""
    if isinstance(error, IsADirectoryError):
        return SourceError(
            f"{source.where} is a link to a folder, and such links are not followed; name the folder "
            "that it leads to, or take the link away"
        )
    return SourceError(f"{source.where} cannot be read: {error.strerror}")


def keep_sources(out: Path, files: Iterable[SourceFile]) -> None:
    """Refuse to write over a file that is read, or to read what an earlier run wrote as articles."""
    if out.exists() and any(is_same_file(file.path, out) for file in files):
        raise OutputError(
            f"{out} is one of the articles' files; give another name with -o, outside the folders "
            "that are read"
        )


def is_same_file(path: Path, other: Path) -> bool:
    """Whether two paths lead to one file; one that leads nowhere, or may not be asked, does not."""
    try:
        return path.samefile(other)
    except OSError:
        return False


def file_digest(path: Path) -> str:
    """Return the SHA-256 of the bytes of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def standard_input() -> Iterator[SourceFile]:
    """Yield standard input as a file on disk, its kind read off its first bytes.

    Raises SourceError where it is closed.
    """
    if sys.stdin is None:
        raise SourceError("standard input is closed; pipe articles into the command, or name files")
    with tempfile.TemporaryDirectory(prefix="dateline-") as folder:
        path = Path(folder) / "stdin"
        with path.open("wb") as copy:
            shutil.copyfileobj(sys.stdin.buffer, copy)
        yield SourceFile(path, STDIN, _kind(path))


def _kind(path: Path) -> str:
    """Return the suffix that a file's first bytes speak for; text where nothing else does."""
    with path.open("rb") as file:
        head = file.read(1 << 16)
    for signature, suffix in _SIGNATURES:
        if head.startswith(signature):
            return suffix
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    first = text.split(b"\n", 1)[0].strip()
    if first.startswith(b"{"):
        return ".jsonl"
    if _HTML.match(text):
        return ".html"
    if _MAIL.match(text):
        return ".eml"
    columns = first.lower().replace(b'"', b"").replace(b";", b",").split(b",")
    return ".csv" if b"text" in columns and len(columns) > 1 else ".txt"
