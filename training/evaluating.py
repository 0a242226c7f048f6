"""Evaluating a model of a corpus, or the recipe alone on folds, and writing down what was found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from dateline.corpus.errors import OutputError
from dateline.corpus.labelling.doubts import NOTHING_DOUBTED
from dateline.corpus.nouns import Part
from dateline.corpus.progress import Progress
from dateline.corpus.store import Corpus
from dateline.models.classifier import Classifier
from dateline.models.facts import ModelFacts
from dateline.models.folder import (
    ALONE,
    CURVE,
    PLOT,
    Loading,
    add_metrics,
    load,
    model_digest,
    read_facts,
)

from .evaluate import Reporting, evaluate_folds
from .evaluate import evaluate as evaluate_scores
from .evaluate.cross_validation import On, measure_folds
from .evaluate.folds import FOLDS, Trainer, cross_fit, deal_folds
from .evaluate.guards import probabilities, refuse_unfair
from .evaluate.learning_curve import measure_learning_curve
from .evaluate.results import Provenance, Report, ReportLabel
from .evaluate.ruled import Articles, ruled_sentences
from .fit import fit
from .gold import CorpusFacts, Gold, read_corpus_facts, read_gold, read_judgments
from .label_errors import put_up_for_review, read_review
from .report import Written, write_report
from .report.plots import f1_picture, learning_curve_picture
from .thresholds import Target

__all__ = ["Evaluated", "evaluate"]


@dataclass(frozen=True, slots=True)
class Evaluated:
    """An evaluation and where it was written."""

    report: Report
    written: Written
    kept_out: str = ""
    """why the figures are not in the model's folder and card too; empty where they are"""

    def to_json(self) -> dict[str, Any]:
        """Return the content of metrics.json with the places of both files."""
        files = {"metrics": str(self.written.metrics), "page": str(self.written.page)}
        return {"files": files, **self.report.to_json()}


def evaluate(
    corpus: Corpus,
    model: Path | None,
    out: Path,
    *,
    part: Part = "test",
    resamples: int = 1000,
    seed: int = 0,
    folds: int | None = None,
    learning_curve: bool = False,
    label_errors: bool = False,
    on: On | None = None,
    loading: Loading = ALONE,
    accept_change: bool = False,
    command: str | None = None,
    progress: Progress = lambda *_: None,
) -> Evaluated:
    """Evaluate a model on articles it never saw; write metrics.json and report.html to `out`.

    The numbers also go into the model's folder and card, where these can be written. With `folds` the
    model's recipe is cross-validated beside it, and with `learning_curve` trained on growing shares,
    on the train articles or on all. With `label_errors` gold labels that the folds doubt are put up
    for review.
    Without a model the folds alone are evaluated, as the default recipe reads them; `on` is all
    articles then unless the corpus is split.

    Raises LeakError where the model may have seen the articles, LabelMismatch, GuidelinesChanged,
    NothingJudged, SplitError, ModelError, and TrainingError where the folds cannot be trained.
    """
    about = read_corpus_facts(corpus)
    trained = (load(model, loading), read_facts(model)) if model else None
    on = on or ("train" if model or about.split_digest else "all")
    reporting = partial(
        Reporting,
        judgments=read_judgments(corpus),
        resamples=resamples,
        seed=seed,
        progress=progress,
    )
    report = (
        _evaluate_model(
            corpus,
            model,
            *trained,
            about,
            part=part,
            accept_change=accept_change,
            command=command,
            reporting=reporting,
        )
        if model and trained
        else None
    )
    if report is None or folds or learning_curve or label_errors:
        gold = read_gold(corpus, "train" if on == "train" else None, accept_change=accept_change)
        recipe = _recipe(trained, about, gold, seed)
        material = (gold.articles, gold.labels, about.scheme.ids)
        if report is None or folds or label_errors:
            dealt = deal_folds(*material, folds=folds or FOLDS, seed=seed)
            fitted = cross_fit(gold.articles, dealt, about.scheme.ids, recipe, progress)
            if report is None:
                report = evaluate_folds(
                    titles={label.id: label.title for label in about.scheme.labels},
                    fitted=fitted,
                    articles=gold.articles,
                    gold=gold.labels,
                    how=reporting(
                        Provenance(
                            model=None,
                            model_digest=None,
                            guidelines_digest=about.scheme.digest,
                            training_digest=None,
                            split_digest=about.split_digest if on == "train" else None,
                            seed=seed,
                            part=None,
                            machine_labels=about.machine_labels,
                            command=command,
                        )
                    ),
                )
            found = measure_folds(
                fitted, *material, on=on, seed=seed, resamples=resamples, progress=progress
            )
            report = replace(report, cross_validation=found)
            if label_errors:
                ruled = ruled_sentences(*material)
                put_up_for_review(corpus, ruled, fitted.scores[ruled.mask], about.scheme.ids)
        if learning_curve:
            curve = measure_learning_curve(
                *material, recipe, on=on, seed=seed, resamples=resamples, progress=progress
            )
            report = replace(report, learning_curve=curve)
    review = read_review(corpus) or (NOTHING_DOUBTED if label_errors else None)
    report = replace(report, label_errors=review)
    written = write_report(report, out)
    kept_out = ""
    if model:
        pictures = {PLOT.name: f1_picture(report)}
        if report.learning_curve:
            pictures[CURVE.name] = learning_curve_picture(report.learning_curve)
        try:
            add_metrics(model, report.to_json(), pictures)
        except OutputError as error:
            kept_out = str(error)
    return Evaluated(report, written, kept_out)


