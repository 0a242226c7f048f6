"""The clusters of copies in a corpus, to be listed and looked at."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import Connection

from .duplicates import Duplicates, Kind, Link
from .store.articles import Head, article_heads

__all__ = ["Cluster", "Copies", "Member", "list_copies"]


class Member(NamedTuple):
    """An article of a cluster."""

    id: str
    head: Head


@dataclass(frozen=True, slots=True)
class Cluster:
    """Articles that are copies of one another, directly or by a chain of links."""

    id: str
    """the smallest of its article ids"""
    members: tuple[Member, ...]
    """by id"""
    links: tuple[Link, ...]
    """the strongest first"""

    @property
    def kinds(self) -> dict[Kind, int]:
        """Return how many links there are of each kind."""
        return dict(sorted(Counter(link.kind for link in self.links).items()))


@dataclass(frozen=True, slots=True)
class Copies:
    """The clusters of a corpus: those of two articles or more."""

    articles: int
    """all of the corpus, copies or not"""
    copies: int
    """articles that are a copy of another"""
    kind: Kind | None
    """the one kind of link that is listed, or all"""
    clusters: tuple[Cluster, ...]
    """the largest first; where a kind is asked for, those that have such a link"""


def list_copies(connection: Connection, found: Duplicates, kind: Kind | None = None) -> Copies:
    """Return the clusters of a corpus with what tells their articles from others."""
    links, names = defaultdict[str, list[Link]](list), defaultdict[str, list[str]](list)
    for link in found.links:
        if kind in (None, link.kind):
            links[found.clusters[link.a]].append(link)
    for name, leader in found.clusters.items():
        if leader in links:
            names[leader].append(name)
    heads = article_heads(connection, [name for held in names.values() for name in held])
    clusters = (
        Cluster(
            leader,
            tuple(Member(name, heads[name]) for name in sorted(names[leader])),
            tuple(sorted(links[leader], key=lambda link: (-link.score, link))),
        )
        for leader in links
    )
    return Copies(
        articles=len(found.clusters),
        copies=len(found.clusters) - len(set(found.clusters.values())),
        kind=kind,
        clusters=tuple(sorted(clusters, key=lambda one: (-len(one.members), one.id))),
    )
