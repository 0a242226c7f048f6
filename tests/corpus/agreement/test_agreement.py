"""Agreement between annotators: published examples, an oracle, and what is undefined."""

from __future__ import annotations

import json
import math
import random
from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any

import krippendorff
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from dateline.corpus.agreement import Agreement, Coefficients, measure_agreement
from dateline.corpus.agreement.coefficients import masi_distance
from dateline.corpus.errors import GuidelinesChanged, NothingJudged
from dateline.corpus.intervals import article_resamples, estimate
from dateline.corpus.nouns import Judgment, SentenceRef

LABELS = ("attack", "testimony", "statistic")


def judge(
    sentence: int, annotator: str, labels: str, *, article: str | None = None, **rest: Any
) -> Judgment:
    """One judgment; `labels` are separated by blanks, every sentence is its own article."""
    ref = SentenceRef(f"a{sentence:04}" if article is None else article, sentence * 10, 9)
    return Judgment(f"{sentence}-{annotator}", ref, annotator, frozenset(labels.split()), **rest)


def judge_columns(columns: Sequence[str]) -> list[Judgment]:
    """One string an annotator, one character a unit, each a label by itself; a dot is missing."""
    return [
        judge(unit, f"annotator {number}", value)
        for number, column in enumerate(columns)
        for unit, value in enumerate(column)
        if value != "."
    ]


def value_of(told: Any) -> float:
    assert told.reason is None or told.reason.startswith("no interval"), told.reason
    assert told.value is not None
    return float(told.value)


def every_estimate(measured: Agreement) -> list[Any]:
    rows: list[Coefficients] = [measured.overall, *measured.labels.values()]
    return [
        told for row in rows for told in (row.alpha, row.kappa, row.ac1, row.raw, row.prevalence)
    ]


FOUR_OBSERVERS = ("123321412...", "1233224125.3", ".3332342251.", "12332441251.")


def test_krippendorffs_four_observers_with_missing_values() -> None:
    """Krippendorff 2011: nominal alpha .743; on the same data Gwet 2014 has AC1 .775, Fleiss .761.

    Each value is one label, so label sets differ wholly or not at all, and MASI is nominal.
    """
    measured = measure_agreement(judge_columns(FOUR_OBSERVERS), "12345", resamples=0)
    assert measured.kappa_of == "Fleiss"
    assert (measured.sentences, measured.doubly_judged) == (12, 11)
    assert value_of(measured.overall.alpha) == pytest.approx(0.743, abs=5e-4)
    assert value_of(measured.overall.ac1) == pytest.approx(0.77544, abs=5e-6)
    assert value_of(measured.overall.kappa) == pytest.approx(0.76117, abs=5e-6)
    assert value_of(measured.overall.raw) == pytest.approx(0.81818, abs=5e-6)


@pytest.mark.parametrize(
    ("columns", "alpha"),
    [
        (("0100000010", "1110010000"), 0.095),
        (("aabbdcccedda", "babbbccceddd"), 0.692),
    ],
    ids=["binary", "five categories"],
)
def test_krippendorffs_two_observers(columns: tuple[str, str], alpha: float) -> None:
    """The examples of Krippendorff 2011 for two observers without missing values."""
    labels = sorted(set("".join(columns)))
    measured = measure_agreement(judge_columns(columns), labels, resamples=0)
    assert measured.kappa_of == "Cohen"
    assert value_of(measured.overall.alpha) == pytest.approx(alpha, abs=5e-4)


def test_cohens_kappa_of_two_annotators() -> None:
    """The textbook table of 20, 5, 10 and 15 units gives kappa .40, and is the only pair."""
    ours = "y" * 25 + "." * 25
    theirs = "y" * 20 + "." * 5 + "y" * 10 + "." * 15
    measured = measure_agreement(
        [
            judge(unit, name, value.strip("."))
            for name, column in (("a", ours), ("b", theirs))
            for unit, value in enumerate(column)
        ],
        ["y"],
        resamples=0,
    )
    assert value_of(measured.labels["y"].kappa) == pytest.approx(0.40)
    assert value_of(measured.labels["y"].raw) == pytest.approx(0.70)
    assert value_of(measured.labels["y"].prevalence) == pytest.approx(0.55)
    (pair,) = measured.pairs
    assert (pair.annotators, pair.sentences, pair.reason) == (("a", "b"), 50, None)
    assert pair.kappa == pytest.approx(0.40)
    assert pair.raw == pytest.approx(0.70)


