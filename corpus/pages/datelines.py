"""Datelines: what stands before the first sentence of a report, "BEIRUT/ERBIL (Reuters) – "."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from .agencies import agency_named
from .dates import is_date_word, published_on
from .words import word_set

__all__ = ["Dateline", "dateline_of"]

_HEAD = 120
_PIECE = 4
"""Words of what stands between two commas or dashes, at most: a place, a day, an agency."""
_MAY_BEGIN = re.compile(
    r"[(\[]|[^\W_][\w'’/-]*+(?>(?:\.\w[\w'’/-]*+)*)[\s,.:،]++"
    r"(?>(?:(?:of|de|la|le|el|al|and|du|des|y|ibn|bin|near|in|les|los|las)\b)?)"
    r"[^a-zа-яё]"
)
"""What no sentence begins with whose second word is in lower case."""
_MARKED = re.compile(
    r"(?P<before>[^()\[\]“”\"!?;]{0,70}+(?:\([^()]{2,30}\)[\s,]*(?:\d{1,2} \w{3,10}\.?\s*)?)?)"
    r"[(\[]\s*(?P<agency>[^()\[\]]{2,40}+)\s*[)\]]"
    r"(?P<dash>[.,:]?\s*(?:[-–—―−:|/_]{1,3}|\.-))?\s*"
)
_SLASHED = re.compile(
    r"(?P<before>[^()\[\]“”\"!?;/]{2,60}?)[\s.,]*/\s*(?P<agency>[^()\[\]/]{2,40}?)\s*/"
    r"(?P<dash>[.,:]?\s*[-–—―−:]{0,3})\s*"
)
_AGENCY_THEN_PLACE = re.compile(
    r"[(\[]\s*(?P<agency>[^()\[\]]{2,40}?)\s*[)\]]\s*(?P<before>[^()\[\]“”\"!?;.:]{2,40}?)\s*"
    r"(?P<dash>[–—―−:]|--?\s)\s*"
)
_DASH = re.compile(
    r"\s*(?::|[–—―−]+|--+|\.-|(?<=\s)-|-(?=\s)|/(?=\s)|\.\s|(?<=[\u0600-\u06ff])[-/](?=[\u0600-\u06ff]))\s*"
)
_HAS_DASH = re.compile(r"[–—―:]|-[- ]| -|/ |\.-|[\u0600-\u06ff][-/]")
_OUTSIDE = re.compile(r"[“”\"«»()\[\]!?;؟]")
_PIECES = re.compile(
    r"[,،/–—―.\s-]*(?:[,،/–—―]|(?<=[\u0600-\u06ff])-|\s-|-\s|--|\.(?=\s|$))[\s,،/–—―.-]*|\.$"
)
_BRACKETED = re.compile(r"\(([^()]{3,60})\)\s*[-–—―−]{1,2}\s*")
_LINKS = word_set("of de la le el al and the du des und y e ibn bin near in les los las")


_PLACE_IN_LAND = re.compile(
    r"[A-Z][\w'’.-]+(?: [A-Z][\w'’.-]+){0,2}, [A-Z][\w'’.-]+(?: [A-Z][\w'’.-]+)?$"
)


_ARTICLES = ("al-", "el-")


class Dateline(NamedTuple):
    """The dateline that a paragraph begins with: `text[:end]`, its dash and white space included."""

    end: int
    place: str | None
    agency: str | None
    published: str | None
    """ISO 8601 day, where the dateline tells the year too"""


def dateline_of(text: str, *, opening: bool = False) -> Dateline | None:
    """Return a paragraph's dateline, if it has one.

    A dateline names an agency. In the paragraph that opens an article (`opening`) a place alone
    will do, before a dash: "GAZA CITY — ", "(New York, 5 March 2019) – ".
    """
    if text[0] not in "([":
        space = text.find(" ")
        if "a" <= text[space + 1] <= "z":
            second = text[space + 1 : text.find(" ", space + 1)]
            if second not in _LINKS and not second.startswith(_ARTICLES):
                return None
    head = text[:_HEAD]
    bracketed = "(" in head or "[" in head
    dashed = "-" in head or ":" in head or "–" in head or "—" in head or "/" in head or "―" in head
    if not (bracketed or dashed) or not _MAY_BEGIN.match(text):
        return None
    if bracketed:
        found = _marked(head, opening)
        if found:
            return found
    if "/" in head:
        slashed = _SLASHED.match(head)
        agency = slashed and agency_named(slashed["agency"])
        if slashed and agency:
            return _dateline(slashed.end(), slashed["before"], agency)
    return _dashed(head, opening) if dashed and _HAS_DASH.search(head, 0, 70) else None


def _marked(head: str, opening: bool) -> Dateline | None:
    """Return the dateline with its agency in brackets, or with nothing but a place in them."""
    found = _MARKED.match(head)
    if found:
        name = found["agency"].rstrip()
        agency = agency_named(name)
        before = found["before"].strip()
        if agency and (not before or found["dash"] or published_on(before)) and _is_place(before):
            after = _AGENCY_THEN_PLACE.match(head)
            if after and not before and not found["dash"] and _is_place(after["before"]):
                return _dateline(after.end(), after["before"], agency)
            return _dateline(found.end(), before, agency)
        if (
            opening
            and not agency
            and found["dash"]
            and before
            and _is_capitals(before)
            and _is_place(before)
        ):
            day = published_on(name)
            if day:
                return Dateline(found.end(), _place(before), None, day)
            if name[:1].isupper() and len(name.split()) <= 3:
                return _dateline(found.end(), before, name)
    bracketed = _BRACKETED.match(head) if opening else None
    if bracketed and _is_place(bracketed[1]):
        return _dateline(bracketed.end(), bracketed[1], None)
    return None


def _dashed(head: str, opening: bool) -> Dateline | None:
    """Return the dateline that ends with a dash or a colon: agency, place and day stand before."""
    outside = _OUTSIDE.search(head, 0, 80)
    dashes = list(islice(_DASH.finditer(head, 0, outside.start() if outside else 80), 4))
    for dash in reversed(dashes):
        lead = head[: dash.start()]
        pieces = [piece for piece in _PIECES.split(lead) if piece]
        if any(len(piece.split()) > _PIECE for piece in pieces):
            continue
        if len(pieces) < 2 and not (opening and dash[0].strip() in {"–", "—", "-", "/"}):
            continue
        agency = next((name for name in map(agency_named, pieces) if name), None)
        if agency:
            rest = ", ".join(piece for piece in pieces if not agency_named(piece))
            if len(rest) <= 50 and _is_place(rest):
                return _dateline(dash.end(), _without(lead, pieces), agency)
    return (
        next((found for dash in dashes if (found := _place_alone(head, dash))), None)
        if opening
        else None
    )


def _place_alone(head: str, dash: re.Match[str]) -> Dateline | None:
    """Return the dateline of a place, or a place and a day, before a dash."""
    lead = head[: dash.start()]
    mark = dash[0].strip()
    if (
        (mark[:1] in {"–", "—", "―", "-"} or (mark == ":" and _is_capitals(lead)))
        and dash[0] != "-"
        and lead
        and dash.end() < len(head)
        and not head[dash.end()].islower()
        and _is_place(lead)
        and (_is_capitals(lead) or published_on(lead) or "—" in mark or _PLACE_IN_LAND.match(lead))
    ):
        return _dateline(dash.end(), lead, None)
    return None


def _without(lead: str, pieces: list[str]) -> str:
    """Return the lead without the piece that names the agency."""
    kept = [piece for piece in pieces if not agency_named(piece)]
    if not kept:
        return ""
    start = lead.find(kept[0])
    end = lead.rfind(kept[-1]) + len(kept[-1])
    between = lead[start:end]
    return between if not any(agency_named(piece) for piece in _PIECES.split(between)) else kept[0]


def _dateline(end: int, before: str, agency: str | None) -> Dateline:
    return Dateline(end, _place(before) or None, agency, published_on(before))


@lru_cache(maxsize=256)
def _place(before: str) -> str:
    """Return what stands before the date: "BAGHDAD" of "BAGHDAD, Aug. 5"."""
    words = before.split()
    for position, word in enumerate(words):
        bare = word.strip(".,;:()/،")
        if is_date_word(bare) or any(char.isdigit() for char in bare):
            words = words[:position]
            break
    return " ".join(words).strip(" ,.;:-–—/،")


def _is_place(before: str) -> bool:
    """Whether words are a place (and a date): a few, none of them a word of a sentence."""
    words = _place(before).split()
    if len(words) > 8:
        return False
    for word in words:
        bare = word.lstrip("('’/‘-")
        if bare[:1].islower() and bare.lower() not in _LINKS and bare[:3] not in {"al-", "el-"}:
            return False
    return not (words and words[-1].lower() in {"and", "the", "of", "in"})


def _is_capitals(before: str) -> bool:
    """Whether the first word of a place is in capitals, as in a dateline of the wires."""
    first = _place(before).partition(",")[0]
    letters = [char for char in first if char.isalpha()]
    return len(letters) > 2 and first.isupper()
