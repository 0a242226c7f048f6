"""Mail, saved pages, Word documents and PDF files."""

from __future__ import annotations

import zipfile
from email.message import EmailMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from pathlib import Path
from textwrap import wrap

import docx
import pytest
from docx.oxml import parse_xml
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from dateline.corpus.errors import RecordError, SourceError
from dateline.corpus.reading import PassedOver, read_file
from dateline.corpus.reading.limits import MOST_LINES
from dateline.corpus.reading.mail_parts import own_part
from dateline.corpus.reading.pdf import paragraphs_of
from dateline.corpus.reading.sources import SourceFile
from dateline.corpus.records import ArticleRow

TEXT = (
    "Shells fell on the market of Ordesk at noon, and three people were killed, the mayor said.",
    "Nobody claimed the attack, which was the second in a week on the eastern bank of the river.",
)
HTML = "".join(f"<p>{text}</p>" for text in TEXT)


def read(path: Path) -> list[object]:
    return list(read_file(SourceFile(path, path.name, path.suffix)))


def rows(found: list[object]) -> list[ArticleRow]:
    return [row for row in found if isinstance(row, ArticleRow)]


def mail(**fields: str) -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = "Shells hit Ordesk market"
    message["From"] = "Salwa Idrane <salwa@desk.example>"
    message["Date"] = "Sat, 17 May 2031 09:30:00 +0200"
    for name, value in fields.items():
        message[name] = value
    return message


def test_a_mail_tells_title_sender_and_day(tmp_path: Path) -> None:
    """The subject is the title, the sender the author; the HTML is read, not its plain copy."""
    message = mail()
    message.set_content("See the HTML part.")
    message.add_alternative(f"<html><body>{HTML}</body></html>", subtype="html")
    message.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="a.png")
    path = tmp_path / "a.eml"
    path.write_bytes(message.as_bytes())
    found = read(path)

    (row,) = rows(found)
    assert row.article.title == "Shells hit Ordesk market"
    assert row.article.author == "Salwa Idrane"
    assert (row.article.published or "")[:10] == "2031-05-17"
    assert row.article.text == "\n\n".join(TEXT)
    assert sum(isinstance(item, PassedOver) for item in found) == 1


def test_of_a_mail_whose_html_says_nothing_the_text_is_read(tmp_path: Path) -> None:
    """A stub is no article, however much style and script stands with it."""
    style = f"<style>{'p { margin: 0 } ' * 500}</style><script>{'let a = 1; ' * 500}</script>"
    for number, stub in enumerate(("", "Please turn HTML off.", f"{style}<p>Your mail</p>")):
        message = mail()
        message.set_content("\n\n".join(TEXT))
        message.add_alternative(f"<html><body>{stub}</body></html>", subtype="html")
        path = tmp_path / f"{number}.eml"
        path.write_bytes(message.as_bytes())

        (row,) = rows(read(path))
        assert row.article.text == "\n\n".join(TEXT)


def test_a_mail_of_plain_text_is_read_in_its_charset(tmp_path: Path) -> None:
    """The charset of the part's header counts."""
    message = mail()
    message.set_content("\n\n".join((*TEXT, "Il s’appelait José.")), charset="cp1252")
    path = tmp_path / "a.eml"
    path.write_bytes(message.as_bytes())

    assert "José" in rows(read(path))[0].article.text


def test_the_signature_of_a_mail_is_no_story(tmp_path: Path) -> None:
    """What stands below the last line `-- ` is dropped, a sentence too; far above the end it parts."""
    signature = "Salwa Idrane\nRiver Desk\n\nThe desk is an office of nine people in Ordesk.\n"
    ends = ("\n-- \n" + signature, "\n--\n\nThey left.\n", "\n-- \n" + "They left.\n\n" * 30)
    found = []
    for number, end in enumerate(ends):
        message = mail()
        message.set_content("\n\n".join(TEXT) + "\n" + end)
        path = tmp_path / f"{number}.eml"
        path.write_bytes(message.as_bytes())
        (row,) = rows(read(path))
        found.append(row.article.text)

    assert found[0] == "\n\n".join(TEXT)
    assert "They left." in found[1]
    assert "They left." in found[2]


ASKED = "Is it true that shells fell on the market? We hear of several people who were killed."
REPLY_HEAD = (
    "From: Ben Ito <ben@x.example>",
    "Sent: Friday, 16 May 2031 18:02",
    "Subject: shells?",
)
FORWARD_HEAD = (
    *("From: Noor Hal <noor@x.example>", "Date: Fri, May 16, 2031 at 6:02 PM"),
    *("Subject: Market shelled", "To: Salwa Idrane <salwa@desk.example>"),
)
NOTICE = (
    "This e-mail and any attachments are confidential and meant for the addressee alone. If it came to "
    "you by mistake, please delete it."
)
SIGNED = "Salwa Idrane<br>River Desk<br>The desk is an office of nine people in Ordesk."
CITED = f"<blockquote type='cite'><p>{ASKED}</p></blockquote>"


