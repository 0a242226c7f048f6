"""The first pass: what each sentence by itself says of every label, and the columns made of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dateline.corpus.progress import Progress
from dateline.models.embedding_scores import EmbeddingScores
from dateline.models.estimator_scores import EstimatorScores
from dateline.models.features import SentenceBatch
from dateline.models.ngram_scores import NGramScores
from dateline.models.passage_views import PassageViews, own_views

__all__ = ["EMBEDDINGS_RECIPE", "ESTIMATOR_RECIPE", "FirstPass", "first_pass"]

ESTIMATOR_RECIPE = (
    "An estimator of its maker's own ({name}), a copy of it fitted for each label to the sentences "
    "without their article. Over its cross-fitted log-odds for all labels a logistic regression a "
    "label calibrates them. Its regularisation and the threshold come from cross-validation grouped "
    "by article."
)
EMBEDDINGS_RECIPE = (
    "Beside the n-grams a third kind of regression reads sentence embeddings, whose encoder is not in "
    "the model's folder."
)


@dataclass(frozen=True, slots=True)
class FirstPass:
    """Fitted steps of a pipeline, and what they say of the sentences that they were fitted on."""

    steps: list[tuple[str, Any]]
    columns: NDArray[np.float64]
    """(sentences, columns) cross-fitted"""
    own: int
    """how many leading columns are a sentence's own; the others tell what stands around it"""


def first_pass(
    batch: SentenceBatch,
    truth: NDArray[np.int8],
    labels: tuple[str, ...],
    *,
    estimator: Any | None,
    seed: int,
    progress: Progress,
) -> FirstPass:
    """Fit the n-grams, and the embeddings where the batch has them; or an estimator in their place.

    truth : (sentences, labels) of 1, 0 and -1 for not ruled.
    """
    if estimator is not None:
        own = EstimatorScores(estimator, labels, seed)
        scores = own.fit_transform(batch, truth, lambda at, of: progress("estimator", at, of))
        return FirstPass([("estimator", own)], scores, len(labels))
    ngrams, embeddings, views = NGramScores(seed=seed), EmbeddingScores(seed=seed), PassageViews()
    scored = ngrams.fit_transform(batch, truth, lambda at, of: progress("words", at, of))
    steps: list[tuple[str, Any]] = [("ngrams", ngrams)]
    if batch.embeddings is not None:
        scored = embeddings.fit_transform(
            scored, truth, lambda at, of: progress("embeddings", at, of)
        )
        steps.append(("embeddings", embeddings))
    own_columns = own_views(len(labels), scored.scores.shape[1])
    return FirstPass([*steps, ("views", views)], views.transform(scored), own_columns)
