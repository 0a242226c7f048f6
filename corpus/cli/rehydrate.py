"""The command that restores a release from somebody's own copies of its articles."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ..terminal.console import first_rejects, progress_bar, show_json
from ..terminal.options import AsJson

app = typer.Typer()


@app.command()
def rehydrate(
    release: Annotated[Path, typer.Argument(metavar="RELEASE", help="The folder of a release.")],
    articles: Annotated[
        list[str],
        typer.Option(
            "--articles",
            metavar="SOURCE",
            help="Your copies: files or folders as `ingest` reads them, - for stdin, or a .csv with "
            "the columns url (or id) and file.",
        ),
    ],
    output: Annotated[
        Path,
        typer.Option(
            "-o",
            "--output",
            metavar="OUT",
            help="FILE.jsonl, FILE.parquet, or a folder that `import` takes in.",
        ),
    ],
    min_coverage: Annotated[
        float,
        typer.Option(
            "--min-coverage", min=0.0, max=1.0, help="Fail below this share of sentences."
        ),
    ] = 0.0,
    takedown: Annotated[
        Path | None,
        typer.Option("--takedown", metavar="FILE", help="A newer takedown list of the release."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Restore the text of a stand-off release from your own copies of its articles."""
    from ..release.rehydrate import rehydrate as restore
    from ..release.rehydrate_summary import rehydrated_to_json, show_rehydrated

    with progress_bar() as progress:
        done = restore(
            release,
            articles,
            output,
            min_coverage=min_coverage,
            takedown=takedown,
            reject=first_rejects(),
            progress=progress,
        )
    if as_json:
        return show_json(rehydrated_to_json(done, output))
    show_rehydrated(done, output)
