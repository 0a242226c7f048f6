"""From a corpus to a model and its evaluation: one function a command."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from dateline.corpus.errors import TrainingError, one_of, shorten
from dateline.corpus.files import check_new_folder
from dateline.corpus.nouns import Part
from dateline.corpus.progress import Progress
from dateline.corpus.store import Corpus
from dateline.models.classifier import Classifier
from dateline.models.encoder import Encoder
from dateline.models.facts import LabelFacts, ModelFacts
from dateline.models.folder import (
    ALONE,
    LAYOUT,
    Loading,
    add_metrics,
    load,
    model_digest,
    packages_to_trust,
    read_facts,
    save,
)

from .compare import Compared, Comparison
from .compare import compare as compare_scores
from .cross_validation import On, measure_folds
from .estimators import make_estimator
from .evaluate import Provenance, Report, ReportLabel
from .evaluate import evaluate as evaluate_scores
from .first_pass import EMBEDDINGS_RECIPE, ESTIMATOR_RECIPE
from .fit import NO_TARGETS, RECIPE, fit
from .folds import FOLDS, Trainer, cross_fit, deal_folds
from .gold import CorpusFacts, Gold, read_corpus_facts, read_gold, read_judgments, read_reviewed
from .guards import probabilities, refuse_leaks, refuse_unfair
from .label_errors import LookedFor, label_errors, reviewed_doubts, write_doubts
from .learning_curve import measure_learning_curve
from .report import Written, write_report
from .ruled import Articles, ruled_sentences
from .thresholds import Target

__all__ = ["Evaluated", "Trained", "compare", "evaluate", "recipe_of", "train"]


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
    label_errors: LookedFor | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the content of metrics.json with the places of both files, and label errors."""
        files = {"metrics": str(self.written.metrics), "page": str(self.written.page)}
        errors = self.label_errors and self.label_errors.to_json()
        return {"files": files, **self.report.to_json(), "label_errors": errors}


def train(
    corpus: Corpus,
    folder: Path,
    *,
    on: On = "train",
    seed: int = 0,
    targets: Mapping[str, Target] = NO_TARGETS,
    estimator: str | None = None,
    encoder: Encoder | None = None,
    origin: str | None = None,
    accept_change: bool = False,
    progress: Progress = lambda *_: None,
) -> Trained:
    """Train the baseline on the train articles, or on every ruled article, and save it.

    `targets` are the precision or recall that a label's threshold is to be chosen for. `estimator`
    (package:factory) takes the place of Dateline's recipe; the embeddings of `encoder` are read beside
    the n-grams. `origin` says in the model card where articles and labels come from.

    Raises SplitError, NothingJudged, GuidelinesChanged, TrainingError, ModelError, OutputError.
    """
    check_new_folder(folder, [file.name for file in LAYOUT])
    made = make_estimator(estimator) if estimator else None
    if made is not None:
        packages_to_trust(made)  # nobody waits for a training whose model cannot be saved
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
        estimator=made,
        encoder=encoder,
        progress=progress,
    )
    classifier = fitted.classifier
    positives = Counter(label for labels in gold.labels.values() for label in labels)
    facts = ModelFacts(
        name=folder.name,
        recipe=_recipe_in_words(estimator, encoder),
        labels=tuple(
            LabelFacts(label.id, label.title, chosen.threshold, positives[label.id], chosen.target)
            for label, chosen in zip(about.scheme.labels, fitted.labels, strict=True)
        ),
        guidelines_digest=classifier.guidelines_digest,
        training_digest=classifier.training_digest,
        split_digest=classifier.split_digest,
        seed=classifier.seed,
        articles=len(gold.articles),
        sentences=len(gold.labels),
        gold=gold.methods,
        machine_labels=about.machine_labels,
        quotations=about.quotations,
        origin=origin,
        estimator=estimator,
        encoder=encoder.facts if encoder else None,
        languages=gold.languages or ("en",),
        warnings=(*fitted.warnings, *(_trusting(classifier) if estimator else ())),
    )
    save(classifier, folder, facts=facts)
    return Trained(folder, facts)


def _recipe_in_words(estimator: str | None, encoder: Encoder | None) -> str:
    if estimator:
        return ESTIMATOR_RECIPE.format(name=estimator)
    return RECIPE if encoder is None else f"{RECIPE} {EMBEDDINGS_RECIPE}"


