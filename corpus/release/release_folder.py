"""Reading a release: its anchors, its labels and what it says of its articles.

Nothing of a release is read that its SHA256SUMS does not vouch for.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from ..errors import ReleaseError, shorten
from ..reading.sources import file_digest
from .anchors import NOT_SENSITIVE, SENTENCES_SCHEMA
from .normalise import AnchorSettings, chunk_cuts, normaliser_from_json
from .opened import SUMS, OpenRelease
from .placement import Anchored

__all__ = [
    "ANCHORS",
    "Gold",
    "PublishedArticle",
    "PublishedSentence",
    "Release",
    "published_articles",
    "read_release",
    "read_takedown",
]

NORMALISER = "standoff/normaliser.json"
ANCHORS = "standoff/sentences.parquet"
TAKEDOWN = "takedown.jsonl"
GUIDELINES = "docs/GUIDELINES.md"
_ARTICLES, _GOLD, _ANNOTATIONS = "data/articles/", "data/gold/", "data/annotations/"
_READ = ("data/", "standoff/", TAKEDOWN, GUIDELINES, "release.json")


@dataclass(frozen=True, slots=True)
class Gold:
    """The labels of a sentence, and who decided them."""

    labels: tuple[str, ...]
    decided_by: str | None = None


@dataclass(frozen=True, slots=True)
class PublishedSentence:
    """A sentence as the release has it. Without `gold` it has no label there."""

    id: str
    anchored: Anchored
    withheld: bool
    gold: Gold | None


@dataclass(frozen=True, slots=True)
class PublishedArticle:
    """An article as the release has it: its sentences in order, and what helps to find a copy."""

    id: str
    n_tokens: int
    sentences: tuple[PublishedSentence, ...]
    split: str | None = None
    urls: tuple[str, ...] = ()
    title_hash: int | None = None
    facts: Mapping[str, str] = field(default_factory=dict)
    """source, language, published, url: what the release knows, where the copy does not"""


@dataclass(frozen=True, slots=True)
class Release:
    """A release that was read and found to be whole."""

    folder: Path
    facts: Mapping[str, Any]
    settings: AnchorSettings
    articles: tuple[PublishedArticle, ...]
    judgments: Mapping[str, Sequence[Mapping[str, Any]]]
    """sentence id -> the rows of its independent judgments"""
    guidelines: Path | None


def read_release(folder: Path, taken_down: Iterable[str] = ()) -> Release:
    """Read a release; sentences and articles taken down are withheld, by its own list and by yours.

    Raises ReleaseError where it is none, ReleaseChanged where a file is missing or not the one that
    was published, NormaliserMismatch where its anchors are not of this Dateline's tokens.
    """
    release = OpenRelease(folder)
    files = _checked(release)
    settings = normaliser_from_json(release.json(NORMALISER), str(folder / NORMALISER))
    gone = set(taken_down)
    if TAKEDOWN in files:
        gone |= read_takedown(folder / TAKEDOWN)
    gold = {
        row["sentence_id"]: Gold(tuple(row["labels"]), row.get("decided_by"))
        for row in _rows(release, files, _GOLD)
    }
    articles = published_articles(
        _rows(release, files, _ARTICLES),
        _table(release, ANCHORS, SENTENCES_SCHEMA.names),
        settings,
        gold=gold,
        gone=gone,
        where=folder,
    )
    judgments = defaultdict(list)
    for row in _rows(release, files, _ANNOTATIONS):
        if row.get("round", "independent") == "independent":
            judgments[row["sentence_id"]].append(row)
    return Release(
        folder,
        release.json("release.json"),
        settings,
        articles,
        judgments,
        folder / GUIDELINES if GUIDELINES in files else None,
    )


def published_articles(
    articles: Iterable[Mapping[str, Any]],
    anchors: Iterable[Mapping[str, Any]],
    settings: AnchorSettings,
    *,
    gold: Mapping[str, Gold] = MappingProxyType({}),
    gone: Set[str] = frozenset(),
    where: Path = Path(),
) -> tuple[PublishedArticle, ...]:
    """Return the articles of a release from the rows of its tables, by id.

    gold : by sentence id. gone : ids that are taken down. Raises ReleaseError where the tables
    contradict each other; `where` they stand is for its message.
    """
    sentences = defaultdict(list)
    for row in sorted(anchors, key=lambda row: (row["article_id"], row["ordinal"])):
        sentences[row["article_id"]].append(_sentence(row, gold, gone, settings, where))
    known = {row["article_id"]: row for row in articles}
    if unknown := sorted(sentences.keys() - known.keys()):
        raise ReleaseError(
            f"{where / ANCHORS} has sentences of {shorten(unknown[0])}, which {where / _ARTICLES} "
            "does not list; the release contradicts itself: ask its publisher"
        )
    return tuple(_article(known[name], sentences[name]) for name in sorted(sentences))


def read_takedown(path: Path) -> set[str]:
    """Return the ids of sentences and articles that a list takes down."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        return {str(json.loads(line)["id"]) for line in lines if line.strip()}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ReleaseError(
            f"{path} is no takedown list ({shorten(str(error))}); it has a line of JSON with an "
            "`id` for each sentence or article"
        ) from None


