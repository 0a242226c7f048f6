"""The page under test: over a small corpus, in this process with a clock of our own, or as a server."""

from __future__ import annotations

import os
import re
import shutil
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import httpx2 as httpx
import pytest
from argon2 import PasswordHasher
from fastapi.testclient import TestClient

from dateline.corpus.nouns import Article, Role
from dateline.corpus.sentences import split_sentences
from dateline.corpus.store import open_corpus
from dateline.corpus.store.articles import NewArticle, add_article
from dateline.corpus.store.people import add_person, find_person, set_password
from dateline.corpus.web.app import make_app
from dateline.corpus.web.page import Page

from ...accessibility import complaints
from ...commands import start_command

STORIES = (
    Article(
        "bridge",
        "Shells close the bridge at Sarn",
        "Shells hit the bridge at Sarn on Monday, wounding two drivers.\n"
        "“We lay in the ditch until dark,” said Ilva Toren, a baker. “Nobody came. "
        "I only want to bake again.”\n"
        "The army said the road would reopen on Friday. It rained all day.\n"
        "Since April 212 people have died in the valley, the health ministry said.",
        source="The Drevany Post",
        published="2026-03-02",
        language="en",
    ),
    Article(
        "market",
        "A quiet morning at the market",
        "The stalls opened at six. Pell Marrash sold out of onions by nine.\n"
        "“Business is better,” he said. The mayor said the square would be paved.",
        source="Okundo Radio",
        published="2026-03-05",
        language="en",
    ),
    Article(
        "arabic",
        "قصف قرب الميناء",
        "سقطت قذائف قرب الميناء يوم الاثنين. قالت بائعة خبز إنها اختبأت حتى المساء.\n"
        "وقالت الوزارة إن الطريق سيفتح غدا.",
        source="وكالة الساحل",
        language="ar",
    ),
)
"""Three short invented articles: a violent one, a calm one, one that reads from right to left."""
PASSWORD = "seven quiet rivers"  # noqa: S105
QUICK_HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
"""A hash says itself what it takes to check it; the pages' own take a hundred times as much."""


def fill(address: Path | str, stories: tuple[Article, ...] = STORIES) -> Path:
    """Make a corpus of some articles at a path, or in a database, and return the path."""
    with open_corpus(str(address), create=True) as corpus, corpus.write() as connection:
        for article in stories:
            sentences = split_sentences(article.id, article.text)
            add_article(connection, NewArticle(article, sentences, "rules"))
    return Path(address)


@pytest.fixture(scope="session")
def kept_corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small corpus, to be copied."""
    return fill(tmp_path_factory.mktemp("small") / "corpus.db")


@pytest.fixture
def small_corpus(kept_corpus: Path, tmp_path: Path) -> Path:
    """A corpus of three short invented articles, nobody in it yet."""
    return Path(shutil.copy(kept_corpus, tmp_path / "corpus.db"))


class Clock:
    """A clock that moves only when told to."""

    def __init__(self, now: float = 1_790_000_000.0) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


class Visitor:
    """Somebody's browser without a screen: a client with cookies that carries the page's token."""

    def __init__(self, client: httpx.Client) -> None:
        self.client = client

    def token(self, path: str = "/goodbye") -> str:
        """The token that a page carries, for the next write."""
        found = re.search(r'name="csrf-token" content="([0-9a-f]*)"', self.client.get(path).text)
        assert found, f"{path} carries no token"
        return found[1]

    def get(self, path: str, status: int = 200) -> Any:
        answer = self.client.get(path)
        assert answer.status_code == status, answer.text
        return answer.json() if answer.headers["content-type"] == "application/json" else answer

    def send(self, method: str, path: str, body: Any = None, status: int = 200) -> Any:
        headers = {"X-CSRF-Token": self.token()}
        answer = self.client.request(method, path, json=body, headers=headers)
        assert answer.status_code == status, answer.text
        return answer.json()

    def post(self, path: str, body: Any = None, status: int = 200) -> Any:
        return self.send("POST", path, body, status)

    def put(self, path: str, body: Any = None, status: int = 200) -> Any:
        return self.send("PUT", path, body, status)


class House:
    """The page in this process, for a team or for this machine, with people who come in by name."""

    def __init__(self, address: str, *, team: bool) -> None:
        self.corpus = open_corpus(address)
        self.clock = Clock()
        self.page = Page(self.corpus, team=team, clock=self.clock)
        self.app = make_app(self.page)
        self._clients = ExitStack()

    def stranger(self) -> Visitor:
        """A browser that has not come in."""
        return Visitor(self._clients.enter_context(TestClient(self.app)))

    def person(self, name: str, role: Role = "annotator") -> Visitor:
        """A browser in which somebody is signed in; their account is made where there is none."""
        with self.page.write() as connection:
            person = find_person(connection, name)
            if person is None:
                person = add_person(connection, name, role, self.clock())
                if self.page.team:
                    set_password(connection, person, QUICK_HASH)
        visitor = self.stranger()
        if self.page.team:
            form = {"name": name, "password": PASSWORD}
            answer = visitor.client.post("/login", data=form, follow_redirects=False)
        else:
            visitor.client.get(f"/enter?token={self.page.make_link()}", follow_redirects=False)
            form = {"name": name, "csrf_token": visitor.token()}
            answer = visitor.client.post("/who", data=form, follow_redirects=False)
        assert answer.status_code == 303, answer.text
        return visitor

    def close(self) -> None:
        self._clients.close()
        self.corpus.close()


@pytest.fixture
def house(small_corpus: Path) -> Iterator[House]:
    """The page of a team over the small corpus, in this process."""
    house = House(str(small_corpus), team=True)
    yield house
    house.close()


@pytest.fixture
def machine(small_corpus: Path) -> Iterator[House]:
    """The page of one machine over the small corpus, in this process."""
    house = House(str(small_corpus), team=False)
    yield house
    house.close()


@pytest.fixture
def coordinator(house: House) -> Visitor:
    return house.person("carla", "coordinator")


@pytest.fixture
def house_of() -> Iterator[Callable[[str], House]]:
    """The page over a corpus of one's own."""
    houses: list[House] = []

    def serve(address: str) -> House:
        houses.append(House(address, team=True))
        return houses[-1]

    yield serve
    for house in houses:
        house.close()


