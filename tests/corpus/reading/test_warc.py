"""WARC files: whole, packed in every way, damaged."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.corpus.errors import RecordError, SourceError
from dateline.corpus.reading import PassedOver, read_file
from dateline.corpus.reading.limits import MOST_BYTES
from dateline.corpus.reading.sources import SourceFile
from dateline.corpus.records import ArticleRow

Read = list[object]


def record(
    number: int,
    body: bytes | None = None,
    *,
    kind: str = "text/html; charset=utf-8",
    head: str = "",
    status: str = "200 OK",
    warc_type: str = "response",
) -> bytes:
    """One record of an invented crawl."""
    body = page(number) if body is None else body
    http = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n{head}\r\n".encode() + body
    fields = (
        f"WARC/1.1\r\nWARC-Type: {warc_type}\r\nWARC-Record-ID: <urn:uuid:{number}>\r\n"
        f"WARC-Target-URI: https://news.example/{number}\r\nWARC-Date: 2031-05-17T00:00:00Z\r\n"
        f"Content-Type: application/http; msgtype={warc_type}\r\nContent-Length: {len(http)}\r\n\r\n"
    )
    return fields.encode() + http + b"\r\n\r\n"


def page(number: int) -> bytes:
    return (
        f"<html><h1>Shells hit ward {number} of Ordesk</h1><p>Shells fell on ward {number} at noon, "
        "and three people were killed, the mayor of the town said on Monday.</p><p>Nobody claimed "
        "the attack, which was the second in a week on the eastern bank.</p></html>"
    ).encode()


def read(path: Path, content: bytes, name: str = "crawl.warc.gz") -> Read:
    (path / name).write_bytes(content)
    return list(read_file(SourceFile(path / name, name, ".warc.gz")))


def rows(read: Read) -> list[ArticleRow]:
    return [row for row in read if isinstance(row, ArticleRow)]


def errors(read: Read) -> list[str]:
    return [str(row) for row in read if isinstance(row, RecordError)]


def test_an_article_knows_its_record(tmp_path: Path) -> None:
    """The record's id is the position in the file; the address is where the crawler found the page."""
    (row,) = rows(read(tmp_path, record(7)))

    assert row.article.title == "Shells hit ward 7 of Ordesk"
    assert row.article.url == "https://news.example/7"
    assert row.origin is not None
    assert row.origin.record == "record <urn:uuid:7>"


@given(st.lists(st.sampled_from(["plain", "gzip", "two"]), min_size=1, max_size=4))
def test_how_records_are_packed_does_not_matter(
    tmp_path_factory: pytest.TempPathFactory, packing: list[str]
) -> None:
    """Plain, one gzip member a record, or one for all: the same articles come out."""
    records = [record(number) for number in range(len(packing))]
    folder = tmp_path_factory.mktemp("warc")
    whole = b"".join(records)
    expected = rows(read(folder, whole))
    each = b"".join(gzip.compress(one, mtime=0) for one in records)

    assert len(expected) == len(packing)
    for content in (each, gzip.compress(whole, mtime=0)):
        assert rows(read(folder, content)) == expected


@pytest.mark.parametrize(
    ("head", "pack"),
    [
        ("Content-Encoding: gzip\r\n", gzip.compress),
        ("Content-Encoding: deflate\r\n", zlib.compress),
        ("Transfer-Encoding: chunked\r\n", lambda raw: b"%x\r\n%b\r\n0\r\n\r\n" % (len(raw), raw)),
        ("Content-Encoding: gzip\r\n", bytes),  # a crawler unpacked it and kept the header
        ("Transfer-Encoding: chunked\r\n", bytes),
        ("Content-Encoding: rot13\r\n", bytes),
    ],
)
def test_packed_bodies_are_unpacked(tmp_path: Path, head: str, pack: object) -> None:
    """Whatever the server packed a page with, and whether or not the crawler unpacked it since."""
    assert callable(pack)
    (row,) = rows(read(tmp_path, record(1, pack(page(1)), head=head)))

    assert row.article.title == "Shells hit ward 1 of Ordesk"


