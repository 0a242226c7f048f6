"""The commands that publish a data set."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from ..plurals import counted
from ..terminal.console import progress_bar, say, show_json, warn
from ..terminal.options import AsJson, CorpusAddress

if TYPE_CHECKING:
    from ..release.publish import Plan

app = typer.Typer()

_NO_OUTPUT = "name the folder to write with -o DIR, or make the settings file with --init"
_NO_VERSION = "name the version with --version, for example --version 0.1.0"


@app.command()
def release(
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="DIR", help="The folder to write.")
    ] = None,
    variant: Annotated[
        Literal["standoff", "full"],
        typer.Option("--variant", help="Without the texts, or with those that may be passed on."),
    ] = "standoff",
    version: Annotated[
        str | None, typer.Option("--version", metavar="X.Y.Z", help="Of the data set.")
    ] = None,
    settings: Annotated[
        Path | None,
        typer.Option(
            "--settings",
            metavar="FILE",
            help="What people say of the data set.  [default: release.toml beside the corpus]",
        ),
    ] = None,
    init: Annotated[
        bool, typer.Option("--init", help="Make the settings file: asks on a terminal.")
    ] = False,
    previous: Annotated[
        Path | None,
        typer.Option("--previous", metavar="DIR", help="The version before: for the changelog."),
    ] = None,
    model: Annotated[
        Path | None,
        typer.Option("--model", metavar="MODEL_DIR", help="A trained model to publish with it."),
    ] = None,
    review: Annotated[
        Path | None,
        typer.Option(
            "--review",
            metavar="FOLDER",
            help="The lists of names and sentences that a person settles, made by the first run.  "
            "[default: review beside the settings, where texts are published or it is there]",
        ),
    ] = None,
    names_model: Annotated[
        str | None,
        typer.Option(
            "--names-model", metavar="MODEL", help="An installed spaCy model, to find more names."
        ),
    ] = None,
    corpus: CorpusAddress = "corpus.db",
    as_json: AsJson = False,
) -> None:
    """Write a data set that others can load, check, cite and restore."""
    from ..release.settings import NAME, read_release_settings

    beside = Path(NAME) if "://" in corpus else Path(corpus).parent / NAME
    file = settings or beside
    if init:
        return _init(file, as_json=as_json)
    if output is None:
        raise typer.BadParameter(_NO_OUTPUT)
    if version is None:
        raise typer.BadParameter(_NO_VERSION)
    said = read_release_settings(file)
    lists = review or file.parent / "review"
    from ..release.build import release as build
    from ..release.privacy import spacy_finder
    from ..store import open_corpus

    with open_corpus(corpus) as opened, progress_bar() as progress:
        done = build(
            opened,
            output,
            said,
            version=version,
            variant=variant,
            previous=previous,
            model=model,
            lists=file.parent,
            review=lists if review or variant == "full" or lists.is_dir() else None,
            more_names=spacy_finder(names_model) if names_model else None,
            progress=progress,
        )
    if as_json:
        return show_json({"folder": str(done.folder), "files": list(done.files), **done.facts})
    counts = done.facts["counts"]
    say(
        f"Released {said.name} {version} ({variant}) to {output}: "
        f"{counted(counts['settled_sentences'], 'sentence')} with settled labels in "
        f"{counted(counts['articles'], 'article')}, {counted(counts['annotations'], 'judgment')}."
    )
    for why, count in done.facts["left_out"].items():
        say(f"Left out: {why}: {count:,}.")
    own = done.facts["self_rehydration"]
    if own and (lost := own["partial"] + own["missing"]):
        warn(
            f"{lost:,} of {own['sentences']:,} sentences do not come back whole from the corpus's own "
            f"articles; the report of `dateline rehydrate {output}` says which"
        )
    say(f"Check it: dateline check {output} --corpus {corpus}")


@app.command()
def publish(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A release.")],
    to: Annotated[Literal["hub", "zenodo"], typer.Option("--to", help="Hugging Face, or Zenodo.")],
    repository: Annotated[
        str | None, typer.Option("--repo", metavar="YOU/NAME", help="The data set on the hub.")
    ] = None,
    really: Annotated[
        bool, typer.Option("--upload", help="Do it; without, only what would happen is shown.")
    ] = False,
    server: Annotated[
        str | None, typer.Option("--server", metavar="URL", help="Another one, such as a sandbox.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show what would become public, and with --upload publish it, if it passes every check."""
    from ..errors import ReleaseError
    from ..release.check import check_release
    from ..release.publish import SERVERS, check_sender, plan, upload

    address = (server or SERVERS[to]).rstrip("/")
    planned = plan(folder, to, repository, address)
    if really:
        check_sender(to)
    with progress_bar() as progress:
        outcomes = check_release(folder, progress=progress)
    if broken := [outcome for outcome in outcomes if outcome.state == "broken"]:
        raise ReleaseError(
            f"{folder} is not published: it breaks the rule {broken[0].rule} "
            f"({broken[0].problems[0]}); see: dateline check {folder}"
        )
    if not as_json:
        _show_plan(planned)
    done = upload(folder, planned, repository, address) if really else None
    if as_json:
        files = [{"path": path, "bytes": size} for path, size in planned.files]
        return show_json({**asdict(planned), "files": files, "uploaded": done})
    if done is None:
        say("Nothing was uploaded. To do it, run the command again with --upload.")
    elif to == "zenodo":
        say(f"A draft is at {done}; it becomes public when you publish it there.")
    else:
        say(f"Published: {done}")


def _show_plan(planned: Plan) -> None:
    texts = "with texts" if planned.with_texts else "without any text"
    say(
        f"{planned.name} {planned.version}, {counted(planned.sentences, 'labelled sentence')} of "
        f"{counted(planned.articles, 'article')}, {texts}."
    )
    say(f"Public at {planned.where} would be these {counted(len(planned.files), 'file')}:")
    for path, size in planned.files:
        say(f"{size:>12,}  {path}")


def _init(file: Path, *, as_json: bool) -> None:
    import sys
    from datetime import UTC, datetime

    from ..release.settings_init import write_release_settings

    def ask(question: str) -> str:
        answer: str = typer.prompt(question, default="", show_default=False, err=True)
        return answer

    asking = ask if sys.stdin.isatty() and not as_json else None
    blank = write_release_settings(file, asking, datetime.now(UTC).date())
    if as_json:
        return show_json({"file": str(file), "blank": blank})
    say(f"Wrote {file}. Keep it with the corpus, and its key secret.")
    if blank:
        warn(f"Still blank: {', '.join(blank)}. Fill them in before the release.")
