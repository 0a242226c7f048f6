"""Evaluation: the classifier beside two baselines and the human ceiling.

On held-out articles, or where there are too few to hold any out, on folds: then every article is read
by a model, and by baselines, that did not learn from it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version

import numpy as np
from numpy.typing import NDArray

from dateline.corpus.errors import NothingJudged
from dateline.corpus.intervals import article_resamples
from dateline.corpus.nouns import Judgment
from dateline.corpus.progress import Progress

from .baselines import fit_keywords, fit_majority
from .ceiling import measure_ceiling
from .curves import calibration_bins, cooccurrence, precision_recall_curve
from .folds import CrossFitted
from .guards import refuse_leaks
from .mistakes import worst_mistakes
from .results import Counts, Provenance, Report, ReportLabel
from .ruled import Articles, GoldLabels, Ruled, ruled_sentences
from .scoring import Metrics, measure
from .slices import measure_slices

__all__ = ["Reporting", "evaluate", "evaluate_folds"]


@dataclass(frozen=True, slots=True)
class Reporting:
    """How a report is made, whatever it is of."""

    provenance: Provenance
    judgments: Iterable[Judgment] = ()
    """of any articles: the human ceiling is measured on them"""
    resamples: int = 1000
    """of articles, for the intervals"""
    seed: int = 0
    progress: Progress = lambda *_: None
    """is called with what is being done, how much of it is done and how much there is"""


@dataclass(frozen=True, slots=True)
class _Given:
    """What a system gives the sentences that are scored."""

    predicted: NDArray[np.bool_]
    """(sentences, labels)"""
    scores: NDArray[np.float64]
    """(sentences, labels)"""


def evaluate(
    *,
    labels: Sequence[ReportLabel],
    scores: NDArray[np.float64],
    held_out: Articles,
    training: Articles,
    gold: GoldLabels,
    how: Reporting,
) -> Report:
    """Return how well a classifier does on held-out articles.

    scores : (sentences, labels), its probabilities for all sentences of `held_out`, article by
    article; a label is given where its probability reaches its threshold. Only sentences that have
    `gold` are scored; the others are context. `training` are the articles it was trained on, from
    which the baselines are fitted.

    Raises NothingJudged where no held-out or no training sentence has gold, LeakError where the
    training and the held-out articles share one, or a cluster of near-duplicates.
    """
    refuse_leaks(held_out, training)
    ids = [label.id for label in labels]
    ruled = ruled_sentences(held_out, gold, ids)
    taught = ruled_sentences(training, gold, ids)
    if scores.shape != (len(ruled.mask), len(labels)):
        raise ValueError(f"scores is {scores.shape}, expected {(len(ruled.mask), len(labels))}")
    if not len(ruled) or not len(taught):
        which = "held-out" if len(taught) else "training"
        raise NothingJudged(
            f"no sentence of the {which} articles has gold labels; adjudicate or import gold first"
        )
    scores = scores[ruled.mask]
    how.progress("fitting the baselines", 0, 1)
    majority, keyword, words = _baselines(taught, np.ones(len(taught), np.bool_), ruled.texts)
    how.progress("fitting the baselines", 1, 1)
    return _report(
        labels=labels,
        ruled=ruled,
        held_out=held_out,
        systems={
            "classifier": _Given(scores >= np.array([label.threshold for label in labels]), scores),
            "majority baseline": majority,
            "keyword baseline": keyword,
        },
        keywords=words,
        learnt_from=(taught.articles, len(taught)),
        how=how,
    )


def evaluate_folds(
    *,
    titles: Mapping[str, str],
    fitted: CrossFitted,
    articles: Articles,
    gold: GoldLabels,
    how: Reporting,
) -> Report:
    """Return how well a recipe does on articles of folds that its models did not learn from.

    `titles` are the labels by id. The baselines of a fold are fitted without it too; of the keywords
    those are told that every fold has.
    """
    ids = list(titles)
    ruled = ruled_sentences(articles, gold, ids)
    fold = fitted.fold[[number for number, _ in ruled.rows]]
    number = int(fold.max()) + 1
    texts = ruled.texts
    shape = ruled.truth.shape
    majority, keyword = (_Given(np.zeros(shape, np.bool_), np.zeros(shape)) for _ in range(2))
    chosen = []
    for held in range(number):
        how.progress("fitting the baselines", held, number)
        inside = fold == held
        found = _baselines(ruled, ~inside, [texts[row] for row in np.flatnonzero(inside)])
        for system, given in zip((majority, keyword), found[:2], strict=True):
            system.predicted[inside] = given.predicted
            system.scores[inside] = given.scores
        chosen.append(found[2])
    how.progress("fitting the baselines", number, number)
    return _report(
        labels=[
            ReportLabel(id_, title, float(threshold))
            for (id_, title), threshold in zip(
                titles.items(), fitted.thresholds.mean(axis=0), strict=True
            )
        ],
        ruled=ruled,
        held_out=articles,
        systems={
            "classifier": _Given(fitted.predicted[ruled.mask], fitted.scores[ruled.mask]),
            "majority baseline": majority,
            "keyword baseline": keyword,
        },
        keywords=tuple(
            tuple(word for word in first if all(word in other for other in others))
            for first, *others in zip(*chosen, strict=True)
        ),
        learnt_from=(
            round(ruled.articles * (1 - 1 / number)),
            round(len(ruled) * (1 - 1 / number)),
        ),
        how=how,
    )


def _baselines(
    taught: Ruled, rows: NDArray[np.bool_], texts: Sequence[str]
) -> tuple[_Given, _Given, tuple[tuple[str, ...], ...]]:
    """Return what the baselines of some rows give other texts, and the keywords of each label."""
    truth = taught.truth[rows]
    learnt = [taught.pairs[row][0] for row in np.flatnonzero(rows)]
    read = taught.texts
    majority = fit_majority(truth)
    keyword = fit_keywords(
        [read[row] for row in np.flatnonzero(rows)], truth, [article.id for article in learnt]
    )
    return (
        _Given(majority.predict(len(texts)), majority.scores(len(texts))),
        _Given(keyword.predict(texts), keyword.scores(texts)),
        keyword.words,
    )


def _report(
    *,
    labels: Sequence[ReportLabel],
    ruled: Ruled,
    held_out: Articles,
    systems: Mapping[str, _Given],
    keywords: tuple[tuple[str, ...], ...],
    learnt_from: tuple[int, int],
    how: Reporting,
) -> Report:
    ids = [label.id for label in labels]
    truth, article = ruled.truth, ruled.article
    predicted, scores = systems["classifier"].predicted, systems["classifier"].scores
    weights = article_resamples(ruled.articles, how.resamples, how.seed)

    def scored(system: str) -> Metrics:
        return measure(
            labels=ids,
            gold=truth,
            predicted=systems[system].predicted,
            scores=systems[system].scores,
            article=article,
            weights=weights,
            progress=lambda done, total: how.progress(f"scoring the {system}", done, total),
        )

    return Report(
        dateline=version("dateline"),
        provenance=how.provenance,
        resamples=how.resamples,
        seed=how.seed,
        counts=Counts(
            articles=ruled.articles,
            sentences=len(ruled),
            without_gold=len(ruled.mask) - len(ruled),
            training_articles=learnt_from[0],
            training_sentences=learnt_from[1],
        ),
        labels=tuple(labels),
        model=scored("classifier"),
        majority=scored("majority baseline"),
        keyword=scored("keyword baseline"),
        keywords=keywords,
        human=measure_ceiling(
            labels=ids,
            judgments=how.judgments,
            sentences=set(ruled.refs),
            column=_columns(ruled),
            weights=weights,
        ),
        slices=measure_slices(
            labels=ids,
            gold=truth,
            predicted=predicted,
            sentences=ruled.pairs,
            article=article,
            weights=weights,
        ),
        cooccurrence=cooccurrence(truth, predicted),
        curves=tuple(
            precision_recall_curve(label, scores[:, i], truth[:, i]) for i, label in enumerate(ids)
        ),
        calibration=tuple(calibration_bins(scores[:, i], truth[:, i]) for i in range(len(ids))),
        mistakes=worst_mistakes(
            labels=ids,
            thresholds=np.array([label.threshold for label in labels]),
            scores=scores,
            gold=truth,
            predicted=predicted,
            held_out=held_out,
            rows=ruled.rows,
        ),
    )


def _columns(ruled: Ruled) -> dict[str, int]:
    """Return the number of each article that has gold, by its id."""
    numbers = ruled.article.tolist()
    return {article.id: n for (article, _), n in zip(ruled.pairs, numbers, strict=True)}
