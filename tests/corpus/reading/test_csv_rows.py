"""CSV is read in one way everywhere: what was written comes back, and what is wrong has its line."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.corpus.errors import RecordError
from dateline.corpus.reading.csv_rows import read_cells, read_csv_rows
from dateline.corpus.reading.sources import SourceFile
from dateline.corpus.reading.strictly import strictly

CELLS = st.text(st.sampled_from("ab,;\t\"' é\r\n"), max_size=8)


def source(folder: Path, text: str) -> SourceFile:
    path = folder / "table.csv"
    path.write_bytes(text.encode())
    return SourceFile(path, str(path), ".csv")


@given(
    st.sampled_from(",;\t"),
    st.integers(2, 4).flatmap(
        lambda width: st.lists(st.lists(CELLS, min_size=width, max_size=width), max_size=5)
    ),
)
def test_what_was_written_comes_back(delimiter: str, rows: list[list[str]]) -> None:
    """Cells with delimiters, quotes and line ends are read as they were, each row with its line."""
    header = [f"column {number}" for number in range(len(rows[0]) if rows else 2)]
    file = io.StringIO()
    writer = csv.writer(file, delimiter=delimiter)
    lines = []
    for cells in (header, *rows):
        lines.append(len(file.getvalue().replace("\r\n", "\n").replace("\r", "\n").split("\n")))
        writer.writerow(cells)
    with TemporaryDirectory() as folder:
        found = list(read_cells(source(Path(folder), file.getvalue())))
    assert found == list(zip(lines, [header, *rows], strict=True))


def test_rows_after_a_wrong_one_are_read(tmp_path: Path) -> None:
    """A row of another width or with broken quotes is named with its line; the next ones follow."""
    table = source(tmp_path, 'a,b\n1,2\n\n3\n"4"x,5\n6,7\n')
    found = list(read_csv_rows(table))
    assert [(line, row) for line, row in found if isinstance(row, dict)] == [
        (2, {"a": "1", "b": "2"}),
        (6, {"a": "6", "b": "7"}),
    ]
    wrong = [str(row) for _, row in found if isinstance(row, RecordError)]
    assert [text.removeprefix(f"{tmp_path}/") for text in wrong] == [
        "table.csv, line 4: has 1 cells where the header has 2; put quotes around cells with "
        "delimiters, or copy the file again if it ends here",
        "table.csv, line 5: is no CSV row: ',' expected after '\"'; mend its quotes, or copy the "
        "file again",
    ]
    with pytest.raises(RecordError, match="line 4"):
        list(strictly(read_cells(table)))


def test_an_empty_file_has_a_header_without_columns(tmp_path: Path) -> None:
    """Whoever reads a table can count on its header."""
    assert list(read_cells(source(tmp_path, ""))) == [(1, [])]
    assert list(read_csv_rows(source(tmp_path, ""))) == []


def test_bytes_of_another_encoding_cost_their_row_only(tmp_path: Path) -> None:
    """A row with bytes that are not in the file's encoding is told, and the next one is read."""
    table = source(tmp_path, "a,b\n1,2\n3,4\n")
    table.path.write_bytes(b"\xef\xbb\xbfa,b\n1,\xef\n3,4\n")

    _, wrong, right = (cells for _, cells in read_cells(table))

    assert isinstance(wrong, RecordError)
    assert (wrong.line, right) == (2, ["3", "4"])
    assert "save it as UTF-8" in str(wrong)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_line_for_excel_names_the_delimiter(delimiter: str, tmp_path: Path) -> None:
    """It is no header, and the lines after it keep their numbers."""
    text = f"sep={delimiter}\r\na{delimiter}b, c; d; e\r\n1{delimiter}2\r\n3\r\n"
    text = text.replace("b, c; d; e", '"b, c; d; e"')
    (_, header), row, (line, wrong) = read_cells(source(tmp_path, text))
    assert header == ["a", "b, c; d; e"]
    assert row == (3, ["1", "2"])
    assert line == 4
    assert isinstance(wrong, RecordError)
