"""How files are damaged, and what must be true of every error that comes of it."""

from __future__ import annotations

import io
import json
import os
import random
import time
import zipfile
from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dateline.corpus.errors import DatelineError

__all__ = ["assert_one_line", "damaged", "fuzz", "twisted"]

SECONDS = float(os.environ.get("DATELINE_FUZZ", "0"))
"""for which files of one kind are damaged anew, again and again, after the first few"""
STRANGE: tuple[Any, ...] = (
    *(None, True, 0, -1, 1e308, float("nan"), 10**30, "", "x", "\x00", "a" * 5000),
    *([], [[]], [None], ["attack", "attack"], {}, {"x": None}, "\ud800"),
)
"""values that stand where others were"""


def fuzz(examples: int, check: Callable[..., None], *given_by: st.SearchStrategy[Any]) -> None:
    """Try a check on so many examples, and go on with others while there is time."""
    quietly = settings(
        max_examples=examples, suppress_health_check=list(HealthCheck), database=None
    )
    tries = quietly(given(*given_by)(check))
    end, tried = time.monotonic() + SECONDS, examples
    tries()
    while time.monotonic() < end:
        tries()
        tried += examples
    print(f"{tried:,} files")


def damaged(raw: bytes, seed: int, times: int, junk: bytes) -> bytes:
    """A file with some of its bytes cut out, put in, doubled or written over."""
    generator = random.Random(seed)
    data = bytearray(raw)
    for _ in range(times):
        start = generator.randrange(len(data) + 1)
        length = generator.choice((1, 2, 8, 64, 512))
        match generator.randrange(6):
            case 0:
                del data[start : start + length]
            case 1:
                data[start:start] = junk
            case 2:
                data[start : start + len(junk)] = junk
            case 3:
                data[start:start] = data[start : start + length]
            case 4:
                del data[start:]
            case 5 if start < len(data):
                data[start] ^= 1 << generator.randrange(8)
    return bytes(data)


def twisted(raw: bytes, name: str, seed: int) -> bytes:
    """A file that is still of its kind, with something else in it: JSON values, parts of a zip."""
    generator = random.Random(seed)
    if zipfile.is_zipfile(io.BytesIO(raw)):
        return _zip(raw, generator)
    if not name.endswith((".json", ".jsonl")):
        return damaged(raw, seed, 1, b"")
    lines = [raw] if name.endswith(".json") else raw.splitlines()
    place = generator.randrange(len(lines))
    lines[place] = json.dumps(_other(json.loads(lines[place]), generator)).encode()
    return b"\n".join(lines)


def _other(value: Any, generator: random.Random) -> Any:
    """The same JSON with one value in it changed, left out or doubled."""
    keys = (
        list(value) if isinstance(value, dict) else range(len(value) if type(value) is list else 0)
    )
    if not keys or generator.random() < 0.15:
        return generator.choice(STRANGE)
    key, copy = generator.choice(keys), value.copy()
    match generator.randrange(8):
        case 0:
            del copy[key]
        case 1 if isinstance(copy, list):
            copy.append(copy[key])
        case 1:
            copy["more"] = copy[key]
        case _:
            copy[key] = _other(copy[key], generator)
    return copy


def _zip(raw: bytes, generator: random.Random) -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as given, zipfile.ZipFile(sink, "w") as made:
        names = given.namelist()
        chosen = generator.choice(names)
        for name in names:
            part = given.read(name)
            if name == chosen:
                part = damaged(part, generator.randrange(2**32), generator.randrange(1, 3), b"<x>")
            made.writestr(name, part)
    return sink.getvalue()


def assert_one_line(error: DatelineError) -> None:
    assert str(error).isprintable(), repr(str(error))
