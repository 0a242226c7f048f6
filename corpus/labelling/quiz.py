"""A short quiz made from the guidelines' own examples, for those who are about to begin.

Only sentences under Yes and No are asked: a rule without a sentence asks nothing, and the answer of a
hard case stands in prose.
"""

from __future__ import annotations

import random
import re
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass

from ..guidelines import LabelScheme

__all__ = ["Question", "Score", "make_quiz", "score"]


@dataclass(frozen=True, slots=True)
class Question:
    """Does the sentence `text` carry the label, yes or no? `note` says why `answer` is right."""

    label: str
    title: str
    text: str
    answer: bool
    note: str


@dataclass(frozen=True, slots=True)
class Score:
    """How a quiz stands: of `asked` questions `answered` have an answer, and `right` a right one."""

    asked: int
    answered: int
    right: int

    @property
    def finished(self) -> bool:
        return self.answered == self.asked

    @property
    def share(self) -> float:
        """Share of all questions that have a right answer; 0 of a quiz without questions."""
        return self.right / self.asked if self.asked else 0.0

    def passed(self, threshold: float) -> bool:
        """Whether the quiz is finished with at least this share of right answers."""
        return self.finished and self.right >= threshold * self.asked - 1e-9


def score(questions: Sequence[Question], answers: Mapping[int, bool]) -> Score:
    """Return how a quiz stands; `answers` : place of a question, from 0 -> the answer given."""
    right = sum(questions[place].answer == answer for place, answer in answers.items())
    return Score(len(questions), len(answers), right)


def make_quiz(
    scheme: LabelScheme, count: int, seed: int, *, asked: Container[str] = frozenset()
) -> tuple[Question, ...]:
    """Return up to `count` questions, balanced over the labels and over yes and no.

    No sentence comes twice; those in `asked` come only where there are no others. Guidelines with few
    examples make a shorter quiz, without any an empty one.
    """
    draw = random.Random(seed)  # noqa: S311 (a quiz is no secret)
    piles = _piles(scheme, draw, asked)
    sides = draw.sample((True, False), 2)
    labels = draw.sample(scheme.ids, len(scheme.ids))
    chosen: dict[str, Question] = {}
    turn = 0
    while any(piles.values()) and len(chosen) < count:
        for place, label in enumerate(labels):
            side = sides[(turn + place) % 2]
            pile = piles[label, side] or piles[label, not side]
            while pile and pile[-1].text in chosen:
                pile.pop()
            if pile and len(chosen) < count:
                question = pile.pop()
                chosen[question.text] = question
        turn += 1
    return tuple(draw.sample(list(chosen.values()), len(chosen)))


def _piles(
    scheme: LabelScheme, draw: random.Random, asked: Container[str]
) -> dict[tuple[str, bool], list[Question]]:
    """Return (label, answer) -> its questions in random order, those to be asked first at the end."""
    piles: dict[tuple[str, bool], list[Question]] = {}
    for label in scheme.labels:
        for answer, examples in ((True, label.yes), (False, label.no)):
            pile = [
                Question(label.id, label.title, example.text, answer, _plain(example.note, scheme))
                for example in examples
                if example.text is not None
            ]
            draw.shuffle(pile)
            pile.sort(key=lambda question: question.text not in asked)
            piles[label.id, answer] = pile
    return piles


def _plain(note: str, scheme: LabelScheme) -> str:
    """Return a note without Markdown: a label's title stands for its id."""
    titles = {label.id: f"“{label.title}”" for label in scheme.labels}
    return re.sub(r"`([^`]*)`", lambda code: titles.get(code[1], code[1]), note)
