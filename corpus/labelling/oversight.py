"""What a coordinator watches besides agreement: who differs on what, where, since when, and from gold.

Everything rests on the judgments that count under the guidelines in force (`review.carried_over`), one
of each annotator on each sentence; skipped ones are left out. Nothing here ranks anybody: annotators
stand in the order of their ids, and no number is about speed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ..agreement.answers import Answers, code_answers
from ..nouns import Judgment, Ruling, SentenceRef
from ..shares import NO_SHARE, Share, share_cells

__all__ = [
    "Difference",
    "Dispute",
    "Disputes",
    "Drift",
    "LabelQuality",
    "Oversight",
    "Quality",
    "look_over",
]

Integers = NDArray[np.intp]

BY_RULE = ("unanimous", "majority")
MOST_DISPUTES = 200
MOST_PERIODS = 12
LEAST_BLOCK = 50
"""Judgments below which a share says too little to be a point of a curve."""
TOLD = 0.9
"""Share of judgments that must say when they were made for weeks to be told apart."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Two annotators and a label, on the sentences that both judged."""

    annotators: tuple[str, str]
    label: str
    sentences: int
    both: int
    """sentences for which both chose the label"""
    first_only: int
    second_only: int
    differing: Share
    """share of the sentences for which one of them alone chose it"""


@dataclass(frozen=True, slots=True)
class Dispute:
    """A sentence on which its judges differ; what each of them said stays with adjudication."""

    sentence: SentenceRef
    score: float
    """share of labels not shared, over every two of its judges: 0 agreement, 1 nothing in common"""
    judges: int
    unsure: int
    """how many of them were unsure"""
    ruled: bool


@dataclass(frozen=True, slots=True)
class Disputes:
    """How many sentences are disputed, and the most disputed ones that nobody has ruled on."""

    disputed: int
    open: int
    """those without a ruling"""
    top: tuple[Dispute, ...]
    """open ones first, by score, then by unsure marks and judges"""


@dataclass(frozen=True, slots=True)
class Drift:
    """Each annotator over time: agreement with the others, and how often each label is chosen.

    A period is a week (its Monday) or a block of an annotator's judgments in their order; a block
    means another stretch of time for each annotator.
    """

    by: Literal["week", "block"]
    periods: tuple[str, ...]
    agreement: Mapping[str, tuple[Share, ...]]
    """annotator -> by period, share of other judges of the same sentences who chose the same labels"""
    labels: Mapping[str, Mapping[str, tuple[Share, ...]]]
    """label -> annotator -> by period, share of their judgments that chose it"""


@dataclass(frozen=True, slots=True)
class LabelQuality:
    """An annotator's use of a label against known answers."""

    known: int
    """sentences whose known answer has the label"""
    precision: Share
    """of the sentences for which they chose it, those whose known answer has it"""
    recall: Share
    """of the sentences whose known answer has it, those for which they chose it"""


@dataclass(frozen=True, slots=True)
class Quality:
    """An annotator against known answers."""

    annotator: str
    same: Share
    """share of sentences with the very labels of the known answer"""
    labels: Mapping[str, LabelQuality]


@dataclass(frozen=True, slots=True)
class Oversight:
    """What `look_over` sees."""

    judgments: int
    annotators: tuple[str, ...]
    differences: tuple[Difference, ...]
    """by number of differing sentences, most first; pairs and labels without any are left out"""
    disputes: Disputes
    drift: Drift
    quality: tuple[Quality, ...]
    """of annotators who judged sentences with known answers"""


def look_over(
    judgments: Sequence[Judgment],
    labels: Sequence[str],
    rulings: Iterable[Ruling],
    known: frozenset[str],
) -> Oversight | None:
    """Return what there is to see, or None where no judgment counts.

    `judgments` count under the guidelines in force and come in the order in which they were made.
    `known` are the articles whose rulings are answers known beforehand (gold and calibration).
    """
    counting = [judgment for judgment in judgments if not judgment.skipped]
    if not counting:
        return None
    keys = [(judgment.sentence, judgment.annotator) for judgment in counting]
    order = sorted(range(len(counting)), key=keys.__getitem__)
    ordered = [counting[place] for place in order]
    answers = code_answers(ordered, labels)
    by_sentence = {ruling.sentence: ruling for ruling in rulings}
    return Oversight(
        judgments=len(ordered),
        annotators=answers.annotators,
        differences=differences(answers, labels),
        disputes=disputes(answers, ordered, by_sentence.keys()),
        drift=drift(answers, ordered, np.array(order, dtype=np.intp), labels),
        quality=quality(answers, ordered, labels, by_sentence, known),
    )