@st.composite
def judged(draw: st.DrawFn) -> list[Judgment]:
    """Up to four annotators on up to twelve sentences of five articles, some missing."""
    choices = draw(
        st.dictionaries(
            st.tuples(st.integers(0, 11), st.integers(0, 3)),
            st.sampled_from(("", "attack", "testimony", "attack testimony", "statistic attack")),
            min_size=1,
            max_size=40,
        )
    )
    return [
        judge(sentence, f"annotator {annotator}", labels, article=f"article {sentence % 5}")
        for (sentence, annotator), labels in choices.items()
    ]


def as_matrix(judgments: Sequence[Judgment], values: dict[frozenset[str], int]) -> np.ndarray:
    """Annotators by sentences, nan where missing."""
    annotators = sorted({judgment.annotator for judgment in judgments})
    sentences = sorted({judgment.sentence for judgment in judgments})
    matrix = np.full((len(annotators), len(sentences)), np.nan)
    for judgment in judgments:
        row, column = annotators.index(judgment.annotator), sentences.index(judgment.sentence)
        matrix[row, column] = values[judgment.labels]
    return matrix


@settings(max_examples=60, deadline=None)
@given(judged())
def test_alpha_per_label_is_that_of_the_known_package(judgments: list[Judgment]) -> None:
    """Where the package krippendorff has a value ours is the same; where it has none, a reason."""
    measured = measure_agreement(judgments, LABELS, resamples=0)
    for label, row in measured.labels.items():
        values = {judgment.labels: int(label in judgment.labels) for judgment in judgments}
        matrix = as_matrix(judgments, values)
        pairable = matrix[:, (~np.isnan(matrix)).sum(axis=0) >= 2]
        if len(set(pairable[~np.isnan(pairable)])) < 2:
            assert row.alpha.value is None
            assert row.alpha.reason
            continue
        expected = krippendorff.alpha(matrix, level_of_measurement="nominal")
        assert value_of(row.alpha) == pytest.approx(expected)


@settings(max_examples=40, deadline=None)
@given(judged())
def test_alpha_of_label_sets_is_that_of_the_known_package_with_masi(
    judgments: list[Judgment],
) -> None:
    """The package krippendorff, given MASI as its metric, has the same alpha of label sets."""
    measured = measure_agreement(judgments, LABELS, resamples=0)
    assume(measured.overall.alpha.value is not None)
    sets = sorted({judgment.labels for judgment in judgments}, key=sorted)
    members = np.array([[label in one for label in LABELS] for one in sets])

    def masi(v1: np.ndarray, v2: np.ndarray, **_: object) -> np.ndarray:
        return masi_distance(members[v1.astype(int)], members[v2.astype(int)])

    matrix = as_matrix(judgments, {one: place for place, one in enumerate(sets)})
    expected = krippendorff.alpha(
        matrix, level_of_measurement=masi, value_domain=np.arange(len(sets))
    )
    assert value_of(measured.overall.alpha) == pytest.approx(expected)


def reference(table: Sequence[Sequence[int]], q: int) -> tuple[float, float, float]:
    """Raw agreement, Fleiss' kappa and AC1 by loops over units, as Gwet 2014 defines them.

    table : units by judges, each value a category.
    """
    twice = [unit for unit in table if len(unit) >= 2]
    p_a = sum(
        sum(unit.count(k) * (unit.count(k) - 1) for k in range(q)) / (len(unit) * (len(unit) - 1))
        for unit in map(list, twice)
    ) / len(twice)
    pi = [sum(list(unit).count(k) / len(unit) for unit in table) / len(table) for k in range(q)]
    p_fleiss = sum(share**2 for share in pi)
    p_gwet = sum(share * (1 - share) for share in pi) / (q - 1)
    return p_a, (p_a - p_fleiss) / (1 - p_fleiss), (p_a - p_gwet) / (1 - p_gwet)


@settings(max_examples=40, deadline=None)
@given(judged())
def test_kappa_and_ac1_are_those_of_plain_loops(judgments: list[Judgment]) -> None:
    """Sums by article give what the definitions give, unit by unit."""
    measured = measure_agreement(judgments, LABELS, resamples=0)
    assume(measured.kappa_of == "Fleiss")
    assume(measured.overall.ac1.value is not None)
    sets = sorted({judgment.labels for judgment in judgments}, key=sorted)
    matrix = as_matrix(judgments, {one: place for place, one in enumerate(sets)})
    table = [[int(v) for v in column if not math.isnan(v)] for column in matrix.T]
    row = measured.overall
    found = (value_of(row.raw), value_of(row.kappa), value_of(row.ac1))
    assert found == pytest.approx(reference(table, len(sets)))


