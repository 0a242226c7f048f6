"""Where articles were found: the pages they came from, and what those held beside them."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from operator import attrgetter
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy import Connection

from ..nouns import Article, Dropped, Finding, Leftovers, Origin
from . import schema
from .articles import Added
from .rows import find_many, insert_many

__all__ = [
    "add_findings",
    "add_leftovers",
    "articles_without_findings",
    "findings_of",
    "iter_findings",
    "iter_leftovers",
    "renew_terms",
]

BATCH = 500
_Page = tuple[str, str, str]
"""digest, file and record: what tells a page from others"""

_pages, _found = schema.pages.c, schema.provenance.c


def add_findings(connection: Connection, findings: Sequence[tuple[Finding, Added]]) -> list[bool]:
    """Write down where articles were found; say of each finding whether it is new."""
    seqs = _page_seqs(connection, (_page_of(finding) for finding, _ in findings))
    known = _known(connection, {added.seq for _, added in findings if not added.new})
    rows: list[tuple[Any, ...]] = []
    new: list[bool] = []
    for finding, added in findings:
        origin = finding.origin
        place = (added.seq, seqs[_page_of(finding)], _storable(origin.record or ""))
        new.append(place not in known)
        if place in known:
            continue
        known.add(place)
        repairs = json.dumps(origin.repairs) if origin.repairs else None
        rows.append((*place, origin.start, origin.end, repairs, *_terms(finding)))
    insert_many(connection, "provenance", _COLUMNS, rows)
    return new


_FIELDS = ("ingested", "version", "licence", "rights", "outlet")
_terms = attrgetter(*_FIELDS)
_COLUMNS = ("article", "page", "record", "start", "end", "repairs", *_FIELDS)


def _page_of(page: Finding | Leftovers) -> _Page:
    digest = page.digest if isinstance(page, Leftovers) else page.origin.digest
    return digest, _storable(page.file), _storable(page.page or "")


def _storable(text: str) -> str:
    """Return a text that every database holds: halves of characters and NULs are spelled out."""
    if text.isprintable() and text.isascii():
        return text
    return text.encode("utf-8", "backslashreplace").decode().replace("\0", "\\x00")


def _known(connection: Connection, articles: Collection[int]) -> set[tuple[int, int, str]]:
    """Return the places where some articles are known to have been found."""
    known, rest = set[tuple[int, int, str]](), iter(articles)
    while chosen := list(islice(rest, BATCH)):
        rows = connection.execute(
            sa.select(_found.article, _found.page, _found.record).where(_found.article.in_(chosen))
        )
        known |= {tuple(row) for row in rows}
    return known


def add_leftovers(connection: Connection, leftovers: Sequence[Leftovers]) -> int:
    """Keep what pages held beside their articles; return how many of the pages were new."""
    dropped = {
        _page_of(page): [[*block[:-1], _storable(block.text)] for block in page.dropped]
        for page in leftovers
    }
    for page in _known_pages(connection, dropped):
        dropped.pop(page, None)
    _add_pages(connection, dropped)
    return len(dropped)


def _page_seqs(connection: Connection, pages: Iterable[_Page]) -> dict[_Page, int]:
    """Return the row numbers of pages; those that are not there yet are added."""
    wanted = dict.fromkeys(pages)
    known = _known_pages(connection, wanted)
    missing: dict[_Page, list[list[Any]]] = {page: [] for page in wanted if page not in known}
    _add_pages(connection, missing)
    return known | _known_pages(connection, missing)


def _known_pages(connection: Connection, pages: Iterable[_Page]) -> dict[_Page, int]:
    """Return the row numbers of the pages that are there, and of others with the same bytes."""
    digests = {digest for digest, _, _ in pages}
    columns = ("digest", "file", "record", "seq")
    rows = find_many(connection, "pages", columns, "digest", digests)
    return {(digest, file, record): seq for digest, file, record, seq in rows}


def _add_pages(connection: Connection, dropped: Mapping[_Page, list[list[Any]]]) -> None:
    """Add pages with the blocks that were dropped from them."""
    rows = [(*page, json.dumps(blocks) if blocks else None) for page, blocks in dropped.items()]
    insert_many(connection, "pages", ("digest", "file", "record", "dropped"), rows, random=True)


def renew_terms(
    connection: Connection, found: Sequence[tuple[Finding, Article, Added]]
) -> set[str]:
    """Write down what is said anew of articles that are there; return the ids of those it changes.

    Licence, rights and outlet of each place are what was last said there, and silence takes nothing
    back. The article's own licence, outlet and language follow the place where it was found first,
    and others fill what that leaves open. Every place is one that `add_findings` wrote down.
    """
    seqs = {added.seq for _, _, added in found}
    places = _places(connection, seqs)
    first = {place.article: place.seq for place in reversed(places.values())}
    fields = ("licence", "source", "language")
    rows = find_many(connection, "articles", ("seq", *fields), "seq", seqs)
    owns = {seq: dict(zip(fields, own, strict=True)) for seq, *own in rows}
    renewed = set[str]()
    for finding, article, added in found:
        origin, own = finding.origin, owns[added.seq]
        place = places[added.seq, *_page_of(finding), _storable(origin.record or "")]
        now = {field: getattr(finding, field) for field in place.terms}
        mine = {field: getattr(article, field) for field in own}
        if place.seq != first[added.seq]:
            mine = {field: said for field, said in mine.items() if own[field] is None}
        for table, seq, held, said in (
            (schema.provenance, place.seq, place.terms, now),
            (schema.articles, added.seq, own, mine),
        ):
            changed = {key: value for key, value in said.items() if value not in (None, held[key])}
            if changed:
                held |= changed
                connection.execute(sa.update(table).where(table.c.seq == seq).values(changed))
                renewed.add(article.id)
    return renewed


class _Place(NamedTuple):
    """A place where an article was found, and the terms that it is known to stand there on."""

    seq: int
    article: int
    terms: dict[str, str | None]


def _places(connection: Connection, articles: Collection[int]) -> dict[tuple[Any, ...], _Place]:
    """Return the places of some articles by article, page and record, in the order of finding."""
    places, rest = dict[tuple[Any, ...], _Place](), iter(articles)
    terms = {field: _found[field] for field in ("licence", "rights", "outlet")}
    columns = (_found.article, _pages.digest, _pages.file, _pages.record, _found.record)
    chosen = sa.select(_found.seq, *columns, *terms.values()).join_from(
        schema.provenance, schema.pages, _found.page == _pages.seq
    )
    while some := list(islice(rest, BATCH)):
        for row in connection.execute(chosen.where(_found.article.in_(some)).order_by(_found.seq)):
            held = dict(zip(terms, row[6:], strict=True))
            places[tuple(row[1:6])] = _Place(row[0], row[1], held)
    return places


def findings_of(connection: Connection, article: str) -> list[Finding]:
    """Return where an article was found, in the order in which it was."""
    return [
        _finding(row)
        for row in connection.execute(
            _FINDINGS.where(schema.articles.c.id == article).order_by(_found.seq)
        )
    ]


def iter_findings(connection: Connection) -> Iterator[Finding]:
    """Yield where the articles of the corpus were found, in the order in which they were."""
    last = -1
    while rows := connection.execute(
        _FINDINGS.where(_found.seq > last).order_by(_found.seq).limit(BATCH)
    ).all():
        last = rows[-1].seq
        yield from map(_finding, rows)


_FINDINGS = (
    sa.select(
        schema.provenance,
        schema.articles.c.id,
        _pages.file,
        _pages.digest,
        _pages.record.label("page_record"),
    )
    .join_from(schema.provenance, schema.articles, _found.article == schema.articles.c.seq)
    .join(schema.pages, _found.page == _pages.seq)
)


def _finding(row: Any) -> Finding:
    origin = Origin(row.digest, row.start, row.end, row.record or None, tuple(row.repairs or ()))
    fields = {field: getattr(row, field) for field in _FIELDS}
    return Finding(row.id, row.file, origin, **fields, page=row.page_record or None)


def iter_leftovers(connection: Connection) -> Iterator[Leftovers]:
    """Yield the pages that held something beside articles, in the order in which they came in."""
    last = -1
    chosen = sa.select(schema.pages).where(_pages.dropped.is_not(None)).order_by(_pages.seq)
    while rows := connection.execute(chosen.where(_pages.seq > last).limit(BATCH)).all():
        last = rows[-1].seq
        for row in rows:
            dropped = tuple(Dropped(*block) for block in row.dropped)
            yield Leftovers(row.file, row.digest, row.record or None, dropped)


def articles_without_findings(connection: Connection, articles: Sequence[str]) -> list[str]:
    """Return those of some articles of which it is not known where they were found, in order."""
    without, rest = list[str](), iter(articles)
    table = schema.articles.c
    while chosen := list(islice(rest, BATCH)):
        found = sa.exists().where(_found.article == table.seq)
        lost = sa.select(table.id).where(table.id.in_(chosen), ~found).order_by(table.seq)
        without += connection.scalars(lost)
    return without