def _checked(release: OpenRelease) -> set[str]:
    """Return the names of a release's files, of which those that are read have their digests."""
    listed = release.sums()
    for name in (NORMALISER, ANCHORS):
        if name not in listed:
            raise ReleaseError(
                f"{release.folder / SUMS} lists no {name}: this release has no anchors to restore text "
                "by; its text stands in text/ where it may be published"
            )
    for kind in (_ARTICLES, _GOLD):
        if not any(name.startswith(kind) for name in listed):
            raise release.changed(SUMS, f"lists no file in {kind}")
    for name, digest in listed.items():
        if not name.startswith(_READ):
            continue
        path = release.folder / name
        if not path.is_file():
            raise release.changed(name, f"is missing, and {SUMS} lists it")
        if file_digest(path) != digest:
            raise release.changed(
                name, f"is not as it was published: its SHA-256 is not that of {SUMS}"
            )
    return set(listed)


def _table(release: OpenRelease, name: str, needed: Iterable[str]) -> list[dict[str, Any]]:
    table = release.parquet(name)
    if missing := sorted(set(needed) - set(table.column_names)):
        raise release.changed(name, f"has no column {missing[0]!r}")
    rows: list[dict[str, Any]] = table.to_pylist()
    return rows


def _rows(release: OpenRelease, files: Iterable[str], below: str) -> list[dict[str, Any]]:
    """Return the rows of all tables of one kind, in the order of the files' names."""
    needed = ["article_id"] if below == _ARTICLES else ["sentence_id", "labels"]
    found: list[dict[str, Any]] = []
    for name in sorted(files):
        if name.startswith(below) and name.endswith(".parquet"):
            found += _table(release, name, needed)
    return found


def _sentence(
    row: Mapping[str, Any],
    gold: Mapping[str, Gold],
    gone: Set[str],
    settings: AnchorSettings,
    folder: Path,
) -> PublishedSentence:
    name, chunks = row["sentence_id"], tuple(row["chunks"] or ())
    if chunks and len(chunks) != len(chunk_cuts(row["n_tok"], settings)):
        raise ReleaseError(
            f"{folder / ANCHORS}: {shorten(name)} has {len(chunks)} chunks for {row['n_tok']} tokens; "
            "the release contradicts itself: ask its publisher"
        )
    withheld = row["sensitive"] != NOT_SENSITIVE or not gone.isdisjoint((name, row["article_id"]))
    anchored = Anchored(row["first"], row["n_tok"], () if withheld else chunks)
    return PublishedSentence(name, anchored, withheld, gold.get(name))


def _article(row: Mapping[str, Any], sentences: Sequence[PublishedSentence]) -> PublishedArticle:
    last = sentences[-1].anchored.after
    facts = {
        "source": row.get("outlet"),
        "language": row.get("language"),
        "published": str(row["published"]) if row.get("published") else None,
        "url": row.get("url"),
    }
    return PublishedArticle(
        row["article_id"],
        max(row.get("n_tokens") or 0, last),
        tuple(sentences),
        row.get("split"),
        tuple(url for url in (row.get("url"), row.get("url_archived")) if url),
        row.get("title_hash"),
        {name: value for name, value in facts.items() if value},
    )
