"""The model that ships with Dateline: it loads, it predicts, and it holds no text of others."""

from __future__ import annotations

import json
import subprocess
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import pytest

from dateline.models.folder import CURVE, LAYOUT, SHIPPED, load, read_facts, read_metrics

from .test_privacy import RUN, SHORTEST, held_of, words_in, words_of

Run = Callable[..., subprocess.CompletedProcess[str]]

STORY = "Gunmen shot at a bus near Karsovia on Tuesday. “We lay on the floor,” a passenger said."
MOST = 5_000_000
"""bytes"""


@pytest.fixture(scope="module")
def articles(shared_data: Path) -> dict[str, str]:
    """The text of each article that it was trained on; they are not ours to publish."""
    lines = (shared_data / "wire" / "articles.jsonl").read_text(encoding="utf-8").splitlines()
    return {row["id"]: f"{row['title']}\n{row['text']}" for row in map(json.loads, lines)}


def test_it_loads_and_says_what_it_is() -> None:
    """It is of the present format, small, and says that a machine made the labels."""
    assert load(SHIPPED).labels == ("attack", "testimony", "official_statement", "statistic")
    assert {path.name for path in SHIPPED.iterdir()} == {
        file.name for file in LAYOUT if file != CURVE
    }
    assert sum(path.stat().st_size for path in SHIPPED.iterdir()) < MOST
    facts, card = read_facts(SHIPPED), (SHIPPED / "README.md").read_text(encoding="utf-8")
    assert facts.machine_labels
    assert facts.origin is not None
    assert facts.origin in card
    assert "made by a machine, not by people" in card
    assert facts.training_digest in card
    assert "in 5 folds" in card
    assert "## Misuse" in card
    metrics = read_metrics(SHIPPED)
    assert metrics is not None
    f1 = metrics["systems"]["model"]["macro"]["f1"]
    assert f"{f1['value']:.3f} [{f1['low']:.3f}, {f1['high']:.3f}]" in card


def test_text_on_standard_input_needs_no_model(dateline: Run) -> None:
    """`echo ... | dateline predict -` prints a row a sentence, and says once whose labels they are."""
    done = dateline("predict", "-", piped=STORY)

    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [row["text"] for row in rows] == [STORY[:46], STORY[47:]]
    assert "attack" in rows[0]["labels"]
    assert "testimony" in rows[1]["labels"]
    assert len(done.stderr.splitlines()) == 1
    assert "A machine made the labels it learned from" in done.stderr
    assert str(SHIPPED / "README.md") in done.stderr


def test_a_model_of_ones_own_needs_no_such_note(sample_model: Path, dateline: Run) -> None:
    """With --model nothing is said of the shipped one."""
    assert dateline("predict", "-", "--model", sample_model, piped=STORY).stderr == ""


def test_json_and_predictions_do_not_share_standard_output(dateline: Run) -> None:
    """--json without a file for the predictions is refused as wrong usage."""
    assert "give a file with -o" in dateline("predict", "-", "--json", piped=STORY, status=2).stderr


def test_no_run_of_words_of_an_article_is_in_it(articles: dict[str, str]) -> None:
    """No eight tokens of the articles stand one after another in its files, card and figures too."""
    held = words_in(SHIPPED).split()
    runs = {tuple(held[at : at + RUN]) for at in range(len(held) - RUN + 1)}
    trained = {
        tuple(words[at : at + RUN])
        for words in map(words_of, articles.values())
        for at in range(len(words) - RUN + 1)
    }
    assert len(trained) > 30_000
    assert not trained & runs


def test_no_rare_word_of_an_article_is_in_it(articles: dict[str, str], saved_model: Path) -> None:
    """No word of one article alone can be read in what it learned."""
    where = defaultdict(set)
    for id_, text in articles.items():
        for word in words_of(text):
            where[word].add(id_)
    rare = {word for word, ids in where.items() if len(ids) == 1 and len(word) >= SHORTEST}
    assert len(rare) > 2000
    described = words_in(saved_model, "pipeline.skops", SHORTEST)  # learned from other text
    held = words_in(SHIPPED, "*.skops", SHORTEST)
    assert held_of(rare, held) <= held_of(rare, described)
