"""What hostile and broken pages do to `dateline ingest`: named, counted, and the rest goes in."""

from __future__ import annotations

import gzip
import io
import json
import os
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from dateline.corpus.store import open_corpus
from dateline.corpus.store.articles import iter_articles
from dateline.training.cli import main

GOOD = "good.html"
WORD = (
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    "<w:body>{}</w:body></w:document>"
)
WORD_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-'
    'officedocument.wordprocessingml.document.main+xml"/></Types>'
)
WORD_RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
    'relationships/officeDocument" Target="word/document.xml"/></Relationships>'
)


class Done(NamedTuple):
    """What an ingest said: its one JSON object, its warnings, and the rows of its rejects."""

    told: dict[str, Any]
    err: str
    rejects: list[dict[str, Any]]


Ingest = Callable[..., Done]


def page(number: int = 1, *, language: str = "en", head: str = "") -> str:
    """Return a page with an article of its own for each number."""
    return (
        f'<html lang="{language}"><head>{head}<title>Flood {number} reaches Sarn</title></head>'
        f"<body><article><h1>Flood {number} reaches Sarn</h1>"
        f"<p>The river rose by {number} metres on Tuesday, and the harbour of Sarn was closed to "
        f"ships for a day, the mayor said.</p><p>Nobody was hurt, but {number + 40} houses stood "
        "empty until the water had gone, she told reporters.</p></article></body></html>"
    )


def record(body: bytes, number: int, *headers: str) -> bytes:
    """Return a record of a WARC file."""
    head = "\r\n".join(("HTTP/1.1 200 OK", "Content-Type: text/html", *headers, "", ""))
    content = head.encode() + body
    return (
        "WARC/1.0\r\nWARC-Type: response\r\n"
        f"WARC-Record-ID: <urn:uuid:{number}>\r\nWARC-Target-URI: http://sarn.example/{number}\r\n"
        "Content-Type: application/http; msgtype=response\r\n"
        f"Content-Length: {len(content)}\r\n\r\n"
    ).encode() + (content + b"\r\n\r\n")


