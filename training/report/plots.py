"""The report's pictures, as SVG to stand inside a page (see `drawing`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from dateline.corpus.intervals import Estimate
from dateline.corpus.labelling.doubts import Reviewed
from dateline.corpus.plurals import counted

from ..evaluate.learning_curve import LearningCurve
from ..evaluate.results import Report
from ..evaluate.scoring import Metrics
from ..suggest.simulation import Curve
from .drawing import (
    DASHES,
    HUES,
    INK,
    MUTED,
    PAPER,
    RULE,
    SERIES,
    WIDTH,
    axis_in_tenths,
    beside,
    blank,
    drawing,
    hollow,
    legend,
    placeholder,
    plot,
    png,
    spread,
    svg,
)
from .wording import interval, number

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = [
    "calibration_plot",
    "doubts_plot",
    "f1_picture",
    "f1_plot",
    "learning_curve_picture",
    "learning_curve_plot",
    "precision_recall_plot",
    "slices_plot",
    "strategies_plot",
]

BY = {"source": "By source", "words": "By number of words", "in_quote": "By quotation"}


def f1_plot(report: Report) -> str:
    """Return F1 of each label and their mean: the classifier with its interval, and the others."""
    names = [label.title for label in report.labels]
    with drawing():
        what = "F1 of each label; the table below has the numbers"
        return svg(_f1_figure(report), "f1", names, what)


def f1_picture(report: Report) -> bytes:
    """Return `f1_plot` as a PNG file."""
    with drawing():
        return png(_f1_figure(report), [label.title for label in report.labels])


def _f1_figure(report: Report) -> Figure:
    names = [label.title for label in report.labels]
    rows = [*range(len(names)), len(names) + 0.4]
    height = 0.36 * rows[-1] + 1.25
    figure, axes = plot(height, left=2.05, right=0.35, top=0.45, bottom=0.4)
    axes.set_xlim(0, 1)
    axes.set_ylim(rows[-1] + 0.55, -0.55)
    axes.hlines(rows, 0, 1, color=RULE, lw=0.8)
    systems: list[tuple[str, Metrics, dict[str, Any]]] = [
        ("majority", report.majority, {"marker": "|", "s": 90, "color": MUTED, "lw": 1.6}),
        ("keywords", report.keyword, hollow("s", 34, INK)),
    ]
    if report.human.metrics:
        name = "machine passes" if report.provenance.machine_labels else "annotators"
        systems.append((name, report.human.metrics, hollow("D", 34, SERIES[1])))
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
        name = placeholder(index) if index < len(names) else "Mean of the labels"
        axes.annotate(name, (0, y), (-14, -3.2), textcoords="offset points", ha="right")
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axis_in_tenths(axes.set_xticks)
    legend(figure, [("classifier, with interval", model), *((n, look) for n, _, look in systems)])
    return figure


def precision_recall_plot(report: Report) -> str:
    """Return each label's precision-recall curve, its threshold marked, named at its end."""
    names = [label.title for label in report.labels]
    with drawing():
        figure, axes = plot(4.8, left=0.55, right=2.15, top=0.55, bottom=0.55)
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
        for index, y in spread(ends, 0.05).items():
            colour = SERIES[index % HUES]
            axes.plot([1.0, 1.035], [ends[index], y], color=colour, lw=0.8, clip_on=False)
            axes.text(1.045, y - 0.012, placeholder(index), color=colour, fontweight="bold")
        axis_in_tenths(axes.set_xticks)
        axis_in_tenths(axes.set_yticks)
        axes.text(
            1, -0.115, "recall: share of the label’s sentences found", ha="right", color=MUTED
        )
        axes.text(-0.06, 1.1, "precision: share of the marked that are right", color=MUTED)
        points = (
            f"{label.title}: precision {number(metrics.precision)}, recall {number(metrics.recall)}"
            for label, metrics in zip(report.labels, report.model.labels, strict=True)
        )
        return svg(figure, "pr", names, f"At the thresholds in use: {'; '.join(points)}")


