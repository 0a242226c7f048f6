"""Python's search for circular garbage, made rare while much is in memory that is all in use."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["rare_collections"]


@contextmanager
def rare_collections() -> Iterator[None]:
    """Let Python look for circular garbage more rarely: a batch is many small things, all in use.

    What is in memory already is not looked through at all.
    """
    before = gc.get_threshold()
    gc.set_threshold(50_000, 20, 50)
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
        gc.set_threshold(*before)
