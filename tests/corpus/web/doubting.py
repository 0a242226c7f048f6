"""What the tests of doubted labels share: settled articles, and what a model says against some."""

from __future__ import annotations

from pathlib import Path

from dateline.corpus.labelling.doubts import Doubt
from dateline.corpus.nouns import Ruling
from dateline.corpus.steps import adjudicate
from dateline.corpus.store import open_corpus
from dateline.corpus.store.articles import iter_articles
from dateline.corpus.store.doubts import put_doubts
from dateline.corpus.store.judgments import add_rulings
from dateline.corpus.store.settings import label_scheme

from .adjudication import A, F, T, judge

__all__ = ["doubt", "settle"]

MISSING = Doubt(T, False, 0.93)
TOO_MUCH = Doubt(F, True, 0.04)


def settle(path: Path) -> Path:
    """Settle what three people agree on, and two sentences of the market by an import."""
    judge(path)
    with open_corpus(str(path)) as corpus:
        adjudicate(corpus, "unanimous")
        with corpus.write() as connection:
            digest = label_scheme(connection).digest
            stored = {one.article.id: one.sentences for one in iter_articles(connection)}
            rulings = [
                Ruling(stored["market"][2].ref, frozenset({A}), "import", (), digest),
                Ruling(stored["market"][3].ref, frozenset(), "import", (), digest),
            ]
            add_rulings(connection, rulings)
    return path


def doubt(path: Path) -> Path:
    """Doubt two sentences of the bridge, which people settled, and one of the market."""
    with open_corpus(str(path)) as corpus, corpus.write() as connection:
        stored = {one.article.id: one.sentences for one in iter_articles(connection)}
        bridge, market = stored["bridge"], stored["market"]
        found = {
            bridge[4].ref: (TOO_MUCH,),
            bridge[5].ref: (MISSING,),
            market[3].ref: (Doubt(T, False, 0.97), Doubt(A, False, 0.8)),
        }
        put_doubts(connection, found, 1_790_000_000.0)
    return path
