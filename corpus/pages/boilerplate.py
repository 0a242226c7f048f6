"""What belongs to the page and not to a story, each with its reason."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from .boilerplate_openings import (
    ADVERTISEMENT,
    BROADCASTERS,
    COOKIES,
    LINK,
    NAVIGATION,
    OPENINGS,
    RIGHTS,
    SHARING,
    SUBSCRIPTION,
)
from .boilerplate_phrases import COMMENTS, FORM, PHRASES, SECTION, SECTIONS
from .paragraphs import Paragraph
from .words import NUMBER, words_of

__all__ = ["NO_WORDS", "boilerplate_reason"]

NO_WORDS = "a line without words"
_QUOTED = "quotes another mail"

_PHRASE, _PHRASE_WORDS = 100, 14
_OPENING = 400
_MENU = 240
_NOTICE = 900


class _Notice(NamedTuple):
    """Words that are enough by themselves, in a paragraph up to so long and without a quotation."""

    sign: str
    """what stands in every such text, and is looked for first"""
    pattern: re.Pattern[str]
    longest: int
    reason: str


_NOTICES = (
    _Notice(
        "cookie",
        re.compile(
            r"(?:uses?|using|use of|des|utiliza(?:mos)?|verwende[tn]|использует) cookies"
            r"|файлы cookie|использует cookie"
        ),
        900,
        COOKIES,
    ),
    _Notice("reserv", re.compile("all rights reserved|derechos reservados"), 400, RIGHTS),
    _Notice(
        "not be ", re.compile("not be re(?:published|produced)|may not be published"), 400, RIGHTS
    ),
    _Notice("©", re.compile("©"), 400, RIGHTS),
)
_NOTICES_IN_OTHER_LETTERS = (
    _Notice("réservés", re.compile("tous droits réservés"), 400, RIGHTS),
    _Notice("захищен", re.compile("(?:усі|всі) права захищен"), 400, RIGHTS),
    _Notice("שמורות", re.compile("כל הזכויות שמורות"), 400, RIGHTS),
    _Notice("защищены", re.compile("все права защищены"), 400, RIGHTS),
    _Notice("محفوظة", re.compile("(?:جميع الحقوق|حقوق النشر) محفوظة"), 400, RIGHTS),
    _Notice("الارتباط", re.compile("ملفات تعريف الارتباط"), 900, COOKIES),
)
_TO_VISITORS = (
    _Notice("as little as", re.compile(r"as little as [$£€]? ?\d"), 600, SUBSCRIPTION),
    _Notice(
        "journalism",
        re.compile(r"(?:support|value|our|local|quality) journalism.{0,80}\b(?:subscri|donat|you)"),
        400,
        SUBSCRIPTION,
    ),
    _Notice("readers like you", re.compile("readers like you"), 500, SUBSCRIPTION),
    _Notice("to ask", re.compile(r"\bfavou?r to ask\b"), 700, SUBSCRIPTION),
    _Notice(
        "deductible",
        re.compile(r"\btax[- ]deductible (?:gift|donation|contribution)"),
        400,
        SUBSCRIPTION,
    ),
    _Notice(
        " tip", re.compile(r"\bhave a news tip|\bsend (?:us )?(?:your )?news tips\b"), 300, FORM
    ),
    _Notice("letters to the editor", re.compile("letters to the editor"), 500, FORM),
    _Notice(
        "clients", re.compile(r"\bclients,? please (?:be|do|note|refer|see)\b"), 400, BROADCASTERS
    ),
)
"""The same, in a paragraph that speaks to the visitor."""
_LINKS = re.compile(r"read more [»>]|\[read more\]|continue reading")
_LINK_LENGTH = 120

_CUES = (
    (("cookie", "personal data", "gdpr", "données personnelles"), COOKIES),
    (("your consent", "our partners", "your preferences", "right to object"), COOKIES),
    (("privacy policy", "privacy notice", "terms of use", "terms of service"), COOKIES),
    (("copyright", "terms and conditions", "intellectual property"), RIGHTS),
    (("adblock", "ad block", "ad-block", "advertis", "whitelist", "your ad "), ADVERTISEMENT),
    (("javascript", "your browser", "browser settings", "supported browser"), NAVIGATION),
    (("newsletter", "your inbox", "mailing list", "unsubscribe", "news alerts"), SUBSCRIPTION),
    (("subscrib", "sign up", "free trial", "our journalism", "become a member"), SUBSCRIPTION),
    (("log in", "logged in", "your account", "your email", "your e-mail", "your password"), FORM),
    (("commenting", "abusive comment", "community guidelines", "house rules"), FORM),
    (("browsing experience", "this website", "our website", "this site", "our site"), COOKIES),
    (("click", "follow us", "visit our", "contact us", "find out more", "learn more"), LINK),
    (("you agree", "you accept", "you consent", "by continuing", "by clicking"), COOKIES),
)
"""What a text addressed to the visitor speaks of: words of two of these groups are no story."""

_VISITOR = frozenset(("you", "your", "we"))
_SHARES = frozenset(
    (
        *("facebook", "twitter", "linkedin", "mail", "email", "e", "print", "whatsapp", "telegram"),
        *("reddit", "pinterest", "messenger", "share", "tweet", "x", "copy", "link", "save", "sms"),
        *("instagram", "youtube", "tumblr", "rss", "line", "viber"),
    )
)
"""Words of the buttons that stand in a row."""
_BEGINNINGS = _SHARES | {NUMBER} | {phrase.partition(" ")[0] for phrase in PHRASES}
"""The first words of what is known as a whole, which is what a line that stops is looked up for."""
_SECONDS: dict[str, set[str]] = {first: set() for first in _BEGINNINGS - _SHARES - {NUMBER}}
"""Of those words, what may follow them beside a count."""
for _first, _, _rest in (phrase.partition(" ") for phrase in PHRASES):
    if _rest and _first in _SECONDS:
        _SECONDS[_first].add(_rest.partition(" ")[0])
_ENDS = frozenset(".!?:;…؟")
_CLOSERS = '"”’»'
_SHARE_LINKS = frozenset(("to", "on", "via", "by", "this"))
_DEGREES = re.compile(r"\d\s?°")
_WEATHER = 40
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+$|[\w-]+(?:\.[\w-]+)+/\S*(?:\s.{0,40})?$")
_PARTS = re.compile(r"[|·•>»›/—:-]")
"""what parts the entries of a row, if it is not white space"""
_PARTING = re.compile(r"\s+(?:[·•>»›/—-]|::?)\s+|\s*\|\s*|\s{2,}")
_SPACED = re.compile(r"\s{2,}")
_FILE = re.compile(r"\((?:PDF|XLSX?|DOCX?|ZIP|CSV)\b[^()]{0,20}\d\s?[KM]B\)$", re.IGNORECASE)
_NUMBER = re.compile(r"\d")
_PATH = re.compile(r"\D+\s[>›»]\s\D+$")
_ADDRESSES = frozenset(("http", "https", "www"))
_PART = 28
"""Characters of an entry of a menu, at most."""
_SECTIONS = 4
"""Sections that a row of words with capitals names which is nothing but their row."""
_COUNT = re.compile(r"^\d+ | \d+$")


def boilerplate_reason(paragraph: Paragraph) -> str | None:
    """Return why a paragraph is no part of a story, None where it may be one."""
    lower, first = paragraph.lower, paragraph.first
    length, end = len(lower), lower[-1]
    if length > _NOTICE:
        return None
    if lower[0] == ">":
        return _QUOTED
    words: Sequence[str] = ()
    if length <= _PHRASE and paragraph.words <= _PHRASE_WORDS:
        if not first:
            return NO_WORDS
        if (first in _BEGINNINGS or (end not in _ENDS and not first.isascii())) and _may_be_known(
            lower, first, paragraph.first_at
        ):
            words = words_of(lower)
            reason = _phrase(" ".join(words))
            if reason:
                return reason
    if length <= _MENU and lower.rstrip(_CLOSERS)[-1:] not in _ENDS:
        words = words or words_of(lower)
        if _is_menu(paragraph.text, words):
            return SECTION
    if length <= _OPENING:
        reason = _opening(paragraph, length)
        if reason:
            return reason
        if length <= _PHRASE and end in "»>" and "«" not in lower:
            return LINK
    return _notice(paragraph, lower, length)


def _opening(paragraph: Paragraph, length: int) -> str | None:
    """Return why a line is dropped that begins as lines of the page's own do."""
    openings = OPENINGS.get(paragraph.first)
    if openings is None or not openings.any.match(paragraph.lower, paragraph.first_at):
        return None
    for opening in openings.each:
        if length <= opening.longest and opening.pattern.match(paragraph.lower, paragraph.first_at):
            return opening.reason
    return None


