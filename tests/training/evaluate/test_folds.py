"""Folds of articles: who is predicted by whom, what is measured, and what is refused."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.corpus.errors import ModelError, TrainingError
from dateline.corpus.nouns import Article, Sentence, SentenceRef
from dateline.models.classifier import Classifier
from dateline.training.evaluate import Reporting, evaluate_folds
from dateline.training.evaluate.cross_validation import CrossValidation, measure_folds
from dateline.training.evaluate.folds import cluster_names, cross_fit, deal_folds
from dateline.training.evaluate.results import Report
from dateline.training.evaluate.ruled import ruled_sentences
from dateline.training.report import render_report

Run = Callable[..., subprocess.CompletedProcess[str]]
Segmented = tuple[Article, tuple[Sentence, ...]]
LABELS = ("attack", "testimony")
WORDS = ("shells", "saw", "rain")


def articles_of(rows: Sequence[Sequence[int]], clusters: Sequence[str | None]) -> list[Segmented]:
    """Return an article for each row; a sentence is the word that its number stands for."""
    made = []
    for number, (row, cluster) in enumerate(zip(rows, clusters, strict=True)):
        texts = [WORDS[word] for word in row]
        starts = np.cumsum([0, *(len(text) + 1 for text in texts)]).tolist()
        id_ = f"a{number:02}"
        sentences = tuple(
            Sentence(id_, start, start + len(text), at, False)
            for at, (start, text) in enumerate(zip(starts, texts, strict=False))
        )
        made.append((Article(id_, "", " ".join(texts), cluster=cluster), sentences))
    return made


def gold_of(articles: Sequence[Segmented]) -> dict[SentenceRef, frozenset[str]]:
    """Return `attack` for shells, `testimony` for saw, nothing for rain."""
    labels = {"shells": frozenset({"attack"}), "saw": frozenset({"testimony"})}
    return {
        each.ref: labels.get(article.text[each.start : each.end], frozenset())
        for article, sentences in articles
        for each in sentences
    }


class Reader:
    """A pipeline that gives `score` for a label to the words that were seen with it."""

    def __init__(self, seen: Sequence[set[str]], score: float) -> None:
        self.seen = seen
        self.score = score

    def predict_proba(self, batch: Any) -> np.ndarray:
        rows = [[self.score if text in words else 0.0 for words in self.seen] for text in batch]
        return np.array(rows)


class Recipe:
    """Learns words by heart, and remembers the articles of each training."""

    def __init__(self, gold: dict[SentenceRef, frozenset[str]], score: float = 1.0) -> None:
        self.gold = gold
        self.score = score
        self.trainings: list[set[str]] = []

    def __call__(self, articles: Any, progress: Any) -> Classifier:
        self.trainings.append({article.id for article, _ in articles})
        progress("reading", 1, 1)
        ruled = ruled_sentences(articles, self.gold, LABELS)
        texts = np.array(ruled.texts)
        seen = [set(texts[column].tolist()) for column in ruled.truth.T]
        return Classifier(Reader(seen, self.score), LABELS, (0.5, 0.5), *"abc", 0)


corpora = st.lists(
    st.tuples(st.lists(st.integers(0, 2), min_size=1, max_size=4), st.sampled_from("uvwx")),
    min_size=2,
    max_size=12,
)


@settings(max_examples=100)
@given(rows=corpora, folds=st.integers(2, 4), seed=st.integers(0, 99))
def test_folds_are_fair_or_refused(
    rows: list[tuple[list[int], str]], folds: int, seed: int
) -> None:
    """No cluster crosses folds, none is empty, and without each fold a label can be learnt."""
    articles = articles_of([row for row, _ in rows], [cluster for _, cluster in rows])
    gold = gold_of(articles)
    clusters = cluster_names(articles)
    try:
        fold = deal_folds(articles, gold, LABELS, folds=folds, seed=seed)
    except TrainingError:
        return

    assert set(fold.tolist()) == set(range(folds))
    for name in set(clusters):
        assert len(set(fold[clusters == name])) == 1
    for number in range(folds):
        rest = [pair for pair, one in zip(articles, fold, strict=True) if one != number]
        ruled = ruled_sentences(rest, gold, LABELS)
        for column in ruled.truth.T:
            assert len(set(cluster_names([ruled.pairs[i] for i in np.flatnonzero(column)]))) >= 2


@pytest.fixture
def invented_corpus() -> list[Segmented]:
    """Nine articles, the last three copies of each other."""
    clusters = [None] * 6 + ["copies"] * 3
    return articles_of([[0, 1, 2], [1, 2, 0], [2, 2, 1]] * 3, clusters)


def cross_validated(
    articles: list[Segmented], gold: dict[SentenceRef, frozenset[str]], folds: int, **changes: Any
) -> CrossValidation:
    fold = deal_folds(articles, gold, LABELS, folds=folds, seed=0)
    done = cross_fit(articles, fold, LABELS, Recipe(gold))
    arguments = {"on": "train", "seed": 0, "resamples": 50, **changes}
    return measure_folds(done, articles, gold, LABELS, **arguments)


def test_nobody_is_predicted_by_a_model_that_saw_them(invented_corpus: list[Segmented]) -> None:
    """Each fold's model learns from all the other folds, and from nothing of its own."""
    gold = gold_of(invented_corpus)
    fold = deal_folds(invented_corpus, gold, LABELS, folds=3, seed=0)
    recipe, told = Recipe(gold), list[str]()

    done = cross_fit(invented_corpus, fold, LABELS, recipe, lambda what, *_: told.append(what))

    ids = np.array([article.id for article, _ in invented_corpus])
    assert recipe.trainings == [set(ids[fold != number].tolist()) for number in range(3)]
    assert told == [f"fold {number} of 3: reading" for number in (1, 2, 3)]
    truth = ruled_sentences(invented_corpus, gold, LABELS).truth
    assert np.array_equal(done.predicted, truth)


