"""What must not stand on two sides of a split: clusters, and whole sentences."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from operator import itemgetter
from types import MappingProxyType

from .errors import LeakError
from .nouns import Part, SentenceRef, Split
from .words import normalised_words

__all__ = ["Leak", "check_clusters", "shared_sentences"]

WORDS = 8
"""a shorter sentence in two articles is a phrase of the trade, not a copy"""


@dataclass(frozen=True, slots=True)
class Leak:
    """A sentence that stands in more than one part: where, never what it says."""

    refs: Mapping[Part, tuple[SentenceRef, ...]]
    """each part that holds it -> its places there, sorted"""
    words: int


def shared_sentences(sentences: Iterable[tuple[Part, SentenceRef, str]]) -> tuple[Leak, ...]:
    """Name every sentence of `WORDS` words or more whose words stand in more than one part.

    Sentences are compared as `normalised_words` gives them. `sentences` are part, place and text in
    any order; the leaks are sorted by their first place.
    """
    places: dict[bytes, dict[Part, set[SentenceRef]]] = defaultdict(lambda: defaultdict(set))
    lengths: dict[bytes, int] = {}
    for part, ref, text in sentences:
        words = normalised_words(text)
        if len(words) >= WORDS:
            key = hashlib.blake2b(
                " ".join(words).encode("utf-8", "surrogatepass"), digest_size=16
            ).digest()
            places[key][part].add(ref)
            lengths[key] = len(words)
    leaks = (
        Leak(
            MappingProxyType({part: tuple(sorted(refs)) for part, refs in sorted(held.items())}),
            lengths[key],
        )
        for key, held in sorted(places.items(), key=itemgetter(0))
        if len(held) > 1
    )
    return tuple(sorted(leaks, key=lambda leak: min(min(refs) for refs in leak.refs.values())))


def check_clusters(split: Split, clusters: Mapping[str, str]) -> None:
    """Raise LeakError when a cluster of near-duplicates stands in more than one part.

    `clusters` : article id -> cluster id; articles in no part cannot leak.
    """
    held: dict[str, dict[Part, str]] = defaultdict(dict)
    for article, part in sorted(split.parts.items()):
        if article in clusters:
            held[clusters[article]].setdefault(part, article)
    crossing = {cluster: parts for cluster, parts in held.items() if len(parts) > 1}
    if crossing:
        cluster, parts = min(crossing.items())
        where = " and ".join(f"{part} ({article!r})" for part, article in parts.items())
        raise LeakError(
            f"found {len(crossing)} of {len(held)} clusters of near-duplicates in more than one "
            f"part, first {cluster!r} in {where}; a cluster stands in one part: split again"
        )
