"""The commands that say what is in a corpus, settle its labels and split it."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Literal

import typer

from ..terminal.console import first_rejects, progress_bar, say, show_json
from ..terminal.options import (
    HIGHEST_SEED,
    AsJson,
    CorpusAddress,
    EngineName,
    Seed,
    Workers,
    ends_in,
)

app = typer.Typer()


@app.command("corpus")
def corpus_(
    output: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            metavar="FILE.html",
            help="Write a page with plots too.",
            callback=ends_in(".html", ".htm"),
        ),
    ] = None,
    corpus: CorpusAddress = "corpus.db",
    as_json: AsJson = False,
) -> None:
    """What is in the corpus: articles, sentences, labels, sources, languages, dates, lengths."""
    from ..census import take_census
    from ..store import open_corpus

    with open_corpus(corpus) as opened:
        done = take_census(opened)
    if output is not None:
        from ..census.page import write_census

        write_census(done, output)
    if as_json:
        return show_json(done.to_json() | {"page": str(output) if output else None})
    from ..census.summary import show_census

    show_census(done)
    if output is not None:
        say(f"Look at the page: {output}")


@app.command()
def agreement(
    corpus: CorpusAddress = "corpus.db",
    resamples: Annotated[int, typer.Option("--resamples", min=0, help="Of articles.")] = 1000,
    seed: Seed = 0,
    as_json: AsJson = False,
) -> None:
    """How far the annotators agree: per label, overall and in pairs, with intervals."""
    from ..steps import agreement as measure
    from ..store import open_corpus

    with open_corpus(corpus) as opened:
        done = measure(opened, resamples=resamples, seed=seed)
    if as_json:
        return show_json(done.to_json())
    from ..terminal.summaries import show_agreement

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
    from ..steps import adjudicate as settle
    from ..store import open_corpus

    with open_corpus(corpus) as opened:
        done = settle(opened, rule)
    if as_json:
        return show_json(asdict(done))
    from ..terminal.summaries import show_adjudicated

    show_adjudicated(done)


@app.command()
def duplicates(
    sources: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="SOURCE",
            help="Parquet files, or folders of them, to be compared instead of the corpus.",
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            metavar="FILE.html",
            help="Write the texts side by side; for SOURCE, the folder of links and clusters: "
            "stopped and called again, it goes on.",
        ),
    ] = None,
    kind: Annotated[
        Literal["exact", "format", "contains", "rewrite"] | None,
        typer.Option("--kind", help="Show only links of this kind.  [default: all]"),
    ] = None,
    engine: EngineName = None,
    workers: Workers = None,
    corpus: CorpusAddress = "corpus.db",
    as_json: AsJson = False,
) -> None:
    """Compare what is new with all that is there, and list the articles that are copies."""
    if sources:
        if output is None or output.suffix or kind:
            raise typer.BadParameter(
                "the copies in SOURCE are written into a folder, all of them; name it with -o, "
                "without a suffix and without --kind"
            )
        return _duplicates_of(sources, output, engine or "local", workers, as_json)
    if engine or workers:
        raise typer.BadParameter("--engine and --workers are for SOURCE, and none is given")
    ends_in(".html", ".htm")(output)
    from ..clusters import list_copies
    from ..comparison import compare_new
    from ..store import open_corpus

    with open_corpus(corpus) as opened, progress_bar() as progress:
        found = compare_new(opened, progress)
        with opened.read() as connection:
            done = list_copies(connection, found, kind)
        if output is not None:
            from ..duplicates_page import write_copies

            write_copies(opened, done, output, progress)
    from ..terminal.duplicates_summary import copies_to_json, show_copies

    if as_json:
        return show_json(copies_to_json(done))
    show_copies(done)
    if output is not None:
        say(f"Their texts stand side by side in {output}.")


def _duplicates_of(
    sources: list[str], output: Path, engine: str, workers: int | None, as_json: bool
) -> None:
    """Find the copies in Parquet files, and say how many there are."""
    from ..duplicates.at_scale import find_in_folders
    from ..engines import find_engine
    from ..terminal.duplicates_summary import show_copies_in_folder

    with progress_bar() as progress:
        done = find_in_folders(
            sources,
            output,
            engine=find_engine(engine),
            workers=workers,
            reject=first_rejects(),
            progress=progress,
        )
    if as_json:
        return show_json(asdict(done))
    show_copies_in_folder(done, output)


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
    from ..steps import split as make
    from ..store import open_corpus
    from ..terminal.summaries import show_split, split_to_json

    with open_corpus(corpus) as opened, progress_bar() as progress:
        done = make(opened, test=test, validation=validation, seed=seed, progress=progress)
    if as_json:
        return show_json(split_to_json(done))
    show_split(done)
