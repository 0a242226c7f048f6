"""Which part of a mail is its own story: no signature, and no mail that it answers.

Of a mail that is sent on, the story is the mail below, whose head tells who wrote it and when.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Literal, NamedTuple

from ..pages.dates import published_on
from ..pages.paragraphs import is_stopped
from ..signs import UNSEEN

__all__ = ["OwnPart", "own_part", "quotes_a_mail", "says_sent_on", "without_prefixes"]

_Kind = Literal["from", "date", "subject", "to", "other"]


def _named(kind: _Kind, names: str) -> dict[str, _Kind]:
    return dict.fromkeys((name.strip() for name in names.split("/")), kind)


_FIELDS: dict[str, _Kind] = {
    **_named(
        "from",
        "from / von / de / da / van / fra / från / od / от / от кого / від / من / מאת / kimden",
    ),
    **_named("date", "date / sent / gesendet / datum / envoyé / envoyé le / enviado / enviado el"),
    **_named("date", "fecha / data / inviato / verzonden / sendt / dato / skickat / wysłano"),
    **_named("date", "дата / отправлено / надіслано / תאריך / נשלח / tarih"),
    **_named("date", "تاريخ / التاريخ / تم الإرسال / تاريخ الإرسال / أرسلت"),
    **_named(
        "subject", "subject / betreff / objet / asunto / assunto / oggetto / onderwerp / emne"
    ),
    **_named("subject", "ämne / temat / тема / الموضوع / נושא / konu"),
    **_named("to", "to / an / à / a / para / aan / til / till / do / кому / إلى / אל / kime"),
    **_named("other", "cc / bcc / kopie / copie / копия / копія / نسخة / reply-to / antwort an"),
    **_named("other", "attachments / anlagen / pièces jointes / adjuntos / allegati / вложения"),
    **_named("other", "importance / priority / priorität / sensitivity"),
}
"""What the lines of a mail's head are called."""
_FIELD = re.compile(
    rf"[\s*{UNSEEN}]*([^\W\d_]+(?:[ -][^\W\d_]+)?)\s?\*?\s?:\*?(?:\s+|$)(.*)", re.DOTALL
)
_DIGIT = re.compile(r"\d")
_LISTS = ("to", "other")
"""what may need several lines: addresses"""
_HEAD_LINES = 16
"""lines of a head, at most"""
_RULE = re.compile(r"[-_=*\s]{3,}|[-_=]{2,}[^-_=]{3,60}[-_=]{2,}")
"""what stands above a head: a ruled line, with words in it or not"""
_SENT_ON = re.compile(
    r"forwarded message|message transféré|weitergeleitete nachricht|mensaje reenviado"
    r"|messaggio inoltrato|doorgestuurd bericht|mensagem encaminhada|vidarebefordrat meddelande"
    r"|пересылаемое сообщение|пересланное сообщение|переслане повідомлення"
    r"|رسالة معاد توجيهها|הודעה שהועברה|iletilen mesaj",
    re.IGNORECASE,
)
_LIST = r"\s*(?:\[[^\]]{1,40}\]\s*)?"
"""the name that a mailing list puts in front of a subject"""
_ANSWER = re.compile(
    rf"{_LIST}(?:re|aw|sv|antw|odp|res|rif|отв|відп|رد|השב|ynt)\s*:\s*", re.IGNORECASE
)
_FORWARD = re.compile(
    rf"{_LIST}(?:fwd?|wg|tr|rv|enc|vb|doorst|i|пер|пересл|הועבר|ilt)\s*:\s*", re.IGNORECASE
)
_ATTRIBUTION = re.compile(r"(?:[@<>]|\d[:/.]\d\d).*:$")
"""the line above a quoted mail: "On 3 May 2031 at 9:12, Ben Ito <ben@x.example> wrote:" """
_SIGNATURE_LINES = 20
_REGARDS = re.compile(
    r"(?:(?:with )?(?:kind|best|warm|many|kindest|warmest)(?: (?:kind|best|warm))? ?(?:regards|wishes)?"
    r"|regards|yours(?: (?:sincerely|faithfully|truly))?|sincerely(?: yours)?|respectfully|cheers"
    r"|(?:mit )?(?:freundlichen|besten|herzlichen|vielen) grüßen|(?:viele|beste|liebe) grüße"
    r"|(?:bien )?cordialement|bien à vous|(?:un )?(?:cordial )?saludos?(?: cordiales)?|atentamente"
    r"|atenciosamente|(?:cordiali|distinti) saluti|met vriendelijke groet(?:en)?|med vänlig hälsning"
    r"|с уважением|з повагою|مع (?:خالص )?التحي(?:ة|ات)|تحياتي|בברכה|saygılarımla)\s*[,.!،]?",
    re.IGNORECASE,
)
_GREETING = re.compile(
    r"(?:hi|hello|dear|hallo|liebe[rs]?|sehr geehrte[rs]?|bonjour|chère?s?|hola|estimad[oa]s?"
    r"|уважаем\w+|здравствуйте|عزيزي|السلام|שלום)\b[^.?]{0,60}[,!،]",
    re.IGNORECASE,
)
_NOTICE = re.compile(
    r"\b(?:this|the information in this|the contents of this) (?:e-?mail|message|communication)\b"
    r".{0,200}\b(?:confidential|privileged|intended (?:only|solely|for)|addressee|in error)"
    r"|\bintended recipient|\bconsider the environment"
    r"|\b(?:diese e-?mail|ce message|este (?:mensaje|correo))\b.{0,200}"
    r"\b(?:vertraulich|confidentiel|confidencial)",
    re.IGNORECASE | re.DOTALL,
)
"""what firms put below every mail"""
_TOLD = 80
"""characters from which a line is a text of its own; a shorter one is if it stops"""
_TOLD_WORDS = 5
_SIGNED_WORDS = 8
"""the same below the words that end a letter, where offices and firms are named"""


