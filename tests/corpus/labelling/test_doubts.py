"""Doubted gold: which doubts stand, who counts as having looked, and what review confirmed."""

from __future__ import annotations

from dataclasses import asdict

from hypothesis import given
from hypothesis import strategies as st

from dateline.corpus.labelling.doubts import (
    Doubt,
    count_reviewed,
    doubts_from,
    doubts_that_stand,
    is_reviewed,
)
from dateline.corpus.nouns import Ruling, SentenceRef

LABELS = ("attack", "testimony")
DOUBTS = st.lists(
    st.builds(Doubt, st.sampled_from(LABELS), st.booleans(), st.floats(0, 1)), max_size=3
).map(tuple)


def ruling(number: int, labels: set[str], doubts: object, by: str = "adjudicator") -> Ruling:
    sentence = SentenceRef(f"a{number // 2}", 5 * (number % 2), 5 * (number % 2) + 4)
    return Ruling(sentence, frozenset(labels), by, extra={"doubts": doubts})


def test_review_tells_what_it_confirmed() -> None:
    """A doubt is confirmed where its label changed; the share has its interval over articles."""
    missing = [{"label": "attack", "given": False, "probability": 0.9}]
    rulings = [
        *(ruling(number, {"attack"}, missing) for number in range(6)),
        *(ruling(number, {"testimony"}, missing) for number in range(6, 8)),
    ]
    waiting = {SentenceRef("w", 0, 4): (Doubt("testimony", True, 0.1),)}

    done = count_reviewed(waiting, rulings)

    assert done is not None
    assert (done.suspects, done.waiting, done.confirmed.n, done.confirmed.hits) == (9, 1, 8, 6)
    assert done.confirmed.low is not None
    assert done.confirmed.low < 0.75 == done.confirmed.value
    assert [(one.label, one.waiting, one.kept, one.changed) for one in done.labels] == [
        ("attack", 0, 2, 6),
        ("testimony", 1, 0, 0),
    ]
    assert count_reviewed({}, []) is None


def test_only_a_person_on_the_page_has_looked() -> None:
    """Neither an import of the list, nor a rule, nor doubts that are none count as a review."""
    missing = [{"label": "attack", "given": False, "probability": 0.9}]
    assert is_reviewed(ruling(0, set(), missing))
    assert not is_reviewed(ruling(0, set(), missing, "reviewed"))
    assert not is_reviewed(ruling(0, set(), missing, "unanimous"))
    assert not is_reviewed(ruling(0, set(), "twice"))
    assert not is_reviewed(ruling(0, set(), [{"label": 3}]))


@given(DOUBTS)
def test_doubts_come_back_as_they_went(doubts: tuple[Doubt, ...]) -> None:
    """What a ruling keeps of doubts is read again as the same doubts."""
    assert doubts_from([asdict(doubt) for doubt in doubts]) == doubts


@given(DOUBTS, st.sets(st.sampled_from(LABELS)))
def test_a_doubt_stands_while_gold_says_what_it_doubts(
    doubts: tuple[Doubt, ...], labels: set[str]
) -> None:
    """A changed ruling leaves only the doubts that still speak of it; a reviewed one none."""
    held = Ruling(SentenceRef("a", 0, 1), frozenset(labels), "unanimous")
    stand = doubts_that_stand(doubts, held)
    assert all(doubt.given == (doubt.label in labels) for doubt in stand)
    assert [d for d in doubts if d.given == (d.label in labels)] == list(stand)
    if doubts:
        seen = ruling(0, labels, [asdict(doubt) for doubt in doubts])
        assert doubts_that_stand(doubts, seen) == ()


def test_a_doubt_is_as_strong_as_gold_is_weak() -> None:
    """The confidence in gold is the probability of what gold says."""
    assert Doubt("attack", True, 0.1).confidence == 0.1
    assert Doubt("attack", False, 0.75).confidence == 0.25
