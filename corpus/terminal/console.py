"""What a command shows: results on standard output, bars and warnings on standard error.

With `--json` a command prints exactly one JSON object on standard output. Progress bars appear only
on a terminal. Text from articles and people is printed as text, never as markup, and what could
steer a terminal in it (escape sequences, line ends, marks that reverse the writing) is spelled out.
"""

from __future__ import annotations

import json
import os
import sys
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import Any, Literal

__all__ = [
    "drop_output",
    "first_rejects",
    "prepare_streams",
    "printable",
    "progress_bar",
    "say",
    "show_json",
    "show_table",
    "warn",
]

FEW = 20
"""things left out that are named one by one"""
_PIPE_WIDTH = 120
_STEERS = ("Cc", "Cf", "Cs", "Zl", "Zp")
"""Unicode categories: controls, invisible marks, halves of surrogate pairs, ends of lines."""
_JOINERS = "\u200c\u200d"
"""Invisible, and needed to write Persian, Hindi and others."""


def printable(text: str) -> str:
    """Return `text` as one line that is safe to print: what could steer a terminal is escaped."""
    if text.isprintable():
        return text
    return "".join(
        repr(sign)[1:-1] if unicodedata.category(sign) in _STEERS and sign not in _JOINERS else sign
        for sign in text
    )


def say(message: str) -> None:
    """Print a line of a result on standard output, at once: a server prints its link and goes on."""
    print(printable(message), flush=True)


def prepare_streams() -> None:
    """Print to nowhere where a stream is closed, and escape the signs that an encoding lacks."""
    nowhere = Path(os.devnull)
    sys.stdout = sys.stdout or nowhere.open("w", encoding="utf-8")
    sys.stderr = sys.stderr or nowhere.open("w", encoding="utf-8")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def drop_output() -> None:
    """Send to nowhere what standard output still holds, when it cannot take any more."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def show_json(result: Mapping[str, Any]) -> None:
    """Print the one JSON object of a command, escaped where the output cannot hold all signs."""
    narrow = not sys.stdout.encoding.lower().startswith("utf")
    print(json.dumps(result, ensure_ascii=narrow, allow_nan=False), flush=True)


def show_table(
    columns: Sequence[str], rows: Sequence[Sequence[str]], title: str = "", *, words: bool = False
) -> None:
    """Print a table: the first column to the left, the others to the right, or, as `words`, not."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE_HEAD, title=Text(title) if title else None, title_justify="left")
    for number, column in enumerate(columns):
        side: Literal["left", "right"] = "right" if number and not words else "left"
        table.add_column(Text(column), justify=side, no_wrap=number == 0)
    for row in rows:
        table.add_row(*(Text("\n".join(map(printable, cell.split("\n")))) for cell in row))
    Console(width=None if sys.stdout.isatty() else _PIPE_WIDTH).print(table)


def warn(message: str) -> None:
    """Print a warning or a note on standard error."""
    print(printable(message), file=sys.stderr)


def first_rejects(kept: Path | None = None) -> Callable[[object], None]:
    """Return what names the first things that are left out, then once the file that has them all.

    Where there is none, standard error has them all if nobody is watching it.
    """
    whole = f"{kept} names them all" if kept else "for all of them add 2> left-out.txt"
    most = FEW if kept or sys.stderr.isatty() else sys.maxsize
    named = 0

    def name(left_out: object) -> None:
        nonlocal named
        named += 1
        if named <= most:
            warn(f"left out: {left_out}")
        elif named == most + 1:
            warn(f"left out: more than {most}; {whole}")

    return name


@contextmanager
def progress_bar() -> Iterator[Callable[[str, int, int], None]]:
    """Yield a function (what, done, total) that moves a bar, if a person is watching."""
    if not sys.stderr.isatty():
        yield lambda what, done, total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=None)

        def move(what: str, done: int, total: int) -> None:
            progress.update(task, description=what, completed=done, total=total)

        yield move