@pytest.mark.parametrize(
    "html",
    [
        f"{HTML}<div class='gmail_signature'>{SIGNED}</div><div class='gmail_quote'>"
        "<div class='gmail_attr'>On Fri, May 16, 2031 Ben Ito wrote:</div>"
        f"<blockquote class='gmail_quote'>{ASKED}</blockquote></div>",
        f"<div class='gmail_quote'><blockquote class='gmail_quote'>{ASKED}</blockquote>{HTML}</div>",
        f"{HTML}<div class='moz-cite-prefix'>On 16/05/2031, Ben Ito wrote:</div>{CITED}",
        f"{HTML}<div id='Signature'>{SIGNED}</div><hr><div id='divRplyFwdMsg'>"
        f"{'<br>'.join(REPLY_HEAD)}</div><div><p>{ASKED}</p></div>",
        f"{HTML}<p>Kind regards,</p><p>Salwa Idrane</p><p>{NOTICE}</p><p><b><span>From:</span></b>"
        f"<span> Ben Ito<br><b>Sent:</b> 16 May 2031<br><b>Subject:</b> a</span></p><p>{ASKED}</p>",
        f"{CITED}{HTML}<pre class='moz-signature'>-- \n{SIGNED}</pre>",
    ],
)
def test_what_a_mail_answers_is_no_story(tmp_path: Path, html: str) -> None:
    """Of mails of five programs the own text is read, without signature and without the older mail."""
    message = mail()
    message.replace_header("Subject", "[desk] RE: Shells hit Ordesk market")
    message.set_content(f"<html><body>{html}</body></html>", subtype="html")
    (tmp_path / "a.eml").write_bytes(message.as_bytes())

    (row,) = rows(read(tmp_path / "a.eml"))
    told = row.article
    assert told.text == "\n\n".join(TEXT)
    assert (told.title, told.author) == ("Shells hit Ordesk market", "Salwa Idrane")


@pytest.mark.parametrize(
    ("above", "prefix"), [("-----Original Message-----", ""), ("_" * 32, ""), ("", "AW: ")]
)
def test_a_mail_of_plain_text_ends_where_the_mail_begins_that_it_answers(
    tmp_path: Path, above: str, prefix: str
) -> None:
    """The head of the older mail is found by a line above it, or since the subject says so."""
    message = mail()
    message.replace_header("Subject", f"{prefix}Shells hit Ordesk market")
    message.set_content("\n\n".join((*TEXT, above, "\n".join(REPLY_HEAD), ASKED)))
    (tmp_path / "a.eml").write_bytes(message.as_bytes())

    (row,) = rows(read(tmp_path / "a.eml"))
    assert row.article.text == "\n\n".join(TEXT)
    assert row.article.title == "Shells hit Ordesk market"


@pytest.mark.parametrize(
    ("subject", "note", "ruled"),
    [
        (
            "Fwd: Market shelled",
            "Please have a look at this today, it may be for us.",
            "---- Mail ----",
        ),
        ("For you", "Please have a look at this.", "---------- Forwarded message ---------"),
        ("For you", "To the desk", ""),
    ],
)
@pytest.mark.parametrize("as_html", [True, False])
def test_of_a_mail_that_was_sent_on_the_story_is_the_mail_below(
    tmp_path: Path, subject: str, note: str, ruled: str, as_html: bool
) -> None:
    """Title, author and day are those of its own head; the note above it is dropped."""
    message = mail()
    message.replace_header("Subject", subject)
    if as_html:
        head = "<br>".join(line.replace("<", "&lt;") for line in (ruled, *FORWARD_HEAD))
        html = f"<p>{note}</p><div class='gmail_quote'><div>{head}</div>{HTML}</div>"
        message.set_content(f"<html><body>{html}</body></html>", subtype="html")
    else:
        message.set_content("\n".join((note, "", ruled, *FORWARD_HEAD, "", "\n\n".join(TEXT))))
    (tmp_path / "a.eml").write_bytes(message.as_bytes())

    (row,) = rows(read(tmp_path / "a.eml"))
    told = row.article
    assert (told.title, told.author, told.published) == (
        *("Market shelled", "Noor Hal", "2031-05-16T18:02"),
    )
    assert told.text == "\n\n".join(TEXT)


