"""How many sentences `dateline suggest` saves: chosen ones against random ones.

Run it from the checkout: `python tests/benchmarks/bench_suggest.py [sentence|article]`. It reads
IndiaPoliceEvents in `../shared/data`. Folds 0 and 1 of five by article are the test articles, three
seeds each. Every run starts from the same 100 random sentences (8 articles); a strategy adds 50 (5) at
a time, random choice, which learns nothing between, 145 (10);
the learner is TF-IDF(1,2), fitted once on the unlabelled pool, with logistic regression (C = 10,
balanced); thresholds come from three folds by article of what is labelled, and are .5 for a label with
fewer than 10 positives.
"""

from __future__ import annotations

import sys
import warnings
from collections import defaultdict
from collections.abc import Callable

import numpy as np
from data import police_events
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.special import expit
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import precision_recall_curve
from sklearn.model_selection import GroupKFold

from dateline.models.features import batch_of
from dateline.training.suggest.simulate import STRATEGIES, Plan, Point, replay
from dateline.training.suggest.trials import Scores, Trial, make_trial

Floats = NDArray[np.float64]
Learn = Callable[[tuple[int, ...]], Scores]

TEST_FOLDS, SEEDS = (0, 1), range(3)
FEW = 10
MARKS = {"sentence": (500, 750, 3000), "article": (750, 1000, 3000)}


def probabilities(X: csr_matrix, Y: NDArray[np.bool_], targets: list[csr_matrix]) -> list[Floats]:
    """Train a regression a label on X and Y; return its probabilities of each target."""
    found = [np.zeros((target.shape[0], Y.shape[1])) for target in targets]
    for label in np.flatnonzero(Y.any(axis=0) & ~Y.all(axis=0)):
        model = LogisticRegression(C=10, solver="liblinear", class_weight="balanced")
        model.fit(X, Y[:, label])
        for scores, target in zip(found, targets, strict=True):
            scores[:, label] = expit(model.decision_function(target))
    return found


def thresholds(X: csr_matrix, Y: NDArray[np.bool_], articles: NDArray[np.int64]) -> Floats:
    """Return the thresholds of best F1 in three folds by article."""
    held = np.zeros(Y.shape)
    for train, out in GroupKFold(3, shuffle=True, random_state=0).split(Y, groups=articles):
        (held[out],) = probabilities(X[train], Y[train], [X[out]])
    cuts = np.full(Y.shape[1], 0.5)
    for label in np.flatnonzero(Y.sum(axis=0) >= FEW):
        precision, recall, at = precision_recall_curve(Y[:, label], held[:, label])
        f1 = 2 * precision * recall / np.maximum(precision + recall, 1e-12)
        cuts[label] = at[np.argmax(f1[:-1])]
    return cuts


def learner(held: Trial) -> Learn:
    """Return the learner of this benchmark for a trial."""
    batch = batch_of(held.articles)
    vectoriser = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2)
    pool = vectoriser.fit_transform(batch.texts).tocsr()
    test = vectoriser.transform(batch_of(held.held_out).texts)

    def learn(taken: tuple[int, ...]) -> Scores:
        rows = np.concatenate([held.units[unit] for unit in taken])
        X, Y = pool[rows], held.truth[rows]
        return Scores(*probabilities(X, Y, [pool, test]), thresholds(X, Y, batch.article[rows]))

    return learn


def first_at(points: list[Point], sentences: int) -> Point | None:
    """Return the first point with so many sentences."""
    return next((point for point in points if point.sentences >= sentences), None)


def main(unit: str) -> None:
    """Print every strategy at the marks."""
    warnings.simplefilter("ignore")
    corpus = police_events()
    ids = [article.id for article, _ in corpus.articles]
    folds = [
        out for _, out in GroupKFold(5, shuffle=True, random_state=20260).split(ids, groups=ids)
    ]
    start, step, far = (100, 50, 145) if unit == "sentence" else (8, 5, 10)
    found: dict[tuple[str, int], list[Point]] = defaultdict(list)
    for fold in TEST_FOLDS:
        test = set(folds[fold].tolist())
        held = make_trial(
            [pair for row, pair in enumerate(corpus.articles) if row not in test],
            [pair for row, pair in enumerate(corpus.articles) if row in test],
            corpus.gold, corpus.labels, unit,  # type: ignore[arg-type]
        )  # fmt: skip
        learn = learner(held)
        for seed in SEEDS:
            for strategy in STRATEGIES:
                most = MARKS[unit][-1 if strategy == "random" else -2]
                added = far if strategy == "random" else step
                plan = Plan(unit, start, added, 99, 1, seed)  # type: ignore[arg-type]
                points = []
                for point in replay(held, strategy, plan, seed, learn):
                    points.append(point)
                    if point.sentences >= most:
                        break
                for mark in MARKS[unit]:
                    if at := first_at(points, mark):
                        found[strategy, mark].append(at)
    print("positives:", ", ".join(corpus.labels))
    for (strategy, mark), points in found.items():
        f1 = [point.macro_f1 for point in points]
        ap = [point.mean_average_precision for point in points]
        print(
            f"{strategy:12} {mark:5} sentences ({np.mean([p.sentences for p in points]):.0f})  "
            f"macro-F1 {np.mean(f1):.3f} (sd {np.std(f1, ddof=1):.3f})  "
            f"mAP {np.mean(ap):.3f} (sd {np.std(ap, ddof=1):.3f})  "
            f"positives {np.mean([p.positives for p in points], axis=0).round().astype(int)}",
            flush=True,
        )


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "sentence")