def calibration_plot(report: Report) -> str:
    """Return a panel for each label: what its probabilities promise, and what came true."""
    names = [label.title for label in report.labels]
    columns = max(2, min(4, len(names)))
    rows = -(-len(names) // columns)
    side = (WIDTH - 0.55 - 0.35 * columns) / columns
    height = rows * (side + 0.85) + 0.3
    with drawing():
        figure = blank(height)
        for index, (bins, metrics) in enumerate(
            zip(report.calibration, report.model.labels, strict=True)
        ):
            row, column = divmod(index, columns)
            left = 0.45 + column * (side + 0.35)
            bottom = height - 0.55 - side - row * (side + 0.85)
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
            axes.text(0, 1.19, placeholder(index), fontweight="bold")
            axes.text(0, 1.06, f"error {_held(metrics.calibration_error)}", color=MUTED, fontsize=8)
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
        return svg(figure, "calibration", names, f"Calibration error: {'; '.join(errors)}")


def slices_plot(report: Report) -> str:
    """Return macro-F1 of each part of the articles with its interval, grouped by what parts them."""
    names, rows, heads = [], [], []
    y = 0.0
    for by, heading in BY.items():
        chosen = [each for each in report.slices if each.by == by]
        if not chosen:
            continue
        heads.append((heading, y))
        for each in chosen:
            y += 1
            names.append(each.name.replace("-", "–") if by == "words" else each.name)
            rows.append((y, each))
        y += 1.6
    height = 0.25 * y + 0.75
    with drawing():
        figure, axes = plot(height, left=2.3, right=1.45, top=0.3, bottom=0.4)
        axes.set_xlim(0, 1)
        axes.set_ylim(y - 0.6, -0.6)
        overall = report.model.macro.f1
        if overall.low is not None and overall.high is not None:
            axes.axvspan(overall.low, overall.high, color=RULE, alpha=0.45, lw=0)
        if overall.value is not None:
            axes.axvline(overall.value, color=MUTED, lw=1, ls=DASHES[1])
            axes.text(overall.value, -0.95, "all", color=MUTED, ha="center", fontsize=8.5)
        for heading, at in heads:
            beside(axes, at, heading, -160, color=MUTED, ha="left")
        for index, (at, each) in enumerate(rows):
            one = each.macro_f1
            if one.low is not None and one.high is not None:
                axes.hlines(at, one.low, one.high, color=SERIES[0], lw=2.4)
            if one.value is not None:
                axes.scatter(one.value, at, s=42, color=SERIES[0], zorder=5, clip_on=False)
            beside(axes, at, placeholder(index), -14, ha="right")
            counts = f"{each.sentences:,} in {counted(each.articles, 'article')}"
            axes.annotate(
                counts, (1, at), (12, -3.2), textcoords="offset points", color=MUTED, fontsize=8
            )
        axes.set_yticks([])
        axes.spines["left"].set_visible(False)
        axis_in_tenths(axes.set_xticks)
        return svg(
            figure, "slices", names, "Macro F1 in parts of the articles; the table has the numbers"
        )


def doubts_plot(found: Reviewed, titles: Mapping[str, str]) -> str:
    """Return a bar for each doubted label: how many doubts wait, were confirmed, were not."""
    names = [titles.get(one.label, one.label) for one in found.labels]
    rows = range(len(names))
    height = 0.36 * len(names) + 1.05
    hues = {"changed": SERIES[0], "kept": SERIES[1], "waiting": RULE}
    with drawing():
        figure, axes = plot(height, left=2.95, right=0.5, top=0.45, bottom=0.4)
        for y, one in zip(rows, found.labels, strict=True):
            start = 0
            for field, colour in hues.items():
                count = getattr(one, field)
                axes.barh(y, count, 0.5, start, color=colour)
                start += count
            axes.annotate(
                f"{start:,}", (start, y), (5, -3.2), textcoords="offset points", color=MUTED
            )
            beside(axes, y, placeholder(y), -102, ha="right")
            beside(axes, y, "given, too much?" if one.given else "missing?", -8, color=MUTED)
        axes.set_ylim(len(names) - 0.4, -0.6)
        axes.set_yticks([])
        axes.spines["left"].set_visible(False)
        axes.locator_params(axis="x", integer=True, nbins=6)
        looks = [(name, {"marker": "s", "s": 50, "color": hues[name]}) for name in hues]
        legend(figure, looks)
        return svg(figure, "doubts", names, "Doubted labels; the table has the numbers")


def strategies_plot(
    curves: Sequence[Curve], metric: str, what: str, titles: Mapping[str, str]
) -> str:
    """Return a metric of each strategy by labelled sentences, with intervals, named at its end."""
    names = [titles[curve.strategy] for curve in curves]
    with drawing():
        figure, axes = plot(4.2, left=0.55, right=1.75, top=0.45, bottom=0.55)
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
        for index, y_name in spread(ends, 0.06).items():
            colour = SERIES[index] if index else MUTED
            axes.annotate(
                placeholder(index),
                (1.03, y_name),
                xycoords=("axes fraction", "data"),
                va="center",
                color=colour,
                fontweight="bold",
            )
        axis_in_tenths(axes.set_yticks)
        axes.text(1, -0.13, "labelled sentences", transform=axes.transAxes, ha="right", color=MUTED)
        axes.text(-0.06, 1.05, what, transform=axes.transAxes, color=MUTED)
        reached = (
            f"{name}: {getattr(curve.marks[-1], metric).value:.2f} with "
            f"{curve.marks[-1].sentences:.0f} sentences"
            for name, curve in zip(names, curves, strict=True)
        )
        return svg(figure, f"learning-{metric}", names, f"At the end {'; '.join(reached)}")


def learning_curve_plot(curve: LearningCurve) -> str:
    """Return macro-F1 by articles learnt from, with intervals, and the curve drawn on with its band."""
    with drawing():
        return svg(_curve_figure(curve), "learning", [], curve.sentence)


def learning_curve_picture(curve: LearningCurve) -> bytes:
    """Return `learning_curve_plot` as a PNG file."""
    with drawing():
        return png(_curve_figure(curve), [])


def _curve_figure(curve: LearningCurve) -> Figure:
    found = curve.forecast
    figure, axes = plot(3.6, left=0.55, right=0.4, top=0.45, bottom=0.55)
    axes.set_ylim(0, 1.02)
    last = found.articles[-1] if found else max(curve.articles, curve.points[-1].articles)
    axes.set_xlim(0, last)
    axes.axvline(curve.articles, color=RULE, lw=1.2)
    axes.text(curve.articles, 1.035, "articles there are", color=MUTED, ha="center")
    if found:
        axes.fill_between(found.articles, found.low, found.high, color=SERIES[0], alpha=0.16, lw=0)
        axes.plot(found.articles, found.curve, color=SERIES[0], lw=1.2, ls=DASHES[1])
    for point in curve.points:
        one = point.macro_f1
        if one.low is not None and one.high is not None:
            axes.vlines(point.articles, one.low, one.high, color=SERIES[0], lw=2.4)
        if one.value is not None:
            axes.scatter(point.articles, one.value, s=52, color=SERIES[0], zorder=5)
    axis_in_tenths(axes.set_yticks)
    axes.locator_params(axis="x", integer=True, nbins=6)
    axes.text(last, -0.165, "articles learnt from", ha="right", color=MUTED)
    axes.annotate("macro F1", (0, 1), (-30, 12), textcoords="offset points", color=MUTED)
    return figure


def _held(one: Estimate) -> str:
    return f"{number(one)} ({interval(one)})" if interval(one) else number(one)


def _f1s(metrics: Metrics) -> list[float | None]:
    return [*(label.f1.value for label in metrics.labels), metrics.macro.f1.value]
