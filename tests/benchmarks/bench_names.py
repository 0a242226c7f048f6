"""Names of persons: how many are found, how many finds are none, and what finding and masking cost.

    python tests/benchmarks/bench_names.py [MODEL]

The sample corpus, whose persons in the first twenty articles are written down with the tests, and,
where they are beside the checkout, the articles of wire/, of which only numbers are told. MODEL is
an installed spaCy model whose finds are added. Times are CPU time, the best of five runs, beside
that of splitting the same texts into sentences in the same run.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

from data import DATA, rows

import dateline.corpus.sample
from dateline.corpus.nouns import Article
from dateline.corpus.release.privacy import (
    Name,
    find_candidates,
    mask,
    sensitive_guesses,
    spacy_finder,
)
from dateline.corpus.sentences import split_sentences

sys.path.append(str(Path(__file__).parents[1] / "corpus" / "release"))
from sample_names import SAMPLE_NAMES


def cpu(work: Callable[[], object]) -> float:
    """CPU seconds, the best of five runs."""
    best = float("inf")
    for _ in range(5):
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return best


def main() -> int:
    more = spacy_finder(sys.argv[1]) if len(sys.argv) > 1 else None
    lines = Path(dateline.corpus.sample.__path__[0], "articles.jsonl").read_text("utf-8")
    found = persons = finds = 0
    for row in map(json.loads, lines.splitlines()[: len(SAMPLE_NAMES)]):
        article = Article(row["id"], row["title"], row["text"], source=row["source"])
        names = {
            held.name
            for held in find_candidates(article, split_sentences(article.id, article.text), more)
        }
        wanted = set(SAMPLE_NAMES[article.id].split("; "))
        found, persons, finds = (
            found + len(wanted & names),
            persons + len(wanted),
            finds + len(names),
        )
    print(f"sample: {found} of {persons} persons found, {finds} candidates")
    if not DATA.is_dir():
        print(f"wire/: {DATA} is absent")
        return 0
    articles = [
        (article, split_sentences(article.id, article.text))
        for row in rows("wire/articles.jsonl")
        for article in [Article(row["id"], row["title"], row["text"], source=row["source"])]
    ]
    sentences = sum(len(split) for _, split in articles)
    listed = [find_candidates(article, split, more) for article, split in articles]
    lists = [[Name(held.name, "mask", held.forms) for held in found_here] for found_here in listed]
    masked = [mask(*pair, names) for pair, names in zip(articles, lists, strict=True)]
    guesses = sum(len(sensitive_guesses(*pair)) for pair in articles)
    mentions = sum(len(held.spans) for held in masked)
    print(
        f"wire/: {len(articles)} articles, {sentences:,} sentences, {sum(map(len, listed))} "
        f"candidates, {mentions:,} mentions, {guesses} sensitive sentences"
    )
    base = cpu(lambda: [split_sentences(article.id, article.text) for article, _ in articles])
    for name, work in (
        ("splitting into sentences", lambda: None),
        ("finding candidates", lambda: [find_candidates(*pair, more) for pair in articles]),
        (
            "masking",
            lambda: [mask(*pair, held) for pair, held in zip(articles, lists, strict=True)],
        ),
        ("guessing sensitive sentences", lambda: [sensitive_guesses(*pair) for pair in articles]),
    ):
        seconds = base if name == "splitting into sentences" else cpu(work)
        share = 1e5 * seconds / sentences
        print(f"{name}: {seconds / base:.1f} times splitting, {share:.0f} s per 100,000 sentences")
    return 0


if __name__ == "__main__":
    sys.exit(main())
