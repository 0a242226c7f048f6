"""Importing: a file or folder in one of the known forms goes into a corpus, all of it or nothing."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from itertools import islice
from pathlib import Path

from ..errors import RecordError, SourceError
from ..formats import find_format, read_as
from ..formats.bundle import PlacedRow
from ..formats.matching import match, new_articles, rows_about
from ..garbage import rare_collections
from ..guidelines import read_guidelines
from ..nouns import NOTHING
from ..progress import Progress
from ..store import Corpus
from ..store.adoption import adopt_guidelines, keep_guidelines
from ..store.articles import SentenceSeqs
from ..store.rows import expect_many
from ..store.settings import label_scheme, set_setting
from .news import News
from .row_intake import BATCH, Imported, RowIntake

__all__ = ["Imported", "import_corpus"]

_TIDY = 50_000
"""Rows after which garbage is looked for: few objects, so Python sees no need, but they hold the ids
of whole batches."""


def import_corpus(
    corpus: Corpus,
    path: Path,
    form: str = "dateline",
    *,
    guidelines: Path | None = None,
    accept_change: bool = False,
    machine_labels: bool = False,
    renamed: Mapping[str, str] = NOTHING,
    unmatched: Callable[[RecordError], None] = lambda _: None,
    progress: Progress = lambda *_: None,
) -> Imported:
    """Import a file or folder in one of the known forms: all of it or, on any error, nothing.

    Guidelines come from `guidelines`, else from those that the form brings. `machine_labels` says
    that a machine, not people, made the labels, and the corpus remembers it. `renamed` gives labels
    of the file the names that they have here. What another tool says of a sentence that cannot be
    found is handed to `unmatched`, with the reason. Raises RecordError for the first row that is
    wrong (unknown labels and sentences included), SourceError where nothing is there to import,
    SplitFrozen, GuidelinesChanged.
    """
    kind = find_format(form)
    bundle = read_as(kind, path)
    with rare_collections(), corpus.write() as connection:
        expect_many(connection)
        for path_of_earlier in bundle.earlier:
            keep_guidelines(connection, read_guidelines(path_of_earlier))
        if scheme_file := guidelines or bundle.guidelines:
            adopt_guidelines(connection, scheme_file, accept_change=accept_change)
        if machine_labels or bundle.settings.get("machine_labels"):
            set_setting(connection, "machine_labels", True)
        if bundle.told_of is not None:
            names = {*label_scheme(connection).ids, *renamed}
            bundle = replace(bundle, told=partial(bundle.told_of, names))
        news = None if bundle.told is None else News(connection, kind.carries)
        seqs = SentenceSeqs(connection)
        into = RowIntake(connection, bundle, renamed, news, seqs)
        lost: list[RecordError] = []

        def lose(error: RecordError) -> None:
            lost.append(error)
            unmatched(error)

        rows = 0

        def take(placed: Iterator[PlacedRow]) -> None:
            nonlocal rows
            while batch := list(islice(placed, BATCH)):
                into.take(batch)
                rows += len(batch)
                if rows % _TIDY < len(batch):
                    gc.collect()
                progress(f"{rows:,} rows", rows, 0)

        take(bundle.rows)
        if bundle.told is not None:
            new: set[str] = set()
            take(match(connection, seqs, bundle.told(), lose, new))
            if new:
                take(new_articles(rows_about(bundle.told(), new)))
                take(match(connection, seqs, rows_about(bundle.told(), new), lose))
        if lost and not rows:
            raise SourceError(f"none of the {len(lost):,} rows fits this corpus; {lost[0]}")
        return into.finish(len(lost))