@pytest.mark.parametrize("head", ["Kind regards,", "-- ", "Mit freundlichen Grüßen"])
def test_a_letter_is_read_without_greeting_and_signature(tmp_path: Path, head: str) -> None:
    """What follows on the words that end a letter is no story, nor the notice of a firm below it."""
    wrapped = NOTICE.replace(". ", ".\n").replace(" and meant", "\nand meant")
    signed = "\n".join(
        (head, "Salwa Idrane", "Senior Correspondent, River Desk Ltd.", "Tel. 55 01")
    )
    message = mail()
    message.set_content("\n\n".join(("Dear Ben,", *TEXT, signed, wrapped)))
    (tmp_path / "a.eml").write_bytes(message.as_bytes())

    (row,) = rows(read(tmp_path / "a.eml"))
    assert row.article.text == "\n\n".join(TEXT)
    assert row.article.title == "Shells hit Ordesk market"


@pytest.mark.parametrize("quoted", [True, False])
def test_of_a_mail_that_was_sent_on_twice_the_innermost_is_read(
    tmp_path: Path, quoted: bool
) -> None:
    """Heads that follow on each other, and the marks of a quotation in front of each line, go."""
    ruled = "---------- Forwarded message ---------"
    below = "\n".join((ruled, *FORWARD_HEAD, "", "\n\n".join(TEXT)))
    marked = "".join(f"> {line}\n" for line in below.splitlines()) if quoted else below
    message = mail()
    message.replace_header("Subject", "WG: Fwd: Market shelled")
    message.set_content("\n".join((*REPLY_HEAD[:2], "Subject: Fwd: it", "", marked)))
    (tmp_path / "a.eml").write_bytes(message.as_bytes())

    (row,) = rows(read(tmp_path / "a.eml"))
    assert row.article.text == "\n\n".join(TEXT)
    assert (row.article.author, row.article.title) == ("Noor Hal", "Market shelled")


@pytest.mark.parametrize(
    ("prefix", "above", "stays"),
    [
        ("", "Colonel Pell wrote:", True),
        ("", "On 3 May at 18:02, Ben Ito wrote:", False),
        ("Re: ", "Ben Ito wrote:", False),
    ],
)
def test_quoted_lines_are_of_the_story_unless_the_mail_answers_one(
    tmp_path: Path, prefix: str, above: str, stays: bool
) -> None:
    """What a story cites in lines with `>` stays; below an address or a time it is an older mail."""
    message = mail()
    message.replace_header("Subject", f"{prefix}Two mails")
    message.set_content("\n\n".join((TEXT[0], f"{above}\n> {ASKED}", TEXT[1])))
    (tmp_path / "a.eml").write_bytes(message.as_bytes())

    (row,) = rows(read(tmp_path / "a.eml"))
    assert (ASKED in row.article.text) == stays
    assert TEXT[1] in row.article.text


@pytest.mark.parametrize("prefix", ["", "Fwd: "])
def test_a_memo_that_a_story_cites_is_no_mail(tmp_path: Path, prefix: str) -> None:
    """A head without an address and without a day ends no story, and none begins with it."""
    memo = "From: Field Office\nTo: Headquarters\nSubject: Markers washed away"
    message = mail()
    message.replace_header("Subject", f"{prefix}Markers")
    message.set_content("\n\n".join((TEXT[0], memo, ASKED, TEXT[1])))
    (tmp_path / "a.eml").write_bytes(message.as_bytes())

    (row,) = rows(read(tmp_path / "a.eml"))
    assert {TEXT[0], ASKED, TEXT[1]} <= set(row.article.text.split("\n\n"))


def test_the_head_of_a_mail_does_not_tell_how_its_story_is_wrapped(tmp_path: Path) -> None:
    """Of a short mail that was sent on, two lines that go on tell that it was wrapped."""
    wrapped = "\n\n".join("\n".join(wrap(text, 72)) for text in TEXT)
    head = (f"{line} of Ordesk, Sella" for line in FORWARD_HEAD)
    below = "\n".join(("-----Original Message-----", *head, "", wrapped))
    message = mail()
    message.replace_header("Subject", "Fwd: Market shelled")
    message.set_content(f"Hi both,\n\ncan one of you run it?\n\n{below}\n")
    (tmp_path / "a.eml").write_bytes(message.as_bytes())

    (row,) = rows(read(tmp_path / "a.eml"))
    assert row.article.text == "\n\n".join(TEXT)


def test_a_head_that_a_story_tells_of_ends_nothing(tmp_path: Path) -> None:
    """A memo that is cited in a mail which answers none is of its story, and so is what follows."""
    message = mail()
    message.set_content("\n\n".join((TEXT[0], "\n".join(FORWARD_HEAD), ASKED, TEXT[1])))
    (tmp_path / "a.eml").write_bytes(message.as_bytes())

    (row,) = rows(read(tmp_path / "a.eml"))
    assert row.article.text.startswith(TEXT[0])
    assert row.article.text.endswith(f"{ASKED}\n\n{TEXT[1]}")


