"""What a corpus holds that a format may carry."""

from __future__ import annotations

from typing import Literal

__all__ = ["ALL_SAID", "CIRCUMSTANCES", "LABELLING", "THINGS", "Thing"]

Thing = Literal[
    "articles",
    "annotators",
    "gold",
    "predictions",
    "scores",
    "none",
    "skipped",
    "unsure",
    "comments",
    "seconds",
    "times",
    "history",
    "guidelines",
    "splits",
    "provenance",
]
THINGS: dict[Thing, str] = {
    "articles": "the articles themselves, to the letter",
    "annotators": "judgments of several annotators on one sentence",
    "gold": "gold labels beside the judgments",
    "predictions": "a model's labels as pre-annotations",
    "scores": "the model's probabilities",
    "none": "none of the labels, told from not judged",
    "skipped": "skipped, told from none and from not judged",
    "unsure": "the mark of an unsure annotator",
    "comments": "annotators' comments",
    "seconds": "the time a judgment took",
    "times": "when a judgment was made",
    "history": "judgments that their annotator has replaced",
    "guidelines": "the annotation guidelines",
    "splits": "train, validation and test",
    "provenance": "where each article was found",
}
"""What a corpus holds that a format may carry, and what each means."""

LABELLING: tuple[Thing, ...] = (
    *("annotators", "gold", "predictions", "scores"),
    *("none", "skipped", "unsure", "comments"),
)
"""What an export must not lose without being told to."""

CIRCUMSTANCES: tuple[Thing, ...] = ("seconds", "times")
"""What an export says that it loses, and may."""

ALL_SAID: frozenset[Thing] = frozenset((*LABELLING, *CIRCUMSTANCES))
"""All that people and models say of sentences: what a format may carry that gives them to others."""
