"""Near-duplicates in a growing corpus: cost a document, memory, recall, and a small batch into it.

    python tests/benchmarks/bench_duplicates_growth.py [--documents 200000] [--batch 1000]

The documents are those of bench_duplicates.py, of all 1,236 stories, so that at 200,000 there are
about 130 copies of each. They go into a corpus file; then `compare_new` reads and compares them, as
`dateline duplicates` does, and then once more after the batch. Each size runs in a process of its own.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from bench_duplicates import by_inverted_index, components, make, report

from dateline.corpus.comparison import compare_new
from dateline.corpus.nouns import Article
from dateline.corpus.store import Corpus, open_corpus
from dateline.corpus.store.articles import NewArticle, add_article


def fill(corpus: Corpus, texts: Mapping[str, str]) -> None:
    with corpus.write() as connection:
        for name, text in texts.items():
            add_article(connection, NewArticle(Article(name, "", text), (), "given"))


def timed(corpus: Corpus) -> tuple[float, Mapping[str, str]]:
    """Return the CPU seconds of a comparison, and the clusters."""
    start = time.process_time()
    clusters = compare_new(corpus).clusters
    return time.process_time() - start, clusters


def megabytes() -> float:
    """The most memory that this program has held, as Linux tells it."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def measure(documents: int, batch: int, folder: Path) -> None:
    file = folder / f"{documents}.db"
    program = [sys.executable, __file__, "--documents", str(documents), "--batch", str(batch)]
    for step in ("first", "second"):
        subprocess.run([*program, "--step", step, "--file", str(file)], check=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--documents", type=int, default=200_000)
    parser.add_argument("--batch", type=int, default=1_000)
    parser.add_argument("--step", choices=["first", "second", "compare"], help=argparse.SUPPRESS)
    parser.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.step is None:
        with tempfile.TemporaryDirectory() as folder:
            for documents in (10_000, 50_000, given.documents):
                measure(documents, given.batch, Path(folder))
        return
    if given.step == "compare":
        before = megabytes()
        with open_corpus(str(given.file)) as corpus:
            seconds, _ = timed(corpus)
        print(f"{seconds:8.1f} s CPU, peak {megabytes():,.0f} MB ({before:,.0f} at the start)")
        return
    texts, story, kinds = make(given.documents + given.batch, 1_236, 0)
    names = list(texts)
    first = given.step == "first"
    chosen = names[: given.documents] if first else names[given.documents :]
    with open_corpus(str(given.file), create=True) as corpus:
        fill(corpus, {name: texts[name] for name in chosen})
    print(
        f"{given.documents:,} documents" if first else f"{len(chosen):,} more", end=":", flush=True
    )
    program = [sys.executable, __file__, "--step", "compare", "--file", str(given.file)]
    subprocess.run(program, check=True)
    if not first:
        originals = {name: text for name, text in texts.items() if kinds[name] == "original"}
        gold = components(texts, [*story.items(), *by_inverted_index(originals, length=5, kept=1)])
        with open_corpus(str(given.file)) as corpus:
            seconds, clusters = timed(corpus)
        report("all of it, seen again", seconds, clusters, gold, story, kinds)


if __name__ == "__main__":
    main()
