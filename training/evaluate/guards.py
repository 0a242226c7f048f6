"""What is refused before anything is measured: seen articles, other labels, scores that are none."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dateline.corpus.errors import GuidelinesChanged, LabelMismatch, LeakError, ModelError
from dateline.corpus.nouns import Part
from dateline.corpus.plurals import counted
from dateline.models.classifier import Classifier
from dateline.models.facts import ModelFacts
from dateline.models.features import batch_of

from ..gold import CorpusFacts
from .ruled import Articles

__all__ = ["probabilities", "refuse_leaks", "refuse_unfair"]


def refuse_unfair(
    facts: ModelFacts, about: CorpusFacts, model: Path, part: Part, accept_change: bool
) -> None:
    """Refuse what would compare other labels, or measure on articles that the model has seen.

    Raises LabelMismatch, GuidelinesChanged, LeakError.
    """
    ids = tuple(label.id for label in facts.labels)
    if ids != about.scheme.ids:
        raise LabelMismatch(
            f"{model} knows the labels {', '.join(ids)}, the corpus has "
            f"{', '.join(about.scheme.ids)}; train a model on this corpus"
        )
    if facts.guidelines_digest != about.scheme.digest and not accept_change:
        raise GuidelinesChanged(
            f"{model} was trained under another label scheme ({facts.guidelines_digest[:12]}) than "
            f"the one in force ({about.scheme.digest[:12]}); train it again, or go on with "
            "--accept-guidelines-change"
        )
    if facts.split_digest is None:
        raise LeakError(
            f"{model} was trained on every article, the {part} articles too; a fair evaluation "
            "needs a model of `dateline train --on train`"
        )
    if facts.split_digest != about.split_digest:
        raise LeakError(
            f"{model} was trained on another split ({facts.split_digest[:12]}) than the corpus's "
            f"({(about.split_digest or 'none')[:12]}), so it may have seen {part} articles; train "
            "it again on this one"
        )


def refuse_leaks(held_out: Articles, training: Articles) -> None:
    """Raise LeakError where an article, or a cluster, stands on both sides."""
    for what, first, second in (
        ("article", _ids(held_out), _ids(training)),
        ("cluster of near-duplicates", _clusters(held_out), _clusters(training)),
    ):
        if shared := sorted(first & second):
            raise LeakError(
                f"{what} {shared[0]} is held out and was trained on ({len(shared)} such in all); a "
                "fair evaluation needs articles that the model never saw: evaluate on another part"
            )


def probabilities(classifier: Classifier, articles: Articles, name: str) -> NDArray[np.float64]:
    """Return a classifier's probabilities for all sentences. Result : (sentences, labels).

    Raises ModelError where one is no probability: not a number, or outside 0 to 1.
    """
    scores = classifier.predict_proba(batch_of(articles))
    wrong = ~((scores >= 0) & (scores <= 1))
    if wrong.any():
        column = int(wrong.any(axis=0).argmax())
        found = scores[wrong[:, column], column][0]
        raise ModelError(
            f"{name} gives {found:g} as the probability of {classifier.labels[column]!r} "
            f"({counted(int(wrong.sum()), 'such score')}); probabilities lie between 0 and 1: "
            "train it again"
        )
    return scores


def _ids(articles: Articles) -> set[str]:
    return {article.id for article, _ in articles}


def _clusters(articles: Articles) -> set[str]:
    return {article.cluster for article, _ in articles if article.cluster is not None}
