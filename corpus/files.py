"""Writing results: whole or not at all.

A file or folder is written under a temporary name beside its place and renamed when it is complete,
so a full disk, an error or Ctrl-C leaves what was there before.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from .errors import OutputError

__all__ = ["check_new_folder", "new_file", "new_file_at", "new_files", "new_folder"]

_SQLITE = b"SQLite format 3\0"
"""how the file of a corpus begins"""


@contextmanager
def new_file(path: Path, mode: str = "w", *, private: bool = False) -> Iterator[IO[Any]]:
    """Open a file for writing (UTF-8, `\\n`; mode "wb" for bytes) that appears when it is complete.

    A `private` one is for its owner to read and for nobody else. Raises OutputError where it cannot
    be written.
    """
    coding, ends = (None, None) if "b" in mode else ("utf-8", "\n")
    with (
        new_file_at(path, private=private) as place,
        place.open(mode, encoding=coding, newline=ends) as file,
    ):
        yield file


@contextmanager
def new_file_at(path: Path, *, private: bool = False) -> Iterator[Path]:
    """Yield the path of an empty file that takes the place of `path` when it is complete.

    For what opens its files itself. Raises OutputError where it cannot be written, and where a device
    or a corpus would be lost: of results only a backup, which is `private`, replaces a database.
    """
    try:
        _check_place(path, private)
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        os.close(handle)
        temporary = Path(name)
        try:
            yield temporary
            with temporary.open("rb") as written:
                os.fsync(written.fileno())
            if not private:
                temporary.chmod(0o666 & ~_umask())
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        raise _output_error(path, error) from None


@contextmanager
def new_files(folder: Path) -> Iterator[Path]:
    """Yield an empty folder whose files go into `folder` when all are complete, beside what it holds.

    Files of the same names are replaced. Raises OutputError where it cannot be written.
    """
    there = folder.exists()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        workshop = Path(tempfile.mkdtemp(prefix=".new.", dir=folder))
        try:
            yield workshop
            for file in [inner for inner in workshop.rglob("*") if inner.is_file()]:
                with file.open("rb") as written:
                    os.fsync(written.fileno())
                place = folder / file.relative_to(workshop)
                place.parent.mkdir(exist_ok=True)
                file.replace(place)
        finally:
            shutil.rmtree(workshop, ignore_errors=True)
            if not there:
                with suppress(OSError):  # it is empty only where nothing was completed
                    folder.rmdir()
    except OSError as error:
        raise _output_error(folder, error) from None


@contextmanager
def new_folder(path: Path, names: Sequence[str]) -> Iterator[Path]:
    """Yield an empty folder that takes the place of `path` when it is complete.

    An existing folder is replaced only where it is empty, or holds the first of `names` and nothing
    but `names`. Raises OutputError where it is something else or cannot be written.
    """
    check_new_folder(path, names)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        workshop = Path(tempfile.mkdtemp(prefix=f".{path.name}.", dir=path.parent))
        try:
            fresh = workshop / "new"
            fresh.mkdir()
            yield fresh
            _swap(fresh, path, workshop / "old")
        finally:
            shutil.rmtree(workshop, ignore_errors=True)
    except OSError as error:
        raise _output_error(path, error) from None


def check_new_folder(path: Path, names: Sequence[str]) -> None:
    """Raise OutputError where `new_folder` would: cheap, before the work whose result goes there."""
    if not path.exists():
        return
    held = {inner.name for inner in path.iterdir()} if path.is_dir() else {path.name}
    if held and (not path.is_dir() or names[0] not in held):
        raise OutputError(
            f"{path} exists and is not a folder that Dateline made (it has no {names[0]}); give "
            "another name with -o, or move it away"
        )
    if strange := sorted(held - set(names)):
        raise OutputError(
            f"{path} also holds {strange[0]!r}, which would be lost; move it elsewhere, or give "
            "another name with -o"
        )


def _swap(fresh: Path, path: Path, old: Path) -> None:
    """Put a folder in the place of another; stopped half-way, the other one is put back."""
    try:
        if path.exists():
            path.rename(old)
        fresh.rename(path)
    except BaseException:
        if old.exists() and not path.exists():
            old.rename(path)
        raise


def _check_place(path: Path, private: bool) -> None:
    if not path.exists() or path.is_dir():
        return
    if not path.is_file():
        raise OutputError(f"{path} is a pipe or a device; give the name of a file with -o")
    with path.open("rb") as file:
        if not private and file.read(len(_SQLITE)) == _SQLITE:
            raise OutputError(f"{path} is a database, and would be lost; give another name with -o")


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _output_error(path: Path, error: OSError) -> OutputError:
    why = error.strerror or error
    if isinstance(error, FileExistsError | NotADirectoryError):
        why = "a file stands where its folder should be"
    return OutputError(
        f"{path} cannot be written ({why}); nothing half-written was left "
        "behind: make room or give another place, then run the command again"
    )