def _may_be_known(lower: str, first: str, first_at: int) -> bool:
    """Whether the second word of a line leaves open that its words are known as a whole."""
    seconds = _SECONDS.get(first)
    begins = first_at + len(first) + 1
    if seconds is None or lower[begins - 1 : begins] != " ":
        return True
    second = lower[begins:].partition(" ")[0]
    return second in seconds or not (second.isalpha() and second.isascii())


def _phrase(folded: str) -> str | None:
    """Return why a line's words are dropped that are known as a whole, but for a count of them."""
    reason = PHRASES.get(folded)
    if reason is None and folded.partition(" ")[0] in _SHARES:
        words = set(folded.split())
        if words <= _SHARES | _SHARE_LINKS:
            return SHARING
    if reason is None and (folded[0].isdigit() or folded[-1].isdigit()):
        bare = _COUNT.sub("", folded)
        reason = None if bare.isdigit() else PHRASES.get(bare)
        if reason == COMMENTS and bare != folded:
            return FORM
    return reason


def _is_menu(text: str, words: Sequence[str]) -> bool:
    """Whether a line without a stop is a row of the site's own: sections, a path, the weather."""
    if "°" in text and _DEGREES.search(text):
        return len(text) <= _WEATHER
    if len(words) < 2:
        return False
    if (words[0] in _ADDRESSES or "/" in text) and _ADDRESS.match(text):
        return True
    if text[-1] == ")" and _FILE.search(text):
        return True
    sections = sum(map(SECTIONS.__contains__, words))
    if (_PARTS.search(text) or _is_spaced(text)) and _is_row(text, sections):
        return True
    if sections >= _SECTIONS and sections * 5 >= len(words) * 2:
        return not any(map(str.islower, text.split()))
    return sections >= 2 and sections * 4 >= len(words) * 3 and ":" not in text


