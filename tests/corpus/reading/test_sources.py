"""What a source is: standard input by its first bytes, folders with odd names, links and charsets."""

from __future__ import annotations

import gzip
import io
import os
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.corpus.errors import DatelineError, RecordError
from dateline.corpus.reading import find_files, read_file
from dateline.corpus.reading.decoding import decode_page, mend_mojibake
from dateline.corpus.reading.limits import MOST_LINES
from dateline.corpus.reading.sources import SourceFile
from dateline.corpus.records import ArticleRow

ENGLISH = "Shells fell on the market at noon, and three people were killed, the mayor said.\n"
FRENCH = "À l’aube, l’armée a bombardé le marché de Karsovia. « C’était l’enfer », dit un témoin.\n"
ARABIC = "قال شهود إن القذائف سقطت على السوق صباح الاثنين. وأضافوا أن العشرات أصيبوا بجروح.\n"
RUSSIAN = (
    "Очевидцы сообщили, что снаряды упали на рынок утром в понедельник. Ранены десятки людей.\n"
)


@pytest.mark.parametrize(
    ("head", "suffix"),
    [
        (b"<!DOCTYPE html><p>x", ".html"),
        (b"\xef\xbb\xbf\n <HTML lang=en>", ".html"),
        (b'<?xml version="1.0"?>\n<!-- x --><html xmlns="x">', ".html"),
        (b"WARC/1.1\r\n", ".warc"),
        (gzip.compress(b"WARC/1.1\r\n", mtime=0), ".warc.gz"),
        (b"%PDF-1.7\n", ".pdf"),
        (b"PK\x03\x04", ".docx"),
        (b"PAR1", ".parquet"),
        (b'{"text": "x"}\n', ".jsonl"),
        (b"id,text\n1,x\n", ".csv"),
        (b"Received: from a\r\n by b\r\nSubject: x\r\n\r\nHello", ".eml"),
        (b"From: a@b.example\nSubject: x\nMIME-Version: 1.0\n\nHello", ".eml"),
        (b"Shells hit: three dead\n\nThree people died.\n", ".txt"),
        (b"<3 to all who came home\n", ".txt"),
        (b"", ".txt"),
    ],
)
def test_the_kind_of_standard_input_is_read_off_its_first_bytes(
    monkeypatch: pytest.MonkeyPatch, head: bytes, suffix: str
) -> None:
    """Every kind of source can be piped in; what nothing speaks for is text."""
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(head)))
    with ExitStack() as stack:
        ((source,), _) = find_files(["-"], stack)
        assert source.suffix == suffix


def listed(folder: Path) -> dict[str, list[object]]:
    """What comes of each file of a folder, by the name it is told by."""
    with ExitStack() as stack:
        files, _ = find_files([str(folder)], stack)
        told = {}
        for file in files:
            name = file.where.removeprefix(f"{folder}/")
            try:
                told[name] = [item for item in read_file(file) if not hasattr(item, "page")]
            except DatelineError as error:
                told[name] = [error]
        return told


def test_a_folder_of_traps_is_read_to_its_end(tmp_path: Path) -> None:
    """Loops of links, links that lead nowhere, folders named as pages, odd names: the rest goes in."""
    (tmp_path / "a.txt").write_text(ENGLISH, encoding="utf-8")
    (tmp_path / "folder.html").mkdir()
    (tmp_path / "folder.html" / "b.txt").write_text(ENGLISH, encoding="utf-8")
    (tmp_path / "loop").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "round.txt").symlink_to(tmp_path / "round.txt")
    (tmp_path / "gone.html").symlink_to(tmp_path / "nowhere.html")
    (tmp_path / "empty.html").touch()
    (tmp_path / "two\nlines.txt").write_text(ENGLISH, encoding="utf-8")
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.txt")).write_text(ENGLISH, encoding="utf-8")
    told = listed(tmp_path)

    assert {name for name, found in told.items() if isinstance(found[0], ArticleRow)} == {
        "a.txt",
        "folder.html/b.txt",
        "two\\nlines.txt",
        "\\xff.txt",
    }
    wrong = {name: str(found[0]) for name, found in told.items() if len(found) == 1}
    assert "is a link to a folder, and such links are not followed" in wrong["loop"]
    assert "cannot be read: Too many levels of symbolic links" in wrong["round.txt"]
    assert "cannot be read: No such file or directory" in wrong["gone.html"]
    assert "holds nothing to read" in wrong["empty.html"]
    assert all(str(found[0]).isprintable() for found in told.values())


