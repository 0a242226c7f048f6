"""Which part of a mail is its own story: no signature, and no mail that it answers.

Of a mail that is sent on, the story is the mail below, whose head tells who wrote it and when.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal, NamedTuple

from ..pages.dates import published_on

__all__ = ["OwnPart", "own_part", "without_prefixes"]

_Kind = Literal["from", "date", "subject", "to", "other"]


def _named(kind: _Kind, names: str) -> dict[str, _Kind]:
    return dict.fromkeys((name.strip() for name in names.split("/")), kind)


_FIELDS: dict[str, _Kind] = {
    **_named("from", "from / von / de / da / van / fra / från / od / от / від / من / מאת / kimden"),
    **_named("date", "date / sent / gesendet / datum / envoyé / envoyé le / enviado / enviado el"),
    **_named("date", "fecha / data / inviato / verzonden / sendt / dato / skickat / wysłano"),
    **_named("date", "дата / отправлено / надіслано / تاريخ / التاريخ / תאריך / נשלח / tarih"),
    **_named(
        "subject", "subject / betreff / objet / asunto / assunto / oggetto / onderwerp / emne"
    ),
    **_named("subject", "ämne / temat / тема / الموضوع / נושא / konu"),
    **_named("to", "to / an / à / para / aan / til / till / do / кому / إلى / אל / kime"),
    **_named("other", "cc / kopie / copie / копия / копія / reply-to / attachments / importance"),
}
"""What the lines of a mail's head are called."""
_FIELD = re.compile(r"[\s*]*([^\W\d_]+(?:[ -][^\W\d_]+)?)\s?\*?\s?:\*?(?:\s+|$)(.*)", re.DOTALL)
_LISTS = ("to", "other")
"""what may need several lines: addresses"""
_HEAD_LINES = 12
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
_ANSWER = re.compile(r"\s*(?:re|aw|sv|antw|odp|res|rif|отв|відп|رد|השב|ynt)\s*:\s*", re.IGNORECASE)
_FORWARD = re.compile(
    r"\s*(?:fwd?|wg|tr|rv|enc|vb|doorst|i|пер|пересл|הועבר|ilt)\s*:\s*", re.IGNORECASE
)
_SIGNATURE_LINES = 20
_TOLD = 80
"""characters from which a line above a head is a text of its own; a shorter one is if it stops"""


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
    sent_on: bool


def own_part(lines: Sequence[str], subject: str | None) -> OwnPart:
    """Return which lines of a mail are its own story, and what is told of one that was sent on.

    lines : its text, as `str.splitlines` returns it
    subject : of the mail; "Fwd:" in front of it says that the mail was sent on
    """
    head = _next_head(lines, 0)
    if head is None:
        return OwnPart(0, _before_signature(lines, 0, len(lines)))
    answers = _ANSWER.match(subject or "") is not None
    sent_on = not answers and (head.sent_on or _FORWARD.match(subject or "") is not None)
    if not sent_on and any(map(_tells, lines[: head.first])):
        return OwnPart(0, _before_signature(lines, 0, head.first))
    after = _next_head(lines, head.last)
    last = _before_signature(lines, head.last, len(lines) if after is None else after.first)
    if not any(line.strip() for line in lines[head.last : last]):
        return OwnPart(0, len(lines))
    told = head.told
    return OwnPart(
        head.last,
        last,
        sent_on=True,
        title=without_prefixes(told["subject"]) or None,
        author=_name(told["from"]),
        published=published_on(told.get("date", "")),
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
    """Return the head of a mail that begins in a line, if one does: it tells who, what and more."""
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
        elif (line and kind not in _LISTS) or (not line and _is_head(told)):
            break
    if not _is_head(told):
        return None
    first, sent_on = at, False
    while first > start:
        above = lines[first - 1].strip()
        says_so = _SENT_ON.search(above, 0, _TOLD) is not None
        if above and not says_so and not _RULE.fullmatch(above):
            break
        sent_on = sent_on or says_so
        first -= 1
    return _Head(first, last, told, sent_on)


def _is_head(told: dict[_Kind, str]) -> bool:
    return bool(told.get("from") and "subject" in told and ("date" in told or "to" in told))


def _field(line: str) -> tuple[_Kind, str] | None:
    """Return which line of a head a line is, and what it says."""
    found = _FIELD.match(line)
    kind = found and _FIELDS.get(found[1].lower())
    return (kind, found[2].strip(" *")) if found and kind else None


def _tells(line: str) -> bool:
    """Whether a line reads as text, and not as the name of an office or a greeting."""
    line = line.strip()
    return len(line) >= _TOLD or (line.endswith((".", "!", "?", "؟", "۔")) and " " in line)


def _before_signature(lines: Sequence[str], first: int, last: int) -> int:
    """Return where some lines end without a signature: at the last line `-- ` (RFC 3676, 4.3)."""
    for number in range(last - 1, max(first, last - _SIGNATURE_LINES - 2), -1):
        if lines[number] == "-- ":
            return number
    return last


def _name(sender: str) -> str | None:
    """Return the name of a sender without the address."""
    name = re.split(r"\s*[<\[(]", sender, maxsplit=1)[0].strip(" \"'*")
    return name if name and "@" not in name else None
