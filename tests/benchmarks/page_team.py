"""A server of its own, and annotators without a screen who use it as the page does.

What the page does: every judgment has an id from the start, stays in the browser's own store until the
server has acknowledged it, and is sent again, under the same id, until then.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import re
import signal
import subprocess
import sys
import time
import uuid
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import sqlalchemy as sa

from dateline.corpus.nouns import SentenceRef
from dateline.corpus.store import open_corpus, schema
from dateline.corpus.store.judgments import iter_judgments

LABELS = ("attack", "testimony", "official_statement", "statistic")
HOST = "127.0.0.1"


class Server:
    """`dateline serve` or `annotate` as a process of its own; starting again keeps the port."""

    def __init__(self, *command: str | Path) -> None:
        self.command = [str(part) for part in command]
        self.port = 0
        self.link = ""
        self.process: subprocess.Popen[str]
        self.start()

    @classmethod
    def of(cls, corpus: Path | str, command: str = "serve", *more: str) -> Server:
        return cls(Path(sys.executable).with_name("dateline"), command, "--corpus", corpus, *more)

    def __enter__(self) -> Server:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        self.process = subprocess.Popen(
            [*self.command, "--port", str(self.port)], stdout=subprocess.PIPE, text=True
        )
        assert self.process.stdout is not None
        self.link = self.process.stdout.readline().strip()
        if not self.link.startswith(f"http://{HOST}:"):
            raise SystemExit(f"the server did not start: {self.link!r}")
        self.port = int(self.link.split(":")[2].split("/")[0])

    @property
    def address(self) -> str:
        return f"http://{HOST}:{self.port}"

    def memory(self) -> float:
        """Return the resident memory in MB."""
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="utf-8")
        return int(re.findall(r"VmRSS:\s+(\d+)", status)[0]) / 1000

    def workers(self) -> list[int]:
        """Return the processes that it has started."""
        place = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in place.read_text(encoding="utf-8").split()]

    def cpu(self) -> float:
        """Return the seconds of processor time that the process and its workers have used."""
        used = 0
        for pid in (self.process.pid, *self.workers()):
            stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
            used += sum(map(int, stat.rsplit(")", 1)[1].split()[11:13]))
        return used / 100

    def stop(self, how: int = signal.SIGINT) -> None:
        if self.process.poll() is None:
            self.process.send_signal(how)
        self.process.wait(timeout=30)
        assert self.process.stdout is not None
        self.process.stdout.close()

    def kill(self) -> None:
        """As a power cut would: no chance to tidy up, for none of its processes."""
        workers = self.workers()
        self.stop(signal.SIGKILL)
        for pid in workers:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server said, and how long it took from the first byte sent to the last one read."""

    status: int
    headers: dict[str, str]
    body: bytes
    seconds: float

    def json(self) -> Any:
        return json.loads(self.body)


class Refused(Exception):
    """The server said no, or nothing that we understand."""


