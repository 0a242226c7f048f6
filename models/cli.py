"""The command of the models room: prediction."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from dateline.corpus.console import progress_bar, say, show_json, warn
from dateline.corpus.options import AsJson, Sources
from dateline.corpus.plurals import counted

app = typer.Typer()


@app.command()
def predict(
    sources: Sources,
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
