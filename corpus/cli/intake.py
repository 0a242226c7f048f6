"""The commands that bring articles and labels into a corpus and out of it."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from ..terminal.console import first_rejects, progress_bar, show_json, warn
from ..terminal.options import (
    AcceptChange,
    AsJson,
    CorpusAddress,
    FormatName,
    GuidelinesFile,
    LabelledChoice,
    QuotationsChoice,
    Sources,
)

app = typer.Typer()

MOST_EXPLAINED = 200
"""Pages that `ingest --explain` shows: more would neither be held in memory nor be read."""


@app.command()
def ingest(
    sources: Sources,
    corpus: CorpusAddress = "corpus.db",
    guidelines: GuidelinesFile = None,
    accept_guidelines_change: AcceptChange = False,
    quotations: QuotationsChoice = None,
    labelled: LabelledChoice = None,
    settings: Annotated[
        Path | None,
        typer.Option(
            "--settings",
            metavar="FILE",
            help="Licences, rights and languages of sources, your own patterns.  "
            "[default: dateline.toml beside the corpus]",
        ),
    ] = None,
    explain: Annotated[
        bool,
        typer.Option("--explain", help="Write a page that shows the parts of every page read."),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Take articles in and split them into sentences; twice changes nothing."""
    from ..errors import SourceError
    from ..explain import ExplainedPage, explain_pages
    from ..files import new_file
    from ..ingest import ingest as take_in
    from ..reading import ReadPage
    from ..source_settings import find_source_settings
    from ..store import open_corpus
    from ..store.adoption import adopt_guidelines
    from ..store.review import count_review
    from ..terminal.intake_summary import show_ingested

    beside = "dateline" if "://" in corpus else corpus
    rejects, explained = Path(f"{beside}.rejects.jsonl"), Path(f"{beside}.explain.html")
    terms = find_source_settings(Path(beside).parent, settings)
    pages: list[ExplainedPage] = []

    def see(read: ReadPage) -> None:
        if explain and len(pages) < MOST_EXPLAINED:
            name = f"{read.where}, {read.record}" if read.record else read.where
            pages.append(ExplainedPage(name, read.page))

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
            labelled=labelled,
            settings=terms,
            rejects=rejects,
            own=[explained],
            reject=first_rejects(rejects),
            see=see,
            progress=progress,
        )
        if explain:
            with new_file(explained) as file:
                file.writelines(explain_pages(pages))
        if done.rejected and not done.articles:
            raise SourceError(
                f"nothing could be read: {rejects} says why, row by row ({done.rejected:,})"
            )
    if as_json:
        files = {
            "rejects": str(rejects) if done.rejected else None,
            "explained": str(explained) if explain else None,
        }
        return show_json(asdict(done) | files)
    show_ingested(done, opened.address, rejects, explained if explain else None)
    if explain and done.pages > len(pages):
        warn(f"It shows the first {len(pages):,} pages; name fewer sources to see others.")


@app.command()
def provenance(
    article: Annotated[str, typer.Argument(metavar="ARTICLE", help="The id of an article.")],
    corpus: CorpusAddress = "corpus.db",
    as_json: AsJson = False,
) -> None:
    """Where an article came from: file, digest, place, time, version, licence, rights."""
    from ..provenance import provenance as trace
    from ..store import open_corpus

    with open_corpus(corpus) as opened:
        done = trace(opened, article)
    if as_json:
        return show_json(done.to_json())
    from ..terminal.intake_summary import show_provenance

    show_provenance(done)


@app.command("import")
def import_(
    path: Annotated[Path, typer.Argument(help="A file or a folder.")],
    form: FormatName = "dateline",
    corpus: CorpusAddress = "corpus.db",
    guidelines: GuidelinesFile = None,
    accept_guidelines_change: AcceptChange = False,
    rename: Annotated[
        list[str] | None,
        typer.Option("--map", metavar="THEIRS=OURS", help="Take a label in under another name."),
    ] = None,
    machine_labels: Annotated[
        bool,
        typer.Option("--machine-labels", help="A machine made the labels: say so in every result."),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Take in articles, judgments, gold and predictions: all of them or, on any error, none."""
    from ..rejects import write_rejects
    from ..store import open_corpus
    from ..terminal.intake_summary import show_imported
    from ..transfer import import_corpus

    renamed = _renames(rename or [])
    unmatched = Path(f"{'dateline' if '://' in corpus else corpus}.unmatched.jsonl")
    with (
        open_corpus(corpus, create=True) as opened,
        progress_bar() as progress,
        write_rejects(unmatched) as keep,
    ):
        done = import_corpus(
            opened,
            path,
            form,
            guidelines=guidelines,
            accept_change=accept_guidelines_change,
            machine_labels=machine_labels,
            renamed=renamed,
            unmatched=keep,
            progress=progress,
        )
    if as_json:
        return show_json(asdict(done) | {"rejects": str(unmatched) if done.unmatched else None})
    show_imported(done, opened.address, unmatched)


def _renames(asked: list[str]) -> dict[str, str]:
    from ..errors import SettingsError, shorten

    renamed = {}
    for each in asked:
        theirs, equals, ours = each.partition("=")
        if not (theirs and equals and ours):
            raise SettingsError(
                f"--map: found {shorten(each)}, expected THEIRS=OURS, such as --map other=attack"
            )
        renamed[theirs] = ours
    return renamed


@app.command()
def export(
    output: Annotated[
        Path, typer.Option("-o", "--output", help="The folder, or the one file, to write.")
    ],
    form: FormatName = "dateline",
    lossy: Annotated[
        bool,
        typer.Option("--lossy", help="Go on although the format cannot carry all of the labels."),
    ] = False,
    corpus: CorpusAddress = "corpus.db",
    as_json: AsJson = False,
) -> None:
    """Write the corpus for another tool, or, as dateline, with all that is in it."""
    from ..export import export_corpus
    from ..store import open_corpus

    with open_corpus(corpus) as opened, progress_bar() as progress:
        done = export_corpus(opened, output, form, lossy=lossy, progress=progress)
    if as_json:
        return show_json(asdict(done))
    from ..terminal.intake_summary import show_exported

    show_exported(done, output)


@app.command()
def formats(as_json: AsJson = False) -> None:
    """What each format of `import` and `export` carries, and what it cannot."""
    from ..terminal.formats_summary import formats_to_json, show_formats

    if as_json:
        return show_json(formats_to_json())
    show_formats()
