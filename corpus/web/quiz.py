"""The quiz before the first article: questions from the guidelines' examples, with the reasons."""

from __future__ import annotations

import secrets
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Path, Request
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, Field, StrictBool, StrictInt
from sqlalchemy import Connection

from ..guidelines import LabelScheme
from ..labelling.quiz import make_quiz
from ..settings import PageSettings
from ..store.people import Person
from ..store.quizzes import (
    Quiz,
    add_quiz,
    answer_quiz,
    find_quiz,
    has_judged,
    has_passed,
    latest_quiz,
    questions_asked,
)
from ..store.settings import label_scheme
from .access import Annotating, page_of
from .pages import render

__all__ = ["quiz_needed", "router"]

router = APIRouter()


class Answered(BaseModel):
    """What became of a question that was answered; `answer` is the first one given, which counts."""

    question: int
    answer: bool
    right: bool
    note: str


class Asked(BaseModel):
    """A question, without its answer."""

    label: str
    title: str
    text: str


class Begun(BaseModel):
    """A quiz as it stands. `quiz` is null where the guidelines have no examples to ask about."""

    quiz: int | None
    questions: list[Asked]
    answered: list[Answered]
    threshold: float


class Answering(BaseModel):
    """An answer: the place of the question in the quiz, from 0, and yes or no."""

    question: Annotated[StrictInt, Field(ge=0)]
    answer: StrictBool


class Told(Answered):
    """What is told after an answer. `passed` and `share` are null until the quiz is finished."""

    finished: bool
    passed: bool | None
    share: float | None


def quiz_needed(connection: Connection, person: Person, settings: PageSettings, team: bool) -> bool:
    """Whether somebody has to pass a quiz before they are given an article.

    Only before their first one: whoever has passed a quiz or judged a sentence is not held up by new
    guidelines. Guidelines without examples ask nothing of anybody.
    """
    required = team if settings.quiz_required is None else settings.quiz_required
    if not required or has_passed(connection, person) or has_judged(connection, person):
        return False
    return bool(make_quiz(label_scheme(connection), 1, 0))


@router.get("/quiz", include_in_schema=False)
def quiz_page(request: Request, person: Annotating) -> HTMLResponse:
    page = page_of(request)
    with page.read() as connection:
        settings = page.settings(connection)
        scheme = page.scheme(connection)
        length = len(make_quiz(scheme, settings.quiz_questions, 0))
        begun = _unfinished(connection, person, scheme)
        return render(
            request,
            "quiz.html",
            length=length,
            begun=begun is not None and bool(begun.answers),
            enough=f"{settings.quiz_threshold:.0%}",
            needed=quiz_needed(connection, person, settings, page.team),
            passed=has_passed(connection, person),
        )


@router.post("/api/quiz")
def begin(request: Request, person: Annotating) -> Begun:
    """Go on with the quiz begun last, or begin a new one once it is finished.

    A new one asks what was not asked before, as far as the examples go.
    """
    page = page_of(request)
    with page.write() as connection:
        scheme = page.scheme(connection)
        settings = page.settings(connection)
        quiz = _unfinished(connection, person, scheme)
        if quiz is None:
            asked = questions_asked(connection, person)
            seed = secrets.randbits(32)
            questions = make_quiz(scheme, settings.quiz_questions, seed, asked=asked)
            if not questions:
                return Begun(
                    quiz=None, questions=[], answered=[], threshold=settings.quiz_threshold
                )
            quiz = add_quiz(connection, person, scheme.digest, questions, page.now())
    return Begun(
        quiz=quiz.seq,
        questions=[
            Asked(label=question.label, title=question.title, text=question.text)
            for question in quiz.questions
        ],
        answered=[Answered(**_told(quiz, place)) for place in sorted(quiz.answers)],
        threshold=settings.quiz_threshold,
    )


@router.post("/api/quiz/{seq}/answers")
def answer(
    request: Request,
    person: Annotating,
    seq: Annotated[int, Path(ge=1, lt=2**31)],
    given: Answering,
) -> Told:
    """Answer a question. Asked again, the first answer is told again; it counts."""
    page = page_of(request)
    with page.write() as connection:
        quiz = find_quiz(connection, person, seq)
        if quiz is None:
            raise HTTPException(404, "you have no quiz of this number; begin one first")
        if given.question >= len(quiz.questions):
            raise HTTPException(
                422, f"found question {given.question}, allowed: 0 to {len(quiz.questions) - 1}"
            )
        threshold = page.settings(connection).quiz_threshold
        quiz = answer_quiz(connection, quiz, given.question, given.answer, threshold)
    score = quiz.score
    return Told(
        **_told(quiz, given.question),
        finished=score.finished,
        passed=quiz.passed,
        share=score.share if score.finished else None,
    )


def _unfinished(connection: Connection, person: Person, scheme: LabelScheme) -> Quiz | None:
    """Return the quiz that somebody has yet to finish, unless the guidelines have changed since."""
    quiz = latest_quiz(connection, person)
    if quiz is None or quiz.passed is not None or quiz.guidelines != scheme.digest:
        return None
    return quiz


def _told(quiz: Quiz, place: int) -> dict[str, Any]:
    """Return what may be told of a question now that it is answered."""
    question, given = quiz.questions[place], quiz.answers[place]
    return {
        "question": place,
        "answer": given,
        "right": given == question.answer,
        "note": question.note,
    }