def test_sentences_without_gold_are_predicted_and_not_counted(
    invented_corpus: list[Segmented],
) -> None:
    """Half-labelled articles are measured on their ruled sentences alone."""
    gold = gold_of(invented_corpus)
    half = {ref: labels for number, (ref, labels) in enumerate(gold.items()) if number % 5}

    done = cross_validated(invented_corpus, half, 3)

    assert done.sentences == sum(fold.sentences for fold in done.folds) == len(half) == 21
    assert done.metrics.macro.f1.value == 1.0


def test_a_fold_without_a_label_is_named() -> None:
    """A label with fewer clusters than folds is measured over the others, and that is said."""
    articles = articles_of([[0, 1, 2]] * 3 + [[0, 2, 2]] * 3, [None] * 6)

    done = cross_validated(articles, gold_of(articles), 4)

    without = [number for number, fold in enumerate(done.folds, 1) if fold.without]
    assert len(without) == 1
    assert f"Labels that a fold does not have: testimony in {without[0]}." in done.caveats
    assert [fold.macro_f1 for fold in done.folds] == [1.0] * 4


def test_the_test_articles_among_them_are_told(invented_corpus: list[Segmented]) -> None:
    """Folds of every article warn whoever would choose by them."""
    gold = gold_of(invented_corpus)
    told, silent = (
        " ".join(cross_validated(invented_corpus, gold, 2, on=on).caveats)
        for on in ("all", "train")
    )

    assert "no untouched test any more" in told
    assert "untouched" not in silent


@pytest.mark.parametrize(
    ("rows", "folds", "said"),
    [
        ([[0, 1]] * 4, 5, "found gold in 4 groups .* 5 folds need as many"),
        ([[0, 2]] * 6, 2, "label 'testimony' stands in 0 groups"),
        ([[0, 1]] + [[0, 2]] * 5, 3, "label 'testimony' stands in 1 group of .* and in 0 without"),
        ([[0, 1]] * 2 + [[0, 2]] * 5, 3, "label 'testimony' stands in 2 groups .* and in 1 with"),
    ],
)
def test_folds_that_cannot_be_trained_are_refused_first(
    rows: list[list[int]], folds: int, said: str
) -> None:
    """Too few clusters, or a label in too few of them, is said before anything is trained."""
    articles = articles_of(rows, [None] * len(rows))
    with pytest.raises(TrainingError, match=said):
        deal_folds(articles, gold_of(articles), LABELS, folds=folds, seed=0)


def test_scores_that_are_no_numbers_name_the_fold(invented_corpus: list[Segmented]) -> None:
    """A recipe that gives NaN is named with the fold whose model gave it."""
    gold = gold_of(invented_corpus)
    fold = deal_folds(invented_corpus, gold, LABELS, folds=2, seed=0)

    with pytest.raises(ModelError, match="the model of fold 1 of 2 gives nan"):
        cross_fit(invented_corpus, fold, LABELS, Recipe(gold, score=float("nan")))


