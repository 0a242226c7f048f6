"""What the mark-up of a page says of its parts: tags, roles and the words of class and id names.

Names are read as words ("related-stories", "relatedStories"): a word of a list speaks, a part of a
word does not.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Literal, NamedTuple

from ..pages import Hint

__all__ = ["BLOCKS", "CHROME", "INLINE", "QUOTED", "SKIPPED", "Marks", "marks_in_mail", "marks_of"]


def _set(names: str) -> frozenset[str]:
    return frozenset(names.split())


INLINE = _set(
    """a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark nobr output q
    rb rp rt ruby s samp small span strike strong sub sup time tt u var wbr"""
)
"""Elements that stand within a line; one of no known name does too, unless it has a hyphen."""

BLOCKS = _set(
    """address article aside blockquote body caption center dd details dialog dir div dl dt fieldset
    figcaption figure footer form frameset h1 h2 h3 h4 h5 h6 header hgroup html legend li main menu
    nav ol option p pre section summary table tbody td tfoot th thead tr ul button noindex
    search"""
)

SKIPPED = _set(
    """applet area audio base canvas datalist embed frame head iframe img input link map math meta
    noembed noframes noscript object optgroup param picture progress select source style svg template
    textarea title track video script"""
)
"""Elements that hold no text for readers, or none where scripts run."""

CHROME = frozenset({"hidden", "comment", "navigation", "aside", "mail"})
"""hints of what stands around articles"""

_TAGS: dict[str, Hint] = {
    "nav": "navigation",
    "menu": "navigation",
    "footer": "navigation",
    "button": "navigation",
    "form": "navigation",
    "fieldset": "navigation",
    "noindex": "navigation",
    "search": "navigation",
    "aside": "aside",
    "dialog": "aside",
    "figcaption": "caption",
    "caption": "caption",
    "blockquote": "quote",
    "li": "item",
    "time": "time",
}
_ROLES: dict[str, Hint] = {
    "navigation": "navigation",
    "search": "navigation",
    "contentinfo": "navigation",
    "menu": "navigation",
    "menubar": "navigation",
    "toolbar": "navigation",
    "complementary": "aside",
    "dialog": "aside",
    "alertdialog": "aside",
}
_WORDS: Mapping[Hint, frozenset[str]] = {
    "comment": _set("comment comments commentlist commentform disqus respond replies"),
    "navigation": _set(
        """nav navbar navigation navmenu subnav menu submenu megamenu breadcrumb breadcrumbs crumbs
        pagination pager topbar toolbar skiplink share sharing sharebar sharedaddy social
        sociable addthis sharethis addtoany tags taglist footer colophon masthead editsection
        catlinks login signin searchform searchbox toolbox tools"""
    ),
    "aside": _set(
        """aside sidebar related recommended recommendations recirc recirculation trending popular
        mostread newsletter newsletters signup subscribe subscription promo promos promotion
        promoted advert adverts advertisement advertisements advertising ad ads adslot adunit
        adsense adsbygoogle dfp banner sponsor sponsored sponsors outbrain taboola criteo widget
        popup modal overlay cta player videoplayer teaser teasers readmore cookie cookies cookiebar
        consent gdpr onetrust cookiebot donate donation poll quiz biography disclaimer"""
    ),
    "caption": _set("caption captions figcaption cutline photocaption imagecaption"),
    "author": _set("author authors byline bylines byl reporter submitted"),
    "time": _set("date time timestamp datetime published pubdate posted stamp updated pubtime"),
}
_ABOUT = _set("about bio biography box")
"""with the word author: no byline, but who the author is"""
_HIDDEN = re.compile(
    r"(?:^|\s)(?:hidden|hide|is-hidden|visually-?hidden|sr-only|screen-reader(?:-text|-only)?|d-none"
    r"|u-hidden|offscreen|print-?only|only-print|visible-print(?:-block)?|print-(?:copy|version|view)"
    r"|printable|show-for-print|no-?screen|hide-on-screen)(?:\s|$)",
    re.IGNORECASE,
)
_SHOWN_LATER = re.compile(r":(?:block|flex|grid|inline)|d-\w\w-|-(?:block|flex|visible)(?:\s|$)")
_UNSEEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_NAME = re.compile(r"[^\s_.:/-]+")
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_HASH = re.compile(r"[^\W\d_]\d+[^\W\d_]")
_SHORTEST = 3
"""letters of a word in a name of several that are written as one; "ad" is the only shorter one"""
_BODY = re.compile(
    r"(?:article|story|entry|post|news|content)[-_]*(?:body|content|text|copy)(?![a-z])",
    re.IGNORECASE,
)

Frame = Literal["body", "article", "main"]
"""What names itself the body of an article, an article, the main part of the page."""


class Marks(NamedTuple):
    """What an element's tag and attributes say."""

    hint: Hint | None = None
    word: str = ""
    """the tag, role or word that says so"""
    frame: Frame | None = None


