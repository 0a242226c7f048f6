"""The model that ships with Dateline: `python -m dateline.training.baseline ARTICLES MODEL_DIR`.

It learns from every article, so its figures are those of the recipe in five folds. The same articles
give the same bytes.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from dateline.corpus.files import new_folder
from dateline.corpus.progress import Progress
from dateline.corpus.steps import split
from dateline.corpus.store import open_corpus
from dateline.corpus.terminal.console import prepare_streams, progress_bar, say
from dateline.corpus.transfer import import_corpus
from dateline.models.folder import LAYOUT, PLOT, add_metrics

from .evaluate.folds import FOLDS
from .evaluating import evaluate
from .report.plots import f1_picture
from .steps import train

__all__ = ["make_baseline"]

NAME = "dateline-baseline"
SEED = 0
RESAMPLES = 1000
ORIGIN = (
    "Reports on conflict by news agencies, newspapers, broadcasters, the UN and human-rights groups, "
    "survivors' accounts, and press releases of governments and armed forces, 1914 to 2024. A "
    "large language model labelled every sentence in its article, in two "
    "passes under the annotation guidelines, and settled where these differed."
)


def make_baseline(articles: Path, folder: Path, *, progress: Progress = lambda *_: None) -> None:
    """Train on all of a labelled corpus (a folder to import) and write the model with its figures.

    Near-duplicates are found as `dateline split` finds them. Raises what `import_corpus`, `train` and
    `cross_fit` raise, OutputError where `folder` is something else or cannot be written.
    """
    names = [file.name for file in LAYOUT]
    with TemporaryDirectory() as work, open_corpus(f"{work}/corpus.db", create=True) as corpus:
        import_corpus(corpus, articles, machine_labels=True, progress=progress)
        split(corpus)
        model = Path(work) / NAME
        train(corpus, model, on="all", seed=SEED, origin=ORIGIN, progress=progress)
        report = Path(work) / "report"
        done = evaluate(
            corpus,
            None,
            report,
            on="all",
            folds=FOLDS,
            resamples=RESAMPLES,
            seed=SEED,
            command="make baseline",
            progress=progress,
        )
        add_metrics(model, done.report.to_json(), {PLOT.name: f1_picture(done.report)})
        with new_folder(folder, names) as new:
            for file in model.iterdir():
                (new / file.name).write_bytes(file.read_bytes())


def main(arguments: Sequence[str]) -> None:
    """Make the model that ships with Dateline."""
    prepare_streams()
    articles, folder = map(Path, arguments)
    with progress_bar() as progress:
        make_baseline(articles, folder, progress=progress)
    size = sum(file.stat().st_size for file in folder.iterdir())
    say(f"Trained on {articles}: {folder}, {size / 1e6:.2f} MB. Its card: {folder / 'README.md'}")


if __name__ == "__main__":
    main(sys.argv[1:])
