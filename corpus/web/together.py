"""Writes that wait at the same moment go into one transaction: the disk is waited for once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection

from .page import Page, TakesLonger

__all__ = ["Together"]

Work = Callable[[Connection], Any]
Waiting = tuple[Work, asyncio.Future[Any]]


class Together:
    """Writes to a page's corpus. Each ends when all of its group are on the disk.

    What is ready to be written before an event loop turns to the next requests makes a group. Where
    one fails nothing of it is written, and all have to go the long way, each on its own.
    """

    def __init__(self, page: Page) -> None:
        self._page = page
        self._waiting: dict[asyncio.AbstractEventLoop, list[Waiting]] = {}

    async def write(self, work: Work) -> Any:
        """Return what `work` returns, once it is written. Raises TakesLonger, or what it raised."""
        loop = asyncio.get_running_loop()
        group = self._waiting.setdefault(loop, [])
        if not group:
            loop.call_soon(self._write_all, loop)
        done = loop.create_future()
        group.append((work, done))
        return await done

    def _write_all(self, loop: asyncio.AbstractEventLoop) -> None:
        waiting = self._waiting.pop(loop)
        try:
            with self._page.in_a_hurry(), self._page.write(forget=False) as connection:
                found = [work(connection) for work, _ in waiting]
        except Exception as error:
            for _, done in waiting:
                if not done.cancelled():
                    done.set_exception(error if len(waiting) == 1 else TakesLonger())
        else:
            for (_, done), answer in zip(waiting, found, strict=True):
                if not done.cancelled():
                    done.set_result(answer)
