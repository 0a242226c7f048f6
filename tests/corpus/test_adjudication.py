"""Settling sentences by rule, and what stays open."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.corpus.adjudication import OpenSentence, Rule, Settlement, settle
from dateline.corpus.errors import GuidelinesChanged, NothingJudged
from dateline.corpus.nouns import Judgment, Ruling, SentenceRef

LABELS = ("attack", "testimony", "statistic")


def judge(
    annotator: str,
    labels: str,
    *,
    sentence: int = 0,
    skipped: bool = False,
    unsure: bool = False,
    guidelines: str | None = None,
) -> Judgment:
    return Judgment(
        f"{sentence}-{annotator}-{labels}",
        SentenceRef("a1", sentence * 10, sentence * 10 + 9),
        annotator,
        frozenset(labels.split()),
        skipped=skipped,
        unsure=unsure,
        guidelines=guidelines,
    )


def settle_one(rule: Rule, *judged: str) -> Ruling | OpenSentence:
    """Settle one sentence: one string of labels a judge, `skip` for a skipped judgment."""
    judgments = [
        judge(f"judge {number}", "" if labels == "skip" else labels, skipped=labels == "skip")
        for number, labels in enumerate(judged)
    ]
    settlement = settle(judgments, rule, labels=LABELS)
    (outcome,) = (*settlement.rulings, *settlement.open)
    return outcome


@pytest.mark.parametrize("rule", ["unanimous", "majority"])
@pytest.mark.parametrize(
    "judged",
    [("attack", "attack"), ("", ""), ("attack statistic",) * 3, ("attack", "skip", "attack")],
)
def test_judges_who_agree_settle_a_sentence(rule: Rule, judged: tuple[str, ...]) -> None:
    """Two or more equal sets are a unanimous ruling under either rule, an empty set among them."""
    ruling = settle_one(rule, *judged)
    assert isinstance(ruling, Ruling)
    assert ruling.decided_by == "unanimous"
    assert ruling.labels == frozenset(judged[0].split())
    assert len(ruling.judges) == len(judged) - judged.count("skip")


@pytest.mark.parametrize(
    ("judged", "labels"),
    [
        (("attack", "attack", "testimony"), "attack"),
        (("", "", "attack"), ""),
        (("attack", "attack statistic", "attack testimony"), "attack"),
        (("attack statistic", "attack statistic", "statistic"), "attack statistic"),
        (("attack", "attack", "attack", "testimony"), "attack"),
    ],
)
def test_a_majority_decides_label_by_label(judged: tuple[str, ...], labels: str) -> None:
    """A label chosen by more than half of the judges is in the ruling, any other is not."""
    ruling = settle_one("majority", *judged)
    assert isinstance(ruling, Ruling)
    assert ruling.decided_by == "majority"
    assert ruling.labels == frozenset(labels.split())
    assert len(ruling.judges) == len(judged)


@pytest.mark.parametrize(
    ("rule", "judged", "why"),
    [
        ("unanimous", ("skip", "skip"), "all skipped"),
        ("majority", ("skip",), "all skipped"),
        ("unanimous", ("attack",), "one judge only"),
        ("majority", ("attack", "skip"), "one judge only"),
        ("unanimous", ("attack", "attack", "testimony"), "judges differ"),
        ("majority", ("attack", "testimony"), "tie"),
        ("majority", ("attack", "attack statistic"), "tie"),
        ("majority", ("attack", "attack", "", ""), "tie"),
        ("majority", ("attack", "testimony", "statistic"), "majority set chosen by nobody"),
        (
            "majority",
            ("attack testimony", "testimony statistic", "attack statistic"),
            "majority set chosen by nobody",
        ),
    ],
)
def test_what_is_not_settled_stays_open_with_the_reason(
    rule: Rule, judged: tuple[str, ...], why: str
) -> None:
    """An open sentence says why, and names the judges who did not skip."""
    left = settle_one(rule, *judged)
    assert isinstance(left, OpenSentence)
    assert left.why == why
    assert len(left.judges) == len(judged) - judged.count("skip")


def test_doubt_is_a_judgment() -> None:
    """An unsure judgment counts like any other."""
    judgments = [judge("x", "attack", unsure=True), judge("y", "attack")]
    assert settle(judgments, "unanimous", labels=LABELS).counts["unanimous"] == 1


def test_the_latest_judgment_of_a_judge_counts() -> None:
    """A change of mind settles a sentence; skipping it afterwards opens it again."""
    judgments = [judge("x", "attack"), judge("y", "testimony"), judge("y", "attack")]
    assert settle(judgments, "unanimous", labels=LABELS).counts["unanimous"] == 1
    judgments.append(judge("x", "", skipped=True))
    assert settle(judgments, "unanimous", labels=LABELS).counts["one judge only"] == 1


def test_counts_cover_every_sentence_and_name_every_outcome() -> None:
    """Each way of settling and each reason is counted, zeros included."""
    judgments = [
        judge("x", "attack"),
        judge("y", "attack"),
        judge("x", "attack", sentence=1),
        judge("y", "", sentence=1),
        judge("x", "", sentence=2),
    ]
    assert settle(judgments, "majority", labels=LABELS).counts == {
        "unanimous": 1,
        "majority": 0,
        "all skipped": 0,
        "one judge only": 1,
        "judges differ": 0,
        "tie": 1,
        "majority set chosen by nobody": 0,
    }


def test_a_ruling_carries_the_guidelines_that_all_its_judges_used() -> None:
    """One digest is carried over; with a judgment that has none, nothing is claimed."""
    both = [judge("x", "attack", guidelines="d1"), judge("y", "attack", guidelines="d1")]
    one = [judge("x", "", guidelines="d1", sentence=1), judge("y", "", sentence=1)]
    rulings = settle([*both, *one], "unanimous", labels=LABELS).rulings
    assert [ruling.guidelines for ruling in rulings] == ["d1", None]
    assert [ruling.judges for ruling in rulings] == [("x", "y"), ("x", "y")]


def test_judgments_under_two_guidelines_are_refused() -> None:
    """Both digests are named, shortened, with their counts; a skipped judgment makes no scheme."""
    judgments = [
        judge("x", "attack", guidelines="1" * 64),
        judge("y", "attack", guidelines="1" * 64),
        judge("x", "", sentence=1, guidelines="2" * 64),
    ]
    with pytest.raises(GuidelinesChanged) as caught:
        settle(judgments, "majority", labels=LABELS)
    assert "111111111111 (2 judgments), 222222222222 (1 judgments)" in str(caught.value)
    assert "1" * 13 not in str(caught.value)
    judgments[2] = judge("x", "", sentence=1, guidelines="2" * 64, skipped=True)
    assert settle(judgments, "majority", labels=LABELS).counts["unanimous"] == 1


def test_a_label_outside_the_guidelines_is_refused() -> None:
    """The message names the label found and those allowed."""
    with pytest.raises(GuidelinesChanged, match=r"'rumour' .* allowed: attack, testimony"):
        settle([judge("x", "rumour")], "majority", labels=LABELS)


def test_nothing_to_settle_is_refused() -> None:
    """Without judgments there is nothing to rule on; an unknown rule is a caller's error."""
    with pytest.raises(NothingJudged):
        settle([], "majority", labels=LABELS)
    with pytest.raises(ValueError, match="rule is 'seniority', allowed: unanimous, majority"):
        settle([judge("x", "")], "seniority", labels=LABELS)  # type: ignore[arg-type]


