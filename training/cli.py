"""The root of the command line: every room's commands under one name, errors caught in one place."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from dateline.corpus.cli import backup, gold, intake, page, rehydrate, release
from dateline.corpus.errors import DatelineError
from dateline.corpus.terminal.console import (
    drop_output,
    prepare_streams,
    progress_bar,
    show_json,
    warn,
)
from dateline.corpus.terminal.options import (
    AcceptChange,
    AsJson,
    CacheFolder,
    CorpusAddress,
    EncoderPlace,
    Seed,
    Trust,
)
from dateline.models import cli as models_cli

from . import check_cli, suggest_cli

if TYPE_CHECKING:
    from dateline.models.folder import Loading

__all__ = ["app", "main"]

INTERRUPTED = 130

app = typer.Typer(
    name="dateline",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


def _print_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        print(f"dateline {version('dateline')}")
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_print_version, is_eager=True, help="Print it."),
    ] = False,
) -> None:
    """Conflict news, labelled sentence by sentence.

    From articles to a classifier evaluated on held-out articles.
    """


demo_app = typer.Typer()
training_app = typer.Typer()


@demo_app.command()
def demo(
    output: Annotated[Path, typer.Option("-o", "--output", help="The folder to work in.")] = (
        Path("dateline-demo")
    ),
    as_json: AsJson = False,
) -> None:
    """The whole path on the invented sample corpus, to a report you can read."""
    from .demo import demo as run
    from .summaries import show_evaluated

    with progress_bar() as progress:
        done = run(output, progress=progress)
    if as_json:
        return show_json(done.to_json())
    show_evaluated(done)


@training_app.command()
def train(
    output: Annotated[Path, typer.Option("-o", "--output", help="The model's folder.")],
    on: Annotated[
        Literal["train", "all"], typer.Option("--on", help="Train articles, or every ruled one.")
    ] = "train",
    precision: Annotated[
        list[str] | None,
        typer.Option(
            metavar="LABEL=P", help="Choose a label's threshold for this precision, not for F1."
        ),
    ] = None,
    recall: Annotated[
        list[str] | None,
        typer.Option(metavar="LABEL=R", help="Choose a label's threshold for this recall."),
    ] = None,
    embeddings: Annotated[
        str | None,
        typer.Option(
            metavar="PATH_OR_NAME",
            help="Read embeddings too, of this sentence-transformers model: a folder, or a name in "
            "the library's cache. Nothing is fetched.",
        ),
    ] = None,
    estimator: Annotated[
        str | None,
        typer.Option(
            metavar="PACKAGE:FACTORY",
            help="Train what FACTORY() returns, an estimator that takes a list of sentences, in "
            "place of Dateline's recipe.",
        ),
    ] = None,
    cache: CacheFolder = None,
    corpus: CorpusAddress = "corpus.db",
    seed: Seed = 0,
    accept_guidelines_change: AcceptChange = False,
    as_json: AsJson = False,
) -> None:
    """Train the baseline classifier; never on held-out articles unless told --on all."""
    from dateline.corpus.store import open_corpus
    from dateline.models.encoder import cache_folder, find_encoder

    from .steps import train as learn
    from .summaries import show_trained
    from .thresholds import parse_targets

    if embeddings and estimator:
        raise typer.BadParameter("--estimator takes sentences as they are: leave --embeddings out")
    try:
        targets = parse_targets(precision or (), recall or ())
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None
    encoder = find_encoder(embeddings, cache or cache_folder()) if embeddings else None
    with open_corpus(corpus) as opened, progress_bar() as progress:
        done = learn(
            opened,
            output,
            on=on,
            seed=seed,
            targets=targets,
            estimator=estimator,
            encoder=encoder,
            accept_change=accept_guidelines_change,
            progress=progress,
        )
    if as_json:
        return show_json({"folder": str(done.folder), **done.facts.to_json()})
    show_trained(done)


@training_app.command()
def evaluate(
    model: Annotated[
        Path | None,
        typer.Argument(
            metavar="MODEL_DIR", help="A trained model; without one only folds are evaluated."
        ),
    ] = None,
    part: Annotated[
        Literal["test", "validation"], typer.Option("--split", help="Which articles.")
    ] = "test",
    output: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            help="Folder for the report.  [default: MODEL_DIR-report or folds-report]",
        ),
    ] = None,
    corpus: CorpusAddress = "corpus.db",
    resamples: Annotated[int, typer.Option("--resamples", min=0, help="Of articles.")] = 1000,
    folds: Annotated[
        int | None,
        typer.Option("--folds", metavar="K", min=2, help="Cross-validate the recipe by article."),
    ] = None,
    learning_curve: Annotated[
        bool,
        typer.Option(
            "--learning-curve", help="Train on growing shares; forecast what more brings."
        ),
    ] = False,
    label_errors: Annotated[
        bool,
        typer.Option(
            "--label-errors",
            help="Put gold labels that are probably wrong up for review on the page.",
        ),
    ] = False,
    on: Annotated[
        Literal["train", "all"] | None,
        typer.Option(
            "--on",
            help="For the three above: the train articles, or every ruled one.  [default: train; "
            "all where there is neither model nor split]",
        ),
    ] = None,
    seed: Seed = 0,
    embeddings: EncoderPlace = None,
    cache: CacheFolder = None,
    trust: Trust = None,
    accept_guidelines_change: AcceptChange = False,
    as_json: AsJson = False,
) -> None:
    """How well a model does on held-out articles: a table, metrics.json and report.html."""
    from dateline.corpus.store import open_corpus

    beside = bool(folds or learning_curve or label_errors)
    if on and not beside:
        raise typer.BadParameter("--on goes with --folds, --learning-curve or --label-errors")
    if not (model or beside):
        raise typer.BadParameter(
            "give a MODEL_DIR, or --folds K to evaluate the recipe without one"
        )
    from .evaluating import evaluate as measure
    from .summaries import show_evaluated

    with open_corpus(corpus) as opened, progress_bar() as progress:
        done = measure(
            opened,
            model,
            output or (_report_folder(model) if model else Path("folds-report")),
            part=part,
            resamples=resamples,
            seed=seed,
            folds=folds,
            learning_curve=learning_curve,
            label_errors=label_errors,
            on=on,
            loading=_loading(embeddings, cache, trust),
            accept_change=accept_guidelines_change,
            command=_command_line(),
            progress=progress,
        )
    if done.kept_out:
        warn(f"The report is written, the model's card keeps its earlier figures: {done.kept_out}")
    if as_json:
        return show_json(done.to_json())
    show_evaluated(done)


@training_app.command()
def compare(
    first: Annotated[Path, typer.Argument(metavar="MODEL_DIR", help="A trained model.")],
    second: Annotated[Path, typer.Argument(metavar="MODEL_DIR", help="Another one.")],
    part: Annotated[
        Literal["test", "validation"], typer.Option("--split", help="Which articles.")
    ] = "test",
    corpus: CorpusAddress = "corpus.db",
    resamples: Annotated[int, typer.Option("--resamples", min=0, help="Of articles.")] = 1000,
    seed: Seed = 0,
    embeddings: EncoderPlace = None,
    cache: CacheFolder = None,
    trust: Trust = None,
    accept_guidelines_change: AcceptChange = False,
    as_json: AsJson = False,
) -> None:
    """Which of two models is better on the same held-out articles, and whether that is sure."""
    from dateline.corpus.store import open_corpus

    from .steps import compare as measure
    from .summaries import show_compared

    with open_corpus(corpus) as opened, progress_bar() as progress:
        done = measure(
            opened,
            first,
            second,
            part=part,
            resamples=resamples,
            seed=seed,
            loading=_loading(embeddings, cache, trust),
            accept_change=accept_guidelines_change,
            progress=progress,
        )
    if as_json:
        return show_json(done.to_json())
    show_compared(done)


def _loading(embeddings: str | None, cache: Path | None, trust: list[str] | None) -> Loading:
    from dateline.models.encoder import cache_folder
    from dateline.models.folder import Loading

    return Loading(tuple(trust or ()), embeddings, cache or cache_folder())


def _command_line() -> str:
    """Return the command as it was typed, but for the address of a database."""
    words = ("DATABASE" if "://" in word else word for word in sys.argv[1:])
    return shlex.join(["dateline", *words])


def _report_folder(model: Path) -> Path:
    """Return the place beside a model's folder, whose name `.` and `..` do not tell."""
    named = model.resolve() if model.name in ("", "..") else model
    return named.parent / f"{named.name}-report"


