"""The whole path on the invented sample corpus: import, split, train, evaluate."""

from __future__ import annotations

from collections.abc import Callable
from importlib import resources
from pathlib import Path

from dateline.corpus.errors import OutputError
from dateline.corpus.steps import split
from dateline.corpus.store import open_corpus
from dateline.corpus.transfer import import_corpus

from .evaluating import Evaluated, evaluate
from .steps import train

__all__ = ["demo"]


def demo(folder: Path, *, progress: Callable[[str, int, int], None] = lambda *_: None) -> Evaluated:
    """Take the sample corpus through the whole path in `folder`; doing it again changes nothing.

    Leaves corpus.db, sample-baseline/ (the model) and report/ there. Raises OutputError where the
    folder cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(
            f"{folder} cannot be made ({error.strerror}); give another folder with -o"
        ) from None
    sample = resources.files("dateline.corpus.sample")
    with (
        resources.as_file(sample) as files,
        open_corpus(str(folder / "corpus.db"), create=True) as corpus,
    ):
        import_corpus(corpus, files, progress=progress)
        split(corpus)
        model = folder / "sample-baseline"
        train(corpus, model, progress=progress)
        return evaluate(
            corpus,
            model,
            folder / "report",
            command="dateline demo",
            progress=progress,
        )
