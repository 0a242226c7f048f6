"""The corpus that goes out to the real tools: every kind of labelling on texts that tools trip over."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

from dateline.corpus.nouns import Judgment, Ruling, SentenceRef, Suggestion

from ..corpus.formats.corpora import LABELS, PEOPLE, PIECES, Labelling, articles_of

__all__ = ["invented_labelling", "more_judgments"]


def invented_labelling(
    articles: int = 12, sentences: int = 5, people: Sequence[str] = PEOPLE
) -> Labelling:
    """Return articles judged by some of the people, with gold and suggestions: always the same.

    The last sentence of each article reads like the first.
    """
    draw = random.Random(7)
    texts = [
        [" ".join(draw.sample(PIECES, draw.randint(1, 2))) for _ in range(sentences - 1)]
        for _ in range(articles)
    ]
    made = articles_of([[*text, text[0]] for text in texts])
    judgments, rulings, suggestions = [], [], []
    for number, ref in enumerate(each.ref for new in made for each in new.sentences):
        judgments += [
            _judgment(draw, f"{number}-{person}", ref, person)
            for person in draw.sample(people, draw.randint(0, min(len(people), 4)))
        ]
        if draw.random() < 0.3:
            rulings.append(Ruling(ref, _some(draw), "adjudicator"))
        if draw.random() < 0.5:
            scores = {label: draw.randint(0, 100) / 100 for label in LABELS}
            suggestions.append(Suggestion(ref, _some(draw), scores))
    return Labelling(made, tuple(judgments), tuple(rulings), tuple(suggestions))


def more_judgments(said: Labelling, people: Sequence[str]) -> tuple[Judgment, ...]:
    """Return judgments by other people, to be made in a tool: without seconds and times."""
    draw = random.Random(8)
    refs = [sentence.ref for new in said.articles for sentence in new.sentences]
    return tuple(
        replace(_judgment(draw, f"{person}-{number}", ref, person), seconds=None, created=None)
        for person in people
        for number, ref in enumerate(refs)
        if draw.random() < 0.8
    )


def _judgment(draw: random.Random, name: str, ref: SentenceRef, person: str) -> Judgment:
    skipped = draw.random() < 0.15
    return Judgment(
        name,
        ref,
        person,
        frozenset() if skipped else _some(draw),
        unsure=draw.random() < 0.2,
        skipped=skipped,
        comment=draw.choice(PIECES) if draw.random() < 0.2 else None,
        seconds=draw.randint(1, 900) / 10 if draw.random() < 0.8 else None,
        created="2026-11-21T08:30:00+00:00" if draw.random() < 0.8 else None,
    )


def _some(draw: random.Random) -> frozenset[str]:
    return frozenset(label for label in LABELS if draw.random() < 0.3)
