"""What a page says of itself: title, author, date, outlet, language and address.

JSON-LD is asked first, then the <meta> elements (Open Graph, Dublin Core and their kin), then
microdata and <time>, then the headline that people see and the <title>.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from email.utils import parsedate_to_datetime
from html import unescape
from typing import TYPE_CHECKING, Any

from .html_titles import outlet_beside, title_of
from .html_walk import Outline

if TYPE_CHECKING:
    from lxml.etree import _Element

__all__ = ["Metadata", "iso_date", "metadata_of"]

_MANY = 200
"""nodes of JSON-LD that are looked at; a page about one article has a handful"""
_NESTED = 8
_LONGEST = 300
_ARTICLE = re.compile(r"(?:Article|Posting|Report|Review)$")
_META: dict[str, Sequence[str]] = {
    "title": (
        *("og:title", "twitter:title", "citation_title", "dc.title", "dcterms.title"),
        *("parsely-title", "sailthru.title", "headline", "title"),
    ),
    "author": (
        *("author", "article:author", "byl", "dc.creator", "dcterms.creator", "citation_author"),
        *("parsely-author", "sailthru.author", "article:author_name", "og:article:author"),
        *("og:author", "twitter:creator_name", "byline", "creator"),
    ),
    "published": (
        *("article:published_time", "og:article:published_time", "og:published_time"),
        *("datepublished", "date", "pubdate", "publishdate", "publish-date", "publish_date"),
        *("dc.date.issued", "dc.date", "dcterms.issued", "dcterms.created", "dcterms.date"),
        *("dc.date.created", "citation_publication_date", "citation_date", "parsely-pub-date"),
        *("sailthru.date", "published", "published_time", "article.published", "article:published"),
        *("displaydate", "originalpublicationdate", "release_date", "rnews:datepublished"),
        *("cxenseparse:recs:publishtime", "timestamp", "created"),
    ),
    "outlet": ("og:site_name", "application-name", "dc.publisher", "citation_journal_title"),
    "url": ("og:url",),
    "language": ("content-language", "og:locale", "dc.language", "language"),
}
_KNOWN = {name for names in _META.values() for name in names}
_PROPS = {
    "headline": "title",
    "author": "author",
    "datePublished": "published",
    "publisher": "outlet",
    "inLanguage": "language",
}
"""what an `itemprop` tells"""
_BY = re.compile(r"^(?:by|von|par|por|от|بقلم|كتب)\s*:?\s+", re.IGNORECASE)
_LANGUAGE = re.compile(r"^([A-Za-z]{2,3})(?:[-_]|$)")
_ADDRESS = re.compile(r"^https?://[^\s/]+", re.IGNORECASE)
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_DIGITS = re.compile(r"(\d{4})[/.]?(\d\d)[/.]?(\d\d)$")
_IN_ADDRESS = re.compile(r"/((?:19|20)\d\d)[/-](\d\d?)[/-](\d\d?)(?=[/.-]|$)")
_SIGNED = re.compile(
    r"(?:by|von|par|por|автор|текст|بقلم|كتبت?)\s*:?\s+([^\W\d_][^|/•·\d]*?)(?:\s*[|/•·].*)?$",
    re.IGNORECASE,
)
_NAMES = re.compile(r",\s+|\s+(?:and|und|et|y|и|و)\s+")
_POST = re.compile(
    r"(?i:\b(?:staff|writer|reporter|correspondent|editor|chief|bureau|columnist|contributor|special"
    r"|photographer|producer|analyst|journalist|news|press|agency|agencies)\b)|^[A-Z]{2,5}$"
)
"""what may follow a name: what the person does and for whom"""


@dataclass(frozen=True, slots=True)
class Metadata:
    """What is known of a page beside its text."""

    title: str | None = None
    author: str | None = None
    published: str | None = None
    """ISO 8601: a date, with the time where the page tells it"""
    outlet: str | None = None
    language: str | None = None
    url: str | None = None
    is_article: bool = False
    """whether the page says of itself, out of sight, who wrote it or when"""


def metadata_of(tree: _Element, outline: Outline, url: str | None = None) -> Metadata:
    """Return what a page says of itself; `url` is where it was, if that is known."""
    meta, canonical, whole_title, scripts = _head(tree)
    linked = _json_ld(scripts)
    props = _microdata(tree) if not linked.get("published") else {}

    def first(field: str, clean: Callable[[str], str | None]) -> str | None:
        for said in (linked, meta, props):
            for value in said.get(field, ()):
                if (found := clean(value)) is not None:
                    return found
        return None

    named = first("outlet", _text)
    where = url or _url(canonical) or first("url", _url)
    titles = [
        title
        for said in (linked, meta, props)
        for value in said.get("title", ())
        if (title := _text(value))
    ]
    told = first("published", iso_date)
    author = _author(named, linked, meta, props)
    published = (
        told
        or next((day for _, when in outline.times if (day := iso_date(when))), None)
        or _date_in(where)
    )
    language = _language(tree.get("lang") or tree.get("xml:lang")) or first("language", _language)
    whole = _text(whole_title)
    title = title_of(titles, whole, outline, named)
    return Metadata(
        title=title,
        author=author or _signed(outline),
        published=published,
        outlet=named or outlet_beside(title, whole, outline),
        language=language,
        url=where,
        is_article=bool(told or author),
    )


Said = Mapping[str, Sequence[str]]


def _head(tree: _Element) -> tuple[Said, str, str, list[str]]:
    """Return what the <meta> elements say by field, the canonical address, <title> and JSON-LD."""
    found: dict[str, str] = {}
    canonical = title = ""
    scripts: list[str] = []
    for element in tree.iter("meta", "link", "title", "script"):
        tag = element.tag
        if tag == "meta":
            if content := element.get("content"):
                name = element.get("property") or element.get("name") or ""
                name = (name or element.get("http-equiv") or "").strip().lower()
                if name in _KNOWN:
                    found.setdefault(name, content)
        elif tag == "link":
            if element.get("rel") == "canonical":
                canonical = canonical or element.get("href", "")
        elif tag == "script":
            if "ld+json" in element.get("type", "") and element.text:
                scripts.append(element.text)
        elif not title:
            title = element.text or ""
    said = {
        field: [found[name] for name in names if name in found] for field, names in _META.items()
    }
    return said, canonical, title, scripts


def _microdata(tree: _Element) -> Said:
    """Return what elements with an `itemprop` say; the time of what was written first."""
    said: dict[str, list[str]] = {field: [] for field in _PROPS.values()}
    for element in tree.xpath(".//*[@itemprop]"):
        for prop in (element.get("itemprop") or "").split():
            if field := _PROPS.get(prop):
                person = field in ("author", "outlet")
                name = element.find(".//*[@itemprop='name']") if person else None
                holder = element if name is None else name
                value = holder.get("content") or holder.get("datetime")
                said[field].append(value or " ".join(holder.itertext()))
    return said


def _json_ld(scripts: Iterable[str]) -> Said:
    """Return what the JSON-LD of a page says of its article; the first article speaks."""
    nodes = [node for script in scripts for node in _nodes(script)]
    article = next((node for node in nodes if _is_article(node)), None)
    if article is None:
        return {}
    by_id = {str(node["@id"]): node for node in nodes if "@id" in node and len(node) > 1}
    return {
        "title": [*_strings(article.get("headline")), *_strings(article.get("name"))],
        "author": [", ".join(dict.fromkeys(_names(article.get("author"), by_id)))],
        "published": [
            *_strings(article.get("datePublished")),
            *_strings(article.get("dateCreated")),
        ],
        "outlet": list(_names(article.get("publisher"), by_id)),
        "url": [*_strings(article.get("mainEntityOfPage")), *_strings(article.get("url"))],
        "language": list(_strings(article.get("inLanguage"))),
    }


def _nodes(script: str) -> list[Mapping[str, Any]]:
    try:
        root = json.loads(
            script.strip().removeprefix("<![CDATA[").removesuffix("]]>"), strict=False
        )
    except (ValueError, RecursionError):
        return []
    found: list[Mapping[str, Any]] = []
    level: list[Any] = [root]
    for _ in range(_NESTED):
        below: list[Any] = []
        for item in level:
            if isinstance(item, dict):
                found.append(item)
                below += (value for value in item.values() if isinstance(value, dict | list))
            elif isinstance(item, list):
                below += (value for value in item if isinstance(value, dict | list))
        level = below
        if not level or len(found) > _MANY:
            break
    return found[:_MANY]


def _is_article(node: Mapping[str, Any]) -> bool:
    return any(_ARTICLE.search(kind) for kind in _strings(node.get("@type")))


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value[:20]:
            if isinstance(item, str):
                yield item


def _names(value: Any, by_id: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """Yield the names of persons or organisations, however they are written down."""
    for item in value[:20] if isinstance(value, list) else [value]:
        if isinstance(item, str):
            yield unescape(item).strip()
        elif isinstance(item, dict):
            known = item if "name" in item else by_id.get(str(item.get("@id")), {})
            yield from (unescape(name).strip() for name in _strings(known.get("name")))


def _text(value: str) -> str | None:
    text = " ".join(unescape(value).split())
    return text if text and len(text) <= _LONGEST else None


def _author(outlet: str | None, *said: Said) -> str | None:
    for source in said:
        names = [
            _persons(_BY.sub("", name), outlet)
            for value in source.get("author", ())
            if (name := _text(value)) and not _ADDRESS.match(name) and "@" not in name
        ]
        if names and source is said[-1]:
            return ", ".join(dict.fromkeys(names))
        if names:
            return names[0]
    return None


def _persons(told: str, outlet: str | None) -> str:
    """Return the names without what may follow them: a post, the outlet, letters such as "AP"."""
    names, *others = told.split(", ")
    for other in others:
        if other == outlet or _POST.search(other):
            break
        names = f"{names}, {other}"
    return names


def _signed(outline: Outline) -> str | None:
    """Return the names that the one line gives whose mark-up says that it tells who wrote."""
    signed: set[str] = set()
    for line in outline.lines:
        if line.hint == "author" and (found := _SIGNED.match(line.text)):
            told = _persons(found[1], None)
            if all(2 <= len(name.split()) <= 4 for name in _NAMES.split(told)):
                signed.add(told)
    return signed.pop() if len(signed) == 1 else None


def _url(value: str) -> str | None:
    return value.strip() if _ADDRESS.match(value.strip()) and len(value) <= 2000 else None


def _language(value: str | None) -> str | None:
    found = _LANGUAGE.match((value or "").strip())
    return found[1].lower() if found else None


def _date_in(url: str | None) -> str | None:
    """Return the day that an address tells: .../2031/05/17/..."""
    if url and (found := _IN_ADDRESS.search(url)):
        return _day(*map(int, found.groups()))
    return None


def iso_date(value: str) -> str | None:
    """Return a date, or date and time, in ISO form as far as it says one; None for what says none."""
    text = value.strip()
    if found := _DIGITS.match(text):
        return _day(*map(int, found.groups()))
    if not _DAY.match(text):
        try:
            return parsedate_to_datetime(text).isoformat()
        except (ValueError, TypeError, IndexError, OverflowError):
            return None
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        pass
    try:
        return datetime.fromisoformat(text.replace(" UTC", "+00:00")).isoformat()
    except ValueError:
        return _day(*map(int, text[:10].split("-")))


def _day(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None
