"""The server's processor time for each request of the annotators' page.

    python tests/benchmarks/bench_page_cpu.py [--actions 1500] [--gap 0.012] [--postgres]

`dateline serve` as a process of its own over 20,000 invented sentences, twenty annotators in turn, one
request at a time and a gap between any two, as at human pace: what a request finds in the processor's
caches is what others have left there. Median and mean of the processor time of all threads; with
`--postgres` that of the database's processes is beside it.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import statistics
import tempfile
from collections import defaultdict
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import uvloop
from page_corpus import NAMES, PASSWORD, kept_corpus, prepared
from page_database import Database
from page_team import Annotator, Server

from dateline.corpus.store.backup import restore

SENTENCES = 20_000
Used = tuple[float, float]
"""milliseconds of processor time: of the server, of the database"""


def spent(pid: int) -> float:
    """Return the milliseconds of processor time that the threads of a process have used."""
    threads = Path(f"/proc/{pid}/task").glob("*/schedstat")
    return sum(int(each.read_text(encoding="utf-8").split()[0]) for each in threads) / 1e6


def used(server: Server, database: Database | None) -> Used:
    """Return what the server and its database have used."""
    others = database.processes() if database else ()
    return spent(server.process.pid), sum(map(spent, others))


async def measure(
    server: Server, database: Database | None, actions: int, gap: float
) -> dict[str, list[Used]]:
    """Return what every request used, by its kind."""
    people = [Annotator(name, server.port) for name in NAMES]
    for person in people:
        await person.come_in(PASSWORD)
        await person.next()
        await person.read()
        for _ in range(person.random.randrange(len(person.todo))):  # they are not all in step
            person.judge(person.todo[0])
            await person.send()
    times: dict[str, list[Used]] = defaultdict(list)

    async def note(kind: str, asking: Coroutine[Any, Any, Any]) -> None:
        before = used(server, database)
        await asking
        await asyncio.sleep(gap)
        after = used(server, database)
        times[kind].append((after[0] - before[0], after[1] - before[1]))

    chance = random.Random(1)
    for _ in range(actions):
        person = chance.choice(people)
        if person.todo:
            person.judge(person.todo[0])
            await note("save", person.send())
            continue
        await note("next", person.next(person.article))
        page = f"/annotate?article={person.article}"
        await note("page", person.line.ask("GET", page))
        await note("sentences", person.read())
        await note("history", person.line.ask("GET", "/api/history"))
        await note("progress", person.line.ask("GET", "/api/progress"))
        await note("healthz", person.line.ask("GET", "/healthz"))
    return times


@contextmanager
def served(folder: Path, postgres: bool) -> Iterator[tuple[Server, Database | None]]:
    """Yield a server, and its database where it has one."""
    if not postgres:
        with Server.of(prepared(folder, SENTENCES)) as server:
            yield server, None
        return
    with Database(folder / "database") as database:
        address = database.new("team")
        restore(kept_corpus(SENTENCES), address)
        with Server.of(address) as server:
            yield server, database


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Processor time of the page's requests.")
    parser.add_argument("--actions", type=int, default=1500)
    parser.add_argument("--gap", type=float, default=0.012)
    parser.add_argument("--postgres", action="store_true")
    given = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as folder,
        served(Path(folder), given.postgres) as (server, database),
    ):
        times = uvloop.run(measure(server, database, given.actions, given.gap))
    parts = ("server", "database") if given.postgres else ("server",)
    heads = "".join(f"{part:>10} {'mean':>8}" for part in parts)
    print(f"{'ms of processor time':24} {'number':>7} {heads}")
    for kind, each in times.items():
        columns = list(zip(*each, strict=True))[: len(parts)]
        told = [f"{statistics.median(of):10.2f} {statistics.mean(of):8.2f}" for of in columns]
        print(f"{kind:24} {len(each):7,} {''.join(told)}")


if __name__ == "__main__":
    main()
