"""The command of the models room: prediction."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from dateline.corpus.console import progress_bar, say, show_json, warn
from dateline.corpus.options import AsJson, EncoderPlace, Sources, Trust
from dateline.corpus.plurals import counted

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
        Path, typer.Option("-o", "--output", help="FILE.jsonl, FILE.parquet, or - for stdout.")
    ] = Path("-"),
    embeddings: EncoderPlace = None,
    trust: Trust = None,
    as_json: AsJson = False,
) -> None:
    """Label every sentence of new articles, with a probability for each label."""
    from .batches import predict_source
    from .folder import SHIPPED, Loading, load, read_facts

    if as_json and str(output) == "-":
        raise typer.BadParameter(
            "--json and predictions would both print on standard output; give a file with -o"
        )
    folder = model or SHIPPED
    classifier = load(folder, Loading(tuple(trust or ()), embeddings))
    facts = read_facts(folder)
    if model is None:
        warn(
            "No --model given: predicting with the baseline that ships with Dateline. A machine made "
            f"the labels it learned from, not people; its card: {SHIPPED / 'README.md'}"
        )
    with progress_bar() as progress:
        done = predict_source(
            classifier,
            sources,
            output,
            quotations=facts.quotations,
            reject=lambda error: warn(f"left out: {error}"),
            progress=progress,
        )
    if done.rejected:
        warn(f"Left out {done.rejected:,} that could not be read.")
    if done.passed_over:
        passed = counted(done.passed_over, "file, or part of one,", "files, or parts of files,")
        warn(f"Passed over {passed} of a kind that Dateline does not read.")
    if as_json:
        return show_json(asdict(done))
    if str(output) != "-":
        say(
            f"Predicted {counted(done.sentences, 'sentence')} of "
            f"{counted(done.articles, 'article')}: {output} "
            f"({', '.join(classifier.labels)})."
        )
