"""The report's pictures, as SVG to stand inside a page.

Colours and type come from the page's style sheet, so that one picture serves light, dark and print:
shapes are drawn in stand-in colours that become CSS variables. Names of labels are put in
afterwards, escaped, so any script and any character may stand in them. The same report gives the
same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from html import escape
from io import StringIO
from typing import TYPE_CHECKING, Any

import numpy as np

from .evaluate import Report
from .learning_curve import LearningCurve
from .scoring import Metrics
from .simulation import Curve
from .wording import number

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = [
    "calibration_plot",
    "f1_plot",
    "learning_curve_plot",
    "precision_recall_plot",
    "strategies_plot",
]

INK, MUTED, RULE, PAPER = "#010203", "#010204", "#010205", "#010206"
HUES = 6
SERIES = tuple(f"#0102{16 + hue:02x}" for hue in range(HUES))
PAINT = {
    INK: "currentColor",
    MUTED: "var(--muted)",
    RULE: "var(--rule)",
    PAPER: "var(--paper)",
    **{colour: f"var(--series-{hue})" for hue, colour in enumerate(SERIES)},
}
DASHES = ("-", (0, (5, 2)), (0, (1.5, 1.5)))
"""How lines go on differing where there are more labels than hues."""

LONGEST_NAME = 26
WIDTH = 7.4
"""inches, 72 units of the picture each"""

STYLE = {
    "svg.fonttype": "none",
    "svg.hashsalt": "dateline",
    "text.color": INK,
    "axes.edgecolor": RULE,
    "axes.linewidth": 0.8,
    "xtick.color": RULE,
    "ytick.color": RULE,
    "xtick.labelcolor": MUTED,
    "ytick.labelcolor": MUTED,
    "xtick.labelsize": 8.5,
    "ytick.labelsize": 8.5,
    "font.size": 9.5,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "figure.facecolor": "none",
    "axes.facecolor": "none",
}


def f1_plot(report: Report) -> str:
    """Return F1 of each label and their mean: the classifier with its interval, and the others."""
    names = [label.title for label in report.labels]
    rows = [*range(len(names)), len(names) + 0.4]
    height = 0.36 * rows[-1] + 1.25
    with _style():
        figure, axes = _figure(height, left=2.05, right=0.35, top=0.45, bottom=0.4)
        axes.set_xlim(0, 1)
        axes.set_ylim(rows[-1] + 0.55, -0.55)
        axes.hlines(rows, 0, 1, color=RULE, lw=0.8)
        systems: list[tuple[str, Metrics, dict[str, Any]]] = [
            ("majority", report.majority, {"marker": "|", "s": 90, "color": MUTED, "lw": 1.6}),
            ("keywords", report.keyword, _hollow("s", 34, INK)),
        ]
        if report.human.metrics:
            name = "machine passes" if report.provenance.machine_labels else "annotators"
            systems.append((name, report.human.metrics, _hollow("D", 34, SERIES[1])))
        for _, metrics, look in systems:
            known = [(x, y) for x, y in zip(_f1s(metrics), rows, strict=True) if x is not None]
            axes.scatter(*zip(*known, strict=True), zorder=4, clip_on=False, **look)
        model: dict[str, Any] = {"marker": "o", "s": 62, "color": SERIES[0]}
        for estimate, y in zip(
            [*(label.f1 for label in report.model.labels), report.model.macro.f1], rows, strict=True
        ):
            if estimate.low is not None and estimate.high is not None:
                axes.hlines(y, estimate.low, estimate.high, color=SERIES[0], lw=2.4, zorder=2)
            if estimate.value is not None:
                axes.scatter(estimate.value, y, zorder=5, clip_on=False, **model)
        for index, y in enumerate(rows):
            name = _name(index) if index < len(names) else "Mean of the labels"
            axes.annotate(name, (0, y), (-14, -3.2), textcoords="offset points", ha="right")
        axes.set_yticks([])
        axes.spines["left"].set_visible(False)
        _axis_in_tenths(axes.set_xticks)
        _key(figure, [("classifier, with interval", model), *((n, look) for n, _, look in systems)])
        return _svg(figure, "f1", names, "F1 of each label; the table below has the numbers")


def precision_recall_plot(report: Report) -> str:
    """Return each label's precision-recall curve, its threshold marked, named at its end."""
    names = [label.title for label in report.labels]
    with _style():
        figure, axes = _figure(4.8, left=0.55, right=2.15, top=0.55, bottom=0.55)
        axes.set_xlim(0, 1)
        axes.set_ylim(0, 1.02)
        recall = np.linspace(0.01, 1, 200)
        for f1 in (0.2, 0.4, 0.6, 0.8):
            reachable = recall > f1 / (2 - f1)
            x = recall[reachable]
            axes.plot(x, f1 * x / (2 * x - f1), color=RULE, lw=0.8, zorder=1)
            axes.text(f1 / (2 - f1), 1.035, f"F1 {f1}", color=MUTED, fontsize=7.5, ha="center")
        ends = {}
        for index, (curve, metrics) in enumerate(
            zip(report.curves, report.model.labels, strict=True)
        ):
            if not curve.recall:
                continue
            colour = SERIES[index % HUES]
            dash = DASHES[index // HUES % len(DASHES)]
            axes.plot(
                [0, *curve.recall],
                [curve.precision[0], *curve.precision],
                drawstyle="steps-pre",
                color=colour,
                lw=1.7,
                ls=dash,
                zorder=3,
                solid_joinstyle="round",
            )
            ends[index] = curve.precision[-1]
            if metrics.precision.value is not None and metrics.recall.value is not None:
                point = (metrics.recall.value, metrics.precision.value)
                axes.scatter(*point, s=58, color=colour, edgecolor=PAPER, lw=1.6, zorder=5)
        for index, y in _spread(ends, 0.05).items():
            colour = SERIES[index % HUES]
            axes.plot([1.0, 1.035], [ends[index], y], color=colour, lw=0.8, clip_on=False)
            axes.text(1.045, y - 0.012, _name(index), color=colour, fontweight="bold")
        _axis_in_tenths(axes.set_xticks)
        _axis_in_tenths(axes.set_yticks)
        axes.text(
            1, -0.115, "recall: share of the label’s sentences found", ha="right", color=MUTED
        )
        axes.text(-0.06, 1.1, "precision: share of the marked that are right", color=MUTED)
        points = (
            f"{label.title}: precision {number(metrics.precision)}, recall {number(metrics.recall)}"
            for label, metrics in zip(report.labels, report.model.labels, strict=True)
        )
        return _svg(figure, "pr", names, f"At the thresholds in use: {'; '.join(points)}")


def calibration_plot(report: Report) -> str:
    """Return a panel for each label: what its probabilities promise, and what came true."""
    names = [label.title for label in report.labels]
    columns = max(2, min(4, len(names)))
    rows = -(-len(names) // columns)
    side = (WIDTH - 0.55 - 0.35 * columns) / columns
    height = rows * (side + 0.75) + 0.3
    with _style():
        figure = _blank(height)
        for index, bins in enumerate(report.calibration):
            row, column = divmod(index, columns)
            left = 0.45 + column * (side + 0.35)
            bottom = height - 0.45 - side - row * (side + 0.75)
            axes = figure.add_axes(
                (left / WIDTH, bottom / height, side / WIDTH, side / height),
                xlim=(0, 1),
                ylim=(0, 1),
            )
            axes.plot([0, 1], [0, 1], color=RULE, lw=1)
            total = sum(each.sentences for each in bins)
            colour = SERIES[index % HUES]
            x = [each.mean_probability for each in bins]
            y = [each.share for each in bins]
            axes.plot(x, y, color=colour, lw=0.9, alpha=0.6)
            axes.scatter(
                x,
                y,
                s=[14 + 260 * each.sentences / total for each in bins],
                color=colour,
                alpha=0.75,
                lw=0,
                clip_on=False,
                zorder=3,
            )
            axes.text(0, 1.08, _name(index), fontweight="bold")
            axes.set_xticks([0, 0.5, 1], ["0", "0.5", "1"])
            axes.set_yticks([0, 0.5, 1], ["0", "0.5", "1"] if column == 0 else [""] * 3)
        figure.text(0.45 / WIDTH, 0.08 / height, "across: probability given", color=MUTED)
        figure.text(
            1 - 0.1 / WIDTH, 0.08 / height, "up: share that has the label", color=MUTED, ha="right"
        )
        errors = (
            f"{label.title} {number(metrics.calibration_error)}"
            for label, metrics in zip(report.labels, report.model.labels, strict=True)
        )
        return _svg(figure, "calibration", names, f"Calibration error: {'; '.join(errors)}")


def strategies_plot(
    curves: Sequence[Curve], metric: str, what: str, titles: Mapping[str, str]
) -> str:
    """Return a metric of each strategy by labelled sentences, with intervals, named at its end."""
    names = [titles[curve.strategy] for curve in curves]
    with _style():
        figure, axes = _figure(4.2, left=0.55, right=1.75, top=0.45, bottom=0.55)
        most = max(curve.marks[-1].sentences for curve in curves)
        axes.set_xlim(0, most)
        axes.set_ylim(0, 1)
        ends = {}
        for index, curve in enumerate(curves):
            colour = SERIES[index] if index else MUTED
            x = [mark.sentences for mark in curve.marks]
            means = [getattr(mark, metric) for mark in curve.marks]
            y = [mean.value for mean in means]
            if all(mean.low is not None for mean in means):
                low, high = [mean.low for mean in means], [mean.high for mean in means]
                axes.fill_between(x, low, high, color=colour, alpha=0.14, lw=0)
            axes.plot(x, y, color=colour, lw=1.9, marker="o", ms=3.5, clip_on=False, zorder=3)
            ends[index] = y[-1]
        for index, y_name in _spread(ends, 0.06).items():
            colour = SERIES[index] if index else MUTED
            axes.annotate(
                _name(index),
                (1.03, y_name),
                xycoords=("axes fraction", "data"),
                va="center",
                color=colour,
                fontweight="bold",
            )
        _axis_in_tenths(axes.set_yticks)
        axes.text(1, -0.13, "labelled sentences", transform=axes.transAxes, ha="right", color=MUTED)
        axes.text(-0.06, 1.05, what, transform=axes.transAxes, color=MUTED)
        reached = (
            f"{name}: {getattr(curve.marks[-1], metric).value:.2f} with "
            f"{curve.marks[-1].sentences:.0f} sentences"
            for name, curve in zip(names, curves, strict=True)
        )
        return _svg(figure, f"learning-{metric}", names, f"At the end {'; '.join(reached)}")


def learning_curve_plot(curve: LearningCurve) -> str:
    """Return macro-F1 by articles learnt from, with intervals, and the curve drawn on with its band."""
    found = curve.forecast
    with _style():
        figure, axes = _figure(3.6, left=0.55, right=0.4, top=0.45, bottom=0.55)
        axes.set_ylim(0, 1.02)
        last = found.articles[-1] if found else max(curve.articles, curve.points[-1].articles)
        axes.set_xlim(0, last)
        axes.axvline(curve.articles, color=RULE, lw=1.2)
        axes.text(curve.articles, 1.035, "articles there are", color=MUTED, ha="center")
        if found:
            axes.fill_between(
                found.articles, found.low, found.high, color=SERIES[0], alpha=0.16, lw=0
            )
            axes.plot(found.articles, found.curve, color=SERIES[0], lw=1.2, ls=DASHES[1])
        for point in curve.points:
            one = point.macro_f1
            if one.low is not None and one.high is not None:
                axes.vlines(point.articles, one.low, one.high, color=SERIES[0], lw=2.4)
            if one.value is not None:
                axes.scatter(point.articles, one.value, s=52, color=SERIES[0], zorder=5)
        _axis_in_tenths(axes.set_yticks)
        axes.locator_params(axis="x", integer=True, nbins=6)
        axes.text(last, -0.165, "articles learnt from", ha="right", color=MUTED)
        axes.annotate("macro F1", (0, 1), (-30, 12), textcoords="offset points", color=MUTED)
        return _svg(figure, "learning", [], curve.sentence)


def _f1s(metrics: Metrics) -> list[float | None]:
    return [*(label.f1.value for label in metrics.labels), metrics.macro.f1.value]


def _hollow(marker: str, size: int, colour: str) -> dict[str, Any]:
    return {"marker": marker, "s": size, "facecolor": PAPER, "edgecolor": colour, "lw": 1.5}


def _key(figure: Figure, items: Sequence[tuple[str, dict[str, Any]]]) -> None:
    """Draw the key in the margin above the plot: a marker and a word each."""
    height = figure.get_size_inches()[1]
    axes = figure.add_axes((0, 1 - 0.4 / height, 1, 0.4 / height), xlim=(0, WIDTH), ylim=(0, 1))
    axes.axis("off")
    x = 2.05
    for name, look in items:
        axes.scatter(x + 0.06, 0.6, **look)
        axes.text(x + 0.2, 0.6 - 0.11, name, color=MUTED, fontsize=9)
        x += 0.42 + 0.062 * len(name)


def _axis_in_tenths(set_ticks: Any) -> None:
    set_ticks([0, 0.2, 0.4, 0.6, 0.8, 1], ["0", "0.2", "0.4", "0.6", "0.8", "1"])


def _spread(wanted: dict[int, float], gap: float) -> dict[int, float]:
    """Return places near the wanted ones, in the same order and at least `gap` apart."""
    order = sorted(wanted, key=lambda index: (wanted[index], -index))
    placed: dict[int, float] = {}
    lowest = 0.0
    for index in order:
        placed[index] = max(wanted[index], lowest)
        lowest = placed[index] + gap
    return placed


def _style() -> Any:
    from matplotlib import style

    return style.context(["default", STYLE])


def _blank(height: float) -> Figure:
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    figure = Figure(figsize=(WIDTH, height))
    FigureCanvasSVG(figure)
    return figure


def _figure(
    height: float, *, left: float, right: float, top: float, bottom: float
) -> tuple[Figure, Axes]:
    """Return a figure with one plot; the margins are in inches."""
    figure = _blank(height)
    box = (left / WIDTH, bottom / height, 1 - (left + right) / WIDTH, 1 - (top + bottom) / height)
    return figure, figure.add_axes(box)


def _name(index: int) -> str:
    """Return what stands for a label's name until `_svg` puts it in."""
    return f"@{index}@"


def _svg(figure: Figure, name: str, names: Sequence[str], description: str) -> str:
    """Return a figure as an SVG element whose ids are its own and whose colours are the page's."""
    file = StringIO()
    figure.savefig(file, format="svg", metadata={"Date": None, "Creator": None, "Format": None})
    svg = file.getvalue()
    svg = svg[svg.index(">", svg.index("<svg")) + 1 :]
    svg = re.sub(r"<metadata>.*?</metadata>\s*", "", svg, flags=re.DOTALL)
    svg = re.sub(r'\bid="', f'id="{name}-', svg)
    svg = re.sub(r'href="#', f'href="#{name}-', svg)
    svg = re.sub(r"url\(#", f"url(#{name}-", svg)
    svg = re.sub(r"font: (?:(\d+|bold) )?([\d.]+)px [^;\"]*", _type, svg)
    svg = re.sub("#0102[0-9a-f]{2}", lambda found: PAINT[found[0]], svg)
    svg = re.sub(r"@(\d+)@", lambda found: escape(_shortened(names[int(found[1])])), svg)
    width, height = figure.get_size_inches() * 72
    box = f"0 0 {width:g} {height:g}"
    return f'<svg viewBox="{box}" role="img" aria-label="{escape(description)}">{svg}'


def _type(found: re.Match[str]) -> str:
    weight = f"font-weight: {found[1]}; " if found[1] else ""
    return f"{weight}font-size: {found[2]}px"


def _shortened(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…"