class Line:
    """A connection that is kept alive, and opened again when it was cut."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookie = ""
        self.token = ""
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(
        self, method: str, path: str, body: Any = None, *, form: dict[str, str] | None = None
    ) -> Answer:
        """Send a request. Raises OSError or EOFError where the connection is cut."""
        request = self.request(method, path, body, form)
        if self._streams is None:
            self._streams = await asyncio.open_connection(HOST, self.port)
        reader, writer = self._streams
        start = time.perf_counter()
        try:
            writer.write(request)
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            pairs = (line.split(": ", 1) for line in head[1:] if line)
            headers = {name.lower(): value for name, value in pairs}
            content = await reader.readexactly(int(headers["content-length"]))
        except (OSError, EOFError):
            self.cut()
            raise
        except asyncio.CancelledError:  # half an answer may be on its way
            self.cut()
            raise
        seconds = time.perf_counter() - start
        if headers.get("connection") == "close":
            self.cut()
        return Answer(int(head[0].split()[1]), headers, content, seconds)

    def request(
        self, method: str, path: str, body: Any = None, form: dict[str, str] | None = None
    ) -> bytes:
        """Return a request as it goes over the wire."""
        lines = [f"{method} {path} HTTP/1.1", f"Host: {HOST}:{self.port}"]
        content = b""
        if body is not None:
            content = json.dumps(body).encode()
            lines.append("Content-Type: application/json")
        if form is not None:
            content = urlencode(form).encode()
            lines.append("Content-Type: application/x-www-form-urlencoded")
        if self.cookie:
            lines.append(f"Cookie: {self.cookie}")
        if method != "GET":
            lines += [f"X-CSRF-Token: {self.token}", f"Content-Length: {len(content)}"]
        return "\r\n".join([*lines, "", ""]).encode() + content

    def cut(self) -> None:
        """Close the connection in the middle of whatever it does."""
        if self._streams is not None:
            self._streams[1].transport.abort()
        self._streams = None


def _answered_well(answer: Answer, *statuses: int) -> Answer:
    if answer.status not in (statuses or (200,)):
        raise Refused(f"{answer.status}: {answer.body[:300]!r}")
    return answer


@dataclass
class Annotator:
    """Somebody who labels. `outbox` is their browser's own store: it survives what the server does."""

    name: str
    port: int
    seed: int = 0
    outbox: dict[str, dict[str, Any]] = field(default_factory=dict)
    """judgments that the server has not acknowledged, oldest first"""
    made: list[dict[str, Any]] = field(default_factory=list)
    """every judgment they ever made"""
    fate: dict[str, str] = field(default_factory=dict)
    """what the server said of each: saved, known, set_aside"""
    article: str | None = None
    open: dict[tuple[int, int], str | None] = field(default_factory=dict)
    """open sentences of the article -> own current judgment's id"""
    todo: list[tuple[int, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.line = Line(self.port)
        self.random = random.Random(f"{self.seed} {self.name}")

    async def come_in(self, password: str) -> None:
        """Sign in with a password."""
        form = {"name": self.name, "password": password, "csrf_token": ""}
        answer = _answered_well(await self.line.ask("POST", "/login", form=form), 303)
        self.line.cookie = answer.headers["set-cookie"].split(";")[0]
        page = await self.line.ask("GET", "/goodbye")
        self.line.token = re.findall(rb'csrf-token" content="(\w+)"', page.body)[0].decode()

    async def next(self, leaving: str | None = None) -> Answer:
        """Ask for the next article; `article` is None where there is none."""
        answer = _answered_well(await self.line.ask("POST", "/api/next", {"leaving": leaving}))
        self.article = answer.json()["article"]
        self.open, self.todo = {}, []
        return answer

    async def read(self) -> Answer:
        """Fetch what the page knows of the article's sentences."""
        answer = _answered_well(
            await self.line.ask("GET", f"/api/articles/{self.article}"), 200, 404
        )
        if answer.status == 404:
            self.article = None
            return answer
        self.open, self.todo = {}, []
        waiting = {
            (row["start"], row["end"]): row["id"]
            for row in self.outbox.values()
            if row["article_id"] == self.article
        }
        for sentence in answer.json()["sentences"]:
            if sentence["open"]:
                place, held = (sentence["start"], sentence["end"]), sentence["judgment"]
                self.open[place] = waiting.get(place, held["id"] if held else None)
                if place not in waiting and (held is None or held["withdrawn"]):
                    self.todo.append(place)
        return answer

    def judge(self, place: tuple[int, int], **more: Any) -> dict[str, Any]:
        """Judge a sentence: it is in the outbox from now on."""
        judgment = {
            "id": str(uuid.UUID(int=self.random.getrandbits(128), version=4)),
            "article_id": self.article,
            "start": place[0],
            "end": place[1],
            "labels": sorted(self.random.sample(LABELS, self.random.choice((0, 1, 1, 2)))),
            "unsure": False,
            "skipped": False,
            "comment": None,
            "seconds": 2.5,
            "created": datetime.now(UTC).isoformat(),
            "base": self.open.get(place),
            "action": "judge",
            "group": None,
            "withdrawn": False,
            **more,
        }
        self.open[place] = judgment["id"]
        if place in self.todo:
            self.todo.remove(place)
        self.outbox[judgment["id"]] = judgment
        self.made.append(judgment)
        return judgment

    async def send(self) -> Answer:
        """Send what is in the outbox and strike out what the server acknowledges."""
        batch = list(self.outbox.values())[:200]
        answer = _answered_well(await self.line.ask("POST", "/api/judgments", {"judgments": batch}))
        for result in answer.json()["results"]:
            if result["status"] == "refused":
                raise Refused(f"{result['why']}: {result['message']}")
            if result["status"] != "known" or result["id"] not in self.fate:
                self.fate[result["id"]] = result["status"]
            self.outbox.pop(result["id"], None)
        return answer

    async def send_until_acknowledged(self, patience: float = 0.05) -> None:
        """Send the outbox as often as it takes: over a server that is gone, or has no room."""
        while self.outbox:
            try:
                await self.send()
            except (OSError, EOFError):
                await asyncio.sleep(patience)
            except Refused as error:
                if not str(error).startswith("503"):
                    raise
                await asyncio.sleep(patience)

    async def insist(self, ask: Callable[[], Any], patience: float = 0.05) -> Any:
        """Ask for something that may be asked for twice, until there is an answer."""
        while True:
            try:
                return await ask()
            except (OSError, EOFError):
                pass
            except Refused as error:  # the server stands, and its database does not
                if not str(error).startswith("503"):
                    raise
            await asyncio.sleep(patience)


async def label_and_send(annotator: Annotator, pace: float, stop: asyncio.Event) -> None:
    """Label on while a second task sends, as the page does, whatever the server is up to.

    After `stop` everything that is still in the outbox is sent.
    """

    async def sending() -> None:
        while not stop.is_set() or annotator.outbox:
            await annotator.send_until_acknowledged()
            await asyncio.sleep(pace / 5)

    sender = asyncio.create_task(sending())
    while not stop.is_set() and not sender.done():
        if annotator.todo:
            annotator.judge(annotator.todo[0])
        elif not annotator.outbox:
            await annotator.insist(lambda: annotator.next(annotator.article))
            if annotator.article is not None:
                await annotator.insist(annotator.read)
        await asyncio.sleep(annotator.random.uniform(0.5, 1.5) * pace)
    await sender
    annotator.line.cut()


async def label_through_kills(
    servers: Sequence[Any], people: list[Annotator], kills: int, *, pace: float = 0.1, seed: int = 0
) -> None:
    """Let people label while one of the servers is killed at random moments and started again.

    Each time it has come up and acknowledged judgments of half of them before it is killed.
    """
    generator, stop = random.Random(seed), asyncio.Event()
    work = [asyncio.create_task(label_and_send(person, pace, stop)) for person in people]
    for _ in range(kills):
        enough = sum(len(person.fate) for person in people) + len(people) // 2
        while sum(len(person.fate) for person in people) < enough:
            await asyncio.sleep(0.02)
        await asyncio.sleep(generator.uniform(0.05, 0.8))
        server = generator.choice(servers)
        await asyncio.to_thread(server.kill)
        await asyncio.to_thread(server.start)
    await asyncio.sleep(1)
    stop.set()
    await asyncio.gather(*work)


@dataclass(frozen=True, slots=True)
class Reckoning:
    """What the corpus holds against what people remember."""

    made: int
    counted: int
    """in the corpus as judgments"""
    aside: int
    """in the corpus, kept aside"""
    lost: int
    doubled: int
    forgotten: int
    """acknowledged as saved, and yet not the one that counts"""
    over: int
    """sentences with more answers than wanted"""
    short: int
    """sentences with fewer"""

    def __str__(self) -> str:
        return (
            f"{self.made:,} judgments made: {self.counted:,} in the corpus, {self.aside:,} kept "
            f"aside, {self.lost} lost, {self.doubled} doubled, {self.forgotten} not the last word\n"
            f"sentences over the wanted number of answers: {self.over}, short of it: {self.short:,}"
        )


def reckon(corpus: Path | str, people: list[Annotator], wanted: int) -> Reckoning:
    """Compare what is in the corpus with what people made, judgment by judgment."""
    with open_corpus(str(corpus)) as opened, opened.read() as connection:
        rows = list(iter_judgments(connection))
        aside = list(connection.scalars(sa.select(schema.set_aside.c.id)))
        sentences = connection.scalar(sa.select(sa.func.count()).select_from(schema.sentences)) or 0
    held = Counter([row.id for row in rows] + aside)
    latest = {(row.sentence, row.annotator): row for row in rows}
    answers = Counter(sentence for (sentence, _), row in latest.items() if not row.skipped)
    last = {
        (SentenceRef(made["article_id"], made["start"], made["end"]), person.name): made["id"]
        for person in people
        for made in person.made
        if made["id"] not in aside
    }
    made = [judgment["id"] for person in people for judgment in person.made]
    return Reckoning(
        made=len(made),
        counted=len(rows),
        aside=len(aside),
        lost=sum(name not in held for name in made),
        doubled=sum(number - 1 for number in held.values()) + len(held.keys() - set(made)),
        forgotten=sum(latest[key].id != name for key, name in last.items() if key in latest),
        over=sum(number > wanted for number in answers.values()),
        short=sentences - sum(number >= wanted for number in answers.values()),
    )


def moments(seconds: list[float]) -> str:
    """Return median and p99 in ms, as a table shows them."""
    ordered = sorted(seconds)
    if not ordered:
        return f"{'-':>8} {'-':>8}"
    middle = ordered[len(ordered) // 2]
    late = ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]
    return f"{middle * 1000:8.2f} {late * 1000:8.2f}"
