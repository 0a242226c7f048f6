"""No judgment is ever lost or counted twice, and no sentence gets more answers than were wanted."""

from __future__ import annotations

import asyncio
import resource
import socket
import sqlite3
import uuid
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any, TypeVar

import pytest

from dateline.corpus.store import corpus as store_corpus

from ...benchmarks.page_corpus import NAMES, PASSWORD, invent_corpus, let_people_in
from ...benchmarks.page_team import Annotator, label_through_kills, reckon
from .conftest import House, Server, Visitor

WANTED = 2
Made = TypeVar("Made")


@pytest.fixture
def team(tmp_path: Path) -> Path:
    """A corpus of forty invented articles for twenty people, two answers wanted of each sentence."""
    return let_people_in(invent_corpus(tmp_path / "team.db", [9] * 40), wanted=WANTED)


@pytest.fixture
def lonely(tmp_path: Path) -> Iterator[House]:
    """A page over one article of which one answer a sentence is wanted."""
    path = let_people_in(invent_corpus(tmp_path / "one.db", [6]), wanted=1, names=())
    house = House(str(path), team=True)
    yield house
    house.close()


def judgment(sentence: dict[str, Any], article: str, **more: Any) -> dict[str, Any]:
    """A judgment as the page sends it."""
    return {
        "id": str(uuid.uuid4()),
        "article_id": article,
        "start": sentence["start"],
        "end": sentence["end"],
        "labels": ["attack"],
        "created": "2026-11-21T10:00:00+00:00",
        "base": sentence["judgment"]["id"] if sentence["judgment"] else None,
        **more,
    }


def take(visitor: Visitor) -> tuple[str, list[dict[str, Any]]]:
    """Take the next article: its id and its sentences."""
    article = visitor.post("/api/next", {"leaving": None})["article"]
    return article, visitor.get(f"/api/articles/{article}")["sentences"]


def send(visitor: Visitor, *judgments: dict[str, Any], status: int = 200) -> Any:
    """Send judgments and return what became of each, or the error."""
    said = visitor.post("/api/judgments", {"judgments": list(judgments)}, status)
    return [result["status"] for result in said["results"]] if status == 200 else said["error"]


def rows(corpus: Path) -> list[tuple[str, str]]:
    """What the corpus file holds: the id and the labels of every judgment."""
    with closing(sqlite3.connect(corpus)) as connection:
        return connection.execute("SELECT id, labels FROM judgments ORDER BY seq").fetchall()


def signed_in(server: Server, *names: str) -> list[Annotator]:
    async def come_in() -> list[Annotator]:
        people = [Annotator(name, server.port) for name in names]
        for person in people:
            await person.come_in(PASSWORD)
            person.line.cut()
        return people

    return in_a_loop(come_in())


