"""From gold to a classifier."""

from __future__ import annotations

import hashlib
import os
import random
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
import skops.io
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.corpus.errors import TrainingError
from dateline.corpus.nouns import Article, Sentence, SentenceRef
from dateline.corpus.sentences import split_sentences
from dateline.models.canonical import canonical_skops
from dateline.models.features import batch_of
from dateline.training.fit import FEW, Fitted, fit
from dateline.training.thresholds import best_threshold

LABELS = ("attack", "testimony", "official_statement")
PIECES: tuple[tuple[str, set[str]], ...] = (
    ("Gunmen attacked a checkpoint near Orrin at dawn.", {"attack"}),
    ("“I saw the smoke from our field,” said a farmer of Lower Tamsin.", {"testimony"}),
    ("The Velland defence ministry denied any part in it.", {"official_statement"}),
    ("Shells killed 7 people in Orrin, the ministry said.", {"attack", "official_statement"}),
    ("Rain kept the market closed.", set()),
)

Segmented = tuple[Article, tuple[Sentence, ...]]
Gold = dict[SentenceRef, frozenset[str]]


def corpus(
    articles: int = 12, cluster: str | None = None, trailing: int = 0
) -> tuple[list[Segmented], Gold]:
    """Return invented articles of shuffled sentences, each with `trailing` words, and their gold."""
    generator = random.Random(4)
    made, gold = [], {}
    for number in range(articles):
        chosen = generator.sample(PIECES, len(PIECES))
        id_ = f"a{number:02}"
        text = "\n".join(
            " ".join([sentence.rstrip("."), *(noise(generator) for _ in range(trailing))])
            for sentence, _ in chosen
        )
        sentences = split_sentences(id_, text)
        made.append((Article(id_, "", text, cluster=cluster), sentences))
        gold |= {
            sentence.ref: frozenset(labels)
            for sentence, (_, labels) in zip(sentences, chosen, strict=True)
        }
    return made, gold


def noise(generator: random.Random) -> str:
    return "".join(generator.choices("abcdefghiklmnoprstuvw", k=7))


def train(articles: Sequence[Segmented], gold: Gold, **changes: object) -> Fitted:
    arguments = {"seed": 1, "guidelines_digest": "1" * 64, "split_digest": "2" * 64, **changes}
    return fit(articles, gold, LABELS, **arguments)  # type: ignore[arg-type]


def model_bytes(fitted: Fitted) -> bytes:
    return canonical_skops(skops.io.dumps(fitted.classifier.pipeline))


@pytest.fixture(scope="module")
def fitted() -> Fitted:
    """A classifier trained on twelve invented articles."""
    return train(*corpus())


def test_it_learns_what_is_plain(fitted: Fitted) -> None:
    """On sentences like those of training the labels are found."""
    articles, gold = corpus(3)
    truth = [[label in held for label in LABELS] for held in gold.values()]
    assert fitted.classifier.predict(batch_of(articles)).tolist() == truth
    assert all(one.f1 > 0.9 and 0 < one.threshold < 1 for one in fitted.labels)


def test_the_classifier_carries_its_origin(fitted: Fitted) -> None:
    """Labels, seed and digests are those that training was given."""
    classifier = fitted.classifier
    assert classifier.labels == LABELS
    assert (classifier.seed, classifier.guidelines_digest) == (1, "1" * 64)
    assert classifier.split_digest == "2" * 64
    assert len(classifier.training_digest) == 64


def test_the_order_of_articles_is_nothing(fitted: Fitted) -> None:
    """Articles in another order give the same bytes and the same digest."""
    articles, gold = corpus()
    other = train(articles[::-1], dict(reversed(gold.items())))
    assert model_bytes(other) == model_bytes(fitted)
    assert other.classifier.training_digest == fitted.classifier.training_digest
    assert other.labels == fitted.labels


def test_hash_seed_and_threads_are_nothing() -> None:
    """A process with another hash seed and number of threads trains to the same bytes.

    Only vectors of more than some ten thousand numbers are shared out to threads, so the sentences
    here trail many invented words.
    """
    code = (
        f"import sys; sys.path.insert(0, {str(Path(__file__).parent)!r})\n"
        "import hashlib, test_fit\n"
        "fitted = test_fit.train(*test_fit.corpus(trailing=150))\n"
        "print(hashlib.sha256(test_fit.model_bytes(fitted)).hexdigest(), fitted.labels)"
    )
    threads = "2" if os.environ.get("OMP_NUM_THREADS") == "1" else "1"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONHASHSEED": "1", "OMP_NUM_THREADS": threads},
        capture_output=True,
        text=True,
        check=True,
    )
    here = train(*corpus(trailing=150))
    digest = hashlib.sha256(model_bytes(here)).hexdigest()
    assert done.stdout == f"{digest} {here.labels}\n"


