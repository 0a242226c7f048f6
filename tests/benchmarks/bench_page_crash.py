"""What is lost when the server, or its database, is killed at random moments while twenty people label.

    python tests/benchmarks/bench_page_crash.py [--kills 50] [--seed 0] [--postgres]

`dateline serve` over SQLite is killed with SIGKILL and started again, each time less than a second
after it has come up and acknowledged ten judgments. With `--postgres`, two worker processes serve, and
each time it is they, with the process that watches over them, or the database with all its processes,
by chance. The annotators go on labelling, ten judgments a second each, and do as the page does: what
the server has not acknowledged is sent again under the same id. At the end every judgment that anybody
made is looked for in the corpus.
"""

from __future__ import annotations

import argparse
import asyncio
import sqlite3
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from page_corpus import NAMES, PASSWORD, article_lengths, invent_corpus, let_people_in
from page_database import Database
from page_team import Annotator, Server, label_through_kills, reckon

from dateline.corpus.corpus_check import check_corpus
from dateline.corpus.store import open_corpus
from dateline.corpus.store.backup import restore

WANTED = 2


async def crash(
    server: Server, victims: Sequence[Server | Database], kills: int, seed: int
) -> list[Annotator]:
    people = [Annotator(name, server.port, seed) for name in NAMES]
    for person in people:
        await person.come_in(PASSWORD)
    await label_through_kills(victims, people, kills, seed=seed)
    return people


@contextmanager
def served(corpus: Path, postgres: bool) -> Iterator[tuple[str, Server, list[Server | Database]]]:
    """Yield the address of a corpus, its server, and who may be killed."""
    if not postgres:
        with Server.of(corpus) as server:
            yield str(corpus), server, [server]
        return
    with Database(corpus.parent / "database") as database:
        address = database.new("team")
        restore(corpus, address)
        with Server.of(address, "serve", "--workers", "2") as server:
            yield address, server, [server, database]


def is_whole(address: str) -> bool:
    """Whether the database finds itself, and the corpus keeps its rules."""
    with open_corpus(address) as corpus:
        if corpus.in_file:
            with closing(sqlite3.connect(address)) as file:
                if file.execute("PRAGMA integrity_check").fetchone() != ("ok",):
                    return False
        return all(outcome.state != "broken" for outcome in check_corpus(corpus))


def main() -> int:
    """Print what was found; fail if anything is lost, doubled or over-assigned."""
    parser = argparse.ArgumentParser(description="kill -9 under load.")
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--postgres", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        corpus = invent_corpus(Path(folder) / "corpus.db", article_lengths(20_000))
        let_people_in(corpus, wanted=WANTED)
        with served(corpus, given.postgres) as (address, server, victims):
            start = time.perf_counter()
            people = asyncio.run(crash(server, victims, given.kills, given.seed))
            took = time.perf_counter() - start
            server.stop()
            found, whole = reckon(address, people, WANTED), is_whole(address)
    print(f"{len(people)} annotators, {given.kills} kills in {took:.0f} s")
    print(f"{found}; whole: {whole}")
    return bool(found.lost or found.doubled or found.forgotten or found.over or not whole)


if __name__ == "__main__":
    raise SystemExit(main())