def word(body: str, **parts: bytes) -> bytes:
    """Return a Word document with a body and other parts."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", WORD_TYPES)
        archive.writestr("_rels/.rels", WORD_RELATIONS)
        archive.writestr("word/document.xml", WORD.format(body))
        for name, content in parts.items():
            archive.writestr(f"word/{name}.xml", content)
    return file.getvalue()


def paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


@pytest.fixture
def ingest(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Ingest:
    """Take in the folder `in`, with one good page in it, in this process."""
    monkeypatch.chdir(tmp_path)
    Path("in").mkdir()
    Path("in", GOOD).write_text(page(1000), encoding="utf-8")

    def run(*sources: str) -> Done:
        monkeypatch.setattr(sys, "argv", ["dateline", "ingest", *(sources or ("in",)), "--json"])
        with pytest.raises(SystemExit) as ended:
            main()
            sys.exit(0)
        said = capsys.readouterr()
        rejects = Path("corpus.db.rejects.jsonl")
        rows = rejects.read_text("utf-8").splitlines() if rejects.exists() else []
        told = json.loads(said.out)
        assert int(ended.value.code or 0) == 0, told
        return Done(told, said.err, [json.loads(row) for row in rows])

    return run


def texts() -> list[str]:
    """Return the texts of the corpus."""
    with open_corpus("corpus.db") as corpus, corpus.read() as connection:
        return [stored.article.text for stored in iter_articles(connection)]


BAD: dict[str, tuple[bytes, str]] = {
    "deep.html": (b"<body>" + b"<div>" * 100_000 + b"The river rose.", "deep"),
    "empty.html": (b"", "holds nothing to read"),
    "empty.warc.gz": (b"", "is empty"),
    "navigation.html": (b"<nav><a href=x>Home</a></nav><footer>Cookies</footer>", "no article"),
    "script.html": (b"<html><script>let river = 'rose'</script></html>", "no article"),
    "bytes.html": (bytes(range(128, 256)) * 40, "no text that Dateline can read"),
    "bytes.warc.gz": (b"\x1f\x8b\x08\0" + bytes(range(256)), "no WARC file"),
    "text.warc": (b"The river rose.\n" * 20, "no WARC file"),
    "cut.docx": (word(paragraph("The river rose."))[:-30], "no Word document"),
    "bytes.docx": (bytes(range(256)), "no Word document"),
    "cut.pdf": (b"%PDF-1.4\n1 0 obj\n<<", "no PDF file"),
    "none.mhtml": (
        b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=zzz\n\n--x\n"
        b"Content-Type: text/html\n\n<p>The river rose.</p>\n--x--\n",
        "none.mhtml",
    ),
}
"""File -> what it holds, and what is said of it."""


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_named_and_the_rest_goes_in(ingest: Ingest, name: str) -> None:
    """Summary and rejects count it, the reason names it, and the good page is in the corpus."""
    content, said = BAD[name]
    Path("in", name).write_bytes(content)

    done = ingest()

    assert (done.told["added"], done.told["rejected"], done.told["files"]) == (1, 1, 2)
    assert [row["file"].startswith(f"in/{name}") for row in done.rejects] == [True]
    assert said in done.err


@pytest.mark.parametrize("packed", [False, True])
def test_a_warc_file_cut_anywhere_gives_whole_articles(ingest: Ingest, packed: bool) -> None:
    """What stands before the cut goes in; no article of half a page does, and the cut is told."""
    records = [record(page(number).encode(), number) for number in range(3)]
    pieces = [gzip.compress(piece) if packed else piece for piece in records]
    whole = b"".join(pieces)
    ends = {sum(map(len, pieces[:number])) for number in range(4)}
    suffix = ".warc.gz" if packed else ".warc"
    cuts = [cut for cut in range(1, len(whole), 61) if cut not in ends]
    for cut in cuts:
        Path("in", f"{cut:05}{suffix}").write_bytes(whole[:cut])

    done = ingest()

    assert done.told["added"] == 3
    named = {row["file"].split()[0] for row in done.rejects}
    assert named == {f"in/{cut:05}{suffix}" for cut in cuts}


def test_members_of_gzip_may_be_empty_or_hold_many_records(ingest: Ingest) -> None:
    """A file put together from others is read to its end."""
    records = [record(page(number).encode(), number) for number in range(4)]
    members = (b"", records[0], b"", records[1] + records[2], records[3], b"")
    Path("in/all.warc.gz").write_bytes(b"".join(map(gzip.compress, members)))

    assert ingest().told["added"] == 5


def test_a_bomb_in_a_record_costs_that_record_only(ingest: Ingest) -> None:
    """What unpacks to more than a page may have is left out, though packed twice."""
    bomb = gzip.compress(b" " * (34 << 20), 1)
    Path("in/bomb.warc").write_bytes(
        record(page(1).encode(), 1)
        + record(bomb, 2, "Content-Encoding: gzip")
        + record(gzip.compress(bomb), 3, "Content-Encoding: gzip, gzip")
        + record(page(4).encode(), 4)
    )

    done = ingest()

    assert (done.told["added"], done.told["rejected"]) == (3, 2)
    assert done.err.count("unpacks to more than") == 2


def test_a_page_too_large_is_not_read(ingest: Ingest) -> None:
    """A file of 200 MB, holes only, is named with its size."""
    for name in ("large.html", "large.txt"):
        with Path("in", name).open("wb") as file:
            file.truncate(200_000_000)

    done = ingest()

    assert (done.told["added"], done.told["rejected"]) == (1, 2)
    assert done.err.count("has 200 MB, and a page may have") == 2


def test_a_word_document_that_unpacks_to_too_much_is_refused(ingest: Ingest) -> None:
    """The sizes that the archive tells are read first."""
    bomb = b" " * (40 << 20)
    Path("in/bomb.docx").write_bytes(word(paragraph("The river rose."), footnotes=bomb))

    done = ingest()

    assert (done.told["added"], done.told["rejected"]) == (1, 1)
    assert "in/bomb.docx" in done.err


def test_entities_are_neither_unfolded_nor_fetched(ingest: Ingest) -> None:
    """A billion laughs and a file that an entity names are in no article."""
    Path("secret.txt").write_text("the password of the harbour", encoding="utf-8")
    secret = Path("secret.txt").absolute().as_uri()
    laughs = '<!ENTITY l0 "lol">' + "".join(
        f'<!ENTITY l{level} "{f"&l{level - 1};" * 10}">' for level in range(1, 9)
    )
    for name, entities in {"l8": laughs, "x": f'<!ENTITY x SYSTEM "{secret}">'}.items():
        told = f'<?xml version="1.0"?><!DOCTYPE html [{entities}]>'
        text = page(7).replace("the mayor", f"&{name}; the mayor")
        Path("in", f"{name}.xhtml").write_text(told + text, encoding="utf-8")

    ingest()

    assert all("lollol" not in text and "password" not in text for text in texts())


def test_a_language_nobody_asked_for_is_left_out(ingest: Ingest) -> None:
    """The settings file says which languages are asked for; an article of another is a reject."""
    Path("dateline.toml").write_text('languages = ["en"]', encoding="utf-8")
    Path("in/fr.html").write_text(page(2, language="fr-CA"), encoding="utf-8")

    done = ingest()

    assert (done.told["added"], done.told["rejected"]) == (1, 1)
    assert (done.rejects[0]["file"], done.rejects[0]["field"]) == ("in/fr.html", "language")


@pytest.mark.parametrize("written", ["utf-8", "cp1251", "utf-16"])
@pytest.mark.parametrize("declared", ["utf-8", "windows-1251", "iso-8859-1", "nonsense", "rot13"])
def test_a_wrong_charset_is_seen_through(ingest: Ingest, written: str, declared: str) -> None:
    """What the bytes can be outweighs what the page says of them."""
    text = (
        f'<html><head><meta charset="{declared}"><title>Река вышла из берегов</title></head><body>'
        "<article><h1>Река вышла из берегов</h1><p>Во вторник вода поднялась на два метра, и порт "
        "был закрыт для судов на целый день, сказал мэр города.</p><p>Никто не пострадал, но сорок "
        "домов стояли пустыми, пока вода не ушла.</p></article></body></html>"
    )
    Path("in/ru.html").write_bytes(text.encode(written))

    assert ingest().told["added"] == 2
    assert any("Во вторник вода поднялась на два метра" in text for text in texts())


def test_file_names_are_named_on_one_line(ingest: Ingest) -> None:
    """A line end, an escape sequence, bytes that are no UTF-8, a dash, 255 bytes: all go in."""
    names = [b"a\nb", b"\x1b[31m", b"caf\xe9", b"--json", b"x" * 250, b"%s{}"]
    for number, name in enumerate(names):
        Path("in", os.fsdecode(name) + ".html").write_text(page(number), encoding="utf-8")
        Path("in", os.fsdecode(name[:240]) + "-bad.html").touch()

    done = ingest()

    assert (done.told["added"], done.told["rejected"]) == (7, 6)
    assert len(done.err.splitlines()) == 6
    assert "\x1b" not in done.err


def test_links_in_circles_folders_and_pipes_are_no_pages(ingest: Ingest) -> None:
    """A folder called x.html is looked into, a loop has an end, and nothing waits for a FIFO."""
    Path("in/folder.html").mkdir()
    Path("in/folder.html/inner.html").write_text(page(3), encoding="utf-8")
    Path("in/folder.html/up").symlink_to("..")
    Path("in/self.html").symlink_to("self.html")
    Path("in/gone.html").symlink_to("nowhere")
    os.mkfifo("in/fifo.html")

    done = ingest()

    assert (done.told["added"], done.told["rejected"]) == (2, 3)
    assert {row["file"] for row in done.rejects} == {
        "in/self.html",
        "in/gone.html",
        "in/folder.html/up",
    }


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_what_may_not_be_read_is_named(ingest: Ingest) -> None:
    """A file and a folder without permission are rejects, the rest goes in."""
    Path("in/locked.html").write_text(page(3), encoding="utf-8")
    Path("in/locked").mkdir()
    for name in ("in/locked.html", "in/locked"):
        Path(name).chmod(0)

    done = ingest()
    Path("in/locked").chmod(0o700)

    assert (done.told["added"], done.told["rejected"]) == (1, 2)
    assert done.err.count("Permission denied") == 2


def test_order_of_files_changes_no_article(ingest: Ingest) -> None:
    """The same pages under names in reverse order are the same articles, found again."""
    for number in range(5):
        for name in (f"in/a{number}.html", f"in/b{9 - number}.html"):
            Path(name).write_text(page(number), encoding="utf-8")

    assert ingest("in/" + GOOD, *(f"in/a{number}.html" for number in range(5))).told["added"] == 6
    done = ingest(*(f"in/b{9 - number}.html" for number in reversed(range(5))))

    assert (done.told["added"], done.told["found_again"]) == (0, 5)
