"""A labelling as a corpus, out of it as an export, and back into another corpus."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from dateline.corpus.export import export_corpus
from dateline.corpus.store import open_corpus
from dateline.corpus.transfer import import_corpus

from ..corpus.formats.corpora import Labelling, fill, what_it_says

__all__ = ["make_corpus", "read_back", "sample_export"]


def make_corpus(path: Path, said: Labelling) -> None:
    """Make a corpus of a labelling."""
    with open_corpus(str(path), create=True) as corpus:
        fill(corpus, said)


def sample_export(folder: Path, said: Labelling, form: str) -> Path:
    """Export a labelling in a format."""
    make_corpus(folder / "home.db", said)
    with open_corpus(str(folder / "home.db")) as corpus:
        export_corpus(corpus, folder / "exported", form)
    return folder / "exported"


def read_back(folder: Path, said: Labelling, form: str, path: Path) -> tuple[list[Any], list[Any]]:
    """Import a path twice into a corpus of the bare articles.

    Returns what was said and what was imported, as far as the format carries it.
    """
    names = (f"{path.name}.expected.db", f"{path.name}.imported.db")
    expected, imported = (folder / name for name in names)
    make_corpus(expected, said)
    make_corpus(imported, Labelling(said.articles, (), (), ()))
    with open_corpus(str(expected)) as one, open_corpus(str(imported)) as two:
        import_corpus(two, path, form)
        again = import_corpus(two, path, form)
        assert (again.judgments, again.rulings, again.suggestions) == (0, 0, 0)
        return what_it_says(one, form), what_it_says(two, form)
