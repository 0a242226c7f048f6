"""What to label next in a corpus: out of its train articles that nobody has touched yet."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dateline.corpus.errors import LabelMismatch, NothingToSuggest, SplitError
from dateline.corpus.files import new_file
from dateline.corpus.nouns import Article, Sentence, SentenceRef
from dateline.corpus.progress import Progress
from dateline.corpus.store import Corpus
from dateline.corpus.store.articles import get_split, iter_articles
from dateline.corpus.store.judgments import current_rulings, touched_sentences
from dateline.corpus.store.settings import label_scheme
from dateline.corpus.words import normalised_words
from dateline.models.classifier import Classifier
from dateline.models.features import batch_of
from dateline.models.folder import ALONE, Loading, load

from .choosing import RANDOM_SHARE, Choice, Pool, choose, closeness

__all__ = [
    "Item",
    "Suggested",
    "Unit",
    "article_values",
    "sentence_copies",
    "suggest",
    "write_items",
]

Unit = Literal["article", "sentence"]
Segmented = tuple[Article, Sequence[Sentence]]
Floats = NDArray[np.float64]

BATCH = 4096
"""sentences that are predicted at once, at least"""


@dataclass(frozen=True, slots=True)
class Item:
    """An article or a sentence to label."""

    article_id: str
    start: int | None
    end: int | None
    """None, both, where the whole article is meant"""
    title: str
    sentences: int
    expected: Mapping[str, float]
    """label -> sentences that have it, by the model's probabilities"""
    random: bool
    """whether it was drawn at random"""
    probability: float | None
    """that of having been drawn at random, where it was: the same for every one that could be"""
    label: str | None
    """the label that it was chosen for, where it was not drawn at random"""

    def to_row(self) -> dict[str, Any]:
        """Return the item as a line of a file: what is None is left out, and the title too."""
        row = {key: value for key, value in asdict(self).items() if value is not None}
        del row["title"]
        return row


@dataclass(frozen=True, slots=True)
class Suggested:
    """What to label next, in order."""

    unit: Unit
    items: tuple[Item, ...]
    open: int
    """articles or sentences that could have been chosen; of near copies one counts"""
    labels: tuple[str, ...]


class _Unit(NamedTuple):
    """What could be chosen."""

    article_id: str
    start: int | None
    end: int | None
    title: str
    sentences: int
    copies: str
    """the group of near copies that it belongs to"""
    value: Floats
    expected: Floats


def suggest(
    corpus: Corpus,
    model: Path,
    n: int,
    *,
    unit: Unit = "article",
    random_share: float = RANDOM_SHARE,
    seed: int = 0,
    loading: Loading = ALONE,
    progress: Progress = lambda *_: None,
) -> Suggested:
    """Return what to label next: articles, or sentences, of the train part alone.

    An article can be chosen if nobody has judged a sentence of it or ruled on one, nor on a sentence
    of a near copy; a sentence, if nobody has touched it or one of the same words. Raises SplitError
    where the corpus is not split, LabelMismatch where the model knows other labels than the guidelines
    in force, NothingToSuggest where nothing is left, ModelError.
    """
    classifier = load(model, loading)
    with corpus.read() as connection:
        scheme, split = label_scheme(connection), get_split(connection)
        if classifier.labels != scheme.ids:
            raise LabelMismatch(
                f"{model} knows the labels {', '.join(classifier.labels)}, the guidelines in force "
                f"have {', '.join(scheme.ids)}; train a model on this corpus"
            )
        if split is None:
            raise SplitError(
                f"{corpus.address} is not split, so that what is suggested could be a test article; "
                "run `dateline split` first"
            )
        touched = touched_sentences(connection)
        units, closed = _look_at(
            ((stored.article, stored.sentences) for stored in iter_articles(connection, "train")),
            len(split.articles("train")),
            touched,
            classifier,
            unit,
            progress,
        )
        positives = Counter(
            label
            for ruling in current_rulings(connection)
            if split.parts.get(ruling.sentence.article_id) == "train"
            for label in ruling.labels
        )
    units = [one for one in units if one.copies not in closed]
    if not units:
        raise NothingToSuggest(
            f"every train {unit} of {corpus.address}, or a near copy of it, has been judged or ruled "
            "on; bring more articles in with `dateline ingest` and split them with `dateline split`"
        )
    pool = Pool(
        keys=[f"{one.article_id}\n{one.start}\n{one.end}" for one in units],
        copies=[one.copies for one in units],
        values=np.array([one.value for one in units]),
    )
    chosen = choose(
        pool,
        n,
        positives=[positives[label] for label in classifier.labels],
        seed=seed,
        random_share=random_share,
    )
    return Suggested(
        unit=unit,
        items=tuple(_item(units[choice.unit], choice, classifier.labels) for choice in chosen),
        open=len(set(pool.copies)),
        labels=classifier.labels,
    )


