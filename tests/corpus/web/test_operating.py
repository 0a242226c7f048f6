"""Running a server: is it well, what does it do, what does it say, how does it end."""

from __future__ import annotations

import json
import logging
import os
import re
import signal
import sqlite3
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx2 as httpx
import pytest
from fastapi.testclient import TestClient

from dateline.corpus.store import open_corpus
from dateline.corpus.store.people import add_person, set_password
from dateline.corpus.web.log import JsonLines

from .conftest import PASSWORD, QUICK_HASH, House, Server, Visitor, fill
from .test_annotate_api import judgment, take


@contextmanager
def come_in(server: Server, name: str) -> Iterator[Visitor]:
    """Sign somebody in at a server of its own; their account has the usual password."""
    with httpx.Client(base_url=server.address, timeout=30) as client:
        form = {"name": name, "password": PASSWORD}
        assert client.post("/login", data=form).status_code == 303
        yield Visitor(client)


def team_of(address: str, *names: str) -> str:
    """Make a corpus with people who have no quiz before them."""
    fill(address)
    with open_corpus(address) as corpus, corpus.write() as connection:
        for name in names:
            role = "coordinator" if name == "cora" else "annotator"
            set_password(connection, add_person(connection, name, role, 0.0), QUICK_HASH)
    house = House(address, team=True)
    house.person("cora", "coordinator").put("/api/settings", {"quiz_required": False})
    house.close()
    return address


def test_readiness_asks_the_database(new_database: Callable[[], str], postgres: str) -> None:
    """Where the database is gone, `/readyz` says so with 503, and `/healthz` that the server runs."""
    import psycopg

    address = new_database()
    fill(address)
    house = House(address, team=True)
    assert house.stranger().get("/readyz") == {"status": "ok"}
    name = urlsplit(address).path[1:]
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
    assert house.stranger().get("/readyz", 503) == {"status": "the database does not answer"}
    assert house.stranger().get("/healthz") == {"status": "ok"}
    house.close()


def test_a_monitor_may_ask_with_head(house: House) -> None:
    """Many a monitor asks for no more than the head of an answer."""
    for path in ("/healthz", "/readyz"):
        assert house.stranger().client.head(path).status_code == 200


def test_figures_name_no_one_and_nothing(house: House) -> None:
    """What is counted is counted by route, never by address: no name, article or secret is in it."""
    ana = house.person("ana-maria")
    house.person("cora", "coordinator").put("/api/settings", {"quiz_required": False})
    article = take(ana)
    ana.client.get("/secret-address/of-nothing")
    house.stranger().client.get("/invite/a-secret")
    here = TestClient(house.app, client=("127.0.0.1", 1))
    told = here.get("/metrics").text

    assert 'dateline_answers_total{method="POST",route="/api/next",status="200"} 1.0' in told
    assert 'route="/api/articles/{name:path}"' in told
    assert 'dateline_answer_seconds_bucket{le="0.05",method="POST",route="/api/next"}' in told
    for word in (
        "ana-maria",
        "cora",
        "secret-address",
        "a-secret",
        article["id"],
        article["title"],
        PASSWORD,
    ):
        assert word not in told


@pytest.mark.parametrize("place", ["198.51.100.7", "testclient", "2001:db8::1"])
def test_figures_are_for_the_machine_of_the_server(house: House, place: str) -> None:
    """Nobody elsewhere reads the figures, signed in or not."""
    assert TestClient(house.app, client=(place, 1)).get("/metrics").status_code == 403


def test_one_machine_has_no_figures(machine: House) -> None:
    """`annotate` counts nothing."""
    assert TestClient(machine.app, client=("127.0.0.1", 1)).get("/metrics").status_code == 404


