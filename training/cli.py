"""The root of the command line: every room's commands under one name, errors caught in one place."""

from __future__ import annotations

import json
import sys

import typer
from dateline.corpus import cli as corpus_cli
from dateline.corpus.errors import DatelineError

__all__ = ["app", "main"]

INTERRUPTED = 130

app = typer.Typer(
    name="dateline",
    help="Conflict news, labelled sentence by sentence: from articles to a classifier evaluated on "
    "held-out articles.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
app.add_typer(corpus_cli.app)


def main() -> None:
    """Run a command. What a user can cause ends in one line and status 1; Ctrl-C in status 130."""
    try:
        app()
    except DatelineError as error:
        _fail(type(error).__name__, str(error))
    except OSError as error:
        _fail("OSError", f"{error.filename or 'the machine'}: {error.strerror or error}")
    except KeyboardInterrupt:
        _stopped()
    except SystemExit as ended:
        if ended.code == INTERRUPTED:
            _stopped()
        raise


def _fail(kind: str, message: str) -> None:
    if "--json" in sys.argv:
        print(json.dumps({"error": {"kind": kind, "message": message}}, ensure_ascii=False))
    print(f"dateline: {message}", file=sys.stderr)
    sys.exit(1)


def _stopped() -> None:
    print(
        "dateline: stopped. What was finished is kept; the same command goes on from there.",
        file=sys.stderr,
    )
    sys.exit(INTERRUPTED)
