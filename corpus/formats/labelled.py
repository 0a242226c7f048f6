"""What goes out to other tools: articles, and all that is said of each of their sentences."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from sqlalchemy import Connection

from ..nouns import Article, Judgment, Ruling, SentenceRef, Suggestion, latest_judgments
from ..store.articles import iter_articles
from ..store.judgments import current_rulings, iter_judgments
from ..store.suggestions import iter_suggestions

__all__ = ["LabelledArticle", "LabelledSentence", "labelled_articles"]

BATCH = 200
"""Articles whose labels are in memory at once."""


@dataclass(frozen=True, slots=True)
class LabelledSentence:
    """A sentence with the judgments that count, in the order of making, its gold and a model's word."""

    ref: SentenceRef
    text: str
    number: int
    """its place in the article, from 0"""
    judgments: tuple[Judgment, ...]
    """the latest of each annotator"""
    ruling: Ruling | None
    suggestion: Suggestion | None


@dataclass(frozen=True, slots=True)
class LabelledArticle:
    """An article with its sentences in order, judged or not."""

    article: Article
    sentences: tuple[LabelledSentence, ...]


def labelled_articles(connection: Connection) -> Iterator[LabelledArticle]:
    """Yield the articles of a corpus in the order in which they came in."""
    articles = iter_articles(connection)
    while batch := list(islice(articles, BATCH)):
        names = [stored.article.id for stored in batch]
        judged: defaultdict[SentenceRef, list[Judgment]] = defaultdict(list)
        for judgment in latest_judgments(iter_judgments(connection, names)):
            judged[judgment.sentence].append(judgment)
        ruled = {ruling.sentence: ruling for ruling in current_rulings(connection, names)}
        suggested = {said.sentence: said for said in iter_suggestions(connection, names)}
        for stored in batch:
            text = stored.article.text
            sentences = tuple(
                LabelledSentence(
                    ref := sentence.ref,
                    text[sentence.start : sentence.end],
                    number,
                    tuple(judged.get(ref, ())),
                    ruled.get(ref),
                    suggested.get(ref),
                )
                for number, sentence in enumerate(stored.sentences)
            )
            yield LabelledArticle(stored.article, sentences)
