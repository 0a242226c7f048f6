"""The corpus file: every table and every line of SQL lives in this room."""

from .corpus import Corpus, open_corpus

__all__ = ["Corpus", "open_corpus"]
