"""The labels of a judgment for formats that name their labels once, at the head of the file."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from ..errors import LossyExport, one_of
from ..nouns import SentenceRef

__all__ = ["known_labels"]


def known_labels(labels: Collection[str], ids: Sequence[str], sentence: SentenceRef) -> list[str]:
    """Return labels in the order of the guidelines.

    Raises LossyExport for one that the guidelines in force do not have: labels that were given under
    earlier ones have no place in such a file.
    """
    if strange := sorted(set(labels).difference(ids)):
        raise LossyExport(
            f"the sentence {sentence} has the label {strange[0]!r} from earlier guidelines; those in "
            f"force have {one_of(ids)}: label it again, or export as dateline or prodigy"
        )
    return [label for label in ids if label in labels]
