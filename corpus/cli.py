"""The commands of the corpus room: one library call each, its result printed."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Literal

import typer

from .console import progress_bar, say, show_json, warn
from .options import (
    HIGHEST_SEED,
    AcceptChange,
    AsJson,
    CorpusAddress,
    GuidelinesFile,
    QuotationsChoice,
    Seed,
)

app = typer.Typer()

Source = Annotated[
    list[str],
    typer.Argument(
        metavar="SOURCE...", help="Files or folders (.txt .jsonl .csv .parquet), - for stdin."
    ),
]


@app.command()
def ingest(
    sources: Source,
    corpus: CorpusAddress = "corpus.db",
    guidelines: GuidelinesFile = None,
    accept_guidelines_change: AcceptChange = False,
    quotations: QuotationsChoice = None,
    as_json: AsJson = False,
) -> None:
    """Take articles in and split them into sentences; twice changes nothing."""
    from .errors import SourceError
    from .ingest import ingest as take_in
    from .store import open_corpus
    from .store.adoption import adopt_guidelines
    from .store.review import count_review

    rejects = Path("dateline.rejects.jsonl" if "://" in corpus else f"{corpus}.rejects.jsonl")
    with open_corpus(corpus, create=True) as opened, progress_bar() as progress:
        if guidelines is not None:
            with opened.write() as connection:
                adopt_guidelines(connection, guidelines, accept_change=accept_guidelines_change)
                carried, waiting = count_review(connection)
            if carried + waiting:
                warn(
                    f"Of the judgments made under earlier guidelines {waiting:,} wait until their "
                    f"annotators have looked again on the page; {carried:,} go on counting."
                )
        done = take_in(
            opened,
            sources,
            quotations=quotations,
            rejects=rejects,
            reject=lambda error: warn(f"left out: {error}"),
            progress=progress,
        )
        if done.rejected and not done.added + done.unchanged:
            raise SourceError(
                f"nothing could be read: {rejects} says why, row by row ({done.rejected:,})"
            )
    if as_json:
        return show_json(asdict(done) | {"rejects": str(rejects) if done.rejected else None})
    if done.added:
        say(f"Added {done.added:,} articles with {done.sentences:,} sentences to {opened.address}.")
    if done.unchanged:
        say(f"Unchanged: {done.unchanged:,} articles were in {opened.address} already.")
    if not done.added + done.unchanged:
        say("Found no articles.")
    if done.rejected:
        warn(f"Left out {done.rejected:,} rows that could not be read: see {rejects}.")
    if done.passed_over:
        warn(f"Passed over {done.passed_over:,} files in folders that Dateline does not read.")


@app.command("import")
def import_(
    path: Annotated[Path, typer.Argument(help="A file or a folder.")],
    form: Annotated[str, typer.Option("--format", help="dateline | india-police-events")] = (
        "dateline"
    ),
    corpus: CorpusAddress = "corpus.db",
    guidelines: GuidelinesFile = None,
    accept_guidelines_change: AcceptChange = False,
    machine_labels: Annotated[
        bool,
        typer.Option("--machine-labels", help="A machine made the labels: say so in every result."),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Take in articles, judgments, gold and predictions: all of them or, on any error, none."""
    from .store import open_corpus
    from .transfer import import_corpus

    with open_corpus(corpus, create=True) as opened, progress_bar() as progress:
        done = import_corpus(
            opened,
            path,
            form,
            guidelines=guidelines,
            accept_change=accept_guidelines_change,
            machine_labels=machine_labels,
            progress=progress,
        )
    if as_json:
        return show_json(asdict(done))
    say(
        f"Imported {done.articles:,} articles with {done.sentences:,} sentences, "
        f"{done.judgments:,} judgments, {done.rulings:,} rulings"
        f"{f', {done.suggestions:,} suggestions' if done.suggestions else ''}"
        f"{' and a split' if done.split else ''}."
    )
    if done.unchanged:
        say(f"Unchanged: {done.unchanged:,} rows were in {opened.address} already.")


@app.command()
def export(
    output: Annotated[Path, typer.Option("-o", "--output", help="The folder to write.")],
    form: Annotated[str, typer.Option("--format", help="dateline")] = "dateline",
    corpus: CorpusAddress = "corpus.db",
    as_json: AsJson = False,
) -> None:
    """Write everything in the corpus as files that can be imported again."""
    from .formats import EXPORTERS, find_format
    from .store import open_corpus

    write = find_format(EXPORTERS, form)
    with open_corpus(corpus) as opened, progress_bar() as progress:
        done = write(opened, output, progress=progress)
    if as_json:
        return show_json(asdict(done))
    say(
        f"Exported {done.articles:,} articles, {done.judgments:,} judgments and "
        f"{done.rulings:,} rulings to {output} ({', '.join(done.files)})."
    )


@app.command()
def agreement(
    corpus: CorpusAddress = "corpus.db",
    resamples: Annotated[int, typer.Option("--resamples", min=0, help="Of articles.")] = 1000,
    seed: Seed = 0,
    as_json: AsJson = False,
) -> None:
    """How far the annotators agree: per label, overall and in pairs, with intervals."""
    from .steps import agreement as measure
    from .store import open_corpus

    with open_corpus(corpus) as opened:
        done = measure(opened, resamples=resamples, seed=seed)
    if as_json:
        return show_json(done.to_json())
    from .summaries import show_agreement

    show_agreement(done)


@app.command()
def adjudicate(
    rule: Annotated[
        Literal["unanimous", "majority"], typer.Option("--rule", help="All agree, or most do.")
    ] = "unanimous",
    corpus: CorpusAddress = "corpus.db",
    as_json: AsJson = False,
) -> None:
    """Settle what needs no person; what is not settled stays open and is counted."""
    from .steps import adjudicate as settle
    from .store import open_corpus

    with open_corpus(corpus) as opened:
        done = settle(opened, rule)
    if as_json:
        return show_json(asdict(done))
    from .summaries import show_adjudicated

    show_adjudicated(done)


@app.command()
def split(
    test: Annotated[
        float | None, typer.Option("--test", help="Share of sentences held out.  [default: 0.3]")
    ] = None,
    validation: Annotated[
        float | None, typer.Option("--validation", help="Share for validation.  [default: 0]")
    ] = None,
    seed: Annotated[
        int | None, typer.Option("--seed", min=0, max=HIGHEST_SEED, help="[default: 0]")
    ] = None,
    corpus: CorpusAddress = "corpus.db",
    as_json: AsJson = False,
) -> None:
    """Split by article, near-duplicates together, every label shared evenly; once made, frozen."""
    from .steps import split as make
    from .store import open_corpus
    from .summaries import show_split, split_to_json

    with open_corpus(corpus) as opened:
        done = make(opened, test=test, validation=validation, seed=seed)
    if as_json:
        return show_json(split_to_json(done))
    show_split(done)
