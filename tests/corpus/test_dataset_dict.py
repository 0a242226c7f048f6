"""A corpus as a DatasetDict."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from dateline.corpus.dataset_dict import to_dataset_dict
from dateline.corpus.errors import StoreError
from dateline.corpus.store import open_corpus
from dateline.corpus.store.articles import iter_articles
from dateline.corpus.store.judgments import current_rulings


def test_every_settled_sentence_is_there_with_its_text(demo: tuple[Path, dict[str, Any]]) -> None:
    """Parts, texts and labels are those of the corpus, in reading order."""
    address = str(demo[0] / "corpus.db")
    found = to_dataset_dict(address)
    with open_corpus(address) as corpus, corpus.read() as connection:
        rulings = {ruling.sentence: ruling for ruling in current_rulings(connection)}
        expected = [
            (stored.part, sentence.ref, stored.article.text[sentence.start : sentence.end])
            for stored in iter_articles(connection)
            for sentence in stored.sentences
        ]

    assert set(found) == {"train", "test"}
    for part, rows in found.items():
        own = [(ref, text) for where, ref, text in expected if where == part]
        names = rows.features["labels"].feature
        assert [row["text"] for row in rows] == [text for _, text in own]
        assert [frozenset(names.int2str(row["labels"])) for row in rows] == [
            rulings[ref].labels for ref, _ in own
        ]


def test_a_corpus_without_labels_is_refused(empty_corpus: Path) -> None:
    """Where nothing is settled there is nothing to load, and the message says what to do."""
    with pytest.raises(StoreError, match="dateline adjudicate"):
        to_dataset_dict(str(empty_corpus))
