"""Evaluation on held-out articles: the classifier beside two baselines and the human ceiling."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dateline.corpus.errors import NothingJudged
from dateline.corpus.intervals import LEVEL, article_resamples
from dateline.corpus.nouns import Judgment, Part
from dateline.models.facts import LabelTarget

from .baselines import fit_keywords, fit_majority
from .ceiling import HumanCeiling, measure_ceiling
from .cross_validation import CrossValidation
from .curves import (
    CalibrationBin,
    Cooccurrence,
    PrecisionRecallCurve,
    calibration_bins,
    cooccurrence,
    precision_recall_curve,
)
from .guards import refuse_leaks
from .learning_curve import LearningCurve
from .mistakes import Mistake, Mistakes, worst_mistakes
from .ruled import Articles, GoldLabels, Ruled, ruled_sentences
from .scoring import Metrics, measure
from .slices import Slice, measure_slices

__all__ = ["Counts", "Provenance", "Report", "ReportLabel", "evaluate"]


@dataclass(frozen=True, slots=True)
class ReportLabel:
    """A label, and the probability from which the classifier gives it."""

    id: str
    title: str
    threshold: float
    target: LabelTarget | None = None
    """the precision or recall that the threshold was chosen for; None: F1"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """What was evaluated on what. A digest is None where there is nothing to digest."""

    model: str
    model_digest: str | None
    guidelines_digest: str
    training_digest: str
    split_digest: str | None
    seed: int
    """of the training"""
    part: Part = "test"
    machine_labels: bool = False
    """whether a machine made the labels: then its passes are no human ceiling"""
    command: str | None = None


@dataclass(frozen=True, slots=True)
class Counts:
    """How much was evaluated, and learnt from."""

    articles: int
    """held-out articles that have a gold sentence"""
    sentences: int
    """held-out sentences that have gold"""
    without_gold: int
    """sentences of the held-out articles that have none and are not scored"""
    training_articles: int
    training_sentences: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """How well a classifier finds each label in articles that it never saw."""

    dateline: str
    """version"""
    provenance: Provenance
    resamples: int
    seed: int
    """of the resamples"""
    counts: Counts
    labels: tuple[ReportLabel, ...]
    model: Metrics
    majority: Metrics
    keyword: Metrics
    keywords: tuple[tuple[str, ...], ...]
    """the keyword baseline's words, by label"""
    human: HumanCeiling
    slices: tuple[Slice, ...]
    cooccurrence: Cooccurrence
    curves: tuple[PrecisionRecallCurve, ...]
    calibration: tuple[tuple[CalibrationBin, ...], ...]
    """bins by label"""
    mistakes: tuple[Mistakes, ...]
    cross_validation: CrossValidation | None = None
    learning_curve: LearningCurve | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the content of metrics.json; it holds no text of the articles.

        An estimate is `{"value", "low", "high", "reason", "left_out"}`: a number, its interval, and
        the reason where one of them is missing (null). Lists by label are in the order of `labels`.

            dateline       version
            provenance     model, model_digest, guidelines_digest, training_digest, split_digest,
                           seed, part, machine_labels, command
            intervals      level, method, resamples, seed
            counts         articles, sentences, without_gold, training_articles, training_sentences
            labels         [{id, title, threshold, target}]; target is null, or measure, wanted, and
                           precision and recall cross-validated on the training articles
            systems        model, majority, keyword, human; each with
                             labels [{label, support, predicted, prevalence, precision, recall, f1,
                             average_precision, calibration_error}], macro_over [label],
                             macro and micro {precision, recall, f1}, mean_average_precision,
                             exact_match, calibration_error;
                           human is null without judgments by two annotators
            human          reason, sentences, annotators
            keywords       [number of words] of the keyword baseline
            slices         [{by: source | words | in_quote, name, sentences, articles, macro_f1,
                             micro_f1, labels [{label, support, f1}], note}]
            cooccurrence   gold, predicted: [[sentences that have both labels]]
            curves         [{label, recall, precision, threshold}]
            calibration    [[{low, high, sentences, mean_probability, share}]]
            mistakes       [{label, all_false_positives, all_misses, false_positives, misses}], the
                             last two [{article_id, start, end, score, gold, predicted}]
            cross_validation  on, seed, articles, sentences, metrics (as a system), caveats and
                           folds [{articles, sentences, macro_f1, without}]; null without --folds
            learning_curve on, articles, seed, points [{articles, macro_f1}], forecast {now, doubled,
                           more, more_low, more_high, articles, curve, low, high} or null and a
                           reason, gain, sentence; null without --learning-curve
        """
        return {
            "dateline": self.dateline,
            "provenance": asdict(self.provenance),
            "intervals": {
                "level": LEVEL,
                "method": "percentile bootstrap over articles",
                "resamples": self.resamples,
                "seed": self.seed,
            },
            "counts": asdict(self.counts),
            "labels": [asdict(label) for label in self.labels],
            "systems": {
                "model": asdict(self.model),
                "majority": asdict(self.majority),
                "keyword": asdict(self.keyword),
                "human": asdict(self.human.metrics) if self.human.metrics else None,
            },
            "human": {
                "reason": self.human.reason,
                "sentences": self.human.sentences,
                "annotators": list(self.human.annotators),
            },
            "keywords": [len(words) for words in self.keywords],
            "slices": [asdict(each) for each in self.slices],
            "cooccurrence": asdict(self.cooccurrence),
            "curves": [asdict(curve) for curve in self.curves],
            "calibration": [[asdict(each) for each in bins] for bins in self.calibration],
            "mistakes": [
                {
                    "label": each.label,
                    "all_false_positives": each.all_false_positives,
                    "all_misses": each.all_misses,
                    "false_positives": [_without_text(one) for one in each.false_positives],
                    "misses": [_without_text(one) for one in each.misses],
                }
                for each in self.mistakes
            ],
            "cross_validation": self.cross_validation and self.cross_validation.to_json(),
            "learning_curve": self.learning_curve and self.learning_curve.to_json(),
        }


def evaluate(
    *,
    labels: Sequence[ReportLabel],
    scores: NDArray[np.float64],
    held_out: Articles,
    training: Articles,
    gold: GoldLabels,
    provenance: Provenance,
    judgments: Iterable[Judgment] = (),
    resamples: int = 1000,
    seed: int = 0,
    progress: Callable[[str, int, int], None] = lambda *_: None,
) -> Report:
    """Return how well a classifier does on held-out articles.

    scores : (sentences, labels), its probabilities for all sentences of `held_out`, article by
    article; a label is given where its probability reaches its threshold. Only sentences that have
    `gold` are scored; the others are context. `training` are the articles it was trained on, from
    which the baselines are fitted; `judgments` may be of any articles. `progress` is called with
    what is being done, how much of it is done and how much there is.

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
    truth, article, refs, texts = ruled.truth, ruled.article, ruled.refs, ruled.texts
    thresholds = np.array([label.threshold for label in labels])
    scores = scores[ruled.mask]
    predicted = scores >= thresholds
    weights = article_resamples(ruled.articles, resamples, seed)

    def scored(what: str, given: NDArray[np.bool_], how_sure: NDArray[np.float64]) -> Metrics:
        return measure(
            labels=ids,
            gold=truth,
            predicted=given,
            scores=how_sure,
            article=article,
            weights=weights,
            progress=lambda done, total: progress(what, done, total),
        )

    progress("fitting the baselines", 0, 1)
    majority = fit_majority(taught.truth)
    keyword = fit_keywords(taught.texts, taught.truth, [article.id for article, _ in taught.pairs])
    progress("fitting the baselines", 1, 1)
    return Report(
        dateline=version("dateline"),
        provenance=provenance,
        resamples=resamples,
        seed=seed,
        counts=Counts(
            articles=ruled.articles,
            sentences=len(ruled),
            without_gold=len(ruled.mask) - len(ruled),
            training_articles=taught.articles,
            training_sentences=len(taught),
        ),
        labels=tuple(labels),
        model=scored("scoring the classifier", predicted, scores),
        majority=scored(
            "scoring the majority baseline", majority.predict(len(refs)), majority.scores(len(refs))
        ),
        keyword=scored(
            "scoring the keyword baseline", keyword.predict(texts), keyword.scores(texts)
        ),
        keywords=keyword.words,
        human=measure_ceiling(
            labels=ids,
            judgments=judgments,
            sentences=set(refs),
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
            thresholds=thresholds,
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


def _without_text(mistake: Mistake) -> dict[str, Any]:
    return {
        **mistake.sentence._asdict(),
        "score": mistake.score,
        "gold": list(mistake.gold),
        "predicted": list(mistake.predicted),
    }
