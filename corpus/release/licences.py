"""What the licence of an article's text allows: whether the text may be passed on.

Licences arrive in words of every kind. They are evened out to a few names; what is not recognised is
`unknown`, and that allows nothing. People may say in release.toml what a wording means.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

__all__ = ["KNOWN", "PERMITTING", "licence_name", "licence_url"]

_CREATIVE_COMMONS = re.compile(
    r"(?:cc|creative commons)[ -]?(by(?:-(?:nc|sa|nd))*|0|zero)(?:[ -]?(\d\.\d))?(-[a-z]{2})?"
)
_WORDINGS = (
    (re.compile(r"all rights reserved|research use only|fair use"), "all-rights-reserved"),
    (re.compile(r"public domain|\bpd\b|us government work"), "public-domain"),
    (re.compile(r"\bogl[ -]?(?:uk[ -]?)?3\.0|open government licen[cs]e v?3"), "ogl-uk-3.0"),
    (re.compile(r"permission"), "permission"),
)

PERMITTING = re.compile(
    r"cc0-1\.0|cc-by(-sa)?-\d\.\d(-[a-z]{2})?|public-domain|permission|ogl-uk-3\.0"
)
"""Licences under which a text, changed where it names people, may be passed on by anybody."""

KNOWN = (
    "all-rights-reserved, public-domain, permission, ogl-uk-3.0, unknown, cc0-1.0, cc-by-4.0, ..."
)
"""The names, for messages."""


def licence_name(said: str | None, own: Mapping[str, str]) -> str:
    """Return the name of a licence told in words; `own` says what some wordings mean.

    Words beside a licence's own name (doubts, two licences, what part it covers) make it unknown,
    except where they reserve all rights: a text leaves only under a licence that is plainly told.
    """
    words = " ".join((said or "").casefold().split())
    if (named := own.get(said or "")) is not None:
        return named
    if found := _CREATIVE_COMMONS.fullmatch(words):
        terms, version, port = found.groups()
        if terms in ("0", "zero"):
            return "cc0-1.0"
        return f"cc-{terms}-{version}{port or ''}" if version else "unknown"
    reserved, *others = _WORDINGS
    if reserved[0].search(words):
        return reserved[1]
    for pattern, name in others:
        if pattern.match(words) and "unverified" not in words and "not verified" not in words:
            return name
    return "unknown"


def licence_url(name: str) -> str:
    """Return the address of a licence's text, for metadata that asks for one."""
    if name == "cc0-1.0":
        return "https://creativecommons.org/publicdomain/zero/1.0/"
    if found := re.fullmatch(r"cc-(by[a-z-]*?)-(\d\.\d)", name):
        return f"https://creativecommons.org/licenses/{found[1]}/{found[2]}/"
    return f"https://spdx.org/licenses/{name}.html"
