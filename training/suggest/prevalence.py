"""How common each label is, from what `suggest` drew at random and people have ruled on since."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from dateline.corpus.errors import RecordError, SourceError
from dateline.corpus.nouns import SentenceRef
from dateline.corpus.reading.jsonl import read_rows
from dateline.corpus.reading.sources import SourceFile
from dateline.corpus.reading.strictly import strictly
from dateline.corpus.shares import Share, share_cells
from dateline.corpus.store import Corpus
from dateline.corpus.store.judgments import current_rulings
from dateline.corpus.store.settings import label_scheme

__all__ = ["Drawn", "Prevalence", "estimate_prevalence", "prevalence", "read_drawn"]


@dataclass(frozen=True, slots=True)
class Drawn:
    """An article or a sentence that was drawn at random."""

    article_id: str
    start: int | None
    end: int | None
    sentences: int
    """of the article, or 1"""
    probability: float


@dataclass(frozen=True, slots=True)
class Prevalence:
    """The share of sentences that have each label, among all that could have been drawn."""

    population: int
    """articles or sentences that could have been drawn"""
    drawn: int
    ruled: int
    """of those drawn, how many are ruled on by now"""
    labels: Mapping[str, Share]
    """label -> share of sentences, with its interval over articles"""


def prevalence(corpus: Corpus, earlier: Path) -> Prevalence:
    """Return how common each label is, from what an earlier suggestion drew and is ruled on.

    Raises SourceError and RecordError as `read_drawn` does.
    """
    drawn = read_drawn(earlier)
    with corpus.read() as connection:
        rulings = {ruling.sentence: ruling.labels for ruling in current_rulings(connection)}
        return estimate_prevalence(drawn, rulings, label_scheme(connection).ids)


def read_drawn(path: Path) -> list[Drawn]:
    """Return the random part of a file that `dateline suggest` wrote.

    Raises SourceError where it has none, RecordError where a row is not as `suggest` writes it.
    """
    if not path.is_file():
        raise SourceError(f"{path} is no file; give one that `dateline suggest -o` wrote")
    drawn = []
    for line, row in strictly(read_rows(SourceFile(path, str(path), ".jsonl"))):
        match row:
            case {"random": False}:
                continue
            case {
                "article_id": str(name),
                "random": True,
                "sentences": int(size),
                "probability": int() | float() as probability,
            } if 0 < probability <= 1:
                start, end = row.get("start"), row.get("end")
                drawn.append(Drawn(name, start, end, size, float(probability)))
            case _:
                reason = (
                    "is no row of `dateline suggest`: it needs article_id, sentences, random and, "
                    "where that is true, probability"
                )
                raise RecordError(str(path), line, None, reason)
    if not drawn:
        raise SourceError(f"{path} has no row that was drawn at random; nothing follows from it")
    return drawn


def estimate_prevalence(
    drawn: Sequence[Drawn],
    rulings: Mapping[SentenceRef, Collection[str]],
    labels: Sequence[str],
) -> Prevalence:
    """Return the share of each label among the sentences of what was drawn and ruled on.

    All had the same probability, so that the share in the sample estimates that of the whole. An
    article counts once all of its sentences are ruled on: those that people settle first are not like
    the others. The interval is `share_cells`', over articles.
    """
    ruled = Counter(ref.article_id for ref in rulings)
    whole = {
        one.article_id
        for one in drawn
        if one.start is None and ruled[one.article_id] >= one.sentences
    }
    single = {(one.article_id, one.start, one.end) for one in drawn if one.start is not None}
    found = sorted(ref for ref in rulings if ref.article_id in whole or ref in single)
    number = {name: row for row, name in enumerate(sorted({ref.article_id for ref in found}))}
    article = np.array([number[ref.article_id] for ref in found], dtype=np.intp)
    cell = np.zeros(len(found), dtype=np.intp)
    return Prevalence(
        population=round(len(drawn) / drawn[0].probability),
        drawn=len(drawn),
        ruled=len(whole) + len(single.intersection(found)),
        labels={
            label: share_cells(
                cell, article, np.array([label in rulings[ref] for ref in found], dtype=bool), 1
            )[0]
            for label in labels
        },
    )
