"""What every route works with: the corpus, its settings, the clock."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

from ..errors import SettingsError
from ..guidelines import LabelScheme
from ..settings import PageSettings
from ..store import Corpus
from ..store.settings import get_setting, label_scheme, set_setting
from .passwords import Brake

__all__ = ["Page"]


class Page:
    """A corpus being served. `team`: people with accounts; otherwise whoever sits at this machine.

    `key` names the corpus to browsers: their cookie and their own store are kept by it, so that two
    corpora served on one machine do not mix.
    """

    def __init__(
        self, corpus: Corpus, *, team: bool, clock: Callable[[], float] = time.time
    ) -> None:
        self.corpus = corpus
        self.team = team
        self.now = clock
        self.brake = Brake()
        self._links: set[str] = set()
        self._writing = threading.Lock()
        self._scheme: tuple[str | None, LabelScheme] | None = None
        with self.write() as connection:
            key = get_setting(connection, "page_key")
            if key is None:
                key = secrets.token_hex(6)
                set_setting(connection, "page_key", key)
        self.key: str = key

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Yield a connection that sees one state of the corpus."""
        with self.corpus.read() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Yield a connection in a transaction. One at a time: waiting here is cheaper than there."""
        with self._writing, self.corpus.write() as connection:
            yield connection

    def settings(self, connection: Connection) -> PageSettings:
        """Return what the coordinator set."""
        try:
            return PageSettings().changed(get_setting(connection, "page") or {})
        except SettingsError:  # of another version of Dateline
            return PageSettings()

    def scheme(self, connection: Connection) -> LabelScheme:
        """Return the label scheme in force, read anew only after a change."""
        digest = get_setting(connection, "guidelines")
        if self._scheme is None or self._scheme[0] != digest:
            self._scheme = (digest, label_scheme(connection))
        return self._scheme[1]

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
