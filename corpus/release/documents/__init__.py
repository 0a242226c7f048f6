"""The documents of a release, for people: filled with facts, with a mark where only people know.

The words lie in the templates beside this file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import resources
from typing import Any

from ...markdown import markdown_templates
from ..metadata.about import About
from ..metadata.card import front_matter
from ..questions import QUESTIONS

__all__ = ["DOCUMENTS", "render_documents"]

DOCUMENTS: Mapping[str, str] = {
    "README.md": "card.md.j2",
    "LICENSE": "licence.txt.j2",
    "docs/AGREEMENT.md": "agreement.md.j2",
    "docs/DATASHEET.md": "datasheet.md.j2",
    "docs/DATA_STATEMENT.md": "data_statement.md.j2",
    "docs/ETHICS.md": "ethics.md.j2",
    "docs/MAINTENANCE.md": "maintenance.md.j2",
}
"""Path in a release -> its template."""


def render_documents(about: About, paths: Sequence[str]) -> dict[str, str]:
    """Return the documents of a release; `paths` are all the files that it holds."""
    environment = markdown_templates()
    environment.filters["estimate"] = _estimate
    context: dict[str, Any] = {
        "about": about,
        "settings": about.settings,
        "facts": about.facts,
        "counts": about.facts["counts"],
        "scheme": about.scheme,
        "paths": paths,
        "front_matter": front_matter(about),
        "answer": lambda key: _answer(about, key),
    }
    templates = resources.files(__name__)
    return {
        path: environment.from_string(templates.joinpath(name).read_text("utf-8")).render(context)
        for path, name in DOCUMENTS.items()
    }


def _answer(about: About, key: str) -> str:
    """Return what people said to a question, or a blank that nobody overlooks."""
    return about.answer(key) or f"**[Not answered: {QUESTIONS[key]}]**"


def _estimate(estimate: Mapping[str, Any]) -> str:
    if estimate["value"] is None:
        return f"– ({estimate['reason']})"
    if estimate["low"] is None:
        return f"{estimate['value']:.3f}"
    return f"{estimate['value']:.3f} [{estimate['low']:.3f}, {estimate['high']:.3f}]"
