"""Which articles are copies of one another, and how: from their fingerprints alone.

Near copies share runs of six words. News is cut, topped with a new headline and rewritten, so what
counts is the share of the *shorter* article, not the Jaccard index: an excerpt of a third could
never reach a Jaccard index of one half. Each article is linked to the longer one that holds most of
it, and not to whatever resembles it: of a hundred cuts each of two stories, some two are alike by
chance, and would join them.

A run of words that stands in very many texts is either a story that many print, or the wording of a
template (accident reports, market reports, a publisher's footer), which must glue nothing. A sample
of these texts tells: where enough of them have most of their text in common with the longest, it is
a story. What is boilerplate links nothing, yet it counts in the length of the article that holds it,
so that a template's few free words cannot glue two reports.

The links are a function of the set of fingerprints: neither the order nor the batches in which
articles came matter. So a new article may also undo an old link, when by it the wording of two
reports turns out to be a template. Of the old articles only those are compared again whose links a
new one may change. What does not hold: a template of a hundred texts or fewer is not told from a
story.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np

from ..progress import Progress
from .near_copies import NearCopies, Pairs, find_near_copies
from .shingles import Fingerprint, fingerprint

__all__ = [
    "Duplicates",
    "Kind",
    "Link",
    "cluster",
    "find_duplicates",
    "find_links",
    "near_links",
    "same_words",
]

Kind = Literal["exact", "format", "contains", "rewrite"]

CONTAINS = 0.80
"""least share of the shorter article at which the longer one is said to contain it"""
_NEAR: frozenset[Kind] = frozenset(("contains", "rewrite"))


class Link(NamedTuple):
    """Two articles with much the same text, compared directly.

    `kind` is exact (the same characters), format (the same words: case, punctuation or layout
    differ), contains (the longer one holds nearly all of the shorter: an excerpt, a truncation, a
    copy under a new headline) or rewrite. `score` is the share of the shorter one's runs of six
    words that the other holds too; boilerplate counts as not held.
    """

    a: str
    b: str
    kind: Kind
    score: float


@dataclass(frozen=True, slots=True)
class Duplicates:
    """The copies in a set of articles. Neither field depends on the order of the articles."""

    links: tuple[Link, ...]
    """sorted, `a < b`: see `find_links`"""
    clusters: Mapping[str, str]
    """article id -> the smallest article id that a chain of links leads to; for every article"""


def find_duplicates(articles: Iterable[tuple[str, str]]) -> Duplicates:
    """Find the exact and near copies among `articles`, pairs of id and text in any order.

    A text without a word is a copy of nothing. Raises ValueError when an id comes twice.
    """
    found: dict[str, Fingerprint] = {}
    for name, text in articles:
        if name in found:
            raise ValueError(f"article id {name!r} comes twice")
        found[name] = fingerprint(text)
    links = find_links(found)
    return Duplicates(links, cluster(found, links))


def find_links(
    fingerprints: Mapping[str, Fingerprint],
    linked: Collection[str] = (),
    links: Iterable[Link] = (),
    progress: Progress = lambda *_: None,
) -> tuple[Link, ...]:
    """Return the links that join each cluster of copies; sorted.

    `fingerprints` : article id -> fingerprint, in any order. Copies with the same words are linked to
    the first of them alone, and the first of them to the longer article that holds most of it, the
    shorter one where two hold as much; and if it is no mere part of that one, to those of another
    story as well. `links` are what an earlier call returned for the articles `linked`: they save
    work, and change nothing in the result.
    """
    words: dict[bytes, list[str]] = defaultdict(list)
    for name in sorted(fingerprints):
        words[fingerprints[name].words or name.encode("utf-8", "surrogatepass")].append(name)
    groups = [words[digest] for digest in sorted(words)]
    found = [link for same in groups for link in same_words(same, fingerprints)]
    firsts = [same[0] for same in groups]
    known = frozenset(linked)
    new = np.array([known.isdisjoint(same) for same in groups], np.bool_)
    near = find_near_copies([fingerprints[name].shingles for name in firsts], new)

    if known:
        found += _kept(near, groups, links)
    found += near_links(near.pairs(progress), firsts)
    return tuple(sorted(found))


def same_words(same: Sequence[str], fingerprints: Mapping[str, Fingerprint]) -> Iterator[Link]:
    """Return the links among articles with the same words, which come sorted.

    Each copy is linked to the first with the same characters, and that one to the first of all.
    """
    first: dict[bytes, str] = {}
    for name in same:
        characters = fingerprints[name].characters
        if characters in first:
            yield Link(first[characters], name, "exact", 1.0)
        elif first:
            yield Link(same[0], name, "format", 1.0)
        first.setdefault(characters, name)


def near_links(pairs: Pairs, names: Sequence[str]) -> Iterator[Link]:
    """Return the links that near copies make; `names` : the article of each text."""
    for one, other, score in zip(*(part.tolist() for part in pairs), strict=True):
        a, b = sorted((names[one], names[other]))
        yield Link(a, b, "contains" if score >= CONTAINS else "rewrite", round(score, 4))


def _kept(
    near: NearCopies, groups: Sequence[Sequence[str]], links: Iterable[Link]
) -> Iterator[Link]:
    """Return the near links that stay as they are: those of articles that look up as before.

    Where a new article is now the first of those with the same words, it takes their links over.
    """
    held = [link for link in links if link.kind in _NEAR]
    home = {name: number for number, same in enumerate(groups) for name in same}
    one = np.array([home[link.a] for link in held], np.int64)
    other = np.array([home[link.b] for link in held], np.int64)
    looks_up = np.where(near.shorter(one, other), one, other)
    stays = ~near.touched()[looks_up]
    for link, a, b, kept in zip(held, one.tolist(), other.tolist(), stays.tolist(), strict=True):
        if kept:
            a, b = sorted((groups[a][0], groups[b][0]))
            yield Link(a, b, link.kind, link.score)


def cluster(names: Iterable[str], links: Iterable[Link]) -> dict[str, str]:
    """Return name -> the smallest name that a chain of links leads to, for every name."""
    leader = {name: name for name in sorted(names)}

    def lead(name: str) -> str:
        while leader[name] != name:
            leader[name] = name = leader[leader[name]]
        return name

    for link in links:
        a, b = lead(link.a), lead(link.b)
        leader[max(a, b)] = min(a, b)
    return {name: lead(name) for name in leader}
