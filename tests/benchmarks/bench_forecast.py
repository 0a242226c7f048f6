"""How many wrong labels are found, and whether forecasts come true, on `wire/`.

Three in a hundred of all answers are turned round, and the suspects counted that were. A learning
curve of a random half of the articles is drawn on to what models of twice as many reach.
"""

from __future__ import annotations

import numpy as np
from data import Labelled, wire

from dateline.corpus.progress import Progress
from dateline.models.classifier import Classifier
from dateline.training.evaluate.cross_validation import measure_folds
from dateline.training.evaluate.folds import Trainer, cluster_names, cross_fit, deal_folds
from dateline.training.evaluate.learning_curve import measure_learning_curve
from dateline.training.evaluate.ruled import Articles, GoldLabels, ruled_sentences
from dateline.training.fit import fit
from dateline.training.label_errors import label_errors

TURNED = 0.03
SEEDS = range(3)


def main() -> None:
    """Measure and print."""
    corpus = wire()
    for seed in SEEDS:
        find_errors(corpus, seed)
    for seed in SEEDS:
        check_forecast(corpus, seed)


def find_errors(corpus: Labelled, seed: int) -> None:
    """Turn answers round and count how many of the suspects were."""
    generator = np.random.default_rng(seed)
    turned = {
        (ref, label)
        for ref in sorted(corpus.gold)
        for label in corpus.labels
        if generator.random() < TURNED
    }
    gold = {
        ref: held ^ {label for label in corpus.labels if (ref, label) in turned}
        for ref, held in corpus.gold.items()
    }
    fold = deal_folds(corpus.articles, gold, corpus.labels, folds=5, seed=seed)
    done = cross_fit(corpus.articles, fold, corpus.labels, recipe(gold, corpus.labels))
    ruled = ruled_sentences(corpus.articles, gold, corpus.labels)
    doubted = label_errors(ruled, done.scores[ruled.mask], corpus.labels)
    ranked = sorted(
        (doubt.confidence, (sentence, doubt.label))
        for sentence, doubts in doubted.items()
        for doubt in doubts
    )
    hits = np.array([key in turned for _, key in ranked])
    shares = ", ".join(f"{hits[:n].mean():.2f} of the first {n}" for n in (20, 50, 100))
    print(f"seed {seed}: {len(turned)} turned round, {len(hits)} suspected, {hits.sum()} rightly")
    print(f"  {shares}")


def check_forecast(corpus: Labelled, seed: int) -> None:
    """Forecast from half the articles what twice as many reach, and measure that."""
    names = np.unique(cluster_names(corpus.articles))
    half = set(np.random.default_rng(seed).permutation(names)[: len(names) // 2].tolist())
    some = [pair for pair in corpus.articles if (pair[0].cluster or pair[0].id) in half]
    learn = recipe(corpus.gold, corpus.labels)
    curve = measure_learning_curve(
        some, corpus.gold, corpus.labels, learn, on="all", seed=seed, resamples=300
    )
    fold = deal_folds(corpus.articles, corpus.gold, corpus.labels, folds=3, seed=seed)
    measured = measure_folds(
        cross_fit(corpus.articles, fold, corpus.labels, learn),
        corpus.articles,
        corpus.gold,
        corpus.labels,
        on="all",
        seed=seed,
        resamples=300,
    )
    learnt = len(corpus.articles) * 2 / 3
    found = curve.forecast
    if found is None:
        print(f"seed {seed}: no forecast, {curve.reason}")
        return
    told, low, high = (
        np.interp(learnt, found.articles, line) for line in (found.curve, found.low, found.high)
    )
    print(f"seed {seed}: {len(some)} articles. {curve.sentence}")
    print(f"  forecast for {learnt:.0f} articles learnt from: {told:.3f} ({low:.3f} to {high:.3f})")
    print(f"  measured: {measured.metrics.macro.f1.value:.3f}")


def recipe(gold: GoldLabels, labels: tuple[str, ...]) -> Trainer:
    """Return what trains the baseline."""

    def train(articles: Articles, progress: Progress) -> Classifier:
        digest = "0" * 64
        fitted = fit(
            articles,
            gold,
            labels,
            seed=0,
            guidelines_digest=digest,
            split_digest=None,
            progress=progress,
        )
        return fitted.classifier

    return train


if __name__ == "__main__":
    main()
