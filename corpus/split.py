"""Train, validation and test: whole clusters of near-duplicates, every label shared out evenly."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np

from .errors import SplitError
from .nouns import Part, Split
from .stratification import Counts, deal, improve, stratify

__all__ = [
    "ArticleLabels",
    "Balance",
    "Extension",
    "Row",
    "deviation",
    "extend_split",
    "make_split",
]

FAR = 0.05
"""a share further than this from the one asked for is worth a warning"""


@dataclass(frozen=True, slots=True)
class ArticleLabels:
    """What a split must know of an article."""

    article_id: str
    cluster: str
    """its group of near-duplicates"""
    sentences: int
    labels: Mapping[str, int] = field(default_factory=dict)
    """label -> positive sentences; a label left out has none"""


@dataclass(frozen=True, slots=True)
class Extension:
    """A split with the articles that came after it was frozen."""

    split: Split
    added: Mapping[str, Part]
    refused: Mapping[str, str]
    """article id -> why it stands in no part"""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a split's table: the positives of a label, or all sentences, in each part."""

    label: str | None
    """None: all sentences"""
    counts: Mapping[Part, int]
    shares: Mapping[Part, float] | None
    """the part's share of the label's positives; None: the label has no positives"""
    deviation: float | None
    """the largest distance of a share from the one asked for; None: the label has no positives"""


@dataclass(frozen=True, slots=True)
class Balance:
    """How near a split comes to the shares asked for: all sentences first, then each label."""

    rows: tuple[Row, ...]
    worst: float
    """the largest deviation of all rows"""
    warnings: tuple[str, ...]
    """a line for each row that is further off than `FAR`, lacks a part or has no positives"""


def make_split(
    articles: Sequence[ArticleLabels], *, test: float = 0.3, validation: float = 0.0, seed: int = 0
) -> Split:
    """Split `articles`, whose order does not matter, so that no cluster crosses.

    `test` and `validation` are shares of the sentences and of every label's positives; clusters too
    large for them give the nearest split found, and `deviation` says how far off it is. Raises
    SplitError when a share is out of range, when there is no sentence, or when there are fewer
    clusters than parts.
    """
    targets = _targets(test, validation)
    names, counts = _clusters(articles)
    if len(names) < len(targets):
        raise SplitError(
            f"found {len(names)} of the {len(targets)} clusters of near-duplicate articles that "
            f"{' and '.join(targets)} need, since a cluster stands in one part: add articles"
        )
    if not counts[:, 0].any():
        raise SplitError(
            "found articles without a sentence; a split needs sentences: ingest them first"
        )
    shares = np.array(list(targets.values()))
    generator = np.random.default_rng(seed)
    order = generator.permutation(len(names))
    places = stratify(counts[order], shares, generator)
    places = improve(places, counts[order], shares, np.ones(len(names), np.bool_))
    part_of = dict(zip([names[cluster] for cluster in order], _parts(targets, places), strict=True))
    return _split({a.article_id: part_of[a.cluster] for a in articles}, test, validation, seed)


def extend_split(split: Split, articles: Sequence[ArticleLabels]) -> Extension:
    """Give a part to each of `articles` that `split` does not hold; those that it holds stay.

    `articles` are all articles, old and new, with their clusters as they are now. A new article
    joins the part of its cluster; a new cluster goes where it brings the shares nearest to those
    asked for. An article whose cluster touches two parts is refused: it would carry text across.
    """
    targets = _targets(split.test, split.validation)
    touched: dict[str, set[Part]] = defaultdict(set)
    for article in articles:
        if article.article_id in split.parts:
            touched[article.cluster].add(split.parts[article.article_id])
    crossing = {cluster for cluster, parts in touched.items() if len(parts) > 1}
    new = sorted(
        (article for article in articles if article.article_id not in split.parts),
        key=lambda article: article.article_id,
    )

    names, counts = _clusters([a for a in articles if a.cluster not in crossing])
    fixed = [next(iter(touched.get(name, ())), None) for name in names]
    parts = tuple(targets)
    places = np.array([-1 if part is None else parts.index(part) for part in fixed], np.int64)
    free = places < 0
    shares = np.array(list(targets.values()))
    places = improve(deal(places, counts, shares), counts, shares, free)
    part_of = dict(zip(names, _parts(targets, places), strict=True))

    added = {a.article_id: part_of[a.cluster] for a in new if a.cluster not in crossing}
    refused = {
        a.article_id: f"its cluster {a.cluster!r} already stands in "
        + " and ".join(part for part in parts if part in touched[a.cluster])
        for a in new
        if a.cluster in crossing
    }
    extended = _split({**split.parts, **added}, split.test, split.validation, split.seed)
    return Extension(extended, MappingProxyType(added), MappingProxyType(refused))


