"""The settled labels follow from the annotations, as far as they say that they do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from ...adjudication import settle_sentence
from ...nouns import Judgment, Ruling, SentenceRef
from .checked import Checked, some

__all__ = ["decisions_match_the_annotations", "votes_match_the_annotations"]


def votes_match_the_annotations(checked: Checked) -> Iterator[str]:
    """The votes for each label are those of the annotators on their own."""
    release = checked.release
    said = _by_sentence(checked, "independent")
    wrong = [
        row["sentence_id"]
        for row in release.rows("gold")
        if row["votes"]
        != [
            sum(label in one["labels"] for one in said[row["sentence_id"]])
            for label in release.labels
        ]
        or row["n_annotators"] != len(said[row["sentence_id"]])
    ]
    if wrong:
        yield f"votes that the annotations do not give: {some(wrong)}"


def decisions_match_the_annotations(checked: Checked) -> Iterator[str]:
    """What is unanimous or a majority can be recomputed; who settled the rest stands there."""
    said, settled = _by_sentence(checked, "independent"), _by_sentence(checked, "adjudication")
    by_rule, by_person = [], []
    for row in checked.release.rows("gold"):
        name, labels = row["sentence_id"], set(row["labels"])
        way = row["decided_by"]
        if way in ("unanimous", "majority") and _settled(said[name], way) != (way, labels):
            by_rule.append(name)
        if way == "adjudicator" and all(set(one["labels"]) != labels for one in settled[name]):
            by_person.append(name)
    if by_rule:
        yield f"settled by rule, and the annotations give something else: {some(by_rule)}"
    if by_person:
        yield f"settled by a person, and no row says so: {some(by_person)}"


def _by_sentence(checked: Checked, which: str) -> defaultdict[str, list[dict[str, Any]]]:
    found = defaultdict[str, list[dict[str, Any]]](list)
    for row in checked.release.rows("annotations"):
        if row["round"] == which:
            found[row["sentence_id"]].append(row)
    return found


def _settled(said: list[dict[str, Any]], way: str) -> tuple[str, set[str]] | None:
    """Return how a rule settles what annotators said, None where it leaves it open."""
    ref = SentenceRef("", 0, 1)
    judgments = [Judgment("", ref, row["annotator_id"], frozenset(row["labels"])) for row in said]
    found = settle_sentence(ref, judgments, "unanimous" if way == "unanimous" else "majority")
    return (found.decided_by, set(found.labels)) if isinstance(found, Ruling) else None
