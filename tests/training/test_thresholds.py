"""A threshold for a wanted precision or recall."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.models.facts import LabelTarget
from dateline.training.evaluate.results import ReportLabel
from dateline.training.report import render_report
from dateline.training.thresholds import Target, parse_targets, threshold_for

Run = Callable[..., subprocess.CompletedProcess[str]]

scored = st.lists(st.tuples(st.integers(0, 20), st.booleans()), min_size=1, max_size=30).filter(
    lambda rows: any(has for _, has in rows)
)


@given(rows=scored, wanted=st.floats(0.01, 1), measure=st.sampled_from(["precision", "recall"]))
def test_it_is_the_best_of_all_thresholds(
    rows: list[tuple[int, bool]], wanted: float, measure: Any
) -> None:
    """No other threshold reaches the target with more of the other measure; what it gives is told."""
    probabilities = np.array([score / 20 for score, _ in rows])
    truth = np.array([has for _, has in rows])

    def gives(threshold: float) -> dict[str, float]:
        given = probabilities >= threshold
        hits = (given & truth).sum()
        return {"precision": hits / max(given.sum(), 1), "recall": hits / truth.sum()}

    threshold, reached = threshold_for(probabilities, truth, Target(measure, wanted))

    assert gives(threshold) == {"precision": reached.precision, "recall": reached.recall}
    every = [gives(score) for score in set(probabilities.tolist())]
    other = "recall" if measure == "precision" else "precision"
    good = [each for each in every if each[measure] >= wanted]
    assert reached.is_reached == bool(good)
    if measure == "precision":
        best = good or [
            each for each in every if each["precision"] == max(e["precision"] for e in every)
        ]
        assert getattr(reached, other) == max(each[other] for each in best)
    else:
        highest = max(score for score in probabilities if gives(score)["recall"] >= wanted)
        assert gives(threshold) == gives(highest)


def test_wishes_are_read() -> None:
    """Each label has the one that was named for it."""
    assert parse_targets(["attack=.9", "a=b=1"], ["testimony=0.95"]) == {
        "attack": Target("precision", 0.9),
        "a=b": Target("precision", 1.0),
        "testimony": Target("recall", 0.95),
    }


@pytest.mark.parametrize(
    "wrong", ["attack", "attack=", "=.9", "attack=0", "attack=1.1", "attack=x"]
)
def test_a_wish_that_is_none_is_refused(wrong: str) -> None:
    """What was written and what is allowed stand in the message."""
    with pytest.raises(ValueError, match="LABEL=NUMBER with a number above 0"):
        parse_targets([], [wrong])


def test_a_label_has_one_threshold() -> None:
    """Precision and recall of one label cannot both be asked for."""
    with pytest.raises(ValueError, match="'attack' is named twice"):
        parse_targets(["attack=.9"], ["attack=.9"])


def test_the_report_says_what_a_threshold_was_chosen_for(material: Any) -> None:
    """Wanted, reached in cross-validation and reached here stand beside the label."""
    target = LabelTarget("precision", 0.95, 0.91, 0.3)
    labels = [ReportLabel("attack", "Attack", 0.8, target), *material.labels[1:]]
    report = material.report(labels=labels, resamples=5)

    page = " ".join(render_report(report).split())

    assert "chosen for a precision of 0.95, which cannot be reached: cross-validated" in page
    assert "gives a precision of 0.91 and a recall of 0.30; here" in page
    assert page.count("Its threshold was chosen for") == 1


def test_a_wish_is_kept_in_the_model_and_its_card(
    demo: tuple[Path, dict[str, Any]], dateline: Run, tmp_path: Path
) -> None:
    """The command keeps what is wanted and what is reached; what cannot be is warned of."""
    arguments = ("--corpus", demo[0] / "corpus.db", "-o", "model")
    asked = ("--recall", "testimony=.95", "--precision", "attack=1")
    done = dateline("train", *arguments, *asked)
    unknown = dateline("train", *arguments, "--recall", "arson=.9", status=1)
    wrong = dateline("train", *arguments, "--recall", "attack=2", status=2)

    facts = json.loads((tmp_path / "model" / "model.json").read_text(encoding="utf-8"))
    held = {label["id"]: label["target"] for label in facts["labels"]}
    assert held["statistic"] is None
    assert (held["testimony"]["measure"], held["testimony"]["wanted"]) == ("recall", 0.95)
    assert held["testimony"]["recall"] >= 0.95
    card = (tmp_path / "model" / "README.md").read_text(encoding="utf-8")
    assert "threshold of `testimony` was chosen for a recall of 0.95. Cross-validated" in card
    assert "recall 0.95 (cross-validated: precision" in " ".join(done.stdout.split())
    assert "a recall is asked for the label 'arson'" in unknown.stderr
    assert "is no wish for recall" in wrong.stderr.replace("\n", " ")


def test_a_target_survives_json() -> None:
    """What the facts write of a target is what they read, and anything else is named."""
    target = LabelTarget("recall", 0.95, 0.5, 0.96)

    assert LabelTarget.from_json(asdict(target)) == target
    with pytest.raises(ValueError, match="'measure' is 'luck'"):
        LabelTarget.from_json({**asdict(target), "measure": "luck"})
