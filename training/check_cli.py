"""`dateline check`: a release, a corpus, a model or predictions, whichever it is given."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from dateline.corpus.errors import SourceError, one_of
from dateline.corpus.outcomes import Outcome, ask
from dateline.corpus.plurals import counted
from dateline.corpus.progress import Progress
from dateline.corpus.terminal.console import progress_bar, say, show_json, warn
from dateline.corpus.terminal.options import AsJson, Trust

app = typer.Typer()

_MARKS = {"kept": "ok", "broken": "BROKEN", "not asked": "not asked"}


@app.command()
def check(
    what: Annotated[
        str,
        typer.Argument(
            metavar="DIR",
            help="A release, a corpus (or its address), a model or a folder of predictions.",
        ),
    ],
    articles: Annotated[
        list[str] | None,
        typer.Option(
            "--articles", metavar="SOURCE", help="Articles that must not stand in the release."
        ),
    ] = None,
    corpus: Annotated[
        str | None,
        typer.Option("--corpus", metavar="PATH_OR_URL", help="The same, out of a corpus."),
    ] = None,
    previous: Annotated[
        Path | None,
        typer.Option("--previous", metavar="DIR", help="The version of the release before it."),
    ] = None,
    trust: Trust = None,
    as_json: AsJson = False,
) -> None:
    """Whether a release, corpus, model or folder of predictions keeps what it promises, or status 1."""
    from dateline.corpus.release.opened import is_release
    from dateline.models.job_folder import is_job

    with progress_bar() as progress:
        if is_release(Path(what)):
            outcomes = _check_release(Path(what), articles, corpus, previous, trust, progress)
        elif (Path(what) / "model.json").is_file():
            outcomes = _check_model(Path(what), trust)
        elif is_job(Path(what)):
            outcomes = _check_job(Path(what), progress)
        elif Path(what).is_file() or "://" in what:
            outcomes = _check_corpus(what)
        elif not Path(what).exists():
            raise SourceError(f"there is no file or folder {what}; check the path")
        else:
            raise SourceError(
                f"{what} is no release (release.json), no model (model.json), no folder of predictions "
                "(job.json) and no corpus file; give the path of one"
            )
    broken = [outcome for outcome in outcomes if outcome.state == "broken"]
    if as_json:
        show_json({"kept": not broken, "rules": [asdict(outcome) for outcome in outcomes]})
    else:
        _show(outcomes)
    if broken:
        warn(
            f"dateline: {what} breaks {counted(len(broken), 'rule')}, first {broken[0].rule}: "
            f"{broken[0].problems[0]}"
        )
        raise typer.Exit(1)


def _check_release(
    folder: Path,
    articles: Sequence[str] | None,
    corpus: str | None,
    previous: Path | None,
    trust: Sequence[str] | None,
    progress: Progress,
) -> list[Outcome]:
    from dateline.corpus.release.check import check_release
    from dateline.corpus.release.texts import texts_in_corpus, texts_in_files
    from dateline.corpus.store import open_corpus

    texts: list[str] | None = None
    if articles:
        texts = texts_in_files(articles)
    if corpus:
        with open_corpus(corpus) as opened:
            texts = [*(texts or ()), *texts_in_corpus(opened)]
    outcomes = check_release(folder, previous=previous, articles=texts, progress=progress)
    model = folder / "model"
    return outcomes + (_check_model(model, trust) if model.is_dir() else [])


def _check_corpus(address: str) -> list[Outcome]:
    from dateline.corpus.corpus_check import check_corpus
    from dateline.corpus.store import open_corpus

    with open_corpus(address) as opened:
        return check_corpus(opened)


def _check_model(folder: Path, trust: Sequence[str] | None) -> list[Outcome]:
    def loads() -> Iterator[str]:
        from dateline.models.folder import Loading, load, read_metrics

        load(folder, Loading(tuple(trust or ())))
        read_metrics(folder)
        yield from ()

    means = "The model is the one that was saved, and holds no type that could run code"
    means += f", but those of {one_of(trust)}." if trust else "."
    return [ask("model-loads", means, loads)]


def _check_job(folder: Path, progress: Progress) -> list[Outcome]:
    from dateline.models.job_check import check_job

    return check_job(folder, progress)


def _show(outcomes: Sequence[Outcome]) -> None:
    width = max(len(outcome.rule) for outcome in outcomes)
    for outcome in outcomes:
        why = f" ({outcome.why})" if outcome.why else ""
        say(f"{_MARKS[outcome.state]:<9}  {outcome.rule:<{width}}  {outcome.means}{why}")
        for problem in outcome.problems:
            say(f"{'':<9}  {'':<{width}}  {problem}")
    states = Counter[str](outcome.state for outcome in outcomes)
    say(", ".join(f"{states[state]} {state}" for state in _MARKS))
