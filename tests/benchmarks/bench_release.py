"""How long `dateline release` and `dateline check` take: 100,000 invented sentences, judged twice.

Run it from the checkout: `python tests/benchmarks/bench_release.py`. It prints CPU seconds of this
process: for the release, which is checked by its own rules before it is there, and for the check, which
asks other people's tools besides.
"""

from __future__ import annotations

import datetime
import random
import tempfile
import time
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from page_corpus import article_lengths, invent_corpus

from dateline.corpus.nouns import Split
from dateline.corpus.release.build import release
from dateline.corpus.release.check import check_release
from dateline.corpus.release.settings import Creator, ReleaseSettings
from dateline.corpus.release.texts import texts_in_corpus
from dateline.corpus.steps import adjudicate
from dateline.corpus.store import open_corpus, schema
from dateline.corpus.store.articles import iter_articles, set_split

SENTENCES = 100_000
LABELS = ([], ["attack"], ["testimony"], ["official_statement"], ["attack", "statistic"])
SETTINGS = ReleaseSettings(
    name="invented",
    title="Invented",
    description="Invented sentences.",
    url="https://example.org/invented",
    licence="CC-BY-4.0",
    publisher="Nobody",
    contact="nobody@example.org",
    date=datetime.date(2026, 11, 21),
    key="0" * 32,
    creators=(Creator("Nobody"),),
)


def label(connection: sa.Connection) -> None:
    """Let two people judge every sentence, agreeing on nine of ten, and split the articles."""
    chance = random.Random(0)
    people = [{"seq": n, "id": f"annotator {n}", "role": "annotator"} for n in (1, 2)]
    connection.execute(sa.insert(schema.annotators), people)
    said: list[dict[str, Any]] = []
    for sentence in range(1, SENTENCES + 1):
        first = chance.choice(LABELS)
        second = first if chance.random() < 0.9 else chance.choice(LABELS)
        said += [
            {
                "id": f"{sentence}-{person}",
                "sentence": sentence,
                "annotator": person,
                "labels": labels,
                "unsure": False,
                "skipped": False,
                "seconds": 7.0,
                "suggestion_shown": False,
            }
            for person, labels in ((1, first), (2, second))
        ]
    connection.execute(sa.insert(schema.judgments), said)
    names = [stored.article.id for stored in iter_articles(connection)]
    connection.execute(
        sa.update(schema.articles).values(url="https://example.org/" + schema.articles.c.id)
    )
    parts = {name: "train" if number % 10 < 7 else "test" for number, name in enumerate(names)}
    set_split(connection, Split(parts, 0, 0.3))


def main() -> int:
    """Print one line."""
    with tempfile.TemporaryDirectory() as folder:
        path = invent_corpus(Path(folder) / "corpus.db", article_lengths(SENTENCES))
        with open_corpus(str(path)) as corpus:
            with corpus.write() as connection:
                label(connection)
            adjudicate(corpus, "unanimous")
            began = time.process_time()
            done = release(corpus, Path(folder) / "release", SETTINGS, version="0.1.0")
            released = time.process_time()
            texts = texts_in_corpus(corpus)
        outcomes = check_release(done.folder, articles=texts)
        checked = time.process_time()
    counts = done.facts["counts"]
    size = len(outcomes)
    print(
        f"{counts['articles']:,} articles, {counts['sentences']:,} sentences, "
        f"{counts['annotations']:,} judgments: released in {released - began:.1f} s, checked in "
        f"{checked - released:.1f} s ({size} rules, "
        f"{sum(outcome.state == 'broken' for outcome in outcomes)} broken)"
    )
    return any(outcome.state == "broken" for outcome in outcomes)


if __name__ == "__main__":
    raise SystemExit(main())
