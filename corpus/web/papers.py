"""The papers on an article: what is told of its disputed and doubted sentences, names hidden."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict
from typing import Literal

from pydantic import BaseModel

from ..guidelines import LabelScheme
from ..labelling.disputes import Dispute, Why
from ..nouns import Ruling, SentenceRef

__all__ = ["WHY", "LabelShown", "Papers", "ToDecide", "to_decide"]

Reason = Literal[Why, "label doubted"]
WHY: dict[Reason, str] = {
    "judges differ": "the answers differ",
    "one judge only": "one answer only",
    "all skipped": "everybody skipped it",
    "tie": "the answers differ",
    "majority set chosen by nobody": "the answers differ",
    "ruling by rule": "answers changed after it was settled",
    "guidelines changed": "the guidelines changed after it was settled",
    "label doubted": "a model doubts how it was settled",
}
"""How the page says why a sentence needs a person."""


class HiddenAnswer(BaseModel):
    """What one annotator said. `earlier`: under guidelines that changed since; it settles nothing."""

    letter: str
    labels: list[str]
    unsure: bool
    comment: str | None
    earlier: bool


class Decided(BaseModel):
    """A ruling that stands. `mine`: by whoever asks. Only a person's has an `id` and a time."""

    id: str | None
    labels: list[str]
    decided_by: str
    mine: bool
    note: str | None
    guideline_gap: str | None
    created: str | None


class Doubted(BaseModel):
    """A label that gold gives or lacks, and how probable a model finds it."""

    label: str
    given: bool
    probability: float


class ToDecide(BaseModel):
    """A sentence, why it needs a person (null: one has ruled), and the answers side by side.

    `doubted`: a model doubts how it was settled, or did before somebody looked; `reason` is what it
    doubts, told to who has decided or asked.
    """

    start: int
    end: int
    why: Reason | None
    told: str | None
    doubted: bool
    reason: list[Doubted] | None
    shared: list[str]
    differ: list[str]
    answers: list[HiddenAnswer]
    ruling: Decided | None


class LabelShown(BaseModel):
    id: str
    title: str


class Papers(BaseModel):
    """What there is to decide in an article. The page has the text. `next`: another article."""

    id: str
    title: str
    language: str | None
    labels: list[LabelShown]
    sentences: list[ToDecide]
    next: str | None


def to_decide(
    dispute: Dispute,
    letters: Mapping[str, str],
    scheme: LabelScheme,
    person: str,
    shown: Collection[SentenceRef],
) -> ToDecide:
    """Return what somebody is told of a sentence; `shown` are those whose reason they were shown."""
    why: Reason | None = dispute.why or ("label doubted" if dispute.doubted else None)
    may_know = not dispute.doubted or dispute.sentence in shown
    given = [answer.labels for answer in dispute.answers]
    union = frozenset[str]().union(*given)
    shared = union.intersection(*given)
    answers = [
        HiddenAnswer(
            letter=letters[answer.annotator],
            labels=_ordered(answer.labels, scheme),
            unsure=answer.unsure,
            comment=answer.comment,
            earlier=answer.earlier,
        )
        for answer in dispute.answers
    ]
    return ToDecide(
        start=dispute.sentence.start,
        end=dispute.sentence.end,
        why=why,
        told=why and WHY[why],
        doubted=bool(dispute.doubts),
        reason=[Doubted(**asdict(doubt)) for doubt in dispute.doubts]
        if dispute.doubts and may_know
        else None,
        shared=_ordered(shared, scheme),
        differ=_ordered(union - shared, scheme),
        answers=sorted(answers, key=lambda answer: (len(answer.letter), answer.letter)),
        ruling=_decided(dispute.ruling, scheme, person) if dispute.ruling else None,
    )


def _ordered(labels: Iterable[str], scheme: LabelScheme) -> list[str]:
    """Return labels in the order of the guidelines, those that are gone last."""
    places = {label: place for place, label in enumerate(scheme.ids)}
    return sorted(labels, key=lambda label: (places.get(label, len(places)), label))


def _decided(ruling: Ruling, scheme: LabelScheme, person: str) -> Decided:
    by_person = ruling.decided_by == "adjudicator"
    return Decided(
        id=ruling.extra.get("id") if by_person else None,
        labels=_ordered(ruling.labels, scheme),
        decided_by=ruling.decided_by,
        mine=by_person and ruling.extra.get("by") == person,
        note=ruling.extra.get("note"),
        guideline_gap=ruling.extra.get("guideline_gap"),
        created=ruling.extra.get("created"),
    )