@settings(max_examples=40, deadline=None)
@given(judged(), st.randoms(use_true_random=False))
def test_neither_order_nor_names_matter(
    judgments: list[Judgment], generator: random.Random
) -> None:
    """Judgments in any order give the same estimates; renamed ones give the same values."""
    measured = measure_agreement(judgments, LABELS, resamples=20)
    shuffled = generator.sample(judgments, len(judgments))
    assert measure_agreement(shuffled, LABELS, resamples=20) == measured
    names = [f"person {number}" for number in generator.sample(range(4), 4)]
    articles = [f"story {number}" for number in generator.sample(range(5), 5)]
    renamed = [
        replace(
            judgment,
            annotator=names[int(judgment.annotator[-1])],
            sentence=judgment.sentence._replace(
                article_id=articles[int(judgment.sentence.article_id[-1])]
            ),
        )
        for judgment in judgments
    ]
    again = measure_agreement(renamed, LABELS, resamples=20)
    for told, same in zip(every_estimate(measured), every_estimate(again), strict=True):
        assert (told.value is None) == (same.value is None)
        if told.value is not None:
            assert same.value == pytest.approx(told.value)
    assert sorted(pair.sentences for pair in again.pairs) == sorted(
        pair.sentences for pair in measured.pairs
    )


@settings(max_examples=40, deadline=None)
@given(judged())
def test_values_are_in_range_and_strict_json(judgments: list[Judgment]) -> None:
    """Coefficients lie between -1 and 1 and shares between 0 and 1; every gap has its reason.

    Only Fleiss' kappa may be lower, where sentences judged once tilt chance agreement.
    """
    measured = measure_agreement(judgments, LABELS, resamples=20)
    json.dumps(asdict(measured), allow_nan=False)
    for row in (measured.overall, *measured.labels.values()):
        for told in (row.alpha, row.kappa, row.ac1):
            assert told.value is None or told.value <= 1
            tilted = told is row.kappa and measured.doubly_judged < measured.sentences
            assert told.value is None or tilted or told.value >= -1 - 1e-12
        assert row.raw.value is None or 0 <= row.raw.value <= 1
        assert 0 <= value_of(row.prevalence) <= 1 + 1e-12


@settings(max_examples=30, deadline=None)
@given(judged(), st.integers(2, 4))
def test_perfect_agreement_is_one_where_it_is_defined(
    judgments: list[Judgment], copies: int
) -> None:
    """When all say the same, every coefficient is exactly 1 or undefined with its reason."""
    one_voice = {judgment.sentence: judgment for judgment in judgments}.values()
    chorus = [
        replace(judgment, annotator=f"annotator {number}")
        for judgment in one_voice
        for number in range(copies)
    ]
    measured = measure_agreement(chorus, LABELS, resamples=0)
    for row in (measured.overall, *measured.labels.values()):
        assert row.raw.value == 1
        for told in (row.alpha, row.kappa, row.ac1):
            assert told.value == 1 or (told.value is None and told.reason)


def test_the_bootstrap_is_that_of_articles_drawn_one_by_one() -> None:
    """The interval equals the one had by measuring a corpus of the drawn articles, again and again."""
    generator = random.Random(4)
    judgments = [
        judge(
            sentence,
            name,
            generator.choice(("attack", "attack testimony", "testimony", "")),
            article=f"article {sentence % 6}",
        )
        for sentence in range(60)
        for name in generator.sample("xyz", 2)
    ]
    measured = measure_agreement(judgments, LABELS, resamples=40, seed=9)
    again: dict[str, list[float]] = {"alpha": [], "kappa": [], "ac1": [], "raw": []}
    for weights in article_resamples(6, 40, seed=9):
        drawn = [
            replace(
                judgment,
                sentence=judgment.sentence._replace(
                    article_id=f"{judgment.sentence.article_id} copy {copy}"
                ),
            )
            for judgment in judgments
            for copy in range(weights[int(judgment.sentence.article_id[-1])])
        ]
        row = measure_agreement(drawn, LABELS, resamples=0).overall
        for name, values in again.items():
            values.append(value_of(getattr(row, name)))
    for name, values in again.items():
        told = getattr(measured.overall, name)
        expected = estimate(told.value, np.array(values))
        assert (told.low, told.high) == pytest.approx((expected.low, expected.high)), name


