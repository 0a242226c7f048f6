"""Reading sources: what goes in, what is rejected, and how it is said."""

from __future__ import annotations

import json
from contextlib import ExitStack
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from dateline.corpus.errors import RecordError, SourceError
from dateline.corpus.nouns import Block
from dateline.corpus.reading import Read, find_files, read_file, read_files
from dateline.corpus.reading.encoding import find_encoding
from dateline.corpus.records import ArticleRow

FRENCH = "À l’aube, l’armée a bombardé le marché de Karsovia. « C’était l’enfer », dit un témoin.\n"
ARABIC = "قال شهود إن القذائف سقطت على السوق صباح الاثنين. وأضافوا أن العشرات أصيبوا بجروح.\n"


def read(path: Path) -> list[ArticleRow | RecordError]:
    with ExitStack() as stack:
        files, _ = find_files([str(path)], stack)
        return [row for file in files for row in read_file(file)]


def texts(path: Path) -> list[str]:
    return [row.article.text for row in read(path) if isinstance(row, ArticleRow)]


def titles(path: Path) -> list[str]:
    return [row.article.title for row in read(path) if isinstance(row, ArticleRow)]


def errors(path: Path) -> list[str]:
    return [str(row) for row in read(path) if isinstance(row, RecordError)]


@pytest.mark.parametrize(
    "raw",
    [
        b"Shells fell.\r\nNobody slept.\r\n",
        b"\xef\xbb\xbfShells fell.\n",
        "Shells fell 🕊 on Ordesk.\n".encode("utf-16"),
    ],
)
def test_the_paragraphs_of_a_text_file_stay_as_they_stand(tmp_path: Path, raw: bytes) -> None:
    """A paragraph keeps its characters; line ends and a byte order mark are no part of the text."""
    path = tmp_path / "story.txt"
    path.write_bytes(raw)
    encoding = find_encoding(path, "story.txt")

    assert texts(path) == ["\n\n".join(raw.decode(encoding).split("\r\n")).strip()]


@pytest.mark.parametrize(
    ("text", "encoding"), [(FRENCH, "cp1252"), (ARABIC, "cp1256"), (ARABIC, "utf-8")]
)
def test_other_encodings_are_detected(tmp_path: Path, text: str, encoding: str) -> None:
    """Text that is not UTF-8 is converted from the encoding it is in."""
    path = tmp_path / "story.txt"
    text = " ".join([text.strip()] * 5)
    path.write_bytes(text.encode(encoding))

    assert texts(path) == [text]


def test_bytes_that_are_no_text_are_refused_by_name(tmp_path: Path) -> None:
    """A picture under a .txt name is no article."""
    path = tmp_path / "story.txt"
    path.write_bytes(bytes(range(256)) * 40)

    with pytest.raises(SourceError, match=r"story\.txt is no text"):
        read(path)


def test_the_first_line_is_the_title_where_it_is_a_headline(tmp_path: Path) -> None:
    """A short first line without a full stop is the headline; else the file's name stands for one."""
    with_headline, without = tmp_path / "a.txt", tmp_path / "b.txt"
    with_headline.write_text("Shells hit market\n\nThree died.\n", encoding="utf-8")
    without.write_text("Three died.\nTwo were hurt.\n", encoding="utf-8")

    assert titles(with_headline) == ["Shells hit market"]
    assert titles(without) == ["b"]


def test_an_empty_file_and_a_nul_byte_are_named(tmp_path: Path) -> None:
    """An article needs text, and no corpus can hold a NUL."""
    empty, nul = tmp_path / "empty.txt", tmp_path / "nul.txt"
    empty.write_text(" \n\n", encoding="utf-8")
    nul.write_bytes(b"Shells\0 fell.")

    assert errors(empty) == [f"{empty}: is empty; an article needs text"]
    assert "found a NUL character at offset 6" in errors(nul)[0]


