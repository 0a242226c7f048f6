"""A corpus for `datasets`: the settled sentences with their text, by part of the split."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from .errors import StoreError
from .nouns import Part
from .store import open_corpus
from .store.articles import iter_articles
from .store.judgments import current_rulings
from .store.settings import label_scheme

if TYPE_CHECKING:
    from datasets import DatasetDict

__all__ = ["to_dataset_dict"]


def to_dataset_dict(address: str) -> DatasetDict:
    """Return the settled sentences of a corpus, straight from its file or database.

    One dataset a part of the split, in reading order: article_id, start and end (code points in the
    article), text, labels (class labels, in the order of the guidelines), decided_by. Where there is
    no split, all of it is `train`. Raises StoreError where nothing is settled.
    """
    from datasets import ClassLabel, Dataset, DatasetDict, Features, List, Value

    parts = defaultdict[Part, list[dict[str, Any]]](list)
    with open_corpus(address) as corpus, corpus.read() as connection:
        labels = label_scheme(connection).ids
        rulings = {ruling.sentence: ruling for ruling in current_rulings(connection)}
        for stored in iter_articles(connection):
            for sentence in stored.sentences:
                if (ruling := rulings.get(sentence.ref)) is not None:
                    parts[stored.part or "train"].append(
                        {
                            **sentence.ref._asdict(),
                            "text": stored.article.text[sentence.start : sentence.end],
                            "labels": [label for label in labels if label in ruling.labels],
                            "decided_by": ruling.decided_by,
                        }
                    )
    if not parts:
        raise StoreError(
            f"no sentence of {address} is settled; run `dateline adjudicate`, or import gold"
        )
    features = Features(
        {
            "article_id": Value("string"),
            "start": Value("int32"),
            "end": Value("int32"),
            "text": Value("string"),
            "labels": List(ClassLabel(names=list(labels))),
            "decided_by": Value("string"),
        }
    )
    return DatasetDict(
        {
            part: Dataset.from_list(parts[part], features=features)
            for part in ("train", "validation", "test")
            if part in parts
        }
    )
