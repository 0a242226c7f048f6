"""What prediction into a folder costs, by each engine, and what is left after a crash.

    python tests/benchmarks/bench_engines.py [--articles N] [--engines local ray spark] [--faults]

Invents Parquet files of articles (20 sentences each), predicts them with the shipped model in a bare
loop of one process and then by each engine with two workers, and prints processor time, the greatest
memory of all processes together (proportional set size) and whether rows and checksums are the same.
With `--faults` each engine is stopped in three ways and started again: the whole job killed, one
worker killed, and a disk that is full half-way (a tmpfs, which takes the administrator's rights).
An engine whose extra is not installed is passed over.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.util import find_spec
from multiprocessing import get_context
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from bench_memory import PER_ARTICLE, invent

sys.path.append(str(Path(__file__).parents[2]))

from tests.processes import descendants, kill, kill_worker

DATELINE = Path(sys.executable).with_name("dateline")
ENGINES = {"local": "dateline", "ray": "ray", "spark": "pyspark"}
"""engine -> the package that it needs"""
TICK = os.sysconf("SC_CLK_TCK")
BARE = """
import sys
from pathlib import Path
from dateline import models
from dateline.models.batches import full_batches, layout_of_row, predict_articles
from dateline.models.predictions import open_output
from dateline.corpus.reading.sources import SourceFile
from dateline.corpus.reading.tables import read_parquet

model = models.load()
classifier = model.classifier
with open_output(Path(sys.argv[2]), model.labels) as write:
    for path in sorted(Path(sys.argv[1]).iterdir()):
        rows = read_parquet(SourceFile(path, path.name, ".parquet"))
        laid_out = ((row.article, layout_of_row(row, "split")) for row in rows)
        for batch in full_batches(laid_out):
            write(predict_articles(classifier, batch))
"""


@dataclass
class Watched:
    """A command and all that it starts: processor time and memory, looked at again and again."""

    process: subprocess.Popen[bytes]
    began: float = field(default_factory=time.perf_counter)
    seconds: dict[int, float] = field(default_factory=dict)
    peak: float = 0

    def look(self) -> None:
        memory = 0.0
        for one in (self.process.pid, *descendants(self.process.pid)):
            try:
                times = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()[11:13]
                self.seconds[one] = sum(map(int, times)) / TICK
                lines = Path(f"/proc/{one}/smaps_rollup").read_text().splitlines()
            except OSError:
                continue
            memory += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024
        self.peak = max(self.peak, memory)

    def wait(self) -> int:
        while self.process.poll() is None:
            self.look()
            time.sleep(0.25)
        return self.process.returncode

    def __str__(self) -> str:
        wall = time.perf_counter() - self.began
        return f"{sum(self.seconds.values()):7.1f} CPU s, {wall:6.1f} s, {self.peak:6.0f} MB"


def write_file(path: Path, articles: int, seed: int) -> None:
    """Write one file of invented articles."""
    texts = invent(articles, PER_ARTICLE, seed)
    ids = [f"{path.stem}-{number}" for number in range(articles)]
    pq.write_table(pa.table({"id": ids, "text": texts}), path, row_group_size=1000)


def start(engine: str, source: Path, out: Path) -> subprocess.Popen[bytes]:
    """Start prediction by an engine with two workers."""
    options = ["--engine", engine, "--workers", "2", "-o", out]
    with source.with_name("said.txt").open("wb") as said:
        return subprocess.Popen([DATELINE, "predict", source, *options], stdout=said, stderr=said)


def ended(code: int, source: Path) -> str:
    """How a job ended: where it did not do all, with what it said last."""
    said = source.with_name("said.txt").read_text().strip().splitlines()
    return f"exit {code}" if code == 0 else f"exit {code}, {said[-1:]}"


def result(out: Path) -> tuple[int, int, str]:
    """Rows, rows that are not another's twin, and the digest of the manifest."""
    check = subprocess.run([DATELINE, "check", out, "--json"], capture_output=True, check=False)
    if not json.loads(check.stdout)["kept"]:
        return 0, 0, "broken: see dateline check"
    rows = twins = 0
    for part in sorted((out / "predictions").iterdir()):  # an article lies in one part alone
        table = pq.read_table(part, columns=["article_id", "start"])
        rows += len(table)
        twins += len(table) - len(table.group_by(["article_id", "start"]).aggregate([]))
    manifest = subprocess.run(
        ["sha256sum", out / "manifest.jsonl"], capture_output=True, check=True
    )
    return rows, rows - twins, manifest.stdout[:12].decode()


