"""What is known of a model, as JSON and back."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.models.facts import LabelAgreement, LabelFacts, ModelFacts, running_versions

COUNTS = st.integers(0, 10**9)
SHARES = st.none() | st.floats(0, 1)
LABELS = st.builds(
    LabelFacts,
    st.text(),
    st.text(),
    st.floats(0, 1),
    COUNTS,
    agreement=st.none() | st.builds(LabelAgreement, SHARES, SHARES, SHARES, SHARES),
)
FACTS = st.builds(
    ModelFacts,
    name=st.text(),
    recipe=st.text(),
    labels=st.lists(LABELS, max_size=3).map(tuple),
    guidelines_digest=st.text(),
    training_digest=st.text(),
    split_digest=st.none() | st.text(),
    seed=COUNTS,
    articles=COUNTS,
    sentences=COUNTS,
    gold=st.dictionaries(st.text(), COUNTS, max_size=3),
    judged_twice=COUNTS,
    annotators=COUNTS,
    machine_labels=st.booleans(),
    quotations=st.sampled_from(["split", "whole"]),
    languages=st.lists(st.text(), max_size=2).map(tuple),
    licence=st.text(),
    warnings=st.lists(st.text(), max_size=2).map(tuple),
    versions=st.dictionaries(st.text(), st.text(), max_size=2),
)


def some(**changes: Any) -> dict[str, Any]:
    facts = ModelFacts(
        name="m",
        recipe="r",
        labels=(LabelFacts("a", "A", 0.5, 3),),
        guidelines_digest="g",
        training_digest="t",
        split_digest=None,
        seed=0,
        articles=1,
        sentences=2,
        gold={"majority": 2},
    )
    return facts.to_json() | changes


@given(FACTS)
def test_nothing_is_lost_in_json(facts: ModelFacts) -> None:
    """Facts written as JSON and read again are equal, thresholds to the last bit."""
    assert ModelFacts.from_json(json.loads(json.dumps(facts.to_json()))) == facts


def test_versions_are_those_that_run() -> None:
    """Facts without versions take those of this process."""
    assert some()["versions"] == running_versions()
    assert {"dateline", "scikit-learn", "numpy", "skops", "python"} == set(running_versions())


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"seed": True}, "'seed' is True, expected a whole number"),
        ({"labels": [{"id": "a"}]}, "the key 'title' is missing"),
        ({"labels": [{"id": 1}]}, "'id' is 1, expected a string"),
        ({"gold": {"majority": "2"}}, "'gold' is '2', expected a whole number"),
        ({"languages": "en"}, "'languages' is 'en', expected a list"),
        ({"quotations": "some"}, "'quotations' is 'some', allowed are split, whole"),
        ({"split_digest": 3}, "'split_digest' is 3, expected a string or null"),
    ],
)
def test_what_is_wrong_is_named(wrong: dict[str, Any], said: str) -> None:
    """A key that is missing or of another kind is named with what was found and is allowed."""
    with pytest.raises(ValueError, match=said):
        ModelFacts.from_json(some(**wrong))
