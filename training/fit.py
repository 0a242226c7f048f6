"""From gold to a classifier: the baseline recipe, its choices made on training articles alone."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import average_precision_score, f1_score, log_loss
from sklearn.pipeline import Pipeline
from threadpoolctl import threadpool_limits

from dateline.corpus.errors import TrainingError, one_of, shorten
from dateline.corpus.nouns import Article, Sentence, SentenceRef, text_digest
from dateline.corpus.plurals import counted
from dateline.corpus.progress import Progress
from dateline.models.classifier import Classifier
from dateline.models.cluster_folds import cluster_folds
from dateline.models.encoder import Encoder
from dateline.models.facts import LabelTarget
from dateline.models.features import batch_of
from dateline.models.label_regressions import LabelRegressions

from .first_pass import first_pass
from .thresholds import Target, best_threshold, threshold_for

__all__ = ["NO_TARGETS", "RECIPE", "Fitted", "LabelFit", "fit"]

RECIPE = (
    "A linear support vector machine and a logistic regression with naive-Bayes scaling over TF-IDF "
    "of words, pairs of words and character n-grams; over their cross-fitted scores a second "
    "logistic regression a label, which reads the sentence's quotations, word lists and place too, "
    "and the scores around it. Per label, how far it trusts these, its regularisation and its "
    "threshold come from cross-validation grouped by article."
)

Segmented = tuple[Article, Sequence[Sentence]]
Gold = Mapping[SentenceRef, Collection[str]]
Floats = NDArray[np.float64]

NO_TARGETS: Mapping[str, Target] = MappingProxyType({})
CANDIDATES = ((0.1, 0.003), (0.1, 0.01), (0.03, 0.03))
"""Inverse regularisation of the second pass: of a sentence's own columns, of those around it."""
FEW = 20
"""Positives below which a label is warned of."""


@dataclass(frozen=True, slots=True)
class LabelFit:
    """What cross-validation on the training articles chose for a label, and how good it was."""

    label: str
    positives: int
    """training sentences that have the label"""
    articles: int
    """training articles with such a sentence"""
    C: tuple[float, float]
    """inverse strengths of its regularisation: of the sentence's own columns, of those around it"""
    threshold: float
    f1: float
    """cross-validated, at the threshold"""
    average_precision: float
    target: LabelTarget | None
    """the precision or recall that the threshold was chosen for; None: F1"""


@dataclass(frozen=True, slots=True)
class Fitted:
    """A classifier and how its training went."""

    classifier: Classifier
    labels: tuple[LabelFit, ...]
    warnings: tuple[str, ...]


def fit(
    articles: Sequence[Segmented],
    gold: Gold,
    labels: Sequence[str],
    *,
    seed: int,
    guidelines_digest: str,
    split_digest: str | None,
    targets: Mapping[str, Target] = NO_TARGETS,
    estimator: Any | None = None,
    encoder: Encoder | None = None,
    progress: Progress = lambda *_: None,
) -> Fitted:
    """Train the baseline on `articles`, in any order, with their sentences in reading order.

    With an `encoder` it reads its embeddings beside the n-grams; an `estimator` takes the place of
    n-grams and context. Both raise errors of their own: EncoderError, ModelError, TrainingError.

    A sentence without gold is read as its neighbours' context and trains nothing. Thresholds are
    those of the best F1, but for the labels that have a target. Folds keep
    clusters of near-duplicates together. `progress` is told the stage, the steps done and all
    steps. Raises TrainingError where the sentences with gold stand in fewer than two clusters, or
    where the positives of a label do; ValueError where gold names a label that is not in `labels`.
    """
    articles = sorted(articles, key=lambda pair: pair[0].id)
    batch = batch_of(articles)
    truth = _truth(articles, gold, labels)
    clusters = np.array(batch.clusters)[batch.article]
    _refuse_too_little(truth, clusters, labels)

    if encoder is not None:
        batch = encoder.embed(batch, lambda done, of: progress("encoding sentences", done, of))
    with threadpool_limits(1):  # sums in one order: every number of threads gives the same bytes
        first = first_pass(
            batch, truth, tuple(labels), estimator=estimator, seed=seed, progress=progress
        )
        fits, regressions = _second_pass(
            first.columns,
            truth,
            clusters,
            batch.article,
            labels,
            first.own,
            seed,
            targets,
            progress,
        )
    classifier = Classifier(
        pipeline=Pipeline([*first.steps, ("labels", regressions)]),
        labels=tuple(labels),
        thresholds=tuple(fit.threshold for fit in fits),
        guidelines_digest=guidelines_digest,
        training_digest=_digest(articles, gold, labels),
        split_digest=split_digest,
        seed=seed,
        encoder=encoder,
    )
    return Fitted(classifier, tuple(fits), tuple(_warnings(fits)))


