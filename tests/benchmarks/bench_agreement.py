"""How long agreement takes on 100,000 judgments, beside the package `krippendorff`.

    python tests/benchmarks/bench_agreement.py

Invented judgments: 2,500 articles of 20 sentences, each judged by two of four annotators, four labels.
First the whole table with 1,000 resamples, from Judgment objects; then, on the same data as arrays,
the point estimate of alpha for one label by both, best of five.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable

import krippendorff
import numpy as np

from dateline.corpus.agreement import coefficients, measure_agreement
from dateline.corpus.agreement.answers import code_answers, restrict
from dateline.corpus.intervals import article_resamples
from dateline.corpus.nouns import Judgment, SentenceRef

LABELS = ("attack", "testimony", "official_statement", "statistic")
SHARES = (0.22, 0.20, 0.40, 0.08)


def invent_judgments() -> list[Judgment]:
    """Two judges of four a sentence, who each miss or add a label once in twenty times."""
    generator = random.Random(0)
    judgments = []
    for number in range(50_000):
        truth = [generator.random() < share for share in SHARES]
        ref = SentenceRef(f"article {number // 20:04}", number % 20 * 100, number % 20 * 100 + 90)
        for annotator in generator.sample("ABCD", 2):
            seen = [held != (generator.random() < 0.05) for held in truth]
            labels = frozenset(label for label, held in zip(LABELS, seen, strict=True) if held)
            judgments.append(Judgment(f"{number}{annotator}", ref, annotator, labels))
    return judgments


def best_of_five(work: Callable[[], object]) -> float:
    """Return the seconds of the quickest of five runs."""
    times = []
    for _ in range(5):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def main() -> None:
    judgments = invent_judgments()
    start = time.perf_counter()
    measured = measure_agreement(judgments, LABELS, resamples=1000)
    whole = time.perf_counter() - start
    print(f"{measured.judgments:,} judgments, {measured.articles:,} articles, all labels and pairs")
    print(f"measure_agreement with 1,000 resamples: {whole:.2f} s")

    answers = restrict(code_answers(judgments, LABELS), [0])
    matrix = np.full((len(answers.annotators), len(answers.judges)), np.nan)
    matrix[answers.annotator, answers.sentence] = answers.sets[answers.chosen, 0]
    no_resamples = article_resamples(answers.n_articles, 0, seed=0)
    ours = coefficients(answers, no_resamples).alpha.value
    theirs = krippendorff.alpha(matrix, level_of_measurement="nominal")
    if ours is None or abs(ours - theirs) > 1e-9:
        raise SystemExit(f"alpha differs: {ours} and {theirs}")
    quick = best_of_five(lambda: coefficients(answers, no_resamples))
    known = best_of_five(lambda: krippendorff.alpha(matrix, level_of_measurement="nominal"))
    print(f"one label, no resamples, all five coefficients: {quick * 1000:.1f} ms")
    print(f"one label, krippendorff.alpha alone: {known * 1000:.1f} ms, ratio {quick / known:.2f}")


if __name__ == "__main__":
    main()
