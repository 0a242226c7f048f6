"""Train a small classifier on invented sentences and save it: `python make_model.py FOLDER`.

A script, so that a test can make the same model in two processes.
"""

from __future__ import annotations

import sys
from pathlib import Path

from dateline.corpus.nouns import Article
from dateline.corpus.sentences import split_sentences
from dateline.models.facts import LabelFacts, ModelFacts
from dateline.models.folder import save
from dateline.training.fit import fit

LABELS = ("attack", "testimony", "official_statement", "statistic")
SENTENCES: tuple[tuple[str, set[str]], ...] = (
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
    gold = {}
    for number in range(ARTICLES):
        turned = SENTENCES[number % 6 :] + SENTENCES[: number % 6]
        article = Article(f"a{number}", "", " ".join(sentence for sentence, _ in turned))
        sentences = split_sentences(article.id, article.text)
        articles.append((article, sentences))
        for sentence, (_, labels) in zip(sentences, turned, strict=True):
            gold[sentence.ref] = labels
    classifier = fit(
        articles, gold, LABELS, seed=7, guidelines_digest="1" * 64, split_digest="3" * 64
    ).classifier
    facts = ModelFacts(
        name="Sorvia baseline",
        recipe="Logistic regression over words and their place in the article.",
        labels=tuple(
            LabelFacts(
                id=label,
                title=label.replace("_", " ").capitalize(),
                threshold=threshold,
                positives=sum(label in labels for labels in gold.values()),
            )
            for label, threshold in zip(LABELS, classifier.thresholds, strict=True)
        ),
        guidelines_digest=classifier.guidelines_digest,
        training_digest=classifier.training_digest,
        split_digest=classifier.split_digest,
        seed=classifier.seed,
        articles=len(articles),
        sentences=len(gold),
        gold={"unanimous": 60, "adjudicated": 12},
        warnings=("label 'statistic' has 12 training sentences in 12 articles; label more",),
    )
    save(classifier, folder, facts=facts)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
