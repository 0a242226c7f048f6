"""Word documents and PDF files."""

from __future__ import annotations

import zipfile
from pathlib import Path

import docx
import pytest
from docx.oxml import parse_xml
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from dateline.corpus.errors import SourceError
from dateline.corpus.reading.limits import MOST_LINES
from dateline.corpus.reading.pdf import paragraphs_of

from .files import TEXT, read, rows


def test_a_word_document_is_read_with_its_styles(tmp_path: Path) -> None:
    """The title style is the headline, captions are typed blocks, tables stand in their place."""
    document = docx.Document()
    document.add_heading("Shells hit Ordesk market", 0)
    document.add_paragraph(TEXT[0])
    document.add_paragraph("Residents stand beside a burnt lorry.", style="Caption")
    document.add_table(1, 1).cell(0, 0).text = TEXT[1]
    path = tmp_path / "a.docx"
    document.save(str(path))

    (row,) = rows(read(path))
    article = row.article
    assert article.title == "Shells hit Ordesk market"
    assert [article.text[start:end] for start, end, _ in article.blocks] == [
        "Residents stand beside a burnt lorry."
    ]
    assert article.text.endswith(TEXT[1])


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    """What the archive says it unpacks to is asked first."""
    path = tmp_path / "a.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * (40 << 20))

    with pytest.raises(SourceError, match="a part of 42 MB, and each may have 16"):
        read(path)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 but no archive", b"plain text"])
def test_a_file_that_is_no_word_document_is_named(tmp_path: Path, content: bytes) -> None:
    """Damaged and other files are refused by name."""
    path = tmp_path / "a.docx"
    path.write_bytes(content)

    with pytest.raises(SourceError, match=r"a\.docx is no Word document"):
        read(path)


def pdf(path: Path, pages: list[list[str]], password: str | None = None) -> None:
    """Write a PDF file with a text layer."""
    writer = PdfWriter()
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"),
        }
    )
    for lines in pages:
        page = writer.add_blank_page(600, 800)
        page[NameObject("/Resources")] = DictionaryObject(
            {NameObject("/Font"): DictionaryObject({NameObject("/F1"): font})}
        )
        stream = DecodedStreamObject()
        shown = "".join(f"({line}) Tj T*\n" for line in lines)
        stream.set_data(f"BT /F1 10 Tf 12 TL 50 760 Td\n{shown}ET".encode())
        page[NameObject("/Contents")] = writer._add_object(stream)
    if password is not None:
        writer.encrypt(password, algorithm="RC4-128")
    with path.open("wb") as file:
        writer.write(file)


def test_the_lines_of_a_pdf_are_put_together(tmp_path: Path) -> None:
    """Lines become paragraphs, also over the end of a page, and running heads are no part of them."""
    path = tmp_path / "a.pdf"
    pages = [
        ["The Courier", "Shells fell on the market of Ordesk at noon and three peo-",
         "ple were killed as they queued for bread, the mayor of the", "Page 1"],
        ["The Courier", "town said.", "Nobody claimed the attack, which was the second one in a week",
         "on the eastern bank.", "Page 2"],
        ["The Courier", "The market opened again on the next morning, with half of its",
         "stalls.", "Page 3"],
    ]  # fmt: skip
    pdf(path, pages)

    (row,) = rows(read(path))
    assert row.article.text.split("\n\n") == [
        "Shells fell on the market of Ordesk at noon and three people were killed as they queued for "
        "bread, the mayor of the town said.",
        "Nobody claimed the attack, which was the second one in a week on the eastern bank.",
        "The market opened again on the next morning, with half of its stalls.",
    ]
    assert row.origin is not None
    assert "lines joined" in row.origin.repairs


def test_ligatures_of_a_pdf_are_spelled_out(tmp_path: Path) -> None:
    """A sign for two letters becomes both, and it is written down that it was so."""
    path = tmp_path / "a.pdf"
    pdf(path, [["The \\256re took the \\257ats over the market hall of Ordesk at noon."]])

    (row,) = rows(read(path))
    assert row.article.text == "The fire took the flats over the market hall of Ordesk at noon."
    assert row.origin is not None
    assert "ligatures spelled out" in row.origin.repairs


def test_no_line_of_a_pdf_is_lost() -> None:
    """Running heads stay on the page, hinted as navigation."""
    pages = [[f"Head {n}", "Words " * n, f"x{n}" * n, f"{n} y" * n] for n in (1, 2, 3)]
    found = paragraphs_of(pages)

    assert sum(hint == "navigation" for _, hint in found) == 3
    words = " ".join(text for text, _ in found).split()
    assert sorted(words) == sorted(" ".join(line for page in pages for line in page).split())


