"""Exporting: a corpus in one of the known forms, whole or not at all."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .errors import LossyExport, OutputError, SourceError, one_of
from .files import check_new_folder, new_file_at, new_folder
from .formats import FORMATS, find_format
from .formats.bundle import Exported
from .formats.form import Format
from .formats.labelled import LabelledArticle, labelled_articles
from .formats.things import CIRCUMSTANCES, LABELLING, THINGS
from .garbage import rare_collections
from .progress import Progress
from .store import Corpus
from .store.articles import count_articles
from .store.holdings import count_labelling
from .store.settings import label_scheme

__all__ = ["export_corpus"]

MARK = "dateline-export.json"
"""The file of an exported folder that names the others: a later export may replace just those."""


def export_corpus(
    corpus: Corpus,
    path: Path,
    form: str = "dateline",
    *,
    lossy: bool = False,
    progress: Progress = lambda *_: None,
) -> Exported:
    """Write a corpus to a file or folder in one of the known forms.

    Raises LossyExport where the form cannot carry some of the labelling and `lossy` does not allow
    that, OutputError where it cannot be written.
    """
    kind = find_format(form)
    if kind.write_all is not None:
        return kind.write_all(corpus, path, progress)
    if kind.write is None:
        writable = [name for name, one in FORMATS.items() if one.write or one.write_all]
        raise SourceError(f"{form} can only be imported; export writes {one_of(writable)}")
    counts: Counter[str] = Counter()
    with rare_collections(), corpus.read() as connection:
        held = count_labelling(connection)
        said_of_sentences = (*LABELLING, *CIRCUMSTANCES)
        lost = {thing: held[thing] for thing in said_of_sentences if thing not in kind.carries}
        lost = {thing: number for thing, number in lost.items() if number}
        if not lossy and (labels := [thing for thing in lost if thing in LABELLING]):
            said = "; ".join(f"{THINGS[thing]} ({lost[thing]:,})" for thing in labels)
            raise LossyExport(
                f"{form} cannot carry {said}: give --lossy to leave that behind, or another format "
                "(`dateline formats` shows what each carries)"
            )
        total, _ = count_articles(connection)
        articles = _counted(labelled_articles(connection), counts, total, progress)
        with _place(kind, path) as place:
            kind.write(articles, label_scheme(connection), place)
    return Exported(
        counts["articles"],
        counts["judgments"],
        0 if "gold" in lost else counts["rulings"],
        0 if "predictions" in lost else counts["suggestions"],
        _files(path),
        lost,
    )


def _counted(
    articles: Iterator[LabelledArticle], counts: Counter[str], total: int, progress: Progress
) -> Iterator[LabelledArticle]:
    for each in articles:
        yield each
        counts["articles"] += 1
        for sentence in each.sentences:
            counts["judgments"] += len(sentence.judgments)
            counts["rulings"] += sentence.ruling is not None
            counts["suggestions"] += sentence.suggestion is not None
        progress(f"{counts['articles']:,} articles", counts["articles"], total)


@contextmanager
def _place(form: Format, path: Path) -> Iterator[Path]:
    """Yield where to write: a file, or an empty folder, that takes its place when it is complete."""
    if form.suffix is not None:
        if path.is_dir():
            raise OutputError(
                f"{path} is a folder; {form.name} is one file: give -o NAME{form.suffix}"
            )
        with new_file_at(path) as file:
            yield file
        return
    names = (MARK, *_written(path))
    check_new_folder(path, names)
    with new_folder(path, names) as folder:
        yield folder
        inside = sorted(
            inner.relative_to(folder).as_posix() for inner in folder.rglob("*") if inner.is_file()
        )
        text = json.dumps({"format": form.name, "files": inside}, indent=1, ensure_ascii=False)
        (folder / MARK).write_text(text + "\n", encoding="utf-8")


def _written(path: Path) -> list[str]:
    """Return the names at the top of a folder that an earlier export wrote."""
    try:
        files = json.loads((path / MARK).read_text(encoding="utf-8"))["files"]
    except (OSError, ValueError, KeyError, TypeError):
        return []
    return sorted({Path(name).parts[0] for name in files if isinstance(name, str) and name})


def _files(path: Path) -> tuple[str, ...]:
    if not path.is_dir():
        return (path.name,)
    return tuple(
        sorted(each.relative_to(path).as_posix() for each in path.rglob("*") if each.is_file())
    )
