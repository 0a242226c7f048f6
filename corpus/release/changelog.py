"""CHANGELOG.md: what each version added, removed and labelled anew."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..plurals import counted
from .opened import OpenRelease

__all__ = ["Changes", "changelog", "changes_since"]

Row = Mapping[str, Any]
_HEAD = "# Changelog\n"


@dataclass(frozen=True, slots=True)
class Changes:
    """How a version differs from the one before it."""

    since: str
    articles_added: int
    articles_removed: int
    sentences_added: int
    sentences_removed: int
    relabelled: int
    """sentences of both whose settled labels differ"""
    moved: int
    """articles of both that stand in another part of the split"""
    taken_down: tuple[str, ...]
    """ids that were not taken down before"""


def changes_since(
    previous: OpenRelease, rows: Mapping[str, Sequence[Row]], taken_down: Iterable[str]
) -> Changes:
    """Return how the rows of a version differ from a release before it."""
    articles_before = _by_id(previous.rows("articles"), "article_id", "split")
    articles = _by_id(rows["articles"], "article_id", "split")
    sentences_before = {row["sentence_id"] for row in previous.csv("data/splits.csv")}
    sentences = {row["sentence_id"] for row in rows["data/splits.csv"]}
    gold_before = _by_id(previous.rows("gold"), "sentence_id", "labels")
    gold = _by_id(rows["gold"], "sentence_id", "labels")
    down_before = {row["id"] for row in previous.jsonl("takedown.jsonl")}
    return Changes(
        since=previous.facts["version"],
        articles_added=len(articles.keys() - articles_before.keys()),
        articles_removed=len(articles_before.keys() - articles.keys()),
        sentences_added=len(sentences - sentences_before),
        sentences_removed=len(sentences_before - sentences),
        relabelled=_differ(gold_before, gold),
        moved=_differ(articles_before, articles),
        taken_down=tuple(sorted(set(taken_down) - down_before)),
    )


def changelog(
    version: str, date: str, changes: Changes | None, previous: OpenRelease | None
) -> str:
    """Return CHANGELOG.md: this version, and below it what the one before it told."""
    lines = [_HEAD, f"## {version} ({date})", ""]
    if changes is None:
        lines.append("First version.")
    else:
        lines += [
            f"Since {changes.since}:",
            "",
            f"- articles: {changes.articles_added:,} added, {changes.articles_removed:,} removed",
            f"- sentences: {changes.sentences_added:,} added, {changes.sentences_removed:,} removed",
            f"- labelled anew: {counted(changes.relabelled, 'sentence')}",
            f"- in another part of the split: {counted(changes.moved, 'article')}",
        ]
        if changes.taken_down:
            lines.append(f"- taken down: {', '.join(f'`{name}`' for name in changes.taken_down)}")
    told = "\n".join(lines) + "\n"
    if previous is None:
        return told
    return told + previous.text("CHANGELOG.md").removeprefix(_HEAD)


def _by_id(rows: Iterable[Row], key: str, value: str) -> dict[str, Any]:
    return {row[key]: row[value] for row in rows}


def _differ(before: Mapping[str, Any], after: Mapping[str, Any]) -> int:
    return sum(before[name] != after[name] for name in before.keys() & after.keys())
