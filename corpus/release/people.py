"""What is published of annotators: ids drawn anew for each release, and times in coarse bins."""

from __future__ import annotations

import hashlib
import hmac
from bisect import bisect_left
from collections.abc import Iterable

__all__ = ["NOBODY", "SECONDS", "opaque_article_id", "rekey", "rounded_seconds"]

SECONDS = (5.0, 15.0, 60.0, 300.0, 3600.0)
"""the times that are published; a longer one is none, since whoever took it was away"""

NOBODY = ""
"""who settled a sentence where the corpus does not know who did"""


def rekey(annotators: Iterable[str], key: str, version: str) -> dict[str, str]:
    """Return annotator -> an id that says nothing, another one in each version.

    Without the key nobody can tell who is who, nor that two releases speak of one person.
    """
    drawn = sorted(set(annotators), key=lambda name: _digest(key, "annotator", version, name))
    width = max(3, len(str(len(drawn))))
    return {name: f"ann{number:0{width}d}" for number, name in enumerate(drawn, 1)}


def opaque_article_id(name: str, key: str) -> str:
    """Return an id for an article that says nothing of it, the same in every version."""
    return f"a{_digest(key, 'article', name)[:12]}"


def _digest(key: str, *parts: str) -> str:
    said = "\0".join(parts).encode("utf-8", "surrogatepass")
    return hmac.new(key.encode(), said, hashlib.sha256).hexdigest()


def rounded_seconds(seconds: float | None) -> float | None:
    """Return a time as it is published: rounded up to the next of `SECONDS`."""
    if seconds is None or not 0 <= seconds <= SECONDS[-1]:
        return None
    return SECONDS[bisect_left(SECONDS, seconds)]
