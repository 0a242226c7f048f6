"""The file of what could not be taken in: a row of JSON for each, with its place and the reason."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from .errors import RecordError
from .files import new_file

__all__ = ["write_rejects"]


@contextmanager
def write_rejects(path: Path) -> Iterator[Callable[[RecordError], None]]:
    """Yield a function that writes rejected rows to a file, which is there only if one was written."""
    with ExitStack() as stack:
        file = None

        def write(error: RecordError) -> None:
            nonlocal file
            file = file or stack.enter_context(new_file(path))
            row = {
                "file": error.where,
                "record": error.record,
                "line": error.line,
                "field": error.field,
                "reason": error.reason,
                "row": error.row,
            }
            file.write(json.dumps(row, ensure_ascii=True, default=str) + "\n")

        yield write
