"""What is in a corpus: how much, from where, from when, how long, and how far the labelling is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from itertools import accumulate
from operator import attrgetter
from typing import Any, get_args

from ..labelling.doubts import Reviewed
from ..nouns import BlockKind, Part
from ..store import Corpus
from ..store.census import (
    ArticleCount,
    SettledCount,
    count_article_lengths,
    count_blocks,
    count_by_facets,
    count_cluster_sizes,
    count_judged,
    count_links,
    count_pages,
    count_sentence_lengths,
    count_settled,
)
from ..store.doubts import review_of_doubts
from ..store.settings import get_setting, label_scheme

__all__ = [
    "PLURAL",
    "Census",
    "Copies",
    "Facet",
    "Group",
    "LabelCount",
    "Lengths",
    "Month",
    "take_census",
]

PLURAL = {"source": "sources", "agency": "agencies", "language": "languages", "licence": "licences"}
"""What articles are grouped by: where they come from, what they are written in, who may copy them."""

_ISO_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])(?!\d)")
_YEAR = re.compile(r"(?<!\d)(1[4-9]\d\d|20\d\d)(?!\d)")


@dataclass(frozen=True, slots=True)
class Group:
    """Articles that have something in common; `name` is None where they do not say."""

    name: str | None
    articles: int
    sentences: int


Facet = tuple[Group, ...]
"""Every article in one of these groups, the largest first."""


@dataclass(frozen=True, slots=True)
class LabelCount:
    """How many sentences have a label."""

    id: str
    title: str
    gold: int
    """settled sentences that have it"""
    parts: Mapping[str, int]
    """of those, by part of the split; "" is in none"""
    judged: int
    """sentences that somebody has given it"""


@dataclass(frozen=True, slots=True)
class Month:
    """The articles of a month; where only the year is known, `month` is None."""

    year: int
    month: int | None
    articles: int


@dataclass(frozen=True, slots=True)
class Lengths:
    """How long things are: how many of them have which length, the shortest first."""

    counts: tuple[tuple[int, int], ...]

    @property
    def total(self) -> int:
        return sum(count for _, count in self.counts)

    def quantile(self, share: float) -> int | None:
        """Return the least length that so large a share of them does not exceed. None: of nothing."""
        reached = accumulate(count for _, count in self.counts)
        wanted = share * self.total
        pairs = zip(self.counts, reached, strict=True)
        return next((length for (length, _), here in pairs if here >= wanted), None)

    def to_json(self) -> dict[str, Any]:
        """Return the summary, and the counts as pairs of a length and a number."""
        named = {"shortest": 0.0, "quarter": 0.25, "median": 0.5, "three_quarters": 0.75}
        told: dict[str, Any] = {name: self.quantile(at) for name, at in named.items()}
        return told | {"longest": self.quantile(1.0), "counts": [list(c) for c in self.counts]}


@dataclass(frozen=True, slots=True)
class Copies:
    """Near-duplicates, as far as they were looked for."""

    unknown: int
    """articles that were not looked at yet"""
    groups: int
    """groups of two articles or more"""
    copies: int
    """articles of such groups beyond the first of each"""
    sizes: tuple[tuple[int, int], ...]
    """how many articles, how many groups of that size; 1: an article by itself"""
    links: Mapping[str, int]
    """pairs of articles that were compared directly and are copies, by kind"""


@dataclass(frozen=True, slots=True)
class Census:
    """Everything that `dateline corpus` shows."""

    address: str
    articles: int
    sentences: int
    judged: int
    """sentences that somebody has judged"""
    answers: int
    """judgments that count: the last of each annotator on each sentence, unless it is a skip"""
    annotators: int
    settled: int
    """sentences with a ruling that stands"""
    decided_by: Mapping[str, int]
    """of those, by who decided"""
    machine_labels: bool
    """whether a machine, not people, made the judgments"""
    labels: tuple[LabelCount, ...]
    """those of the guidelines in force, then others that are in use"""
    unlabelled: LabelCount
    """settled sentences without a label; `judged` is not counted"""
    parts: Facet
    """of the split, in their order; None: in no part"""
    facets: Mapping[str, Facet]
    """by source, agency, language and licence"""
    months: tuple[Month, ...]
    undated: int
    """articles whose date is missing, or tells no year"""
    article_lengths: Lengths
    """in sentences"""
    sentence_lengths: Lengths
    """in characters"""
    copies: Copies
    blocks: Mapping[str, int]
    """captions, bylines and other parts of articles outside the sentences, by kind"""
    pages: int
    """files, or pages within them, that articles were found in"""
    dropped: int
    """parts of those pages that stand in no article, each kept with its reason"""
    label_errors: Reviewed | None
    """gold that a model doubts, and what people made of it; None: nothing was ever doubted"""

    def to_json(self) -> dict[str, Any]:
        """Return all of it as one JSON object."""
        told = asdict(self)
        facets = told.pop("facets")
        lengths = {
            "article_lengths": self.article_lengths.to_json(),
            "sentence_lengths": self.sentence_lengths.to_json(),
        }
        told["label_errors"] = self.label_errors and self.label_errors.to_json()
        return told | {PLURAL[name]: groups for name, groups in facets.items()} | lengths


def take_census(corpus: Corpus) -> Census:
    """Return what is in a corpus. No text is read, so that a large one takes seconds."""
    with corpus.read() as connection:
        counted = count_by_facets(connection)
        judged, settled = count_judged(connection), count_settled(connection)
        titles = {label.id: label.title for label in label_scheme(connection).labels}
        blocks = count_blocks(connection)
        months, undated = _months(counted)
        pages, dropped = count_pages(connection)
        articles = sum(row.articles for row in counted)
        return Census(
            address=corpus.address,
            articles=articles,
            sentences=sum(row.sentences for row in counted),
            judged=judged.sentences,
            answers=judged.answers,
            annotators=judged.annotators,
            settled=sum(row.sentences for row in settled),
            decided_by=_summed((row.decided_by, row.sentences) for row in settled),
            machine_labels=bool(get_setting(connection, "machine_labels")),
            labels=_labels(titles, settled, judged.labels),
            unlabelled=_label("", "none", (row for row in settled if not row.labels), 0),
            parts=_parts(counted),
            facets={name: _grouped(counted, attrgetter(name)) for name in PLURAL},
            months=months,
            undated=undated,
            article_lengths=Lengths(tuple(count_article_lengths(connection).items())),
            sentence_lengths=Lengths(tuple(count_sentence_lengths(connection).items())),
            copies=_copies(articles, count_cluster_sizes(connection), count_links(connection)),
            blocks={kind: blocks[kind] for kind in get_args(BlockKind) if kind in blocks},
            pages=pages,
            dropped=dropped,
            label_errors=review_of_doubts(connection),
        )


def _summed(pairs: Iterable[tuple[str, int]]) -> dict[str, int]:
    found = Counter[str]()
    for name, count in pairs:
        found[name] += count
    return dict(sorted(found.items(), key=lambda pair: (-pair[1], pair[0])))


def _grouped(counted: Iterable[ArticleCount], key: Callable[[ArticleCount], str | None]) -> Facet:
    """Return the groups that share a key, the largest first, those without one last."""
    articles, sentences = Counter[str | None](), Counter[str | None]()
    for row in counted:
        articles[key(row)] += row.articles
        sentences[key(row)] += row.sentences
    groups = [Group(name, articles[name], sentences[name]) for name in articles]
    return tuple(sorted(groups, key=lambda g: (g.name is None, -g.articles, g.name or "")))


def _parts(counted: Iterable[ArticleCount]) -> Facet:
    found = {group.name: group for group in _grouped(counted, attrgetter("part"))}
    return tuple(found[name] for name in (*get_args(Part), None) if name in found)


def _labels(
    titles: Mapping[str, str], settled: Iterable[SettledCount], judged: Mapping[str, int]
) -> tuple[LabelCount, ...]:
    rows = list(settled)
    used = sorted({label for row in rows for label in row.labels} | judged.keys() - titles.keys())
    names = dict(titles) | {label: label for label in used if label not in titles}
    return tuple(
        _label(label, title, (row for row in rows if label in row.labels), judged.get(label, 0))
        for label, title in names.items()
    )


def _label(label: str, title: str, settled: Iterable[SettledCount], judged: int) -> LabelCount:
    parts = _summed((row.part or "", row.sentences) for row in settled)
    return LabelCount(label, title, sum(parts.values()), parts, judged)


def _months(counted: Iterable[ArticleCount]) -> tuple[tuple[Month, ...], int]:
    """Return the months in which articles came out, oldest first, and how many have no date."""
    found, undated = Counter[tuple[int, int]](), 0
    for row in counted:
        if month := _ISO_MONTH.match(row.published or ""):
            found[int(month[1]), int(month[2])] += row.articles
        elif len(years := set(_YEAR.findall(row.published or ""))) == 1:
            found[int(years.pop()), 0] += row.articles
        else:
            undated += row.articles
    return tuple(Month(y, m or None, count) for (y, m), count in sorted(found.items())), undated


def _copies(articles: int, sizes: Mapping[int, int], links: Mapping[str, int]) -> Copies:
    looked_at = sum(size * groups for size, groups in sizes.items())
    groups = sum(count for size, count in sizes.items() if size > 1)
    copies = looked_at - sum(sizes.values())
    return Copies(articles - looked_at, groups, copies, tuple(sizes.items()), links)
