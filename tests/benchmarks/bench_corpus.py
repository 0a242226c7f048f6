"""How long `dateline corpus` takes: 1,000,000 invented sentences, a tenth judged twice and settled.

Run it from the checkout: `python tests/benchmarks/bench_corpus.py`. It prints CPU seconds of this
process for the counts and for the page.
"""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Sequence
from itertools import product
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from page_corpus import article_lengths, invent_corpus

from dateline.corpus.census import take_census
from dateline.corpus.census.page import render_census
from dateline.corpus.store import open_corpus, schema

SENTENCES = 1_000_000
JUDGED = SENTENCES // 10
LABELS: Sequence[list[str]] = ([], ["attack"], ["testimony"], ["attack", "statistic"])


def label(connection: sa.Connection) -> None:
    """Let two people judge a tenth of the sentences, and settle those."""
    generator = random.Random(0)
    people = [{"seq": n, "id": f"annotator {n}", "role": "annotator"} for n in (1, 2)]
    connection.execute(sa.insert(schema.annotators), people)
    said: list[dict[str, Any]] = [
        {
            "id": f"{sentence}-{person}",
            "sentence": sentence,
            "annotator": person,
            "labels": generator.choice(LABELS),
            "unsure": False,
            "skipped": False,
            "suggestion_shown": False,
        }
        for sentence, person in product(range(1, JUDGED + 1), (1, 2))
    ]
    connection.execute(sa.insert(schema.judgments), said)
    ruled = [
        {"sentence": n, "labels": generator.choice(LABELS), "decided_by": "unanimous", "judges": []}
        for n in range(1, JUDGED + 1)
    ]
    connection.execute(sa.insert(schema.rulings), ruled)


def main() -> int:
    """Print one line."""
    with tempfile.TemporaryDirectory() as folder:
        path = invent_corpus(Path(folder) / "corpus.db", article_lengths(SENTENCES))
        with open_corpus(str(path)) as corpus:
            with corpus.write() as connection:
                label(connection)
            began = time.process_time()
            census = take_census(corpus)
            counted = time.process_time()
            page = render_census(census)
            drawn = time.process_time()
    print(
        f"{census.articles:,} articles, {census.sentences:,} sentences, {census.answers:,} answers: "
        f"counted in {counted - began:.1f} s, drawn in {drawn - counted:.2f} s ({len(page):,} B)"
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
