"""What a command shows: results on standard output, bars and warnings on standard error.

With `--json` a command prints exactly one JSON object on standard output. Progress bars appear only
on a terminal. Text from articles and people is printed as text, never as markup.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

__all__ = ["progress_bar", "show_json", "show_table", "warn"]

_PIPE_WIDTH = 120


def show_json(result: Mapping[str, Any]) -> None:
    """Print the one JSON object of a command."""
    print(json.dumps(result, ensure_ascii=False, allow_nan=False))


def show_table(columns: Sequence[str], rows: Sequence[Sequence[str]], title: str = "") -> None:
    """Print a table: the first column to the left, the others, numbers, to the right."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE_HEAD, title=Text(title) if title else None, title_justify="left")
    for number, column in enumerate(columns):
        table.add_column(Text(column), justify="right" if number else "left", no_wrap=number == 0)
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    Console(width=None if sys.stdout.isatty() else _PIPE_WIDTH).print(table)


def warn(message: str) -> None:
    """Print a warning or a note on standard error."""
    print(message, file=sys.stderr)


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