def write_items(items: Sequence[Item], path: Path) -> None:
    """Write a line for each item to a file, whole or not at all. Raises OutputError."""
    with new_file(path) as file:
        file.writelines(f"{json.dumps(item.to_row(), ensure_ascii=False)}\n" for item in items)


def article_values(near: Floats) -> Floats:
    """Return what reading an article would teach about each label, a sentence of it. (labels,).

    near : (sentences, labels), the closeness of its sentences' probabilities to the thresholds. Their
    squares are averaged: one sentence that is close says more than several that are half so.
    """
    values: Floats = (near**2).mean(axis=0)
    return values


def sentence_copies(text: str) -> str:
    """Return what two sentences have in common that are copies: their words."""
    return " ".join(normalised_words(text)) or text


def _look_at(
    articles: Iterator[Segmented],
    count: int,
    touched: set[SentenceRef],
    classifier: Classifier,
    unit: Unit,
    progress: Progress,
) -> tuple[list[_Unit], set[str]]:
    """Return what of `count` articles is untouched, and the groups of copies of what is not."""
    units: list[_Unit] = []
    closed: set[str] = set()
    waiting: list[Segmented] = []
    held = 0
    for done, (article, sentences) in enumerate(articles, start=1):
        judged = [sentence for sentence in sentences if sentence.ref in touched]
        if unit == "sentence":
            closed |= {sentence_copies(article.text[each.start : each.end]) for each in judged}
        elif judged:
            closed.add(_article_copies(article))
        if len(judged) < len(sentences) and (unit == "sentence" or not judged):
            waiting.append((article, sentences))
            held += len(sentences)
        if waiting and (held >= BATCH or done == count):
            units += _units(waiting, touched, classifier, unit)
            waiting, held = [], 0
        progress("articles", done, count)
    return units, closed


def _units(
    articles: Sequence[Segmented], touched: set[SentenceRef], classifier: Classifier, unit: Unit
) -> Iterator[_Unit]:
    """Yield what is untouched of some articles."""
    probabilities = classifier.predict_proba(batch_of(articles))
    near = closeness(probabilities, classifier.thresholds)
    first = 0
    for article, sentences in articles:
        size = len(sentences)
        rows = slice(first, first + size)
        first += size
        name, title = article.id, article.title
        if unit == "article":
            expected, value = probabilities[rows].sum(axis=0), article_values(near[rows])
            copies = _article_copies(article)
            yield _Unit(name, None, None, title, size, copies, value, expected)
            continue
        for row, sentence in enumerate(sentences, start=rows.start):
            if sentence.ref not in touched:
                start, end = sentence.start, sentence.end
                copies = sentence_copies(article.text[start:end])
                yield _Unit(name, start, end, title, 1, copies, near[row], probabilities[row])


def _article_copies(article: Article) -> str:
    return article.cluster or article.id


def _item(one: _Unit, choice: Choice, labels: Sequence[str]) -> Item:
    return Item(
        article_id=one.article_id,
        start=one.start,
        end=one.end,
        title=one.title,
        sentences=one.sentences,
        random=choice.label is None,
        probability=choice.probability,
        label=None if choice.label is None else labels[choice.label],
        expected={
            label: round(float(value), 3) for label, value in zip(labels, one.expected, strict=True)
        },
    )