def test_what_is_no_page_is_passed_over_and_counted(tmp_path: Path) -> None:
    """Pictures, pages that were not there and revisits are no articles; requests are no pages."""
    content = b"".join(
        (
            record(1, b"\x89PNG", kind="image/png"),
            record(2, status="404 Not Found"),
            record(3, warc_type="revisit"),
            record(4, warc_type="request"),
            record(5),
        )
    )
    found = read(tmp_path, content)

    assert [(item.record, item.kind) for item in found if isinstance(item, PassedOver)] == [
        ("record <urn:uuid:1>", "image/png"),
        ("record <urn:uuid:2>", "HTTP 404"),
        ("record <urn:uuid:3>", "revisit"),
    ]
    assert len(rows(found)) == 1


def test_plain_text_in_a_record_is_read_as_text(tmp_path: Path) -> None:
    """A text/plain response is a page of text."""
    text = b"Shells hit Ordesk\n\nThree people were killed, the mayor of the town said on Monday.\n"
    (row,) = rows(read(tmp_path, record(1, text, kind="text/plain")))

    assert row.article.title == "Shells hit Ordesk"


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("kept", [12, 100, 200, 280])
def test_what_stands_before_the_damage_goes_in(tmp_path: Path, packed: bool, kept: int) -> None:
    """Of a truncated file the whole records are read, and the cut one is named."""
    *records, last = (record(number) for number in range(4))
    if packed:
        *records, last = (gzip.compress(one) for one in (*records, last))
    cut = b"".join(records) + last[:kept]
    found = read(tmp_path, cut)

    assert [row.article.url for row in rows(found)] == [
        f"https://news.example/{number}" for number in range(3)
    ]
    assert len(errors(found)) == 1


def test_damage_in_the_middle_is_named_with_the_record_before_it(tmp_path: Path) -> None:
    """Bytes that are no record end the reading with an error that says where."""
    found = read(tmp_path, record(1) + b"garbage\r\n" * 3 + record(2))

    assert len(rows(found)) == 1
    assert "after record <urn:uuid:1>: the file cannot be read beyond here" in errors(found)[0]


@pytest.mark.parametrize(
    "content",
    [b"", b"junk" * 50, b"\x1f\x8bjunk", gzip.compress(b"a,b\n", mtime=0)],
    ids=["empty", "text", "cut", "csv"],
)
def test_a_file_that_is_no_warc_is_refused(tmp_path: Path, content: bytes) -> None:
    """Empty files, and gzip of something else, are named as a whole."""
    with pytest.raises(SourceError, match=r"crawl\.warc\.gz is (no WARC file|empty)"):
        read(tmp_path, content)


def test_a_bomb_in_a_record_is_named_and_the_next_record_is_read(tmp_path: Path) -> None:
    """Unpacking stops at the limit of a page."""
    bomb = gzip.compress(b"\0" * (MOST_BYTES + 10_000))
    found = read(tmp_path, record(1, bomb, head="Content-Encoding: gzip\r\n") + record(2))

    assert "unpacks to more than" in errors(found)[0]
    assert len(rows(found)) == 1


@given(st.binary(max_size=300), st.integers(0, 700))
def test_any_damage_gives_articles_and_errors(
    tmp_path_factory: pytest.TempPathFactory, junk: bytes, where: int
) -> None:
    """Bytes written over a WARC file anywhere never raise more than the errors of a source."""
    whole = bytearray(record(1) + record(2))
    whole[where : where + len(junk)] = junk
    try:
        read(tmp_path_factory.mktemp("warc"), bytes(whole))
    except SourceError as error:
        said = str(error)
        assert "\n" not in said


def test_a_head_too_long_costs_its_record_only(tmp_path: Path) -> None:
    """A header line longer than any is told, and the next record is read."""
    found = read(tmp_path, record(1) + record(2, head=f"X: {'a' * 100_000}\r\n") + record(3))

    assert len(rows(found)) == 2
    assert "record <urn:uuid:2>: is cut short, or its HTTP head is broken" in errors(found)[0]


def test_a_file_cut_before_its_first_record_is_not_called_empty(tmp_path: Path) -> None:
    """The message says what is there."""
    with pytest.raises(SourceError, match="ends before its first record"):
        read(tmp_path, gzip.compress(record(1))[:15])
    assert "at its beginning: the file ends in the middle" in errors(read(tmp_path, b"WARC/1.1"))[0]


def test_the_name_of_a_record_is_told_on_one_line(tmp_path: Path) -> None:
    """What cannot be printed in a record's name is escaped where the record is told of."""
    cut = record(2).replace(b"urn:uuid:2", b"urn:uu\0d:2")[:-40]

    (told,) = errors(read(tmp_path, record(1) + cut))

    assert "record <urn:uu\\x00d:2>" in told
    assert told.isprintable()
