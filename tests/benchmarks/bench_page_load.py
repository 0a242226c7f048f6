"""How long a save and the next article take while twenty people label at once.

    python tests/benchmarks/bench_page_load.py [--seconds 90] [--sentences 20000 1000000] [--pace 0]

`dateline serve` as a process of its own over SQLite, invented articles of 8 to 49 sentences. Each
annotator does one thing a quarter second: judges the next sentence, or goes to the next article when
all of one is judged, which loads its page too. Measured at the client, from the first byte sent to the
last one read, over connections kept alive; a 21st asks for /healthz at the same pace and shows what
client, loopback and a waiting request cost alone. Then growth: the median of 1,000 saves of the same
server before and after 100,000 judgments come in behind its back. Client and server share the cores.

With `--pace 0` nobody thinks: each asks again as soon as there is an answer. In the place of growth
stands the reckoning, judgment by judgment, of what the corpus holds against what people made.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import statistics
import tempfile
import time
import uuid
from collections import defaultdict
from pathlib import Path

import sqlalchemy as sa
import uvloop
from page_corpus import NAMES, PASSWORD, prepared
from page_team import Annotator, Line, Server, moments, reckon

from dateline.corpus.nouns import Judgment
from dateline.corpus.store import open_corpus, schema
from dateline.corpus.store.articles import StoredArticle, iter_articles
from dateline.corpus.store.judgments import add_judgments

PACE = 0.25
JUDGMENTS = 100_000
SAVES = 1000

Times = dict[str, list[float]]


async def label(annotator: Annotator, times: Times, seconds: float, pace: float) -> None:
    """Label for so long, from wherever they are."""
    now = time.perf_counter()
    end, due = now + seconds, now + annotator.random.random() * pace
    while due < end:
        await asyncio.sleep(due - time.perf_counter())
        if annotator.todo:
            annotator.judge(annotator.todo[0])
            times["save"].append((await annotator.send()).seconds)
        else:
            times["next"].append((await annotator.next(annotator.article)).seconds)
            if annotator.article is None:
                raise SystemExit(f"nothing is left for {annotator.name}; take more sentences")
            page = await annotator.line.ask("GET", f"/annotate?article={annotator.article}")
            times["page"].append(page.seconds)
            times["sentences"].append((await annotator.read()).seconds)
            for kind in ("history", "progress"):
                told = await annotator.line.ask("GET", f"/api/{kind}")
                times[kind].append(told.seconds)
        due = max(due + annotator.random.uniform(0.5, 1.5) * pace, time.perf_counter())


async def knock(port: int, times: Times, seconds: float) -> None:
    """Ask whether the server is well, at the pace of one annotator."""
    line, end = Line(port), time.perf_counter() + seconds
    while time.perf_counter() < end:
        times["floor"].append((await line.ask("GET", "/healthz")).seconds)
        await asyncio.sleep(PACE)


async def everyone(people: list[Annotator], port: int, seconds: float, pace: float = PACE) -> Times:
    """Let all label for so long."""
    times: Times = defaultdict(list)
    await asyncio.gather(
        knock(port, times, seconds), *(label(person, times, seconds, pace) for person in people)
    )
    return times


def accumulate(corpus: Path) -> int:
    """Add judgments of finished articles, from the end of the queue on; return how many."""
    with open_corpus(str(corpus)) as opened:
        with opened.read() as connection:
            held = set(connection.scalars(sa.select(schema.turns.c.article)))
            articles = [a for a in iter_articles(connection) if int(a.article.id[-6:]) not in held]
        free = articles[len(articles) // 5 :]
        revisions = -(-JUDGMENTS // (2 * sum(len(a.sentences) for a in free)))
        added = 0
        while added < JUDGMENTS:
            chosen = [free.pop() for _ in range(min(50, len(free)))]
            judgments = [j for article in chosen for j in judged(article, revisions)]
            with opened.write() as connection:
                added += add_judgments(connection, judgments)
                finish(connection, {j.sentence.article_id: j.annotator for j in judgments})
    return added


def judged(article: StoredArticle, revisions: int) -> list[Judgment]:
    """Return judgments of two annotators on all of an article, each changed a number of times."""
    number = int(article.article.id[-6:])
    return [
        Judgment(str(uuid.uuid4()), sentence.ref, NAMES[(number + shift) % 20], frozenset())
        for _ in range(revisions)
        for shift in (0, 7)
        for sentence in article.sentences
    ]


def finish(connection: sa.Connection, articles: dict[str, str]) -> None:
    """Mark articles as finished by the two who judged them."""
    people = {row.id: row.seq for row in connection.execute(sa.select(schema.annotators))}
    seqs = [int(name[-6:]) for name in articles]
    now = time.time()
    turns = [
        {"article": seq, "annotator": people[NAMES[(seq + shift) % 20]], "kind": "pool"}
        | {"state": "done", "granted": now, "until": now}
        for seq in seqs
        for shift in (0, 7)
    ]
    connection.execute(sa.insert(schema.turns), turns)
    chosen = schema.queue.c.article.in_(seqs)
    connection.execute(sa.update(schema.queue).where(chosen).values(seats=0))


async def measure(corpus: Path, sentences: int, seconds: float, pace: float) -> None:
    """Print the tables of one corpus."""
    server = Server.of(corpus)
    try:
        people = [Annotator(name, server.port) for name in NAMES]
        for person in people:
            await person.come_in(PASSWORD)
        await everyone(people, server.port, 3, pace)
        before: Times = {}
        if pace:
            before = await everyone(people, server.port, SAVES * 1.1 * PACE / len(NAMES))
        cpu = server.cpu()
        times = await everyone(people, server.port, seconds, pace)
        busy = (server.cpu() - cpu) / seconds
        print(
            f"\n{sentences:,} sentences, {len(people)} annotators, {seconds:.0f} s, "
            f"server {busy:.0%} of one core, {server.memory():.0f} MB"
        )
        print(f"{'request, ms':36} {'number':>7} {'median':>8} {'p99':>8}")
        for kind, name in (
            ("save", "save: POST /api/judgments"),
            ("next", "next: POST /api/next"),
            ("page", "its page: GET /annotate?article=ID"),
            ("sentences", "its sentences: GET /api/articles/ID"),
            ("history", "for undo: GET /api/history"),
            ("progress", "progress: GET /api/progress"),
            ("floor", "floor: GET /healthz"),
        ):
            print(f"{name:36} {len(times[kind]):7,} {moments(times[kind])}")
        if not pace:
            print(await asyncio.to_thread(reckon, corpus, people, 2), flush=True)
            return
        added = await asyncio.to_thread(accumulate, corpus)
        await everyone(people, server.port, 3)
        after = await everyone(people, server.port, SAVES * 1.1 * PACE / len(NAMES))
        first, last = (statistics.median(t["save"][:SAVES]) * 1000 for t in (before, after))
        print(
            f"growth: median of {SAVES:,} saves {first:.2f} ms, after {added:,} judgments "
            f"{last:.2f} ms, ratio {last / first:.2f}; floor "
            f"{statistics.median(before['floor']) * 1000:.2f} and "
            f"{statistics.median(after['floor']) * 1000:.2f} ms",
            flush=True,
        )
    finally:
        server.stop()


def main() -> None:
    """Measure each size."""
    parser = argparse.ArgumentParser(description="Saves and nexts under load.")
    parser.add_argument("--seconds", type=float, default=90)
    parser.add_argument("--sentences", type=int, nargs="+", default=[20_000, 1_000_000])
    parser.add_argument("--pace", type=float, default=PACE, help="seconds between two actions")
    given = parser.parse_args()
    gc.freeze()  # a client that looks for garbage would measure itself
    for sentences in given.sentences:
        with tempfile.TemporaryDirectory() as folder:
            corpus = prepared(Path(folder), sentences)
            uvloop.run(measure(corpus, sentences, given.seconds, given.pace))


if __name__ == "__main__":
    main()
