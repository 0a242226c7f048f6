"""The table of docs/formats.md, made of the formats themselves: `python -m tests.formats_table`."""

from __future__ import annotations

import re
from pathlib import Path

from dateline.corpus.formats import FORMATS
from dateline.corpus.formats.things import THINGS

__all__ = ["PAGE", "TABLE", "formats_table"]

PAGE = Path(__file__).parents[1] / "docs" / "formats.md"
TABLE = re.compile(r"(?<=<!-- table -->\n)(.*?)(?=<!-- end of table -->)", re.DOTALL)


def formats_table() -> str:
    """Return what each format carries, a row each, and what the columns mean."""
    names = [f"`{name}`" for name in FORMATS]
    rows = [("", *names), ("---", *("---" for _ in names))]
    marks = {
        "import": [form.read is not None for form in FORMATS.values()],
        "export": [bool(form.write or form.write_all) for form in FORMATS.values()],
        **{
            f"**{thing}**: {meaning}": [thing in form.carries for form in FORMATS.values()]
            for thing, meaning in THINGS.items()
        },
    }
    rows += [(name, *("yes" if mark else "" for mark in said)) for name, said in marks.items()]
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


if __name__ == "__main__":
    made = formats_table()
    page = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(TABLE.sub(lambda _: made, page), encoding="utf-8")
