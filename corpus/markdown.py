"""Markdown from templates: cards and documents that are read as text, and by hubs."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import Environment

__all__ = ["cell", "markdown_templates", "number"]


def markdown_templates() -> Environment:
    """Return what renders templates of Markdown; nothing may lack, and lines of tags leave no trace."""
    from jinja2 import Environment, StrictUndefined

    environment = Environment(
        autoescape=False,  # noqa: S701 (Markdown, not HTML)
        keep_trailing_newline=True,
        lstrip_blocks=True,
        trim_blocks=True,
        undefined=StrictUndefined,
    )
    environment.filters.update(cell=cell, number=number)
    return environment


def cell(text: object) -> str:
    """Return a text that stays in its table cell or list item."""
    return " ".join(str(text).split()).replace("|", "\\|").replace("<", "&lt;")


def number(value: int | None) -> str:
    """Return a count with its thousands told apart, a dash where there is none."""
    return "–" if value is None else f"{value:,}"
