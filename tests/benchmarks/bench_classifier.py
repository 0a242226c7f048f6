"""Macro-F1 of the baseline recipe beside TF-IDF and logistic regression, on the same splits.

Run it from the checkout: `python tests/benchmarks/bench_classifier.py wire|ipe
[--folds|--clusters|--sentences] [--seeds 0 1 2 3 4] [--embeddings PATH_OR_NAME]`. It reads
`../shared/data`. `wire` is split 70 to 30 by Dateline, or with `--folds` into five folds by article
cluster; `ipe` is IndiaPoliceEvents in five folds by article, with `--clusters` by near-duplicate
cluster, or with `--sentences` split by sentence as published figures of ConfliBERT are: nearly
every article is then on both sides. Predictions are pooled over the folds of a seed; mean average
precision is that of each fold, then the mean. Both systems choose their thresholds with
`best_threshold` on five-fold cross-validation by article cluster, on training articles alone. That
procedure needs calibrated probabilities, so the rival's scores are calibrated first (Platt, on the
cross-validated scores); a second line shows it uncalibrated, with the thresholds of best F1 on
them.
"""

from __future__ import annotations

import argparse
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

from dateline.models.encoder import Encoder, cache_folder, find_encoder
from dateline.models.features import batch_of
from dateline.models.label_regressions import LabelRegressions
from dateline.training.fit import fit
from dateline.training.thresholds import best_threshold

Floats = NDArray[np.float64]
Outcome = tuple[NDArray[np.bool_], Floats]
"""Labels given and probabilities, (sentences, labels) each"""


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
            platt = LabelRegressions(1, [(1.0, 1.0)]).fit(own, positive)
            scores[:, [label]] = platt.predict_proba(scores[:, [label]])
            thresholds.append(best_threshold(platt.predict_proba(own)[:, 0]))
        else:
            scores[:, label] = expit(scores[:, label])
            precision, recall, cuts = precision_recall_curve(positive[:, 0], expit(own[:, 0]))
            f1 = 2 * precision * recall / np.maximum(precision + recall, 1e-12)
            thresholds.append(cuts[np.argmax(f1[:-1])])
    return scores >= np.array(thresholds), scores


def run_dateline(
    corpus: Labelled,
    train: Sequence[Segmented],
    test: Sequence[Segmented],
    *,
    encoder: Encoder | None = None,
) -> Outcome:
    """Train the baseline recipe, with or without embeddings, and predict."""
    fitted = fit(
        train, {s.ref: corpus.gold[s.ref] for _, found in train for s in found}, corpus.labels,
        seed=0, guidelines_digest="", split_digest=None, encoder=encoder,
    )  # fmt: skip
    print("   C", ", ".join(f"{one.label} {one.C}" for one in fitted.labels))
    scores = fitted.classifier.predict_proba(batch_of(test))
    return scores >= np.array(fitted.classifier.thresholds), scores


SYSTEMS = {
    "TF-IDF(1,2) + LR": run_reference,
    "the same, best F1": partial(run_reference, same=False),
    "dateline baseline": run_dateline,
}


def show(
    name: str,
    labels: Sequence[str],
    truth: NDArray[np.bool_],
    outcome: Outcome,
    ends: Sequence[int],
) -> Floats:
    """Print a system's lines and return its F1 of each label.

    ends : where in the rows each test side but the last ends.
    """
    given, scores = outcome
    f1 = f1_score(truth, given, average=None)
    sides = zip(np.split(truth, ends), np.split(scores, ends), strict=True)
    each_fold = [average_precision_score(*side) for side in sides]
    error = expected_calibration_error(truth, scores)
    print(
        f"   {name:20} macro-F1 {f1.mean():.3f}  micro-F1 "
        f"{f1_score(truth, given, average='micro'):.3f}  mAP {np.mean(each_fold):.3f} (pooled "
        f"{average_precision_score(truth, scores):.3f})  "
        f"ECE {error.mean():.3f}"
    )
    for kind, values in (("F1", f1), ("ECE", error)):
        each = zip(labels, values, strict=True)
        print(f"      {kind:3} {'  '.join(f'{label} {value:.3f}' for label, value in each)}")
    return np.asarray(f1)


def expected_calibration_error(truth: NDArray[np.bool_], scores: Floats) -> Floats:
    """Return the error of each label, 15 equal-width bins."""
    bins = np.minimum((scores * 15).astype(int), 14)
    gaps = np.zeros(scores.shape[1])
    for label in range(scores.shape[1]):
        gap = np.bincount(bins[:, label], truth[:, label] - scores[:, label], minlength=15)
        gaps[label] = np.abs(gap).sum() / len(scores)
    return gaps


