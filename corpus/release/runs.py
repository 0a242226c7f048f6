"""Runs of words that two texts share: what quotes an article, wherever it stands."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from ..words import normalised_words

__all__ = ["NO_RUNS", "RUN", "Hashes", "all_runs", "runs", "shares_a_run"]

RUN = 8
"""words in a row that an article and a release may not share"""

Hashes: TypeAlias = npt.NDArray[np.uint64]
_BASE = np.uint64(0x9E3779B97F4A7C15)
NO_RUNS: Hashes = np.empty(0, np.uint64)


def runs(text: str) -> Hashes:
    """Return the hashes of all runs of `RUN` words of a text, in their order.

    They are made of Python's own hashes of the words, so another process has other ones.
    """
    words = normalised_words(text)
    if len(words) < RUN:
        return NO_RUNS
    hashes = np.fromiter(map(hash, words), np.int64, len(words)).view(np.uint64)
    count = len(hashes) - RUN + 1
    found = np.zeros(count, np.uint64)
    for place in range(RUN):
        found = found * _BASE + hashes[place : place + count]
    return found


def all_runs(texts: Iterable[str]) -> Hashes:
    """Return the hashes of the runs of many texts, sorted, each once."""
    return np.unique(np.concatenate([NO_RUNS, *map(runs, texts)]))


def shares_a_run(text: str, known: Hashes) -> bool:
    """Whether a text has a run whose hash is among those known, which `all_runs` gave."""
    found = runs(text)
    places = np.searchsorted(known, found)
    inside = places < len(known)
    return bool((known[places[inside]] == found[inside]).any())
