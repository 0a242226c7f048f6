"""Writes that wait at the same moment go into one transaction: the disk is waited for once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection

from .page import Page, TakesLonger

__all__ = ["Together"]

Work = Callable[[Connection], Any]


class Together:
    """Writes to a page's corpus, of one event loop. Each ends when all are on the disk.

    What is ready to be written before the loop turns to the next requests makes a group. Where one
    fails nothing of the group is written, and all have to go the long way, each on its own.
    """

    def __init__(self, page: Page) -> None:
        self._page = page
        self._waiting: list[tuple[Work, asyncio.Future[Any]]] = []

    async def write(self, work: Work) -> Any:
        """Return what `work` returns, once it is written. Raises TakesLonger, or what it raised."""
        loop = asyncio.get_running_loop()
        if not self._waiting:
            loop.call_soon(self._write_all)
        done = loop.create_future()
        self._waiting.append((work, done))
        return await done

    def _write_all(self) -> None:
        waiting, self._waiting = self._waiting, []
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
