"""An invented corpus with every kind of labelling on it, the same each time, and more labels for it."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path
from typing import Any

from dateline.corpus.export import export_corpus
from dateline.corpus.nouns import Judgment, Ruling, SentenceRef, Suggestion
from dateline.corpus.store import open_corpus
from dateline.corpus.transfer import import_corpus

from ..corpus.formats.corpora import LABELS, PIECES, Labelling, articles_of, fill, what_it_says

__all__ = ["invent", "make_corpus", "more_of", "read_back", "sample_export"]


def invent(people: tuple[str, ...]) -> Labelling:
    """Return thirty sentences in three articles, each judged by some of the people."""
    draw = random.Random(7)
    texts = [[" ".join(draw.sample(PIECES, 2)) for _ in range(9)] for _ in range(3)]
    articles = articles_of([[*sentences, sentences[0]] for sentences in texts])
    refs = [sentence.ref for new in articles for sentence in new.sentences]
    judgments: list[Judgment] = []
    rulings, suggestions = [], []
    for number, ref in enumerate(refs):
        judgments += [
            _judgment(draw, f"{number}-{person}", ref, person)
            for person in draw.sample(people, draw.randrange(len(people) + 1))
        ]
        if number % 2:
            rulings.append(Ruling(ref, _labels(draw), "adjudicator"))
        if number % 3:
            scores = {label: draw.randrange(101) / 100 for label in LABELS}
            suggestions.append(Suggestion(ref, _labels(draw), scores))
    return Labelling(articles, tuple(judgments), tuple(rulings), tuple(suggestions))


def more_of(said: Labelling, people: tuple[str, ...]) -> tuple[Judgment, ...]:
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
        frozenset() if skipped else _labels(draw),
        unsure=draw.random() < 0.3,
        skipped=skipped,
        comment=draw.choice((None, None, *PIECES)),
        seconds=draw.randrange(1, 900) / 10,
        created="2026-11-21T08:30:00+00:00",
    )


def _labels(draw: random.Random) -> frozenset[str]:
    return frozenset(draw.sample(LABELS, draw.choice((0, 0, 1, 1, 2, 3))))


def make_corpus(path: Path, said: Labelling) -> None:
    """Make a corpus of a labelling."""
    with open_corpus(str(path), create=True) as corpus:
        fill(corpus, said)


def sample_export(folder: Path, said: Labelling, form: str) -> Path:
    """Export a labelling in a format."""
    make_corpus(folder / "home.db", said)
    with open_corpus(str(folder / "home.db")) as corpus:
        export_corpus(corpus, folder / "exported", form)
    return folder / "exported"


def read_back(folder: Path, said: Labelling, form: str, path: Path) -> tuple[list[Any], list[Any]]:
    """Import a path twice into a corpus of the bare articles.

    Returns what was said and what was imported, as far as the format carries it.
    """
    names = (f"{path.name}.expected.db", f"{path.name}.imported.db")
    expected, imported = (folder / name for name in names)
    make_corpus(expected, said)
    make_corpus(imported, Labelling(said.articles, (), (), ()))
    with open_corpus(str(expected)) as one, open_corpus(str(imported)) as two:
        import_corpus(two, path, form)
        again = import_corpus(two, path, form)
        assert (again.judgments, again.rulings, again.suggestions) == (0, 0, 0)
        return what_it_says(one, form), what_it_says(two, form)
