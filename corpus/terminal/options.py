"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Literal

import typer

__all__ = [
    "HIGHEST_SEED",
    "AcceptChange",
    "AsJson",
    "CacheFolder",
    "CorpusAddress",
    "EncoderPlace",
    "EngineName",
    "FormatName",
    "GuidelinesFile",
    "LabelledChoice",
    "QuotationsChoice",
    "Seed",
    "Sources",
    "Trust",
    "Workers",
    "ends_in",
]


def ends_in(*suffixes: str) -> Callable[[Path | None], Path | None]:
    """Return what refuses the name of a result that is of another kind: a slip replaces a file."""

    def check(path: Path | None) -> Path | None:
        if path is not None and path.suffix.lower() not in suffixes:
            raise typer.BadParameter(
                f"{path} must end in {' or '.join(suffixes)}; that is its kind"
            )
        return path

    return check


Sources = Annotated[
    list[str],
    typer.Argument(
        metavar="SOURCE...",
        help="Files or folders (.txt .html .htm .xhtml .warc .warc.gz .mhtml .mht .eml .docx .pdf "
        ".jsonl .csv .parquet), - for stdin.",
    ),
]
CorpusAddress = Annotated[
    str,
    typer.Option(
        "--corpus",
        envvar="DATELINE_CORPUS",
        metavar="PATH_OR_URL",
        help="The corpus: a file, or postgresql://USER@HOST/NAME.",
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]
GuidelinesFile = Annotated[
    Path | None,
    typer.Option(
        "--guidelines",
        envvar="DATELINE_GUIDELINES",
        metavar="FILE",
        help="Annotation guidelines with your own labels, put in force for this corpus.",
    ),
]
AcceptChange = Annotated[
    bool,
    typer.Option(
        "--accept-guidelines-change",
        help="Go on although labels were made under another label scheme.",
    ),
]
QuotationsChoice = Annotated[
    Literal["split", "whole"] | None,
    typer.Option(
        "--quotations",
        help="Split a quotation of several sentences (the default), or keep it whole.",
    ),
]
LabelledChoice = Annotated[
    Literal["body", "all"] | None,
    typer.Option(
        "--labelled",
        help="Label sentences of the body (the default), or of captions, bylines, credits and "
        "sub-headings too.",
    ),
]
FormatName = Annotated[
    str,
    typer.Option("--format", metavar="FORMAT", help="`dateline formats` lists them."),
]
HIGHEST_SEED = 2**32 - 1
"""scikit-learn takes none above it"""
Seed = Annotated[
    int, typer.Option("--seed", min=0, max=HIGHEST_SEED, help="Seed of every random choice.")
]
EngineName = Annotated[
    Literal["local", "ray", "spark"] | None,
    typer.Option("--engine", help="What works on folders of Parquet.  [default: local]"),
]
Workers = Annotated[
    int | None,
    typer.Option("--workers", min=1, help="Processes at once.  [default: one a processor]"),
]
EncoderPlace = Annotated[
    str | None,
    typer.Option(
        "--embeddings",
        metavar="PATH_OR_NAME",
        help="The encoder of a model that reads embeddings.  [default: where it was in training]",
    ),
]
CacheFolder = Annotated[
    Path | None,
    typer.Option(
        "--cache",
        metavar="DIR",
        help="Where embeddings are kept.  [default: dateline in the user's cache folder]",
    ),
]
Trust = Annotated[
    list[str] | None,
    typer.Option(
        "--trust",
        metavar="PACKAGE",
        help="Load a model with an estimator of this package: its code can do anything.",
    ),
]
