"""The quiz that the guidelines' examples make, and how the corpus keeps it."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.corpus.guidelines import default_guidelines_text, parse_guidelines
from dateline.corpus.labelling.quiz import Question, make_quiz, score
from dateline.corpus.store import open_corpus
from dateline.corpus.store.people import add_person
from dateline.corpus.store.quizzes import (
    add_quiz,
    answer_quiz,
    find_quiz,
    has_judged,
    has_passed,
    latest_quiz,
    questions_asked,
)

SCHEME = parse_guidelines(default_guidelines_text(), "guidelines")
FEW = parse_guidelines(
    """\
## Labels

### `flood` — Flood

Water stands where it should not.

**Yes:**

- “The river took the road.” — A river; `dry` never, `x` neither.
- Any water in a house.

**Hard cases:**

- “The tide came in.” — It does so every day.

### `dry` — Drought

No water.

**No:**

- “The river took the road.” — Water.
- “Rain fell on the hills.” — Water again.
""",
    "few",
)
NONE = parse_guidelines("## Labels\n\n### `flood` — Flood\n\nWater.\n", "none")


@given(count=st.integers(0, 80), seed=st.integers(0, 2**32))
def test_a_quiz_is_balanced(count: int, seed: int) -> None:
    """As long as there are examples, labels come equally often, and so do yes and no."""
    quiz = make_quiz(SCHEME, count, seed)

    assert len(quiz) == count
    labels = Counter(question.label for question in quiz)
    answers = Counter(question.answer for question in quiz)
    sides = Counter((question.label, question.answer) for question in quiz)
    assert max(labels.values(), default=0) - min(labels[name] for name in SCHEME.ids) <= 1
    assert abs(answers[True] - answers[False]) <= 1
    assert all(abs(sides[name, True] - sides[name, False]) <= 1 for name in SCHEME.ids)


@given(count=st.integers(0, 200), seed=st.integers(0, 2**32))
def test_a_quiz_asks_what_the_guidelines_answer(count: int, seed: int) -> None:
    """Each sentence comes once, with the answer of the list it stands in; hard cases never come."""
    quiz = make_quiz(SCHEME, count, seed)

    labels = {label.id: label for label in SCHEME.labels}
    assert len({question.text for question in quiz}) == len(quiz)
    for question in quiz:
        label = labels[question.label]
        examples = label.yes if question.answer else label.no
        assert question.text in {example.text for example in examples}
        assert question.title == label.title
        assert "`" not in question.note
    assert quiz == make_quiz(SCHEME, count, seed)


@given(seed=st.integers(0, 2**32))
def test_another_round_asks_other_sentences(seed: int) -> None:
    """Sentences that were asked before come again only when the others have run out."""
    asked: set[str] = set()
    for _ in range(4):
        quiz = make_quiz(SCHEME, 20, seed, asked=asked)
        assert not asked & {question.text for question in quiz}
        asked |= {question.text for question in quiz}
    everything = {question.text for question in make_quiz(SCHEME, 1000, 0)}
    assert len(make_quiz(SCHEME, 60, seed, asked=asked)) == 60
    assert len(make_quiz(SCHEME, 12, seed, asked=everything)) == 12


def test_few_examples_make_a_short_quiz() -> None:
    """Rules and hard cases ask nothing; a sentence under two labels is asked about once."""
    quiz = make_quiz(FEW, 12, 3)

    assert {question.text for question in quiz} == {
        "The river took the road.",
        "Rain fell on the hills.",
    }
    assert len(quiz) == 2
    assert make_quiz(NONE, 12, 3) == ()


def test_a_note_names_labels_by_their_titles() -> None:
    """A note is plain text: a label's id becomes its title, other code loses its marks."""
    notes = {question.note for seed in range(20) for question in make_quiz(FEW, 12, seed)}
    assert "A river; “Drought” never, x neither." in notes


@given(st.lists(st.tuples(st.booleans(), st.none() | st.booleans())), st.floats(0, 1))
def test_the_score_is_the_share_of_right_answers(
    answered: list[tuple[bool, bool | None]], threshold: float
) -> None:
    """Right answers over all questions; only a finished quiz is passed, at the threshold or above."""
    questions = [
        Question("flood", "Flood", str(i), right, "") for i, (right, _) in enumerate(answered)
    ]
    given = {i: answer for i, (_, answer) in enumerate(answered) if answer is not None}
    right = sum(right == answer for right, answer in answered if answer is not None)

    result = score(questions, given)
    assert result.finished == (len(given) == len(questions))
    assert result.share == (right / len(questions) if questions else 0)
    assert result.passed(threshold) == (
        result.finished and right >= threshold * len(questions) - 1e-9
    )


def test_three_of_four_is_three_quarters() -> None:
    """A threshold that is met exactly is met."""
    questions = make_quiz(SCHEME, 10, 1)
    answers = {i: q.answer if i < 7 else not q.answer for i, q in enumerate(questions)}
    assert score(questions, answers).passed(0.7)
    assert not score(questions, answers).passed(0.71)


def test_the_first_answer_counts(address: str) -> None:
    """A quiz is kept answer by answer; the first to a question counts, the last one settles it."""
    with open_corpus(address, create=True) as corpus, corpus.write() as connection:
        ana, ben = (add_person(connection, name, "annotator", 1.0) for name in ("ana", "ben"))
        questions = make_quiz(SCHEME, 4, 1)
        quiz = add_quiz(connection, ana, SCHEME.digest, questions, 2.0)

        for place, question in enumerate(questions):
            assert not has_passed(connection, ana)
            quiz = answer_quiz(connection, quiz, place, question.answer, 0.75)
            quiz = answer_quiz(connection, quiz, place, not question.answer, 0.75)

        assert quiz.score.right == 4
        assert quiz.passed
        assert has_passed(connection, ana)
        assert not has_passed(connection, ben)
        assert not has_judged(connection, ana)
        assert find_quiz(connection, ana, quiz.seq) == quiz == latest_quiz(connection, ana)
        assert find_quiz(connection, ben, quiz.seq) is None
        assert latest_quiz(connection, ben) is None
        assert questions_asked(connection, ana) == {question.text for question in questions}


@pytest.mark.parametrize("wrong", [1, 2])
def test_a_quiz_can_be_failed(wrong: int, address: str) -> None:
    """Below the threshold a finished quiz is not passed, and another may be."""
    with open_corpus(address, create=True) as corpus, corpus.write() as connection:
        ana = add_person(connection, "ana", "annotator", 1.0)
        questions = make_quiz(SCHEME, 4, 1)
        quiz = add_quiz(connection, ana, SCHEME.digest, questions, 2.0)
        for place, question in enumerate(questions):
            answer = question.answer != (place < wrong)
            quiz = answer_quiz(connection, quiz, place, answer, 0.75)
        assert quiz.passed is (wrong == 1)
        assert has_passed(connection, ana) is (wrong == 1)
