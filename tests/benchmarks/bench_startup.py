"""How long `dateline --help` takes beside `python -c "import typer"`, in pairs, in one run.

    python tests/benchmarks/bench_startup.py

The bound is twice the time of the bare import.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from pathlib import Path

ROUNDS = 15


def seconds(command: list[str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def main() -> None:
    ours = [str(Path(sys.executable).with_name("dateline")), "--help"]
    rival = [sys.executable, "-c", "import typer"]
    pairs = [(seconds(ours), seconds(rival)) for _ in range(ROUNDS + 1)][1:]
    ratios = sorted(a / b for a, b in pairs)
    print(
        f"dateline --help {statistics.median(a for a, _ in pairs) * 1000:.0f} ms, "
        f"import typer {statistics.median(b for _, b in pairs) * 1000:.0f} ms; ratio in pairs: "
        f"median {statistics.median(ratios):.2f}, lowest {ratios[0]:.2f}, highest {ratios[-1]:.2f}"
    )


if __name__ == "__main__":
    main()
