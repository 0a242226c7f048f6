"""The command of the models room: prediction."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dateline.corpus.plurals import counted
from dateline.corpus.terminal.console import first_rejects, progress_bar, say, show_json, warn
from dateline.corpus.terminal.options import (
    AsJson,
    EncoderPlace,
    EngineName,
    Sources,
    Trust,
    Workers,
)

if TYPE_CHECKING:
    from .predictor import Predictor

app = typer.Typer()


@app.command()
def predict(
    sources: Sources,
    model: Annotated[
        Path | None,
        typer.Option(
            "--model",
            metavar="MODEL_DIR",
            help="A trained model.  [default: the baseline that ships with Dateline]",
        ),
    ] = None,
    output: Annotated[
        Path,
        typer.Option(
            "-o",
            "--output",
            help="FILE.jsonl, FILE.parquet, - for stdout, or a folder: many Parquet files at once, "
            "from Parquet files, on all processors; stopped and called again, it goes on.",
        ),
    ] = Path("-"),
    engine: EngineName = None,
    workers: Workers = None,
    embeddings: EncoderPlace = None,
    trust: Trust = None,
    as_json: AsJson = False,
) -> None:
    """Label every sentence of new articles, with a probability for each label."""
    from .batches import predict_source
    from .folder import SHIPPED, Loading
    from .predictor import find_predictor

    to_folder = str(output) != "-" and (output.is_dir() or not output.suffix)
    if as_json and str(output) == "-":
        raise typer.BadParameter(
            "--json and predictions would both print on standard output; give a file with -o"
        )
    if (engine or workers) and not to_folder:
        raise typer.BadParameter(
            f"--engine and --workers fill a folder, and {output} is none; give a name without a "
            "suffix with -o"
        )
    predictor = find_predictor(model or SHIPPED, Loading(tuple(trust or ()), embeddings))
    if model is None:
        warn(
            "No --model given: predicting with the baseline that ships with Dateline. A machine made "
            f"the labels it learned from, not people; its card: {SHIPPED / 'README.md'}"
        )
    if to_folder:
        return _fill(predictor, sources, output, engine or "local", workers, as_json)
    with progress_bar() as progress:
        done = predict_source(
            predictor.classifier,
            sources,
            output,
            quotations=predictor.quotations,
            reject=first_rejects(),
            progress=progress,
        )
    _warn_of_losses(done.articles, done.rejected, done.passed_over)
    if as_json:
        return show_json(asdict(done))
    if str(output) != "-":
        say(
            f"Predicted {counted(done.sentences, 'sentence')} of "
            f"{counted(done.articles, 'article')}: {output} "
            f"({', '.join(predictor.labels)})."
        )


def _fill(
    predictor: Predictor,
    sources: list[str],
    output: Path,
    engine: str,
    workers: int | None,
    as_json: bool,
) -> None:
    """Predict into a folder, and say what came of it."""
    from dateline.corpus.engines import find_engine

    from .predict_folder import predict_folder

    with progress_bar() as progress:
        done = predict_folder(
            predictor,
            sources,
            output,
            engine=find_engine(engine),
            workers=workers,
            reject=first_rejects(),
            progress=progress,
        )
    _warn_of_losses(done.articles, done.rejected, done.passed_over)
    if as_json:
        return show_json(asdict(done))
    kept = f", {done.kept:,} of them by an earlier run" if done.kept else ""
    say(
        f"Predicted {counted(done.sentences, 'sentence')} of {counted(done.articles, 'article')} in "
        f"{counted(done.units, 'file')}{kept}: {output} ({', '.join(predictor.labels)})."
    )


def _warn_of_losses(articles: int, rejected: int, passed_over: int) -> None:
    if not articles:
        warn("No article was found; the result is empty.")
    if rejected:
        warn(f"Left out {rejected:,} that could not be read.")
    if passed_over:
        passed = counted(passed_over, "file, or part of one,", "files, or parts of files,")
        warn(f"Passed over {passed} of a kind that Dateline does not read.")
