"""Train a small classifier on invented sentences and save it: `python make_model.py FOLDER`.

A script, so that a test can make the same model in two processes.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from dateline.corpus.nouns import Article
from dateline.corpus.sentences import split_sentences
from dateline.models.classifier import Classifier
from dateline.models.facts import LabelFacts, ModelFacts
from dateline.models.features import batch_of
from dateline.models.folder import save
from sklearn.feature_extraction.text import HashingVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import make_pipeline

LABELS = ("attack", "testimony", "official_statement", "statistic")
SENTENCES = (
    ("Shells hit the grain market of Dunmarrow at dawn.", {"attack"}),
    ("“I saw the roof come down,” said a baker.", {"testimony"}),
    ("The interior ministry of Sorvia denied it.", {"official_statement"}),
    ("At least 14 people were hurt, the ministry said.", {"official_statement", "statistic"}),
    ("Gunmen fired on a bus near Velloe.", {"attack"}),
    ("The harvest fair opens on Monday.", set()),
)
ARTICLES = 12


def main(folder: Path) -> None:
    """Train and save."""
    articles = []
    for number in range(ARTICLES):
        turned = SENTENCES[number % 6 :] + SENTENCES[: number % 6]
        text = " ".join(sentence for sentence, _ in turned)
        articles.append((Article(f"a{number}", "", text), split_sentences(f"a{number}", text)))
    known = dict(SENTENCES)
    truth = np.array(
        [
            [label in known[article.text[s.start : s.end]] for label in LABELS]
            for article, sentences in articles
            for s in sentences
        ]
    ).astype(int)
    pipeline = make_pipeline(
        HashingVectorizer(n_features=2**12, ngram_range=(1, 2)),
        OneVsRestClassifier(LogisticRegression(C=10)),
    )
    classifier = Classifier(
        pipeline=pipeline.fit(batch_of(articles), truth),
        labels=LABELS,
        thresholds=(0.5, 0.45, 0.4, 0.35),
        guidelines_digest="1" * 64,
        training_digest="2" * 64,
        split_digest="3" * 64,
        seed=7,
    )
    facts = ModelFacts(
        name="Sorvia baseline",
        recipe="Logistic regression over hashed words and pairs of words.",
        labels=tuple(
            LabelFacts(label, label.replace("_", " ").capitalize(), threshold, int(positives))
            for label, threshold, positives in zip(
                LABELS, classifier.thresholds, truth.sum(axis=0), strict=True
            )
        ),
        guidelines_digest=classifier.guidelines_digest,
        training_digest=classifier.training_digest,
        split_digest=classifier.split_digest,
        seed=classifier.seed,
        articles=ARTICLES,
        sentences=len(truth),
        gold={"unanimous": 60, "adjudicated": 12},
        warnings=("statistic has 12 positives in training; 50 are a fair start",),
    )
    save(classifier, folder, facts=facts)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