def _is_spaced(text: str) -> bool:
    """Whether anything but single blanks stands between the words of a line."""
    return "  " in text or not (text.isprintable() or " ".join(text.split()) == text)


def _is_row(text: str, sections: int) -> bool:
    """Whether a line is in short parts, with signs or more than one blank between them."""
    parts = _PARTING.split(text)
    if (
        len(parts) < 2
        or any(len(part) > _PART for part in parts)
        or sum(map(bool, map(_NUMBER.search, parts))) * 2 >= len(parts)
    ):
        return False
    return (
        (len(parts) > 2 and (sections > 0 or len(parts) > 3))
        or len(_SPACED.split(text)) > 3
        or (len(parts) == 2 and _PATH.match(text) is not None)
    )


def _notice(paragraph: Paragraph, lower: str, length: int) -> str | None:
    """Return what a text addressed to the visitor is about, None where it is not."""
    if '"' in lower or "“" in lower or "«" in lower or "„" in lower or " said" in lower:
        return None
    if length <= _LINK_LENGTH and "read" in lower and _LINKS.search(lower):
        return LINK
    if "cookie" in lower or "reserv" in lower or "not be " in lower or "©" in lower:
        return _noticed(_NOTICES, lower, length) or _addressed(paragraph, lower)
    if not lower.isascii():
        found = _noticed(_NOTICES_IN_OTHER_LETTERS, lower, length)
        if found is not None:
            return found
    return _addressed(paragraph, lower)


def _noticed(notices: tuple[_Notice, ...], lower: str, length: int) -> str | None:
    for sign, pattern, longest, reason in notices:
        if sign in lower and length <= longest and pattern.search(lower):
            return reason
    return None


def _addressed(paragraph: Paragraph, lower: str) -> str | None:
    """Return what a text to the visitor speaks of that has the words of two groups."""
    if not (
        " you" in lower
        or " we " in lower
        or " our " in lower
        or "please " in lower
        or "this site" in lower
        or paragraph.first in _VISITOR
    ):
        return None
    found = _noticed(_TO_VISITORS, lower, len(lower))
    if found is not None:
        return found
    for words, reason in _CUES:
        for word in words:
            if word in lower:
                if found is not None:
                    return found
                found = reason
                break
    return None