_NONE = Marks()
QUOTED = Marks("mail", "quote")
"""what says that a mail is quoted: one that is answered, or one that is sent on"""
_SIGNED = Marks("mail", "signature")
_QUOTES = re.compile(r"\b(?:x_)?(?:yahoo_quoted|protonmail_quote|gmail_attr|moz-cite-prefix)\b")
"""names of what mail programs put around a quoted mail, or around the line above it"""


def marks_of(tag: str, attributes: list[tuple[str, str]]) -> Marks:
    """Return what a tag and its attributes say of what stands in the element."""
    if not attributes:
        return _of_tag(tag)
    names = role = itemprop = itemtype = rel = ""
    for name, value in attributes:
        if name == "class":
            names = f"{names} {value}"
        elif name == "id":
            names = f"{value} {names}"
        elif name == "role":
            role = value.strip().lower()
        elif name == "itemprop":
            itemprop = value
        elif name == "itemtype":
            itemtype = value
        elif name == "rel":
            rel = value
        elif (
            name == "hidden"
            or (name == "aria-hidden" and value == "true")
            or (name == "style" and _UNSEEN.search(value))
        ) and tag not in ("html", "body"):
            return Marks("hidden", name)
    return _of(tag, names.strip(), role, itemprop, itemtype, rel)


def marks_in_mail(tag: str, attributes: list[tuple[str, str]]) -> Marks:
    """Return the same in a mail, where signatures and quoted mails have names too."""
    for name, value in attributes:
        if tag == "blockquote" and (value == "cite" if name == "type" else "gmail_quote" in value):
            return QUOTED
        if name in ("class", "id"):
            if "signature" in _words(value):
                return _SIGNED
            if _QUOTES.search(value):
                return QUOTED
    return marks_of(tag, attributes)


@lru_cache(maxsize=256)
def _of_tag(tag: str) -> Marks:
    frame: Frame | None = "article" if tag == "article" else "main" if tag == "main" else None
    return Marks(_TAGS.get(tag), tag, frame)


def _words(names: str) -> set[str]:
    """Return the words of class and id names, save those of names that a tool made up: "kAdR7x"."""
    words: set[str] = set()
    for name in _NAME.findall(names):
        parts = _WORD.findall(name)
        made_up = _HASH.search(name) or (
            len(parts) > 1
            and any(len(part) < _SHORTEST and part not in ("ad", "Ad") for part in parts)
        )
        if not made_up:
            words.update(part.lower() for part in parts)
    return words


@lru_cache(maxsize=4096)
def _of(tag: str, names: str, role: str, itemprop: str, itemtype: str, rel: str) -> Marks:
    by_tag = _of_tag(tag)
    if tag in ("html", "body"):
        return by_tag
    if _HIDDEN.search(names) and not _SHOWN_LATER.search(names):
        return Marks("hidden", "class")
    if by_tag.hint in ("navigation", "aside"):
        return by_tag
    frame = by_tag.frame
    if itemprop == "articleBody":
        return Marks(by_tag.hint, tag, "body")
    if itemprop:
        if "author" in itemprop:
            return Marks("author", itemprop)
        if itemprop.startswith("date") or itemprop.endswith("Date"):
            return Marks("time", itemprop)
    if "author" in rel.split():
        return Marks("author", "rel")
    if role in _ROLES:
        return Marks(_ROLES[role], role)
    words = _words(names)
    for hint, known in _WORDS.items():
        if said := min(words & known, default=""):
            if hint == "author" and not words.isdisjoint(_ABOUT):
                return Marks("aside", said)
            return Marks(hint, said)
    if _BODY.search(names):
        frame = "body"
    elif frame is None and (role == "article" or itemtype.endswith(("Article", "Posting"))):
        frame = "article"
    elif frame is None and role == "main":
        frame = "main"
    return Marks(by_tag.hint, tag, frame)
