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

__all__ = ["BUCKET_BITS", "Words", "character_ngrams", "pair_buckets", "tokenise", "word_hashes"]

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
BLANKS = " \t\n\v\f\r"


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
    chunks, offsets = _chunks(pa.array(texts, pa.string()))
    raw = chunks.dictionary_encode()
    folded = _fold(raw.dictionary).dictionary_encode()
    hashes = word_hashes(folded.dictionary)
    order = np.argsort(hashes)
    rank = np.empty(len(order), dtype=np.int32)
    rank[order] = np.arange(len(order), dtype=np.int32)
    token = rank.take(folded.indices).take(raw.indices)
    return Words(folded.dictionary.take(pa.array(order)), hashes[order], token, offsets)


def word_hashes(forms: pa.StringArray) -> Hashes:
    """Return the hash of each form. forms : (words,)."""
    codes, borders = _codes(forms)
    if not len(forms):
        return np.empty(0, dtype=np.uint64)
    place = np.arange(len(codes) - 1) - np.repeat(borders[:-1], np.diff(borders))
    return _mix(np.add.reduceat(codes[:-1] * _MULTIPLIERS.take(place), borders[:-1]))


def pair_buckets(words: Words) -> Integers:
    """Return the bucket of each token with the one before it, -1 for a sentence's first.

    returns : (tokens,)
    """
    buckets = np.full(len(words.token), -1, dtype=np.int64)
    before = _mix(words.hashes.copy()).take(words.token[:-1])
    buckets[1:] = _bucket(before + words.hashes.take(words.token[1:]))
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
            whole = hashes.take(np.flatnonzero(left[: len(hashes)] >= size - 1))
            offsets = np.append(0, np.cumsum(np.maximum(lengths + 2 - size, 0)))
            found.append((offsets, _bucket(whole ^ _MULTIPLIERS[size])))
    return found


def _chunks(texts: pa.StringArray) -> tuple[pa.StringArray, NDArray[np.int32]]:
    """Return what stands between white space, each with the white space after it, and offsets.

    The chunks of text i are chunks[offsets[i]:offsets[i + 1]]; where white space stands at an end
    of a text, the chunk there is empty.
    """
    _, borders, letters = texts.buffers()
    ends = np.frombuffer(borders, dtype=np.int32)[: len(texts) + 1]
    data = np.frombuffer(letters or b"", dtype=np.uint8)[: ends[-1]]
    is_blank = (data == SPACE) | (data - np.uint8(ord("\t")) < len(BLANKS) - 1)
    closes = is_blank.copy()  # the last blank of a run
    closes[:-1] &= ~is_blank[1:]
    last = ends[1:][np.diff(ends) > 0] - 1
    closes[last] = is_blank[last]
    behind = np.flatnonzero(closes).astype(np.int32) + 1
    begins = np.sort(np.concatenate((ends, behind)))
    offsets = behind.searchsorted(ends, side="right") + np.arange(len(ends))
    chunks = pa.StringArray.from_buffers(len(begins) - 1, pa.py_buffer(begins), letters)
    return chunks, offsets.astype(np.int32)


def _fold(chunks: pa.StringArray) -> pa.StringArray:
    """Return what makes chunks the same word."""
    words = pc.utf8_trim(pc.utf8_lower(chunks), characters=MARKS + BLANKS)
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
    joined = pc.binary_join(pa.ListArray.from_arrays([0, len(forms)], forms), " ")[0].as_py()
    joined = f" {joined} " if joined else " "
    codes = np.frombuffer(joined.encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    return codes, np.flatnonzero(codes == SPACE)


def _bucket(hashes: Hashes) -> Integers:
    """Return the bucket of each hash; overwrites the hashes."""
    mixed = _mix(hashes)
    mixed >>= np.uint64(64 - BUCKET_BITS)
    return mixed.view(np.int64)


def _mix(hashes: Hashes) -> Hashes:
    """Spread every bit over all, in place: the finaliser of splitmix64 (Steele, Lea, Flood 2014)."""
    shifted = hashes >> np.uint64(30)
    hashes ^= shifted
    hashes *= np.uint64(0xBF58476D1CE4E5B9)
    np.right_shift(hashes, np.uint64(27), out=shifted)
    hashes ^= shifted
    hashes *= np.uint64(0x94D049BB133111EB)
    np.right_shift(hashes, np.uint64(31), out=shifted)
    hashes ^= shifted
    return hashes


_MULTIPLIERS: Hashes = _mix(
    np.arange(1, 2 * LONGEST + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
) | np.uint64(1)
