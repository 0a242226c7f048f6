"""Cross-validation by article: what the recipe does when every article is held out once.

For a corpus too small for a test part that says much. It measures the recipe and not one model: the
model of each fold has learnt from the other folds alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from dateline.corpus.intervals import article_resamples
from dateline.corpus.progress import Progress

from .folds import CrossFitted
from .metrics import f1
from .ruled import Articles, GoldLabels, Ruled, ruled_sentences
from .scoring import Metrics, measure

__all__ = ["CrossValidation", "Fold", "On", "measure_folds"]

On = Literal["train", "all"]


@dataclass(frozen=True, slots=True)
class Fold:
    """One fold, as the model without it predicts it."""

    articles: int
    sentences: int
    macro_f1: float | None
    """over the labels that occur in it; None where none does"""
    without: tuple[str, ...]
    """labels that no sentence of it has"""


@dataclass(frozen=True, slots=True, kw_only=True)
class CrossValidation:
    """The pooled predictions of all folds, measured as one held-out set."""

    on: On
    """the train articles, or every article with gold, the test articles among them"""
    seed: int
    """of the folds"""
    articles: int
    sentences: int
    folds: tuple[Fold, ...]
    metrics: Metrics

    @property
    def caveats(self) -> tuple[str, ...]:
        """What to bear in mind when reading it, a sentence each."""
        share = 1 - 1 / len(self.folds)
        said = [
            f"Each of the {len(self.folds)} models learnt from about {share:.0%} of these articles, "
            "so the model trained on all of them should do a little better.",
            "The figures are of the recipe, thresholds and all, and not of any one model. "
            "The intervals are over articles and take the folds as they fell.",
        ]
        if self.on == "all":
            said.append(
                "The test articles are among them: who chooses between recipes by these figures "
                "has no untouched test any more."
            )
        without = [
            f"{label} in {' and '.join(folds)}"
            for label in self.metrics.macro_over
            if (folds := [str(n) for n, fold in enumerate(self.folds, 1) if label in fold.without])
        ]
        if without:
            said.append(f"Labels that a fold does not have: {', '.join(without)}.")
        return tuple(said)

    def to_json(self) -> dict[str, Any]:
        """Return it as plain JSON values."""
        return {**asdict(self), "caveats": list(self.caveats)}


def measure_folds(
    cross_fitted: CrossFitted,
    articles: Articles,
    gold: GoldLabels,
    labels: Sequence[str],
    *,
    on: On,
    seed: int,
    resamples: int,
    progress: Progress = lambda *_: None,
) -> CrossValidation:
    """Return how well the folds were predicted; `seed` is that of the folds and the resamples."""
    ruled = ruled_sentences(articles, gold, labels)
    predicted = cross_fitted.predicted[ruled.mask]
    fold = cross_fitted.fold[[number for number, _ in ruled.rows]]
    return CrossValidation(
        on=on,
        seed=seed,
        articles=ruled.articles,
        sentences=len(ruled),
        folds=tuple(
            _fold(ruled, predicted, fold == number, labels) for number in range(int(fold.max()) + 1)
        ),
        metrics=measure(
            labels=labels,
            gold=ruled.truth,
            predicted=predicted,
            scores=cross_fitted.scores[ruled.mask],
            article=ruled.article,
            weights=article_resamples(ruled.articles, resamples, seed),
            progress=lambda done, of: progress("scoring the folds", done, of),
        ),
    )


def _fold(
    ruled: Ruled, predicted: NDArray[np.bool_], inside: NDArray[np.bool_], labels: Sequence[str]
) -> Fold:
    truth, given = ruled.truth[inside], predicted[inside]
    hits, marked, wanted = ((x.sum(axis=0)) for x in (truth & given, given, truth))
    scores = f1(hits, marked, wanted)[wanted > 0]
    return Fold(
        articles=len(set(ruled.article[inside].tolist())),
        sentences=int(inside.sum()),
        macro_f1=float(scores.mean()) if len(scores) else None,
        without=tuple(label for label, n in zip(labels, wanted, strict=True) if not n),
    )
