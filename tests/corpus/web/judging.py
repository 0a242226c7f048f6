"""What the tests of the coordinator's pages share."""

from __future__ import annotations

from dateline.corpus.nouns import Judgment, SentenceRef
from dateline.corpus.store import Corpus
from dateline.corpus.store.articles import iter_articles
from dateline.corpus.store.judgments import add_judgments
from dateline.corpus.store.settings import label_scheme

__all__ = ["judge", "sentences"]


def sentences(corpus: Corpus) -> list[SentenceRef]:
    with corpus.read() as connection:
        return [one.ref for stored in iter_articles(connection) for one in stored.sentences]


def judge(corpus: Corpus, annotator: str, *labels: str, skip: int = 0) -> None:
    """Let somebody give all sentences but the first few the same labels."""
    with corpus.write() as connection:
        digest = label_scheme(connection).digest
        rows = [
            Judgment(
                f"{annotator}-{place}",
                ref,
                annotator,
                frozenset(labels),
                seconds=4.0,
                guidelines=digest,
                created=f"2026-03-0{2 + place % 3}T09:00:00+00:00",
            )
            for place, ref in enumerate(sentences(corpus))
            if place >= skip
        ]
        add_judgments(connection, rows)
