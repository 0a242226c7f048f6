"""How much memory prediction takes: 250,000, 500,000 and 1,000,000 sentences from Parquet.

    python tests/benchmarks/bench_memory.py MODEL_FOLDER

Writes a Parquet file of invented articles (20 sentences each, a vocabulary of 60,000 made-up words,
one row group, the worst case), predicts it in a process of its own and prints that process's greatest
resident memory and its rate. The memory is to be flat and under 600 MB.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

SIZES = (250_000, 500_000, 1_000_000)
PER_ARTICLE = 20
SYLLABLES = (
    "ba",
    "do",
    "ri",
    "ka",
    "sel",
    "mor",
    "tin",
    "ul",
    "za",
    "ven",
    "pho",
    "qua",
    "lis",
    "o",
)
PREDICT = """
import json, resource, sys, time
from pathlib import Path
from dateline.models.batches import predict_source
from dateline.models.folder import load

began = time.perf_counter()
predicted = predict_source(load(Path(sys.argv[1])), [sys.argv[2]], Path(sys.argv[3]))
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps([predicted.sentences, peak, time.perf_counter() - began]))
"""


def write_articles(path: Path, sentences: int, seed: int = 0) -> None:
    """Write invented articles as one Parquet file of one row group."""
    generator = np.random.default_rng(seed)
    shape = (60_000, 3)
    words = np.array(
        [
            "".join(SYLLABLES[i] for i in row if i >= 0)
            for row in generator.integers(-1, len(SYLLABLES), shape)
        ]
    )
    words[words == ""] = "a"
    articles = sentences // PER_ARTICLE
    texts = []
    for _ in range(articles):
        lengths = generator.integers(8, 35, PER_ARTICLE)
        drawn = words[(generator.zipf(1.2, lengths.sum()) - 1) % len(words)].tolist()
        begin = 0
        said = []
        for length in lengths.tolist():
            said.append(" ".join(drawn[begin : begin + length]).capitalize() + ".")
            begin += length
        texts.append(" ".join(said))
    table = pa.table({"id": [f"a{i}" for i in range(articles)], "text": texts})
    pq.write_table(table, path, row_group_size=articles)


def main(model: str) -> None:
    """Print a line for each size and form of output."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "articles.parquet"
        for size in SIZES:
            began = time.perf_counter()
            write_articles(source, size)
            made = time.perf_counter() - began
            for form in (".jsonl", ".parquet"):
                out = Path(folder) / f"predictions{form}"
                ran = subprocess.run(
                    [sys.executable, "-c", PREDICT, model, str(source), str(out)],
                    check=True,
                    capture_output=True,
                    text=True,
                )
                sentences, peak, seconds = json.loads(ran.stdout)
                print(
                    f"{sentences:>9,} sentences to {form:8}: {peak:4.0f} MB at most, "
                    f"{sentences / seconds:,.0f} sentences/s (made in {made:.0f} s)"
                )


if __name__ == "__main__":
    main(*sys.argv[1:])
