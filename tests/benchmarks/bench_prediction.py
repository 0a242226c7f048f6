"""Sentences a second from raw text to probabilities, beside scikit-learn, in one run on one core.

Run it from the checkout: `python tests/benchmarks/bench_prediction.py`. It reads `../shared/data`:
both systems are trained on `wire/` and predict the articles of `wire/` and `unlabelled/`, article
text in, probabilities out. The rival, TfidfVectorizer(1,2) and one-vs-rest LogisticRegression, is
timed on sentences already split and, beside that, with Dateline's splitter before it. Rounds are
paired; the median counts.
"""

from __future__ import annotations

import os

os.environ["OMP_NUM_THREADS"] = "1"

import statistics
import time
from collections.abc import Callable

import pyarrow as pa
from data import police_events, rows, wire
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import make_pipeline

from dateline.corpus.nouns import Article
from dateline.corpus.sentences import Layout, lay_out, sentence_spans
from dateline.models.batches import BATCH
from dateline.models.features import batch_of, laid_out
from dateline.training.fit import fit

ROUNDS = 7


def main() -> None:
    """Train, time, print."""
    pa.set_cpu_count(1)
    corpus = wire()
    classifier = fit(
        corpus.articles, corpus.gold, corpus.labels, seed=0, guidelines_digest="", split_digest=None
    ).classifier
    rival = make_pipeline(
        TfidfVectorizer(ngram_range=(1, 2)), OneVsRestClassifier(LogisticRegression(max_iter=1000))
    ).fit(batch_of(corpus.articles).texts, corpus.truth(corpus.articles).astype(int))
    unlabelled = [Article(row["id"], "", row["text"]) for row in rows("unlabelled/articles.jsonl")]
    news = [article for article, _ in corpus.articles] + unlabelled
    police = [article for article, _ in police_events().articles]
    for name, articles in (("wire and unlabelled", news), ("IndiaPoliceEvents", police)):
        compare(name, articles, classifier.predict_proba, rival.predict_proba)


def pieces(articles: list[Article]) -> list[str]:
    """The sentences of articles, as plain text."""
    return [one.text[start:end] for one in articles for start, end in sentence_spans(one.text)]


def compare(
    name: str, articles: list[Article], ours: Callable[..., object], rivals: Callable[..., object]
) -> None:
    """Print the speed of each way over the articles, in batches."""
    batches: list[list[Article]] = [[]]
    sentences = 0
    for article in articles:
        if sentences >= len(batches) * BATCH:
            batches.append([])
        batches[-1].append(article)
        sentences += len(lay_out(article.text).spans)

    def split(batch: list[Article]) -> list[tuple[Article, Layout]]:
        return [(article, lay_out(article.text)) for article in batch]

    layouts = [split(batch) for batch in batches]
    texts = [laid_out(layout).texts for layout in layouts]
    ways: dict[str, Callable[[], object]] = {
        "dateline, raw text": lambda: [ours(laid_out(split(batch))) for batch in batches],
        "dateline, sentences": lambda: [ours(laid_out(layout)) for layout in layouts],
        "dateline, splitting": lambda: [split(batch) for batch in batches],
        "dateline, batching": lambda: [laid_out(layout) for layout in layouts],
        "scikit-learn, sentences": lambda: [rivals(batch) for batch in texts],
        "scikit-learn, raw text": lambda: [rivals(pieces(batch)) for batch in batches],
    }
    seconds: dict[str, list[float]] = {way: [] for way in ways}
    for _ in range(ROUNDS):
        for way, run in ways.items():
            start = time.process_time()
            run()
            seconds[way].append(time.process_time() - start)
    print(f"{name}: {sentences} sentences, median of {ROUNDS} rounds, CPU seconds of one core")
    for way, times in seconds.items():
        base = seconds["scikit-learn, sentences"]
        ratio = statistics.median(b / t for b, t in zip(base, times, strict=True))
        print(f"   {way:24} {sentences / statistics.median(times):10,.0f} a second  x {ratio:.2f}")


if __name__ == "__main__":
    main()
