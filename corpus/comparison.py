"""Comparing what is new in a corpus with all that is there, for copies.

Each article is read once, for its fingerprint; later comparisons load fingerprints, not texts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy import Connection

from .duplicates import Duplicates, Link, cluster, find_links
from .duplicates.shingles import fingerprint
from .progress import Progress
from .store import Corpus
from .store.articles import count_articles
from .store.fingerprints import (
    add_fingerprints,
    compared_articles,
    count_linked,
    drop_outdated,
    get_fingerprints,
    get_links,
    has_new,
    record_clusters,
    set_links,
    texts_without_fingerprint,
)

__all__ = ["compare", "compare_new"]

BATCH = 2000


def compare_new(corpus: Corpus, progress: Progress = lambda *_: None) -> Duplicates:
    """Compare what is new in a corpus, and return all copies in it.

    The corpus is locked for short whiles only, so that people can go on labelling.
    """
    last: int | None = 0
    with corpus.write() as connection:
        drop_outdated(connection)
        total, _ = count_articles(connection)
    while last is not None:
        with corpus.write() as connection:
            last = _read_some(connection, last)
        progress("reading", last or total, total)
    with corpus.read() as connection:
        new = has_new(connection)
        fingerprints, linked = get_fingerprints(connection) if new else ({}, set[str]())
        before = get_links(connection)
    if new:
        links = find_links(fingerprints, linked, before, progress)
        with corpus.write() as connection:
            if count_linked(connection) == len(linked):  # nobody else was quicker
                _keep(connection, links, fingerprints.keys() - linked)
    with corpus.write() as connection:
        return compare(connection)


def compare(connection: Connection, progress: Progress = lambda *_: None) -> Duplicates:
    """Compare what is new, within a transaction, and return all copies in the corpus."""
    drop_outdated(connection)
    last: int | None = 0
    while last is not None:
        last = _read_some(connection, last)
    links = get_links(connection)
    if has_new(connection):
        fingerprints, linked = get_fingerprints(connection)
        links = find_links(fingerprints, linked, links, progress)
        _keep(connection, links, fingerprints.keys() - linked)
    return Duplicates(links, cluster(compared_articles(connection), links))


def _keep(connection: Connection, links: Iterable[Link], compared: Collection[str]) -> None:
    set_links(connection, links, compared)
    record_clusters(connection, cluster(compared_articles(connection), links))


def _read_some(connection: Connection, last: int) -> int | None:
    """Keep the fingerprints of the next articles; return the last one's row, None after all."""
    texts = texts_without_fingerprint(connection, last, BATCH)
    if not texts:
        return None
    add_fingerprints(connection, {seq: fingerprint(text) for seq, text in texts.items()})
    return max(texts)
