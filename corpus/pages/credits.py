"""Who made a report and what was put right in it: bylines, credits, corrections."""

from __future__ import annotations

import re
from functools import lru_cache

from .agencies import AGENCY_BEGINNINGS, agency_in, agency_named
from .dates import is_date_line, published_on
from .paragraphs import Paragraph
from .words import fold, word_set

__all__ = [
    "CORRECTION_WORDS",
    "SOURCE_WORDS",
    "author_of",
    "is_agency_line",
    "is_biography",
    "is_byline",
    "is_contact",
    "is_correction",
    "is_credit",
    "is_dated_source",
    "is_name",
    "is_names",
    "is_role",
]

_NAME_WORD = r"(?:[^\W\d_a-zа-яё][\w.'’‘`-]*|(?:al|el|ar|an)-\w[\w'’-]*|[A-Z]\.)"
_LINK = r"(?:van|von|der|den|de|del|della|des|di|da|du|la|le|bin|ibn|ben|abu|al|el|ter|dos|zu)"
_PERSON = rf"{_NAME_WORD}(?:\s+(?:{_LINK}\s+)*{_NAME_WORD}){{0,4}}"
_BY = (
    r"(?:(?:[Ww]ritten|[Pp]osted|[Rr]eported|[Ss]tory|[Rr]eport|[Ww]ords|[Tt]ext|[Aa]rticle"
    r"|[Pp]ublished|[Ss]ubmitted|[Cc]ompiled|[Ii]nterview(?:ed)?|[Aa]nalysis|[Oo]pinion|[Cc]ommentary"
    r"|[Tt]ext and (?:photos|pictures)|[Ww]ords and (?:photos|pictures))\s+by|[Aa]s told to"
    r"|[Pp]ropos recueillis par|By|BY|by|Par|PAR|Por|POR|Von|VON|Di|Автор|Текст|מאת"
    r"|بقلم|كتبت?|تقرير|إعداد|[Aa]uthors?|[Aa]utor|[Aa]uteur|Reporter)"
)
_BYLINE = re.compile(
    rf"[-–—•|]?\s*{_BY}\s*:?\s+(?P<who>{_PERSON}(?:\s*(?:,|&|/|\band\b|\bet\b|\by\b|\bund\b|и|و)\s*(?:and\s+)?{_PERSON})*)"
    r"(?P<rest>.*)$"
)
_BYLINE_REST = re.compile(
    r"(?:\s*[,|/•·–—-]\s*|\s+(?:in|for|at|of|à|en|aus|from|on|with|avec|con|mit)\s+|\s*\().{0,70}$|[\s.|,:;–—-]*$"
)
_BYLINE_WORDS = word_set(
    """
    written posted reported story report words text article published submitted compiled by par
    interview interviewed analysis opinion commentary as propos
    por von di автор текст מאת بقلم كتب كتبت تقرير إعداد author authors autor auteur reporter
    """
)
_ON_BY = re.compile(
    rf"(?:(?:[Pp]osted|[Pp]ublished|[Uu]pdated|[Ss]ubmitted|[Oo]n)\b.{{4,60}}?|.{{4,40}}?)\bby:?\s+(?P<who>{_PERSON}|\S+)\s*$"
)
_POST_BY = re.compile(
    r"(?:[Pp]ost(?:ed)?|[Ww]ritten|[Ss]ubmitted|[Ss]tarted|[Tt]hread started)"
    r" by:?\s+(?P<who>\S+(?:\s\S+)?)\s*(?:[»|·•,–—-]|on\b|at\b|$).{0,60}$"
)
_NAME = re.compile(rf"{_PERSON}(?:\s+(?:and|&|et|y|und|и)\s+{_PERSON})?$")
_NAMES = re.compile(
    rf"{_PERSON}(?:\s*(?:,\s*(?:and\s+)?|&|\band\b|\bet\b|\by\b|\bund\b)\s*{_PERSON}){{0,3}}"
    rf"(?P<rest>\s+in\s+{_PERSON})?\s*\|?$"
)
_WITH_AGENCY = re.compile(rf"(?:{_PERSON}|L[ea]s? {_PERSON}) (?:avec|with|con|mit) (?:l.)?\S+$")
_DESKS = frozenset(
    (
        *("our correspondent", "our special correspondent", "our staff correspondent"),
        *("our reporter", "staff reporter", "our staff reporter", "special correspondent"),
        *("staff correspondent", "correspondent", "news desk", "web desk", "agencies"),
        *("news agencies", "monitoring desk", "staff writer", "staff report", "staff reports"),
    )
)
"""Who wrote, where no name stands."""
_DESK_WORDS = frozenset(name.partition(" ")[0] for name in _DESKS)
_ROLE = re.compile(
    r"\b(?:correspondents?|reporters?|(?:staff|senior|contributing|freelance) writers?|columnist"
    r"|(?:bureau|desk) chief|(?:deputy |political |foreign |news |contributing )editor|news agency"
    r"|exchange|corresponsal|redacción|correspondante?|envoyée? spéciale?|korrespondent(?:in)?"
    r"|redakteur(?:in)?)\b",
    re.IGNORECASE,
)
_BIOGRAPHY = re.compile(
    r"\s+(?:(?:is|was|are)\s+(?:an?|the|our|[\w’']+[’']s?)\b.{0,90}\b(?:columnist|correspondent|reporter"
    r"|writer|editor|author|journalist|professor|fellow|analyst|researcher|photographer|director|chief)"
    r"|(?:covers|writes|reports|teaches|edits)\b.{0,90}\b(?:for|from|at|about|on)\b)"
)
_SHIFT = re.compile(r"\s\((?:now|earlier)\)")
"""Who of several writes at the time, in a live blog."""
_NO_NAMES = word_set("in on at by from for to of the with and as updated posted published")
"""What no name begins with."""
_ROLE_WORDS = 8
_BETWEEN_NAMES = re.compile(r"\s*(?:[,&;/]|\b(?:and|et|und|y)\b)\s*")
_NOBODY = re.compile(
    r"(?:^|\s)(?:staff|reporters?|correspondents?|admin(?:istrator)?|editors?|webmaster"
    r"|(?:web|news) ?desk|newsroom|agenc(?:y|ies)|redacción|rédaction|redaktion)$",
    re.IGNORECASE,
)
"""What a byline names that is no person."""
_PIECES = re.compile(r"\s*[|•·]\s*")
_CREDIT = re.compile(
    r"[(\[*]?\s*(?:additional|further|with|extra)?\s*(?:reporting|writing|editing|translat(?:ion|ed)"
    r"|compiled|edited|reported|written|rewritten|graphics?|research|production|photos?)"
    r"(?:\s+(?:and|&)\s+\w+)?\s+by[\s:]|"
    r"(?:[-–—]\s*)?(?:compiled )?from (?:wire|agency|news service|staff and wire)"
    r" (?:reports|services|dispatches)\.?$|"
    r"(?:con|avec) (?:información|informaciones|datos|aportes|informations) (?:de|des|d.)\b.{3,80}$|"
    r"avec (?:les )?agences\.?$|con agencias\.?$|mit (?:material von )?agenturen\.?$|"
    r"[(\[]\s*(?:reportage|rapport[ée]?|avec|rédig[ée]|édit[ée]|reporte|reportaje|editado|traducido"
    r"|escrito|información|bericht|berichtet|geschrieben|redigiert|reporter|bearbeitet|mit material"
    r"|репортаж|перев[ое]л?|перевод|редактор|автор|إعداد|تحرير|تغطية|شارك في)\b.{3,}[)\].]$|"
    r"\(?(?:with\s+)?(?:additional\s+)?(?:inputs?|files?|reporting|contributions?|material|information)\s+from\s"
    r"|ساهم في (?:ال)?ت|شارك في (?:ال)?ت"
)
_CREDIT_WORDS = word_set(
    """
    additional further with extra reporting writing editing translation translated compiled
    edited reported written rewritten graphic graphics research production photo photos input
    inputs file files contribution contributions material information compiled from con avec
    mit ساهم شارك
    """
)
_CONTRIBUTED = re.compile(
    r"\bcontributed\s+(?:reporting|research|to\s+(?:this|the)\s+(?:report|story|article|piece|dispatch))"
    r"|\breported from\b.{3,80}\band\b.{3,80}\bfrom\b"
    r"|\b(?:a|ont) contribué à (?:cet article|ce reportage)"
    r"|contribuy(?:ó|eron) (?:a|en) este"
)
_DESK = re.compile(r"(?:burs-)?[a-z]{2,4}(?:[-/][a-z]{2,5}){1,5}/?(?:\s\([^()]{2,30}\))?$")
_SOURCE = re.compile(r"(?:sources?|quelle|fuente|المصدر|источник)\s*:\s*\S.{0,140}$", re.IGNORECASE)
SOURCE_WORDS = word_set("source sources quelle fuente المصدر источник")
_DESK_LENGTH = 40
_CORRECTION = re.compile(
    r"[(\[*•]*\s*(?:(?:corrections?|clarifications?|correctif|rectificatif|erratum|corrección"
    r"|korrektur|уточнение|исправление|تصحيح)\b"
    r"\s*(?:[:.–—-]|$|\(|(?:le|du|on|of|vom|del)\b[^:]{2,40}:)"
    r"|updated?,? [^:.]{0,16}\d[^:.]{0,12}:\s|editor[’']?s[’']? note\b|eds?\s*:|"
    r"(?:this|the|an?|the original|an earlier|a previous)\s+"
    r"(?:earlier\s+|previous\s+|original\s+|updated\s+|first\s+|\w{3,9}\.?\s\d{1,2},?\s)?"
    r"(?:story|article|version|report|post|item|dispatch|page|headline|caption|piece)\b.{0,60}?\b"
    r"(?:correct(?:s|ed|ing)|refiled|updated?s?|amend(?:s|ed)|revised?|clarif(?:ies|ied)|misstated|misspelled"
    r"|misidentified|incorrectly|wrongly|mistakenly|erroneously|removes?|removed|fixes)\b|"
    r"\((?:corrects|updates|adds|recasts|removes|clarifies|refiles|fixes|repeats|changes)\b)"
)
CORRECTION_WORDS = word_set(
    """
    correction corrections clarification clarifications correctif rectificatif erratum
    corrección korrektur update updated
    уточнение исправление تصحيح editor editors ed eds this the a an corrects updates adds
    recasts removes clarifies refiles fixes repeats changes
    """
)
_CONTACT = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+$|@\w{2,30}$")
_WITHIN = re.compile(r"\s*[|,/(•·–—]|\s+(?:in|for|of)\s")


