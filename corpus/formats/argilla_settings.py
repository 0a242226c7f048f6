"""The head of an Argilla dataset: its fields, its questions and its metadata, as `to_disk` has them."""

from __future__ import annotations

from typing import Any

from ..guidelines import LabelScheme

__all__ = ["COMMENT", "LABEL", "NONE", "UNSURE", "dataset_of", "settings_of"]

LABEL, UNSURE, COMMENT = "label", "unsure", "comment"
NONE = "-"
"""the option for none of the labels; no label can be called that"""
_DISTRIBUTION = {"strategy": "overlap", "min_submitted": 1}


def dataset_of() -> dict[str, Any]:
    """Return the dataset: `from_disk` gives it another name if asked."""
    return {"name": "dateline", "allow_extra_metadata": True, "distribution": _DISTRIBUTION}


def settings_of(scheme: LabelScheme) -> dict[str, Any]:
    """Return the settings: the sentence with those around it, and three questions."""
    options = [{"value": label.id, "text": label.title} for label in scheme.labels]
    options.append({"value": NONE, "text": "None of these"})
    labels = {"type": "multi_label_selection", "options": options, "visible_options": None}
    yes = {"type": "label_selection", "options": [{"value": "yes", "text": "Unsure"}]}
    plain = {"type": "text", "use_markdown": False}
    return {
        "guidelines": scheme.text,
        "fields": [
            _named("before", "Before", plain, required=False),
            _named("text", "Sentence", plain, required=True),
            _named("after", "After", plain, required=False),
        ],
        "questions": [
            _named(LABEL, "Labels", labels | {"options_order": "natural"}, required=True),
            _named(UNSURE, "Unsure?", yes | {"visible_options": None}, required=False),
            _named(COMMENT, "Comment", plain, required=False),
        ],
        "vectors": [],
        "metadata": [
            {
                "name": name,
                "title": name.capitalize(),
                "settings": {"type": "terms", "values": None, "visible_for_annotators": shown},
                "visible_for_annotators": shown,
            }
            for name, shown in (("sentence", False), ("article", True), ("title", True))
        ],
        "allow_extra_metadata": True,
        "distribution": _DISTRIBUTION,
        "mapping": None,
    }


def _named(name: str, title: str, settings: dict[str, Any], *, required: bool) -> dict[str, Any]:
    fixed = {"name": name, "title": title, "description": None, "required": required}
    return fixed | {"settings": settings, "type": settings["type"]}
