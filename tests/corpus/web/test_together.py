"""Judgments that arrive at the same moment, and the shorter way that they take."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

import httpx2 as httpx
import pytest
import sqlalchemy as sa
from sqlalchemy import Connection

from dateline.corpus.store import schema
from dateline.corpus.web.page import TakesLonger
from dateline.corpus.web.together import Together

from .conftest import House, Visitor, fill
from .test_no_loss import in_a_loop, judgment, take


def committed(house: House) -> list[str]:
    """The statements that end a transaction in which something was written, from now on."""
    said: list[str] = []
    with house.corpus.write() as connection:
        driver: Any = connection.connection.driver_connection
    driver.set_trace_callback(lambda text: text == "COMMIT" and said.append(text))
    return said


def at_once(house: House, asked: list[tuple[Visitor, dict[str, Any]]]) -> list[Any]:
    """Send judgments of several people at the same moment; return what the server says of each."""
    sent = [
        (dict(visitor.client.cookies), {"X-CSRF-Token": visitor.token()}, {"judgments": [made]})
        for visitor, made in asked
    ]

    async def ask() -> list[Any]:
        transport = httpx.ASGITransport(app=house.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
            requests = [
                client.build_request(
                    "POST", "/api/judgments", json=body, headers=headers, cookies=cookies
                )
                for cookies, headers, body in sent
            ]
            answers = await asyncio.gather(*map(client.send, requests))
        return [answer.json() for answer in answers]

    return in_a_loop(ask())


def test_judgments_of_the_same_moment_are_written_together(house: House) -> None:
    """Each is acknowledged for itself, and one transaction holds them all."""
    people = [house.person(name) for name in ("ana", "ben", "cleo")]
    house.person("cora", "coordinator").put("/api/settings", {"quiz_required": False})
    made = []
    for person in people:
        article, sentences = take(person)
        made.append((person, judgment(sentences[0], article)))
    made.append((people[0], {**made[1][1]}))
    made.append((people[0], {**made[0][1], "id": "nonsense"}))
    commits = committed(house)

    answers = at_once(house, made)

    results = [answer["results"][0] for answer in answers]
    assert [result["status"] for result in results] == ["saved"] * 3 + ["refused"] * 2
    assert results[3]["why"] in ("taken", "no_turn", "unknown_sentence")
    assert results[4]["why"] == "invalid"
    assert commits == ["COMMIT"]
    with house.page.read() as connection:
        held = connection.scalars(sa.select(schema.judgments.c.id)).all()
    assert sorted(held) == sorted(each["id"] for _, each in made[:3])


def test_one_that_fails_undoes_the_group_and_nobody_waits(house: House) -> None:
    """Nothing of it is written; the others are told to go the long way, and the next group is well."""

    def add(connection: Connection, names: Sequence[str]) -> Sequence[str]:
        for name in names:
            connection.execute(sa.insert(schema.annotators).values(id=name, role="annotator"))
            if name == "bad":
                raise KeyError(name)
        return names

    together = Together(house.page, add)

    async def write(*names: str) -> list[Any]:
        waiting: list[Coroutine[Any, Any, Any]] = [together.write(name) for name in names]
        return await asyncio.gather(*waiting, return_exceptions=True)

    assert list(map(type, in_a_loop(write("one", "bad", "two")))) == [TakesLonger] * 3
    assert list(map(type, in_a_loop(write("bad")))) == [KeyError]
    assert in_a_loop(write("three", "four")) == ["three", "four"]
    with house.page.read() as connection:
        people = connection.scalars(sa.select(schema.annotators.c.id)).all()
    assert sorted(people) == ["four", "three"]


@pytest.mark.parametrize("address", ["postgresql"], indirect=True)
def test_a_database_is_given_at_once_what_waits_for_it(
    address: str, house_of: Callable[[str], House]
) -> None:
    """What comes while the thread that writes is busy goes into one transaction, in order."""
    fill(address)
    groups: list[list[str]] = []

    def note(_: Connection, asked: Sequence[str]) -> Sequence[str]:
        groups.append(list(asked))
        return [text.upper() for text in asked]

    page = house_of(address).page
    together, busy = Together(page, note), threading.Event()

    async def write() -> list[str]:
        page.writing.submit(busy.wait)
        waiting = asyncio.gather(*map(together.write, "abc"))
        asyncio.get_running_loop().call_later(0.01, busy.set)
        return [*await waiting, await together.write("d")]

    assert in_a_loop(write()) == ["A", "B", "C", "D"]
    assert groups == [["a", "b", "c"], ["d"]]


@pytest.mark.parametrize(
    "body",
    [
        b'{"judgments": []}',
        b"{",
        b'{"judgments": [{"id": "\\ud800"}]}',
        b'{"judgments": ' + b" " * 200_000 + b"[{}]}",
    ],
)
def test_what_is_out_of_the_ordinary_is_answered_by_the_long_way(house: House, body: bytes) -> None:
    """A body that is not as described, or long, is answered as ever: with what is wrong, in full."""
    ana = house.person("ana")
    headers = {"X-CSRF-Token": ana.token(), "Content-Type": "application/json"}
    answer = ana.client.post("/api/judgments", content=body, headers=headers)
    if answer.status_code == 422:
        assert answer.json()["error"]["kind"] == "BadRequest"
    else:
        assert answer.json()["results"][0]["why"] == "invalid"
    headers["X-CSRF-Token"] = "another"
    refused = ana.client.post("/api/judgments", content=body, headers=headers)
    assert refused.status_code in (403, 422)
    assert "results" not in refused.json()


def test_only_json_is_taken_for_judgments(house: House) -> None:
    """What is not said to be JSON is refused, though it would read as such."""
    ana = house.person("ana")
    body = b'{"judgments": [{"id": "x"}]}'
    for kind in ("text/plain", "application/x-www-form-urlencoded"):
        headers = {"X-CSRF-Token": ana.token(), "Content-Type": kind}
        assert ana.client.post("/api/judgments", content=body, headers=headers).status_code == 422
