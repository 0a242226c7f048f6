"""Which sentences need a person, when, and with whose names hidden."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.corpus.adjudication import settle
from dateline.corpus.guidelines import LabelScheme, parse_guidelines
from dateline.corpus.labelling.disputes import (
    Answer,
    Dispute,
    disagreement,
    find_disputes,
    hide_names,
    is_ready,
)
from dateline.corpus.nouns import WITHDRAWN, Article, Judgment, Ruling, SentenceRef
from dateline.corpus.sentences import split_sentences
from dateline.corpus.store import Corpus, open_corpus, schema
from dateline.corpus.store.articles import NewArticle, add_article
from dateline.corpus.store.judgments import (
    add_judgments,
    add_rulings,
    current_rulings,
    ruling_history,
)
from dateline.corpus.store.rulings import (
    ADJUDICATED,
    Expected,
    expected_answers,
    has_adjudicated,
    make_ruling,
    mark_adjudicated,
    take_back,
)


def scheme_of(*definitions: str) -> LabelScheme:
    labels = (f"### `{d.split()[0]}` — {d.split()[0]}\n\n{d}\n" for d in definitions)
    return parse_guidelines("## Labels\n\n" + "\n".join(labels), "g.md")


OLD = scheme_of("flood comes", "fire burns")
NEW = scheme_of("flood rises", "fire burns")
SCHEMES = {OLD.digest: OLD, NEW.digest: NEW}


def ref(sentence: int) -> SentenceRef:
    return SentenceRef("a", sentence * 10, sentence * 10 + 9)


def judge(
    who: str, labels: str, sentence: int = 0, under: LabelScheme = NEW, **rest: object
) -> Judgment:
    name = f"{who}-{sentence}-{labels}-{under.digest[:4]}"
    chosen = frozenset(labels.split())
    return Judgment(name, ref(sentence), who, chosen, guidelines=under.digest, **rest)  # type: ignore[arg-type]


def ruling(labels: str, by: str, sentence: int = 0, under: LabelScheme = NEW) -> Ruling:
    return Ruling(ref(sentence), frozenset(labels.split()), by, ("x", "y"), under.digest)


def found(judgments: list[Judgment], *rulings: Ruling) -> dict[int, str | None]:
    disputes = find_disputes(judgments, rulings, SCHEMES, NEW.digest)
    return {one.sentence.start // 10: one.why for one in disputes}


def test_what_unanimity_leaves_open_needs_a_person() -> None:
    """Differing answers, a single one and skips do; agreement does not."""
    judgments = [
        *(judge("x", "flood"), judge("y", "")),
        *(judge("x", "fire", 1), judge("y", "fire", 1)),
        judge("x", "fire", 2),
        judge("x", "", 3, skipped=True),
    ]
    assert found(judgments) == {0: "judges differ", 2: "one judge only", 3: "all skipped"}


@pytest.mark.parametrize(
    ("by", "labels", "why"),
    [
        ("adjudicator", "flood", None),
        ("majority", "flood", "absent"),
        ("majority", "fire", "ruling by rule"),
        ("unanimous", "flood", "ruling by rule"),
        ("imported", "fire", "absent"),
    ],
)
def test_a_ruling_settles_a_sentence_as_long_as_its_ground_holds(
    by: str, labels: str, why: str | None
) -> None:
    """A person's stands and can be seen; a rule's stands while the judgments bear it out."""
    three = [judge("x", "flood"), judge("y", "flood"), judge("z", "")]
    assert found(three, ruling(labels, by)).get(0, "absent") == why


def test_guidelines_that_changed_reopen_a_ruling_on_what_they_changed() -> None:
    """One on the changed label needs a person again, whoever made it; one on another label not."""
    old = [judge(who, "flood", 0, OLD) for who in "xy"] + [
        judge(who, "fire", 1, OLD) for who in "xy"
    ]
    for by in ("adjudicator", "unanimous", "imported"):
        rulings = [ruling("flood", by, 0, OLD), ruling("fire", by, 1, OLD)]
        why = found(old, *rulings)
        assert why.pop(0) == "guidelines changed"
        assert why == ({1: None} if by == "adjudicator" else {})


def test_answers_of_earlier_guidelines_are_shown_and_settle_nothing() -> None:
    """They stand beside the others, marked, where what they speak of has changed."""
    judgments = [judge("x", "flood", 0, OLD), judge("y", "flood"), judge("z", "")]
    (dispute,) = find_disputes(judgments, [], SCHEMES, NEW.digest)
    assert [(a.annotator, a.earlier) for a in dispute.answers] == [
        ("x", True),
        ("y", False),
        ("z", False),
    ]
    assert (dispute.why, dispute.counting) == ("judges differ", 2)


def test_a_skipped_judgment_is_no_answer_to_show() -> None:
    """Nobody is asked why they skipped, and a comment made there stays with them."""
    judgments = [
        judge("x", "flood"),
        judge("y", ""),
        judge("z", "", skipped=True, comment="I knew them"),
    ]
    (dispute,) = find_disputes(judgments, [], SCHEMES, NEW.digest)
    assert [answer.annotator for answer in dispute.answers] == ["x", "y"]


judged = st.dictionaries(
    st.tuples(st.integers(0, 4), st.sampled_from("xyz")),
    st.tuples(st.sampled_from(("", "flood", "fire", "flood fire")), st.booleans()),
    min_size=1,
)


@settings(max_examples=60, deadline=None)
@given(judged, st.randoms())
def test_disputes_are_what_settle_leaves_open(
    said: dict[tuple[int, str], tuple[str, bool]], generator: random.Random
) -> None:
    """With no ruling and one scheme it is the same list, with the same reasons, in the text's order."""
    judgments = [
        judge(who, "" if skipped else labels, sentence, skipped=skipped)
        for (sentence, who), (labels, skipped) in said.items()
    ]
    left = settle(judgments, "unanimous", labels=NEW.ids).open
    generator.shuffle(judgments)
    disputes = find_disputes(judgments, [], SCHEMES, NEW.digest)
    assert [(one.sentence, one.why) for one in disputes] == [
        (one.sentence, one.why) for one in left
    ]