def test_a_broken_line_in_the_middle_is_named_and_the_rest_is_read(tmp_path: Path) -> None:
    """Every wrong line of a JSONL file is named with its number; the lines after it go in."""
    path = tmp_path / "in.jsonl"
    lines = [
        '{"title": "One", "text": "One."}',
        '{"title": "Two", "text": ',
        "[1, 2]",
        '{"text": "a", "text": "b"}',
        '{"text": "x", "score": NaN}',
        "",
        '{"title": "Three", "text": "Three."}',
    ]
    path.write_text("\n".join(lines), encoding="utf-8")

    assert texts(path) == ["One.", "Three."]
    assert [error.split(": ", 1)[0] for error in errors(path)] == [
        f"{path}, line {line}" for line in (2, 3, 4, 5)
    ]
    assert "expected a JSON object, found [1, 2]" in errors(path)[1]
    assert "the key 'text' stands twice" in errors(path)[2]
    assert "NaN" in errors(path)[3]


def test_a_line_separator_inside_a_string_does_not_end_the_line(tmp_path: Path) -> None:
    """JSONL ends its lines with \\n only: U+2028 in a text is text."""
    path = tmp_path / "in.jsonl"
    path.write_text(json.dumps({"text": "A\u2028b\u0085c"}, ensure_ascii=False) + "\n", "utf-8")

    assert texts(path) == ["A\u2028b\u0085c"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_with_the_usual_delimiters(tmp_path: Path, delimiter: str) -> None:
    """Comma, semicolon and tab are told apart by the header; quoted cells may hold lines."""
    path = tmp_path / "in.csv"
    rows = [
        delimiter.join(("id", "title", "text", "desk")),
        delimiter.join(
            ("7", "A, b; c" if delimiter == "\t" else "A", '"One.\nTwo ""x""."', "east")
        ),
        delimiter.join(("8", "B", "Three.", "")),
        delimiter.join(("9", "B", "Four.", "", "one too many")),
    ]
    path.write_text("\ufeff" + "\r\n".join(rows), encoding="utf-8")

    first, second, wrong = read(path)
    assert isinstance(first, ArticleRow)
    assert isinstance(second, ArticleRow)
    assert (first.article.id, first.article.text) == ("7", 'One.\nTwo "x".')
    assert first.article.extra == {"desk": "east"}
    assert second.article.extra == {}
    assert str(wrong).startswith(f"{path}, line 5: has 5 cells where the header has 4")


def test_a_csv_cell_holds_typed_blocks_and_sentences_as_json(tmp_path: Path) -> None:
    """The columns `blocks` and `sentences` are read as JSON, and what is none is named with both."""
    path = tmp_path / "in.csv"
    path.write_text(
        "id,text,sentences,blocks\n"
        'a,"By Ada Amin\n\nIt rained.","[[13, 23]]","[[0, 11, ""byline""]]"\n'
        "b,It snowed.,,byline\n",
        "utf-8",
    )
    with_blocks, wrong = read(path)
    assert isinstance(with_blocks, ArticleRow)
    assert with_blocks.article.blocks == (Block(0, 11, "byline"),)
    assert with_blocks.spans == ((13, 23),)
    assert str(wrong).endswith(
        ", line 5: field 'blocks': expected [[start, end, kind], ...], found 'byline'"
    )


def test_columns_are_known_in_capitals(tmp_path: Path) -> None:
    """A table from a spreadsheet may say `Text` and ` TITLE`; `text` comes first."""
    (tmp_path / "a.csv").write_text("Text, TITLE,Desk\nOne went.,A title,foreign\n")
    (tmp_path / "b.csv").write_text("Text,text\nA note.,One went.\n")
    (tmp_path / "c.csv").write_text("Text,TEXT\nOne went.,Two went.\n")
    pq.write_table(pa.table({"Text": ["One went."], "Title": ["A title"]}), tmp_path / "d.parquet")

    spelled = [read(tmp_path / name)[0] for name in ("a.csv", "d.parquet")]
    assert [(row.article.text, row.article.title) for row in spelled] == [
        ("One went.", "A title")
    ] * 2
    assert spelled[0].article.extra == {"Desk": "foreign"}
    (both,) = read(tmp_path / "b.csv")
    assert (both.article.text, both.article.extra) == ("One went.", {"Text": "A note."})
    with pytest.raises(SourceError, match="has 2 columns called 'text'"):
        read(tmp_path / "c.csv")


def test_parquet_keeps_lists_numbers_and_dates(tmp_path: Path) -> None:
    """A Parquet table of articles goes in with its sentences; a number is a fine id."""
    import datetime

    path = tmp_path / "in.parquet"
    pq.write_table(
        pa.table(
            {
                "id": [1, 2],
                "text": ["One. Two.", None],
                "sentences": [[[0, 4], [5, 9]], None],
                "published": [datetime.date(2031, 5, 1), None],
            }
        ),
        path,
    )
    first, second = read(path)

    assert isinstance(first, ArticleRow)
    assert (first.article.id, first.article.published) == ("1", "2031-05-01")
    assert first.spans == ((0, 4), (5, 9))
    assert str(second) == (
        f"{path}, line 2: field 'text': expected a non-empty string, found nothing"
    )


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.csv", b"id,body\n1,x\n", "has the columns 'id', 'body'; a table of articles needs one"),
        ("a.parquet", b"PAR1 but no table", "is no Parquet file"),
        ("a.odt", b"x", r"Dateline reads .txt, .jsonl, .csv, .parquet, .html"),
    ],
)
def test_a_file_of_another_kind_is_refused(
    tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    """A table without a text column and a file without a reader are refused with what is needed."""
    path = tmp_path / name
    path.write_bytes(content)

    with pytest.raises(SourceError, match=said):
        read(path)


def test_a_folder_is_read_in_order_and_hidden_files_are_not(tmp_path: Path) -> None:
    """Folders are searched through by name; other kinds are counted, hidden files left alone."""
    for name in ("b.txt", "sub/a.txt", ".hidden.txt", ".git/c.txt", "photo.png"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(name, encoding="utf-8")

    with ExitStack() as stack:
        files, passed_over = find_files([str(tmp_path)], stack)

    assert [Path(file.where).name for file in files] == ["b.txt", "a.txt"]
    assert passed_over == {".png": 1}


def test_a_missing_source_is_named(tmp_path: Path) -> None:
    """A source that is not there ends the command before anything is read."""
    with ExitStack() as stack, pytest.raises(SourceError, match="there is no file or folder"):
        find_files([str(tmp_path / "none.txt")], stack)


@pytest.mark.parametrize(
    ("line", "column"), [('{"text": ', 9), ('{"text": "Rain."', 16), ('{"text": Rain}', 10)]
)
def test_a_broken_line_says_where_it_breaks(line: str, column: int, tmp_path: Path) -> None:
    """A line that is cut off breaks at its last column."""
    path = tmp_path / "in.jsonl"
    path.write_text(f'{{"text": "Sun."}}\n{line}\n')
    (said,) = errors(path)
    assert "line 2: is no JSON: " in said
    assert f" at column {column};" in said


def test_many_files_read_as_each_does_by_itself(tmp_path: Path) -> None:
    """`read_files` yields what `read_file` does, in the order of the files, whatever they hold."""
    for number in range(45):
        (tmp_path / f"{number:02} page.txt").write_text(f"Shells fell on street {number}.\n")
    (tmp_path / "07 empty.txt").write_text("")
    (tmp_path / "21 table.jsonl").write_text('{"text": "Two fled."}\n{"text": 3}\n')
    (tmp_path / "30 broken.warc.gz").write_bytes(b"\x1f\x8b\x08 no archive")
    (tmp_path / "31 broken.pdf").write_bytes(b"no document")
    with ExitStack() as stack:
        files, _ = find_files([str(tmp_path)], stack)
        alone: list[tuple[int, Read]] = []
        for number, file in enumerate(files):
            try:
                alone += [(number, read) for read in read_file(file)]
            except SourceError as error:
                alone.append((number, RecordError.of_file(file.where, error)))

        assert [(number, str(read)) for number, read in read_files(files)] == [
            (number, str(read)) for number, read in alone
        ]
    assert sum(isinstance(read, ArticleRow) for _, read in alone) == 46
    assert sum(isinstance(read, RecordError) for _, read in alone) == 4
