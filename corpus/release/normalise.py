"""What two copies of one article have in common: their tokens, whatever marks and blanks they use.

A token is a run of letters, digits and combining marks; apostrophes and invisible signs inside it do
not count, nor do case, accents and compatibility forms. In scripts that put no blanks between words
each character is a token. A release tells how its tokens were made (`standoff/normaliser.json`), with
test vectors, so that a reader who would make other ones learns it before anything is aligned.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from itertools import accumulate, pairwise
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from ..errors import NormaliserMismatch, shorten
from ..reading.decoding import mend_mojibake
from ..words import is_unspaced, word_signs

__all__ = [
    "NORMALISER",
    "VERSION",
    "AnchorSettings",
    "Cut",
    "PartTokens",
    "Tokens",
    "chunk_cuts",
    "chunk_values",
    "count_tokens",
    "normaliser_from_json",
    "normaliser_to_json",
    "tokenise",
    "tokenise_parts",
    "window_hashes",
]

NORMALISER = "dateline-tokens"
VERSION = 1
"""Changes with every change that makes another token or another hash of any text."""

Hashes: TypeAlias = npt.NDArray[np.uint16]

_INSIDE = "'`\u00b4\u02bc\u2018\u2019\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
"""signs inside a word that do not part it: apostrophes, soft hyphens, what is invisible"""
_BASE = 0x9E3779B97F4A7C15
_MIX = np.uint64(0xD6E8FEB86659FD93)
_HALF = np.uint64(32)

_STEPS = (
    "text: mend mojibake line by line (ftfy.fix_encoding on lines that look like it)",
    "tokens: runs of letters, digits and combining marks; ' ` \u00b4 \u02bc \u2018 \u2019, soft "
    "hyphen and zero-width signs between two of them are dropped; each character of Thai, Lao, "
    "Burmese, Khmer, kana and Han is a token",
    "form of a token: casefold, NFKD, without marks of category Mn, casefold",
    "hash of a token: BLAKE2b of its UTF-8, 8 bytes, little-endian, keyed with the 64 bytes of the "
    "salt's BLAKE2b",
    "hash of a run of tokens h[0] .. h[n-1]: x = sum of h[j] * 0x9E3779B97F4A7C15**j mod 2**64; "
    "x ^= x >> 32; x *= 0xD6E8FEB86659FD93; x ^= x >> 32; its lowest `bits` bits",
    "chunks of a sentence of n tokens: k = n // chunk_tokens runs, at least one, number i from token "
    "i * n // k to token (i + 1) * n // k; of a run of n < chunk_tokens only the lowest "
    "n * bits // chunk_tokens bits; none where n = 0",
)
_VECTORS = (
    "\u201cDon\u2019t go to Al-Qa\u02bcim,\u201d Z\u00fcbeyde\u00a0said \u2014 twice.",
    "It wasn\u00e2\u20ac\u2122t the army\u00e2\u20ac\u2122s co\u00adopera\u00adtion, the \ufb01rst "
    "wit\u200bness told REUTERS on 5 July 2018.",
    "\u0642\u064f\u062a\u0650\u0644\u064e \u062e\u0645\u0633\u0629 "
    "\u0645\u062f\u0646\u064a\u064a\u0646 \u0641\u064a \u063a\u0627\u0631\u0629 "
    "\u062c\u0648\u064a\u0629 \u0639\u0644\u0649 \u0627\u0644\u0645\u062f\u064a\u0646\u0629",
    "\u519b\u65b9\u79f0\u67094\u4eba\u6b7b\u4ea1",
)


@dataclass(frozen=True, slots=True)
class AnchorSettings:
    """How a data set's anchors are made. Its salt stays the same in all versions of the data set.

    A second salt would publish a second set of bits about one text.
    """

    salt: str
    bits: int = 8
    chunk_tokens: int = 4


class Tokens(NamedTuple):
    """The tokens of a text: where each begins and ends in it (code points), and its hash."""

    text: str
    """the text with its mojibake mended: what the offsets count"""
    starts: npt.NDArray[np.int64]
    ends: npt.NDArray[np.int64]
    hashes: npt.NDArray[np.uint64]


class PartTokens(NamedTuple):
    """The hashes of the tokens of some parts of a text, one part after the other."""

    hashes: npt.NDArray[np.uint64]
    borders: Sequence[int]
    """(parts + 1,) how many tokens stand before each part"""


def tokenise(text: str, salt: str) -> Tokens:
    """Return the tokens of a text."""
    return _tokens(mend_mojibake(text)[0], salt)


def count_tokens(text: str) -> int:
    """Return how many tokens a text has."""
    return len(_token_pattern().findall(mend_mojibake(text)[0]))


def tokenise_parts(parts: Sequence[str], salt: str) -> PartTokens:
    """Return the tokens of the parts of a text, each as `tokenise` has them of the part alone."""
    mended = [mend_mojibake(part)[0] for part in parts]
    tokens = _tokens("\n".join(mended), salt)  # no token reaches across a line break
    begins = [0, *accumulate(len(part) + 1 for part in mended)]
    return PartTokens(tokens.hashes, np.searchsorted(tokens.starts, begins).tolist())


def _tokens(text: str, salt: str) -> Tokens:
    """Return the tokens of a text without mojibake."""
    pieces = _token_pattern().split(text)  # the tokens, and what stands around each
    found = pieces[1::2]
    ends = np.fromiter(accumulate(map(len, pieces)), np.int64, len(pieces))
    hash_of = _token_hashes(salt).__getitem__
    hashes = np.fromiter(map(hash_of, found), np.uint64, len(found))
    return Tokens(text, ends[:-1:2], ends[1::2], hashes)


def window_hashes(hashes: npt.NDArray[np.uint64], longest: int, bits: int) -> list[Hashes]:
    """Return for each length 0 .. `longest` the hashes of all runs of so many tokens, by their first.

    Of length 0 there are none; a text shorter than a length has none of it.
    """
    mask = np.uint64((1 << bits) - 1)
    sums = np.zeros(len(hashes) + 1, np.uint64)
    found = [np.empty(0, np.uint16)]
    for length in range(1, longest + 1):
        count = max(len(hashes) - length + 1, 0)
        power = np.uint64(pow(_BASE, length - 1, 2**64))
        sums = sums[:count] + hashes[length - 1 :] * power
        mixed = (sums ^ (sums >> _HALF)) * _MIX
        found.append(((mixed ^ (mixed >> _HALF)) & mask).astype(np.uint16))
    return found


class Cut(NamedTuple):
    """A chunk of a sentence: its first token there, how many it has, and the bits published of it."""

    start: int
    size: int
    bits: int


@cache
def chunk_cuts(n_tok: int, settings: AnchorSettings) -> tuple[Cut, ...]:
    """Return the chunks of a sentence of `n_tok` tokens, in order.

    None has more bits for each of its tokens than `settings.bits / settings.chunk_tokens`.
    """
    count = max(n_tok // settings.chunk_tokens, 1)
    bits = min(n_tok * settings.bits // settings.chunk_tokens, settings.bits)
    ends = [number * n_tok // count for number in range(count + 1)]
    return tuple(Cut(start, end - start, bits) for start, end in pairwise(ends) if start < end)


def chunk_values(
    hashes: npt.NDArray[np.uint64], sentences: Iterable[tuple[int, int]], settings: AnchorSettings
) -> list[list[int]]:
    """Return the hash of each chunk of each sentence, as `window_hashes` has it.

    sentences : (first, n_tok) of each, among the tokens of these hashes
    """
    longest = 2 * settings.chunk_tokens - 1
    windows = [found.tolist() for found in window_hashes(hashes, longest, settings.bits)]
    return [
        [
            windows[size][first + start] & ((1 << bits) - 1)
            for start, size, bits in chunk_cuts(n_tok, settings)
        ]
        for first, n_tok in sentences
    ]


def normaliser_to_json(settings: AnchorSettings) -> dict[str, Any]:
    """Return what `standoff/normaliser.json` says."""
    return {
        "id": NORMALISER,
        "version": VERSION,
        "salt": settings.salt,
        "bits": settings.bits,
        "chunk_tokens": settings.chunk_tokens,
        "steps": list(_STEPS),
        "test_vectors": [{"text": text, "chunks": _vector(text, settings)} for text in _VECTORS],
    }


def normaliser_from_json(found: Mapping[str, Any], where: str) -> AnchorSettings:
    """Return the settings that a release was made with.

    Raises NormaliserMismatch where its tokens are not those that this Dateline makes.
    """
    named = (found.get("id"), found.get("version"))
    if named != (NORMALISER, VERSION):
        raise NormaliserMismatch(
            f"{where}: the anchors were made by the normaliser {shorten(named[0])}, version "
            f"{shorten(named[1])}; this Dateline has {NORMALISER!r}, version {VERSION}: use the "
            "Dateline that the release names in release.json, or a release made anew"
        )
    salt, bits, chunk = (found.get(key) for key in ("salt", "bits", "chunk_tokens"))
    match salt, bits, chunk:
        case str(), int(), int() if 4 <= bits <= 16 and 2 <= chunk <= 32:
            settings = AnchorSettings(salt, bits, chunk)
        case _:
            raise NormaliserMismatch(
                f"{where}: expected a salt (text), bits (4 to 16) and chunk_tokens (2 to 32), found "
                f"{shorten(salt)}, {shorten(bits)} and {shorten(chunk)}"
            )
    vectors = found.get("test_vectors")
    for vector in vectors if isinstance(vectors, list) else [{}]:
        if vector.get("chunks") != _vector(str(vector.get("text", "")), settings):
            raise NormaliserMismatch(
                f"{where}: a test vector does not come out ({shorten(vector.get('text'))}), so the "
                "anchors would not be found; the file was changed, or Python's Unicode tables or "
                f"ftfy differ (here Unicode {unicodedata.unidata_version})"
            )
    return settings


def _vector(text: str, settings: AnchorSettings) -> list[int]:
    """Return the chunks of a text taken as one sentence."""
    hashes = tokenise(text, settings.salt).hashes
    return chunk_values(hashes, [(0, len(hashes))], settings)[0]


@cache
def _token_pattern() -> re.Pattern[str]:
    unspaced = "".join(map(chr, filter(lambda code: is_unspaced(chr(code)), range(0x10000))))
    spaced = f"{word_signs()[:-1]}{unspaced}]"  # one class, of all that is no sign of a spaced word
    return re.compile(f"({spaced}+(?:[{_INSIDE}]+{spaced}+)*|[{unspaced}])")


class _TokenHashes(dict[str, int]):
    """A token as it stands in a text -> its hash: each distinct token is hashed once."""

    def __init__(self, salt: str) -> None:
        self._key = blake2b(salt.encode("utf-8", "surrogatepass")).digest()

    def __missing__(self, token: str) -> int:
        form = _form(token).encode("utf-8", "surrogatepass")
        digest = blake2b(form, digest_size=8, key=self._key).digest()
        self[token] = value = int.from_bytes(digest, "little")
        return value


_token_hashes = cache(_TokenHashes)


def _form(token: str) -> str:
    parted = unicodedata.normalize("NFKD", token.casefold())
    if parted.isascii() and parted.isalnum():
        return parted
    kept = (sign for sign in parted if sign not in _INSIDE and unicodedata.category(sign) != "Mn")
    return "".join(kept).casefold() or parted
