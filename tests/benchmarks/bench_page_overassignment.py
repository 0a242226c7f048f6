"""How many sentences get more answers than were wanted, while leases run out and tabs close.

    python tests/benchmarks/bench_page_overassignment.py [--sentences 3000] [--seconds 240]

Twenty annotators with think time share a corpus in which two answers are wanted of each sentence. The
page is served as usual, as a process of its own, but with a clock that runs thirty times as fast and
leases of a minute: two seconds here. People pause for longer than a lease, close the tab in the middle
of an article and come back for another one, skip, take answers back, and send late what they made
while the lease ran out. The run ends when everybody is told that all is done.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from page_corpus import NAMES, PASSWORD, article_lengths, invent_corpus, let_people_in
from page_team import Annotator, Refused, Server, reckon

from dateline.corpus.store import open_corpus
from dateline.corpus.web.page import Page
from dateline.corpus.web.server import run_page

SPEED = 30
"""seconds of the served page in one of ours"""
LEASE = 60 / SPEED
WANTED = 2
THINK = 0.12
IDLE = 0.5


def serve(corpus: str, port: int) -> None:
    """Serve a corpus by the fast clock."""
    begun = time.time()
    with open_corpus(corpus) as opened, suppress(KeyboardInterrupt):
        page = Page(opened, team=True, clock=lambda: begun + (time.time() - begun) * SPEED)
        run_page(page, "127.0.0.1", port, lambda address: print(f"{address}/", flush=True))


async def live(annotator: Annotator, count: dict[str, int], end: float) -> None:
    """Work like somebody with a life besides, until all is done."""
    chance = annotator.random
    while time.monotonic() < end:
        if not annotator.todo:
            await annotator.send_until_acknowledged()
            reply = (await annotator.next(annotator.article)).json()
            if reply["why"] in ("finished", "waiting"):
                if reply["why"] == "finished" and not annotator.outbox:
                    count["done"] += 1
                    return
                await asyncio.sleep(IDLE)
                continue
            await annotator.read()
            continue
        await asyncio.sleep(chance.expovariate(1 / THINK))
        luck = chance.random()
        if luck < 0.01:  # lunch: the lease ends, and what is made then is sent late
            count["pauses"] += 1
            await asyncio.sleep(LEASE * chance.uniform(1.1, 2))
        elif luck < 0.02:  # the tab is closed; what was not sent yet waits in the browser
            count["tabs closed"] += 1
            annotator.line.cut()
            annotator.article, annotator.todo = None, []
            await asyncio.sleep(LEASE * chance.uniform(0, 2))
            continue
        place = annotator.todo[0]
        annotator.judge(place, **({"skipped": True, "labels": []} if luck > 0.97 else {}))
        if 0.02 < luck < 0.04:  # taken back, and answered again
            count["taken back"] += 1
            annotator.judge(place, skipped=True, withdrawn=True, labels=[], action="undo")
            annotator.todo.insert(0, place)
        if luck < 0.9:  # sometimes a few wait and go together
            await annotator.send_until_acknowledged()
        if any(fate == "set_aside" for fate in list(annotator.fate.values())[-5:]):
            await annotator.read()


async def everyone(server: Server, seconds: float) -> tuple[list[Annotator], dict[str, int]]:
    people = [Annotator(name, server.port) for name in NAMES]
    for person in people:
        await person.come_in(PASSWORD)
    count = dict.fromkeys(("pauses", "tabs closed", "taken back", "done"), 0)
    end = time.monotonic() + seconds
    await asyncio.gather(*(live(person, count, end) for person in people))
    return people, count


def main() -> int:
    """Print what was found; fail if any sentence is over, or any judgment lost."""
    parser = argparse.ArgumentParser(description="Leases that end, tabs that close.")
    parser.add_argument("--sentences", type=int, default=3000)
    parser.add_argument("--seconds", type=float, default=240, help="at most")
    parser.add_argument("--serve", metavar="CORPUS", help="only serve, by the fast clock")
    parser.add_argument("--port", type=int, default=0)
    given = parser.parse_args()
    if given.serve:
        serve(given.serve, given.port)
        return 0
    with tempfile.TemporaryDirectory() as folder:
        corpus = invent_corpus(Path(folder) / "corpus.db", article_lengths(given.sentences))
        let_people_in(corpus, wanted=WANTED, lease_minutes=1)
        server = Server(sys.executable, Path(__file__), "--serve", corpus)
        start = time.perf_counter()
        try:
            people, count = asyncio.run(everyone(server, given.seconds))
        except Refused as error:
            print(f"refused: {error}")
            return 1
        finally:
            server.stop()
        found = reckon(corpus, people, WANTED)
    happened = ", ".join(f"{number} {name}" for name, number in count.items())
    print(f"{len(people)} annotators, {time.perf_counter() - start:.0f} s: {happened}\n{found}")
    unfinished = found.short and count["done"] == len(people)
    return bool(found.lost or found.doubled or found.forgotten or found.over or unfinished)


if __name__ == "__main__":
    raise SystemExit(main())
