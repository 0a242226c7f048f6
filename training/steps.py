"""From a corpus to a model and its evaluation: one function a command."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from dateline.corpus.agreement import Agreement
from dateline.corpus.errors import TrainingError, one_of, shorten
from dateline.corpus.files import check_new_folder
from dateline.corpus.nouns import Part
from dateline.corpus.progress import Progress
from dateline.corpus.store import Corpus
from dateline.models.classifier import Classifier
from dateline.models.facts import LabelAgreement, LabelFacts, ModelFacts
from dateline.models.folder import (
    CURVE,
    LAYOUT,
    PLOT,
    add_metrics,
    load,
    model_digest,
    read_facts,
    save,
)

from .compare import Compared, Comparison
from .compare import compare as compare_scores
from .cross_validation import On, measure_folds
from .evaluate import evaluate as evaluate_scores
from .evaluate import evaluate_folds
from .fit import NO_TARGETS, RECIPE, fit
from .folds import FOLDS, Trainer, cross_fit, deal_folds
from .gold import CorpusFacts, Gold, read_agreement, read_corpus_facts, read_gold, read_judgments
from .guards import probabilities, refuse_leaks, refuse_unfair
from .label_errors import put_up_for_review, read_review
from .learning_curve import measure_learning_curve
from .plots import f1_picture, learning_curve_picture
from .report import Written, write_report
from .results import Provenance, Report, ReportLabel
from .ruled import Articles, ruled_sentences
from .thresholds import Target

__all__ = ["Evaluated", "Trained", "compare", "evaluate", "train"]


@dataclass(frozen=True, slots=True)
class Trained:
    """A trained and saved model."""

    folder: Path
    facts: ModelFacts


@dataclass(frozen=True, slots=True)
class Evaluated:
    """An evaluation and where it was written."""

    report: Report
    written: Written

    def to_json(self) -> dict[str, Any]:
        """Return the content of metrics.json with the places of both files."""
        files = {"metrics": str(self.written.metrics), "page": str(self.written.page)}
        return {"files": files, **self.report.to_json()}


def train(
    corpus: Corpus,
    folder: Path,
    *,
    on: On = "train",
    seed: int = 0,
    targets: Mapping[str, Target] = NO_TARGETS,
    accept_change: bool = False,
    progress: Progress = lambda *_: None,
) -> Trained:
    """Train the baseline on the train articles, or on every ruled article, and save it.

    `targets` are the precision or recall that a label's threshold is to be chosen for.

    Raises SplitError, NothingJudged, GuidelinesChanged, TrainingError, OutputError.
    """
    check_new_folder(folder, [file.name for file in LAYOUT])
    about = read_corpus_facts(corpus)
    _refuse_unknown(targets, about.scheme.ids)
    gold = read_gold(corpus, "train" if on == "train" else None, accept_change=accept_change)
    fitted = fit(
        gold.articles,
        gold.labels,
        about.scheme.ids,
        seed=seed,
        guidelines_digest=about.scheme.digest,
        split_digest=about.split_digest if on == "train" else None,
        targets=targets,
        progress=progress,
    )
    classifier = fitted.classifier
    agreement = read_agreement(corpus)
    positives = Counter(label for labels in gold.labels.values() for label in labels)
    facts = ModelFacts(
        name=folder.name,
        recipe=RECIPE,
        labels=tuple(
            LabelFacts(
                label.id,
                label.title,
                chosen.threshold,
                positives[label.id],
                chosen.target,
                _agreement_on(label.id, agreement),
            )
            for label, chosen in zip(about.scheme.labels, fitted.labels, strict=True)
        ),
        guidelines_digest=classifier.guidelines_digest,
        training_digest=classifier.training_digest,
        split_digest=classifier.split_digest,
        seed=classifier.seed,
        articles=len(gold.articles),
        sentences=len(gold.labels),
        gold=gold.methods,
        judged_twice=agreement.doubly_judged if agreement else 0,
        annotators=len(agreement.annotators) if agreement else 0,
        machine_labels=about.machine_labels,
        quotations=about.quotations,
        languages=gold.languages or ("en",),
        warnings=fitted.warnings,
    )
    save(classifier, folder, facts=facts)
    return Trained(folder, facts)


def _agreement_on(label: str, agreement: Agreement | None) -> LabelAgreement | None:
    if agreement is None or not agreement.doubly_judged:
        return None
    found = agreement.labels[label]
    return LabelAgreement(found.alpha.value, found.alpha.low, found.alpha.high, found.raw.value)


def _refuse_unknown(targets: Mapping[str, Target], labels: Sequence[str]) -> None:
    """Raise TrainingError where a threshold is asked for a label that there is not."""
    if unknown := sorted(set(targets) - set(labels)):
        raise TrainingError(
            f"a {targets[unknown[0]].measure} is asked for the label {shorten(unknown[0])}, which "
            f"the guidelines in force do not have; they have {one_of(labels)}"
        )


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
    accept_change: bool = False,
    command: str | None = None,
    progress: Progress = lambda *_: None,
) -> Evaluated:
    """Evaluate a model on articles it never saw; write metrics.json and report.html to `out`.

    The numbers also go into the model's folder and card. With `folds` the model's recipe is
    cross-validated beside it, and with `learning_curve` trained on growing shares, on the train
    articles or on all. With `label_errors` gold labels that the folds doubt are put up for review.
    Without a model the folds alone are evaluated, as the default recipe reads them; `on` is all
    articles then unless the corpus is split.

    Raises LeakError where the model may have seen the articles, LabelMismatch, GuidelinesChanged,
    NothingJudged, SplitError, ModelError, and TrainingError where the folds cannot be trained.
    """
    about = read_corpus_facts(corpus)
    on = on or ("train" if model or about.split_digest else "all")
    report = (
        evaluate_model(
            corpus,
            model,
            about,
            part=part,
            resamples=resamples,
            seed=seed,
            accept_change=accept_change,
            command=command,
            progress=progress,
        )
        if model
        else None
    )
    if report is None or folds or learning_curve or label_errors:
        gold = read_gold(corpus, "train" if on == "train" else None, accept_change=accept_change)
        recipe = _recipe(read_facts(model) if model else None, about, gold, seed)
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
                    judgments=read_judgments(corpus),
                    provenance=Provenance(
                        model=None,
                        model_digest=None,
                        guidelines_digest=about.scheme.digest,
                        training_digest=None,
                        split_digest=about.split_digest if on == "train" else None,
                        seed=seed,
                        part=None,
                        machine_labels=about.machine_labels,
                        command=command,
                    ),
                    resamples=resamples,
                    seed=seed,
                    progress=progress,
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
    report = replace(report, label_errors=read_review(corpus))
    written = write_report(report, out)
    if model:
        pictures = {PLOT.name: f1_picture(report)}
        if report.learning_curve:
            pictures[CURVE.name] = learning_curve_picture(report.learning_curve)
        add_metrics(model, report.to_json(), pictures)
    return Evaluated(report, written)


def evaluate_model(
    corpus: Corpus,
    model: Path,
    about: CorpusFacts,
    *,
    part: Part,
    resamples: int,
    seed: int,
    accept_change: bool,
    command: str | None,
    progress: Progress,
) -> Report:
    """Return how well a model does on a part of the corpus that it never saw."""
    classifier, facts = load(model), read_facts(model)
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
        judgments=read_judgments(corpus),
        provenance=Provenance(
            model=facts.name,
            model_digest=model_digest(model),
            guidelines_digest=facts.guidelines_digest,
            training_digest=facts.training_digest,
            split_digest=facts.split_digest,
            seed=facts.seed,
            part=part,
            machine_labels=about.machine_labels,
            command=command,
        ),
        resamples=resamples,
        seed=seed,
        progress=progress,
    )


def _recipe(facts: ModelFacts | None, about: CorpusFacts, gold: Gold, seed: int) -> Trainer:
    """Return what trains a model as the given one was trained, on other articles; None: by default."""
    wanted = ((label.id, label.target) for label in facts.labels) if facts else ()
    targets = {id_: Target(held.measure, held.wanted) for id_, held in wanted if held}

    def train_on(articles: Articles, progress: Progress) -> Classifier:
        fitted = fit(
            articles,
            gold.labels,
            about.scheme.ids,
            seed=facts.seed if facts else seed,
            guidelines_digest=about.scheme.digest,
            split_digest=None,
            targets=targets,
            progress=progress,
        )
        return fitted.classifier

    return train_on


def compare(
    corpus: Corpus,
    first: Path,
    second: Path,
    *,
    part: Part = "test",
    resamples: int = 1000,
    seed: int = 0,
    accept_change: bool = False,
    progress: Progress = lambda *_: None,
) -> Comparison:
    """Compare two models on the same articles, which neither has seen.

    Raises LeakError where one of them may have seen the articles, LabelMismatch, GuidelinesChanged,
    NothingJudged, SplitError, ModelError.
    """
    loaded = [(folder, load(folder)) for folder in (first, second)]
    about = read_corpus_facts(corpus)
    held_out = read_gold(corpus, part, accept_change=accept_change)
    for folder, _ in loaded:
        refuse_unfair(read_facts(folder), about, folder, part, accept_change)
    refuse_leaks(held_out.articles, read_gold(corpus, "train", accept_change=True).articles)
    models = []
    for number, (folder, classifier) in enumerate(loaded):
        progress("predicting", number, 2)
        scores = probabilities(classifier, held_out.articles, str(folder))
        models.append(Compared(str(folder), model_digest(folder), classifier.thresholds, scores))
    return compare_scores(
        *models,
        labels=about.scheme.ids,
        held_out=held_out.articles,
        gold=held_out.labels,
        part=part,
        resamples=resamples,
        seed=seed,
        progress=progress,
    )