def is_byline(paragraph: Paragraph) -> bool:
    """Whether a line says who wrote: "By Jane Doe", "Posted on March 3, 2015 by admin"."""
    text = paragraph.text
    if paragraph.words > 20:
        return False
    found = _BYLINE.match(text) if paragraph.first in _BYLINE_WORDS else None
    if found and not _reads_on(text, found["who"]):
        rest = found["rest"]
        if _BYLINE_REST.match(rest) or is_date_line(rest.strip(" ,|-–—")):
            return True
    if "|" in text or "•" in text or "·" in text:
        pieces = _PIECES.split(text)
        return any(map(is_date_line, pieces)) and any(map(is_name, pieces))
    return " by" in text and (
        _POST_BY.match(text) is not None
        or (_ON_BY.match(text) is not None and published_on(text) is not None)
    )


def _reads_on(text: str, who: str) -> bool:
    """Whether a line that begins like a byline is a sentence: "By Monday, the town had fallen."."""
    return text.endswith((".", "!", "?", ":")) and not (who.endswith(".") or len(text) < 45)


def is_agency_line(paragraph: Paragraph) -> bool:
    """Whether a line is the name of an agency, an outlet and its agency, or a desk, and no more."""
    text = paragraph.text.strip("-–—=*_()[]|. ")
    first = paragraph.first
    if len(text) < 40:
        if first in _DESK_WORDS and fold(text) in _DESKS:
            return True
        may_be_agency = first in AGENCY_BEGINNINGS or not first.isascii()
        if may_be_agency and agency_named(text) is not None:
            return True
    if not (" with " in text or " avec " in text or " con " in text or " mit " in text):
        return False
    found = _WITH_AGENCY.match(text)
    return found is not None and agency_named(text.rpartition(" ")[2]) is not None


