"""What suggestions did to the judgments that were made before and after them.

A suggestion is shown after the annotator's own answer, and for a random part of the sentences not at
all. So there are two comparisons: each shown sentence before and after, and shown sentences against
withheld ones, which chance alone tells apart.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ..agreement.answers import coded
from ..nouns import Judgment, SentenceRef
from ..shares import Share, share_cells

__all__ = ["Arm", "Shown", "SuggestionEffect", "suggestion_effect"]

Labels = frozenset[str]
Spoken = tuple[SentenceRef, str]
"""a sentence and an annotator"""


@dataclass(frozen=True, slots=True)
class Shown:
    """A suggestion that an annotator was shown, and what they had answered before it."""

    sentence: SentenceRef
    annotator: str
    suggested: Labels
    before: Labels


@dataclass(frozen=True, slots=True)
class Arm:
    """The answers on sentences whose suggestion was shown, or was withheld.

    In the withheld arm before and after are the same: what counts now.
    """

    answers: int
    agreement_before: Share
    """share of every two judges of a sentence, both in this arm, who chose the same labels"""
    agreement_after: Share
    as_suggested_before: Share
    """share of answers that are the very labels of the suggestion"""
    as_suggested_after: Share


@dataclass(frozen=True, slots=True)
class SuggestionEffect:
    """What suggestions did. Distances between label sets are those of Jaccard 1912."""

    shown: int
    """suggestions shown whose answer still counts"""
    agreed: Share
    """of those, answers that said the same before it was shown"""
    kept: Share
    """of the rest, answers left as they were"""
    towards: Share
    """of the rest, answers that came nearer to the suggestion"""
    adopted: Share
    """of the rest, answers that became the suggestion itself; they are part of `towards`"""
    away: Share
    """of the rest, answers that went further from it; what is left over changed sideways"""
    revealed: Arm
    withheld: Arm


def suggestion_effect(
    shown: Sequence[Shown], judgments: Sequence[Judgment], suggested: Mapping[SentenceRef, Labels]
) -> SuggestionEffect | None:
    """Return what suggestions did, or None where none was shown whose answer still counts.

    `judgments` are those that count, in the order in which their annotators first judged the
    sentences; `suggested` are the suggestions there are for sentences. Withheld are an annotator's
    answers on sentences with a suggestion that they were not shown, between the first and the last
    one that they were: before and after suggestions may have been off.
    """
    latest = {(one.sentence, one.annotator): one.labels for one in judgments if not one.skipped}
    seen = {(one.sentence, one.annotator): one for one in shown}
    revealed = {
        key: (one.before, latest[key], one.suggested) for key, one in seen.items() if key in latest
    }
    if not revealed:
        return None
    withheld = {
        key: (latest[key], latest[key], suggested[key[0]])
        for key in _withheld(list(latest), revealed)
        if key[0] in suggested
    }
    moved = {key: triple for key, triple in revealed.items() if triple[0] != triple[2]}
    nearer = {
        key: _distance(after, model) - _distance(before, model)
        for key, (before, after, model) in moved.items()
    }
    return SuggestionEffect(
        shown=len(revealed),
        agreed=_share({key: before == model for key, (before, _, model) in revealed.items()}),
        kept=_share({key: before == after for key, (before, after, _) in moved.items()}),
        towards=_share({key: change < 0 for key, change in nearer.items()}),
        adopted=_share({key: after == model for key, (_, after, model) in moved.items()}),
        away=_share({key: change > 0 for key, change in nearer.items()}),
        revealed=_arm(revealed),
        withheld=_arm(withheld),
    )


def _withheld(judged: Sequence[Spoken], revealed: Mapping[Spoken, object]) -> list[Spoken]:
    """Return each annotator's other sentences between the first and the last revealed one."""
    places: defaultdict[str, list[int]] = defaultdict(list)
    for place, key in enumerate(judged):
        if key in revealed:
            places[key[1]].append(place)
    return [
        key
        for place, key in enumerate(judged)
        if key not in revealed
        and key[1] in places
        and places[key[1]][0] < place < places[key[1]][-1]
    ]


def _arm(answers: Mapping[Spoken, tuple[Labels, Labels, Labels]]) -> Arm:
    judges: defaultdict[SentenceRef, list[str]] = defaultdict(list)
    for sentence, annotator in answers:
        judges[sentence].append(annotator)
    pairs = [
        ((sentence, one), (sentence, other))
        for sentence, names in judges.items()
        for i, one in enumerate(names)
        for other in names[i + 1 :]
    ]

    def agree(when: int) -> Share:
        return _shares([(a[0], answers[a][when] == answers[b][when]) for a, b in pairs])

    def like_the_model(when: int) -> Share:
        return _shares([(key[0], one[when] == one[2]) for key, one in answers.items()])

    return Arm(len(answers), agree(0), agree(1), like_the_model(0), like_the_model(1))


def _share(hits: Mapping[Spoken, bool]) -> Share:
    return _shares([(key[0], hit) for key, hit in hits.items()])


def _shares(hits: Sequence[tuple[SentenceRef, bool]]) -> Share:
    _, article = coded(sentence.article_id for sentence, _ in hits)
    hit = np.array([hit for _, hit in hits], dtype=np.bool_)
    return share_cells(np.zeros(len(hits), dtype=np.intp), article, hit, 1)[0]


def _distance(one: Labels, other: Labels) -> float:
    """Return Jaccard's distance of two sets of labels; two empty sets are equal."""
    return 1 - len(one & other) / len(one | other) if one or other else 0.0
