"""Ways to reach a person: e-mail addresses, telephone numbers, handles and pages of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

__all__ = ["LINK", "Contact", "ContactKind", "find_contacts"]

ContactKind = Literal["EMAIL", "PHONE", "LINK"]

_EMAIL = r"(?<![\w.+%-])[\w.+%-]++\s?(?:@|\[at\]|\(at\))\s?[\w-]+(?:\.[\w-]+)+"
LINK = re.compile(r"(?:https?://|www\.)[^\s<>\"'“”«»)\]]+", re.IGNORECASE)
"""An address of the web, wherever it leads."""
_OWN_PAGE = (
    r"(?<![\w.-])(?:https?://)?(?:[\w-]++\.){0,3}(?:twitter\.com|x\.com|facebook\.com|fb\.com"
    r"|fb\.me|instagram\.com|t\.me|telegram\.me|linkedin\.com|vk\.com|ok\.ru|tiktok\.com"
    r"|youtube\.com|youtu\.be|wa\.me|snapchat\.com|threads\.net|mastodon\.social|medium\.com"
    r"|github\.com)/[^\s<>\"'“”«»)\]]+"
)
_HANDLE = r"(?<![\w@/.])@\w{2,30}(?:@[\w.-]+\w)?"
_NUMBER = r"\d{3,4}[\s.-]?\d{3,4}(?:[\s.-]\d{2,4})?"
_PHONE = (
    r"(?<![\w.,/-])(?:(?:\+|00)[\s.()-]?\d(?:[\s.()/-]{0,2}\d){6,14}"  # +964 770 123 4567
    rf"|\(0?\d{{2,4}}\)[\s./-]?{_NUMBER}|0\d{{1,4}}[\s./-]{_NUMBER}"  # (020) 7946 0018
    r"|\d{3}[.-]\d{3}[.-]\d{4})(?![\w-]|[.,]\d)"
)
_CALL = re.compile(
    r"(?i:\b(?:tel|phone|telephone|mobile|cell|whatsapp|fax|هاتف|جوال|موبايل)\b)[^\w\n+]{0,3}"
    r"(?P<number>[+(]?\d(?:[\s.()/-]{0,2}\d){5,14})"
)
_PATTERNS: tuple[tuple[ContactKind, re.Pattern[str], re.Pattern[str]], ...] = (
    ("EMAIL", re.compile(r"@|[\[(]at[\])]", re.IGNORECASE), re.compile(_EMAIL, re.IGNORECASE)),
    ("LINK", re.compile(r"\.\w{2,6}/|@"), re.compile(f"{_OWN_PAGE}|{_HANDLE}", re.IGNORECASE)),
    ("PHONE", re.compile(r"\d[\s.()/-]{0,2}\d[\d\s.()/-]{4}"), re.compile(_PHONE)),
    ("PHONE", re.compile(r"\d[\s.()/-]{0,2}\d[\d\s.()/-]{4}"), _CALL),
)
"""Kind, what every one of the kind holds (quick to look for), and the pattern."""


class Contact(NamedTuple):
    """A stretch of text that leads to a person."""

    start: int
    end: int
    kind: ContactKind


def find_contacts(text: str) -> Iterator[Contact]:
    """Yield the contacts in a text, in order; none overlaps another."""
    found = [
        Contact(*match.span("number" if pattern is _CALL else 0), kind)
        for kind, hint, pattern in _PATTERNS
        if hint.search(text)
        for match in pattern.finditer(text)
    ]
    past = 0
    for contact in sorted(found, key=lambda held: (held.start, -held.end)):
        if contact.start >= past:
            past = contact.end
            yield contact
