"""A small saved model, made once."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dateline.corpus.nouns import Article, SentenceRef
from dateline.corpus.sentences import split_sentences
from dateline.models.classifier import Classifier
from dateline.models.features import batch_of
from dateline.models.folder import load
from dateline.training.evaluate import Reporting, evaluate
from dateline.training.evaluate.results import Provenance, ReportLabel

from . import make_model


@pytest.fixture(scope="session")
def saved_model(made_once: Callable[..., Path]) -> Path:
    """The folder of the small model; not to be changed."""
    return made_once("models", lambda folder: make_model.main(folder / "model")) / "model"


@pytest.fixture
def model_folder(saved_model: Path, tmp_path: Path) -> Path:
    """A copy of the small model's folder that a test may damage."""
    return Path(shutil.copytree(saved_model, tmp_path / "model"))


@pytest.fixture(scope="session")
def classifier(saved_model: Path) -> Classifier:
    """The small model, loaded."""
    return load(saved_model)


@pytest.fixture(scope="session")
def metrics(classifier: Classifier) -> dict[str, Any]:
    """A real evaluation of the small model, on a few invented sentences."""
    gold: dict[SentenceRef, set[str]] = {}
    articles = []
    for number in range(4):
        text = "Shells hit the mill. A clerk of Velloe said so. At least 9 were hurt."
        article = Article(f"h{number}", "", text)
        sentences = split_sentences(article.id, text)
        articles.append((article, sentences))
        truths = ({"attack"}, {"official_statement"}, {"statistic"})
        gold |= {sentence.ref: truth for sentence, truth in zip(sentences, truths, strict=True)}
    held_out, training = articles[:3], articles[3:]
    report = evaluate(
        labels=[
            ReportLabel(label, label, threshold)
            for label, threshold in zip(classifier.labels, classifier.thresholds, strict=True)
        ],
        scores=classifier.predict_proba(batch_of(held_out)),
        held_out=held_out,
        training=training,
        gold=gold,
        how=Reporting(
            Provenance(
                model="model",
                model_digest=None,
                guidelines_digest=classifier.guidelines_digest,
                training_digest=classifier.training_digest,
                split_digest=classifier.split_digest,
                seed=classifier.seed,
            ),
            resamples=20,
        ),
    )
    return dict(json.loads(json.dumps(report.to_json())))