def test_a_quotation_in_a_mail_is_of_its_story(tmp_path: Path) -> None:
    """What a mail calls a quote, or lists with colons, is no older mail; "Re: " is no headline."""
    message = mail()
    message.replace_header("Subject", "Re: AW: Shells hit Ordesk market")
    said = "“We ran,” said a baker.", "From: the mayor's office came no answer until the evening."
    quotes = f"<blockquote class='quote'>{said[0]}</blockquote><p>{said[1]}</p>"
    message.set_content(f"<html><body>{HTML}{quotes}</body></html>", subtype="html")
    (tmp_path / "a.eml").write_bytes(message.as_bytes())

    (row,) = rows(read(tmp_path / "a.eml"))
    assert row.article.text == "\n\n".join((*TEXT, *said))
    assert row.article.title == "Shells hit Ordesk market"


@given(st.lists(st.sampled_from((*REPLY_HEAD, *FORWARD_HEAD, *TEXT, "-- ", "", "To:", "---"))))
def test_the_own_part_of_a_mail_lies_within_it(lines: list[str]) -> None:
    """Whatever heads, signatures and empty lines follow each other, some of the lines are its own."""
    part = own_part(lines, "Fwd: x")
    assert 0 <= part.first <= part.last <= len(lines)
    assert any(lines[part.first : part.last]) or not any(lines) or "-- " in lines


def test_an_attached_mail_has_a_title_and_a_day_of_its_own(tmp_path: Path) -> None:
    """Of a mail sent on as a file, its own header tells who wrote what and when."""
    attached = EmailMessage()
    attached["Subject"] = "Bridge reopened after nine days"
    attached["From"] = "Bo Berg <bo@desk.example>"
    attached["Date"] = "Mon, 19 May 2031 08:00:00 +0000"
    attached.set_content(
        "Engineers reopened the bridge at Tolvesk on Monday, nine days after it fell."
    )
    message = mail()
    message.set_content("\n\n".join(TEXT))
    message.add_attachment(attached)
    path = tmp_path / "a.eml"
    path.write_bytes(message.as_bytes())

    told = [
        (row.article.title, row.article.author, (row.article.published or "")[:10])
        for row in rows(read(path))
    ]
    assert told == [
        ("Shells hit Ordesk market", "Salwa Idrane", "2031-05-17"),
        ("Bridge reopened after nine days", "Bo Berg", "2031-05-19"),
    ]


def test_a_page_saved_whole_is_that_page(tmp_path: Path) -> None:
    """Of an MHTML file the page is read, with its address; its pictures are passed over."""
    saved = MIMEMultipart("related")
    saved["Snapshot-Content-Location"] = "https://news.example/7"
    saved["Subject"] = "Shells hit Ordesk market"
    part = MIMEText(f"<html><title>Shells hit Ordesk</title><body>{HTML}", "html", "utf-8")
    part["Content-Location"] = "https://news.example/7"
    saved.attach(part)
    saved.attach(MIMEText("p {}", "css"))
    path = tmp_path / "a.mhtml"
    path.write_bytes(saved.as_bytes())
    found = read(path)

    (row,) = rows(found)
    assert (row.article.title, row.article.url) == ("Shells hit Ordesk", "https://news.example/7")
    assert sum(isinstance(item, PassedOver) for item in found) == 1


@pytest.mark.parametrize("content", [b"", b"\0\xff" * 50, b"Subject: x\n\n"])
def test_a_mail_without_text_is_named(tmp_path: Path, content: bytes) -> None:
    """What holds no text is refused or named, in one line."""
    path = tmp_path / "a.eml"
    path.write_bytes(content)

    assert [type(item) for item in read(path)] == [RecordError]


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


@pytest.mark.parametrize(
    "content",
    [
        "Subject: x\nContent-Type: multipart/mixed; boundary=b\n\n" + "--b\n\nText.\n" * 1001,
        "".join(f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(101)),
        "Subject: x\n" + "A: b\n" * 50_001 + "\nText.\n",
    ],
)
def test_a_mail_of_too_many_parts_is_refused(tmp_path: Path, content: str) -> None:
    """Nothing of it is left out in silence."""
    (tmp_path / "a.eml").write_text(content, encoding="utf-8")

    with pytest.raises(SourceError, match="has more than 1,000 parts"):
        read(tmp_path / "a.eml")


def test_a_header_without_end_is_cut(tmp_path: Path) -> None:
    """The mail is read, and its subject is the beginning of what stands there."""
    head = "Subject: " + "=?utf-8?q?a?= " * 99_000 + "\nFrom: " + '(<"@' * 9000 + "\n"
    (tmp_path / "a.eml").write_text(f"{head}\n{TEXT[0]}\n", encoding="utf-8")

    assert rows(read(tmp_path / "a.eml"))[0].article.text == TEXT[0]


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
