"""Words of a whole batch of sentences, as numbers: Python touches no single word.

Arrow cuts the texts at white space; what follows runs once for every distinct chunk of the batch:
lower case, marks trimmed at both ends, digits made equal, hashes of the word and of the character
n-grams inside it. No text is kept, only hashes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

__all__ = ["BUCKET_BITS", "Words", "character_ngrams", "pair_buckets", "tokenise"]

Integers = NDArray[np.int64]
Hashes = NDArray[np.uint64]

BUCKET_BITS = 20
"""Pairs of words and character n-grams are hashed to 2 ** BUCKET_BITS buckets each."""

CHARACTERS = (3, 4, 5)
"""Lengths of the character n-grams; a word's borders count as characters."""

LONGEST = 64
"""Characters of a word that are read; what follows is no word but an address or a blob."""

MARKS = "\"'`´‘’“”„«»‹›.,;:!?¡¿()[]{}<>*/\\|-–—…_،؛؟۔·•"
SPACE = 32


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a batch of sentences."""

    forms: pa.StringArray
    """(distinct,) lower-cased, without marks at the ends, every digit a 0"""
    hashes: Hashes
    """(distinct,) ascending, so that a sentence's sums do not depend on the rest of the batch"""
    token: NDArray[np.int32]
    """(tokens,) the number of each token's form, in reading order"""
    offsets: NDArray[np.int32]
    """(sentences + 1,) where each sentence's tokens begin"""


def tokenise(texts: Sequence[str]) -> Words:
    """Return the words of `texts`, one for every chunk between white space."""
    chunks = pc.ascii_split_whitespace(pa.array(texts, pa.string()))
    raw = chunks.values.dictionary_encode()
    folded = _fold(raw.dictionary).dictionary_encode()
    token = folded.indices.to_numpy()[raw.indices.to_numpy()]
    hashes = _word_hashes(folded.dictionary)
    order = np.argsort(hashes, kind="stable")
    rank = np.empty(len(order), dtype=np.int32)
    rank[order] = np.arange(len(order), dtype=np.int32)
    offsets = chunks.offsets.to_numpy().astype(np.int32)
    return Words(folded.dictionary.take(pa.array(order)), hashes[order], rank[token], offsets)


def pair_buckets(words: Words) -> Integers:
    """Return the bucket of each token with the one before it, -1 for a sentence's first.

    returns : (tokens,)
    """
    buckets = np.full(len(words.token), -1, dtype=np.int64)
    hashes = words.hashes[words.token]
    buckets[1:] = _bucket(_mix(hashes[:-1]) + hashes[1:])
    first = words.offsets[:-1]
    buckets[first[first < len(buckets)]] = -1
    return buckets


def character_ngrams(forms: pa.StringArray) -> list[tuple[Integers, Integers]]:
    """Return the buckets of the words' n-grams of each length in CHARACTERS, as (offsets, buckets).

    Those of word i are buckets[offsets[i]:offsets[i + 1]]. forms : (words,).
    """
    codes, borders = _codes(forms)
    lengths = np.diff(borders)
    left = np.repeat(borders[1:], lengths) - np.arange(len(codes) - 1)  # up to the border behind
    hashes = np.zeros(len(codes) - 1, dtype=np.uint64)
    found = []
    for size in range(1, CHARACTERS[-1] + 1):
        hashes = hashes[: len(codes) + 1 - size]
        hashes += codes[size - 1 :][: len(hashes)] * _MULTIPLIERS[LONGEST + size]
        if size in CHARACTERS:
            whole = hashes[left[: len(hashes)] >= size - 1]
            offsets = np.append(0, np.cumsum(np.maximum(lengths + 2 - size, 0)))
            found.append((offsets, _bucket(whole ^ _MULTIPLIERS[size])))
    return found


def _fold(chunks: pa.StringArray) -> pa.StringArray:
    """Return what makes chunks the same word."""
    words = pc.utf8_trim(pc.utf8_lower(chunks), characters=MARKS)
    words = pc.utf8_slice_codeunits(words, 0, LONGEST)
    words = pc.replace_substring(words, "’", "'")
    return _without_digits(pc.if_else(pc.equal(words, ""), ".", words))


def _without_digits(words: pa.StringArray) -> pa.StringArray:
    """Return the words with every ASCII digit a 0."""
    _, offsets, data = words.buffers()
    if data is None:
        return words
    letters = np.frombuffer(data, dtype=np.uint8).copy()
    letters[(letters > ord("0")) & (letters <= ord("9"))] = ord("0")
    return pa.StringArray.from_buffers(
        len(words), offsets, pa.py_buffer(letters), offset=words.offset
    )


def _codes(forms: pa.StringArray) -> tuple[Hashes, Integers]:
    """Return the code points of words with a space around each, and where the spaces stand."""
    joined = f" {' '.join(forms.to_pylist())} " if len(forms) else " "
    codes = np.frombuffer(joined.encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    return codes, np.flatnonzero(codes == SPACE)


def _word_hashes(forms: pa.StringArray) -> Hashes:
    codes, borders = _codes(forms)
    if not len(forms):
        return np.empty(0, dtype=np.uint64)
    place = np.arange(len(codes) - 1) - np.repeat(borders[:-1], np.diff(borders))
    return _mix(np.add.reduceat(codes[:-1] * _MULTIPLIERS[place], borders[:-1]))


def _bucket(hashes: Hashes) -> Integers:
    return (_mix(hashes) >> np.uint64(64 - BUCKET_BITS)).astype(np.int64)


def _mix(hashes: Hashes) -> Hashes:
    """Spread every bit over all: the finaliser of splitmix64 (Steele, Lea and Flood 2014)."""
    hashes = (hashes ^ (hashes >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    hashes = (hashes ^ (hashes >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return hashes ^ (hashes >> np.uint64(31))


_MULTIPLIERS: Hashes = _mix(
    np.arange(1, 2 * LONGEST + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
) | np.uint64(1)
