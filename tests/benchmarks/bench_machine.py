"""How fast this machine is, beside the one where the speeds to reach were set.

Run it from the checkout: `python tests/benchmarks/bench_machine.py`. Dateline's speeds to reach come
from a machine where the tools of others were measured too. Their tasks are run again here: none
of it is Dateline's own work, so the factors say how many times slower or faster the same program runs
on this machine, at this moment. CPU seconds of one process, the least of five rounds. It reads
IndiaPoliceEvents in `../shared/data`.
"""

from __future__ import annotations

import gzip
import io
import re
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import geometric_mean

sys.path.insert(0, str(Path(__file__).parents[2]))

from data import rows
from fastwarc.warc import ArchiveIterator
from sklearn.feature_extraction.text import TfidfVectorizer
from trafilatura import bare_extraction

from tests.corpus.reading.html_pages import pages
from tests.corpus.reading.test_warc import record

ROUNDS = 5
RECORDS = 8000

THERE = {
    "words of sentences, `re.findall`": 165_352,
    "sentences to TF-IDF(1,2), scikit-learn": 56_961,
    "records of a WARC, fastwarc": 125_200,
    "pages with metadata, trafilatura": 667,
}
"""What each did a second there."""


def main() -> None:
    """Run each task, and print its factor."""
    sentences = [str(row["sent_text"]).lower() for row in rows("india_police_events/sents.jsonl")]
    words = re.compile(r"\w\w+")
    vectors = TfidfVectorizer(ngram_range=(1, 2)).fit(sentences)
    html = [page.html.encode() for page in pages(2, 0)]
    crawl = b"".join(
        gzip.compress(record(number, html[number % len(html)]), 6) for number in range(RECORDS)
    )

    def extract(page: bytes) -> object:
        return bare_extraction(
            page, include_comments=False, favor_precision=True, with_metadata=True
        )

    tasks: dict[str, tuple[int, Callable[[], object]]] = dict(
        zip(
            THERE,
            (
                (len(sentences), lambda: [words.findall(sentence) for sentence in sentences]),
                (len(sentences), lambda: vectors.transform(sentences)),
                (
                    RECORDS,
                    lambda: [one.reader.read() for one in ArchiveIterator(io.BytesIO(crawl))],
                ),
                (len(html), lambda: [extract(page) for page in html]),
            ),
            strict=True,
        )
    )
    factors = []
    for name, (many, task) in tasks.items():
        speed = many / min(cpu_seconds(task) for _ in range(ROUNDS))
        factors.append(THERE[name] / speed)
        print(f"{name}: {speed:,.0f} a second; {THERE[name]:,} there: {factors[-1]:.1f} times")
    print(f"This machine is slower by a factor of {geometric_mean(factors):.1f} (geometric mean).")


def cpu_seconds(task: Callable[[], object]) -> float:
    start = time.process_time()
    task()
    return time.process_time() - start


if __name__ == "__main__":
    main()