def is_name(text: str) -> bool:
    """Whether a line is the name of a person: two to five words, all of them with capitals."""
    return 5 <= len(text) <= 50 and 2 <= len(text.split()) <= 5 and _NAME.match(text) is not None


def is_names(text: str) -> bool:
    """Whether a line is the names of persons, a place they wrote from after them."""
    if "|" in text and text.count("|") == 1:
        text = text.partition("|")[0].strip()
    text = _SHIFT.sub("", text)
    return (
        5 <= len(text) <= 90
        and 2 <= text.count(" ") + 1 <= 12
        and text[0].isupper()
        and not text.isupper()
        and text.partition(" ")[0].lower() not in _NO_NAMES
        and _NAMES.match(text) is not None
    )


def is_biography(text: str, names: tuple[str, ...]) -> bool:
    """Whether a paragraph tells who an author is: "Jane Doe covers courts for the Courier."."""
    return text.startswith(names) and any(
        text.startswith(name) and _BIOGRAPHY.match(text, len(name)) is not None for name in names
    )


def is_role(paragraph: Paragraph) -> bool:
    """Whether a line says what the author is, with or without the name: "Science reporter"."""
    text = paragraph.text
    return (
        paragraph.words <= _ROLE_WORDS
        and text[-1] not in ".!?:;"
        and text[0].isupper()
        and _ROLE.search(text) is not None
    )


