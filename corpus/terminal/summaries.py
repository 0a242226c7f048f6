"""Results as people read them on a terminal."""

from __future__ import annotations

from typing import Any, get_args

from ..agreement import Coefficients
from ..intervals import Estimate
from ..nouns import Part
from ..plurals import counted
from ..steps import Adjudicated, Agreed, SplitMade
from .console import say, show_table, warn

__all__ = ["show_adjudicated", "show_agreement", "show_split", "split_to_json"]

MOST_LEAKS = 20
_KAPPA = {"Cohen": "Cohen's kappa", "Fleiss": "Fleiss' kappa"}


def _estimate_text(estimate: Estimate) -> str:
    """Return a number and under it its interval, or a dash where it is undefined."""
    if estimate.value is None:
        return "-"
    if estimate.low is None or estimate.high is None:
        return f"{estimate.value:.2f}"
    return f"{estimate.value:.2f}\n{estimate.low:.2f} to {estimate.high:.2f}"


def show_agreement(agreed: Agreed) -> None:
    """Print agreement per label, overall and in pairs, and why a number is missing."""
    done = agreed.agreement
    if agreed.machine_labels:
        say("A machine made these judgments: this is no agreement between people.")
    say(
        f"{done.doubly_judged:,} of {done.sentences:,} judged sentences were judged by two or more "
        f"of {len(done.annotators)} annotators ({done.judgments:,} judgments, "
        f"{done.articles:,} articles). 95 % intervals: {done.resamples:,} resamples of articles."
    )
    _show_carried(agreed)
    rows: list[tuple[str, Coefficients]] = [*done.labels.items(), ("label sets", done.overall)]
    show_table(
        ("", "Krippendorff's alpha", _KAPPA[done.kappa_of], "Gwet's AC1", "raw", "prevalence"),
        [
            (name, *(_estimate_text(value) for value in _values(coefficients)))
            for name, coefficients in rows
        ],
    )
    say("label sets: alpha with MASI distance; the others on exact sets; prevalence of any label.")
    for name, coefficients in rows:
        for field, reason in _reasons(coefficients).items():
            say(f"{name}, {field}: {reason}.")
    if len(done.annotators) > 2:
        show_table(
            ("annotators", "sentences", "raw", "Cohen's kappa"),
            [
                (
                    " and ".join(pair.annotators),
                    f"{pair.sentences:,}",
                    f"{pair.raw:.3f}",
                    f"{pair.kappa:.3f}" if pair.kappa is not None else f"- ({pair.reason})",
                )
                for pair in done.pairs
            ],
        )


def _values(coefficients: Coefficients) -> tuple[Estimate, ...]:
    return (
        coefficients.alpha,
        coefficients.kappa,
        coefficients.ac1,
        coefficients.raw,
        coefficients.prevalence,
    )


def _reasons(coefficients: Coefficients) -> dict[str, str]:
    """Return why numbers or intervals are missing, each reason once."""
    names = ("alpha", "kappa", "AC1", "raw agreement", "prevalence")
    by_reason: dict[str, list[str]] = {}
    for name, value in zip(names, _values(coefficients), strict=True):
        if value.reason is not None:
            by_reason.setdefault(value.reason, []).append(name)
    return {", ".join(fields): reason for reason, fields in by_reason.items()}


def show_adjudicated(done: Adjudicated) -> None:
    """Print what was settled and what is open, by reason."""
    settled = ", ".join(f"{count:,} {who}" for who, count in done.settled.items())
    say(f"Settled: {sum(done.settled.values()):,} sentences ({settled or 'none'}).")
    say(f"New in this run: {counted(done.new, 'ruling')}.")
    if done.open:
        why = ", ".join(f"{count:,} {reason}" for reason, count in done.open.items())
        say(f"Open: {sum(done.open.values()):,} sentences for a person to settle ({why}).")
    else:
        say("Open: none.")
    _show_carried(done)
    if done.outdated:
        warn(
            f"{done.outdated:,} rulings have lost their ground: the judgments under them differ now, "
            "or the guidelines have changed in what they speak of; they stand until a person looks "
            "at them."
        )


def _show_carried(done: Agreed | Adjudicated) -> None:
    """Say what became of judgments made under earlier guidelines, if there are any."""
    if done.carried:
        say(
            f"{done.carried:,} judgments of earlier guidelines count: nothing that they speak of "
            "has changed."
        )
    if done.waiting:
        warn(
            f"{done.waiting:,} judgments of earlier guidelines are left out: what they speak of has "
            "changed, and they wait until their annotators look at them again."
        )


def show_split(done: SplitMade) -> None:
    """Print the parts, how evenly the labels stand in them, and what leaks."""
    parts = [part for part in get_args(Part) if done.split.articles(part)]
    made = "Made" if done.fresh else "Frozen"
    say(
        f"{made}: {counted(len(done.split.parts), 'article')} in "
        f"{counted(done.clusters, 'cluster')} "
        f"({counted(done.duplicates, 'is a copy', 'are copies')} of another), "
        f"seed {done.split.seed}, digest {done.split.digest[:12]}."
    )
    if done.added:
        came = counted(done.added, "article came since and has", "articles came since and have")
        say(f"{came} a part now.")
    articles = {part: f"{len(done.split.articles(part)):,}" for part in parts}
    show_table(
        ("", *parts, *(f"{part} share" for part in parts)),
        [
            ("articles", *articles.values(), *("" for _ in parts)),
            *(
                (
                    row.label or "sentences",
                    *(f"{row.counts[part]:,}" for part in parts),
                    *(f"{row.shares[part]:.1%}" if row.shares else "-" for part in parts),
                )
                for row in done.balance.rows
            ),
        ],
    )
    for warning in done.balance.warnings:
        warn(f"Note: {warning}.")
    for article, reason in done.refused.items():
        warn(f"Left out of the split: article {article!r}: {reason}.")
    for leak in done.leaks[:MOST_LEAKS]:
        places = "; ".join(
            f"{part} {', '.join(map(str, refs))}" for part, refs in leak.refs.items()
        )
        warn(f"Leak: one sentence of {leak.words} words stands in {places}.")
    more = len(done.leaks) - MOST_LEAKS
    if more > 0:
        warn(f"... and {more:,} more such sentences; --json lists them all.")
    if not done.leaks:
        say("No sentence of eight words or more stands in two parts.")


def split_to_json(done: SplitMade) -> dict[str, Any]:
    """Return the split as one JSON object."""
    return {
        "fresh": done.fresh,
        "seed": done.split.seed,
        "test": done.split.test,
        "validation": done.split.validation,
        "digest": done.split.digest,
        "clusters": done.clusters,
        "duplicates": done.duplicates,
        "added": done.added,
        "refused": dict(done.refused),
        "parts": dict(done.split.parts),
        "balance": [
            {
                "label": row.label,
                "counts": dict(row.counts),
                "shares": dict(row.shares) if row.shares else None,
                "deviation": row.deviation,
            }
            for row in done.balance.rows
        ],
        "leaks": [
            {
                "words": leak.words,
                "refs": {part: [ref._asdict() for ref in refs] for part, refs in leak.refs.items()},
            }
            for leak in done.leaks
        ],
    }