def test_other_gold_is_another_digest(fitted: Fitted) -> None:
    """One label changed changes the training digest."""
    articles, gold = corpus()
    gold[next(iter(gold))] = frozenset(LABELS)
    assert train(articles, gold).classifier.training_digest != fitted.classifier.training_digest


def test_sentences_without_gold_are_context_only() -> None:
    """An article may be ruled in part; a sentence without gold counts for no label."""
    articles, gold = corpus()
    dropped = [ref for ref, labels in gold.items() if not labels]
    for ref in dropped:
        del gold[ref]
    fitted = train(articles, gold)
    assert [one.positives for one in fitted.labels] == [24, 12, 24]


def test_few_positives_are_warned_of(fitted: Fitted) -> None:
    """A label with too few positives is named, with the count and the number of articles."""
    assert len(fitted.warnings) == 1
    assert "'testimony' has 12 training sentences in 12 articles" in fitted.warnings[0]
    assert str(FEW) in fitted.warnings[0]


@pytest.mark.parametrize(
    ("keep", "found"),
    [(lambda _: False, "none has"), (lambda id_: id_ == "a03", "only 'a03' has")],
)
def test_a_label_without_examples_to_hold_out_is_refused(keep, found: str) -> None:  # type: ignore[no-untyped-def]
    """No positive, or positives in one article alone, cannot be cross-validated."""
    articles, gold = corpus()
    gold = {
        ref: labels if keep(ref.article_id) else labels - {"testimony"}
        for ref, labels in gold.items()
    }
    with pytest.raises(TrainingError, match=f"'testimony'.*{found}"):
        train(articles, gold)


def test_copies_of_one_article_are_one_article() -> None:
    """Articles of a single cluster of near-duplicates cannot be held out from each other."""
    with pytest.raises(TrainingError, match="gold in 1 group"):
        train(*corpus(cluster="same"))


def test_nothing_to_train_on_is_refused() -> None:
    """No article, and articles without gold, are errors of the user."""
    for articles in ([], corpus()[0]):
        with pytest.raises(TrainingError, match="gold in 0 group"):
            train(articles, {})


def test_a_strange_label_is_a_wrong_argument() -> None:
    """Gold with a label outside the scheme is the caller's mistake."""
    articles, gold = corpus()
    gold[next(iter(gold))] = frozenset({"weather"})
    with pytest.raises(ValueError, match="weather"):
        train(articles, gold)


def test_progress_reaches_its_end() -> None:
    """Every stage is counted up to its total."""
    seen: dict[str, list[tuple[int, int]]] = {}
    train(*corpus(), progress=lambda stage, done, of: seen.setdefault(stage, []).append((done, of)))
    assert list(seen) == ["words", "labels"]
    for steps in seen.values():
        assert steps == sorted(steps)
        assert steps[-1][0] == steps[-1][1]


@given(st.lists(st.floats(0, 1, width=16), min_size=1, max_size=30))
@settings(max_examples=100, deadline=None)
def test_no_other_threshold_expects_a_better_f1(values: list[float]) -> None:
    """No probability, taken as threshold, has a higher expected F1 than the threshold chosen."""
    probabilities = np.array(values)

    def expected(threshold: float) -> float:
        taken = probabilities >= threshold
        whole = taken.sum() + probabilities.sum()
        return float(2 * probabilities[taken].sum() / whole) if whole else 0.0

    chosen = expected(best_threshold(probabilities))
    assert all(chosen >= expected(threshold) - 1e-12 for threshold in probabilities)


def test_the_threshold_is_half_the_best_expected_f1() -> None:
    """The known optimum: a sentence is worth taking from half of the F1 reached (Lipton et al.)."""
    probabilities = np.random.default_rng(2).beta(0.4, 2.0, size=20_000)
    threshold = best_threshold(probabilities)
    taken = probabilities >= threshold
    f1 = 2 * probabilities[taken].sum() / (taken.sum() + probabilities.sum())
    assert threshold == pytest.approx(f1 / 2, abs=0.002)


@pytest.mark.parametrize("values", [[], [0.2, 1.5], [0.2, float("nan")]])
def test_a_threshold_needs_probabilities(values: list[float]) -> None:
    """Nothing, or what is no probability, is a wrong argument."""
    with pytest.raises(ValueError, match="between 0 and 1"):
        best_threshold(np.array(values))
