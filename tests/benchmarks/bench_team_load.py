"""How long a save and the next article take while fifty people label over PostgreSQL.

    python tests/benchmarks/bench_team_load.py [--seconds 60] [--sentences 1000000] [--workers 2]

`dateline serve --workers 2` over a real PostgreSQL with its own defaults, restored from a backup file.
Fifty annotators do one thing in `--pace` seconds each (a quarter, unless told otherwise), measured as
in bench_page_load.py. Any answer but a good one ends the run. At the end every judgment that anybody
made is looked for. Clients, servers and database share the cores.
"""

from __future__ import annotations

import argparse
import gc
import os
import tempfile
import time
from pathlib import Path

import bench_page_load
import psycopg
import uvloop
from bench_page_load import Times, everyone
from page_corpus import PASSWORD, kept_corpus
from page_database import Database
from page_team import Annotator, Server, moments, reckon

from dateline.corpus.store.backup import restore

NAMES = tuple(f"annotator {number:02}" for number in range(1, 51))
WANTED = 2


async def label(server: Server, seconds: float) -> tuple[list[Annotator], Times, float]:
    """Let all label; return them, the times, and the processor time of the server in it."""
    people = [Annotator(name, server.port) for name in NAMES]
    for person in people:
        await person.come_in(PASSWORD)
    await everyone(people, server.port, 5)
    cpu = server.cpu()
    times = await everyone(people, server.port, seconds)
    return people, times, server.cpu() - cpu


def settle(address: str) -> None:
    """Let the database finish what it put off while it was filled: that is no part of labelling."""
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("VACUUM")
        connection.execute("CHECKPOINT")
    os.sync()


def main() -> int:
    """Print the table; fail if anything is lost, doubled or over-assigned."""
    parser = argparse.ArgumentParser(description="A team over PostgreSQL.")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--sentences", type=int, default=1_000_000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--pace", type=float, default=bench_page_load.PACE)
    given = parser.parse_args()
    bench_page_load.PACE = given.pace
    corpus = kept_corpus(given.sentences, NAMES)
    gc.freeze()  # a client that looks for garbage would measure itself
    with tempfile.TemporaryDirectory() as folder, Database(Path(folder) / "db") as database:
        address = database.new("team")
        start = time.perf_counter()
        held = restore(corpus, address)
        settle(address)
        print(f"{held.sentences:,} sentences restored in {time.perf_counter() - start:.0f} s")
        with Server.of(address, "serve", "--workers", str(given.workers)) as server:
            people, times, cpu = uvloop.run(label(server, given.seconds))
        found = reckon(address, people, WANTED)
    print(
        f"{len(people)} annotators, one action in {given.pace:g} s each, {given.seconds:.0f} s, "
        f"{given.workers} processes, together {cpu / given.seconds:.0%} of one core"
    )
    print(f"{'request, ms':36} {'number':>7} {'median':>8} {'p99':>8}")
    for kind, name in (
        ("save", "save: POST /api/judgments"),
        ("next", "next: POST /api/next"),
        ("page", "its page: GET /annotate?article=ID"),
        ("sentences", "its sentences: GET /api/articles/ID"),
        ("floor", "floor: GET /healthz"),
    ):
        print(f"{name:36} {len(times[kind]):7,} {moments(times[kind])}")
    print(found)
    return bool(found.lost or found.doubled or found.forgotten or found.over)


if __name__ == "__main__":
    raise SystemExit(main())
