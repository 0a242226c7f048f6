"""The model card."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.models.card import model_card
from dateline.models.facts import LabelAgreement, LabelFacts, ModelFacts
from dateline.models.folder import read_facts

from ..commands import run_script


@pytest.fixture(scope="session")
def facts(saved_model: Path) -> ModelFacts:
    """What is known of the small model."""
    return read_facts(saved_model)


def front_matter(card: str) -> dict[str, Any]:
    """Read the strict part of YAML that a card keeps to: `key:` and JSON, indented where long."""
    matter = re.match(r"---\n(.*?)\n---\n\n# ", card, re.DOTALL)
    assert matter
    assert "\t" not in matter[1]
    entries = re.findall(r"^([a-z_-]+):((?: .*|\n  .*)+)$", matter[1], re.MULTILINE)
    assert "\n".join(f"{key}:{value}" for key, value in entries) == matter[1]
    return {key: json.loads(value) for key, value in entries}


def test_the_front_matter_says_what_a_hub_asks(facts: ModelFacts) -> None:
    """Licence, library, task and language stand there; no scores before an evaluation."""
    assert front_matter(model_card(facts, None)) == {
        "language": ["en"],
        "license": "apache-2.0",
        "library_name": "sklearn",
        "pipeline_tag": "text-classification",
        "tags": ["dateline", "sklearn", "skops", "multi-label", "news"],
    }


def test_the_model_index_holds_the_averages(facts: ModelFacts, metrics: dict[str, Any]) -> None:
    """After an evaluation a hub finds macro and micro F1 with the values of metrics.json."""
    index = front_matter(model_card(facts, metrics))["model-index"]
    assert index[0]["name"] == facts.name
    result = index[0]["results"][0]
    assert result["dataset"] == {
        "type": "dateline",
        "name": "held-out articles",
        "split": "test",
        "args": {"articles": 3, "sentences": 9},
    }
    found = {metric["name"]: metric["value"] for metric in result["metrics"]}
    assert found["macro average F1"] == metrics["systems"]["model"]["macro"]["f1"]["value"]
    assert found["micro average recall"] == metrics["systems"]["model"]["micro"]["recall"]["value"]


@settings(max_examples=25)
@given(st.text())
def test_any_name_is_valid_yaml(name: str) -> None:
    """Quotes, colons, line breaks or invisible signs in a name do not break the front matter."""
    facts = ModelFacts(
        name=name,
        recipe="",
        labels=(LabelFacts("a", name, 0.5, 1),),
        guidelines_digest="",
        training_digest="",
        split_digest=None,
        seed=0,
        articles=1,
        sentences=1,
        gold={name: 1},
        languages=(name,),
        versions={},
    )
    read = front_matter(model_card(facts, None))["language"]
    visible = [sign if sign.isprintable() or sign < " " else "\ufffd" for sign in name]
    assert read == ["".join(visible)]


def test_labels_with_thresholds_and_counts(facts: ModelFacts) -> None:
    """Each label has a row with its title, its threshold and its training sentences."""
    card = model_card(facts, None)
    for label in facts.labels:
        assert (
            f"| `{label.id}` | {label.title} | {label.threshold:.3f} | {label.positives} |" in card
        )


def test_a_title_stays_in_its_cell(facts: ModelFacts) -> None:
    """A bar, a line break or a tag in a title does not break the table."""
    label = LabelFacts("attack", "Attack | raid\n<b>", 0.5, 1234)
    card = model_card(replace(facts, labels=(label,)), None)
    assert "| `attack` | Attack \\| raid &lt;b> | 0.500 | 1,234 |" in card


def test_machine_made_labels_are_said_plainly(facts: ModelFacts) -> None:
    """The card says that labels were made by a machine, and only where they were."""
    said = "made by a machine, not by people"
    assert said in model_card(replace(facts, machine_labels=True), None)
    assert said not in model_card(facts, None)


def test_what_a_model_was_trained_on(facts: ModelFacts) -> None:
    """Counts, ways of settling, warnings and digests are there; a model without split says so."""
    card = model_card(facts, None)
    assert "72 sentences of 12 articles" in card
    assert "| unanimous | 60 |" in card
    assert f"- {facts.warnings[0]}" in card
    assert facts.training_digest in card
    assert "every article that had gold" in model_card(replace(facts, split_digest=None), None)
    assert "Warnings" not in model_card(replace(facts, warnings=()), None)


def test_an_evaluation_is_a_table_with_intervals(
    facts: ModelFacts, metrics: dict[str, Any]
) -> None:
    """Each label and average has its row; what is undefined is a dash."""
    assert "Not evaluated yet" in model_card(facts, None)
    card = model_card(facts, metrics)
    assert "Not evaluated yet" not in card
    assert "On 9 sentences of 3 articles" in card
    f1 = metrics["systems"]["model"]["micro"]["f1"]
    assert f"{f1['value']:.3f} [{f1['low']:.3f}, {f1['high']:.3f}]" in card
    rows = [line for line in card.splitlines() if line.startswith("| `testimony`")]
    assert "–" in rows[-1]
    tables = re.findall(r"(?:^\|.*\n)+", card, re.MULTILINE)
    for table in tables:
        widths = {len(re.findall(r"(?<!\\)\|", line)) for line in table.splitlines()}
        assert len(widths) == 1


def test_agreement_stands_beside_the_training_data(facts: ModelFacts) -> None:
    """Alpha with its interval for each label; of a machine it is said to be no agreement of people."""
    agreed = LabelAgreement(0.81, 0.7, 0.9, 0.945)
    labels = tuple(replace(label, agreement=agreed) for label in facts.labels)
    known = replace(facts, labels=labels, judged_twice=1200, annotators=3)
    card = model_card(known, None)
    assert "1,200 sentences of the corpus were judged by two or more of 3 annotators" in card
    assert "| `attack` | 0.810 [0.700, 0.900] | 94 % |" in card
    assert "how steady it is, not how right" in model_card(
        replace(known, machine_labels=True), None
    )
    assert "no sentence that two judged" in model_card(facts, None)


def test_parts_review_and_pictures_stand_with_the_evaluation(
    facts: ModelFacts, metrics: dict[str, Any]
) -> None:
    """Every part of the articles has a row; review and pictures are told where there are any."""
    plain = model_card(facts, metrics)
    for each in metrics["slices"]:
        assert f"{each['name']} | {each['sentences']} | {each['articles']} | " in plain
    assert "suspected to be wrong" not in plain
    assert ".png" not in plain
    reviewed = {"suspects": 1145, "looked_at": 20, "confirmed": {"hits": 14}}
    curve = {"sentence": "About 90 more articles for +0.05 macro-F1."}
    more = {**metrics, "label_errors": reviewed, "learning_curve": curve}
    card = model_card(facts, more, ("evaluation.png", "learning_curve.png"))
    assert "Of 1,145 sentences" in card
    assert "looked at 20 and changed 14" in card
    assert "](evaluation.png)" in card
    assert card.index("About 90 more") < card.index("](learning_curve.png)")


def test_the_code_of_the_card_runs(model_folder: Path) -> None:
    """The Python in the card prints the sentences with labels and scores."""
    card = (model_folder / "README.md").read_text("utf-8")
    code = re.search(r"```python\n(.*?)```", card, re.DOTALL)
    assert code
    first, second = run_script(code[1], model_folder).splitlines()
    assert re.match(r"Shells hit a school in Sorvia\. \[.*\] {'attack': 0\.\d+, ", first)
    assert second.startswith("Nobody was hurt. [")