def _trusting(classifier: Classifier) -> list[str]:
    """Say which packages must be trusted to use a model. Raises ModelError where it cannot be saved."""
    return [
        f"the model holds types of {package!r}: whoever uses it needs the package and says "
        f"--trust {package}"
        for package in packages_to_trust(classifier.pipeline)
    ]


def _refuse_unknown(targets: Mapping[str, Target], labels: Sequence[str]) -> None:
    """Raise TrainingError where a threshold is asked for a label that there is not."""
    if unknown := sorted(set(targets) - set(labels)):
        raise TrainingError(
            f"a {targets[unknown[0]].measure} is asked for the label {shorten(unknown[0])}, which "
            f"the guidelines in force do not have; they have {one_of(labels)}"
        )


def evaluate(
    corpus: Corpus,
    model: Path,
    out: Path,
    *,
    part: Part = "test",
    resamples: int = 1000,
    seed: int = 0,
    folds: int | None = None,
    learning_curve: bool = False,
    errors_to: Path | None = None,
    on: On = "train",
    loading: Loading = ALONE,
    accept_change: bool = False,
    command: str | None = None,
    progress: Progress = lambda *_: None,
) -> Evaluated:
    """Evaluate a model on articles it never saw; write metrics.json and report.html to `out`.

    The numbers also go into the model's folder and card. With `folds` the model's recipe is
    cross-validated beside it, and with `learning_curve` trained on growing shares, on the train
    articles or on all. With `errors_to` gold labels that the folds doubt are written to that file.
    Raises LeakError where the model may
    have seen the articles, LabelMismatch, GuidelinesChanged, NothingJudged, SplitError, ModelError,
    and TrainingError where the folds cannot be trained.
    """
    classifier = load(model, loading)
    facts = read_facts(model)
    about = read_corpus_facts(corpus)
    held_out = read_gold(corpus, part, accept_change=accept_change)
    refuse_unfair(facts, about, model, part, accept_change)
    training = read_gold(corpus, "train", accept_change=accept_change)
    report = evaluate_scores(
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
    looked_for = None
    if folds or learning_curve or errors_to:
        every = read_gold(corpus, None, accept_change=accept_change) if on == "all" else training
        labels, recipe = about.scheme.ids, recipe_of(classifier, facts, about, every)
        material = (every.articles, every.labels, labels)
        if folds or errors_to:
            dealt = deal_folds(*material, folds=folds or FOLDS, seed=seed)
            fitted = cross_fit(every.articles, dealt, labels, recipe, progress)
            found = measure_folds(
                fitted, *material, on=on, seed=seed, resamples=resamples, progress=progress
            )
            report = replace(report, cross_validation=found)
            if errors_to:
                ruled, reviewed = ruled_sentences(*material), read_reviewed(corpus)
                known = {ruling.sentence for ruling in reviewed}
                doubted = label_errors(ruled, fitted.scores[ruled.mask], labels, known)
                write_doubts(doubted, errors_to)
                outcome = reviewed_doubts(reviewed, resamples=resamples, seed=seed)
                looked_for = LookedFor(errors_to, tuple(doubted), outcome)
        if learning_curve:
            curve = measure_learning_curve(
                *material, recipe, on=on, seed=seed, resamples=resamples, progress=progress
            )
            report = replace(report, learning_curve=curve)
    written = write_report(report, out)
    add_metrics(model, report.to_json())
    return Evaluated(report, written, looked_for)


def recipe_of(classifier: Classifier, facts: ModelFacts, about: CorpusFacts, gold: Gold) -> Trainer:
    """Return what trains a model as the given one was trained, on other articles."""
    wanted = ((label.id, label.target) for label in facts.labels)
    targets = {id_: Target(held.measure, held.wanted) for id_, held in wanted if held}

    estimator = classifier.pipeline[0].estimator if facts.estimator else None

    def train_on(articles: Articles, progress: Progress) -> Classifier:
        fitted = fit(
            articles,
            gold.labels,
            about.scheme.ids,
            seed=facts.seed,
            guidelines_digest=about.scheme.digest,
            split_digest=None,
            targets=targets,
            estimator=estimator,
            encoder=classifier.encoder,
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
    loading: Loading = ALONE,
    accept_change: bool = False,
    progress: Progress = lambda *_: None,
) -> Comparison:
    """Compare two models on the same articles, which neither has seen.

    Raises LeakError where one of them may have seen the articles, LabelMismatch, GuidelinesChanged,
    NothingJudged, SplitError, ModelError.
    """
    loaded = [(folder, load(folder, loading)) for folder in (first, second)]
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
