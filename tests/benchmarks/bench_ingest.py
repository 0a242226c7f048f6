"""How fast articles go in, and in how much memory: JSONL, and a folder of text pages.

    python tests/benchmarks/bench_ingest.py [ARTICLES ...] [--pages N] [--runs N]

Writes that many articles as JSONL (by default 10,000, 100,000 and 1,000,000: some 20 sentences each,
drawn from the invented sample articles) and takes each file in by a process of its own, into a new
corpus with its sentences, its provenance and its indexes. Beside it, in the same minute, stands a
floor: the standard library's `json` and `sqlite3` writing the same articles by `executemany`, without
checks, ids, sentences or provenance. Then N text pages (20,000), a file each, cut into articles by the
page parser, and as many with the menu of one site above each. The rate is to be 2,000 articles a second
of CPU time at least, and the memory flat. Before and after the pages a loop of twenty million additions
is timed: where it takes longer than at other times, others use the machine, and the rate is theirs too
(a quick loop does not say that nobody does: it needs no caches, which pages do); `--runs` takes the
pages in so many times, to meet it at rest.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from importlib.resources import files
from pathlib import Path

SIZES = (10_000, 100_000, 1_000_000)
PAGES = 20_000
ADDITIONS = 20_000_000
MENU = (
    "news",
    "world",
    "politics",
    "sport",
    "culture",
    "weather",
    "video",
    "about",
    "jobs",
    "help",
)
INGEST = """
import json, resource, sys, time
from pathlib import Path
from dateline.corpus.ingest import ingest
from dateline.corpus.store import open_corpus

source, folder = sys.argv[1], Path(sys.argv[2])
began, cpu = time.perf_counter(), time.process_time()
with open_corpus(str(folder / "corpus.db"), create=True) as corpus:
    done = ingest(corpus, [source], rejects=folder / "rejects.jsonl")
took = time.process_time() - cpu, time.perf_counter() - began
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps([done.added, done.sentences, done.rejected, *took, peak]))
"""
FLOOR = """
import json, sqlite3, sys, time

began, cpu = time.perf_counter(), time.process_time()
corpus = sqlite3.connect(sys.argv[2] + "/floor.db")
corpus.execute("PRAGMA journal_mode = WAL")
corpus.execute("CREATE TABLE articles (seq INTEGER PRIMARY KEY, id TEXT UNIQUE, title, text, source)")
keys = ("id", "title", "text", "source")
with open(sys.argv[1], encoding="utf-8") as lines, corpus:
    rows = ([row[key] for key in keys] for row in map(json.loads, lines))
    corpus.executemany("INSERT INTO articles (id, title, text, source) VALUES (?, ?, ?, ?)", rows)
(count,) = corpus.execute("SELECT count(*) FROM articles").fetchone()
print(json.dumps([count, time.process_time() - cpu, time.perf_counter() - began]))
"""


def invent(number: int, generator: random.Random, sentences: list[str]) -> str:
    """Return the text of an invented article: paragraphs of one to three sentences."""
    drawn = generator.choices(sentences, k=generator.randint(12, 28))
    paragraphs = []
    while drawn:
        length = generator.randint(1, 3)
        paragraphs.append(" ".join(drawn[:length]))
        drawn = drawn[length:]
    return "\n\n".join((*paragraphs, f"This is the story with the number {number:,}."))


def sample_sentences() -> list[str]:
    """Return the sentences of the sample articles."""
    lines = (
        files("dateline.corpus.sample").joinpath("articles.jsonl").read_text("utf-8").splitlines()
    )
    rows = map(json.loads, lines)
    return [row["text"][start:end] for row in rows for start, end in row["sentences"]]


def write_jsonl(path: Path, articles: int) -> None:
    """Write invented articles, a line each."""
    generator, sentences = random.Random(0), sample_sentences()
    with path.open("w", encoding="utf-8") as file:
        for number in range(articles):
            text = invent(number, generator, sentences)
            row = {"id": f"story-{number}", "title": f"Story {number}", "text": text}
            file.write(json.dumps(row | {"source": "Sarn Courier", "language": "en"}) + "\n")


def write_pages(folder: Path, pages: int, menu: int = 0) -> None:
    """Write invented articles as pages with a headline, a byline, a dateline and a credit.

    All are of one site: the same lines of a menu stand above each.
    """
    generator, sentences = random.Random(0), sample_sentences()
    entries = [" ".join(generator.sample(MENU, 2)).title() for _ in range(menu)]
    above = "\n".join([*entries, "", ""]) if entries else ""
    for number in range(pages):
        text = invent(number, generator, sentences)
        page = (
            f"{above}Council counts the cost of storm {number}\n\nBy Ada Amin\n\n"
            f"SARN (Example Wire) - {text}\n\n(Reporting by Ada Amin; Editing by Bo Berg)\n"
        )
        inner = folder / f"{number // 1000:03}"
        inner.mkdir(parents=True, exist_ok=True)
        (inner / f"{number}.txt").write_text(page, encoding="utf-8")


def measured(program: str, source: Path, folder: Path) -> list[float]:
    """Run a program on a source in a process of its own; return what it says of itself."""
    command = [sys.executable, "-c", program, str(source), str(folder)]
    ran = subprocess.run(command, check=True, capture_output=True, text=True)
    told: list[float] = json.loads(ran.stdout)
    return told


def report(source: Path, what: str) -> float:
    """Take a source in and print what it took; return the articles a second of CPU time."""
    with tempfile.TemporaryDirectory(dir=source.parent) as name:
        added, sentences, rejected, cpu, wall, peak = measured(INGEST, source, Path(name))
        size = (Path(name) / "corpus.db").stat().st_size / 1e6
    print(
        f"{added:>9,} articles of {what}, {sentences:,} sentences, {rejected:,} rejected: "
        f"{added / cpu:,.0f} articles/s of CPU, {added / wall:,.0f} on the clock, peak "
        f"{peak:,.0f} MB, corpus {size:,.0f} MB",
        flush=True,
    )
    return added / cpu


def loop() -> float:
    """Return the CPU seconds of a loop of additions: how much of the machine is ours just now."""
    began, total = time.process_time(), 0
    for number in range(ADDITIONS):
        total += number
    return time.process_time() - began


def main() -> None:
    """Print a line for each size, with the floor beside it, and one for each run of the pages."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("articles", nargs="*", type=int, default=SIZES)
    options.add_argument("--pages", type=int, default=PAGES)
    options.add_argument("--runs", type=int, default=1)
    asked = options.parse_args()
    with tempfile.TemporaryDirectory() as name:
        source = Path(name) / "articles.jsonl"
        for articles in asked.articles:
            write_jsonl(source, articles)
            rate = report(source, "JSONL")
            with tempfile.TemporaryDirectory(dir=name) as folder:
                count, cpu, _ = measured(FLOOR, source, Path(folder))
            print(
                f"{'':>9} floor, json and sqlite3 without sentences: {count / cpu:,.0f} articles/s "
                f"of CPU, {count / cpu / rate:.1f} times the rate"
            )
        for menu in (0, 60):
            pages = Path(name) / f"pages {menu}"
            write_pages(pages, asked.pages, menu)
            for _ in range(asked.runs):
                before = loop()
                report(pages, f"text pages with a menu of {menu} lines")
                print(f"{'':>9} a loop of {ADDITIONS:,} additions: {before:.2f} and {loop():.2f} s")


if __name__ == "__main__":
    main()