@pytest.mark.parametrize(
    ("why", "counting", "wanted", "held", "coming", "ready"),
    [
        ("judges differ", 2, 2, True, True, True),
        ("judges differ", 2, 3, True, True, False),
        ("judges differ", 2, 3, False, True, True),
        ("judges differ", 2, None, True, True, False),
        ("judges differ", 2, None, False, False, True),
        ("one judge only", 1, 2, False, True, False),
        ("one judge only", 1, 2, False, False, True),
        ("one judge only", 1, 1, False, True, True),
        ("all skipped", 0, 2, False, True, False),
        ("guidelines changed", 0, 2, False, True, False),
        ("guidelines changed", 0, None, False, False, True),
    ],
)
def test_a_sentence_waits_while_an_answer_may_still_come(
    why: str, counting: int, wanted: int | None, held: bool, coming: bool, ready: bool
) -> None:
    """All answers in: ready. Somebody at it: not yet. A single answer waits for a second reader."""
    assert is_ready(why, counting, wanted=wanted, held=held, coming=coming) == ready  # type: ignore[arg-type]


def answer(labels: str) -> Answer:
    return Answer("x", frozenset(labels.split()), False, None, False)


def test_disagreement_is_the_share_of_labels_not_shared() -> None:
    """None against something is all of it, one label more of two is half, equal sets nothing."""
    assert disagreement([answer(""), answer("fire")]) == 1
    assert disagreement([answer("fire"), answer("fire flood")]) == 0.5
    assert disagreement([answer("fire"), answer("fire"), answer("flood")]) == pytest.approx(2 / 3)
    assert disagreement([answer(""), answer("")]) == disagreement([answer("fire")]) == 0


def test_a_letter_is_not_a_person() -> None:
    """On one article a letter stays somebody's; over articles it says nothing about who."""
    people = [f"person {n}" for n in range(4)]
    assert hide_names(people, "a", "s") == hide_names(reversed(people), "a", "s")
    assert sorted(hide_names(people, "a", "s").values()) == ["A", "B", "C", "D"]
    letters = {hide_names(people, f"article {n}", "s")["person 0"] for n in range(60)}
    assert letters == {"A", "B", "C", "D"}
    many = hide_names([str(n) for n in range(30)], "a", "s").values()
    assert {"Z", "AA", "AD"} <= set(many)
    assert len(set(many)) == 30


TEXT = "Water came. It burnt."


@pytest.fixture
def corpus(address: str) -> Iterator[Corpus]:
    """A corpus of one article that x and y judged."""
    with open_corpus(address, create=True) as corpus:
        with corpus.write() as connection:
            sentences = split_sentences("a", TEXT)
            add_article(connection, NewArticle(Article("a", "", TEXT), sentences, "rules"))
            made = [
                Judgment(f"{who}{n}", one.ref, who, frozenset())
                for who in "xy"
                for n, one in enumerate(sentences)
            ]
            add_judgments(connection, made)
        yield corpus


FIRST, SECOND = (sentence.ref for sentence in split_sentences("a", TEXT))


def by_person(name: str, *labels: str) -> Ruling:
    extra = {"id": name, "by": "dora", "guideline_gap": "What is water?"}
    return Ruling(FIRST, frozenset(labels), "adjudicator", ("x", "y"), None, extra)


