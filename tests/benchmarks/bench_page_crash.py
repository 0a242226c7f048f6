"""What is lost when the server is killed at random moments while twenty people label.

    python tests/benchmarks/bench_page_crash.py [--kills 50] [--seed 0]

`dateline serve` over SQLite is killed with SIGKILL and started again, each time less than a second
after it came up. The annotators go on labelling, ten judgments a second each, and do as the page does:
what the server has not acknowledged is sent again under the same id. At the end every judgment that
anybody made is looked for in the corpus file.
"""

from __future__ import annotations

import argparse
import asyncio
import sqlite3
import tempfile
import time
from pathlib import Path

from page_corpus import NAMES, PASSWORD, article_lengths, invent_corpus, let_people_in
from page_team import Annotator, Server, label_through_kills, reckon

WANTED = 2


async def crash(server: Server, kills: int, seed: int) -> list[Annotator]:
    people = [Annotator(name, server.port, seed) for name in NAMES]
    for person in people:
        await person.come_in(PASSWORD)
    await label_through_kills(server, people, kills, seed=seed)
    return people


def main() -> int:
    """Print what was found; fail if anything is lost, doubled or over-assigned."""
    parser = argparse.ArgumentParser(description="kill -9 under load.")
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        corpus = invent_corpus(Path(folder) / "corpus.db", article_lengths(60_000))
        server = Server.of(let_people_in(corpus, wanted=WANTED))
        start = time.perf_counter()
        try:
            people = asyncio.run(crash(server, given.kills, given.seed))
        finally:
            server.stop()
        found = reckon(corpus, people, WANTED)
        whole = sqlite3.connect(corpus).execute("PRAGMA integrity_check").fetchone()[0]
    print(f"{len(people)} annotators, {given.kills} kills in {time.perf_counter() - start:.0f} s")
    print(f"{found}; integrity of the file: {whole}")
    return bool(found.lost or found.doubled or found.forgotten or found.over or whole != "ok")


if __name__ == "__main__":
    raise SystemExit(main())