def differences(answers: Answers, labels: Sequence[str]) -> tuple[Difference, ...]:
    """Return every two annotators and label on which they ever differed."""
    n_annotators, n_labels = len(answers.annotators), len(labels)
    codes, pair = np.unique(
        answers.annotator[answers.first] * n_annotators + answers.annotator[answers.second],
        return_inverse=True,
    )
    n_cells = len(codes) * n_labels
    cell = (pair[:, None] * n_labels + np.arange(n_labels)).ravel()
    article = np.repeat(answers.article[answers.sentence[answers.first]], n_labels)
    ours = answers.sets[answers.chosen[answers.first]].ravel()
    theirs = answers.sets[answers.chosen[answers.second]].ravel()
    both = np.bincount(cell, weights=ours & theirs, minlength=n_cells)
    first_only = np.bincount(cell, weights=ours & ~theirs, minlength=n_cells)
    found = [
        Difference(
            annotators=(
                answers.annotators[int(codes[i // n_labels]) // n_annotators],
                answers.annotators[int(codes[i // n_labels]) % n_annotators],
            ),
            label=labels[i % n_labels],
            sentences=share.n,
            both=int(both[i]),
            first_only=int(first_only[i]),
            second_only=share.hits - int(first_only[i]),
            differing=share,
        )
        for i, share in enumerate(share_cells(cell, article, ours != theirs, n_cells))
        if share.hits
    ]
    return tuple(sorted(found, key=lambda item: (-item.differing.hits, item.annotators)))


def disputes(
    answers: Answers,
    ordered: Sequence[Judgment],
    ruled: Iterable[SentenceRef],
) -> Disputes:
    """Return the most disputed sentences. ordered : the judgments in the order of `answers`.

    The score is that of `disputes.disagreement`: Jaccard's distance, the mean over pairs of judges.
    """
    n_sentences = len(answers.judges)
    ours, theirs = answers.chosen[answers.first], answers.chosen[answers.second]
    shared = (answers.sets[ours] & answers.sets[theirs]).sum(axis=1)
    joined = (answers.sets[ours] | answers.sets[theirs]).sum(axis=1)
    distance = 1 - np.where(joined == 0, 1, shared / np.maximum(joined, 1))
    pairs = np.maximum(answers.judges * (answers.judges - 1) / 2, 1)
    score = np.bincount(answers.sentence[answers.first], distance, n_sentences) / pairs
    start = np.concatenate([[0], np.cumsum(answers.judges)])
    marked = np.array([judgment.unsure for judgment in ordered], dtype=np.float64)
    unsure = np.bincount(answers.sentence, marked, n_sentences)
    settled = frozenset(ruled)
    differing = np.flatnonzero(score > 0)
    refs = {int(i): ordered[start[i]].sentence for i in differing}
    is_ruled = {i: ref in settled for i, ref in refs.items()}
    shown = sorted(refs, key=lambda i: (is_ruled[i], -score[i], -unsure[i], -answers.judges[i]))
    top = tuple(
        Dispute(refs[i], float(score[i]), int(answers.judges[i]), int(unsure[i]), is_ruled[i])
        for i in shown[:MOST_DISPUTES]
    )
    return Disputes(len(refs), sum(not held for held in is_ruled.values()), top)


def drift(
    answers: Answers, ordered: Sequence[Judgment], made: Integers, labels: Sequence[str]
) -> Drift:
    """Return each annotator over time. made : (judgments,), the place of each in their order."""
    by, periods, period = weeks(ordered) or blocks(answers.annotator, made)
    n_annotators, n_periods = len(answers.annotators), len(periods)
    n_cells = n_annotators * n_periods
    own = answers.annotator * n_periods + period
    article = answers.article[answers.sentence]
    first, second = answers.first, answers.second
    same = answers.chosen[first] == answers.chosen[second]
    agreement = share_cells(
        np.concatenate([own[first], own[second]]),
        np.concatenate([article[first], article[second]]),
        np.concatenate([same, same]),
        n_cells,
    )

    def by_annotator(cells: Sequence[Share]) -> dict[str, tuple[Share, ...]]:
        return {
            annotator: tuple(cells[i * n_periods : (i + 1) * n_periods])
            for i, annotator in enumerate(answers.annotators)
        }

    return Drift(
        by,
        periods,
        by_annotator(agreement),
        {
            label: by_annotator(
                share_cells(own, article, answers.sets[answers.chosen, column], n_cells)
            )
            for column, label in enumerate(labels)
        },
    )


def weeks(
    ordered: Sequence[Judgment],
) -> tuple[Literal["week"], tuple[str, ...], Integers] | None:
    """Return the weeks in which judgments were made, and that of each.

    None where too few say when, or where there are fewer than three weeks or too many for a curve.
    A judgment that does not say falls into the first week.
    """
    said = [(judgment.created or "")[:10] for judgment in ordered]
    monday_of = {day: monday for day in set(said) if (monday := _monday(day)) is not None}
    if sum(day in monday_of for day in said) < TOLD * len(said):
        return None
    mondays = sorted(set(monday_of.values()))
    if not 3 <= len(mondays) <= MOST_PERIODS:
        return None
    place = {day: mondays.index(monday) for day, monday in monday_of.items()}
    period = np.array([place.get(day, 0) for day in said], dtype=np.intp)
    return "week", tuple(monday.isoformat() for monday in mondays), period


def _monday(day: str) -> date | None:
    """Return the Monday of a day's week, or None where it is no day."""
    try:
        when = date.fromisoformat(day)
    except ValueError:
        return None
    return when - timedelta(days=when.weekday())


def blocks(
    annotator: Integers, made: Integers
) -> tuple[Literal["block"], tuple[str, ...], Integers]:
    """Return blocks of each annotator's judgments in their order, and that of each judgment."""
    by_person = np.lexsort((made, annotator))
    counts = np.bincount(annotator)
    begins = np.concatenate([[0], np.cumsum(counts)[:-1]])
    rank = np.empty(len(made), dtype=np.intp)
    rank[by_person] = np.arange(len(made)) - begins[annotator[by_person]]
    longest = int(counts.max())
    size = max(1, -(-longest // (MOST_PERIODS * LEAST_BLOCK))) * LEAST_BLOCK
    names = [f"{start + 1}–{start + size}" for start in range(0, longest, size)]
    return "block", tuple(names), rank // size


def quality(
    answers: Answers,
    ordered: Sequence[Judgment],
    labels: Sequence[str],
    rulings: Mapping[SentenceRef, Ruling],
    known: frozenset[str],
) -> tuple[Quality, ...]:
    """Return each annotator against the known answers.

    An answer that a rule made out of the annotator's own judgment tells nothing of them and is left
    out for them.
    """
    places: list[int] = []
    right: list[frozenset[str]] = []
    for place, judgment in enumerate(ordered):
        if judgment.sentence.article_id not in known:
            continue
        ruling = rulings.get(judgment.sentence)
        if ruling is None or not ruling.labels <= set(labels):
            continue
        if ruling.decided_by in BY_RULE and judgment.annotator in ruling.judges:
            continue
        places.append(place)
        right.append(ruling.labels)
    if not places:
        return ()
    at = np.array(places, dtype=np.intp)
    truth = np.array([[label in one for label in labels] for one in right], dtype=np.bool_)
    said = answers.sets[answers.chosen[at]]
    who, article = answers.annotator[at], answers.article[answers.sentence[at]]
    n = len(answers.annotators)
    same = share_cells(who, article, (truth == said).all(axis=1), n)
    by_label = []
    for column in range(len(labels)):
        chose, is_so = said[:, column], truth[:, column]
        precision = share_cells(who[chose], article[chose], is_so[chose], n)
        recall = share_cells(who[is_so], article[is_so], chose[is_so], n)
        by_label.append((precision, recall))
    return tuple(
        Quality(
            annotator,
            same[i],
            {
                label: LabelQuality(recall[i].n, precision[i], recall[i])
                for label, (precision, recall) in zip(labels, by_label, strict=True)
            },
        )
        for i, annotator in enumerate(answers.annotators)
        if same[i] != NO_SHARE
    )
