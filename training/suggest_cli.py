"""The commands for whoever plans the labelling: what comes next, and what choosing it would save."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from dateline.corpus.terminal.console import progress_bar, show_json
from dateline.corpus.terminal.options import (
    AcceptChange,
    AsJson,
    CorpusAddress,
    EncoderPlace,
    Seed,
    Trust,
    ends_in,
)

app = typer.Typer()

UnitChoice = Annotated[
    Literal["article", "sentence"],
    typer.Option("--unit", help="Whole articles, as annotators read them, or single sentences."),
]
FIRST = {"article": 10, "sentence": 100}
"""How many a simulation starts with, and adds a step."""


@app.command()
def suggest(
    model: Annotated[
        Path, typer.Option("--model", metavar="MODEL_DIR", help="A model trained so far.")
    ],
    number: Annotated[int, typer.Option("-n", min=1, help="How many.")] = 20,
    unit: UnitChoice = "article",
    random_share: Annotated[
        float, typer.Option("--random", min=0.01, max=1, help="Share that is drawn at random.")
    ] = 0.2,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            metavar="FILE.jsonl",
            help="For `dateline assign --from`.",
            callback=ends_in(".jsonl"),
        ),
    ] = None,
    earlier: Annotated[
        Path | None,
        typer.Option(
            "--earlier",
            metavar="FILE.jsonl",
            help="Suggested earlier and labelled since: also tell how common each label is.",
        ),
    ] = None,
    corpus: CorpusAddress = "corpus.db",
    seed: Seed = 0,
    embeddings: EncoderPlace = None,
    trust: Trust = None,
    as_json: AsJson = False,
) -> None:
    """What to label next: what teaches most of each label, no copies, and a random share always."""
    from dateline.corpus.store import open_corpus
    from dateline.models.folder import Loading

    from .suggest import suggest as choose
    from .suggest import write_items
    from .suggest.prevalence import prevalence
    from .suggest.summary import show_prevalence, show_suggested, suggested_to_json

    with open_corpus(corpus) as opened, progress_bar() as progress:
        known = None if earlier is None else prevalence(opened, earlier)
        done = choose(
            opened,
            model,
            number,
            unit=unit,
            random_share=random_share,
            seed=seed,
            loading=Loading(tuple(trust or ()), embeddings),
            progress=progress,
        )
    if output is not None:
        write_items(done.items, output)
    if as_json:
        return show_json(suggested_to_json(done, known, output))
    if known is not None:
        show_prevalence(known)
    show_suggested(done, output)


@app.command()
def simulate(
    unit: UnitChoice = "article",
    start: Annotated[
        int | None, typer.Option("--start", min=1, help="Random ones first.  [default: 10 or 100]")
    ] = None,
    step: Annotated[
        int | None, typer.Option("--step", min=1, help="Added each time.  [default: 10 or 100]")
    ] = None,
    steps: Annotated[int, typer.Option("--steps", min=1, help="How often.")] = 8,
    repeats: Annotated[int, typer.Option("--repeats", min=1, help="From other starts.")] = 5,
    output: Annotated[Path, typer.Option("-o", "--output", help="The folder to work in.")] = (
        Path("simulation")
    ),
    corpus: CorpusAddress = "corpus.db",
    seed: Seed = 0,
    accept_guidelines_change: AcceptChange = False,
    as_json: AsJson = False,
) -> None:
    """What `suggest` would have saved: a labelled corpus labelled again, against random choice."""
    from dateline.corpus.store import open_corpus

    from .suggest.simulate import Plan
    from .suggest.simulation import simulate_corpus
    from .suggest.simulation_page import write_simulation
    from .suggest.summary import show_simulation

    plan = Plan(unit, start or FIRST[unit], step or FIRST[unit], steps, repeats, seed)
    with open_corpus(corpus) as opened, progress_bar() as progress:
        done = simulate_corpus(
            opened, output, plan, accept_change=accept_guidelines_change, progress=progress
        )
    page = write_simulation(done, output)
    if as_json:
        return show_json({"page": str(page), **done.to_json()})
    show_simulation(done, page)