class OwnPart(NamedTuple):
    """The lines `first` to `last`, exclusive, are a mail's own story."""

    first: int
    last: int
    sent_on: bool = False
    title: str | None = None
    """of a mail that was sent on, what its head tells"""
    author: str | None = None
    published: str | None = None


class _Head(NamedTuple):
    """The head of a mail within a mail: the lines `first` to `last`, exclusive."""

    first: int
    last: int
    told: dict[_Kind, str]
    ruled: bool
    """whether a line parts it from what stands above"""
    sent_on: bool
    """whether that line says that the mail was sent on"""


def own_part(lines: Sequence[str], subject: str) -> OwnPart:
    """Return which lines of a mail are its own story, and what is told of one that was sent on.

    lines : its text, as `str.splitlines` returns it
    subject : of the mail; "Re:" in front of it says that it answers one, "Fwd:" that it was sent on
    """
    head = _next_head(lines, 0)
    if head is None:
        return OwnPart(*_without_frame(lines, 0, len(lines)))
    answers = _ANSWER.match(subject) is not None
    sent_on = not answers and (head.sent_on or _FORWARD.match(subject) is not None)
    above = lines[: head.first]
    if not sent_on and (any(map(str.strip, above)) if answers else any(map(_tells, above))):
        last = head.first if answers or head.ruled else len(lines)
        return OwnPart(*_without_frame(lines, 0, last))
    while (after := _next_head(lines, head.last)) and not any(
        map(str.strip, lines[head.last : after.first])
    ):
        head = after  # a mail that was sent on twice
    first, last = _without_frame(lines, head.last, after.first if after else len(lines))
    if not any(map(str.strip, lines[first:last])):
        return OwnPart(0, len(lines))
    told = head.told
    return OwnPart(
        first,
        last,
        sent_on=True,
        title=without_prefixes(told["subject"]) or None,
        author=_name(told["from"]),
        published=published_on(told.get("date", "")),
    )


def says_sent_on(text: str, subject: str) -> bool:
    """Whether a mail says that it was sent on, by its subject or in a line of its text."""
    if _ANSWER.match(subject):
        return False
    return _FORWARD.match(subject) is not None or _SENT_ON.search(text) is not None


def quotes_a_mail(lines: Sequence[str], subject: str) -> bool:
    """Whether lines that begin with `>` are of a mail which this one answers, as far as it tells.

    Of a mail that it answers, the subject says so, or the line above, with an address or a time.
    """
    if _ANSWER.match(subject):
        return True
    told = [line.strip() for line in lines if line.strip()]
    return any(
        after[0] == ">" and line[0] != ">" and _ATTRIBUTION.search(line)
        for line, after in pairwise(told)
    )


def without_prefixes(subject: str) -> str:
    """Return the subject of a mail without what says that it answers or sends on: "Re: Fwd: "."""
    while found := _ANSWER.match(subject) or _FORWARD.match(subject):
        subject = subject[found.end() :]
    return subject.strip()


def _next_head(lines: Sequence[str], start: int) -> _Head | None:
    """Return the first head of a mail from a line on, with what parts it from the lines above."""
    for number in range(start, len(lines)):
        found = _field(lines[number])
        if found and found[0] in ("from", "subject", "date"):
            head = _head(lines, number, start)
            if head is not None:
                return head
    return None


