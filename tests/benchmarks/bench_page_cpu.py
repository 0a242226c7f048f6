"""The server's processor time for each request of the annotators' page.

    python tests/benchmarks/bench_page_cpu.py [--actions 1500] [--gap 0.012]

`dateline serve` as a process of its own over 20,000 invented sentences, twenty annotators in turn, one
request at a time and a gap between any two, as at human pace: what a request finds in the processor's
caches is what others have left there. Median and mean of the processor time of all threads.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import statistics
import tempfile
from collections import defaultdict
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

import uvloop
from page_corpus import NAMES, PASSWORD, prepared
from page_team import Annotator, Server

SENTENCES = 20_000


def used(server: Server) -> float:
    """Return the milliseconds of processor time that the server has used."""
    threads = Path(f"/proc/{server.process.pid}/task").glob("*/schedstat")
    return sum(int(each.read_text(encoding="utf-8").split()[0]) for each in threads) / 1e6


async def measure(server: Server, actions: int, gap: float) -> dict[str, list[float]]:
    """Return the milliseconds of every request, by its kind."""
    people = [Annotator(name, server.port) for name in NAMES]
    for person in people:
        await person.come_in(PASSWORD)
        await person.next()
        await person.read()
        for _ in range(person.random.randrange(len(person.todo))):  # they are not all in step
            person.judge(person.todo[0])
            await person.send()
    times: dict[str, list[float]] = defaultdict(list)

    async def note(kind: str, asking: Coroutine[Any, Any, Any]) -> None:
        before = used(server)
        await asking
        await asyncio.sleep(gap)
        times[kind].append(used(server) - before)

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


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Processor time of the page's requests.")
    parser.add_argument("--actions", type=int, default=1500)
    parser.add_argument("--gap", type=float, default=0.012)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        with Server.of(prepared(Path(folder), SENTENCES)) as server:
            times = uvloop.run(measure(server, given.actions, given.gap))
        print(f"{'request, ms of processor time':36} {'number':>7} {'median':>8} {'mean':>8}")
        for kind, each in times.items():
            middle, mean = statistics.median(each), statistics.mean(each)
            print(f"{kind:36} {len(each):7,} {middle:8.2f} {mean:8.2f}")


if __name__ == "__main__":
    main()