def deviation(split: Split, articles: Sequence[ArticleLabels]) -> Balance:
    """Return what each part holds of all sentences and of each label's positives.

    Articles that `split` does not hold count nowhere.
    """
    targets = _targets(split.test, split.validation)
    held = [article for article in articles if article.article_id in split.parts]
    rows = [_row(None, {a.article_id: a.sentences for a in held}, split, targets)]
    for label in sorted({label for article in articles for label in article.labels}):
        positives = {a.article_id: a.labels.get(label, 0) for a in held}
        rows.append(_row(label, positives, split, targets))
    warnings = [warning for row in rows if (warning := _warning(row, held, targets))]
    worst = max((row.deviation for row in rows if row.deviation is not None), default=0.0)
    return Balance(tuple(rows), worst, tuple(warnings))


def _targets(test: float, validation: float) -> dict[Part, float]:
    """Return the share that each part should hold, in the order train, validation, test."""
    if not 0 < test < 1:
        raise SplitError(f"found a test share of {test}; give more than 0 and less than 1")
    if not 0 <= validation < 1 - test - 1e-9:
        raise SplitError(
            f"found a validation share of {validation} beside a test share of {test}; "
            "give 0 or more, and leave something for train"
        )
    train = 1 - test - validation
    return (
        {"train": train, "validation": validation, "test": test}
        if validation
        else {"train": train, "test": test}
    )


def _clusters(articles: Sequence[ArticleLabels]) -> tuple[list[str], Counts]:
    """Return the clusters' names, sorted, and their counts : (clusters, sentences and labels)."""
    [(article_id, times)] = Counter(a.article_id for a in articles).most_common(1) or [("", 0)]
    if times > 1:
        raise ValueError(f"article id {article_id!r} comes {times} times")
    names = sorted({article.cluster for article in articles})
    labels = sorted({label for article in articles for label in article.labels})
    row = {name: number for number, name in enumerate(names)}
    column = {label: number for number, label in enumerate(labels, start=1)}
    counts = np.zeros((len(names), 1 + len(labels)))
    for article in articles:
        counts[row[article.cluster], 0] += article.sentences
        for label, positives in article.labels.items():
            counts[row[article.cluster], column[label]] += positives
    return names, counts


def _parts(targets: Mapping[Part, float], places: Iterable[int]) -> list[Part]:
    parts = tuple(targets)
    return [parts[place] for place in places]


def _split(parts: Mapping[str, Part], test: float, validation: float, seed: int) -> Split:
    return Split(MappingProxyType(dict(sorted(parts.items()))), seed, test, validation)


def _row(
    label: str | None, counts: Mapping[str, int], split: Split, targets: Mapping[Part, float]
) -> Row:
    held: dict[Part, int] = dict.fromkeys(targets, 0)
    for article, count in counts.items():
        held[split.parts[article]] += count
    total = sum(held.values())
    if not total:
        return Row(label, MappingProxyType(held), None, None)
    shares = {part: count / total for part, count in held.items()}
    off = max(abs(share - targets[part]) for part, share in shares.items())
    return Row(label, MappingProxyType(held), MappingProxyType(shares), off)


def _warning(
    row: Row, articles: Iterable[ArticleLabels], targets: Mapping[Part, float]
) -> str | None:
    what = "sentences" if row.label is None else f"label {row.label!r}"
    shares = row.shares
    if shares is None or row.deviation is None:
        return f"{what}: no positives, so nothing to share out"
    held: dict[str, int] = defaultdict(int)
    for article in articles:
        count = article.sentences if row.label is None else article.labels.get(row.label, 0)
        held[article.cluster] += count
    total, holders = sum(held.values()), sum(count > 0 for count in held.values())
    stand = f"all {total} stand in {holders} cluster{'s' if holders > 1 else ''} of near-duplicates"
    if lacking := [part for part, count in row.counts.items() if not count]:
        return f"{what}: none in {' and '.join(lacking)}; {stand}"
    if row.deviation <= FAR + 1e-9:
        return None
    far = max(
        shares, key=lambda part: (round(abs(shares[part] - targets[part]), 9), part == "test")
    )
    largest = max(held, key=lambda cluster: (held[cluster], cluster))
    return (
        f"{what}: {shares[far]:.0%} in {far} where {targets[far]:.0%} was asked for; {stand}, "
        f"the largest ({largest!r}) holds {held[largest] / total:.0%}"
    )
