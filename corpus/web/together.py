"""Writes that wait at the same moment go into one transaction: the disk is waited for once."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from typing import Any

from sqlalchemy import Connection

from .page import Page, TakesLonger

__all__ = ["Together"]

Work = Callable[[Connection, Sequence[Any]], Sequence[Any]]
Waiting = tuple[Any, asyncio.Future[Any]]


class Together:
    """Writes to a page's corpus. Each ends when all of its group are on the disk.

    `work` takes what was asked and returns as many answers, in order. To a file a group is what is
    ready to be written before an event loop turns to the next requests; to a database, what has come
    until the thread that writes is free. Where one fails nothing of it is written, and all have to go
    the long way, each on its own.
    """

    def __init__(self, page: Page, work: Work) -> None:
        self._page = page
        self._work = work
        self._waiting: dict[asyncio.AbstractEventLoop, list[Waiting]] = {}
        self._changing = threading.Lock()

    async def write(self, asked: Any) -> Any:
        """Return the answer, once it is written. Raises TakesLonger, or what was raised."""
        loop = asyncio.get_running_loop()
        done = loop.create_future()
        with self._changing:
            group = self._waiting.setdefault(loop, [])
            group.append((asked, done))
            is_first = len(group) == 1
        if is_first and self._page.corpus.in_file:
            loop.call_soon(lambda: self._write_all(loop)())
        elif is_first:
            self._page.writing.submit(lambda: loop.call_soon_threadsafe(self._write_all(loop)))
        return await done

    def _write_all(self, loop: asyncio.AbstractEventLoop) -> Callable[[], None]:
        """Write what waits; return what tells those who wait for it."""
        with self._changing:
            waiting = self._waiting.pop(loop)
        hurry = self._page.in_a_hurry() if self._page.corpus.in_file else nullcontext()
        try:
            with hurry, self._page.write(forget=False) as connection:
                found = self._work(connection, [asked for asked, _ in waiting])
        except Exception as error:
            failed = error if len(waiting) == 1 else TakesLonger()
            return lambda: _tell(waiting, [failed] * len(waiting))
        return lambda: _tell(waiting, found)


def _tell(waiting: Sequence[Waiting], found: Sequence[Any]) -> None:
    for (_, done), answer in zip(waiting, found, strict=True):
        if done.cancelled():
            continue
        if isinstance(answer, Exception):
            done.set_exception(answer)
        else:
            done.set_result(answer)
