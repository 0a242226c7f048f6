"""Which judgments count, for measuring agreement and for settling sentences alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from ..errors import GuidelinesChanged, NothingJudged, one_of, shorten
from ..nouns import Judgment, latest_judgments

__all__ = ["judgments_that_count"]


def judgments_that_count(judgments: Iterable[Judgment], labels: Sequence[str]) -> list[Judgment]:
    """Return the latest judgment of each annotator on each sentence, skipped ones included.

    They must have been made under one label scheme. A judgment without a digest (imported from
    elsewhere) goes with any scheme, as long as `labels` has its labels.

    Raises NothingJudged without judgments, GuidelinesChanged where those that are not skipped carry
    two guidelines digests or a label that is not in `labels`.
    """
    latest = latest_judgments(judgments)
    if not latest:
        raise NothingJudged("no judgments found; annotate or import some first")
    made = [judgment for judgment in latest if not judgment.skipped]
    refuse_two_schemes(made)
    refuse_unknown_labels(made, labels)
    return latest


def refuse_two_schemes(judgments: Iterable[Judgment]) -> None:
    counts = Counter(judgment.guidelines for judgment in judgments if judgment.guidelines)
    if len(counts) > 1:
        found = ", ".join(f"{digest[:12]} ({n} judgments)" for digest, n in sorted(counts.items()))
        raise GuidelinesChanged(
            f"judgments were made under {len(counts)} guidelines: {found}; allowed: judgments "
            "under one; judge the older ones again or leave them out"
        )


def refuse_unknown_labels(judgments: Iterable[Judgment], labels: Sequence[str]) -> None:
    known = frozenset(labels)
    unknown = Counter(label for judgment in judgments for label in judgment.labels - known)
    if unknown:
        label = min(unknown)
        raise GuidelinesChanged(
            f"label {shorten(label)} of {unknown[label]} judgments is not in the guidelines; "
            f"allowed: {one_of(labels)}; judge those sentences again or use the older guidelines"
        )