class Server:
    """`dateline annotate` or `serve` as a process of its own; restarts keep the port."""

    def __init__(self, corpus: Path | str, command: str = "annotate", *more: object) -> None:
        self.corpus = str(corpus)
        self.command = command
        self.more = more
        self.port = 0
        self.process: BaseProcess
        self.said: list[str] = []
        self.link = ""
        self.start()

    def start(self) -> None:
        arguments = (self.command, "--corpus", self.corpus, "--port", self.port, *self.more)
        (out, out_of_it), (err, err_of_it) = (os.pipe(), os.pipe())
        with (
            Path(os.devnull).open() as nothing,
            os.fdopen(out_of_it, "w") as told,
            os.fdopen(err_of_it, "w") as said,
        ):
            self.process = start_command(arguments, Path.cwd(), nothing, told, said)
        self._listener = threading.Thread(target=self._listen, args=(err,), daemon=True)
        self._listener.start()
        with os.fdopen(out, encoding="utf-8") as told:
            self.link = told.readline().strip()
        assert self.link.startswith("http://"), self.said
        self.port = int(self.link.split(":")[2].split("/")[0])

    def _listen(self, end: int) -> None:
        with os.fdopen(end, encoding="utf-8") as said:
            self.said.extend(said)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def stop(self, how: int = signal.SIGINT) -> None:
        if self.process.is_alive():
            os.kill(self.process.pid or 0, how)
        self.process.join(timeout=20)
        assert self.process.exitcode is not None, "it does not end"
        self._listener.join(timeout=20)

    def kill(self) -> None:
        """As a power cut would: no chance to tidy up."""
        self.stop(signal.SIGKILL)

    def come_in(self, page: Any, name: str) -> None:
        """Let the browser of a Playwright page come in under a name; the page stays where it is.

        Nothing that a page does by itself after signing in can get in the way of where a test goes.
        """
        browser = page.context.request
        token = re.search(r'name="csrf-token" content="([0-9a-f]+)"', browser.get(self.link).text())
        assert token, "the link let nobody in"
        form = {"name": name, "csrf_token": token[1]}
        answer = browser.post(f"{self.address}/who", form=form, max_redirects=0)
        assert answer.status == 303, answer.text()


@pytest.fixture
def serving(small_corpus: Path) -> Iterator[Callable[..., Server]]:
    """Start servers, over the small corpus unless told otherwise; they are stopped at the end."""
    servers: list[Server] = []

    def start(
        corpus: Path | str = small_corpus, command: str = "annotate", *more: object
    ) -> Server:
        servers.append(Server(corpus, command, *more))
        return servers[-1]

    yield start
    for server in servers:
        server.stop()


@pytest.fixture
def accessible() -> Callable[[Any], None]:
    """Assert that axe finds nothing to complain of on a Playwright page as it stands."""

    def check(page: Any) -> None:
        assert complaints(page) == []

    return check
