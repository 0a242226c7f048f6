"""The fingerprint of a text: what is kept of it to find its copies without reading it again.

Two digests, of the characters and of the words, find the exact copies. For the near ones the hashes
of all runs of six words are kept: the same run has the same hash in every text, every process and on
every machine. (A sample of them halves the memory and costs precision: an excerpt has too few.)
"""

from __future__ import annotations

import hashlib
import unicodedata
from functools import cache, lru_cache
from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from ..words import is_unspaced, is_word_sign

__all__ = ["RULES", "Fingerprint", "Hashes", "fingerprint"]

Hashes: TypeAlias = npt.NDArray[np.uint32]
Wide: TypeAlias = npt.NDArray[np.uint64]

SHINGLE = 6
"""words in a shingle"""
RULES = f"{SHINGLE} words, 32 bits"
"""what a stored fingerprint was made by; other rules make fingerprints that do not compare"""

_BASE = np.uint64(0x9E3779B97F4A7C15)
_FIRST_SIGN = np.uint32(1 << 21)
"""marks the first sign of a word; above every code point"""


class Fingerprint(NamedTuple):
    """What is kept of a text."""

    characters: bytes
    """digest of the text, 16 bytes"""
    words: bytes
    """digest of its words as `normalised_words` gives them; empty where it has none"""
    shingles: Hashes
    """sorted, each once"""


def fingerprint(text: str) -> Fingerprint:
    """Return the fingerprint of a text."""
    signs = _signs(text)
    return Fingerprint(
        _digest(text.encode("utf-8", "surrogatepass")),
        _digest(signs.tobytes()) if len(signs) else b"",
        _shingles(signs),
    )


def _digest(text: bytes) -> bytes:
    return hashlib.blake2b(text, digest_size=16).digest()


def _signs(text: str) -> Hashes:
    """Return the code points of the words of a text, the first of each word marked.

    It cuts words where `normalised_words` does, a whole text at a time.
    """
    folded = unicodedata.normalize("NFC", text.casefold())
    codes = np.frombuffer(folded.encode("utf-32-le", "surrogatepass"), np.dtype("<u4"))
    kinds = _kinds()[codes]
    first = kinds != _BLANK
    first[1:] &= (kinds[1:] == _ALONE) | (kinds[:-1] != _LETTER)
    signs: Hashes = (codes | first * _FIRST_SIGN)[kinds != _BLANK]
    return signs


_BLANK, _LETTER, _ALONE = range(3)


@cache
def _kinds() -> npt.NDArray[np.uint8]:
    """Return of each code point whether it is blank, a letter of a word, or a word by itself."""
    kinds = np.full(0x110000, _LETTER, np.uint8)
    for code in range(0x10000):
        if not is_word_sign(chr(code)):
            kinds[code] = _BLANK
        elif is_unspaced(chr(code)):
            kinds[code] = _ALONE
    return kinds


def _shingles(signs: Hashes) -> Hashes:
    """Return the hashes of the runs of `SHINGLE` words, sorted, each once.

    A polynomial hash: with the sums of the signs times the powers of a base, the hash of any run is
    one difference, brought to the same power by the inverse base.
    """
    starts = np.flatnonzero(signs >= _FIRST_SIGN)
    if len(starts) < SHINGLE:
        return np.empty(0, np.uint32)
    powers, inverses = _powers(1 << max(len(signs).bit_length(), 12))
    sums = np.zeros(len(signs) + 1, np.uint64)
    np.cumsum(signs * powers[: len(signs)], out=sums[1:])
    ends = np.append(starts[SHINGLE:], len(signs))
    starts = starts[: len(ends)]
    hashes = (sums[ends] - sums[starts]) * inverses[starts]
    hashes ^= hashes >> np.uint64(32)
    hashes *= np.uint64(0xD6E8FEB86659FD93)
    hashes ^= hashes >> np.uint64(32)
    short = hashes.astype(np.uint32)
    short.sort()
    once: Hashes = short[np.diff(short, prepend=~short[:1]) != 0]
    return once


@lru_cache(maxsize=4)
def _powers(count: int) -> tuple[Wide, Wide]:
    """Return the powers of the base, and of its inverse, modulo 2 to the 64."""
    inverse = np.uint64(pow(int(_BASE), -1, 2**64))
    return tuple(  # type: ignore[return-value]
        np.cumprod(np.concatenate([np.ones(1, np.uint64), np.full(count - 1, base)]))
        for base in (_BASE, inverse)
    )
