"""The texts of articles, to be held against a release."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack

from ..errors import RecordError, SourceError, one_of, shorten
from ..reading import find_files, read_file
from ..records import ArticleRow
from ..store import Corpus
from ..store.articles import iter_articles

__all__ = ["texts_in_corpus", "texts_in_files"]


def texts_in_files(sources: Sequence[str]) -> list[str]:
    """Return the texts of the articles in files and folders. Raises SourceError, RecordError."""
    texts = []
    with ExitStack() as stack:
        files, _ = find_files(sources, stack)
        for file in files:
            for read in read_file(file):
                if isinstance(read, RecordError):
                    raise read
                if isinstance(read, ArticleRow):
                    texts.append(read.article.text)
    if not texts:
        raise SourceError(f"{one_of(map(shorten, sources))} holds no article")
    return texts


def texts_in_corpus(corpus: Corpus) -> list[str]:
    """Return the texts of all articles of a corpus."""
    with corpus.read() as connection:
        return [stored.article.text for stored in iter_articles(connection)]
