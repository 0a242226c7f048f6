"""A model as other programs use it: a table of articles in, a table of scored sentences out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from dateline.corpus.errors import ModelFolderError, RecordError, SourceError
from dateline.corpus.reading.tables import articles_of, check_columns
from dateline.corpus.records import ArticleRow
from dateline.corpus.sentences import Quotations

from .batches import Segmented, full_batches, layout_of_row, predict_articles
from .classifier import Classifier
from .folder import ALONE, Loading, load, model_digest, read_facts
from .predictions import predictions_schema

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["Predictor", "find_predictor"]


def _refuse(error: RecordError) -> None:
    raise error


@dataclass(frozen=True, slots=True)
class Predictor:
    """A model folder by its path and digest: what is sent to other processes is no more than that.

    Each process loads the classifier once, when it first predicts.
    """

    folder: Path
    digest: str
    labels: tuple[str, ...]
    quotations: Quotations
    loading: Loading = ALONE

    @property
    def classifier(self) -> Classifier:
        """What predicts. Raises ModelError as `folder.load` does, and where the folder has changed."""
        return _load_once(self.folder, self.digest, self.loading)

    def predict(
        self,
        articles: pa.Table | Sequence[str],
        reject: Callable[[RecordError], None] = _refuse,
    ) -> pa.Table:
        """Return a row for each sentence: article_id, start, end, text, labels, scores.

        articles : a table with a column `text` and, as far as it has them, the article's others
        (id, title, sentences, ...), or plain texts. Raises SourceError for a table that has no
        articles, RecordError for a row that has none, unless `reject` takes it.
        """
        import pyarrow as pa

        if isinstance(articles, str):
            raise SourceError(
                "expected a list of texts, found one text; put it into a list: [text]"
            )
        table = articles if isinstance(articles, pa.Table) else pa.table({"text": list(articles)})
        check_columns(table.column_names, "the table")

        def read() -> Iterator[ArticleRow | RecordError]:
            before = 0
            for batch in table.to_batches():
                yield from articles_of(batch, "the table", before)
                before += len(batch)

        scored = self.predict_rows(read(), reject)
        return pa.concat_tables([predictions_schema(self.labels).empty_table(), *scored])

    def predict_rows(
        self,
        rows: Iterator[ArticleRow | RecordError],
        reject: Callable[[RecordError], None] = _refuse,
    ) -> Iterator[pa.Table]:
        """Yield the scored sentences of articles, some thousand sentences in memory at a time."""

        def read() -> Iterator[Segmented]:
            for row in rows:
                if isinstance(row, RecordError):
                    reject(row)
                else:
                    yield row.article, layout_of_row(row, self.quotations)

        for batch in full_batches(read()):
            yield predict_articles(self.classifier, batch)


def find_predictor(folder: Path, loading: Loading = ALONE) -> Predictor:
    """Return the model in a folder, of which only `model.json` is read.

    Raises ModelFolderError and ModelTooNew as `folder.load` does.
    """
    facts = read_facts(folder)
    labels = tuple(label.id for label in facts.labels)
    return Predictor(folder.resolve(), model_digest(folder), labels, facts.quotations, loading)


@lru_cache(maxsize=8)
def _load_once(folder: Path, digest: str, loading: Loading) -> Classifier:
    if (there := model_digest(folder)) != digest:
        raise ModelFolderError(
            f"{folder} holds another model ({there[:12]}) than the one that was asked for "
            f"({digest[:12]}); leave a model in its place until all is predicted"
        )
    return load(folder, loading)
