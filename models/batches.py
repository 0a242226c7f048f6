"""Prediction in batches: articles in, one row per sentence out, some thousand sentences in memory.

`predict_articles` is the pure function from articles to a table that every way of running shares;
`predict_source` streams files through it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from dateline.corpus.errors import RecordError, SourceError, one_of
from dateline.corpus.nouns import Article
from dateline.corpus.plurals import counted
from dateline.corpus.progress import Progress
from dateline.corpus.reading import READERS, PassedOver, find_files, read_files
from dateline.corpus.reading.sources import keep_sources
from dateline.corpus.records import ArticleRow
from dateline.corpus.sentences import Layout, Quotations, lay_out, layout_of

from .classifier import Classifier
from .features import laid_out
from .predictions import STDOUT, open_output, predictions_schema

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = [
    "Predicted",
    "Segmented",
    "full_batches",
    "layout_of_row",
    "predict_articles",
    "predict_source",
]

Segmented = tuple[Article, Layout]
"""An article with where its sentences stand, in reading order."""

BATCH = 16384
"""Sentences at which a batch is full; an article is never divided. The more, the fewer words new."""


@dataclass(frozen=True, slots=True)
class Predicted:
    """What became of the rows of the sources."""

    articles: int
    sentences: int
    rejected: int
    """rows, pages and files that could not be read"""
    files: int
    passed_over: int
    """files in folders, and parts of files, that have no reader"""


def layout_of_row(row: ArticleRow, quotations: Quotations) -> Layout:
    """Return where the sentences stand that an article brought, or that the rules find in it."""
    article = row.article
    if row.spans is not None:
        return layout_of(article.text, row.spans)
    return lay_out(article.text, quotations=quotations, leave_out=article.blocks)


def predict_articles(classifier: Classifier, articles: Sequence[Segmented]) -> pa.Table:
    """Return a row for each sentence of the articles, in reading order (`predictions_schema`)."""
    import numpy as np
    import pyarrow as pa

    schema = predictions_schema(classifier.labels)
    batch = laid_out(articles)
    if not len(batch):
        return schema.empty_table()
    scores = classifier.predict_proba(batch)
    given = scores >= np.asarray(classifier.thresholds)
    ends = given.sum(axis=1).cumsum().tolist()
    labels = pa.array(classifier.labels, pa.string()).take(pa.array(given.nonzero()[1]))
    ids = pa.array([article.id for article, _ in articles], pa.string())
    columns = {
        "article_id": ids.take(pa.array(batch.article)),
        "start": batch.spans[:, 0],
        "end": batch.spans[:, 1],
        "text": batch.texts,
        "labels": pa.ListArray.from_arrays([0, *ends], labels),
        "scores": pa.StructArray.from_arrays(
            [pa.array(column) for column in scores.T], names=classifier.labels
        ),
    }
    return pa.table(columns, schema=schema)


def predict_source(
    classifier: Classifier,
    sources: Sequence[str],
    out: Path,
    *,
    quotations: Quotations = "split",
    reject: Callable[[RecordError], None] = lambda _: None,
    progress: Progress = lambda *_: None,
) -> Predicted:
    """Write the predictions for the articles of `sources` to `out`; whole or not at all.

    The suffix of `out` chooses its form; `-` is standard output. An article that brings its
    sentences keeps them, the others are split with `quotations`. A row that cannot be read is
    handed to `reject` and counted; the rest is predicted. Raises SourceError where a named source
    does not exist or has no reader, where folders hold no file to read, or where every row was left
    out, OutputError where `out` cannot be written or is a source.
    """
    articles = sentences = rejected = done = 0
    with ExitStack() as stack:
        files, passed = find_files(sources, stack)
        passed_over = passed.total()
        if not files:
            raise SourceError(
                f"no file that Dateline reads ({one_of(READERS)}) lies in {', '.join(sources)}: check "
                f"the path; {passed_over:,} others were passed over"
            )
        if out != STDOUT:
            keep_sources(out, files)
        write = stack.enter_context(open_output(out, classifier.labels))

        def read() -> Iterator[Segmented]:
            nonlocal rejected, passed_over, done
            for done, row in read_files(files):  # noqa: B007 (read below)
                if isinstance(row, RecordError):
                    rejected += 1
                    reject(row)
                elif isinstance(row, ArticleRow):
                    yield row.article, layout_of_row(row, quotations)
                elif isinstance(row, PassedOver):
                    passed_over += 1

        for batch in full_batches(read()):
            table = predict_articles(classifier, batch)
            write(table)
            articles += len(batch)
            sentences += len(table)
            progress(f"{sentences:,} sentences", done, len(files))
        if rejected and not articles:
            raise SourceError(
                f"nothing could be read: left out {counted(rejected, 'row')}, none is left"
            )
        progress(f"{sentences:,} sentences", len(files), len(files))
    return Predicted(articles, sentences, rejected, len(files), passed_over)


def full_batches(articles: Iterable[Segmented]) -> Iterator[list[Segmented]]:
    """Yield the articles in lists of at least `BATCH` sentences; the last may have fewer."""
    batch: list[Segmented] = []
    held = 0
    for article in articles:
        batch.append(article)
        held += len(article[1].spans)
        if held >= BATCH:
            yield batch
            batch, held = [], 0
    if batch:
        yield batch
