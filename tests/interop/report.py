"""What came of the real tools, as docs/interop.md."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Report", "write_report"]

PAGE = Path(__file__).parents[2] / "docs" / "interop.md"
HEAD = """# With the real tools

`make interop` installs each tool into an environment of its own below `build/`, starts it on this
machine, imports what `dateline export` wrote, reads the labels back by the tool's own means and
imports the tool's own export again. This page is what it wrote last.

| tool | version | sentences | judgments | result |
|---|---|---:|---:|---|
"""


@dataclass(frozen=True, slots=True)
class Report:
    """What came of one tool."""

    tool: str
    version: str
    sentences: int
    judgments: int
    """that went out and came back as they were"""
    result: str
    """in a sentence"""
    notes: tuple[str, ...] = ()
    """what we learned of the tool, a sentence each"""


def write_report(reports: Sequence[Report]) -> None:
    """Write docs/interop.md."""
    rows = [
        f"| {each.tool} | {each.version} | {each.sentences} | {each.judgments} | {each.result} |\n"
        for each in reports
    ]
    notes = [
        f"\n## {each.tool}\n\n" + "".join(f"- {note}\n" for note in each.notes)
        for each in reports
        if each.notes
    ]
    PAGE.write_text(HEAD + "".join(rows) + "".join(notes), encoding="utf-8")
