"""Every reader on damaged files: what goes in is sound, what cannot be read is said in one line.

Files of each kind are damaged at places that Hypothesis chooses: bytes cut out, put in, doubled,
written over. In the test suite a few dozen of each kind are tried; `make fuzz` makes a long run.
"""

from __future__ import annotations

import gzip
import io
import json
from email.message import EmailMessage
from functools import cache
from pathlib import Path

import docx
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import strategies as st

from dateline.corpus.errors import DatelineError, RecordError
from dateline.corpus.reading import READERS, ReadPage, read_file
from dateline.corpus.reading.sources import SourceFile
from dateline.corpus.records import ArticleRow

from ..corpus.reading.html_pages import pages
from ..corpus.reading.test_documents import TEXT, pdf
from ..corpus.reading.test_warc import record
from .damage import assert_one_line, damaged, fuzz


@cache
def whole(suffix: str, folder: Path) -> bytes:
    """A sound file of a kind."""
    html = next(page.html for page in pages(1) if page.template == "wordpress").encode()
    match suffix:
        case ".html" | ".htm" | ".xhtml":
            return html
        case ".warc":
            return record(1) + record(2, html)
        case ".warc.gz":
            return gzip.compress(record(1)) + gzip.compress(record(2, html))
        case ".eml" | ".mhtml" | ".mht":
            message = EmailMessage()
            message["Subject"], message["Date"] = "Shells hit", "Sat, 17 May 2031 09:30:00 +0200"
            message["From"] = "Salwa Idrane <salwa@desk.example>"
            message.set_content("\n\n".join(TEXT))
            message.add_alternative(html.decode(), subtype="html", cte="quoted-printable")
            message.add_attachment(b"x", maintype="image", subtype="png")
            return message.as_bytes()
        case ".docx":
            document, stream = docx.Document(), io.BytesIO()
            for text in TEXT:
                document.add_paragraph(text)
            document.save(stream)
            return stream.getvalue()
        case ".pdf":
            pdf(folder / "whole.pdf", [list(TEXT), list(TEXT)])
            return (folder / "whole.pdf").read_bytes()
        case ".parquet":
            sink = pa.BufferOutputStream()
            pq.write_table(pa.table({"text": TEXT, "title": ["a", None]}), sink)
            return sink.getvalue().to_pybytes()
        case ".jsonl":
            return "\n".join(json.dumps({"text": text, "title": "é"}) for text in TEXT).encode()
        case ".csv":
            return ("text,title\n" + "\n".join(f'"{text}","a ""b"""' for text in TEXT)).encode()
        case ".txt":
            return "\n\n".join(("Shells hit Ordesk", "By Salwa Idrane", *TEXT, "©")).encode()
    raise AssertionError(f"no sound file of the kind {suffix} to damage")


@pytest.mark.parametrize("suffix", READERS)
def test_a_damaged_file_gives_sound_articles_and_errors(
    suffix: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Nothing but a DatelineError is raised, and what is read has its offsets within the page."""
    folder = tmp_path_factory.mktemp("fuzz")
    path = folder / f"file{suffix}"
    sound = whole(suffix, folder)

    def check(seed: int, times: int, junk: bytes, alone: bool) -> None:
        path.write_bytes(junk if alone and seed % 8 == 0 else damaged(sound, seed, times, junk))
        try:
            for item in read_file(SourceFile(path, path.name, suffix)):
                sound_item(item)
        except DatelineError as error:
            assert_one_line(error)

    fuzz(25, check, st.integers(0, 2**32), st.integers(0, 6), st.binary(max_size=40), st.booleans())


def sound_item(item: object) -> None:
    match item:
        case RecordError():
            assert_one_line(item)
        case ReadPage(page=page):
            ends = [block.end for block in page.blocks]
            assert [block.start for block in page.blocks] == [0, *ends][: len(ends)]
            assert not page.text or ends[-1] == len(page.text)
        case ArticleRow(article=article, origin=origin):
            article.text.encode()
            assert origin is not None
            assert len(origin.digest) == 64
            for start, end, _ in article.blocks:
                assert 0 <= start < end <= len(article.text)
