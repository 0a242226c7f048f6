"""What the copies in a folder of Parquet cost by each engine, beside one process that holds all.

    python tests/benchmarks/bench_duplicates_at_scale.py [--articles N] [--engines local ray spark]

Invents articles of 20 sentences in files of 10,000, of which three in ten are copies of an earlier
one of their file: whole, without its last quarter, or under eight new words. Prints processor time,
the greatest memory of all processes together (proportional set size), and whether links and clusters
are those that `find_duplicates` finds in one process. Engines not installed are passed over.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from multiprocessing import get_context
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from bench_engines import DATELINE, ENGINES, Watched
from bench_memory import PER_ARTICLE, invent

FILE = 10_000
ONE_PROCESS = """
import sys
from pathlib import Path
import pyarrow as pa
import pyarrow.parquet as pq
from dateline.corpus.duplicates import Link, find_duplicates

found = find_duplicates(
    (row["id"], row["text"])
    for path in sorted(Path(sys.argv[1]).iterdir())
    for batch in pq.ParquetFile(path).iter_batches(256)
    for row in batch.to_pylist()
)
out = Path(sys.argv[2])
out.mkdir()
pq.write_table(pa.Table.from_pylist([link._asdict() for link in found.links]), out / "links.parquet")
held = {"id": list(found.clusters), "cluster": list(found.clusters.values())}
pq.write_table(pa.table(held), out / "clusters.parquet")
"""


def write_file(path: Path, articles: int, seed: int) -> None:
    """Write one file of invented articles and copies."""
    draw = random.Random(seed)
    texts = invent(articles, PER_ARTICLE, seed)
    for number in range(1, articles):
        if draw.random() < 0.3:
            words = texts[draw.randrange(number)].split(" ")
            kind = draw.randrange(3)
            start = [draw.choice(words) for _ in range(8)] if kind == 2 else []
            end = len(words) * 3 // 4 if kind == 1 else len(words)
            texts[number] = " ".join(start + words[:end])
    ids = [f"{path.stem}-{number}" for number in range(articles)]
    pq.write_table(pa.table({"id": ids, "text": texts}), path, row_group_size=1000)


def same(one: Path, other: Path) -> bool:
    """Whether both hold the same links and clusters, in any order."""
    return all(
        pq.read_table(one / name).sort_by([(key, "ascending") for key in keys]).to_pydict()
        == pq.read_table(other / name).sort_by([(key, "ascending") for key in keys]).to_pydict()
        for name, keys in (("links.parquet", ("a", "b")), ("clusters.parquet", ("id",)))
    )


def main() -> None:
    """Invent, compare, print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--articles", type=int, default=20_000)
    parser.add_argument("--engines", nargs="+", default=list(ENGINES), choices=list(ENGINES))
    given = parser.parse_args()
    os.environ["OMP_NUM_THREADS"] = "1"
    with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR")) as place:
        folder, source = Path(place), Path(place) / "articles"
        source.mkdir()
        for number in range(given.articles // FILE):  # elsewhere, so that its memory is not ours
            arguments = (source / f"{number:04}.parquet", FILE, number)
            process = get_context("spawn").Process(target=write_file, args=arguments)
            process.start()
            process.join()
        one = Watched(subprocess.Popen([sys.executable, "-c", ONE_PROCESS, source, folder / "one"]))
        assert one.wait() == 0
        links = pq.read_metadata(folder / "one" / "links.parquet").num_rows
        print(f"{given.articles:,} articles, {links:,} links", flush=True)
        print(f"{'one process':12} {one}", flush=True)
        for engine in given.engines:
            if find_spec(ENGINES[engine]) is None:
                print(f"{engine:12} is not installed")
                continue
            out = folder / engine
            options = ["--engine", engine, "--workers", "2", "-o", out]
            run = Watched(
                subprocess.Popen(
                    [DATELINE, "duplicates", source, *options], stdout=subprocess.DEVNULL
                )
            )
            code = run.wait()
            told = "the same" if code == 0 and same(out, folder / "one") else "NOT the same"
            print(f"{engine:12} {run}, exit {code}, {told} links and clusters", flush=True)


if __name__ == "__main__":
    main()