def _evaluate_model(
    corpus: Corpus,
    model: Path,
    classifier: Classifier,
    facts: ModelFacts,
    about: CorpusFacts,
    *,
    part: Part,
    accept_change: bool,
    command: str | None,
    reporting: Callable[[Provenance], Reporting],
) -> Report:
    """Return how well a model does on a part of the corpus that it never saw."""
    held_out = read_gold(corpus, part, accept_change=accept_change)
    refuse_unfair(facts, about, model, part, accept_change)
    training = read_gold(corpus, "train", accept_change=accept_change)
    return evaluate_scores(
        labels=[
            ReportLabel(label.id, label.title, label.threshold, label.target)
            for label in facts.labels
        ],
        scores=probabilities(classifier, held_out.articles, str(model)),
        held_out=held_out.articles,
        training=training.articles,
        gold={**training.labels, **held_out.labels},
        how=reporting(
            Provenance(
                model=facts.name,
                model_digest=model_digest(model),
                guidelines_digest=facts.guidelines_digest,
                training_digest=facts.training_digest,
                split_digest=facts.split_digest,
                seed=facts.seed,
                part=part,
                machine_labels=about.machine_labels,
                command=command,
            )
        ),
    )


def _recipe(
    trained: tuple[Classifier, ModelFacts] | None, about: CorpusFacts, gold: Gold, seed: int
) -> Trainer:
    """Return what trains a model as the given one was trained, on other articles; None: by default."""
    classifier, facts = trained or (None, None)
    wanted = ((label.id, label.target) for label in facts.labels) if facts else ()
    targets = {id_: Target(held.measure, held.wanted) for id_, held in wanted if held}
    estimator = (
        classifier.pipeline[0].estimator if classifier and facts and facts.estimator else None
    )

    def train_on(articles: Articles, progress: Progress) -> Classifier:
        fitted = fit(
            articles,
            gold.labels,
            about.scheme.ids,
            seed=facts.seed if facts else seed,
            guidelines_digest=about.scheme.digest,
            split_digest=None,
            targets=targets,
            estimator=estimator,
            encoder=classifier.encoder if classifier else None,
            progress=progress,
        )
        return fitted.classifier

    return train_on
