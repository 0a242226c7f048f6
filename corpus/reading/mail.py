"""Mail (.eml) and pages saved whole by a browser (.mhtml): the parts that hold text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from io import BytesIO
from itertools import accumulate, count
from typing import TYPE_CHECKING, cast

from ..errors import RecordError, SourceError
from ..pages import Known
from .html import page_of_html
from .html_metadata import iso_date
from .limits import MOST_BYTES, too_large
from .mail_parts import OwnPart, own_part, quotes_a_mail, says_sent_on, without_prefixes
from .pages import PageText, PassedOver
from .sources import SourceFile
from .text import page_of_text

if TYPE_CHECKING:
    from email.message import EmailMessage

__all__ = ["read_mail"]

_MOST_FILE = 64_000_000
"""bytes of a mail with what is attached to it, or of a page with its pictures: all is in memory"""
_MOST_PARTS = 1000
_MOST_CONTAINERS = 100
"""parts that hold parts: how long one takes grows with how deep they nest"""
_LONGEST_HEADER = 2000
"""characters of a header that are read: the standard library takes quadratic time and memory"""
_MOST_HEADERS = 50_000
_UNREAD = re.compile(rb"<(?=/?(?:style|script)\b)", re.IGNORECASE)
_MARKUP = re.compile(rb"<[^<>]*>|&\w{1,8};|\s+")
_QUOTE = re.compile(r"^> ?", re.MULTILINE)
_Own = Callable[[Sequence[str]], OwnPart]
"""`own_part` of a mail whose subject is known"""
_CONTAINER = re.compile(rb"boundary[*0-9]*\s*=", re.IGNORECASE)


def read_mail(source: SourceFile) -> Iterator[PageText | RecordError | PassedOver]:
    """Yield the pages of a mail, as HTML where its text is there twice; of a saved page, the page."""
    message = _parsed(source)
    saved_page = bool(message["Snapshot-Content-Location"]) or (
        message.get_content_type() == "multipart/related"
    )
    found = 0
    for number, (part, holder) in enumerate(_parts(message), start=1):
        kind = part.get_content_type()
        place = f"part {number}"
        if kind not in ("text/html", "text/plain") or (saved_page and found):
            yield PassedOver(source.where, place, kind)
            continue
        found += 1
        try:
            yield _page(holder, part, source.where, place, saved_page=saved_page)
        except RecordError as error:
            yield error
    if not found:
        raise SourceError(
            f"{source.where} holds no text; a mail or a saved page has a part with it"
        )


class _TooMany(Exception):
    """A mail has more parts or headers than are read."""


def _parsed(source: SourceFile) -> EmailMessage:
    """Return a mail within limits. Raises SourceError for one beyond them, and for what is no mail."""
    from email.message import EmailMessage
    from email.parser import BytesParser
    from email.policy import EmailPolicy

    class Bounded(EmailPolicy):
        """Headers cut before they are taken apart, and counted."""

        def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
            name, value = super().header_source_parse(sourcelines)
            if next(headers) >= _MOST_HEADERS:
                raise _TooMany
            return name, value[:_LONGEST_HEADER]

    bounded = Bounded()

    def part(policy: Bounded = bounded) -> EmailMessage:
        if next(parts) >= _MOST_PARTS:
            raise _TooMany
        return EmailMessage(policy)

    headers, parts = count(), count()
    size = source.path.stat().st_size
    if size > _MOST_FILE:
        reason = f"has {size / 1e6:,.0f} MB, and a mail may have {_MOST_FILE / 1e6:.0f}"
        raise SourceError(f"{source.where} {reason}; save its text without what is attached")
    raw = source.path.read_bytes()
    too_many = (
        f"{source.where} has more than {_MOST_PARTS:,} parts, {_MOST_CONTAINERS} of them with parts "
        f"of their own, or {_MOST_HEADERS:,} headers; save its parts as files"
    )
    if len(_CONTAINER.findall(raw)) > _MOST_CONTAINERS:
        raise SourceError(too_many)
    try:
        return cast("EmailMessage", BytesParser(part, policy=bounded).parse(BytesIO(raw)))
    except _TooMany:
        raise SourceError(too_many) from None
    except (ValueError, LookupError, RecursionError):
        raise SourceError(f"{source.where} is no mail and no saved page") from None


def _parts(message: EmailMessage) -> Iterator[tuple[EmailMessage, EmailMessage]]:
    """Yield the parts of a mail that are no containers, each with the mail that it is a part of.

    Of parts that say the same it is the richest; a mail that is attached is a mail of its own.
    """
    from email.message import EmailMessage

    waiting: list[tuple[EmailMessage, EmailMessage]] = [(message, message)]
    while waiting:
        part, mail = waiting.pop(0)
        if not part.is_multipart():
            yield part, mail
            continue
        inner = [item for item in part.get_payload() if isinstance(item, EmailMessage)]
        if part.get_content_type() == "multipart/alternative" and inner:
            inner = [_richest(inner)]
        attached = part.get_content_type() == "message/rfc822"
        waiting = [*((item, item if attached else mail) for item in inner), *waiting]


def _richest(alike: Sequence[EmailMessage]) -> EmailMessage:
    """Return of parts that say the same the one as HTML, unless it says much less than the plain one.

    "Your program cannot show this mail" is no article, and an empty page neither.
    """
    marked = next((part for part in reversed(alike) if _holds(part, "text/html")), None)
    plain = next((part for part in alike if _holds(part, "text/plain")), None)
    if marked is None or plain is None:
        return marked or plain or alike[0]
    return plain if _letters(marked) * 2 < _letters(plain) else marked


def _holds(part: EmailMessage, kind: str) -> bool:
    return any(inner.get_content_type() == kind for inner in part.walk())


def _letters(part: EmailMessage) -> int:
    """Return about how many letters people read in a part: bytes without mark-up and white space."""
    letters = 0
    for inner in part.walk():
        payload = inner.get_payload(decode=True)
        if inner.get_content_maintype() == "text" and isinstance(payload, bytes):
            pieces = _UNREAD.split(b"\n" + payload[:MOST_BYTES])
            read = [piece for piece in pieces if piece[:1] not in b"sS"]
            letters += sum(len(_MARKUP.sub(b"", piece)) for piece in read)
    return letters


def _page(
    message: EmailMessage, part: EmailMessage, where: str, place: str, *, saved_page: bool
) -> PageText:
    payload = part.get_payload(decode=True)
    raw = payload if isinstance(payload, bytes) else b""
    if len(raw) > MOST_BYTES:
        raise RecordError(where, None, None, too_large(len(raw)), record=place)
    charset = _charset(part)
    url = _header(part, "Content-Location") or _header(message, "Snapshot-Content-Location")
    if url is not None and not url.startswith(("http://", "https://")):
        url = None
    known = Known() if saved_page else _known(message)
    subject = _header(message, "Subject") or ""
    own = None if saved_page else partial(own_part, subject=subject)
    if part.get_content_type() != "text/html":
        text = page_of_text(raw, where, record=place, charset=charset, url=url, known=known)
        return text if own is None else _within(_unquoted(text, own, subject), own, known)
    page = page_of_html(raw, where, record=place, charset=charset, url=url, mail=own)
    told = page.known or Known()
    return page._replace(
        known=Known(
            title=told.title or known.title,
            author=told.author or known.author,
            published=told.published or known.published,
            source=told.source,
        ),
    )


def _unquoted(page: PageText, own: _Own, subject: str) -> PageText:
    """Return a mail without the marks of a quotation, where its own story has them.

    They are of the story where most lines of a mail that was sent on have them, and where nothing
    tells that the mail answers one.
    """
    if "\n>" not in page.text:
        return page
    lines = page.text.splitlines()
    if says_sent_on(page.text, subject):
        part = own(lines)
        told = [line for line in lines[part.first : part.last] if line.strip()]
        if 2 * sum(line.startswith(">") for line in told) <= len(told):
            return page
    elif quotes_a_mail(lines, subject):
        return page
    return page._replace(text=_QUOTE.sub("", page.text), repairs=(*page.repairs, "unquoted"))


def _within(page: PageText, own: _Own, known: Known) -> PageText:
    """Return the text of a mail with what is known of it, and where its own story begins and ends."""
    lines = page.text.splitlines(keepends=True)
    starts = [0, *accumulate(map(len, lines))]
    part = own([line.rstrip("\r\n") for line in lines])
    return page._replace(
        known=known._replace(
            title=part.title or known.title,
            author=part.author or known.author,
            published=part.published or known.published,
            begins=starts[part.first],
            ends=starts[part.last],
        )
    )


def _known(message: EmailMessage) -> Known:
    """Return what a mail says of its text: the subject, who sent it, when."""
    from email.utils import parseaddr

    date = _header(message, "Date")
    return Known(
        title=without_prefixes(_header(message, "Subject") or "") or None,
        author=parseaddr(_header(message, "From") or "")[0] or None,
        published=date and iso_date(date),
    )


def _header(message: EmailMessage, name: str) -> str | None:
    """Return a header as text; None where it is not there, or not as a header should be."""
    try:
        value = message[name]
    except Exception:  # what the standard library raises for a broken header has no common kind
        return None
    return " ".join(str(value).split()) or None if value is not None else None


def _charset(part: EmailMessage) -> str | None:
    try:
        return part.get_content_charset()
    except (ValueError, LookupError, TypeError):
        return None