@lru_cache(maxsize=256)
def author_of(text: str) -> str | None:
    """Return the authors that a byline names, commas between them; an agency is no author."""
    text = _SHIFT.sub("", text)
    found = _BYLINE.match(text) or _POST_BY.match(text) or _ON_BY.match(text)
    if found:
        who = found["who"]
    elif is_names(text) and "|" not in text:
        who = text.removesuffix(_NAMES.match(text)["rest"] or "")  # type: ignore[index]
    else:
        who = _WITHIN.split(next(filter(is_name, _PIECES.split(text)), text))[0]
    names = [" ".join(name.split()).strip(" ,;|-–—") for name in _BETWEEN_NAMES.split(who)]
    persons = [
        name.title() if name.isupper() and " " in name else name
        for name in names
        if name and not agency_named(name) and not agency_in(name) and not _NOBODY.search(name)
    ]
    return ", ".join(persons) or None


def is_credit(paragraph: Paragraph) -> bool:
    """Whether a paragraph says who reported, wrote, edited or translated."""
    text = paragraph.text
    if (
        (text[0] in "([*" or paragraph.first in _CREDIT_WORDS)
        and _CREDIT.match(paragraph.lower)
        and not text.endswith(":")
        and (text[0] in "([" or paragraph.words < 40)
    ):
        return True
    if "contribu" in paragraph.lower or "reported from" in paragraph.lower:
        return (
            _CONTRIBUTED.search(paragraph.lower) is not None and "“" not in text and '"' not in text
        )
    if len(text) < _DESK_LENGTH and "a" <= text[0] <= "z" and _DESK.match(text):
        return True
    return paragraph.first in SOURCE_WORDS and _SOURCE.match(paragraph.lower) is not None


def is_dated_source(paragraph: Paragraph) -> bool:
    """Whether a line names source and day, parted by a stroke: "Source: X| 2019-01-22|Editor: y"."""
    return "|" in paragraph.text and any(map(is_date_line, _PIECES.split(paragraph.text)))


def is_correction(paragraph: Paragraph) -> bool:
    """Whether a paragraph says what was put right in the report, or added to it."""
    return _CORRECTION.match(paragraph.lower) is not None


def is_contact(paragraph: Paragraph) -> bool:
    """Whether a line is an address of the author's and nothing else."""
    return "@" in paragraph.text and _CONTACT.match(paragraph.text) is not None
