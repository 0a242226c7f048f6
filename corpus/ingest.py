"""Taking articles in: read, check, split into sentences, store. Doing it twice changes nothing.

Articles go in by small transactions. Stopped at any point, by Ctrl-C or by a full disk, the corpus
holds whole articles only, and the same command goes on where it stopped.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from sqlalchemy import Connection

from .errors import ArticleConflict, RecordError, SourceError, StoreError
from .files import new_file
from .progress import Progress
from .reading import find_files, read_file
from .reading.sources import SourceFile
from .records import ArticleRow
from .sentences import RULES_VERSION, Quotations, describe_sentences, split_sentences
from .store import Corpus
from .store.articles import NewArticle, add_article
from .store.settings import get_setting, set_setting

__all__ = ["Ingested", "choose_quotations", "ingest", "segment"]


BATCH = 100


@dataclass(frozen=True, slots=True)
class Ingested:
    """What became of the rows of the sources."""

    added: int = 0
    unchanged: int = 0
    """articles that the corpus held already"""
    sentences: int = 0
    """sentences of the added articles"""
    rejected: int = 0
    """rows that could not be read, named in the file of rejects"""
    files: int = 0
    passed_over: int = 0
    """files in folders that have no reader"""


def ingest(
    corpus: Corpus,
    sources: Sequence[str],
    *,
    quotations: Quotations | None = None,
    rejects: Path,
    reject: Callable[[RecordError], None] = lambda _: None,
    progress: Progress = lambda *_: None,
) -> Ingested:
    """Take the articles of `sources` into the corpus.

    A row that cannot be read is handed to `reject` and written to the file `rejects` with its reason;
    the rest goes in. `quotations` says whether a quotation of several sentences is split; a corpus
    keeps to its first answer. Raises SourceError where a named source does not exist or has no reader.
    """
    added = unchanged = sentences = rejected = 0
    with ExitStack() as stack:
        files, passed_over = find_files(sources, stack)
        files = _without_rejects(files, sources, rejects)
        with corpus.write() as connection:
            how = choose_quotations(connection, quotations)
        write_reject = stack.enter_context(_rejects(rejects))
        for number, file in enumerate(files):
            rows = _rows(read_file(file))
            while batch := list(islice(rows, BATCH)):
                progress(f"{added + unchanged} articles", number, len(files))
                errors = [row for row in batch if isinstance(row, RecordError)]
                fresh = seen = held = 0
                with corpus.write() as connection:
                    for row in batch:
                        if isinstance(row, RecordError):
                            continue
                        try:
                            new = segment(row, how)
                            if add_article(connection, new):
                                fresh, seen = fresh + 1, seen + len(new.sentences)
                            else:
                                held += 1
                        except ArticleConflict as conflict:
                            errors.append(RecordError(row.where, row.line, "id", str(conflict)))
                added, sentences, unchanged = added + fresh, sentences + seen, unchanged + held
                rejected += len(errors)
                for error in errors:
                    reject(error)
                    write_reject(error)
        progress(f"{added + unchanged} articles", len(files), len(files))
    return Ingested(added, unchanged, sentences, rejected, len(files), passed_over)


def _without_rejects(
    files: list[SourceFile], sources: Sequence[str], rejects: Path
) -> list[SourceFile]:
    """Leave out the file of rejects that an earlier run put into a folder that is read."""
    if not rejects.exists():
        return files
    own = [file for file in files if file.path.samefile(rejects)]
    if any(file.where in sources for file in own):
        raise SourceError(
            f"{rejects} is where this command writes what it rejects, and would be written over; "
            "copy the rows that you have mended to another file"
        )
    return [file for file in files if file not in own]


def _rows(rows: Iterator[ArticleRow | RecordError]) -> Iterator[ArticleRow | RecordError]:
    """Yield the rows of a file; what makes the file as a whole unreadable becomes its last row."""
    try:
        yield from rows
    except SourceError as error:
        yield RecordError(str(error), None, None, "the file was passed over")


def choose_quotations(connection: Connection, wanted: Quotations | None) -> Quotations:
    """Return how this corpus splits quotations, remembering the first answer (default: split)."""
    kept: Quotations | None = get_setting(connection, "quotations")
    if kept is None:
        set_setting(connection, "quotations", wanted or "split")
    elif wanted not in (None, kept):
        raise StoreError(
            f"this corpus was made with --quotations {kept}, so its articles cannot be split with "
            f"--quotations {wanted}; leave the option out or begin another corpus"
        )
    return kept or wanted or "split"


def segment(row: ArticleRow, quotations: Quotations) -> NewArticle:
    """Return an article with the sentences it brought, or split into sentences by the rules."""
    article = row.article
    if row.spans is not None:
        given = describe_sentences(article.id, article.text, row.spans)
        return NewArticle(article, given, row.segmentation)
    found = split_sentences(article.id, article.text, quotations=quotations)
    return NewArticle(article, found, f"rules {RULES_VERSION}, quotations {quotations}")


@contextmanager
def _rejects(path: Path) -> Iterator[Callable[[RecordError], None]]:
    """Yield a function that writes rejected rows to a file, which is there only if one was written."""
    with ExitStack() as stack:
        file = None

        def write(error: RecordError) -> None:
            nonlocal file
            file = file or stack.enter_context(new_file(path))
            row = {
                "file": error.where,
                "line": error.line,
                "field": error.field,
                "reason": error.reason,
                "row": error.row,
            }
            file.write(json.dumps(row, ensure_ascii=True, default=str) + "\n")

        yield write
