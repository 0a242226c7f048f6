"""Gold labels that a model doubts, and what people made of the doubts that they looked into.

Who looks into a doubt rules on its sentence. Their ruling bears under `doubts` what was doubted, and
under `reason_shown` that they had been shown it before they decided; only such a ruling, made by a
person on the page, counts as having looked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

import numpy as np

from ..nouns import Ruling, SentenceRef
from ..shares import NO_SHARE, Share, share_cells

__all__ = [
    "NOTHING_DOUBTED",
    "Doubt",
    "DoubtCount",
    "Doubts",
    "Reviewed",
    "count_reviewed",
    "doubts_from",
    "doubts_that_stand",
    "is_reviewed",
]

Became = Literal["waiting", "kept", "changed"]


@dataclass(frozen=True, slots=True)
class Doubt:
    """A label that a sentence probably has and gold does not give, or the other way round."""

    label: str
    given: bool
    """whether gold gives it"""
    probability: float
    """of the label, from a model that did not see the article"""

    @property
    def confidence(self) -> float:
        """The probability of what gold says."""
        return self.probability if self.given else 1 - self.probability


Doubts = tuple[Doubt, ...]
"""of one sentence, the strongest first"""


def doubts_from(held: object) -> Doubts:
    """Return doubts as a ruling or the corpus holds them; what is no doubt is none."""
    found = []
    for doubt in held if isinstance(held, list) else ():
        match doubt:
            case {"label": str(label), "given": bool(given), "probability": int() | float() as p}:
                found.append(Doubt(label, given, float(p)))
    return tuple(found)


def is_reviewed(ruling: Ruling) -> bool:
    """Whether a ruling is what a person made of doubts. An import of a list nobody read is not."""
    return ruling.decided_by == "adjudicator" and bool(doubts_from(ruling.extra.get("doubts")))


def doubts_that_stand(doubts: Doubts, ruling: Ruling) -> Doubts:
    """Return the doubts that still speak of what a ruling says, and were not looked into by it."""
    if is_reviewed(ruling):
        return ()
    return tuple(doubt for doubt in doubts if doubt.given == (doubt.label in ruling.labels))


@dataclass(frozen=True, slots=True)
class DoubtCount:
    """What became of the doubts of one label, given or missing, by sentence."""

    label: str
    given: bool
    """whether gold gives the label, so that it may be too much; otherwise it may be missing"""
    waiting: int
    kept: int
    changed: int


@dataclass(frozen=True, slots=True)
class Reviewed:
    """How far the review of doubted labels has come, and what it confirmed."""

    waiting: int
    """sentences that nobody has looked at"""
    confirmed: Share
    """of the sentences looked at, those of which a doubted label was changed"""
    reason_shown: int
    """of the sentences looked at, those whose last decision was made with the reason in view"""
    labels: tuple[DoubtCount, ...]

    @property
    def suspects(self) -> int:
        """Sentences that were put up for review, and still are or have been through it."""
        return self.waiting + self.confirmed.n

    def to_json(self) -> dict[str, Any]:
        """Return it as plain JSON values."""
        return {"suspects": self.suspects, "looked_at": self.confirmed.n, **asdict(self)}


NOTHING_DOUBTED = Reviewed(0, NO_SHARE, 0, ())


def count_reviewed(
    waiting: Mapping[SentenceRef, Doubts], reviewed: Iterable[Ruling]
) -> Reviewed | None:
    """Return how far the review has come; None where nothing was ever doubted.

    `waiting` are the doubts that stand, `reviewed` the rulings that `is_reviewed`.
    """
    looked_at = list(reviewed)
    if not waiting and not looked_at:
        return None
    counts = Counter[tuple[str, bool, Became]]()
    for doubts in waiting.values():
        counts.update((doubt.label, doubt.given, "waiting") for doubt in doubts)
    places: dict[str, int] = {}
    articles, changes = [], []
    for ruling in looked_at:
        doubts = doubts_from(ruling.extra["doubts"])
        changed = [(doubt.label in ruling.labels) != doubt.given for doubt in doubts]
        for doubt, is_so in zip(doubts, changed, strict=True):
            counts[doubt.label, doubt.given, "changed" if is_so else "kept"] += 1
        articles.append(places.setdefault(ruling.sentence.article_id, len(places)))
        changes.append(any(changed))
    cell = np.zeros(len(looked_at), dtype=np.intp)
    article = np.array(articles, dtype=np.intp)
    (confirmed,) = share_cells(cell, article, np.array(changes, dtype=np.bool_), 1)
    return Reviewed(
        waiting=len(waiting),
        confirmed=confirmed,
        reason_shown=sum(bool(ruling.extra.get("reason_shown")) for ruling in looked_at),
        labels=tuple(
            DoubtCount(
                label,
                given,
                counts[label, given, "waiting"],
                counts[label, given, "kept"],
                counts[label, given, "changed"],
            )
            for label, given in sorted({(label, given) for label, given, _ in counts})
        ),
    )
