"""The commands that keep a corpus safe: a backup of it, and the way back."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..plurals import counted
from ..terminal.console import say, show_json
from ..terminal.options import AsJson, CorpusAddress

if TYPE_CHECKING:
    from ..store.backup import Held

app = typer.Typer()


@app.command()
def backup(
    output: Annotated[
        Path, typer.Option("-o", "--output", metavar="FILE", help="Where to write it.")
    ],
    corpus: CorpusAddress = "corpus.db",
    as_json: AsJson = False,
) -> None:
    """Write the corpus, as it is now, to one file, while people work; it is a corpus file itself."""
    from ..store import open_corpus
    from ..store.backup import back_up

    with open_corpus(corpus) as opened:
        held = back_up(opened, output)
    if as_json:
        return show_json({"file": str(output), "bytes": output.stat().st_size, **asdict(held)})
    _say(output, held)


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What `dateline backup` wrote.")],
    corpus: CorpusAddress = "corpus.db",
    as_json: AsJson = False,
) -> None:
    """Bring a backup back, into a new file or an empty PostgreSQL database; nothing is overwritten."""
    from ..store import open_corpus
    from ..store.backup import restore as bring_back

    held = bring_back(file, corpus)
    with open_corpus(corpus) as opened:
        address = opened.address
    if as_json:
        return show_json({"corpus": address, **asdict(held)})
    _say(address, held)


def _say(place: Path | str, held: Held) -> None:
    """Say what a backup holds that was written to a place, or brought back to it."""
    say(
        f"{place}: {counted(held.articles, 'article')}, {counted(held.judgments, 'judgment')}, "
        f"{counted(held.rulings, 'ruling')}, {counted(held.accounts, 'account')}."
    )
