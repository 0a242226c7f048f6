"""Gold labels that are probably wrong, ranked for somebody to look at again.

Confident learning (Northcutt, Jiang and Chuang 2021, "Confident learning: estimating uncertainty in
dataset labels"), one label at a time: a sentence counts as confidently having the label where its
cross-validated probability is at least the mean over those that gold gives it to, and as confidently
lacking it where the probability of lacking it is at least the mean over those that lack it; where
both hold the likelier one counts. Whoever is confidently on the other side than gold is suspected.
The rank is the probability of what gold says, lowest first (their self-confidence).
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dateline.corpus.coefficients import ratio
from dateline.corpus.files import new_file
from dateline.corpus.intervals import Estimate, article_resamples
from dateline.corpus.nouns import Ruling, SentenceRef

from .ruled import Ruled
from .scoring import sums_by_resample, with_interval

__all__ = [
    "Doubt",
    "Doubted",
    "LookedFor",
    "Reviewed",
    "label_errors",
    "reviewed_doubts",
    "write_doubts",
]

REVIEWED = "reviewed"
"""the method of gold that went through such a review"""


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


@dataclass(frozen=True, slots=True)
class Doubted:
    """A sentence with a gold label that is probably wrong."""

    sentence: SentenceRef
    text: str
    labels: tuple[str, ...]
    """gold"""
    doubts: tuple[Doubt, ...]
    """the strongest first"""


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What people made of the doubts that they looked into."""

    sentences: int
    confirmed: int
    """sentences of which a doubted label was changed"""
    share: Estimate
    """confirmed / sentences, with its interval over articles"""

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class LookedFor:
    """Gold labels that are probably wrong, where they were written, and what earlier review found."""

    file: Path
    doubted: tuple[Doubted, ...]
    reviewed: Reviewed | None

    def by_label(self) -> dict[str, tuple[int, int]]:
        """Return, for each doubted label, the sentences that should lack it and should have it."""
        doubts = [doubt for one in self.doubted for doubt in one.doubts]
        given = Counter(doubt.label for doubt in doubts if doubt.given)
        missing = Counter(doubt.label for doubt in doubts if not doubt.given)
        return {label: (given[label], missing[label]) for label in sorted(given | missing)}

    def to_json(self) -> dict[str, Any]:
        return {
            "file": str(self.file),
            "sentences": len(self.doubted),
            "labels": {
                label: {"given": given, "missing": missing}
                for label, (given, missing) in self.by_label().items()
            },
            "reviewed": self.reviewed and self.reviewed.to_json(),
        }


def label_errors(
    ruled: Ruled,
    scores: NDArray[np.float64],
    labels: Sequence[str],
    known: Iterable[SentenceRef] = (),
) -> list[Doubted]:
    """Return the sentences with a doubtful gold label, the most doubtful first.

    scores : (sentences, labels), probabilities from models that did not see a sentence's article.
    Those in `known`, which were looked at before, are left out of the result.
    """
    if scores.shape != ruled.truth.shape:
        raise ValueError(f"scores is {scores.shape}, expected {ruled.truth.shape}")
    doubtful = np.column_stack(
        [_suspected(scores[:, i], ruled.truth[:, i]) for i in range(len(labels))]
    )
    passed_over = set(known)
    found = []
    for row in np.flatnonzero(doubtful.any(axis=1)).tolist():
        article, sentence = ruled.pairs[row]
        if sentence.ref in passed_over:
            continue
        doubts = (
            Doubt(labels[i], bool(ruled.truth[row, i]), float(scores[row, i]))
            for i in np.flatnonzero(doubtful[row]).tolist()
        )
        found.append(
            Doubted(
                sentence=sentence.ref,
                text=article.text[sentence.start : sentence.end],
                labels=tuple(labels[i] for i in np.flatnonzero(ruled.truth[row]).tolist()),
                doubts=tuple(sorted(doubts, key=lambda doubt: doubt.confidence)),
            )
        )
    return sorted(found, key=lambda one: one.doubts[0].confidence)


def _suspected(p: NDArray[np.float64], given: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return which sentences are confidently on the other side than gold. p, given : (sentences,)."""
    if given.all() or not given.any():
        return np.zeros(len(p), dtype=bool)
    has, lacks = p >= p[given].mean(), p <= p[~given].mean()
    return np.asarray(np.where(given, lacks & (~has | (p < 0.5)), has & (~lacks | (p > 0.5))))


def write_doubts(doubted: Iterable[Doubted], path: Path) -> None:
    """Write a gold row for each sentence, with its text and doubts, to be corrected and imported.

    Raises OutputError.
    """
    with new_file(path) as file:
        for one in doubted:
            row = {
                **one.sentence._asdict(),
                "text": one.text,
                "labels": list(one.labels),
                "method": REVIEWED,
                "doubts": [asdict(doubt) for doubt in one.doubts],
            }
            file.write(json.dumps(row, ensure_ascii=False, allow_nan=False) + "\n")


def reviewed_doubts(rulings: Iterable[Ruling], *, resamples: int, seed: int) -> Reviewed | None:
    """Return what became of the doubts that gold says were looked into; None where none was.

    A reviewed ruling carries its `doubts` as `write_doubts` wrote them.
    """
    looked_at = [
        (
            ruling.sentence.article_id,
            any((label in ruling.labels) != given for label, given in held),
        )
        for ruling in rulings
        if (held := _doubts_of(ruling))
    ]
    if not looked_at:
        return None
    article = np.unique([id_ for id_, _ in looked_at], return_inverse=True)[1]
    confirmed = np.array([changed for _, changed in looked_at])
    weights = article_resamples(int(article.max()) + 1, resamples, seed)
    columns = np.column_stack([confirmed, np.ones(len(confirmed))])
    hits, looked = sums_by_resample(columns, article, weights).T
    return Reviewed(
        len(looked_at), int(confirmed.sum()), with_interval(ratio(hits, looked), "nothing reviewed")
    )


def _doubts_of(ruling: Ruling) -> list[tuple[str, bool]]:
    """Return the doubted labels of a ruling and whether gold gave them; what is no doubt is none."""
    held = ruling.extra.get("doubts")
    found = []
    for doubt in held if isinstance(held, list) else ():
        match doubt:
            case {"label": str(label), "given": bool(given)}:
                found.append((label, given))
    return found
