"""What a coordinator sees, worked out by hand on small examples."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import count

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.corpus.labelling.disputes import Answer, disagreement
from dateline.corpus.labelling.oversight import look_over
from dateline.corpus.labelling.suggestion_effect import Shown, suggestion_effect
from dateline.corpus.labelling.workload import QueuedArticle, count_progress, median_times
from dateline.corpus.nouns import Judgment, Ruling, SentenceRef
from dateline.corpus.shares import share_cells

LABELS = ("attack", "testimony")
SPOKEN = {"-": (), "a": ("attack",), "t": ("testimony",), "at": ("attack", "testimony")}
number = count()


def ref(name: str) -> SentenceRef:
    """`b3` is the third sentence of the article b."""
    return SentenceRef(name[0], 10 * int(name[1:]), 10 * int(name[1:]) + 9)


def said(annotator: str, **answers: str) -> list[Judgment]:
    """Judgments of one annotator: sentence=labels, in the shorthand of `SPOKEN`."""
    return [
        Judgment(str(next(number)), ref(name), annotator, frozenset(SPOKEN[labels]))
        for name, labels in answers.items()
    ]


def test_who_differs_from_whom_is_counted_in_both_directions() -> None:
    """Of four shared sentences: both chose attack once, ana alone twice, ben alone never."""
    judgments = [
        *said("ana", b1="a", b2="a", c1="at", c2="-", d1="a"),
        *said("ben", b1="a", b2="-", c1="t", c2="-"),
    ]

    seen = look_over(judgments, LABELS, [], frozenset())

    assert seen is not None
    (only,) = seen.differences
    assert (only.annotators, only.label, only.sentences) == (("ana", "ben"), "attack", 4)
    assert (only.both, only.first_only, only.second_only) == (1, 2, 0)
    assert only.differing.value == 0.5


def test_the_most_disputed_sentence_is_the_one_with_least_in_common() -> None:
    """Open ones come first, then by share of labels not shared; unanimous ones are not there."""
    judgments = [
        *said("ana", b1="a", b2="at", b3="a", b4="t"),
        *said("ben", b1="a", b2="a", b3="-", b4="a"),
    ]
    ruled = [Ruling(ref("b4"), frozenset({"attack"}), "adjudicator")]

    seen = look_over(judgments, LABELS, ruled, frozenset())

    assert seen is not None
    found = seen.disputes
    assert [(one.sentence, one.score, one.ruled) for one in found.top] == [
        (ref("b3"), 1.0, False),
        (ref("b2"), 0.5, False),
        (ref("b4"), 1.0, True),
    ]
    assert (found.disputed, found.open) == (3, 2)


@given(st.lists(st.sampled_from(sorted(SPOKEN)), min_size=2, max_size=6))
def test_the_score_of_a_dispute_is_that_of_adjudication(spoken: list[str]) -> None:
    """Both list the same sentences in the same order of weight."""
    judgments = [one for i, labels in enumerate(spoken) for one in said(f"p{i}", b1=labels)]
    answers = [Answer(j.annotator, j.labels, False, None, False) for j in judgments]

    seen = look_over(judgments, LABELS, [], frozenset())

    assert seen is not None
    scores = [one.score for one in seen.disputes.top] or [0.0]
    assert scores == [pytest.approx(disagreement(answers))]


def test_skipped_sentences_are_no_answers() -> None:
    """Nothing is seen where everything was skipped."""
    (one,) = said("ana", b1="-")

    assert look_over([replace(one, skipped=True)], LABELS, [], frozenset()) is None


def test_time_is_told_in_weeks_where_judgments_say_when() -> None:
    """Three Mondays; agreement and shares fall into the week of the judgment."""
    days = ("2026-03-02", "2026-03-11", "2026-03-22")
    judgments = [
        replace(one, created=f"{day}T10:00:00+00:00")
        for who, answers in (("ana", "aat"), ("ben", "a-t"))
        for place, (day, labels) in enumerate(zip(days, answers, strict=True))
        for one in said(who, **{f"b{place}": labels})
    ]

    seen = look_over(judgments, LABELS, [], frozenset())

    assert seen is not None
    assert (seen.drift.by, seen.drift.periods) == (
        "week",
        ("2026-03-02", "2026-03-09", "2026-03-16"),
    )
    assert [share.value for share in seen.drift.agreement["ana"]] == [1.0, 0.0, 1.0]
    assert [share.value for share in seen.drift.labels["attack"]["ben"]] == [1.0, 0.0, 0.0]


def test_without_times_each_annotators_own_order_makes_blocks() -> None:
    """Sixty judgments make a block of fifty and one of ten, whoever judged in between."""
    judgments = []
    for place in range(60):
        judgments += said("ana", **{f"b{place}": "a" if place < 50 else "t"})
        if place % 2:
            judgments += said("ben", **{f"b{place}": "a"})

    seen = look_over(judgments, LABELS, [], frozenset())

    assert seen is not None
    drift = seen.drift
    assert (drift.by, drift.periods) == ("block", ("1–50", "51–100"))
    assert [(s.hits, s.n) for s in drift.labels["attack"]["ana"]] == [(50, 50), (0, 10)]
    assert [(s.hits, s.n) for s in drift.agreement["ana"]] == [(25, 25), (0, 5)]
    assert [(s.hits, s.n) for s in drift.labels["attack"]["ben"]] == [(30, 30), (0, 0)]


def test_quality_is_precision_and_recall_against_known_answers() -> None:
    """Ana chose attack three times, twice rightly, and missed one of three."""
    judgments = said("ana", b1="a", b2="a", b3="a", b4="-", c1="t")
    rulings = [
        Ruling(ref(name), frozenset(SPOKEN[labels]), "imported")
        for name, labels in {"b1": "a", "b2": "at", "b3": "-", "b4": "a", "c1": "-"}.items()
    ]

    seen = look_over(judgments, LABELS, rulings, frozenset({"b"}))

    assert seen is not None
    (ana,) = seen.quality
    assert (ana.same.hits, ana.same.n) == (1, 4)
    attack = ana.labels["attack"]
    assert (attack.precision.hits, attack.precision.n) == (2, 3)
    assert (attack.recall.hits, attack.recall.n, attack.known) == (2, 3, 3)
    assert ana.labels["testimony"].precision.value is None


def test_an_answer_that_a_rule_made_of_their_own_judgments_tells_nothing_of_them() -> None:
    """The unanimous ruling of ana and ben counts for cleo alone."""
    judgments = [*said("ana", b1="a"), *said("ben", b1="a"), *said("cleo", b1="t")]
    ruling = Ruling(ref("b1"), frozenset({"attack"}), "unanimous", ("ana", "ben"))

    seen = look_over(judgments, LABELS, [ruling], frozenset({"b"}))

    assert seen is not None
    assert [(one.annotator, one.same.hits) for one in seen.quality] == [("cleo", 0)]


def test_where_all_are_hits_the_interval_is_wilsons() -> None:
    """Ten of ten is a case known from textbooks: 0.722 to 1."""
    (share,) = share_cells(
        np.zeros(10, dtype=np.intp), np.arange(10), np.ones(10, dtype=np.bool_), 1
    )

    assert (share.value, share.high) == (1.0, 1.0)
    assert share.low == pytest.approx(0.7225, abs=1e-4)


@pytest.mark.parametrize("sentences", [1, 10])
def test_sentences_that_stand_or_fall_with_their_article_count_as_one(sentences: int) -> None:
    """Ten articles of ten equal sentences say what ten single sentences say.

    v = m/(m-1) * sum (y - p n)^2 / n^2 = 10/9 * (8 * 4 + 2 * 64) / 10,000 = 0.01778 for ten each,
    so that the hundred are worth 0.8 * 0.2 / 0.01778 = 9 independent ones.
    """
    article = np.repeat(np.arange(10), sentences)

    (share,) = share_cells(np.zeros(len(article), dtype=np.intp), article, article < 8, 1)

    z, p, n = 1.959963984540054, 0.8, 9.0
    middle = (p + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z / (1 + z**2 / n) * math.sqrt(p * (1 - p) / n + z**2 / (4 * n**2))
    assert share.low == pytest.approx(middle - half)
    assert share.high == pytest.approx(middle + half)


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 4), st.booleans()), max_size=40))
def test_an_interval_holds_its_share_and_stays_a_share(rows: list[tuple[int, int, bool]]) -> None:
    """For any observations: 0 <= low <= value <= high <= 1, and one article alone has no interval."""
    cell = np.array([row[0] for row in rows], dtype=np.intp)
    article = np.array([row[1] for row in rows], dtype=np.intp)
    hit = np.array([row[2] for row in rows], dtype=np.bool_)

    for place, share in enumerate(share_cells(cell, article, hit, 3)):
        articles = {row[1] for row in rows if row[0] == place}
        assert (share.value is None) == (not articles)
        assert (share.low is None) == (share.high is None) == (len(articles) < 2)
        if share.low is not None and share.high is not None and share.value is not None:
            assert 0 <= share.low <= share.value <= share.high <= 1


def test_progress_counts_sentences_by_their_answers() -> None:
    """Two answers wanted: article b is done, c begun, d untouched; a third answer counts no more."""
    articles = [
        QueuedArticle("b", 2, "pool", 2),
        QueuedArticle("c", 3, "pool", 2),
        QueuedArticle("d", 1, "pool", 2),
        QueuedArticle("e", 2, "gold", None),
    ]
    answered = {ref("b1"): 2, ref("b2"): 3, ref("c1"): 1, ref("e1"): 5}

    pool, gold = count_progress(articles, answered)

    assert (pool.articles, pool.done, pool.begun) == (3, 1, 2)
    assert pool.by_answers == (3, 1, 2)
    assert (pool.given, pool.left) == (5, 7)
    assert gold.by_answers == (1, 0, 1)
    assert (gold.kind, gold.given, gold.left) == ("gold", 5, 0)


def test_times_are_medians_and_a_pause_is_cut() -> None:
    """Nineteen answers of 10 s and one of an hour: the median is 10 s, the mean next to it."""
    seconds = [10.0] * 19 + [3600.0]
    words = [5] * 10 + [25] * 10

    timing = median_times(seconds, words, [False] * 18 + [True] * 2)

    assert (timing.overall.n, timing.overall.median) == (20, 10.0)
    assert [pace.n for _, _, pace in timing.by_length] == [10, 0, 10, 0]
    assert timing.by_length[1][2].median is None
    assert timing.hard.n == 2
    cut = float(np.quantile(seconds, 0.95))
    assert timing.expected == pytest.approx((190 + cut) / 20)
    assert timing.hours(3600) == pytest.approx(timing.expected)


def test_without_times_there_is_no_estimate() -> None:
    """Nothing is invented where no answer says how long it took."""
    timing = median_times([], [], [])

    assert (timing.overall.n, timing.expected, timing.hours(10)) == (0, None, None)


def test_what_suggestions_did_is_told_from_what_chance_withheld() -> None:
    """Worked by hand: ana and ben on b1..b4, shown b1..b3 and b5, withheld b4.

    Before: ana says a, a, t, t, a; ben a, t, t, a, a. The model says a, t, -, a, a. Ana takes over
    the suggestion for b2 and goes from t to at on b3, further from "none"? No: t and at both share
    nothing with it, so that the change is sideways.
    """
    model = {"b1": "a", "b2": "t", "b3": "-", "b4": "a", "b5": "a"}
    before = {
        "ana": {"b1": "a", "b2": "a", "b3": "t", "b4": "t", "b5": "a"},
        "ben": {"b1": "a", "b2": "t", "b3": "t", "b4": "a", "b5": "a"},
    }
    now = before | {"ana": before["ana"] | {"b2": "t", "b3": "at"}}
    judgments = [one for who, answers in now.items() for one in said(who, **answers)]
    shown = [
        Shown(ref(name), who, frozenset(SPOKEN[model[name]]), frozenset(SPOKEN[answers[name]]))
        for who, answers in before.items()
        for name in ("b1", "b2", "b3", "b5")
    ]
    suggested = {ref(name): frozenset(SPOKEN[labels]) for name, labels in model.items()}

    effect = suggestion_effect(shown, judgments, suggested)

    assert effect is not None
    assert (effect.shown, effect.agreed.hits, effect.agreed.n) == (8, 5, 8)
    assert [
        (share.hits, share.n)
        for share in (effect.kept, effect.towards, effect.adopted, effect.away)
    ] == [(1, 3), (1, 3), (1, 3), (0, 3)]
    revealed, withheld = effect.revealed, effect.withheld
    assert (revealed.agreement_before.hits, revealed.agreement_before.n) == (3, 4)
    assert (revealed.agreement_after.hits, revealed.agreement_after.n) == (3, 4)
    assert (revealed.as_suggested_before.hits, revealed.as_suggested_after.hits) == (5, 6)
    assert (withheld.answers, withheld.agreement_after.hits, withheld.agreement_after.n) == (
        2,
        0,
        1,
    )
    assert (withheld.as_suggested_after.hits, withheld.as_suggested_after.n) == (1, 2)


def test_answers_from_before_suggestions_are_in_no_arm() -> None:
    """Only what lies between an annotator's first and last shown sentence was left to chance."""
    judgments = said("ana", b0="a", b1="a", b2="a", b3="a", b4="a")
    shown = [Shown(ref(name), "ana", frozenset(), frozenset({"attack"})) for name in ("b1", "b3")]
    suggested = {ref(f"b{place}"): frozenset[str]() for place in range(5)}

    effect = suggestion_effect(shown, judgments, suggested)

    assert effect is not None
    assert effect.withheld.answers == 1


def test_no_effect_is_told_where_nothing_was_shown_that_counts() -> None:
    """A shown sentence that was skipped afterwards tells nothing."""
    shown = [Shown(ref("b1"), "ana", frozenset(), frozenset({"attack"}))]

    assert suggestion_effect(shown, [], {}) is None