Side = tuple[list[Segmented], list[Segmented]]
"""Articles to train on, and to test on."""


def folds(corpus: Labelled, seed: int) -> list[Side]:
    """Return five folds by article cluster."""
    clusters = np.array([article.cluster or article.id for article, _ in corpus.articles])
    splitter = GroupKFold(5, shuffle=True, random_state=seed)
    return [
        ([corpus.articles[i] for i in train], [corpus.articles[i] for i in test])
        for train, test in splitter.split(clusters, groups=clusters)
    ]


CONFLIBERT_TEST = 3276
"""sentences that ConfliBERT's published split of the 21,391 tests on"""


def by_sentence(corpus: Labelled, seed: int) -> Side:
    """Draw sentences at random to test on, as many as ConfliBERT's split has."""
    refs = sorted(corpus.gold)
    drawn = np.random.default_rng(seed).choice(len(refs), CONFLIBERT_TEST, replace=False)
    tested = {refs[number] for number in drawn}
    sides: Side = ([], [])
    for article, sentences in corpus.articles:
        for side, is_test in zip(sides, (False, True), strict=True):
            own = tuple(each for each in sentences if (each.ref in tested) == is_test)
            if own:
                side.append((article, own))
    return sides


def pooled(corpus: Labelled, sides: Sequence[Side]) -> dict[str, Floats]:
    """Run every system on every side; print and return the F1 of each label over all of them."""
    truths = [corpus.truth(test) for _, test in sides]
    truth, ends = np.concatenate(truths), np.cumsum([len(part) for part in truths])[:-1]
    found = {}
    for name, run in SYSTEMS.items():
        start = time.process_time()
        outcomes = [run(corpus, train, test) for train, test in sides]
        seconds = time.process_time() - start
        given, scores = (np.concatenate(parts) for parts in zip(*outcomes, strict=True))
        found[name] = show(name, corpus.labels, truth, (given, scores), ends.tolist())
        print(f"      {seconds / len(sides):.1f} CPU s to train and predict once", flush=True)
    return found


def main() -> None:
    """Run the systems on each seed's sides, print the means over the seeds."""
    parser = argparse.ArgumentParser()
    parser.add_argument("corpus", choices=("wire", "ipe"))
    parser.add_argument("--folds", action="store_true", help="wire: five folds, not one split")
    parser.add_argument("--clusters", action="store_true", help="ipe: by near-duplicate cluster")
    parser.add_argument("--sentences", action="store_true", help="ipe: split by sentence, a leak")
    parser.add_argument("--embeddings", help="also with this encoder: a folder or a name")
    parser.add_argument("--seeds", type=int, nargs="+")
    asked = parser.parse_args()
    if asked.embeddings:
        encoder = find_encoder(asked.embeddings, cache_folder())
        SYSTEMS["with embeddings"] = partial(run_dateline, encoder=encoder)
    corpus = wire() if asked.corpus == "wire" else police_events(clusters=asked.clusters)
    in_folds = asked.folds or asked.corpus == "ipe"
    results: list[dict[str, Floats]] = []
    for seed in asked.seeds or (range(5) if asked.corpus == "wire" else [20260]):
        print(f"seed {seed}")
        if asked.sentences:
            sides = [by_sentence(corpus, seed)]
        else:
            sides = folds(corpus, seed) if in_folds else [split(corpus, seed)]
        results.append(pooled(corpus, sides))
    print("mean over the seeds (sd)")
    rival, _, ours, *richer = SYSTEMS
    for name in SYSTEMS:
        macro = [result[name].mean() for result in results]
        each = zip(
            corpus.labels, np.mean([result[name] for result in results], axis=0), strict=True
        )
        labels = "  ".join(f"{label} {value:.3f}" for label, value in each)
        print(f"   {name:20} macro-F1 {np.mean(macro):.3f} ({np.std(macro):.3f})  {labels}")
    for better, worse in ((ours, rival), *((name, ours) for name in richer)):
        gains = [result[better] - result[worse] for result in results]
        each = zip(corpus.labels, np.mean(gains, axis=0), strict=True)
        print(
            f"   {better} over {worse} {np.mean(gains):+.3f} "
            f"({' '.join(f'{gain.mean():+.3f}' for gain in gains)})  "
            + "  ".join(f"{label} {value:+.3f}" for label, value in each)
        )


if __name__ == "__main__":
    main()
