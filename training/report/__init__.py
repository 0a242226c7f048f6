"""The report of an evaluation: metrics.json for machines, report.html for people.

The page stands alone: style and pictures are inside, nothing is fetched, no script runs. It quotes
the articles, so it is not for publication without review; metrics.json holds no text.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

from dateline.corpus.files import new_files
from dateline.corpus.paper import paper_style, paper_templates
from dateline.corpus.plurals import counted

from ..evaluate.results import Report
from ..evaluate.slices import FEW_POSITIVES
from .plots import (
    calibration_plot,
    doubts_plot,
    f1_plot,
    learning_curve_plot,
    precision_recall_plot,
    slices_plot,
)
from .wording import interval, number, result_in_a_sentence, what_it_means

__all__ = ["Written", "render_report", "write_report"]

LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


@dataclass(frozen=True, slots=True)
class Written:
    """Where the report was written."""

    metrics: Path
    page: Path


@dataclass(frozen=True, slots=True)
class Page:
    """What the template of the page is given."""

    report: Report
    style: str
    """the style sheet"""
    result: str
    """the result in a sentence"""
    f1: str
    """SVG: F1 of each label and system"""
    precision_recall: str
    """SVG: a curve for each label"""
    calibration: str
    """SVG: a panel for each label"""
    slices: str
    """SVG: macro-F1 of parts of the articles"""
    learning_curve: str
    """SVG: macro-F1 by articles learnt from; empty where it was not measured"""
    doubts: str
    """SVG: doubted labels and what review made of them; empty where nothing was doubted"""
    few: int
    """sentences below which a label of a slice is shown as unsure"""
    titles: dict[str, str]
    """label id -> title"""


def write_report(report: Report, folder: Path) -> Written:
    """Write metrics.json and report.html into a folder, whole or not at all. Raises OutputError."""
    written = Written(folder / "metrics.json", folder / "report.html")
    page = render_report(report)
    metrics = json.dumps(report.to_json(), ensure_ascii=False, indent=1, allow_nan=False)
    with new_files(folder) as new:
        (new / written.metrics.name).write_text(f"{metrics}\n", encoding="utf-8", newline="\n")
        (new / written.page.name).write_text(page, encoding="utf-8", newline="\n")
    return written


def render_report(report: Report) -> str:
    """Return the page. The same report gives the same bytes."""
    environment = paper_templates(__name__)
    environment.filters.update(
        number=number, interval=interval, meaning=what_it_means, language=_language, counted=counted
    )
    titles = {label.id: label.title for label in report.labels}
    page = Page(
        report=report,
        style=paper_style("report.css", __name__),
        result=result_in_a_sentence(report),
        f1=f1_plot(report),
        precision_recall=precision_recall_plot(report),
        calibration=calibration_plot(report),
        slices=slices_plot(report),
        learning_curve=learning_curve_plot(curve) if (curve := report.learning_curve) else "",
        doubts=doubts_plot(found, titles)
        if (found := report.label_errors) and found.labels
        else "",
        few=FEW_POSITIVES,
        titles=titles,
    )
    return environment.get_template("report.html.j2").render(page=page)


def _language(tag: str | None) -> str:
    """Return a language tag that a page may carry, or nothing."""
    return tag if tag and LANGUAGE.fullmatch(tag) else ""
