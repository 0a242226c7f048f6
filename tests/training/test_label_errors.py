"""Doubtful gold labels: who is suspected, in what order, and what review made of it."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.corpus.nouns import Article, Ruling, Sentence, SentenceRef
from dateline.training.label_errors import (
    Doubt,
    label_errors,
    reviewed_doubts,
    write_doubts,
)
from dateline.training.ruled import Ruled, ruled_sentences

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

    doubts = [(row[one.sentence], LABELS.index(d.label)) for one in found for d in one.doubts]
    hits = [bool(turned[at]) for at in doubts]
    assert sum(hits) >= 0.5 * turned.sum()
    assert np.mean(hits) >= 0.6
    assert np.mean(hits[:20]) >= 0.9
    assert all(doubt.given == (doubt.label in one.labels) for one in found for doubt in one.doubts)


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

    confidence = [one.doubts[0].confidence for one in found]
    assert confidence == sorted(confidence)
    assert len({one.sentence for one in found}) == len(found)
    assert label_errors(ruled, truth.astype(float), LABELS) == []
    assert label_errors(ruled, scores, LABELS, ruled.refs) == []


def test_a_label_of_one_class_only_is_not_doubted() -> None:
    """Where every sentence has a label, or none has, there is nothing to compare with."""
    ruled = one_word_sentences(np.array([[True, False]] * 6))

    assert label_errors(ruled, np.full((6, 2), 0.5), LABELS) == []


def ruling(number: int, labels: set[str], doubts: object) -> Ruling:
    sentence = SentenceRef(f"a{number // 2}", 5 * (number % 2), 5 * (number % 2) + 4)
    return Ruling(sentence, frozenset(labels), "reviewed", extra={"doubts": doubts})


def test_review_tells_what_it_confirmed() -> None:
    """A doubt is confirmed where the label changed; what is no doubt does not count."""
    wrong = [{"label": "attack", "given": False, "probability": 0.9}]
    rulings = [
        *(ruling(number, {"attack"}, wrong) for number in range(6)),
        *(ruling(number, set(), wrong) for number in range(6, 8)),
        ruling(8, set(), "twice"),
        ruling(9, set(), [{"label": 3}]),
    ]

    done = reviewed_doubts(rulings, resamples=200, seed=0)

    assert done is not None
    assert (done.sentences, done.confirmed, done.share.value) == (8, 6, 0.75)
    assert done.share.low is not None
    assert done.share.low < 0.75
    assert reviewed_doubts(rulings[-2:], resamples=200, seed=0) is None


def test_a_doubt_is_as_strong_as_gold_is_weak() -> None:
    """The confidence in gold is the probability of what gold says."""
    assert Doubt("attack", True, 0.1).confidence == 0.1
    assert Doubt("attack", False, 0.75).confidence == 0.25


def test_the_file_goes_through_review_and_back(
    demo: tuple[Path, dict[str, Any]], dateline: Run, tmp_path: Path
) -> None:
    """A wrong label is doubted; corrected and imported it is gold, is told, and is not asked again.

    The sentences' texts stay out of the corpus's rulings.
    """
    shutil.copytree(demo[0] / "sample-baseline", tmp_path / "model")
    shutil.copy(demo[0] / "corpus.db", tmp_path)
    arguments = ("evaluate", "model", "--resamples", 20, "--label-errors", "doubts.jsonl")

    first = json.loads(dateline(*arguments, "--folds", 2, "--json").stdout)["label_errors"]
    lines = (tmp_path / "doubts.jsonl").read_text(encoding="utf-8").splitlines()
    listed = [json.loads(line) for line in lines]
    assert first["sentences"] == len(listed) > 3
    assert first["reviewed"] is None
    doubt = listed[0]["doubts"][0]
    changed = listed[0] | {"labels": sorted({doubt["label"]} ^ set(listed[0]["labels"]))}
    kept = [changed, listed[1]]
    text = "".join(json.dumps(row) + "\n" for row in kept)
    (tmp_path / "reviewed.jsonl").write_text(text, encoding="utf-8")
    dateline("import", "reviewed.jsonl")
    shown = dateline(*arguments, "--folds", 2).stdout

    assert "Looked at so far: 2 sentences, of which 1 had a wrong label: 0.50" in shown
    again = (tmp_path / "doubts.jsonl").read_text(encoding="utf-8")
    asked = {(row["article_id"], row["start"]) for row in map(json.loads, again.splitlines())}
    assert not asked & {(row["article_id"], row["start"]) for row in kept}
    dateline("export", "-o", "out")
    gold = (tmp_path / "out" / "gold.jsonl").read_text(encoding="utf-8")
    (row,) = [row for row in map(json.loads, gold.splitlines()) if row.get("doubts") == [doubt]]
    assert row["labels"] == changed["labels"]
    assert "text" not in row


def test_nothing_in_doubt_is_an_empty_file(tmp_path: Path) -> None:
    """Nothing to look at makes an empty file."""
    write_doubts([], tmp_path / "none.jsonl")

    assert (tmp_path / "none.jsonl").read_bytes() == b""
