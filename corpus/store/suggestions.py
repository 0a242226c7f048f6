"""What a model suggests for each sentence: its latest word, one row a sentence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from ..errors import UnknownSentence, shorten
from ..nouns import SentenceRef, Suggestion
from . import schema
from .articles import SentenceSeqs
from .judgments import find_sentences

__all__ = ["add_suggestions", "count_suggestions", "iter_suggestions"]

BATCH = 500


def add_suggestions(
    connection: Connection, suggestions: Sequence[Suggestion], seqs: SentenceSeqs | None = None
) -> int:
    """Keep suggestions, each in place of an older one, and return how many said something new.

    Raises UnknownArticle, or UnknownSentence where there is no such sentence or the prediction
    quotes it differently, as one does that was made from another version of the article.
    """
    sentences = find_sentences(connection, [said.sentence for said in suggestions], seqs)
    texts = _texts(connection, sentences)
    for index, (suggestion, seq) in enumerate(zip(suggestions, sentences, strict=True)):
        if suggestion.text is not None and suggestion.text != texts[seq]:
            ref = suggestion.sentence
            raise UnknownSentence(
                f"the sentence {shorten([ref.start, ref.end])} of the article "
                f"{shorten(ref.article_id)} reads differently in the corpus; predict on the "
                "articles that `dateline export` writes",
                index,
            )
    held = _held(connection, sentences)
    said = {
        seq: {
            "labels": sorted(suggestion.labels),
            "scores": dict(suggestion.scores),
            "extra": dict(suggestion.extra) or None,
        }
        for suggestion, seq in zip(suggestions, sentences, strict=True)
    }
    changed = {seq: row for seq, row in said.items() if held.get(seq) != row}
    for old in _batches(list(changed)):
        chosen = schema.suggestions.c.sentence.in_(old)
        connection.execute(sa.delete(schema.suggestions).where(chosen))
    if changed:
        connection.execute(
            sa.insert(schema.suggestions),
            [{"sentence": seq, **row} for seq, row in changed.items()],
        )
    return len(changed)


def count_suggestions(connection: Connection) -> int:
    """Return how many sentences have a suggestion."""
    return connection.scalar(sa.select(sa.func.count()).select_from(schema.suggestions)) or 0


def iter_suggestions(
    connection: Connection, articles: Sequence[str] | None = None
) -> Iterator[Suggestion]:
    """Yield every suggestion, or every one on some articles, with the text of its sentence.

    In the order of the sentences.
    """
    table, sentence, article = schema.suggestions.c, schema.sentences.c, schema.articles.c
    rows = connection.execute(
        sa.select(
            schema.suggestions,
            article.id.label("article_id"),
            sentence.start,
            sentence.end,
            _quoted().label("text"),
        )
        .join_from(schema.suggestions, schema.sentences, table.sentence == sentence.seq)
        .join(schema.articles, sentence.article == article.seq)
        .where(sa.true() if articles is None else article.id.in_(articles))
        .order_by(table.sentence),
        execution_options={"yield_per": BATCH},
    )
    for row in rows:
        yield Suggestion(
            sentence=SentenceRef(row.article_id, row.start, row.end),
            labels=frozenset(row.labels),
            scores=row.scores,
            text=row.text,
            extra=row.extra or {},
        )


def _quoted() -> sa.ColumnElement[str]:
    """The text of a sentence: both databases count its characters as we do, in code points."""
    sentence = schema.sentences.c
    return sa.func.substr(schema.articles.c.text, sentence.start + 1, sentence.end - sentence.start)


def _texts(connection: Connection, seqs: Sequence[int]) -> dict[int, str]:
    sentence, found = schema.sentences.c, dict[int, str]()
    for batch in _batches(seqs):
        rows = connection.execute(
            sa.select(sentence.seq, _quoted())
            .join_from(schema.sentences, schema.articles)
            .where(sentence.seq.in_(batch))
        )
        found |= {seq: text for seq, text in rows}  # noqa: C416
    return found


def _held(connection: Connection, seqs: Sequence[int]) -> dict[int, dict[str, Any]]:
    found = dict[int, dict[str, Any]]()
    for batch in _batches(seqs):
        rows = connection.execute(
            sa.select(schema.suggestions).where(schema.suggestions.c.sentence.in_(batch))
        )
        for row in rows:
            found[row.sentence] = {
                "labels": row.labels,
                "scores": row.scores,
                "extra": row.extra,
            }
    return found


def _batches(seqs: Sequence[int]) -> Iterator[Sequence[int]]:
    for first in range(0, len(seqs), BATCH):
        yield seqs[first : first + BATCH]
