"""The human ceiling: how well annotators find each other's labels, scored like a classifier."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations

import numpy as np
from numpy.typing import NDArray

from dateline.corpus.agreement.counting import judgments_that_count
from dateline.corpus.errors import GuidelinesChanged, NothingJudged
from dateline.corpus.nouns import Judgment, SentenceRef

from .scoring import Metrics, measure

__all__ = ["HumanCeiling", "measure_ceiling"]


@dataclass(frozen=True, slots=True)
class HumanCeiling:
    """Annotators scored against each other, or the reason why they cannot be.

    Every two judgments of one sentence are taken both ways round, each once as gold and once as
    prediction, so precision, recall and F1 are one number. In `metrics` support and predicted count
    sentence and direction, and there is no average precision and no calibration error.
    """

    metrics: Metrics | None
    reason: str | None
    sentences: int = 0
    """held-out sentences that two or more judged"""
    annotators: tuple[str, ...] = ()


def measure_ceiling(
    *,
    labels: Sequence[str],
    judgments: Iterable[Judgment],
    sentences: Collection[SentenceRef],
    column: Mapping[str, int],
    weights: NDArray[np.int32],
) -> HumanCeiling:
    """Return how well annotators find each other's labels on the held-out sentences.

    `column` is the column of `weights`, (resamples, articles), of each article. The latest judgment
    of each annotator counts, skipped ones do not.
    """
    held_out = [judgment for judgment in judgments if judgment.sentence in sentences]
    try:
        counting = judgments_that_count(held_out, labels) if held_out else []
    except (GuidelinesChanged, NothingJudged) as error:
        return HumanCeiling(None, str(error))
    by_sentence: dict[SentenceRef, list[Judgment]] = {}
    for judgment in counting:
        if not judgment.skipped:
            by_sentence.setdefault(judgment.sentence, []).append(judgment)
    shared = {ref: made for ref, made in sorted(by_sentence.items()) if len(made) > 1}
    if not shared:
        return HumanCeiling(None, "no held-out sentence was judged by two annotators")
    pairs = [pair for made in shared.values() for pair in permutations(made, 2)]
    metrics = measure(
        labels=labels,
        gold=_membership([first.labels for first, _ in pairs], labels),
        predicted=_membership([second.labels for _, second in pairs], labels),
        scores=None,
        article=np.array([column[first.sentence.article_id] for first, _ in pairs], dtype=np.intp),
        weights=weights,
    )
    annotators = sorted({judgment.annotator for made in shared.values() for judgment in made})
    return HumanCeiling(metrics, None, len(shared), tuple(annotators))


def _membership(sets: Sequence[frozenset[str]], labels: Sequence[str]) -> NDArray[np.bool_]:
    return np.array([[label in one for label in labels] for one in sets], dtype=bool)
