"""Sources: what the user named (files, folders, standard input) as files to read one by one."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ..errors import SourceError, one_of

__all__ = ["STDIN", "SourceFile", "list_files", "standard_input"]

STDIN = "standard input"


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file to read: where its bytes lie, how the user knows it and what it is (a suffix)."""

    path: Path
    where: str
    suffix: str


def list_files(sources: Sequence[str], suffixes: Sequence[str]) -> tuple[list[SourceFile], int]:
    """Return the files that `sources` name, folders searched through in the order of names.

    The second number counts files in folders that were passed over for their suffix; hidden files
    are not counted. Raises SourceError for what is not there, cannot be read or has no reader.
    """
    files: list[SourceFile] = []
    passed_over = 0
    for source in sources:
        path = Path(source)
        if path.is_dir():
            for inner in _files_below(path):
                if inner.suffix.lower() in suffixes:
                    files.append(SourceFile(inner, str(inner), inner.suffix.lower()))
                else:
                    passed_over += 1
        elif not path.exists():
            raise SourceError(f"there is no file or folder {source}; check the path")
        elif not path.is_file():
            raise SourceError(
                f"{source} is a pipe or a device, not a file; send what it holds to standard input: "
                f"dateline ... - < {source}"
            )
        elif path.suffix.lower() not in suffixes:
            raise SourceError(
                f"{source} is a {path.suffix or 'file without a suffix'}; Dateline reads "
                f"{one_of(suffixes)}, and text on standard input as -"
            )
        else:
            files.append(SourceFile(path, source, path.suffix.lower()))
    return files, passed_over


def _files_below(folder: Path) -> list[Path]:
    """Return the files in a folder and its folders, hidden ones left out, in the order of names."""

    def refuse(error: OSError) -> None:
        raise SourceError(f"the folder {error.filename} cannot be read: {error.strerror}")

    found: list[Path] = []
    for here, folders, names in os.walk(folder, onerror=refuse):
        folders[:] = [name for name in folders if not name.startswith(".")]
        found += [Path(here, name) for name in names if not name.startswith(".")]
    return sorted(path for path in found if path.is_file())


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
    with path.open("rb") as file:
        head = file.read(1 << 16)
    if head.startswith(b"PAR1"):
        return ".parquet"
    first = head.lstrip(b"\xef\xbb\xbf \t\r\n").split(b"\n", 1)[0].strip()
    if first.startswith(b"{"):
        return ".jsonl"
    columns = first.lower().replace(b'"', b"").replace(b";", b",").split(b",")
    return ".csv" if b"text" in columns and len(columns) > 1 else ".txt"