def test_intervals_follow_the_seed() -> None:
    """The same seed gives the same intervals, another seed others around the same values."""
    judgments = [
        judge(n, name, "attack" if (n * 7 + (name == "y" and n % 4 == 0)) % 3 else "")
        for n in range(40)
        for name in "xy"
    ]
    measured = measure_agreement(judgments, LABELS, resamples=100, seed=1)
    assert measure_agreement(judgments, LABELS, resamples=100, seed=1) == measured
    other = measure_agreement(judgments, LABELS, resamples=100, seed=2)
    assert other.overall.alpha.value == measured.overall.alpha.value
    assert other.overall.alpha.low != measured.overall.alpha.low


def test_articles_are_resampled_and_not_sentences() -> None:
    """Where sentences of an article go together, the interval is wider than with loose sentences."""
    loose, bound = [], []
    for n in range(200):
        differs = n // 20 % 2 == 0
        for name in "xy":
            labels = "attack" if n % 2 and not (differs and name == "y") else ""
            loose.append(judge(n, name, labels))
            bound.append(judge(n, name, labels, article=f"article {n // 20}"))
    narrow = measure_agreement(loose, LABELS).labels["attack"].raw
    wide = measure_agreement(bound, LABELS).labels["attack"].raw
    assert narrow.value == wide.value
    assert narrow.low is not None
    assert narrow.high is not None
    assert wide.low is not None
    assert wide.high is not None
    assert wide.high - wide.low > 2 * (narrow.high - narrow.low)


def test_a_later_judgment_replaces_and_a_skipped_one_does_not_count() -> None:
    """The latest judgment of an annotator counts; skipping last takes the sentence back."""
    first = [judge(n, name, "attack" if n % 2 else "") for n in range(4) for name in "xy"]
    changed = [*first, judge(0, "x", "attack"), judge(1, "y", "", skipped=True)]
    measured = measure_agreement(changed, LABELS, resamples=0)
    assert (measured.sentences, measured.doubly_judged, measured.judgments) == (4, 3, 7)
    assert measured.overall.raw.value == pytest.approx(2 / 3)


def reasons(row: Coefficients) -> set[str | None]:
    return {told.reason for told in (row.alpha, row.kappa, row.ac1)}


def test_a_label_that_nobody_used_has_a_reason_and_no_coefficient() -> None:
    """Neither nan nor 1: the label was not used, and raw agreement on that stands with prevalence 0."""
    judgments = [judge(n, name, "attack" if n % 2 else "") for n in range(8) for name in "xyz"]
    row = measure_agreement(judgments, LABELS).labels["testimony"]
    assert reasons(row) == {"nobody used the label"}
    assert (row.alpha.value, row.kappa.value, row.ac1.value) == (None, None, None)
    assert (row.raw.value, row.prevalence.value) == (1, 0)


@pytest.mark.parametrize(
    ("judgments", "label", "overall"),
    [
        (
            [judge(n, "x", "attack") for n in range(3)],
            "only one annotator",
            "only one annotator",
        ),
        (
            [judge(0, "x", "attack"), judge(1, "y", "")],
            "no sentence was judged twice",
            "no sentence was judged twice",
        ),
        (
            [judge(n, name, "") for n in range(3) for name in "xy"],
            "nobody used the label",
            "nobody used any label",
        ),
        (
            [judge(n, name, "attack") for n in range(3) for name in "xyz"],
            "expected disagreement is zero: every judgment has the label",
            "expected disagreement is zero: all judgments are the same set of labels",
        ),
        (
            [judge(0, "x", ""), judge(0, "y", ""), judge(1, "x", "attack")],
            "nobody used the label in a sentence judged twice",
            "expected disagreement is zero: all judgments are the same set of labels",
        ),
    ],
    ids=["one annotator", "nothing twice", "no label", "always the label", "label only once"],
)
def test_what_is_undefined_says_why(judgments: list[Judgment], label: str, overall: str) -> None:
    """Every coefficient without a value carries the reason, for a label and for the sets."""
    measured = measure_agreement(judgments, LABELS)
    assert reasons(measured.labels["attack"]) == {label}
    assert reasons(measured.overall) == {overall}
    assert all(told.value is None for told in (measured.overall.alpha, measured.overall.ac1))


