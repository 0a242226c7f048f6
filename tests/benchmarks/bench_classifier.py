"""Macro-F1 of the baseline recipe beside TF-IDF and logistic regression, on the same splits.

Run it from the checkout: `python tests/benchmarks/bench_classifier.py wire|ipe`. It reads
`../shared/data`. `wire` is split 70 to 30 by Dateline, five seeds; `ipe` is IndiaPoliceEvents in
five folds by article, predictions pooled over the folds. Both systems choose their thresholds with
`best_threshold` on five-fold cross-validation by article cluster, on training articles alone. That
procedure needs calibrated probabilities, so the rival's scores are calibrated first (Platt, on the
cross-validated scores); a second line shows it uncalibrated, with the thresholds of best F1 on them.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from functools import partial

import numpy as np
from data import Labelled, Segmented, police_events, split, wire
from numpy.typing import NDArray
from scipy.special import expit
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, f1_score, precision_recall_curve
from sklearn.model_selection import GroupKFold, cross_val_predict
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import Pipeline, make_pipeline

from dateline.models.features import batch_of
from dateline.models.label_regressions import LabelRegressions
from dateline.training.fit import fit
from dateline.training.thresholds import best_threshold

Floats = NDArray[np.float64]
Outcome = tuple[NDArray[np.bool_], Floats]
"""Labels given and probabilities, (sentences, labels) each"""

SEEDS = range(5)


def reference() -> Pipeline:
    """TF-IDF of words and pairs with logistic regression, in the settings that serve it best."""
    return make_pipeline(
        TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2),
        OneVsRestClassifier(LogisticRegression(C=10, solver="liblinear", class_weight="balanced")),
    )


def run_reference(
    corpus: Labelled, train: Sequence[Segmented], test: Sequence[Segmented], *, same: bool = True
) -> Outcome:
    """Train the reference and predict; with the `same` threshold procedure or that of best F1."""
    batch, truth = batch_of(train), corpus.truth(train).astype(np.int8)
    texts = np.array(batch.texts, dtype=object)
    groups = np.array(batch.clusters)[batch.article]
    folds = GroupKFold(5, shuffle=True, random_state=0)
    held = cross_val_predict(
        reference(), texts, truth, groups=groups, cv=folds, method="decision_function"
    )
    scores = reference().fit(texts, truth).decision_function(batch_of(test).texts)
    thresholds = []
    for label in range(len(corpus.labels)):
        own, positive = held[:, [label]], truth[:, [label]]
        if same:
            platt = LabelRegressions([1], [1.0]).fit(own, positive)
            scores[:, [label]] = platt.predict_proba(scores[:, [label]])
            thresholds.append(best_threshold(platt.predict_proba(own)[:, 0]))
        else:
            scores[:, label] = expit(scores[:, label])
            precision, recall, cuts = precision_recall_curve(positive[:, 0], expit(own[:, 0]))
            f1 = 2 * precision * recall / np.maximum(precision + recall, 1e-12)
            thresholds.append(cuts[np.argmax(f1[:-1])])
    return scores >= np.array(thresholds), scores


def run_dateline(
    corpus: Labelled, train: Sequence[Segmented], test: Sequence[Segmented]
) -> Outcome:
    """Train the baseline recipe and predict."""
    fitted = fit(
        train, {s.ref: corpus.gold[s.ref] for _, found in train for s in found}, corpus.labels,
        seed=0, guidelines_digest="", split_digest=None,
    )  # fmt: skip
    print("   reads", ", ".join(f"{one.label}: {one.reads} {one.C}" for one in fitted.labels))
    scores = fitted.classifier.predict_proba(batch_of(test))
    return scores >= np.array(fitted.classifier.thresholds), scores


SYSTEMS = {
    "TF-IDF(1,2) + LR": run_reference,
    "the same, best F1": partial(run_reference, same=False),
    "dateline baseline": run_dateline,
}


def show(name: str, truth: NDArray[np.bool_], outcome: Outcome, seconds: float) -> float:
    """Print a system's line and return its macro-F1."""
    given, scores = outcome
    f1 = f1_score(truth, given, average=None)
    mean_ap = np.mean([average_precision_score(truth[:, k], scores[:, k]) for k in range(len(f1))])
    error = expected_calibration_error(truth, scores)
    print(
        f"   {name:20} macro-F1 {f1.mean():.3f}  micro-F1 "
        f"{f1_score(truth, given, average='micro'):.3f}  mAP {mean_ap:.3f}  ECE "
        f"{error.mean():.3f} (worst {error.max():.3f})  per label "
        f"{' '.join(f'{value:.3f}' for value in f1)}  train + predict {seconds:.1f} s",
        flush=True,
    )
    return float(f1.mean())


def expected_calibration_error(truth: NDArray[np.bool_], scores: Floats) -> Floats:
    """Return the error of each label, 15 equal-width bins."""
    bins = np.minimum((scores * 15).astype(int), 14)
    gaps = np.zeros(scores.shape[1])
    for label in range(scores.shape[1]):
        gap = np.bincount(bins[:, label], truth[:, label] - scores[:, label], minlength=15)
        gaps[label] = np.abs(gap).sum() / len(scores)
    return gaps


def compare(
    corpus: Labelled, parts: Sequence[tuple[list[Segmented], list[Segmented]]]
) -> dict[str, list[tuple[NDArray[np.bool_], Outcome, float]]]:
    """Run every system on every pair of train and test articles."""
    results: dict[str, list[tuple[NDArray[np.bool_], Outcome, float]]] = {}
    for number, (train, test) in enumerate(parts):
        print(f"part {number}: {len(train)} articles to train, {len(test)} to test", flush=True)
        truth = corpus.truth(test)
        for name, run in SYSTEMS.items():
            start = time.perf_counter()
            outcome = run(corpus, train, test)
            seconds = time.perf_counter() - start
            show(name, truth, outcome, seconds)
            results.setdefault(name, []).append((truth, outcome, seconds))
    return results


def bench_wire() -> None:
    """Five splits; the mean of their macro-F1."""
    corpus = wire()
    results = compare(corpus, [split(corpus, seed) for seed in SEEDS])
    means = {}
    for name, parts in results.items():
        scores = [f1_score(truth, given, average="macro") for truth, (given, _), _ in parts]
        means[name] = np.mean(scores)
        print(f"{name:20} mean macro-F1 {means[name]:.3f} (sd {np.std(scores, ddof=1):.3f})")
    first, second, ours = means.values()
    print(f"gain {ours - first:+.3f}, over best F1 {ours - second:+.3f}")


def bench_police_events() -> None:
    """Five folds by article; macro-F1 of the pooled predictions."""
    corpus = police_events()
    folds = GroupKFold(5, shuffle=True, random_state=20260)
    ids = [article.id for article, _ in corpus.articles]
    sides = [
        ([corpus.articles[i] for i in train], [corpus.articles[i] for i in test])
        for train, test in folds.split(ids, groups=ids)
    ]
    results = compare(corpus, sides)
    print("pooled over the folds:", ", ".join(corpus.labels))
    for name, parts in results.items():
        truth = np.concatenate([truth for truth, _, _ in parts])
        given = np.concatenate([outcome[0] for _, outcome, _ in parts])
        scores = np.concatenate([outcome[1] for _, outcome, _ in parts])
        show(name, truth, (given, scores), sum(seconds for _, _, seconds in parts))


if __name__ == "__main__":
    {"wire": bench_wire, "ipe": bench_police_events}[sys.argv[1]]()