judged_sentences = st.dictionaries(
    st.tuples(st.integers(0, 5), st.sampled_from("vwxyz")),
    st.tuples(st.sampled_from(("", "attack", "testimony", "attack testimony")), st.booleans()),
    min_size=1,
)


@settings(max_examples=60, deadline=None)
@given(judged_sentences, st.sampled_from(("unanimous", "majority")), st.randoms())
def test_every_sentence_comes_out_once_in_whatever_order_it_came_in(
    judged: dict[tuple[int, str], tuple[str, bool]], rule: Rule, generator: random.Random
) -> None:
    """Order does not matter, nothing is lost, and both parts come in the order of the text."""
    judgments = [
        judge(name, "" if skipped else labels, sentence=sentence, skipped=skipped)
        for (sentence, name), (labels, skipped) in judged.items()
    ]
    settlement = settle(judgments, rule, labels=LABELS)
    shuffled = generator.sample(judgments, len(judgments))
    assert settle(shuffled, rule, labels=LABELS) == settlement
    settled = [ruling.sentence for ruling in settlement.rulings]
    left = [item.sentence for item in settlement.open]
    assert settled == sorted(settled)
    assert left == sorted(left)
    assert sorted(settled + left) == sorted({judgment.sentence for judgment in judgments})
    assert sum(settlement.counts.values()) == len(settled) + len(left)


@settings(max_examples=60, deadline=None)
@given(judged_sentences)
def test_a_majority_settles_all_that_unanimity_settles(
    judged: dict[tuple[int, str], tuple[str, bool]],
) -> None:
    """The rulings under `unanimous` are the unanimous ones under `majority`."""
    judgments = [
        judge(name, "" if skipped else labels, sentence=sentence, skipped=skipped)
        for (sentence, name), (labels, skipped) in judged.items()
    ]
    strict: Settlement = settle(judgments, "unanimous", labels=LABELS)
    wide = settle(judgments, "majority", labels=LABELS)
    unanimous = tuple(r for r in wide.rulings if r.decided_by == "unanimous")
    assert strict.rulings == unanimous
