"""What it costs to export and import a million judgments, in every format, and how much memory.

    python tests/benchmarks/bench_formats.py [--judgments N] [FORMAT ...]

Invented articles of ten sentences, each sentence judged by two of six people. Every export and every
import, into a corpus of the same articles, is a process of its own: its CPU seconds and its greatest
resident memory, at a quarter of the size and at the whole. Each is to take under 60 s for 1,000,000
judgments, and its memory is to stay flat. The milliseconds are those of a million additions just
after: how fast the machine was.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Iterator
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from page_corpus import invent_corpus

from dateline.corpus.formats import FORMATS
from dateline.corpus.store import open_corpus, schema
from dateline.corpus.store.rows import insert_many
from dateline.corpus.store.settings import label_scheme

JUDGMENTS = 1_000_000
PEOPLE = 6
PER_ARTICLE, PER_SENTENCE = 10, 2
LABELS = ("[]", "[]", '["attack"]', '["testimony"]', '["attack", "statistic"]')
COLUMNS = (
    *("id", "sentence", "annotator", "labels", "unsure", "skipped", "comment", "seconds"),
    *("suggestion_shown", "guidelines", "created"),
)
STEP = """
import json, resource, sys, time
from pathlib import Path
from dateline.corpus.export import export_corpus
from dateline.corpus.store import open_corpus
from dateline.corpus.transfer import import_corpus

step, form, corpus, place = sys.argv[1:]
with open_corpus(corpus) as opened:
    began = time.process_time()
    if step == "export":
        done = export_corpus(opened, Path(place), form, lossy=True)
    else:
        done = import_corpus(opened, Path(place), form)
    taken = time.process_time() - began
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
began, total = time.process_time(), 0
for number in range(1_000_000):
    total += number
print(json.dumps([done.judgments, taken, peak, time.process_time() - began]))
"""


def invent(folder: Path, judgments: int) -> None:
    """Make a corpus of articles, and a copy of it that is judged."""
    sentences = judgments // PER_SENTENCE
    articles = invent_corpus(folder / "articles.db", [PER_ARTICLE] * (sentences // PER_ARTICLE))
    with open_corpus(str(articles)) as opened, opened.write() as connection:
        scheme = label_scheme(connection).digest
    shutil.copy(articles, folder / "judged.db")
    with open_corpus(str(folder / "judged.db")) as opened, opened.write() as connection:
        people = [{"seq": n + 1, "id": f"person {n}", "role": "annotator"} for n in range(PEOPLE)]
        connection.execute(sa.insert(schema.annotators), people)
        rows = judge(sentences, scheme)
        while batch := list(islice(rows, 10_000)):
            insert_many(connection, "judgments", COLUMNS, batch)


def judge(sentences: int, scheme: str) -> Iterator[tuple[Any, ...]]:
    """Yield judgments, sentence by sentence, by two people for each article."""
    generator = random.Random(0)
    for sentence in range(1, sentences + 1):
        if (sentence - 1) % PER_ARTICLE == 0:
            pair = generator.sample(range(1, PEOPLE + 1), PER_SENTENCE)
        for person in pair:
            name = str(uuid.UUID(int=generator.getrandbits(128), version=4))
            skipped = generator.random() < 0.01
            labels = "[]" if skipped else generator.choice(LABELS)
            comment = "Who says so?" if generator.random() < 0.02 else None
            unsure, seconds = generator.random() < 0.05, generator.randint(10, 300) / 10
            made = f"2026-03-{1 + sentence % 28:02}T08:30:{sentence % 60:02}+00:00"
            yield (
                *(name, sentence, person, labels, int(unsure), int(skipped), comment, seconds),
                *(0, scheme, made),
            )


def measure(step: str, form: str, corpus: Path, place: Path) -> str:
    """Return what one step took in a process of its own."""
    command = [sys.executable, "-c", STEP, step, form, str(corpus), str(place)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    if ran.returncode:
        raise SystemExit(f"{step} {form}:\n{ran.stderr}")
    judgments, seconds, megabytes, yard = json.loads(ran.stdout)
    return f"{step} {judgments:>9,} {seconds:6.1f} s {megabytes:4.0f} MB ({yard * 1000:.0f} ms)"


def compare(form: str, home: Path) -> None:
    """Print what a format costs, out and in again."""
    kind = FORMATS[form]
    place = home / ("out" + (kind.suffix or ""))
    line = f"{form:<20} {measure('export', form, home / 'judged.db', place)}"
    if kind.read is not None:
        into = Path(shutil.copy(home / "articles.db", home / "into.db"))
        line += f"   {measure('import', form, into, place)}"
    print(line, flush=True)
    if place.is_dir():
        shutil.rmtree(place)
    else:
        place.unlink()


def main() -> int:
    """Print a line for each format and size."""
    writable = [name for name, form in FORMATS.items() if form.write or form.write_all]
    parser = argparse.ArgumentParser()
    parser.add_argument("--judgments", type=int, default=JUDGMENTS)
    parser.add_argument("formats", nargs="*", choices=[[], *writable], default=[])
    asked = parser.parse_args()
    for judgments in (asked.judgments // 4, asked.judgments):
        with tempfile.TemporaryDirectory() as folder:
            process = get_context("spawn").Process(target=invent, args=(Path(folder), judgments))
            process.start()
            process.join()
            for form in asked.formats or writable:
                compare(form, Path(folder))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
