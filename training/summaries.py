"""Training and evaluation as people read them on a terminal."""

from __future__ import annotations

from dateline.corpus.intervals import Estimate
from dateline.corpus.terminal.console import say, show_table, warn
from dateline.corpus.terminal.doubts_summary import show_reviewed
from dateline.models.facts import LabelTarget

from .compare import Comparison, Difference
from .evaluate.cross_validation import CrossValidation
from .evaluate.learning_curve import LearningCurve
from .evaluate.results import Report
from .evaluate.scoring import Metrics
from .evaluating import Evaluated
from .steps import Trained

__all__ = ["show_compared", "show_evaluated", "show_trained"]


def show_trained(done: Trained) -> None:
    """Print what was trained on what, the thresholds, and what training warns of."""
    facts = done.facts
    say(
        f"Trained on {facts.articles:,} articles with {facts.sentences:,} ruled sentences: "
        f"{done.folder} (seed {facts.seed})."
    )
    show_table(
        ("label", "positives", "threshold", "chosen for"),
        [
            (label.id, f"{label.positives:,}", f"{label.threshold:.3f}", _chosen_for(label.target))
            for label in facts.labels
        ],
    )
    for warning in facts.warnings:
        warn(f"Note: {warning}")


def _chosen_for(target: LabelTarget | None) -> str:
    if target is None:
        return "F1"
    return (
        f"{target.measure} {target.wanted:g} (cross-validated: precision {target.precision:.2f}, "
        f"recall {target.recall:.2f})"
    )


def show_evaluated(done: Evaluated) -> None:
    """Print the held-out results per label and on average, beside the baselines and the ceiling."""
    report = done.report
    counts = report.counts
    what = "Held out" if report.provenance.part else "Each held out once"
    say(
        f"{what}: {counts.articles:,} articles with {counts.sentences:,} sentences "
        f"(trained on {counts.training_articles:,} articles). 95 % intervals over articles."
    )
    show_table(
        ("label", "precision", "recall", "F1", "average precision", "sentences"),
        [
            (
                label.label,
                _text(label.precision),
                _text(label.recall),
                _with_interval(label.f1),
                _with_interval(label.average_precision),
                f"{label.support:,}",
            )
            for label in report.model.labels
        ],
    )
    show_table(
        ("", "macro-F1", "micro-F1", "exact match"),
        [
            (name, *(_with_interval(value) for value in _averages(metrics)))
            for name, metrics in _systems(report)
        ],
    )
    if report.cross_validation:
        _show_folds(report.cross_validation, alone=report.provenance.part is None)
    if report.learning_curve:
        _show_learning_curve(report.learning_curve)
    if report.label_errors:
        show_reviewed(report.label_errors)
    say(f"Read the report: {done.written.page}")


def _show_folds(done: CrossValidation, *, alone: bool) -> None:
    which = "train articles" if done.on == "train" else "articles with gold"
    say(
        f"Cross-validation of the recipe: {len(done.folds)} folds of {done.articles:,} {which} "
        f"with {done.sentences:,} sentences."
    )
    if not alone:
        _show_pooled(done.metrics)
    for caveat in done.caveats:
        say(f"Note: {caveat}")


def _show_pooled(metrics: Metrics) -> None:
    show_table(
        ("label", "F1", "average precision", "sentences"),
        [
            *(
                (
                    label.label,
                    _with_interval(label.f1),
                    _with_interval(label.average_precision),
                    f"{label.support:,}",
                )
                for label in metrics.labels
            ),
            ("macro", _with_interval(metrics.macro.f1), "", ""),
            ("micro", _with_interval(metrics.micro.f1), "", ""),
        ],
    )


def _show_learning_curve(done: LearningCurve) -> None:
    say(f"Learning curve over {done.articles:,} articles, scored on articles not learnt from.")
    show_table(
        ("articles learnt from", "macro-F1"),
        [(f"{point.articles:,.0f}", _with_interval(point.macro_f1)) for point in done.points],
    )
    say(done.sentence)


def show_compared(done: Comparison) -> None:
    """Print both models side by side, the differences with their intervals, and the verdict."""
    (first, _), (second, _) = done.models
    say(
        f"{done.part.capitalize()}: {done.articles:,} articles with {done.sentences:,} sentences. "
        "95 % intervals over articles; both models taken as they are."
    )
    say(f"A is {first}, B is {second}.")
    show_table(
        ("F1", "A", "B", "B - A", "sentences"),
        [
            *((each.label, *_both(each.f1), f"{each.support:,}") for each in done.labels),
            ("macro", *_both(done.macro_f1), ""),
            ("micro", *_both(done.micro_f1), ""),
        ],
    )
    show_table(
        ("average precision", "A", "B", "B - A"),
        [
            *((each.label, *_both(each.average_precision)) for each in done.labels),
            ("mean", *_both(done.mean_average_precision)),
        ],
    )
    say(done.verdict)


def _both(one: Difference) -> tuple[str, str, str]:
    value, low, high = one.difference.value, one.difference.low, one.difference.high
    if value is None:
        return _text(one.first), _text(one.second), "-"
    apart = f"{value:+.3f}"
    if low is not None and high is not None:
        apart += f" ({low:+.3f} to {high:+.3f})"
    return _text(one.first), _text(one.second), apart


def _systems(report: Report) -> list[tuple[str, Metrics]]:
    systems = [
        ("classifier", report.model),
        ("keyword baseline", report.keyword),
        ("majority baseline", report.majority),
    ]
    if report.human.metrics is not None:
        what = "two machine passes" if report.provenance.machine_labels else "annotators"
        systems.append((what, report.human.metrics))
    return systems


def _averages(metrics: Metrics) -> tuple[Estimate, ...]:
    return metrics.macro.f1, metrics.micro.f1, metrics.exact_match


def _text(estimate: Estimate) -> str:
    return "-" if estimate.value is None else f"{estimate.value:.2f}"


def _with_interval(estimate: Estimate) -> str:
    if estimate.low is None or estimate.high is None:
        return _text(estimate)
    return f"{_text(estimate)} ({estimate.low:.2f} to {estimate.high:.2f})"