def test_the_log_is_json_without_what_errors_quote() -> None:
    """Of an unexpected error its type and place are written, on one line, and not what it says."""
    try:
        int("Ilva Toren, a baker")
    except ValueError as error:
        found = (type(error), error, error.__traceback__)
    log = logging.getLogger("dateline")
    record = log.makeRecord(log.name, logging.ERROR, __file__, 1, "It failed.\n", (), found)
    line = JsonLines().format(record)
    told = json.loads(line)

    assert "\n" not in line
    assert "Ilva" not in line
    assert (told["level"], told["message"]) == ("error", "It failed.")
    assert told["error"]["type"] == "builtins.ValueError"
    assert "test_operating.py" in told["error"]["at"][0]
    assert told["time"].endswith("+00:00")


def test_what_is_under_way_is_finished(serving: Callable[..., Server], small_corpus: Path) -> None:
    """Told to stop in the middle of a save, a server saves, answers, and ends in peace."""
    server = serving(team_of(str(small_corpus), "ana"), "serve")
    with come_in(server, "ana") as ana:
        article, token = take(ana), ana.token()
        sent = {"judgments": [judgment(article["sentences"][0], article["id"])]}
        answers: list[Any] = []

        def save() -> None:
            headers = {"X-CSRF-Token": token}
            answers.append(ana.client.post("/api/judgments", json=sent, headers=headers))

        with closing(sqlite3.connect(small_corpus, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")  # the save waits
            saving = threading.Thread(target=save)
            saving.start()
            time.sleep(0.3)
            os.kill(server.process.pid or 0, signal.SIGTERM)
            time.sleep(0.3)
            other.execute("ROLLBACK")
        saving.join()
        server.process.join(timeout=20)  # told once is enough
        server.stop()

    assert answers[0].json()["results"][0]["status"] == "saved"
    assert server.process.exitcode == 0
    assert server.said[-1] == "Stopped. Every answer that the server took is saved.\n"


def test_several_processes_need_postgresql(
    dateline: Callable[..., subprocess.CompletedProcess[str]], small_corpus: Path
) -> None:
    """Over a corpus file one process serves; asked for more, one line says what to do."""
    said = dateline("serve", "--workers", 3, "--corpus", small_corpus, status=1).stderr

    assert "found --workers 3" in said
    assert "dateline restore FILE --corpus postgresql://" in said
    assert len(said.splitlines()) == 1


def test_several_processes_serve_one_team(
    serving: Callable[..., Server], new_database: Callable[[], str]
) -> None:
    """They know the same sessions, count together, guesses too, and a killed one is replaced."""
    server = serving(team_of(new_database(), "ana"), "serve", "--workers", 2)
    with come_in(server, "ana") as ana:
        assert take(ana)["id"]
        children = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children")

        def workers() -> list[int]:
            found = map(int, children.read_text().split())
            return [
                pid for pid in found if "spawn_main" in Path(f"/proc/{pid}/cmdline").read_text()
            ]

        first = workers()
        assert len(first) == 2
        for _ in range(20):  # a connection each: either process may answer
            assert httpx.get(f"{server.address}/api/history", cookies=ana.client.cookies).is_success
        told = httpx.get(f"{server.address}/metrics").text
        (count,) = re.findall(r'route="/api/history",status="200"} (\d+)', told)
        assert int(count) == 20
        guess = {"name": "ana", "password": "not the word"}
        found = [httpx.post(f"{server.address}/login", data=guess).status_code for _ in range(12)]
        assert found == [401] * 5 + [429] * 7
        os.kill(first[0], signal.SIGKILL)
        for _ in range(120):
            if len(new := workers()) == 2 and first[0] not in new:
                break
            time.sleep(0.5)
        assert len(workers()) == 2
        assert first[0] not in workers()
        assert ana.get("/api/history") == []
    server.stop(signal.SIGTERM)
    (died,) = (json.loads(line) for line in server.said if "died" in line)
    assert (died["level"], str(first[0]) in died["message"]) == ("warning", True)
    assert server.process.exitcode == 0
