"""The corpus that goes out to the real tools: every kind of labelling on texts that tools trip over."""

from __future__ import annotations

import random

from dateline.corpus.nouns import Judgment, Ruling, Suggestion

from ..corpus.formats.corpora import LABELS, PEOPLE, PIECES, Labelling, articles_of

__all__ = ["invented_labelling"]


def invented_labelling(articles: int = 12, sentences: int = 5) -> Labelling:
    """Return articles judged by up to four people, with gold and suggestions: always the same."""
    draw = random.Random(7)
    texts = [
        [" ".join(draw.sample(PIECES, draw.randint(1, 2))) for _ in range(sentences)]
        for _ in range(articles)
    ]
    made = articles_of(texts)
    judgments, rulings, suggestions = [], [], []
    for number, ref in enumerate(each.ref for new in made for each in new.sentences):
        for person in draw.sample(PEOPLE, draw.randint(0, 4)):
            skipped = draw.random() < 0.15
            judgments.append(
                Judgment(
                    f"{number}-{person}",
                    ref,
                    person,
                    frozenset() if skipped else _some(draw),
                    unsure=draw.random() < 0.2,
                    skipped=skipped,
                    comment=draw.choice(PIECES) if draw.random() < 0.2 else None,
                    seconds=draw.randint(1, 900) / 10 if draw.random() < 0.8 else None,
                    created="2026-11-21T08:30:00+00:00" if draw.random() < 0.8 else None,
                )
            )
        if draw.random() < 0.3:
            rulings.append(Ruling(ref, _some(draw), "adjudicator"))
        if draw.random() < 0.5:
            scores = {label: draw.randint(0, 100) / 100 for label in LABELS}
            suggestions.append(Suggestion(ref, _some(draw), scores))
    return Labelling(made, tuple(judgments), tuple(rulings), tuple(suggestions))


def _some(draw: random.Random) -> frozenset[str]:
    return frozenset(label for label in LABELS if draw.random() < 0.3)
