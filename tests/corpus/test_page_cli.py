"""The commands that serve the page and say who may come in."""

from __future__ import annotations

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import httpx2 as httpx
import pytest

from .web.conftest import fill

WITHOUT_FLUSHING = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
"""The environment of most users: what a program prints into a pipe waits there until it is told."""
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A corpus of three short invented articles, where the commands run."""
    return fill(tmp_path / "corpus.db")


@pytest.mark.parametrize("command", ["annotate", "serve"])
def test_the_first_line_is_the_link(command: str, corpus: Path) -> None:
    """The page answers at the link that stands in the first line, and Ctrl-C ends it in peace."""
    server = subprocess.Popen(
        [Path(sys.executable).with_name("dateline"), command, "--port", "0"],
        cwd=corpus.parent,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=WITHOUT_FLUSHING,
    )
    assert server.stdout is not None
    link = server.stdout.readline().strip()
    address = "/".join(link.split("/")[:3])
    try:
        assert address.startswith("http://127.0.0.1:")
        assert httpx.get(f"{address}/healthz").json() == {"status": "ok"}
        door = httpx.get(link, follow_redirects=True)
        assert door.status_code == 200
        assert door.url.path == ("/who" if command == "annotate" else "/login")
    finally:
        server.send_signal(signal.SIGINT)
        said = server.communicate(timeout=20)[1]
    assert server.returncode == 0
    assert said.splitlines()[-1] == "Stopped. Every answer that the server took is saved."
    assert "Traceback" not in said
    assert "token" not in said, "the log keeps no secret"


def test_json_prints_the_link_as_one_object(corpus: Path) -> None:
    """With --json the link comes in one JSON object, for programs that start the page."""
    server = subprocess.Popen(
        [Path(sys.executable).with_name("dateline"), "annotate", "--port", "0", "--json"],
        cwd=corpus.parent,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=WITHOUT_FLUSHING,
    )
    assert server.stdout is not None
    told = json.loads(server.stdout.readline())
    server.send_signal(signal.SIGINT)
    rest = server.communicate(timeout=20)[0]

    assert told["link"].startswith(told["address"] + "/enter?token=")
    assert rest == ""


def test_a_taken_port_is_said(dateline: Run, corpus: Path) -> None:
    """Where another program has the port, one line says so and what to do."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        said = dateline("annotate", "--port", port, status=1).stderr

    assert f"cannot serve at 127.0.0.1, port {port}" in said
    assert "--port (0: a free one)" in said
    assert len(said.splitlines()) == 1


def test_there_must_be_a_corpus(dateline: Run) -> None:
    """Without a corpus the page does not start, and says how to make one."""
    said = dateline("annotate", "--port", 0, status=1).stderr

    assert "there is no corpus at corpus.db; make one with `dateline ingest SOURCE`" in said


def test_users_are_added_listed_and_disabled(dateline: Run, corpus: Path) -> None:
    """An account is made with an invite link, is listed with its role, is shut and opened again."""
    link = dateline("user", "add", "cora", "--role", "coordinator").stdout.strip()
    again = json.loads(dateline("user", "add", "cora", "--json", "--url", "http://h:1/").stdout)
    dateline("user", "disable", "cora")
    shut = json.loads(dateline("user", "list", "--json").stdout)["users"]
    dateline("user", "disable", "cora", "--undo")

    assert link.startswith("http://127.0.0.1:8642/invite/")
    assert again["invite"].startswith("http://h:1/invite/")
    assert again["role"] == "coordinator", "a second invite leaves the role as it is"
    assert shut == [{"user": "cora", "role": "coordinator", "disabled": True, "password": False}]
    assert "no password" in dateline("user", "list").stdout


@pytest.mark.parametrize("name", ["", "   ", "-ana", "a/b", "x" * 41, "a\nb<script>"])
def test_a_bad_name_is_explained(name: str, dateline: Run, corpus: Path) -> None:
    """A name that is empty, too long or holds other signs is refused with the rule."""
    said = dateline("user", "add", "--", name, status=1).stderr

    assert "1 to 40 letters, digits, spaces" in said


def test_a_name_of_imported_judgments_is_taken(dateline: Run, tmp_path: Path) -> None:
    """Nobody gets an account under the name of an annotator whose judgments were imported."""
    text = "Shells fell on Ordesk."
    rows = [
        {"id": "a", "title": "t", "text": text, "sentences": [[0, len(text)]]},
        {"article_id": "a", "start": 0, "end": len(text), "annotator": "Pass-A", "labels": []},
    ]
    for name, row in zip(("articles", "judgments"), rows, strict=True):
        (tmp_path / f"{name}.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
        dateline("import", f"{name}.jsonl")
    said = dateline("user", "add", "pass-a", status=1).stderr

    assert "'Pass-A' is taken" in said


def test_disabling_nobody_names_who_there_is(dateline: Run, corpus: Path) -> None:
    """An unknown name is answered with the names there are."""
    dateline("user", "add", "ben")

    assert "there is: ben" in dateline("user", "disable", "bne", status=1).stderr


def test_an_older_corpus_is_brought_up_to_date(dateline: Run, corpus: Path) -> None:
    """A corpus made before there was a page gets the page's tables when it is opened."""
    with sqlite3.connect(corpus) as connection:
        tables = "accounts invites sessions queue turns set_aside suggestions reveals quizzes"
        for table in f"{tables} provenance pages fingerprints links doubts tries".split():
            connection.execute(f"DROP TABLE {table}")
        for column in ("author", "agency", "place", "blocks"):
            connection.execute(f"ALTER TABLE articles DROP COLUMN {column}")
        connection.execute("DROP INDEX ix_judgments_annotator")
        connection.execute("UPDATE alembic_version SET version_num = '0001'")
    connection.close()

    dateline("user", "add", "ana")
    assert "ana" in dateline("user", "list").stdout


def test_assign_says_what_is_in_the_queue(dateline: Run, corpus: Path) -> None:
    """Articles are queued once, with the number of judgments asked for; people are meant by name."""
    dateline("user", "add", "ana")
    first = json.loads(dateline("assign", "--per-sentence", 3, "--json").stdout)
    again = dateline("assign", "--per-sentence", 3, "--article", "market", "--to", "ana").stdout

    assert (first["articles"], first["added"], first["per_sentence"]) == (3, 3, 3)
    assert "3 articles are in the queue (0 of them new), 3 judgments a sentence." in again
    assert "Turns meant for ana: 1." in again


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--per-sentence", "0"], "found 0 judgments a sentence; allowed: 1 to 20"),
        (["--article", "nope"], "holds no article 'nope'"),
        (["--article", "market", "--to", "nobody"], "nobody has an account called 'nobody'"),
        (["--gold", "1"], "0 have a ruling on every sentence"),
        (["--calibration", "9"], "3 are in the pool"),
    ],
)
def test_what_cannot_be_assigned_is_said(
    arguments: list[str], said: str, dateline: Run, corpus: Path
) -> None:
    """A number, an article or a person that is not there is named, and nothing is queued."""
    assert said in dateline("assign", *arguments, status=1).stderr
    assert json.loads(dateline("assign", "--json").stdout)["added"] == 3


def test_a_corpus_without_sentences_cannot_be_assigned(dateline: Run, tmp_path: Path) -> None:
    """With nothing to label, assigning says how to bring articles in."""
    fill(tmp_path / "corpus.db", ())

    assert "bring articles in with" in dateline("assign", status=1).stderr
