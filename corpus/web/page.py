"""What every route works with: the corpus, its settings, the clock."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from typing import Any, TypeVar

from sqlalchemy import Connection

from ..errors import CorpusBusy
from ..guidelines import LabelScheme
from ..settings import PageSettings
from ..store import Corpus
from ..store.settings import get_setting, label_scheme, page_settings, set_setting
from .brake import Brake

__all__ = ["Page", "TakesLonger"]

Known = TypeVar("Known")
FRESH_SECONDS = 1.0
"""What another process changes is noticed within this time, what this one changes at once."""
MOST_RECENT = 10_000


class TakesLonger(Exception):
    """The work is too much to be done where a request arrives: all the others wait meanwhile."""


class _Hurry(threading.local):
    on = False


class Page:
    """A corpus being served. `team`: people with accounts; otherwise whoever sits at this machine.

    What annotators ask for all the time takes a few milliseconds and is done where the request
    arrives, if the corpus is a file and free: threads would wait for each other, and longer than the
    work takes. Otherwise it goes through two threads, one for what reads and one for what writes: that
    waits for the disk. Everything else takes a thread of the server's own.

    `key` names the corpus to browsers: their cookie and their own store are kept by it, so that two
    corpora served on one machine do not mix.
    """

    def __init__(
        self, corpus: Corpus, *, team: bool, clock: Callable[[], float] = time.time
    ) -> None:
        self.corpus = corpus
        self.team = team
        self.now = clock
        self._links: set[str] = set()
        self._writing = threading.Lock()
        self._hurry = _Hurry()
        self.reading = ThreadPoolExecutor(1, "reading")
        self.writing = ThreadPoolExecutor(1, "writing")
        self._recent: dict[str, tuple[float, Any]] = {}
        with self.write() as connection:
            key = get_setting(connection, "page_key")
            if key is None:
                key = secrets.token_hex(6)
                set_setting(connection, "page_key", key)
        self.key: str = key
        self.brake = Brake(partial(self.write, forget=False), key, clock)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Yield a connection that sees one state of the corpus."""
        with self.corpus.read() as connection:
            yield connection

    @contextmanager
    def write(self, *, forget: bool = True) -> Iterator[Connection]:
        """Yield a connection in a transaction. One at a time: waiting here is cheaper than there.

        Without `forget`, sessions, settings and guidelines stay as they are.
        """
        with self._my_turn(), self.corpus.write(wait=not self._hurry.on) as connection:
            if forget:
                self._recent.clear()
            yield connection
        if forget:
            self._recent.clear()

    @contextmanager
    def _my_turn(self) -> Iterator[None]:
        if not self._writing.acquire(blocking=not self._hurry.on):
            raise CorpusBusy("somebody else is writing to the corpus just now; try again")
        try:
            yield
        finally:
            self._writing.release()

    @contextmanager
    def in_a_hurry(self) -> Iterator[None]:
        """Let this thread raise CorpusBusy rather than wait to write, or TakesLonger at long work."""
        self._hurry.on = True
        try:
            yield
        finally:
            self._hurry.on = False

    def thread_for(self, method: str) -> ThreadPoolExecutor:
        """Return the thread that requests of a method take their turn in."""
        return self.reading if method == "GET" else self.writing

    def take_time(self) -> None:
        """Say that what comes takes longer. Raises TakesLonger in a thread that is in a hurry."""
        if self._hurry.on:
            raise TakesLonger

    def recently(
        self, what: str, look: Callable[[], Known], seconds: float = FRESH_SECONDS
    ) -> Known:
        """Return what `look` returned less than some seconds ago, or what it returns now."""
        held = self._recent.get(what)
        if held is not None and time.monotonic() - held[0] < seconds:
            known: Known = held[1]
            return known
        if len(self._recent) > MOST_RECENT:
            self._recent.clear()
        found = look()
        self._recent[what] = (time.monotonic(), found)
        return found

    def forget(self) -> None:
        """Look anew at sessions, settings and guidelines, which a step of the corpus has changed."""
        self._recent.clear()

    def knows(self, what: str) -> bool:
        """Whether something is known from less than a second ago."""
        held = self._recent.get(what)
        return held is not None and time.monotonic() - held[0] < FRESH_SECONDS

    def settings(self, connection: Connection) -> PageSettings:
        """Return what the coordinator set."""
        return self.recently("settings", lambda: page_settings(connection))

    def scheme(self, connection: Connection) -> LabelScheme:
        """Return the label scheme in force."""
        return self.recently("scheme", lambda: label_scheme(connection))

    def quiz_required(self, settings: PageSettings) -> bool:
        """Whether the first article waits for a passed quiz."""
        return self.team if settings.quiz_required is None else settings.quiz_required

    def make_link(self) -> str:
        """Return the secret of a new link that lets one browser in, once. Not for a team."""
        secret = secrets.token_urlsafe(24)
        self._links.add(secret)
        return secret

    def use_link(self, secret: str) -> bool:
        """Return whether the secret is that of a link not used before, and use it up."""
        try:
            self._links.remove(secret)
        except KeyError:
            return False
        return True