def wait_for(out: Path, units: int, process: subprocess.Popen[bytes]) -> None:
    while len([*out.glob("done/part-*.json")]) < units and process.poll() is None:
        time.sleep(0.01)


def faults(engine: str, source: Path, folder: Path, units: int) -> Iterator[tuple[str, Path]]:
    """Harm a job in each way and finish it; yield what was done, and where the result lies."""
    out = folder / f"{engine}-job-killed"
    job = start(engine, source, out)
    wait_for(out, units // 2, job)
    for one in (job.pid, *descendants(job.pid)):
        kill(one)
    job.wait()
    done = len([*out.glob("done/part-*.json")])
    said = ended(start(engine, source, out).wait(), source)
    yield f"job killed after {done} of {units} units, started again: {said}", out

    out = folder / f"{engine}-worker-killed"
    job = start(engine, source, out)
    wait_for(out, units // 2, job)
    kill_worker(job.pid, engine)
    yield f"one worker killed: {ended(job.wait(), source)}", out

    if os.geteuid() != 0:
        print("   (a full disk takes the administrator's rights)")
        return
    disk = folder / f"{engine}-disk"
    disk.mkdir()
    whole = sum(path.stat().st_size for path in out.rglob("*") if path.is_file())
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={whole // 2}", "tmpfs", disk], check=True)
    try:
        said = ended(start(engine, source, disk / "out").wait(), source)
        done = len([*disk.glob("out/done/part-*.json")])
        left = len([*disk.rglob(".part-*")])
        subprocess.run(["mount", "-o", f"remount,size={whole * 3}", disk], check=True)
        again = ended(start(engine, source, disk / "out").wait(), source)
        full = f"disk full after {done} of {units} units ({said}, {left} half-written files left)"
        yield f"{full}, room made, started again: {again}", disk / "out"
    finally:
        subprocess.run(["umount", disk], check=True)


def main() -> None:
    """Invent, predict, print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--articles", type=int, default=4000)
    parser.add_argument("--files", type=int, default=8)
    parser.add_argument("--engines", nargs="+", default=list(ENGINES), choices=list(ENGINES))
    parser.add_argument("--faults", action="store_true")
    given = parser.parse_args()
    os.environ["OMP_NUM_THREADS"] = "1"
    with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR")) as place:
        folder, source = Path(place), Path(place) / "articles"
        source.mkdir()
        each = given.articles // given.files
        files = [(source / f"{n:04}.parquet", each, n) for n in range(given.files)]
        with get_context("spawn").Pool(2) as others:  # so that their memory is not ours
            others.starmap(write_file, files, chunksize=1)
        print(f"{given.articles:,} articles in {given.files} files", flush=True)
        bare = Watched(
            subprocess.Popen([sys.executable, "-c", BARE, source, folder / "bare.parquet"])
        )
        assert bare.wait() == 0
        rows = pq.read_metadata(folder / "bare.parquet").num_rows
        print(f"{'a bare loop':12} {bare}, {rows:,} rows", flush=True)
        (folder / "bare.parquet").unlink()
        for engine in given.engines:
            if find_spec(ENGINES[engine]) is None:
                print(f"{engine:12} is not installed")
                continue
            out = folder / engine
            run = Watched(start(engine, source, out))
            said = ended(run.wait(), source)
            ratio = sum(run.seconds.values()) / sum(bare.seconds.values())
            print(f"{engine:12} {run}, {ratio:.2f} of the bare loop, {said}", end="", flush=True)
            print(", {:,} rows, {:,} different ones, manifest {}".format(*result(out)), flush=True)
            if given.faults and (out / "manifest.jsonl").is_file():
                units = len((out / "manifest.jsonl").read_text().splitlines())
                for what, where in faults(engine, source, folder, units):
                    print(f"   {what}")
                    print("      {:,} rows, {:,} different, manifest {}".format(*result(where)))
            shutil.rmtree(out, ignore_errors=True)


if __name__ == "__main__":
    main()