def test_a_label_in_two_articles_only_has_a_value_without_an_interval() -> None:
    """Many resamples miss both articles, so the interval is refused and the number stands."""
    judgments = [judge(n, name, "attack" if n < 2 else "") for n in range(40) for name in "xyz"]
    told = measure_agreement(judgments, LABELS).labels["attack"].alpha
    assert told.value == 1
    assert told.low is None
    assert told.reason is not None
    assert told.reason.startswith("no interval: undefined on ")
    assert told.left_out > 50


def test_one_article_has_values_without_intervals() -> None:
    """Articles are what is resampled: one of them gives no interval, rather than one of width zero."""
    judgments = [
        judge(n, name, "attack" if n % 2 else "", article="one") for n in range(8) for name in "xy"
    ]
    told = measure_agreement(judgments, LABELS).overall.alpha
    assert (told.value, told.low) == (1, None)
    assert told.reason == "no interval: it takes two articles and a resample"


def test_pairs_tell_who_differs_from_whom() -> None:
    """Each two annotators with a sentence in common stand once, with Cohen's kappa or a reason."""
    columns = {"x": "1100110", "y": "1100110", "z": "0011001", "w": "......1"}
    judgments = [
        judge(unit, name, "attack" if value == "1" else "")
        for name, column in columns.items()
        for unit, value in enumerate(column)
        if value != "."
    ]
    table = {pair.annotators: pair for pair in measure_agreement(judgments, LABELS).pairs}
    assert set(table) == {("w", "x"), ("w", "y"), ("w", "z"), ("x", "y"), ("x", "z"), ("y", "z")}
    assert (table["x", "y"].sentences, table["x", "y"].raw, table["x", "y"].kappa) == (7, 1, 1)
    assert table["x", "z"].raw == 0
    assert table["x", "z"].kappa is not None
    assert table["x", "z"].kappa < 0
    assert (table["w", "z"].sentences, table["w", "z"].kappa) == (1, None)
    assert table["w", "z"].reason == "both always chose the same set of labels"
    assert (table["w", "x"].raw, table["w", "x"].kappa) == (0, 0)


def test_many_distinct_sets_go_through_in_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """However small the blocks, the result is the same."""
    generator = random.Random(2)
    labels = [f"label {number}" for number in range(8)]
    judgments = [
        Judgment(
            f"{n}{name}",
            SentenceRef(f"a{n % 10}", n, n + 1),
            name,
            frozenset(generator.sample(labels, generator.randint(0, 3))),
        )
        for n in range(150)
        for name in "xyz"
    ]
    whole = measure_agreement(judgments, labels, resamples=30)
    for module in ("agreement", "agreement.coefficients", "intervals"):
        monkeypatch.setattr(f"dateline.corpus.{module}.BLOCK", 50)
    pieces = measure_agreement(judgments, labels, resamples=30)
    for told, same in zip(every_estimate(whole), every_estimate(pieces), strict=True):
        assert (told.value, told.low, told.high) == pytest.approx((same.value, same.low, same.high))


def test_nothing_to_measure_is_refused() -> None:
    """No judgments, or only skipped ones, raise NothingJudged."""
    with pytest.raises(NothingJudged, match="no judgments found"):
        measure_agreement([], LABELS)
    with pytest.raises(NothingJudged, match="all 1 judgments are skipped"):
        measure_agreement([judge(0, "x", "", skipped=True)], LABELS)


def test_two_guidelines_are_not_mixed() -> None:
    """Judgments under two digests raise GuidelinesChanged with both, shortened, and their counts."""
    judgments = [
        judge(n, name, "attack", guidelines=digest * 32)
        for n, digest in ((0, "ab"), (1, "ab"), (2, "cd"))
        for name in "xy"
    ]
    with pytest.raises(GuidelinesChanged, match=r"abababababab \(4 .*cdcdcdcdcdcd \(2 ") as caught:
        measure_agreement(judgments, LABELS)
    assert "ab" * 32 not in str(caught.value)
    with pytest.raises(GuidelinesChanged, match="'rumour' of 1 judgments is not in the guidelines"):
        measure_agreement([judge(0, "x", "rumour attack")], LABELS)


@pytest.mark.parametrize("labels", [(), ("attack", "attack")])
def test_labels_are_distinct_and_one_at_least(labels: tuple[str, ...]) -> None:
    """A scheme without labels or with one twice is a caller's error."""
    with pytest.raises(ValueError, match="labels must be distinct"):
        measure_agreement([judge(0, "x", "")], labels)