def in_a_loop(work: Coroutine[Any, Any, Made]) -> Made:
    """Run something asynchronous in a thread: a browser of other tests may hold this one's loop."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


def test_killing_the_server_loses_nothing(serving: Callable[..., Server], team: Path) -> None:
    """Six people label while the server is killed five times: all they made is there, once each."""
    server = serving(team, "serve")
    people = signed_in(server, *NAMES[:6])
    in_a_loop(label_through_kills([server], people, 5, pace=0.05))
    server.stop()

    found = reckon(team, people, WANTED)
    assert found.made == found.counted + found.aside > 0
    assert (found.lost, found.doubled, found.forgotten, found.over) == (0, 0, 0, 0)


def test_the_same_request_sent_again_changes_nothing(machine: House, small_corpus: Path) -> None:
    """A replayed request is answered as known, each of its judgments, and writes nothing."""
    ana = machine.person("ana")
    article, sentences = take(ana)
    batch = [judgment(sentence, article) for sentence in sentences[:3]]

    assert send(ana, *batch) == ["saved"] * 3
    held = rows(small_corpus)
    assert send(ana, *batch) == ["known"] * 3
    assert send(ana, batch[1]) == ["known"]
    assert send(ana, batch[0], batch[0]) == ["known"] * 2
    assert rows(small_corpus) == held


def test_a_request_cut_in_the_middle_counts_once(
    serving: Callable[..., Server], team: Path
) -> None:
    """A connection cut while sending writes nothing, one cut before the answer writes all, and the
    resend settles both."""
    server = serving(team, "serve")
    (ana,) = signed_in(server, NAMES[0])

    async def read() -> None:
        await ana.next()
        await ana.read()
        ana.line.cut()

    in_a_loop(read())
    first, second = ana.judge(ana.todo[0]), ana.judge(ana.todo[0])

    def post(made: dict[str, Any], cut: int | None, *, wait: bool) -> None:
        request = ana.line.request("POST", "/api/judgments", {"judgments": [made]})
        with socket.create_connection(("127.0.0.1", server.port)) as line:
            line.sendall(request[:cut])
            if wait:  # the server has answered, and nobody reads on
                line.recv(1)

    async def resend() -> None:
        await ana.send_until_acknowledged()
        ana.line.cut()

    post(first, -40, wait=False)
    post(second, None, wait=True)
    assert [name for name, _ in rows(team)] == [second["id"]]
    in_a_loop(resend())
    assert ana.fate == {first["id"]: "saved", second["id"]: "known"}
    assert sorted(name for name, _ in rows(team)) == sorted((first["id"], second["id"]))


def test_two_browsers_of_one_person_do_not_overwrite_each_other(
    machine: House, small_corpus: Path
) -> None:
    """The same judgment from two browsers counts once; of two different ones the newer counts, and
    an older one that arrives late is kept aside."""
    desk, phone = machine.person("ana"), machine.person("ana")
    article, sentences = take(desk)
    assert take(phone)[0] == article
    shared = judgment(sentences[0], article)
    assert send(desk, shared) == ["saved"]
    assert send(phone, shared) == ["known"]

    older = judgment(sentences[1], article, created="2026-11-21T10:00:01+00:00")
    newer = judgment(
        sentences[1], article, created="2026-11-21T10:00:09+00:00", labels=["testimony"]
    )
    assert send(phone, newer) == ["saved"]
    assert send(desk, older) == ["set_aside"]
    assert send(desk, older) == ["set_aside"], "as often as it is sent"
    shown = desk.get(f"/api/articles/{article}")["sentences"][1]["judgment"]
    assert shown["id"] == newer["id"]
    assert len(rows(small_corpus)) == 2


def test_who_comes_back_after_the_lease_loses_nothing(lonely: House) -> None:
    """A tab that slept past its lease sends late: what others answered meanwhile is kept aside, what
    they left open counts."""
    ana, ben = lonely.person("ana"), lonely.person("ben")
    article, sentences = take(ana)
    late = [judgment(sentence, article) for sentence in sentences]
    lonely.clock.now += 11 * 60
    assert take(ben)[0] == article
    answered = [judgment(sentence, article) for sentence in sentences[:2]]
    assert send(ben, *answered) == ["saved"] * 2
    lonely.clock.now += 11 * 60

    assert send(ana, *late) == ["set_aside"] * 2 + ["saved"] * 4
    assert send(ana, *late) == ["set_aside"] * 2 + ["known"] * 4
    assert len(rows(Path(lonely.corpus.address))) == 6


def test_a_full_disk_is_said_and_loses_nothing(serving: Callable[..., Server], team: Path) -> None:
    """While the file cannot grow a save says so with 503; when there is room the resend is saved."""
    server = serving(team, "serve")
    (ana,) = signed_in(server, NAMES[0])

    def make_room(most: int) -> None:
        _, hard = resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (most, hard))

    async def label() -> tuple[str, int]:
        await ana.next()
        await ana.read()
        ana.judge(ana.todo[0])
        await ana.send()
        made = ana.judge(ana.todo[0])
        make_room(1000)
        body = {"judgments": [made]}
        full = [await ana.line.ask("POST", "/api/judgments", body) for _ in range(3)]
        assert [answer.status for answer in full] == [503] * 3, full[0].body
        looked = await ana.line.ask("GET", f"/api/articles/{ana.article}")
        make_room(resource.RLIM_INFINITY)
        await ana.send_until_acknowledged()
        ana.line.cut()
        return full[0].json()["error"]["message"], looked.status

    said, looked = in_a_loop(label())
    assert "cannot be written" in said
    assert "room" in said
    assert looked == 200, "reading goes on"
    assert [name for name, _ in rows(team)] == [made["id"] for made in ana.made]
    server.stop()
    assert "Traceback" not in "".join(server.said)


def test_a_locked_corpus_is_said_and_loses_nothing(
    small_corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While another process holds the corpus a save says so with 503; afterwards the resend is
    saved."""
    monkeypatch.setattr(store_corpus, "BUSY_SECONDS", 0.2)
    house = House(str(small_corpus), team=False)
    ana = house.person("ana")
    article, sentences = take(ana)
    made = judgment(sentences[0], article)
    with closing(sqlite3.connect(small_corpus, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        said = send(ana, made, status=503)
        assert said["kind"] == "CorpusBusy"
        assert "locked by another process" in said["message"]
        assert ana.get(f"/api/articles/{article}")["id"] == article, "reading goes on"
        other.execute("ROLLBACK")

    assert send(ana, made) == ["saved"]
    assert len(rows(small_corpus)) == 1
    house.close()