def test_a_decision_is_made_once_and_never_over_one_that_was_not_seen(corpus: Corpus) -> None:
    """Sent again it is known; made on an older state it is refused, and the other one stands."""
    with corpus, corpus.write() as connection:
        assert make_ruling(connection, by_person("1", "flood"), None) == "saved"
        assert make_ruling(connection, by_person("1", "flood"), None) == "known"
        assert make_ruling(connection, by_person("2", "fire"), None) == "overtaken"
        assert current_rulings(connection) == [by_person("1", "flood")]
        assert make_ruling(connection, by_person("2", "fire"), "1") == "saved"
        assert make_ruling(connection, by_person("1", "flood"), None) == "known"
        assert current_rulings(connection, ["a"]) == [by_person("2", "fire")]
        assert current_rulings(connection, ["b"]) == []


def test_taking_back_restores_what_stood_before_step_by_step(corpus: Corpus) -> None:
    """First the decision before it, then the rule's, then nothing; the history keeps every step."""
    rule = Ruling(FIRST, frozenset(), "unanimous", ("x", "y"))
    with corpus, corpus.write() as connection:
        add_rulings(connection, [rule])
        make_ruling(connection, by_person("1", "flood"), None)
        make_ruling(connection, by_person("2", "fire"), "1")
        assert take_back(connection, FIRST, "2", "dora") == "saved"
        assert take_back(connection, FIRST, "2", "dora") == "known"
        assert current_rulings(connection) == [by_person("1", "flood")]
        assert take_back(connection, FIRST, "1", "dora") == "saved"
        assert current_rulings(connection) == [rule]
        assert len(ruling_history(connection, FIRST)) == 5
        assert take_back(connection, FIRST, "3", "dora") == "overtaken"
        assert take_back(connection, FIRST, "1", "emil") == "overtaken"


def test_a_decision_that_nothing_stood_before_is_withdrawn(corpus: Corpus) -> None:
    """The sentence has no gold any more, can be decided again, and undone again."""
    with corpus, corpus.write() as connection:
        make_ruling(connection, by_person("1", "flood"), None)
        assert take_back(connection, FIRST, "1", "dora") == "saved"
        assert current_rulings(connection) == []
        assert ruling_history(connection, FIRST)[-1].decided_by == WITHDRAWN
        assert make_ruling(connection, by_person("2", "fire"), None) == "saved"
        assert take_back(connection, FIRST, "2", "dora") == "saved"
        assert current_rulings(connection) == []


def add_turn(corpus: Corpus, who: str, state: str, kind: str = "pool", until: float = 0) -> None:
    with corpus.write() as connection:
        person = connection.scalar(
            sa.select(schema.annotators.c.seq).where(schema.annotators.c.id == who)
        )
        row = {"article": 1, "annotator": person, "kind": kind, "state": state, "until": until}
        connection.execute(sa.insert(schema.turns).values(row))


@pytest.mark.parametrize(
    ("state", "until", "may", "becomes"),
    [
        (None, 0, True, "declined"),
        ("returned", 0, True, "declined"),
        ("active", 5, True, "declined"),
        ("done", 0, True, "done"),
        ("active", 20, False, "active"),
        ("planned", 0, False, "planned"),
    ],
)
def test_seeing_the_disputes_ends_labelling_and_labelling_comes_first(
    corpus: Corpus, state: str | None, until: float, may: bool, becomes: str
) -> None:
    """Whoever has the article in hand, or is meant to, sees nothing; whoever saw it never gets it."""
    if state:
        add_turn(corpus, "x", state, until=until)
    with corpus.write() as connection:
        for _ in "twice":
            assert mark_adjudicated(connection, "x", "a", now=10.0) == may
        assert has_adjudicated(connection, "x", "a") == may
        turn = connection.execute(sa.select(schema.turns.c.state, schema.turns.c.reason)).one()
        assert tuple(turn) == (becomes, ADJUDICATED if may else None)


def test_what_is_expected_comes_from_the_queue_and_from_reviews(corpus: Corpus) -> None:
    """Open seats, live leases and planned reviews; without any of them nothing is awaited."""
    with corpus.read() as connection:
        assert expected_answers(connection, 10.0) == {}
    add_turn(corpus, "x", "planned", "review")
    with corpus.write() as connection:
        assert expected_answers(connection, 10.0) == {"a": Expected(None, False, True)}
        row = {"article": 1, "position": 1, "kind": "pool", "per_sentence": 2}
        connection.execute(sa.insert(schema.queue).values(**row, seats=0, returned=False))
    add_turn(corpus, "y", "active", until=20.0)
    with corpus.write() as connection:
        connection.execute(sa.update(schema.turns).values(kind="pool"))
        assert expected_answers(connection, 10.0) == {"a": Expected(2, True, False)}
        assert expected_answers(connection, 30.0) == {"a": Expected(2, False, False)}
        connection.execute(sa.update(schema.queue).values(seats=1))
        assert expected_answers(connection, 30.0) == {"a": Expected(2, False, True)}


def test_a_dispute_counts_the_answers_that_count() -> None:
    """Those of earlier guidelines are told apart."""
    earlier = Answer("y", frozenset(), False, None, True)
    assert Dispute(FIRST, "judges differ", (answer("fire"), earlier), None).counting == 1
