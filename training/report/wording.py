"""The report in words: numbers as people read them, and the result in a sentence."""

from __future__ import annotations

from dateline.corpus.intervals import Estimate
from dateline.corpus.plurals import counted

from ..evaluate.results import Report
from ..evaluate.scoring import LabelMetrics

__all__ = ["interval", "number", "result_in_a_sentence", "what_it_means"]

MISSING = "–"


def number(estimate: Estimate) -> str:
    """Return a number to two decimals, or a dash where it is undefined."""
    return MISSING if estimate.value is None else f"{estimate.value:.2f}"


def interval(estimate: Estimate) -> str:
    """Return an interval to two decimals, or nothing where there is none."""
    if estimate.low is None or estimate.high is None:
        return ""
    return f"{estimate.low:.2f}–{estimate.high:.2f}"


def result_in_a_sentence(report: Report) -> str:
    """Return what the evaluation found, for someone who reads only this."""
    counts = report.counts
    articles, sentences = counted(counts.articles, "article"), counted(counts.sentences, "sentence")
    where = f"In {articles} that it had never seen ({sentences})"
    if report.provenance.part is None:
        where = f"In {articles}, each read by a model that had never seen it ({sentences}),"
    titles = {label.id: label.title for label in report.labels}
    scored = [
        (label.f1.value, label) for label in report.model.labels if label.f1.value is not None
    ]
    if not scored:
        return (
            f"{where} no sentence has any of the labels, so nothing can be said of the classifier."
        )
    best = max(scored, key=lambda item: item[0])[1]
    worst = min(scored, key=lambda item: item[0])[1]
    if best is worst:
        return f"{where} the classifier finds “{titles[best.label]}” with an F1 of {_f1(best.f1)}."
    keyword = number(report.keyword.macro.f1)
    return (
        f"{where} the classifier finds “{titles[best.label]}” best (F1 {number(best.f1)}) and "
        f"“{titles[worst.label]}” least well ({number(worst.f1)}). Over the {len(scored)} labels "
        f"its mean F1 is {_f1(report.model.macro.f1)}; a list of keywords reaches {keyword}."
    )


def what_it_means(label: LabelMetrics) -> str:
    """Return a label's precision and recall as counts in a hundred sentences."""
    precision, recall = label.precision.value, label.recall.value
    if recall is None:
        return "No held-out sentence has this label, so nothing can be said of it."
    if precision is None:
        return "It marks no sentence at all, so it finds none."
    return (
        f"Of 100 sentences that it marks, {round(100 * precision)} are right; of 100 that it "
        f"should mark, it finds {round(100 * recall)}."
    )


def _f1(estimate: Estimate) -> str:
    held = interval(estimate)
    return f"{number(estimate)} (95 % interval {held})" if held else number(estimate)