for commands in (
    demo_app,
    intake.app,
    gold.app,
    page.app,
    backup.app,
    training_app,
    suggest_cli.app,
    models_cli.app,
    release.app,
    rehydrate.app,
    check_cli.app,
):
    app.add_typer(commands)


def main() -> None:
    """Run a command. What a user can cause ends in one line and status 1; Ctrl-C in status 130."""
    prepare_streams()
    try:
        try:
            app()
        finally:
            sys.stdout.flush()
    except DatelineError as error:
        _fail(type(error).__name__, str(error))
    except BrokenPipeError:  # who reads our output has read enough, as `head` does
        drop_output()
        sys.exit(1)
    except OSError as error:
        _fail("OSError", f"{_place(error)}: {error.strerror or error}")
    except KeyboardInterrupt:
        _stopped()
    except SystemExit as ended:
        if ended.code == INTERRUPTED:
            _stopped()
        raise


def _place(error: OSError) -> str:
    if error.filename is None and isinstance(error, FileNotFoundError):
        return "the folder that this command runs in"
    return str(error.filename or "the machine")


def _fail(kind: str, message: str) -> None:
    try:
        if "--json" in sys.argv:
            show_json({"error": {"kind": kind, "message": message}})
        sys.stdout.flush()
    except OSError:
        drop_output()
    warn(f"dateline: {message}")
    sys.exit(1)


def _stopped() -> None:
    warn("dateline: stopped. What was finished is kept; the same command goes on from there.")
    sys.exit(INTERRUPTED)
