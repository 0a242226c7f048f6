"""`make interop`: our exports into the real tools, their answers back, and docs/interop.md of it.

Each module named here has `run(folder) -> Report`: it starts its tool, imports what
`dateline export` wrote, reads the labels back by the tool's own means, imports the tool's own export
into a second corpus, and raises AssertionError where anything came back changed.
"""

from __future__ import annotations

import importlib
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from .report import Report, write_report

TOOLS = ("label_studio", "doccano", "potato", "argilla")


def main(asked: Sequence[str]) -> None:
    reports: list[Report] = []
    for name in asked or TOOLS:
        module = importlib.import_module(f".{name}", __package__)
        print(f"{name} ...", flush=True)
        with tempfile.TemporaryDirectory() as folder:
            reports.append(module.run(Path(folder)))
        print(f"  {reports[-1].tool} {reports[-1].version}: {reports[-1].result}", flush=True)
    if not asked:
        write_report(reports)


if __name__ == "__main__":
    main(sys.argv[1:])
