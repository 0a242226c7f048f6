"""What was restored of a release, as people read it on a terminal."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ..plurals import counted
from ..terminal.console import say, show_table, warn
from .coverage import NO_LABEL, Lean, Tally
from .rehydrate import Rehydrated
from .restored import STATUSES, report_path

__all__ = ["rehydrated_to_json", "show_rehydrated"]

SHOWN = 3
"""articles that two copies fit, by name; the report has all of them"""


def rehydrated_to_json(done: Rehydrated, out: Path) -> dict[str, Any]:
    """Return what the command prints with --json."""
    return {
        "output": str(out),
        "report": str(report_path(out)),
        "copies": done.copies,
        "unused": done.unused,
        "rejected": done.rejected,
        "files": done.files,
        "passed_over": done.passed_over,
        "two_copies_fit": len(done.rivals),
        "sentences": done.coverage.to_json(),
    }


def show_rehydrated(done: Rehydrated, out: Path) -> None:
    """Print how much was restored, by split and by label, and what to beware of."""
    found = sum(article.copy is not None for article in done.articles)
    say(
        f"Restored {counted(done.coverage.all.found, 'sentence')} of {done.coverage.all.asked:,} "
        f"({done.coverage.share:.1%}), of {found:,} of {counted(len(done.articles), 'article')}, "
        f"from {counted(done.copies, 'copy', 'copies')}: {out}"
    )
    coverage = done.coverage
    rows = [_row("all", coverage.all)]
    rows += [_row(name, tally) for name, tally in coverage.splits.items()]
    rows += [_row(name, tally, coverage.leans[name]) for name, tally in coverage.labels.items()]
    heads = [status.removesuffix("_article") for status in STATUSES]
    show_table(("", *heads, "restored", "lean, points (95 %)"), rows)
    _warn_of(done)
    say(f"What became of each article: {report_path(out)}")


def _row(name: str, tally: Tally, lean: Lean | None = None) -> list[str]:
    counts = [f"{tally.counts[status]:,}" for status in STATUSES]
    against = ""
    if lean is not None and lean.interval is not None:
        low, high = lean.interval
        against = f"{100 * lean.difference:+.1f} ({100 * low:+.1f}, {100 * high:+.1f})"
    return [name, *counts, f"{tally.share:.1%}", against]


def _warn_of(done: Rehydrated) -> None:
    for name, lean in done.coverage.leans.items():
        if lean.is_sure:
            kind = "without a label" if name == NO_LABEL else f"labelled {name}"
            more = "more" if lean.difference > 0 else "less"
            warn(
                f"Sentences {kind} were restored {more} often than the others by "
                f"{100 * abs(lean.difference):.1f} points: what you train or measure on this leans."
            )
    for rival in done.rivals[:SHOWN]:
        warn(f"Two copies fit {rival.article_id}: took {rival.taken}, not {rival.other}.")
    if len(done.rivals) > SHOWN:
        warn(f"Two copies fit {len(done.rivals) - SHOWN:,} more; the report names them.")
    wrong = done.coverage.all.counts["wrong_article"]
    if wrong:
        warn(
            f"{counted(wrong, 'sentence')}: the copy that bears the article's id or address is of "
            "another article, or in another language or wording."
        )
    if done.unused:
        warn(f"{counted(done.unused, 'copy is', 'copies are')} of no article of this release.")
    if done.rejected:
        warn(f"Left out {done.rejected:,} that could not be read.")