def test_the_report_shows_folds_beside_the_test(
    material: Any, brief: Report, presentable: Callable[[str], None]
) -> None:
    """The page and metrics.json have a section of their own for it, which anybody can read."""
    labels = [label.id for label in material.labels]
    fold = deal_folds(material.training, material.gold, labels, folds=3, seed=0)
    rows = ruled_sentences(material.training, material.gold, labels)
    perfect = cross_fit(material.training, fold, labels, _knows(rows, labels))
    done = measure_folds(
        perfect, material.training, material.gold, labels, on="train", seed=0, resamples=20
    )
    report = replace(brief, cross_validation=done)

    page = render_report(report)
    presentable(page)
    assert "When every article is held out once" in page
    assert "Macro F1 fold by fold: 1.00, 1.00, 1.00." in page
    assert "When every article is held out once" not in render_report(brief)
    told = json.loads(json.dumps(report.to_json(), allow_nan=False))["cross_validation"]
    assert told["metrics"]["macro"]["f1"]["value"] == 1.0


def _knows(rows: Any, labels: Sequence[str]) -> Callable[..., Classifier]:
    """Return a recipe that knows every text already."""
    texts = np.array(rows.texts)
    seen = [set(texts[column].tolist()) for column in rows.truth.T]
    thresholds = (0.5,) * len(labels)
    return lambda *_: Classifier(Reader(seen, 1.0), tuple(labels), thresholds, *"abc", 0)


def test_a_recipe_is_evaluated_on_folds_alone(
    material: Any, presentable: Callable[[str], None]
) -> None:
    """Without a model the report is of the folds: every article once, by baselines too."""
    titles = {label.id: label.title for label in material.labels}
    fold = deal_folds(material.training, material.gold, list(titles), folds=3, seed=0)
    rows = ruled_sentences(material.training, material.gold, list(titles))
    done = cross_fit(material.training, fold, list(titles), _knows(rows, list(titles)))
    where = replace(material.provenance, model=None, training_digest=None, part=None)

    report = evaluate_folds(
        titles=titles,
        fitted=done,
        articles=material.training,
        gold=material.gold,
        how=Reporting(where, judgments=material.judgments, resamples=20),
    )

    assert report.model.macro.f1.value == 1.0
    assert 0 < (report.keyword.macro.f1.value or 0) <= 1
    assert [label.threshold for label in report.labels] == [0.5] * len(titles)
    assert (report.counts.articles, report.counts.training_articles) == (30, 20)
    page = render_report(report)
    presentable(page)
    assert "Cross-validation by article" in page
    assert "each read by a model that had never seen it" in page
    assert "Every article was held out once" in page
    told = json.loads(json.dumps(report.to_json(), allow_nan=False))
    assert (told["provenance"]["model"], told["provenance"]["part"]) == (None, None)


def test_the_command_puts_folds_beside_the_test(
    demo: tuple[Path, dict[str, Any]], dateline: Run, tmp_path: Path
) -> None:
    """`evaluate --folds` leaves the frozen test as it was and adds the pooled folds."""
    corpus, model = demo[0] / "corpus.db", tmp_path / "model"
    shutil.copytree(demo[0] / "sample-baseline", model)
    arguments = ("--corpus", corpus, "--resamples", 50, "--folds", 2, "--json", "-o", "out")
    told = json.loads(dateline("evaluate", model, *arguments).stdout)

    assert told["cross_validation"]["articles"] == demo[1]["counts"]["training_articles"]
    model_f1, folds_f1 = (
        each["macro"]["f1"]["value"]
        for each in (told["systems"]["model"], told["cross_validation"]["metrics"])
    )
    assert model_f1 == demo[1]["systems"]["model"]["macro"]["f1"]["value"]
    assert 0.6 < folds_f1 < 0.9
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "When every article is held out once" in page


def test_folds_need_neither_model_nor_split(
    demo: tuple[Path, dict[str, Any]], dateline: Run, tmp_path: Path
) -> None:
    """A corpus with gold and nothing else is cross-validated; without folds a model is asked for."""
    dateline("export", "--corpus", demo[0] / "corpus.db", "-o", "all")
    (tmp_path / "all" / "splits.csv").unlink()
    settings = tmp_path / "all" / "corpus.json"
    settings.write_text('{"quotations": "split", "machine_labels": true}', encoding="utf-8")
    dateline("import", "all", "--corpus", "small.db")

    told = json.loads(
        dateline(
            "evaluate", "--folds", 2, "--resamples", 5, "--corpus", "small.db", "--json"
        ).stdout
    )

    every = demo[1]["counts"]["articles"] + demo[1]["counts"]["training_articles"]
    assert told["cross_validation"]["on"] == "all"
    assert told["counts"]["articles"] == told["cross_validation"]["articles"] == every
    assert told["systems"]["model"]["macro"] == told["cross_validation"]["metrics"]["macro"]
    assert (tmp_path / "folds-report" / "report.html").is_file()
    asked = dateline("evaluate", "--corpus", "small.db", status=2)
    assert "give a MODEL_DIR, or --folds K" in asked.stderr
