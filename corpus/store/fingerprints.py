"""Fingerprints of the articles, and the links that they gave, in the corpus file."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

import numpy as np
import sqlalchemy as sa
from sqlalchemy import Connection

from ..duplicates import Link, near_copies, shingles
from ..duplicates.shingles import Fingerprint
from . import schema
from .articles import article_seqs, get_split, set_clusters
from .settings import get_setting, set_setting

__all__ = [
    "add_fingerprints",
    "compared_articles",
    "count_linked",
    "drop_outdated",
    "get_fingerprints",
    "get_links",
    "has_new",
    "record_clusters",
    "set_links",
    "texts_without_fingerprint",
]

_HASH = np.dtype("<u4")


def texts_without_fingerprint(connection: Connection, after: int, limit: int) -> dict[int, str]:
    """Return row number -> text of the next articles without a fingerprint, in order."""
    articles, held = schema.articles.c, schema.fingerprints.c
    rows = connection.execute(
        sa.select(articles.seq, articles.text)
        .where(articles.seq > after, ~sa.exists().where(held.article == articles.seq))
        .order_by(articles.seq)
        .limit(limit)
    )
    return dict(map(tuple, rows))


def add_fingerprints(connection: Connection, found: Mapping[int, Fingerprint]) -> None:
    """Keep the fingerprints of articles, by row number; they are still to be compared."""
    connection.execute(
        sa.insert(schema.fingerprints),
        [
            {
                "article": seq,
                "characters": made.characters,
                "words": made.words,
                "shingles": made.shingles.astype(_HASH).tobytes(),
                "linked": False,
            }
            for seq, made in found.items()
        ],
    )


def has_new(connection: Connection) -> bool:
    """Return whether any fingerprint has not been compared yet."""
    held = schema.fingerprints.c
    return connection.scalar(sa.select(held.article).where(~held.linked).limit(1)) is not None


def count_linked(connection: Connection) -> int:
    """Return how many articles have been compared with one another."""
    held = schema.fingerprints.c
    return connection.scalar(sa.select(sa.func.count()).where(held.linked)) or 0


def compared_articles(connection: Connection) -> list[str]:
    """Return the ids of the articles that have been compared with one another."""
    articles, held = schema.articles.c, schema.fingerprints.c
    joined = sa.select(articles.id).join_from(schema.fingerprints, schema.articles)
    return list(connection.scalars(joined.where(held.linked)))


def get_fingerprints(connection: Connection) -> tuple[dict[str, Fingerprint], set[str]]:
    """Return the fingerprints by article id, and the ids of those compared with one another."""
    held = schema.fingerprints.c
    rows = connection.execute(
        sa.select(
            schema.articles.c.id, held.characters, held.words, held.shingles, held.linked
        ).join_from(schema.fingerprints, schema.articles)
    )
    found, linked = dict[str, Fingerprint](), set[str]()
    for name, characters, words, hashes, compared in rows:
        found[name] = Fingerprint(
            bytes(characters),
            bytes(words),
            np.frombuffer(hashes, _HASH).astype(np.uint32, copy=False),
        )
        if compared:
            linked.add(name)
    return found, linked


def get_links(connection: Connection) -> tuple[Link, ...]:
    """Return the links, sorted."""
    one, other, held = schema.articles.alias(), schema.articles.alias(), schema.links.c
    rows = connection.execute(
        sa.select(one.c.id, other.c.id, held.kind, held.score)
        .join_from(schema.links, one, held.a == one.c.seq)
        .join(other, held.b == other.c.seq)
    )
    return tuple(sorted(Link(*row) for row in rows))


def set_links(connection: Connection, links: Iterable[Link], compared: Collection[str]) -> None:
    """Record all links of the corpus, of which only what changed is written.

    `compared` are the articles that were new in this comparison.
    """
    before, now = set(get_links(connection)), set(links)
    seqs = article_seqs(
        connection, {name for link in before ^ now for name in link[:2]} | {*compared}
    )
    table, held = schema.links, schema.fingerprints
    if gone := [{"one": seqs[link.a], "other": seqs[link.b]} for link in before - now]:
        pair = (table.c.a == sa.bindparam("one")) & (table.c.b == sa.bindparam("other"))
        connection.execute(sa.delete(table).where(pair), gone)
    if come := [
        {"a": seqs[link.a], "b": seqs[link.b], "kind": link.kind, "score": link.score}
        for link in sorted(now - before)
    ]:
        connection.execute(sa.insert(table), come)
    if rows := [{"seq": seqs[name]} for name in sorted(compared)]:
        chosen = held.c.article == sa.bindparam("seq")
        connection.execute(sa.update(held).where(chosen).values(linked=True), rows)


def record_clusters(connection: Connection, clusters: Mapping[str, str]) -> None:
    """Record the clusters that changed, unless a split is frozen, which keeps its own."""
    if get_split(connection) is None:
        table = schema.articles.c
        held = dict(map(tuple, connection.execute(sa.select(table.id, table.cluster))))
        set_clusters(connection, {k: v for k, v in clusters.items() if held[k] != v})


def drop_outdated(connection: Connection) -> None:
    """Forget the fingerprints that earlier rules made, and the links: they go with no new ones."""
    if get_setting(connection, "fingerprints") != shingles.RULES:
        connection.execute(sa.delete(schema.links))
        connection.execute(sa.delete(schema.fingerprints))
        set_setting(connection, "fingerprints", shingles.RULES)
    if get_setting(connection, "links") != near_copies.RULES:
        connection.execute(sa.delete(schema.links))
        connection.execute(sa.update(schema.fingerprints).values(linked=False))
        set_setting(connection, "links", near_copies.RULES)
