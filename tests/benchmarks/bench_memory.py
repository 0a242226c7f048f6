"""How much memory prediction takes: 250,000, 500,000 and 1,000,000 sentences from Parquet.

    python tests/benchmarks/bench_memory.py MODEL_FOLDER

Writes Parquet files of invented articles (20 sentences each, a vocabulary of 60,000 made-up words),
predicts each in a process of its own and prints that process's greatest resident memory and its rate.
The memory is to be flat and under 600 MB. Then the same for one article of 12, 25 and 50 MB on a
single line of JSONL: an article is never divided, so memory grows with it, and the rate must stay.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

SIZES = (250_000, 500_000, 1_000_000)
ARTICLE_SIZES = (12, 25, 50)
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


def invent(articles: int, sentences: int, seed: int = 0) -> list[str]:
    """Return the texts of invented articles of so many sentences each."""
    generator = np.random.default_rng(seed)
    shape = (60_000, 3)
    words = np.array(
        [
            "".join(SYLLABLES[i] for i in row if i >= 0)
            for row in generator.integers(-1, len(SYLLABLES), shape)
        ]
    )
    words[words == ""] = "a"
    texts = []
    for _ in range(articles):
        lengths = generator.integers(8, 35, sentences)
        drawn = words[(generator.zipf(1.2, lengths.sum()) - 1) % len(words)].tolist()
        ends = lengths.cumsum().tolist()
        said = (drawn[start:end] for start, end in zip([0, *ends], ends, strict=False))
        texts.append(" ".join(f"{' '.join(spoken).capitalize()}." for spoken in said))
    return texts


def write_parquet(path: Path, sentences: int) -> None:
    """Write articles of 20 sentences as Parquet."""
    texts = invent(sentences // PER_ARTICLE, PER_ARTICLE)
    pq.write_table(pa.table({"id": [f"a{i}" for i in range(len(texts))], "text": texts}), path)


def write_long(path: Path, megabytes: int) -> None:
    """Write one article as a single line of JSONL."""
    (text,) = invent(1, megabytes * 1_000_000 // 160)
    path.write_text(json.dumps({"id": "long", "text": text}) + "\n", encoding="utf-8")


def apart(write: Callable[[Path, int], None], path: Path, size: int) -> None:
    """Write in another process: a child's greatest memory begins with what its parent held."""
    process = get_context("spawn").Process(target=write, args=(path, size))
    process.start()
    process.join()


def predict(model: str, source: Path, out: Path) -> str:
    """Predict in a process of its own; return what it took."""
    ran = subprocess.run(
        [sys.executable, "-c", PREDICT, model, str(source), str(out)],
        check=True,
        capture_output=True,
        text=True,
    )
    sentences, peak, seconds = json.loads(ran.stdout)
    return f"{sentences:>9,} sentences, {peak:5.0f} MB, {sentences / seconds:6,.0f} sentences/s"


def main(model: str) -> None:
    """Print a line for each size and form of output."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "articles.parquet"
        for size in SIZES:
            apart(write_parquet, source, size)
            for out in ("predictions.jsonl", "predictions.parquet"):
                print(f"{predict(model, source, Path(folder) / out)}, to {out}", flush=True)
        source = Path(folder) / "article.jsonl"
        for megabytes in ARTICLE_SIZES:
            apart(write_long, source, megabytes)
            out = Path(folder) / "predictions.jsonl"
            print(f"{predict(model, source, out)}, one article of {megabytes} MB", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
