"""What an evaluation found: the content of metrics.json and of the report."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from dateline.corpus.intervals import LEVEL
from dateline.corpus.labelling.doubts import Reviewed
from dateline.corpus.nouns import Part
from dateline.models.facts import LabelTarget

from .ceiling import HumanCeiling
from .cross_validation import CrossValidation
from .curves import CalibrationBin, Cooccurrence, PrecisionRecallCurve
from .learning_curve import LearningCurve
from .mistakes import Mistake, Mistakes
from .scoring import Metrics
from .slices import Slice

__all__ = ["Counts", "Provenance", "Report", "ReportLabel"]


@dataclass(frozen=True, slots=True)
class ReportLabel:
    """A label, and the probability from which the classifier gives it; of folds, the mean."""

    id: str
    title: str
    threshold: float
    target: LabelTarget | None = None
    """the precision or recall that the threshold was chosen for; None: F1"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """What was evaluated on what. A digest is None where there is nothing to digest."""

    model: str | None
    """None where a recipe was evaluated on folds, and no one model"""
    model_digest: str | None
    guidelines_digest: str
    training_digest: str | None
    split_digest: str | None
    seed: int
    """of the training"""
    part: Part | None = "test"
    """None: every article was held out once"""
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
    label_errors: Reviewed | None = None
    """None where gold was never doubted, and not looked for now"""

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
            label_errors   suspects, waiting, looked_at, confirmed {hits, n, value, low, high},
                           reason_shown, labels [{label, given, waiting, kept, changed}]; null where
                           gold was never doubted

        Of an evaluation on folds, without a model, model, model_digest, training_digest and part of
        the provenance are null, and thresholds are means over the folds.
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
            "label_errors": self.label_errors and self.label_errors.to_json(),
        }


def _without_text(mistake: Mistake) -> dict[str, Any]:
    return {
        **mistake.sentence._asdict(),
        "score": mistake.score,
        "gold": list(mistake.gold),
        "predicted": list(mistake.predicted),
    }
