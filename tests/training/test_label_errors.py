"""Doubtful gold labels: who is suspected, in what order, and what review made of them."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.corpus.nouns import Article, Ruling, Sentence
from dateline.corpus.store import open_corpus
from dateline.corpus.store.doubts import doubts_of
from dateline.corpus.store.rulings import make_ruling
from dateline.training.evaluate.ruled import Ruled, ruled_sentences
from dateline.training.label_errors import label_errors

Run = Callable[..., subprocess.CompletedProcess[str]]
LABELS = ("attack", "testimony")


def one_word_sentences(truth: np.ndarray) -> Ruled:
    """Return a sentence for each row of labels, four to an article."""
    articles, gold = [], {}
    for first in range(0, len(truth), 4):
        id_ = f"a{first:03}"
        rows = truth[first : first + 4]
        sentences = [Sentence(id_, 5 * n, 5 * n + 4, n, False) for n in range(len(rows))]
        articles.append((Article(id_, "", "word " * len(rows)), sentences))
        for sentence, row in zip(sentences, rows, strict=True):
            gold[sentence.ref] = {label for label, has in zip(LABELS, row, strict=True) if has}
    return ruled_sentences(articles, gold, LABELS)


@pytest.fixture
def noisy() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Gold with one in twenty answers turned round, which of them, and scores of a good model."""
    generator = np.random.default_rng(2)
    right = generator.random((400, 2)) < 0.25
    turned = generator.random(right.shape) < 0.05
    scores = np.clip(np.where(right, 0.8, 0.1) + generator.normal(0, 0.15, right.shape), 0, 1)
    return right ^ turned, turned, scores


def test_what_was_turned_round_is_found(
    noisy: tuple[np.ndarray, np.ndarray, np.ndarray],
) -> None:
    """Half the wrong labels are suspected, most suspects are wrong, the first ones nearly all."""
    truth, turned, scores = noisy
    ruled = one_word_sentences(truth)
    row = {ref: number for number, ref in enumerate(ruled.refs)}

    found = label_errors(ruled, scores, LABELS)

    doubts = [(row[ref], LABELS.index(d.label)) for ref, held in found.items() for d in held]
    hits = [bool(turned[at]) for at in doubts]
    assert sum(hits) >= 0.5 * turned.sum()
    assert np.mean(hits) >= 0.6
    assert np.mean(hits[:20]) >= 0.9
    assert all(
        doubt.given == truth[row[ref], LABELS.index(doubt.label)]
        for ref, held in found.items()
        for doubt in held
    )


rows = st.lists(
    st.tuples(st.booleans(), st.booleans(), st.integers(0, 10), st.integers(0, 10)),
    min_size=1,
    max_size=30,
)


@given(rows=rows)
def test_suspects_are_ranked_and_no_model_that_agrees_suspects(
    rows: list[tuple[bool, bool, int, int]],
) -> None:
    """The least confident stands first; scores that say what gold says doubt nothing."""
    truth = np.array([row[:2] for row in rows])
    scores = np.array([row[2:] for row in rows]) / 10
    ruled = one_word_sentences(truth)

    found = label_errors(ruled, scores, LABELS)

    confidence = [doubts[0].confidence for doubts in found.values()]
    assert confidence == sorted(confidence)
    assert label_errors(ruled, truth.astype(float), LABELS) == {}
    assert label_errors(ruled, scores, LABELS, ruled.refs) == {}


def test_a_label_of_one_class_only_is_not_doubted() -> None:
    """Where every sentence has a label, or none has, there is nothing to compare with."""
    ruled = one_word_sentences(np.array([[True, False]] * 6))

    assert label_errors(ruled, np.full((6, 2), 0.5), LABELS) == {}


def test_doubts_go_up_for_review_and_what_it_confirmed_is_told(
    few: Path, dateline: Run, tmp_path: Path
) -> None:
    """Suspects wait in the corpus; those a person decided are counted and not asked again.

    An import of them, which nobody has read, changes nothing of that.
    """
    shutil.copytree(few / "model", tmp_path / "model")
    shutil.copy(few / "corpus.db", tmp_path)
    arguments = ("evaluate", "model", "--resamples", 20, "--label-errors", "--folds", 2)

    first = json.loads(dateline(*arguments, "--json").stdout)["label_errors"]
    with open_corpus(str(tmp_path / "corpus.db")) as corpus, corpus.write() as connection:
        waiting = doubts_of(connection)
        assert first["suspects"] == first["waiting"] == len(waiting) > 3
        assert (first["looked_at"], first["confirmed"]["value"]) == (0, None)
        for number, (ref, doubts) in enumerate(list(waiting.items())[:2]):
            extra = {
                "by": "dora",
                "id": str(number),
                "doubts": [
                    {"label": d.label, "given": d.given, "probability": 0.5} for d in doubts
                ],
            }
            labels = {doubts[0].label} if number and not doubts[0].given else set[str]()
            labels |= {d.label for d in doubts if d.given and not number}
            make_ruling(
                connection, Ruling(ref, frozenset(labels), "adjudicator", extra=extra), None
            )
    unread = [
        {**ref._asdict(), "labels": [], "method": "reviewed", "doubts": [{"label": "attack"}]}
        for ref in list(waiting)[2:]
    ]
    text = "".join(json.dumps(row) + "\n" for row in unread)
    (tmp_path / "unread.jsonl").write_text(text, encoding="utf-8")
    dateline("import", "unread.jsonl")
    again = dateline(*arguments)

    assert "Changed as doubted: 1 of 2 sentences looked at, 0.50" in again.stdout
    told = json.loads((tmp_path / "model-report" / "metrics.json").read_text("utf-8"))
    assert told["label_errors"]["looked_at"] == 2
    page = (tmp_path / "model-report" / "report.html").read_text("utf-8")
    assert "1 of 2 sentences that somebody has looked at" in page
    plain = json.loads(dateline("evaluate", "model", "--resamples", 0, "--json").stdout)
    assert plain["label_errors"]["looked_at"] == 2
    dateline("export", "-o", "out")
    dateline("import", "out", "--corpus", "other.db")
    held = json.loads(dateline("corpus", "--corpus", "other.db", "--json").stdout)["label_errors"]
    assert (held["looked_at"], held["waiting"]) == (2, 0)