@pytest.mark.parametrize("hyphen", ["-", "\xad"])
def test_a_word_broken_at_the_end_of_a_line_is_made_whole(hyphen: str) -> None:
    """A soft hyphen is no part of the word either."""
    lines = [
        f"Shells fell on the market of Ordesk at noon and three peo{hyphen}",
        "ple were killed.",
    ]
    ((text, _),) = paragraphs_of([lines])
    assert text == "Shells fell on the market of Ordesk at noon and three people were killed."


def test_a_pdf_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    """Encrypted files, pictures of pages, damaged and empty files each say what they are."""
    pdf(tmp_path / "locked.pdf", [list(TEXT)], "secret")
    pdf(tmp_path / "picture.pdf", [[]])
    (tmp_path / "damaged.pdf").write_bytes(b"%PDF-1.7\nno more of it")
    (tmp_path / "empty.pdf").write_bytes(b"")
    for name, said in (
        ("locked", "is encrypted"),
        ("picture", "has no text layer"),
        ("damaged", "is no PDF file that can be read"),
        ("empty", "is no PDF file that can be read"),
    ):
        with pytest.raises(SourceError, match=f"{name}.pdf {said}"):
            read(tmp_path / f"{name}.pdf")


def test_a_merged_cell_is_read_once(tmp_path: Path) -> None:
    """However many columns and rows a cell spans, and whatever number the file says."""
    document = docx.Document()
    table = document.add_table(3, 3)
    table.cell(0, 0).merge(table.cell(1, 2)).text = TEXT[0]
    table.cell(2, 0).text = TEXT[1]
    table.cell(2, 0)._tc.grid_span = 100_000_000
    document.save(str(tmp_path / "a.docx"))

    (row,) = rows(read(tmp_path / "a.docx"))
    assert row.article.text == "\n\n".join(TEXT)


def test_a_document_of_too_much_is_refused(tmp_path: Path) -> None:
    """More lines than a page may have, and any part too large, are told before they cost memory."""
    document = docx.Document()
    document.add_paragraph("a\n" * (MOST_LINES + 1))
    document.save(str(tmp_path / "a.docx"))

    with pytest.raises(SourceError, match="has more than 50,000 lines; cut it"):
        read(tmp_path / "a.docx")


def test_a_pdf_that_draws_too_much_is_refused(tmp_path: Path) -> None:
    """A page that cannot be read is told as such, not as a picture; the others are read."""
    pdf(tmp_path / "a.pdf", [["x" * 5_000_000], list(TEXT)])
    pdf(tmp_path / "b.pdf", [["x" * 5_000_000]])

    *found, error = read(tmp_path / "a.pdf")
    assert str(error) == "a.pdf, page 1: cannot be read"
    assert len(rows(found)) == 1
    with pytest.raises(SourceError, match=r"b\.pdf: none of its pages can be read"):
        read(tmp_path / "b.pdf")


def test_what_word_puts_around_text_hides_none_of_it(tmp_path: Path) -> None:
    """Words in smart tags, insertions and content controls are read, deleted ones are not."""
    document = docx.Document()
    body = document.element.body
    names = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    for inner in (
        f"<w:p {names}><w:r><w:t xml:space='preserve'>Gunmen crossed into </w:t></w:r><w:smartTag>"
        "<w:r><w:t>Ordesk</w:t></w:r></w:smartTag><w:r><w:t xml:space='preserve'> on Monday and </w:t>"
        "</w:r><w:del><w:r><w:delText>maybe </w:delText></w:r></w:del><w:ins><w:r>"
        "<w:t>killed six people, the mayor said.</w:t></w:r></w:ins></w:p>",
        f"<w:sdt {names}><w:sdtContent><w:p><w:r><w:t>{TEXT[1]}</w:t></w:r></w:p>"
        "</w:sdtContent></w:sdt>",
    ):
        body.insert(len(body) - 1, parse_xml(inner))
    document.save(str(tmp_path / "a.docx"))
    (row,) = rows(read(tmp_path / "a.docx"))
    assert row.article.text.split("\n\n") == [
        "Gunmen crossed into Ordesk on Monday and killed six people, the mayor said.",
        TEXT[1],
    ]


def test_below_a_title_the_headings_of_a_report_head_its_sections(tmp_path: Path) -> None:
    """A report with a title is one article, whatever order its headings are of."""
    document = docx.Document()
    document.add_heading("They burned everything", level=0)
    for heading in ("Summary", "What happened"):
        document.add_heading(heading, level=1)
        for text in TEXT:
            document.add_paragraph(f"{heading}: {text}")
    document.save(str(tmp_path / "a.docx"))
    (row,) = rows(read(tmp_path / "a.docx"))
    assert row.article.title == "They burned everything"
    assert [row.article.text[b.start : b.end] for b in row.article.blocks] == [
        "Summary",
        "What happened",
    ]
