"""Rows of which none may be wrong."""

from __future__ import annotations

import gc
import io
from pathlib import Path

import pytest

from dateline.corpus.errors import RecordError
from dateline.corpus.reading.jsonl import read_rows
from dateline.corpus.reading.sources import SourceFile
from dateline.corpus.reading.strictly import strictly


def test_a_file_with_a_wrong_row_is_closed_when_the_error_is_dealt_with(tmp_path: Path) -> None:
    """No file stays open until Python next looks for circular garbage."""
    path = tmp_path / "rows.jsonl"
    path.write_text('{"text": "a"}\n{"text"\n{"text": "b"}\n')
    gc.disable()
    try:
        with pytest.raises(RecordError):
            list(strictly(read_rows(SourceFile(path, path.name, ".jsonl"))))
        files = [held for held in gc.get_objects() if isinstance(held, io.FileIO)]
    finally:
        gc.enable()
    assert not [file for file in files if not file.closed and file.name == str(path)]
