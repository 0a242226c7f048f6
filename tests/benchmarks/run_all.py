"""Every benchmark of docs/benchmarks.md, one after the other: what `make bench` runs.

Those that read ../shared/data say so where it is absent, and the others go on.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent


def run(*command: str | Path) -> int:
    print(f"\n$ {' '.join(str(part) for part in command)}", flush=True)
    return subprocess.run([str(part) for part in command], check=False).returncode


def main() -> int:
    python = sys.executable
    dateline = Path(python).with_name("dateline")
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        failed += run(dateline, "demo", "-o", folder) != 0
        failed += run(python, HERE / "bench_memory.py", f"{folder}/sample-baseline") != 0
    for name, *arguments in (
        ("bench_machine.py",),
        ("bench_startup.py",),
        ("bench_sentences.py",),
        ("bench_agreement.py",),
        ("bench_ingest.py",),
        ("bench_duplicates.py",),
        ("bench_html.py",),
        ("bench_classifier.py", "wire"),
        ("bench_classifier.py", "ipe"),
        ("bench_forecast.py",),
        ("bench_suggest.py", "sentence"),
        ("bench_suggest.py", "article"),
        ("bench_prediction.py",),
        ("bench_engines.py", "--faults"),
        ("bench_duplicates_at_scale.py",),
        ("bench_corpus.py",),
        ("bench_formats.py",),
        ("bench_names.py",),
        ("bench_release.py",),
        ("bench_rehydrate.py",),
        ("bench_page_start.py",),
        ("bench_page_load.py",),
        ("bench_page_load.py", "--pace", "0", "--seconds", "60", "--sentences", "20000"),
        ("bench_page_cpu.py",),
        ("bench_page_crash.py",),
        ("bench_page_crash.py", "--postgres"),
        ("bench_team_load.py",),
        ("bench_page_overassignment.py",),
    ):
        failed += run(python, HERE / name, *arguments) != 0
    return failed


if __name__ == "__main__":
    sys.exit(main())
