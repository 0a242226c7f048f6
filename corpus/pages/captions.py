"""Captions: what stands under a picture and not in the story."""

from __future__ import annotations

import re

from .agencies import agency_named
from .dates import MONTHS, is_date_word
from .paragraphs import Paragraph
from .words import word_set

__all__ = ["LABEL_WORDS", "is_credited", "is_dated_caption", "is_picture_label"]

_CREDITED = re.compile(
    r"(?:\b(?:REUTERS|AFP|EPA|EFE|ANSA|UPI|TASS|Xinhua|DPA)\s?/\s?[\w.\s'’-]{2,60}(?:/[\w\s.]+)?"
    r"|[\[(](?:\w+ )?(?:AP|AFP|EPA|UPI|EFE|dpa|Xinhua|Reuters|Getty|Anadolu|TASS|Sputnik)?\s?"
    r"(?:Photo|File|Picture|Image|Foto)s?\b[^()\[\]]{0,90}[)\]]"
    r"|[\[(][^()\[\]]{0,40}\b[Pp]hotos?\s(?:by|courtesy)\b[^()\[\]]{2,60}[)\]]"
    r"|[\[(](?:Photo|Image|Picture|Foto|Crédit|Credit|Source|صورة|Фото)[\s:]?[^()\[\]]{0,90}[)\]]"
    r"|(?:\b|[\[(])(?:AP|AFP|EPA|UPI|EFE)\s+Photos?\s?/\s?[^()\[\]]{2,60}[)\]]?"
    r"|\bPHOTO(?:S|GRAPH)?\s?(?:BY\b|:|/|\|)\s?[^()\[\].]{2,60}"
    r"|\[[^\[\]/]{3,50}/[^\[\]/]{2,40}\]"
    r"|\((?:Xinhua|REUTERS|Reuters|AFP|AP|EPA|EFE|UPI|TASS|Anadolu)\s?/\s?[^()/]{2,60}\)"
    r"|[\[(]Courtesy\b[^()\[\]]{0,60}[)\]]"
    r"|,\s(?:AP|AFP|EPA|Reuters|EPA-EFE|Getty Images)"
    r"|\S.{30,}©\s?(?:19|20)\d\d\s[^.©]{2,60}"
    r"|©\s?[^©/.]{3,40}/\s?(?:AFP|EPA|Reuters|REUTERS|AP|TASS|EFE|dpa|ANSA|Anadolu)"
    r"|(?:\b|(?<=[a-zа-яё]))(?:Photo|Photograph|Image|Picture|Crédit photo|Foto|Фото|צילום|تصوير"
    r"|Photo credit|Image source|Image credit|Credit)s?\s?(?:by\b|:|©|/)\s?[^()\[\].]{2,80}\)?"
    r"|[\[(][^()\[\]]{0,50}(?:Getty Images|Anadolu Agency|via AP|via Reuters|Shutterstock|/EPA|/AFP"
    r"|/AP|/Reuters|Handout)[^()\[\]]{0,40}[)\]]"
    r"|(?:©|\(c\)|/)\s?(?:Getty Images|AFP|EPA|Reuters|REUTERS|AP)[\w\s/-]{0,40}"
    r"|[–—|-]\s?(?:AFP|AP|Reuters|EPA)(?:\s?(?:pic|photo|file(?: photo)?))"
    r"|\bFILE PHOTO|\bFile photo|\bHandout via \w+)\s*[.]?$",
)
_SIGNS = (
    "/",
    "hoto",
    "HOTO",
    "mages",
    "Image",
    "icture",
    "©",
    "(c)",
    "Foto",
    "redit",
    "Handout",
    " pic",
    "صو",
    "צילו",
    "Фото",
    "(AP",
    "via ",
    "ourtesy",
    ", AP",
    ", AFP",
    "EPA",
    ", Reuters",
)
"""What a photographer's credit has, one or the other."""
_BYLINE_WORDS = 8
_CLOSED = '”"’»?!:;'
"""No photographer's credit ends in one of these."""
_OPENING_WORDS = word_set(
    """
    file media photo photos picture image caption foto фото pictured in above below left right top a
    archive archivfoto صورة this
    """
)
_OPENS = re.compile(
    r"(?:file (?:photo|picture|pic|image)\b|(?:image|media) (?:caption|copyright|source)\b|photos?:"
    r"|picture:|image:|caption:|foto:|фото:|pictured:"
    r"|in this (?:\w+\.? \d{1,2},? (?:\d{4},? )?|undated |file |handout |still |image |frame )"
    r".{0,40}?\b(?:photo|image|picture|frame|file)|\(?(?:above|below|left|right|top)\)?:\s"
    r"|a file (?:photo|picture|image)|archive (?:photo|picture)"
    r"|photo taken\b"
    r"|صورة (?:من |أرشيفية|تعبيرية|ل)|archivfoto"
    r"|foto de archivo|photo d['’]archives?|this (?:undated |combination )?(?:photo|image|handout)\b"
    r".{0,40}(?:shows|provided|released|taken))"
)
_MONTH = "|".join(
    sorted((name.capitalize() for name in MONTHS if name.isascii()), key=len, reverse=True)
)
_DATED = re.compile(
    rf"(?P<before>[\w'’.-]+),?\s+(?:(?:{_MONTH})\.?\s+\d{{1,2}}(?:,\s*|\s+)|\d{{1,2}}\s+(?:{_MONTH})\.?,?\s+"
    rf"|(?:{_MONTH})\.?,?\s+)(?:19|20)\d\d[.)]?"
    r"(?:\s+(?:Picture|Photo|Image)\s+(?:was\s+)?taken.{0,60})?$"
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_DATED_TAIL, _TAKEN_TAIL = 60, 110
"""Characters at the end of a caption that its place and day stand in."""
_NOT_BEFORE = word_set(
    """
    on in since until till by from of to dated through before after between and for as at
    during late early mid monday tuesday wednesday thursday friday saturday sunday the that
    this last next around about
    """
)
_SHOWS = re.compile(r"\b(?:is|are) (?:seen|shown|pictured)\b|\bphoto(?:graph)? shows\b")
_LABEL = re.compile(
    r"(?:\(?\s*(?:view|see|show|open|enlarge|expand)\s+(?:all\s+|more\s+|the\s+)?"
    r"(?:photos?|images?|gallery|slideshow|pictures?)"
    r"|(?:photo|image|picture) \d+ (?:of|/) \d+|\d+ (?:of|/) \d+(?: photos?)?|click to enlarge"
    r"|hide caption|toggle caption"
    r"|image caption|media caption|play video|watch video|photo gallery(?::\s.{1,20})?"
    r"|slideshow(?:\s*\([^()]{1,15}\))?|voir (?:les |la )?photos?"
    r"|ver (?:las )?fotos|bilderstrecke|bild vergrößern)\W*$",
    re.IGNORECASE,
)


LABEL_WORDS = word_set(
    """
    view see show open enlarge expand photo image picture click hide toggle media play watch
    slideshow voir ver bilderstrecke bild
    """
)
"""What a button of a picture begins with, if not with a number."""


def is_credited(paragraph: Paragraph) -> bool:
    """Whether a paragraph ends in a photographer's credit, or begins as captions do."""
    text = paragraph.text
    if paragraph.first in _OPENING_WORDS and _OPENS.match(paragraph.lower):
        return True
    if text[-1] in _CLOSED or (paragraph.first == "by" and paragraph.words <= _BYLINE_WORDS):
        return False
    tail = text[-130:]
    if text[-1] == ".":
        signed = "/" in tail or "hoto" in tail or "Getty" in tail or "©" in tail
        return signed and _CREDITED.search(tail) is not None
    return any(map(tail.__contains__, _SIGNS)) and _CREDITED.search(tail) is not None


def is_dated_caption(paragraph: Paragraph) -> bool:
    """Whether a sentence ends in a place and a day as captions do: "…, Iraq, March 4, 2017.".

    An agency in brackets may follow; a sentence that says what is seen needs no place then.
    """
    text = paragraph.text
    shows = False
    if text[-1] == ")":
        sentence, _, source = text[:-1].rpartition(" (")
        if sentence and agency_named(source):
            text = sentence
            shows = _SHOWS.search(text) is not None
    if text[-1].isdigit() or text[-2:-1].isdigit():
        tail = _DATED_TAIL
        before = text[-tail:].split()[-2:-1]
        if not before or not (
            before[0].strip(",.").isdigit() or is_date_word(before[0].strip(",."))
        ):
            return False
    elif " taken" in text[-90:]:
        tail = _TAKEN_TAIL
    else:
        return False
    if (
        not 20 <= len(text) <= 420
        or text[0] in "“\"‘«'(["
        or "”" in text[-3:]
        or paragraph.words < 6
    ):
        return False
    where = max(0, len(text) - tail)
    found = _DATED.search(text, where) if _YEAR.search(text, where) else None
    if not found or (found["before"].lower() in _NOT_BEFORE and not shows):
        return False
    return shows or (
        found["before"][0].isupper() and ". " not in text[: found.start()].replace("U.S. ", "")
    )


def is_picture_label(paragraph: Paragraph) -> bool:
    """Whether a line is a button of a picture: "View photos", "1 of 12"."""
    return _LABEL.match(paragraph.text) is not None
