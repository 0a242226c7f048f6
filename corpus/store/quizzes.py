"""Quizzes that annotators take before their first article.

The right answers are kept with the questions and leave the store with them: it is the page that
tells nobody before they have answered.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from ..labelling.quiz import Question, Score, score
from . import schema
from .people import Person

__all__ = [
    "Quiz",
    "add_quiz",
    "answer_quiz",
    "find_quiz",
    "has_judged",
    "has_passed",
    "latest_quiz",
    "questions_asked",
]


@dataclass(frozen=True, slots=True)
class Quiz:
    """A quiz of one person. `answers` : place of a question, from 0 -> the answer that counts.

    `passed` is None until the last answer is given; `seq` is the quiz's number, `guidelines` the
    digest of the label scheme that it asks about.
    """

    seq: int
    guidelines: str
    questions: tuple[Question, ...]
    answers: dict[int, bool]
    passed: bool | None

    @property
    def score(self) -> Score:
        return score(self.questions, self.answers)


def _quiz(row: Any) -> Quiz:
    return Quiz(
        row.seq,
        row.guidelines,
        tuple(Question(**question) for question in row.questions),
        {int(place): answer for place, answer in row.answers.items()},
        row.passed,
    )


def add_quiz(
    connection: Connection,
    person: Person,
    guidelines: str,
    questions: Sequence[Question],
    now: float,
) -> Quiz:
    """Begin a quiz."""
    row = connection.execute(
        sa.insert(schema.quizzes)
        .values(
            annotator=person.seq,
            guidelines=guidelines,
            questions=[asdict(question) for question in questions],
            answers={},
            passed=None,
            created=now,
        )
        .returning(schema.quizzes)
    ).one()
    return _quiz(row)


def _own(person: Person) -> sa.ColumnElement[bool]:
    return schema.quizzes.c.annotator == person.seq


def find_quiz(connection: Connection, person: Person, seq: int) -> Quiz | None:
    """Return somebody's own quiz by its number, locked until the transaction ends."""
    chosen = sa.select(schema.quizzes).where(_own(person), schema.quizzes.c.seq == seq)
    row = connection.execute(chosen.with_for_update()).one_or_none()
    return None if row is None else _quiz(row)


def latest_quiz(connection: Connection, person: Person) -> Quiz | None:
    """Return the quiz that somebody began last."""
    newest = schema.quizzes.c.seq.desc()
    row = connection.execute(
        sa.select(schema.quizzes).where(_own(person)).order_by(newest).limit(1)
    ).one_or_none()
    return None if row is None else _quiz(row)


def questions_asked(connection: Connection, person: Person) -> frozenset[str]:
    """Return the sentences that somebody has been asked about in any quiz."""
    rows = connection.scalars(sa.select(schema.quizzes.c.questions).where(_own(person)))
    return frozenset(question["text"] for questions in rows for question in questions)


def answer_quiz(
    connection: Connection, quiz: Quiz, place: int, answer: bool, threshold: float
) -> Quiz:
    """Keep the answer to a question, and with the last one the result. The first answer counts."""
    if place in quiz.answers:
        return quiz
    answers = {**quiz.answers, place: answer}
    result = score(quiz.questions, answers)
    passed = result.passed(threshold) if result.finished else None
    row = connection.execute(
        sa.update(schema.quizzes)
        .where(schema.quizzes.c.seq == quiz.seq)
        .values(answers={str(key): value for key, value in answers.items()}, passed=passed)
        .returning(schema.quizzes)
    ).one()
    return _quiz(row)


def has_passed(connection: Connection, person: Person) -> bool:
    """Whether somebody has passed a quiz, whatever the guidelines were then."""
    passed = sa.select(schema.quizzes.c.seq).where(_own(person), schema.quizzes.c.passed)
    return connection.scalar(passed.limit(1)) is not None


def has_judged(connection: Connection, person: Person) -> bool:
    """Whether somebody has judged any sentence."""
    own = schema.judgments.c.annotator == person.seq
    return connection.scalar(sa.select(schema.judgments.c.seq).where(own).limit(1)) is not None