def _head(lines: Sequence[str], at: int, start: int) -> _Head | None:
    """Return the head of a mail that begins in a line, if one does: it tells who, what and more.

    What a field says may stand in the next line, as in the cells of a table.
    """
    told: dict[_Kind, str] = {}
    last = at
    kind: _Kind | None = None
    for number in range(at, min(at + _HEAD_LINES, len(lines))):
        line = lines[number].strip()
        found = _field(line)
        if found and (found[0] == "other" or found[0] not in told):
            kind, said = found
            told[kind] = said
            last = number + 1
        elif line and kind is not None and not told[kind]:
            told[kind] = line
            last = number + 1
        elif line and kind == "subject" and _goes_on(lines[number + 1 : number + 2], told):
            told[kind] += f" {line}"
            last = number + 1
        elif (line and kind not in _LISTS) or (not line and _is_head(told)):
            break
    if not _is_head(told):
        return None
    first, ruled, sent_on = at, False, False
    while first > start:
        above = lines[first - 1].strip()
        says_so = _SENT_ON.search(above, 0, _TOLD) is not None
        if above and not says_so and not _RULE.fullmatch(above):
            break
        ruled = ruled or above != ""
        sent_on = sent_on or says_so
        first -= 1
    return _Head(first, last, told, ruled, sent_on)


def _goes_on(following: Sequence[str], told: dict[_Kind, str]) -> bool:
    """Whether the line that follows is of the head still, so that the one above it is too."""
    found = [_field(line) for line in following]
    return any(field is not None and field[0] not in told for field in found)


def _is_head(told: dict[_Kind, str]) -> bool:
    """Whether what was told makes the head of a mail, with an address or a day: memos have them not."""
    if not (told.get("from") and told.get("subject") and ("date" in told or "to" in told)):
        return False
    return (
        "@" in f"{told['from']} {told.get('to')}" or _DIGIT.search(told.get("date", "")) is not None
    )


def _field(line: str) -> tuple[_Kind, str] | None:
    """Return which line of a head a line is, and what it says."""
    found = _FIELD.match(line)
    kind = found and _FIELDS.get(found[1].lower())
    return (kind, found[2].strip(" *")) if found and kind else None


def _tells(line: str, words: int = _TOLD_WORDS) -> bool:
    """Whether a line reads as text, and not as the name of an office or a greeting."""
    line = line.strip()
    if len(line) >= _TOLD:
        return True
    return line != "" and is_stopped(line) and (len(line.split()) >= words or line[-1] in "。！？")


def _without_frame(lines: Sequence[str], first: int, last: int) -> tuple[int, int]:
    """Return the first and last, exclusive, of some lines without greeting, signature and notice.

    A signature stands below the last line `-- ` (RFC 3676, section 4.3), or is what follows on the
    words that end a letter, unless that is text too.
    """
    near_end = range(last - 1, max(first, last - _SIGNATURE_LINES - 2), -1)
    signed = next((number for number in near_end if lines[number] == "-- "), None)
    if signed is None:
        last = _without_notices(lines, first, last)
        for number in range(last - 1, max(first, last - _SIGNATURE_LINES), -1):
            if _REGARDS.fullmatch(lines[number].strip()):
                signed = number
            if signed is not None or _tells(lines[number], _SIGNED_WORDS):
                break
    last = last if signed is None else signed
    begins = next((at for at in range(first, last) if lines[at].strip()), first)
    if begins + 1 < last and _GREETING.fullmatch(lines[begins].strip()):
        first = begins + 1
    return first, last


def _without_notices(lines: Sequence[str], first: int, last: int) -> int:
    """Return where some lines end without what firms put below every mail, a paragraph or several."""
    while last > first:
        line = lines[last - 1].strip()
        if line and not _is_notice(line):
            above = last - 1  # of plain text, the lines of a paragraph up to an empty one
            while above > first and last - above < _SIGNATURE_LINES and lines[above - 1].strip():
                above -= 1
            wrapped = above > first and not lines[above - 1].strip()
            if not (wrapped and _is_notice(" ".join(lines[above:last]))):
                break
            last = above
        else:
            last -= 1
    return last


def _is_notice(text: str) -> bool:
    """Whether a text is what firms put below mails; what somebody is quoted with is none."""
    return _NOTICE.search(text) is not None and not any(mark in text for mark in '"“”«')


def _name(sender: str) -> str | None:
    """Return the name of a sender without the address."""
    name = re.split(r"\s*[<\[(]", sender, maxsplit=1)[0].strip(" \"'*")
    return name if name and "@" not in name else None
