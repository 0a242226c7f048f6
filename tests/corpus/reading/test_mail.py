"""Mails and saved pages."""

from __future__ import annotations

from email.message import EmailMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from pathlib import Path
from textwrap import wrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.corpus.errors import RecordError, SourceError
from dateline.corpus.reading import PassedOver
from dateline.corpus.reading.mail_parts import own_part

from .files import TEXT, read, rows

HTML = "".join(f"<p>{text}</p>" for text in TEXT)


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
