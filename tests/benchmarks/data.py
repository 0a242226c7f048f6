"""The real corpora beside the checkout as Dateline's nouns."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dateline.corpus.duplicates import find_duplicates
from dateline.corpus.nouns import Article, Sentence, SentenceRef
from dateline.corpus.sentences import describe_sentences
from dateline.corpus.split import ArticleLabels, make_split

DATA = Path(__file__).parents[3] / "shared" / "data"

Segmented = tuple[Article, tuple[Sentence, ...]]


@dataclass(frozen=True)
class Labelled:
    """A labelled corpus."""

    articles: list[Segmented]
    gold: dict[SentenceRef, frozenset[str]]
    labels: tuple[str, ...]

    def truth(self, articles: Sequence[Segmented]) -> NDArray[np.bool_]:
        """Which labels the sentences of `articles` have. (sentences, labels)."""
        rows = [self.gold[sentence.ref] for _, sentences in articles for sentence in sentences]
        return np.array([[label in row for label in self.labels] for row in rows])


def rows(name: str) -> list[dict[str, object]]:
    """The rows of a JSONL file of the shared data."""
    with (DATA / name).open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def wire() -> Labelled:
    """The labelled articles, each with its cluster of near-duplicates."""
    found = rows("wire/articles.jsonl")
    clusters = find_duplicates((row["id"], row["text"]) for row in found).clusters
    gold = {
        SentenceRef(row["article_id"], row["start"], row["end"]): frozenset(row["labels"])
        for row in rows("wire/gold.jsonl")
    }
    spans: dict[str, list[tuple[int, int]]] = {}
    for ref in sorted(gold):
        spans.setdefault(ref.article_id, []).append((ref.start, ref.end))
    articles = []
    for row in found:
        article = Article(row["id"], row["title"], row["text"], source=row["source"])
        article = replace(article, cluster=clusters[article.id])
        articles.append((article, describe_sentences(article.id, article.text, spans[article.id])))
    return Labelled(articles, gold, ("attack", "testimony", "official_statement", "statistic"))


def police_events(*, clusters: bool = False) -> Labelled:
    """IndiaPoliceEvents, its articles put together from their sentences; near-duplicates on wish."""
    articles: list[Segmented] = []
    gold: dict[SentenceRef, frozenset[str]] = {}
    found = sorted(
        rows("india_police_events/sents.jsonl"), key=lambda row: (row["doc_id"], row["sent_id"])
    )
    for doc, sentences in groupby(found, key=lambda row: row["doc_id"]):
        text, spans = "", []
        for row in sentences:
            sentence = row["sent_text"].strip()
            if not sentence:
                continue
            spans.append((len(text), len(text) + len(sentence)))
            gold[SentenceRef(str(doc), *spans[-1])] = frozenset(row["sent_labels"])
            text += f"{sentence} "
        articles.append((Article(str(doc), "", text), describe_sentences(str(doc), text, spans)))
    if clusters:
        found_in = find_duplicates((article.id, article.text) for article, _ in articles).clusters
        articles = [(replace(one, cluster=found_in[one.id]), held) for one, held in articles]
    labels = sorted(frozenset().union(*gold.values()))
    return Labelled(articles, gold, tuple(labels))


def split(corpus: Labelled, seed: int) -> tuple[list[Segmented], list[Segmented]]:
    """Train and test articles, 70 to 30, as Dateline splits them."""
    known = [
        ArticleLabels(
            article.id,
            article.cluster or article.id,
            len(sentences),
            Counter(label for s in sentences for label in corpus.gold[s.ref]),
        )
        for article, sentences in corpus.articles
    ]
    parts = make_split(known, test=0.3, seed=seed).parts
    train = [pair for pair in corpus.articles if parts[pair[0].id] == "train"]
    test = [pair for pair in corpus.articles if parts[pair[0].id] == "test"]
    return train, test
