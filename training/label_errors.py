"""Gold labels that are probably wrong, ranked for somebody to look at again.

Confident learning (Northcutt, Jiang and Chuang 2021, "Confident learning: estimating uncertainty in
dataset labels"), one label at a time: a sentence counts as confidently having the label where its
cross-validated probability is at least the mean over those that gold gives it to, and as confidently
lacking it where the probability of lacking it is at least the mean over those that lack it; where
both hold the likelier one counts. Whoever is confidently on the other side than gold is suspected.
The rank is the probability of what gold says, lowest first (their self-confidence).
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from dateline.corpus.labelling.doubts import Doubt, Doubts, Reviewed
from dateline.corpus.nouns import SentenceRef
from dateline.corpus.store import Corpus
from dateline.corpus.store.doubts import put_doubts, review_of_doubts, reviewed_rulings

from .evaluate.ruled import Ruled

__all__ = ["label_errors", "put_up_for_review", "read_review"]


def label_errors(
    ruled: Ruled,
    scores: NDArray[np.float64],
    labels: Sequence[str],
    known: Iterable[SentenceRef] = (),
) -> dict[SentenceRef, Doubts]:
    """Return the doubts on sentences with a doubtful gold label, the most doubtful first.

    scores : (sentences, labels), probabilities from models that did not see a sentence's article.
    Those in `known`, which were looked at before, are left out of the result.
    """
    if scores.shape != ruled.truth.shape:
        raise ValueError(f"scores is {scores.shape}, expected {ruled.truth.shape}")
    doubtful = np.column_stack(
        [_suspected(scores[:, i], ruled.truth[:, i]) for i in range(len(labels))]
    )
    passed_over = set(known)
    found = {}
    for row in np.flatnonzero(doubtful.any(axis=1)).tolist():
        sentence = ruled.pairs[row][1].ref
        if sentence in passed_over:
            continue
        doubts = (
            Doubt(labels[i], bool(ruled.truth[row, i]), float(scores[row, i]))
            for i in np.flatnonzero(doubtful[row]).tolist()
        )
        found[sentence] = tuple(sorted(doubts, key=lambda doubt: doubt.confidence))
    return dict(sorted(found.items(), key=lambda item: item[1][0].confidence))


def _suspected(p: NDArray[np.float64], given: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return which sentences are confidently on the other side than gold. p, given : (sentences,)."""
    if given.all() or not given.any():
        return np.zeros(len(p), dtype=bool)
    has, lacks = p >= p[given].mean(), p <= p[~given].mean()
    return np.asarray(np.where(given, lacks & (~has | (p < 0.5)), has & (~lacks | (p > 0.5))))


def put_up_for_review(
    corpus: Corpus, ruled: Ruled, scores: NDArray[np.float64], labels: Sequence[str]
) -> None:
    """Put doubtful gold labels into the corpus, for people to look at on the page.

    They take the place of earlier ones; what somebody has looked into is not asked again.
    """
    with corpus.write() as connection:
        known = [ruling.sentence for ruling in reviewed_rulings(connection)]
        put_doubts(connection, label_errors(ruled, scores, labels, known), time.time())


def read_review(corpus: Corpus) -> Reviewed | None:
    """Return how far people have come with what was doubted; None where nothing ever was."""
    with corpus.read() as connection:
        return review_of_doubts(connection)
