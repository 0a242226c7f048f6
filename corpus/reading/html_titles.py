"""A page's headline, and the outlet that stands beside it in the page's title."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .html_walk import Outline, TextLine

__all__ = ["find_heading", "folded", "outlet_beside", "title_of"]

_ALIKE = 9
"""by fewer characters two lines differ in length that say the same but for case and spaces"""
_LONGEST_OUTLET = 6
"""words of the name of an outlet"""
_BESIDE = re.compile(r"(?:\s+(?:[|–—·•»-]|::)|\s*\|)\s+(\S.*)")
_BEFORE = re.compile(r"(.*\S)(?:\s+(?:[|–—·•«-]|::)|\s*[|:])\s+")
_BESIDE_PARTS = re.compile(r"\s+(?:[|–—·•»-]|::)\s+|\s*\|\s*")
_SEPARATED = re.compile(r"\s+(?:[|–—·•:»-]|::)\s+|\s*[|»]\s*|:\s+")


def find_heading(lines: Sequence[TextLine], title: str | None) -> int | None:
    """Return the line that is the headline: the one that says the title, else the first h1."""
    wanted = folded(title or "")
    if wanted:
        same = [
            number
            for number, line in enumerate(lines)
            if abs(len(line.text) - len(wanted)) < _ALIKE and folded(line.text) == wanted
        ]
        if same:
            return max(same, key=lambda number: (7 - lines[number].level) % 7)
    first = [number for number, line in enumerate(lines) if line.level == 1]
    return first[0] if len(first) == 1 else None


def folded(text: str) -> str:
    """Return a text without what titles differ in: case and spaces."""
    return " ".join(text.casefold().split())


def title_of(
    said: Sequence[str], whole: str | None, outline: Outline, outlet: str | None
) -> str | None:
    """Return the headline as people see it, where one of those that are told matches it.

    A told one may be cut short, or end in the outlet's name, as <title> mostly does.
    """
    told = [*said, whole] if whole else said
    lengths = [len(title) for title in told]
    least, most = min(lengths, default=0) - _ALIKE, max(lengths, default=0) + _ALIKE
    seen = [
        (line, folded(line.text))
        for line in outline.lines
        if line.level or least < len(line.text) < most
    ]
    for title in dict.fromkeys(told):
        same = folded(title).rstrip(".… ")
        alike = [line.text for line, shown in seen if _says(title, same, line, shown)]
        if alike:
            return next((text for text in alike if folded(text) == same), max(alike, key=len))
    if said:
        return _without_outlet(said[0], outlet)
    heading = find_heading(outline.lines, None)
    if heading is not None and outline.lines[heading].text != outlet:
        return outline.lines[heading].text
    return _without_outlet(told[0], outlet) if told else None


def _says(title: str, same: str, line: TextLine, shown: str) -> bool:
    """Whether a line is a title: the same, or, in a heading, all of it but the outlet's name."""
    if shown == same:
        return True
    if not line.level or len(shown) <= 12:
        return False
    if same.startswith(shown):
        return _SEPARATED.match(title[len(line.text) :]) is not None
    if same.endswith(shown):
        return _SEPARATED.search(title[: -len(line.text)]) is not None
    return len(same) > 20 and shown.startswith(same)


def outlet_beside(title: str | None, whole: str | None, outline: Outline) -> str | None:
    """Return the outlet that <title> names beside the headline: "Headline | World | Outlet"."""
    if not title or not whole or not any(line.text == title for line in outline.lines):
        return None
    if whole.startswith(title):
        rest = _BESIDE.fullmatch(whole[len(title) :])
        outlet = rest and _BESIDE_PARTS.split(rest[1])[-1]
    elif whole.endswith(title):
        rest = _BEFORE.fullmatch(whole[: -len(title)])
        outlet = rest and _BESIDE_PARTS.split(rest[1])[0]
    else:
        return None
    return outlet if outlet and len(outlet.split()) <= _LONGEST_OUTLET else None


def _without_outlet(title: str, outlet: str | None) -> str:
    """Return a title without the name of the outlet before or after it."""
    if outlet:
        for part in (title.removesuffix(outlet), title.removeprefix(outlet)):
            bare = part.strip(" |–—·•:»-")
            if bare and bare not in (part, part.strip()):
                return bare
    parts = [part for part in re.split(r"\s+[|»]\s+|\s+[–—-]\s+", title) if part]
    if len(parts) > 1 and max(parts, key=len) in (parts[0], parts[-1]):
        longest = max(parts, key=len)
        rest = [part for part in parts if part is not longest]
        if len(rest) == 1 and len(rest[0].split()) <= min(4, len(longest.split()) - 1):
            return longest
    return title
