"""What to label next, and what choosing saves, as people read them on a terminal."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from dateline.corpus.plurals import counted
from dateline.corpus.shares import Share
from dateline.corpus.terminal.console import say, show_table

from . import Item, Suggested
from .prevalence import Prevalence
from .simulation import Mark, Simulation
from .simulation_page import NAMES, as_good_as_random

__all__ = ["show_prevalence", "show_simulation", "show_suggested", "suggested_to_json"]

LONGEST = 40
"""characters of a title"""
SHOWN = 2
"""labels of an item"""


def suggested_to_json(
    done: Suggested, known: Prevalence | None, output: Path | None
) -> dict[str, Any]:
    """Return the one JSON object of `dateline suggest`."""
    about: dict[str, Any] = {
        "unit": done.unit,
        "open": done.open,
        "items": [item.to_row() for item in done.items],
        "file": None if output is None else str(output),
    }
    return about if known is None else about | {"prevalence": asdict(known)}


def show_suggested(done: Suggested, output: Path | None) -> None:
    """Print a line for each item, and what to do with them."""
    drawn = sum(item.random for item in done.items)
    sentences = sum(item.sentences for item in done.items)
    say(
        f"{counted(len(done.items), done.unit)} of {done.open:,} open ones ({sentences:,} sentences), "
        f"{drawn:,} of them drawn at random."
    )
    show_table(
        (done.unit, "chosen for", "sentences", "expected of them"),
        [
            (_named(item), item.label or "(random)", f"{item.sentences:,}", _expected(item))
            for item in done.items
        ],
    )
    if output is not None:
        say(f"Give them to the annotators first: dateline assign --from {output}")


def show_prevalence(known: Prevalence) -> None:
    """Print how common each label is."""
    counts = f"Of {known.drawn:,} drawn at random from {known.population:,}"
    if not known.ruled:
        return say(
            f"{counts} none is ruled on yet, so nothing can be said of how common labels are."
        )
    say(
        f"{counts}, {known.ruled:,} are ruled on. Share of sentences with each label, 95 % intervals "
        "over articles:"
    )
    show_table(
        ("label", "share", "sentences"),
        [
            (label, _share(share), f"{share.hits:,} of {share.n:,}")
            for label, share in known.labels.items()
        ],
    )


def show_simulation(done: Simulation, page: Path) -> None:
    """Print macro-F1 after each step, and what choosing saves."""
    say(as_good_as_random(done))
    rows = max(len(curve.marks) for curve in done.curves)
    show_table(
        ("step", *(f"{NAMES[curve.strategy]} (sentences)" for curve in done.curves)),
        [
            (
                str(step),
                *(
                    _mark(curve.marks[step]) if step < len(curve.marks) else "-"
                    for curve in done.curves
                ),
            )
            for step in range(rows)
        ],
    )
    say(f"See the curves: {page}")


def _named(item: Item) -> str:
    title = item.title if len(item.title) <= LONGEST else f"{item.title[: LONGEST - 1]}…"
    where = "" if item.start is None else f":{item.start}-{item.end}"
    return f"{item.article_id}{where} {title}"


def _expected(item: Item) -> str:
    """Return the labels that are likeliest, with how many sentences should have them."""
    likely = sorted(item.expected.items(), key=lambda pair: -pair[1])[:SHOWN]
    return ", ".join(f"{count:.1f} {label}" for label, count in likely)


def _mark(mark: Mark) -> str:
    low, high = mark.macro_f1.low, mark.macro_f1.high
    held = "" if low is None or high is None else f" {low:.2f} to {high:.2f}"
    return f"{mark.macro_f1.value:.2f}{held} ({mark.sentences:,.0f})"


def _share(share: Share) -> str:
    if share.value is None:
        return "-"
    if share.low is None or share.high is None:
        return f"{100 * share.value:.1f} %"
    return f"{100 * share.value:.1f} % ({100 * share.low:.1f} to {100 * share.high:.1f})"
