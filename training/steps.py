"""From a corpus to a model, and two models compared: one function a command."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from dateline.corpus.agreement import Agreement
from dateline.corpus.errors import TrainingError, one_of, shorten
from dateline.corpus.files import check_new_folder
from dateline.corpus.nouns import Part
from dateline.corpus.progress import Progress
from dateline.corpus.store import Corpus
from dateline.models.classifier import Classifier
from dateline.models.encoder import Encoder
from dateline.models.facts import LabelAgreement, LabelFacts, ModelFacts
from dateline.models.folder import (
    ALONE,
    LAYOUT,
    Loading,
    load,
    model_digest,
    packages_to_trust,
    read_facts,
    save,
)

from .compare import Compared, Comparison
from .compare import compare as compare_scores
from .estimators import make_estimator
from .evaluate.cross_validation import On
from .evaluate.guards import probabilities, refuse_leaks, refuse_unfair
from .first_pass import EMBEDDINGS_RECIPE, ESTIMATOR_RECIPE
from .fit import NO_TARGETS, RECIPE, fit
from .gold import read_agreement, read_corpus_facts, read_gold
from .thresholds import Target

__all__ = ["Trained", "compare", "train"]


@dataclass(frozen=True, slots=True)
class Trained:
    """A trained and saved model."""

    folder: Path
    facts: ModelFacts


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
    agreement = read_agreement(corpus)
    positives = Counter(label for labels in gold.labels.values() for label in labels)
    facts = ModelFacts(
        name=folder.name,
        recipe=_recipe_in_words(estimator, encoder),
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
        origin=origin,
        estimator=estimator,
        encoder=encoder.facts if encoder else None,
        languages=gold.languages or ("en",),
        warnings=(*fitted.warnings, *(_trusting(classifier) if estimator else ())),
    )
    save(classifier, folder, facts=facts)
    return Trained(folder, facts)


def _agreement_on(label: str, agreement: Agreement | None) -> LabelAgreement | None:
    if agreement is None or not agreement.doubly_judged:
        return None
    found = agreement.labels[label]
    return LabelAgreement(found.alpha.value, found.alpha.low, found.alpha.high, found.raw.value)


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
