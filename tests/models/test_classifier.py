"""What a classifier says of sentences, before and after it is saved."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
import skops.io

from dateline.corpus.nouns import Article
from dateline.corpus.sentences import split_sentences
from dateline.models.classifier import Classifier
from dateline.models.embedding_scores import EmbeddingScores
from dateline.models.estimator_scores import EstimatorScores
from dateline.models.features import TRUSTED_TYPES, batch_of
from dateline.models.label_regressions import LabelRegressions
from dateline.training.fit import fit

LABELS = ("attack", "testimony")
STORIES = (
    "Shells hit the mill of Velloe. “I heard it fall,” a miller said. The fair opens on Monday.",
    "Gunmen fired on a bus near Orrin. “We ran to the river,” a driver recalled. Rain fell.",
    "A bomb hit the bridge. The market was closed. “I saw the smoke,” a baker said.",
    "“We slept in the church,” a nurse said. Shells hit two barns. The council meets in May.",
)
NEW = "Shells hit a barn in Tamsin. “I saw the smoke,” a farmer said. Nobody came."


@pytest.fixture(scope="module")
def trained() -> Classifier:
    """A classifier trained on twelve invented articles."""
    articles = []
    for number in range(12):
        id_ = f"s{number}"
        text = STORIES[number % 4].replace("mill", f"mill {number}")
        articles.append((Article(id_, "", text), split_sentences(id_, text)))
    gold = {
        sentence.ref: {
            label
            for label, marks in zip(LABELS, (("hit", "fired"), ("“",)), strict=True)
            if any(mark in article.text[sentence.start : sentence.end] for mark in marks)
        }
        for article, sentences in articles
        for sentence in sentences
    }
    return fit(
        articles, gold, LABELS, seed=3, guidelines_digest="1" * 64, split_digest=None
    ).classifier


def new_batch():  # type: ignore[no-untyped-def]
    return batch_of([(Article("n", "", NEW), split_sentences("n", NEW))])


def test_probabilities_and_labels_have_a_column_each(trained: Classifier) -> None:
    """Probabilities lie between 0 and 1, and a label is given from its threshold on."""
    batch = new_batch()
    probabilities = trained.predict_proba(batch)
    assert probabilities.shape == (3, 2)
    assert ((probabilities > 0) & (probabilities < 1)).all()
    given = trained.predict(batch)
    assert (given == (probabilities >= np.array(trained.thresholds))).all()
    assert given.tolist() == [[True, False], [False, True], [False, False]]


def test_no_sentence_gives_no_row(trained: Classifier) -> None:
    """An empty batch gives an empty table of the right width."""
    assert trained.predict_proba(batch_of([])).shape == (0, 2)
    assert trained.predict(batch_of([])).shape == (0, 2)


def test_saved_and_loaded_it_says_the_same(trained: Classifier) -> None:
    """After a round trip through skops, used before or not, every probability is the same."""
    batch = new_batch()
    before = trained.predict_proba(batch)
    data = skops.io.dumps(trained.pipeline)
    asked = skops.io.get_untrusted_types(data=data)
    assert set(asked) <= set(TRUSTED_TYPES)
    loaded = skops.io.loads(data, trusted=asked)
    assert (loaded.predict_proba(batch) == before).all()


def test_no_word_is_saved(trained: Classifier) -> None:
    """The saved pipeline holds hashes and weights, none of the words of its training."""
    data = skops.io.dumps(trained.pipeline)
    assert b"Velloe" not in data
    assert b"velloe" not in data
    assert all(
        array.dtype.kind in "fui"
        for array in vars(trained.pipeline[0]).values()
        if isinstance(array, np.ndarray)
    )


def test_every_trusted_type_is_in_a_saved_pipeline(trained: Classifier) -> None:
    """The list of trusted types names what a baseline holds, and the other first passes."""
    steps = (*trained.pipeline, EmbeddingScores, EstimatorScores)
    kinds = {step if isinstance(step, type) else type(step) for step in steps}
    assert {f"{kind.__module__}.{kind.__qualname__}" for kind in kinds} == set(TRUSTED_TYPES)


def test_prediction_loads_no_training() -> None:
    """Importing what predicts loads nothing of the training room."""
    code = (
        "import sys; import dateline.models.classifier, dateline.models.label_regressions\n"
        "import dateline.models.passage_views\n"
        "print([name for name in sys.modules if name.startswith('dateline.training')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_regression_trusts_its_surroundings_less() -> None:
    """The stronger a label's penalty on what stands around, the smaller the weights there."""
    generator = np.random.default_rng(5)
    columns = generator.normal(size=(80, 4))
    truth = (columns[:, :2] + generator.normal(size=(80, 2)) > 0).astype(np.int8)
    regressions = LabelRegressions(own=2, C=[(1.0, 1e-6), (1.0, 1.0)]).fit(columns, truth)
    assert (abs(regressions.coef_[2:, 0]) < 1e-3).all()
    assert regressions.coef_[0, 0] > 0.3
    assert (abs(regressions.coef_[2:, 1]) > 1e-3).all()


def test_a_regression_without_a_positive_is_nearly_sure() -> None:
    """Where training has one class only, the probability is near it, and never 0 or 1."""
    columns = np.zeros((40, 3))
    truth = np.column_stack((np.zeros(40), np.ones(40))).astype(np.int8)
    regressions = LabelRegressions(own=3, C=[(1.0, 1.0)] * 2).fit(columns, truth)
    low, high = regressions.predict_proba(columns[:1])[0]
    assert 0 < low < 0.05
    assert 0.95 < high < 1
