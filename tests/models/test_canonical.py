"""Skops files that depend on their object only."""

from __future__ import annotations

from typing import Any

import numpy as np
import skops.io
from sklearn.feature_extraction.text import CountVectorizer

from dateline.models.canonical import canonical_skops


def thing(order: int = 1) -> dict[str, Any]:
    """An object of all that skops stores in its own way, made anew, its set in either order."""
    shared = np.arange(3.0)
    words = ["alpha", "beta", "gamma", "delta"][::order]
    return {
        "first": shared,
        "second": [shared, np.float32(0.5), None, True],
        "words": set(words),
        "bytes": b"\x00\x01",
        "file": "a key that skops uses itself",
        "__id__": 3,
        "__loader__": {"SetNode": (1, ())},
    }


def test_equal_objects_give_equal_bytes() -> None:
    """Two objects made alike in other places of memory give the same file."""
    assert canonical_skops(skops.io.dumps(thing())) == canonical_skops(skops.io.dumps(thing(-1)))


def test_nothing_is_lost() -> None:
    """What is loaded is equal to what was saved, keys that look like skops's own included."""
    loaded = skops.io.loads(canonical_skops(skops.io.dumps(thing())), trusted=[bytes])
    np.testing.assert_equal(loaded, thing())


def test_shared_arrays_stay_shared() -> None:
    """An array that stands in two places is stored once and loaded as one."""
    loaded = skops.io.loads(canonical_skops(skops.io.dumps(thing())), trusted=[bytes])
    assert loaded["first"] is loaded["second"][0]


def test_it_is_a_fixed_point() -> None:
    """A canonical file is not changed by a second pass."""
    once = canonical_skops(skops.io.dumps(thing()))
    assert canonical_skops(once) == once


def test_scikit_learns_own_addresses_are_left_out() -> None:
    """A fitted vectorizer remembers where its stop words lay in memory; the file does not."""
    files = set()
    for _ in range(2):
        vectorizer = CountVectorizer(stop_words=["".join(("th", "e")), "a"])
        vectorizer.fit(["the mill burned", "a mill"])
        files.add(canonical_skops(skops.io.dumps(vectorizer)))
    assert len(files) == 1
    assert skops.io.loads(files.pop()).transform(["the mill"]).sum() == 1