def _second_pass(
    columns: Floats,
    truth: NDArray[np.int8],
    clusters: NDArray[np.str_],
    articles: NDArray[np.int64],
    labels: Sequence[str],
    own: int,
    seed: int,
    targets: Mapping[str, Target],
    progress: Progress,
) -> tuple[list[LabelFit], LabelRegressions]:
    """Return what was chosen for each label, and the regressions that follow from it.

    columns : (sentences, columns) of views; truth : (sentences, labels); clusters, articles :
    (sentences,).
    """
    ruled = truth[:, 0] >= 0
    fits = []
    progress("labels", 0, len(labels))
    for number, label in enumerate(labels):
        column = truth[:, number]
        choice = _choose(columns[ruled], column[ruled], clusters[ruled], own, seed)
        target = targets.get(label)
        fits.append(_label_fit(label, choice, column[ruled], articles[column == 1], target))
        progress("labels", number + 1, len(labels))
    regressions = LabelRegressions(own, [fit.C for fit in fits])
    return fits, regressions.fit(columns, truth)


@dataclass(frozen=True, slots=True)
class _Choice:
    """The best second pass of a label."""

    C: tuple[float, float]
    loss: float
    probabilities: Floats
    """(ruled sentences,) cross-fitted"""


def _choose(
    columns: Floats,
    truth: NDArray[np.int8],
    clusters: NDArray[np.str_],
    own: int,
    seed: int,
) -> _Choice:
    """Return the strengths with the least log loss in cross-validation.

    own : how many leading columns are the sentence's own.
    """
    parts = cluster_folds(clusters, seed)
    choices = []
    for C in CANDIDATES:
        probabilities = np.zeros(len(truth))
        for train, held in parts:
            regression = LabelRegressions(own, [C]).fit(columns[train], truth[train, None])
            probabilities[held] = regression.predict_proba(columns[held])[:, 0]
        loss = float(log_loss(truth, probabilities, labels=[0, 1]))
        choices.append(_Choice(C, loss, probabilities))
    return min(choices, key=lambda choice: choice.loss)


def _label_fit(
    label: str,
    choice: _Choice,
    truth: NDArray[np.int8],
    articles: NDArray[np.int64],
    target: Target | None,
) -> LabelFit:
    """Return what was chosen for a label. articles : (positives,) the article of each."""
    reached = None
    if target:
        threshold, reached = threshold_for(choice.probabilities, truth == 1, target)
    else:
        threshold = best_threshold(choice.probabilities)
    return LabelFit(
        label=label,
        positives=int(truth.sum()),
        articles=len(set(articles.tolist())),
        C=choice.C,
        threshold=threshold,
        f1=float(f1_score(truth, choice.probabilities >= threshold)),
        average_precision=float(average_precision_score(truth, choice.probabilities)),
        target=reached,
    )


def _truth(articles: Sequence[Segmented], gold: Gold, labels: Sequence[str]) -> NDArray[np.int8]:
    """Return 1 and 0 for what gold says, -1 where it says nothing. (sentences, labels)."""
    number = {label: column for column, label in enumerate(labels)}
    refs = [sentence.ref for _, sentences in articles for sentence in sentences]
    truth = np.full((len(refs), len(labels)), -1, dtype=np.int8)
    for row, ref in enumerate(refs):
        given = gold.get(ref)
        if given is None:
            continue
        truth[row] = 0
        for label in given:
            if label not in number:
                raise ValueError(f"gold has the label {label!r}, labels are {one_of(labels)}")
            truth[row, number[label]] = 1
    return truth


def _refuse_too_little(
    truth: NDArray[np.int8], clusters: NDArray[np.str_], labels: Sequence[str]
) -> None:
    """Raise TrainingError where grouped cross-validation has nothing to hold out."""
    found = len(set(clusters[(truth >= 0).any(axis=1)]))
    if found < 2:
        raise TrainingError(
            f"found gold in {counted(found, 'group')} of near-duplicate articles; training needs 2 or "
            "more, to hold one out: label and adjudicate more articles"
        )
    for label, column in zip(labels, truth.T, strict=True):
        holding = sorted(set(clusters[column == 1]))
        if len(holding) < 2:
            where = f"only {shorten(str(holding[0]))}" if holding else "none"
            raise TrainingError(
                f"label {label!r}: of the articles to train on, {where} has a sentence with it; "
                "training needs two articles that are not near-duplicates: label more, or leave "
                "the label out of the guidelines"
            )


def _warnings(fits: Sequence[LabelFit]) -> Iterator[str]:
    for fit in fits:
        if fit.positives < FEW:
            yield (
                f"label {fit.label!r} has {fit.positives} training sentences in {fit.articles} "
                f"articles; below {FEW} its threshold and its scores are unreliable: label more"
            )
        if fit.target and not fit.target.is_reached:
            yield (
                f"label {fit.label!r}: a precision of {fit.target.wanted:g} cannot be reached; the "
                f"best is {fit.target.precision:.2f}, at a recall of {fit.target.recall:.2f}, and "
                "its threshold is set there"
            )


def _digest(articles: Sequence[Segmented], gold: Gold, labels: Sequence[str]) -> str:
    """Return the SHA-256 of what was trained on: texts, clusters, sentences and their labels."""
    digest = hashlib.sha256(json.dumps(list(labels)).encode())
    for article, sentences in articles:
        given = (gold.get(sentence.ref) for sentence in sentences)
        rows = [
            (sentence.start, sentence.end, None if held is None else sorted(held))
            for sentence, held in zip(sentences, given, strict=True)
        ]
        line = (article.id, article.cluster, text_digest(article.text), rows)
        digest.update(f"{json.dumps(line)}\n".encode())
    return digest.hexdigest()
