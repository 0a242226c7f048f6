"""A simulation as a page that stands alone: the curves, and their numbers in a table."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from dateline.corpus.files import new_file
from dateline.corpus.paper import paper_style, paper_templates

from ..report.plots import strategies_plot
from .simulation import Mean, Simulation

__all__ = ["NAMES", "as_good_as_random", "render_simulation", "write_simulation"]

NAMES = {"random": "at random", "uncertainty": "least certain", "suggest": "dateline suggest"}
"""strategy -> what people read"""


@dataclass(frozen=True, slots=True)
class Page:
    """What the template is given."""

    done: Simulation
    style: str
    result: str
    """in a sentence"""
    macro_f1: str
    """SVG"""
    mean_average_precision: str
    """SVG"""
    names: dict[str, str]


def write_simulation(done: Simulation, folder: Path) -> Path:
    """Write simulation.json and simulation.html; return the page's path. Raises OutputError."""
    page = render_simulation(done)
    with new_file(folder / "simulation.json") as file:
        json.dump(done.to_json(), file, ensure_ascii=False, indent=1, allow_nan=False)
        file.write("\n")
    with new_file(folder / "simulation.html") as file:
        file.write(page)
    return folder / "simulation.html"


def render_simulation(done: Simulation) -> str:
    """Return the page. The same simulation gives the same bytes."""
    environment = paper_templates(__package__)
    environment.filters["mean"] = _mean
    page = Page(
        done=done,
        style=paper_style("report.css", "dateline.training.report"),
        result=as_good_as_random(done),
        macro_f1=strategies_plot(done.curves, "macro_f1", "macro-F1", NAMES),
        mean_average_precision=strategies_plot(
            done.curves, "mean_average_precision", "mean average precision", NAMES
        ),
        names=NAMES,
    )
    return environment.get_template("simulation.html.j2").render(page=page)


def as_good_as_random(done: Simulation) -> str:
    """Return what choosing saves, in a sentence."""
    random, *others = done.curves
    best = max(random.marks, key=lambda mark: mark.macro_f1.value)
    told = [f"“{NAMES[curve.strategy]}” {_after(curve.as_good)}" for curve in others]
    return (
        f"Chosen at random, {best.sentences:,.0f} labelled sentences give a macro-F1 of "
        f"{best.macro_f1.value:.2f}; {', '.join(told)}."
    )


def _after(sentences: float | None) -> str:
    if sentences is None:
        return "does not get there"
    return f"is as good with {sentences:,.0f}"


def _mean(one: Mean) -> str:
    if one.low is None or one.high is None:
        return f"{one.value:.2f}"
    return f"{one.value:.2f} ({one.low:.2f}–{one.high:.2f})"
