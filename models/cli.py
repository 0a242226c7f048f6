"""The command of the models room: prediction."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from dateline.corpus.console import progress_bar, say, show_json, warn
from dateline.corpus.options import AsJson

app = typer.Typer()


@app.command()
def predict(
    sources: Annotated[
        list[str],
        typer.Argument(
            metavar="SOURCE...", help="Files or folders (.txt .jsonl .csv .parquet), - for stdin."
        ),
    ],
    model: Annotated[Path, typer.Option("--model", help="The folder of a trained model.")],
    output: Annotated[
        Path, typer.Option("-o", "--output", help="FILE.jsonl, FILE.parquet, or - for stdout.")
    ],
    as_json: AsJson = False,
) -> None:
    """Label every sentence of new articles, with a probability for each label."""
    from .batches import predict_source
    from .folder import load, read_facts

    if as_json and str(output) == "-":
        raise typer.BadParameter("--json and -o - would both print on standard output")
    classifier, facts = load(model), read_facts(model)
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
        warn(f"Left out {done.rejected:,} rows that could not be read.")
    if done.passed_over:
        warn(f"Passed over {done.passed_over:,} files in folders that Dateline does not read.")
    if as_json:
        return show_json(asdict(done))
    if str(output) != "-":
        say(
            f"Predicted {done.sentences:,} sentences of {done.articles:,} articles: {output} "
            f"({', '.join(classifier.labels)})."
        )
