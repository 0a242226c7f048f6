"""Claims on sentences: whoever may answer one, nobody is one too many."""

from __future__ import annotations

import hypothesis.strategies as st
import pytest
from hypothesis import given

from dateline.corpus.labelling.claims import claimants, is_open, room

PEOPLE = "abcdef"
who = st.sampled_from(PEOPLE)
some = st.sets(who)
order = st.lists(who, unique=True)
number = st.integers(1, 5)


@given(number, some, order)
def test_answers_and_claims_never_exceed_what_is_wanted(
    wanted: int, answered: set[str], holders: list[str]
) -> None:
    """Claims fill the room beside the answers, and what is left over is what `room` says."""
    claims = claimants(wanted, answered, holders)
    assert not answered & set(claims)
    assert len(claims) == 0 or len(answered) + len(claims) <= wanted
    assert room(wanted, answered, holders) == max(0, wanted - len(answered) - len(claims))


@given(number, some, order)
def test_the_earliest_holders_have_the_claims(
    wanted: int, answered: set[str], holders: list[str]
) -> None:
    """Nobody has a claim while someone who came before them, and waits too, has none."""
    claims = claimants(wanted, answered, holders)
    waiting = [who for who in holders if who not in answered]
    assert list(claims) == waiting[: len(claims)]


@given(some, order)
def test_where_everyone_is_wanted_every_holder_has_a_claim(
    answered: set[str], holders: list[str]
) -> None:
    """A calibration article is open to everyone who holds it."""
    assert all(is_open(who, None, answered, holders) for who in holders)


@given(number, some, order, who)
def test_an_answer_can_always_be_changed(
    wanted: int, answered: set[str], holders: list[str], me: str
) -> None:
    """Who has answered may go back to it, however many others have."""
    assert is_open(me, wanted, answered | {me}, holders)


@given(number, some, order, who)
def test_who_comes_later_takes_no_claim_away(
    wanted: int, answered: set[str], holders: list[str], late: str
) -> None:
    """Another holder, as the last, leaves every claim where it is."""
    if late not in holders:
        before = claimants(wanted, answered, holders)
        assert claimants(wanted, answered, [*holders, late])[: len(before)] == before


step = st.one_of(
    st.tuples(st.just("hold"), who),
    st.tuples(st.just("lose"), who),
    st.tuples(st.just("answer"), who),
    st.tuples(st.just("withdraw"), who),
)


@given(number, st.lists(step, max_size=60))
def test_whoever_does_what_a_sentence_never_has_too_many_answers(
    wanted: int, steps: list[tuple[str, str]]
) -> None:
    """Taking, losing, answering where it is open and withdrawing, in any order, keeps to the number."""
    answered: set[str] = set()
    holders: list[str] = []
    for what, person in steps:
        if what == "hold" and person not in holders:
            holders.append(person)
        elif what == "lose" and person in holders:
            holders.remove(person)
        elif what == "answer" and is_open(person, wanted, answered, holders):
            answered.add(person)
        elif what == "withdraw":
            answered.discard(person)
        assert len(answered) <= wanted
        assert len(answered) + len(claimants(wanted, answered, holders)) <= wanted


@pytest.mark.parametrize(
    ("wanted", "answered", "holders", "claims"),
    [
        (2, "", "abc", "ab"),
        (2, "a", "abc", "b"),
        (2, "xy", "abc", ""),
        (1, "xyz", "abc", ""),
        (None, "a", "abc", "bc"),
    ],
)
def test_examples(wanted: int | None, answered: str, holders: str, claims: str) -> None:
    """The rule, by example."""
    assert claimants(wanted, set(answered), list(holders)) == tuple(claims)