def test_a_folder_is_read_in_the_order_of_names(tmp_path: Path) -> None:
    """A folder stands where its name does; hidden files and other kinds are not among its files."""
    names = ("a.txt", "a/z.txt", "a/b/c.txt", "a-b.txt", "b.TXT", "B.html", "ab.txt", "a/é.txt")
    for name in (*names, ".hidden.txt", "a/.git/x.txt", "picture.png", "corpus.rejects.jsonl"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(ENGLISH, encoding="utf-8")
    (tmp_path / "to_a").symlink_to(tmp_path / "a", target_is_directory=True)
    (tmp_path / "one more.txt").symlink_to(tmp_path / "a.txt")
    os.mkfifo(tmp_path / "pipe.txt")
    with ExitStack() as stack:
        files, passed_over = find_files([str(tmp_path)], stack)

    found = [file.path.relative_to(tmp_path) for file in files]
    wanted = [Path(name) for name in (*names, "one more.txt", "to_a")]
    assert found == sorted(wanted, key=lambda path: path.parts)
    assert passed_over == {".png": 1, "rejects of an ingest": 1, "pipe or device": 1}


@pytest.mark.skipif(os.geteuid() == 0, reason="the administrator may read everything")
def test_what_may_not_be_read_is_named(tmp_path: Path) -> None:
    """Files and folders without permission are told with the reason, the others go in."""
    (tmp_path / "a.txt").write_text(ENGLISH, encoding="utf-8")
    (tmp_path / "b.html").write_text(ENGLISH, encoding="utf-8")
    (tmp_path / "b.html").chmod(0)
    (tmp_path / "c").mkdir(mode=0)
    told = listed(tmp_path)
    (tmp_path / "c").chmod(0o700)

    assert isinstance(told["a.txt"][0], ArticleRow)
    assert "Permission denied" in str(told["b.html"][0])
    assert "Permission denied" in str(told["c"][0])


HEAD = '<html><head><meta charset="{}"></head><p>{}'


@pytest.mark.parametrize(
    ("raw", "http", "text", "repaired"),
    [
        (HEAD.format("utf-8", FRENCH).encode(), None, FRENCH, False),
        (HEAD.format("windows-1252", FRENCH).encode("cp1252"), None, FRENCH, False),
        (HEAD.format("iso-8859-1", FRENCH).encode("cp1252"), None, FRENCH, False),
        (f"<p>{ARABIC}".encode("cp1256"), "windows-1256", ARABIC, False),
        (HEAD.format("utf-8", ARABIC).encode("cp1256"), "windows-1256", ARABIC, False),
        (HEAD.format("iso-8859-1", FRENCH).encode(), None, FRENCH, True),
        (HEAD.format("iso-8859-1", ARABIC * 4).encode("cp1256"), None, ARABIC, True),
        (HEAD.format("utf-8", RUSSIAN * 4).encode("cp1251"), None, RUSSIAN, True),
        (HEAD.format("utf-8", ARABIC * 4).encode() + b"\xff.", None, ARABIC, True),
        (("\ufeff" + HEAD.format("ascii", FRENCH)).encode("utf-16-le"), "utf-8", FRENCH, False),
        (HEAD.format("no-such-charset", FRENCH).encode(), "rot13", FRENCH, False),
        (HEAD.format("undefined", FRENCH).encode(), "idna", FRENCH, False),
        (HEAD.format("unicode-escape", FRENCH).encode(), "utf-7", FRENCH, False),
        (HEAD.format("utf-16", RUSSIAN).encode("utf-16-le"), None, RUSSIAN, False),
        (HEAD.format("utf-16", FRENCH).encode("utf-16-be"), "utf-8", FRENCH, True),
    ],
)
def test_a_page_is_read_in_the_encoding_it_is_in(
    raw: bytes, http: str | None, text: str, repaired: bool
) -> None:
    """What is declared is believed where it can be so; where it cannot, that is told as a repair."""
    found = decode_page(raw, http)

    assert found is not None
    assert text.strip() in found.text
    assert bool(found.repairs) == repaired


def test_mojibake_is_mended_and_nothing_else() -> None:
    """Text decoded twice is put right line by line; quotes, ligatures and entities stay."""
    clean = "“Quoted” — it’s ﬁne: l&eacute;on, SchÖn… №5, À «propos».\n"
    broken = "the â€œrebelsâ€\x9d said itâ€™s over; SchÃ¶n"

    assert mend_mojibake(clean + broken) == (clean + "the “rebels” said it’s over; Schön", True)
    for text in (clean, ENGLISH, FRENCH, ARABIC, RUSSIAN):
        assert mend_mojibake(text) == (text, False)
    assert mend_mojibake(RUSSIAN.encode().decode("cp1251", "ignore"))[1]


def test_a_repair_is_told_with_the_digest_of_what_was_there(tmp_path: Path) -> None:
    """The origin of a mended article says so and has the digest of the bytes as they were."""
    path = tmp_path / "a.txt"
    path.write_text(f"Title here\n\n{ENGLISH}Heâ€™s gone to the market, said the mayor.\n", "utf-8")
    found = list(read_file(SourceFile(path, "a.txt", ".txt")))
    (row,) = [item for item in found if isinstance(item, ArticleRow)]

    assert "He’s gone" in row.article.text
    assert row.origin is not None
    assert row.origin.repairs == ("mojibake",)


@given(st.text(max_size=200))
def test_mending_keeps_the_lines(text: str) -> None:
    """Mending never changes how many lines there are, and ASCII never changes."""
    mended, changed = mend_mojibake(text)

    assert mended.count("\n") == text.count("\n")
    assert changed == (mended != text)
    assert not (changed and text.isascii())


@given(st.binary(max_size=200), st.none() | st.sampled_from(["utf-8", "latin-1", "koi8-r", "x"]))
def test_any_bytes_are_text_or_none(raw: bytes, declared: str | None) -> None:
    """Decoding never raises."""
    found = decode_page(raw, declared)

    assert found is None or isinstance(found.text, str)


def test_reading_text_loads_nothing_that_text_does_not_need(tmp_path: Path) -> None:
    """The libraries of other kinds are imported when a file of theirs is read."""
    path = tmp_path / "a.txt"
    path.write_text(ENGLISH, encoding="utf-8")
    heavy = [
        "lxml",
        "fastwarc",
        "pypdf",
        "docx",
        "ftfy",
        "charset_normalizer",
        "pyarrow",
        "email.parser",
    ]
    code = (
        "import sys; from pathlib import Path\n"
        "from dateline.corpus.reading import read_file\n"
        "from dateline.corpus.reading.sources import SourceFile\n"
        f"list(read_file(SourceFile(Path({str(path)!r}), 'a', '.txt')))\n"
        f"print([name for name in {heavy} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"


def test_an_error_of_a_record_names_it() -> None:
    """The place within the file stands between the file and the reason."""
    error = RecordError("a.warc", None, None, "is cut short", record="record <urn:uuid:1>")

    assert str(error) == "a.warc, record <urn:uuid:1>: is cut short"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", [ENGLISH, FRENCH, ARABIC, RUSSIAN])
def test_utf16_needs_no_mark(tmp_path: Path, text: str, encoding: str) -> None:
    """A text file of UTF-16 without a byte order mark is read as what it is."""
    (tmp_path / "a.txt").write_bytes(f"{text}\n{text}".encode(encoding))
    told = listed(tmp_path)["a.txt"]

    assert isinstance(told[0], ArticleRow)
    assert text.strip() in told[0].article.text


@pytest.mark.parametrize("raw", [bytes(range(256)) * 9, b"\0\xff" * 50, b"a\0\0\0b\0\0\0" * 9])
def test_bytes_with_nuls_are_no_text(raw: bytes) -> None:
    """NULs that are not those of UTF-16 stand in no page."""
    assert decode_page(raw) is None


def test_pipes_and_rejects_in_a_folder_are_passed_over(tmp_path: Path) -> None:
    """Nothing waits for a pipe, and what an ingest refused is not refused again; both are counted."""
    (tmp_path / "a.txt").write_text(ENGLISH, encoding="utf-8")
    (tmp_path / "other.db.rejects.jsonl").write_text('{"reason": "x"}\n', encoding="utf-8")
    os.mkfifo(tmp_path / "b.html")
    with ExitStack() as stack:
        files, passed_over = find_files([str(tmp_path)], stack)

    assert [file.path.name for file in files] == ["a.txt"]
    assert passed_over == {"rejects of an ingest": 1, "pipe or device": 1}


def test_a_source_that_cannot_be_looked_at_is_named(tmp_path: Path) -> None:
    """The other sources are read all the same."""
    with ExitStack() as stack:
        (file,), _ = find_files([str(tmp_path / ("x" * 300 + ".html"))], stack)

    with pytest.raises(DatelineError, match=r"x\.html cannot be read: File name too long"):
        list(read_file(file))


def test_a_page_of_too_many_lines_is_refused(tmp_path: Path) -> None:
    """The message says how many there are and how many there may be."""
    (tmp_path / "a.txt").write_text("a\n" * (MOST_LINES + 1), encoding="utf-8")

    assert [str(error) for error in listed(tmp_path)["a.txt"]] == [
        f"{tmp_path}/a.txt: has 50,001 lines, and a page may have 50,000; cut it into pages"
    ]
