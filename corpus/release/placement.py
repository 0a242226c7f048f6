"""Where each sentence of an article stands in a copy, by the path of its chunks through it.

What the path does not reach is inferred from what it does: the tokens before a sentence's first hit by
counting back from it, the sentences between two that were found by their lengths, where there is room
for just them. Where counting is unsure, an end of a sentence that the copy itself shows is taken.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import NamedTuple

import numpy as np

from .alignment import Chunks, Path
from .normalise import AnchorSettings, chunk_cuts

__all__ = ["Anchored", "Ends", "Place", "chunks_of", "place_sentences"]

MOST_FILLED = 3
"""sentences that nothing but their lengths tells of, between two that were found"""
ROOM = 0.15
"""by which share the room for them may differ from their length"""
LEAST_ROOM = 0.6
"""of its length, that a sentence needs of which less than half was recognised"""
LEAST_MATCHED = 0.15
"""of its tokens, that must be recognised of a sentence, or it is placed by its length, if at all"""
NEAR = 3
"""tokens within which an end of a sentence in the copy is taken for the one that was counted"""
SMALL_SHIFT = 4
"""tokens that words put in or left out may move a sentence by, against the one before"""


class Anchored(NamedTuple):
    """A sentence as a release describes it; without chunks where it is withheld."""

    first: int
    n_tok: int
    chunks: Sequence[int | None]

    @property
    def after(self) -> int:
        return self.first + self.n_tok


class Ends(NamedTuple):
    """What a copy shows of its sentences: tokens with which one begins, and before which one ends."""

    n_tok: int
    """of the copy"""
    starts: Sequence[int]
    ends: Sequence[int]


class Place(NamedTuple):
    """Where a sentence stands in a copy, in tokens, and how many of its tokens were recognised."""

    start: int
    end: int
    matched: int


class _Hit(NamedTuple):
    there: int
    """token of the article"""
    here: int
    """token of the copy"""
    size: int
    owner: int
    """number of the sentence"""

    @property
    def end(self) -> tuple[int, int]:
        return self.there + self.size, self.here + self.size


@dataclass(slots=True)
class _Draft:
    """A place in the making; `sure` says that a chunk was recognised right at that end."""

    start: int
    end: int
    matched: int = 0
    sure_start: bool = False
    sure_end: bool = False


def chunks_of(sentences: Sequence[Anchored], settings: AnchorSettings) -> tuple[Chunks, list[int]]:
    """Return the published chunks of an article's sentences, in order, and whose each one is."""
    kept, owners = [], []
    for number, sentence in enumerate(sentences):
        if not sentence.chunks:
            continue
        cuts = chunk_cuts(sentence.n_tok, settings)
        for cut, value in zip(cuts, sentence.chunks, strict=True):
            if value is not None:
                kept.append((sentence.first + cut.start, cut.size, value, cut.bits))
                owners.append(number)
    starts, sizes, values, bits = np.array(kept, np.int64).reshape(-1, 4).T
    return Chunks(starts, sizes, values.astype(np.uint16), bits), owners


def place_sentences(
    sentences: Sequence[Anchored],
    n_tokens: int,
    chunks: Chunks,
    owners: Sequence[int],
    path: Path,
    copy: Ends,
) -> list[Place | None]:
    """Return the place of each sentence in a copy, None where it is not there; in order, disjoint.

    sentences : in the order of the article, which has `n_tokens` tokens
    chunks, owners : as `chunks_of` gives them; path : theirs through the copy

    A sentence without a token is placed, with none, where the two around it touch.
    """
    drafts = _found(sentences, chunks, owners, path, copy)
    _part(drafts, copy)
    _drop_squeezed(sentences, drafts)
    _fill(sentences, drafts, n_tokens, copy)
    return list(_settled(sentences, drafts))


def _found(
    sentences: Sequence[Anchored], chunks: Chunks, owners: Sequence[int], path: Path, copy: Ends
) -> list[_Draft | None]:
    """Return a draft of each sentence on the path."""
    hits = [
        _Hit(int(chunks.starts[chunk]), place, int(chunks.sizes[chunk]), owners[chunk])
        for chunk, place in zip(path.chunks.tolist(), path.places.tolist(), strict=True)
    ]
    drafts: list[_Draft | None] = [None] * len(sentences)
    opens = 0
    for number, group in groupby(hits, key=lambda hit: hit.owner):
        own = list(group)
        closes = opens + len(own)
        before = hits[opens - 1].end if opens else None
        after = hits[closes][:2] if closes < len(hits) else None
        sentence, first, last = sentences[number], own[0], own[-1]
        if sum(hit.size for hit in own) < LEAST_MATCHED * sentence.n_tok:
            opens = closes
            continue
        drafts[number] = _Draft(
            max(_count(sentence.first, first[:2], before, copy.starts), 0),
            min(_count(sentence.after, last.end, after, copy.ends), copy.n_tok),
            sum(hit.size for hit in own),
            first.there == sentence.first,
            last.end[0] == sentence.after,
        )
        opens = closes
    return drafts


def _count(
    end: int, own: tuple[int, int], beyond: tuple[int, int] | None, ends: Sequence[int]
) -> int:
    """Return the copy's token at an end of a sentence.

    own, beyond : a token of the article and the same one in the copy, as the nearest hit inside the
    sentence tells it, and the nearest one beyond this end
    """
    inner = own[1] + end - own[0]
    if own[0] == end:
        return inner
    outer = inner if beyond is None else beyond[1] + end - beyond[0]
    if beyond is None or abs(outer - inner) > SMALL_SHIFT:
        return _snap(inner, min(NEAR, 1 + abs(end - own[0]) // 4), ends)
    if outer == inner or beyond[0] == end:
        return outer
    nearer = inner if abs(end - own[0]) < abs(end - beyond[0]) else outer
    return _snap(nearer, abs(outer - inner), ends)


def _snap(place: int, within: int, ends: Sequence[int]) -> int:
    """Return the end nearest to a place, or the place itself where none is within so many tokens."""
    found = bisect_left(ends, place)
    near = [end for end in ends[max(found - 1, 0) : found + 1] if abs(end - place) <= within]
    return min(near, key=lambda end: abs(end - place), default=place)


def _part(drafts: Sequence[_Draft | None], copy: Ends) -> None:
    """Let no sentence reach into the next one that was found."""
    for left, right in pairwise([draft for draft in drafts if draft is not None]):
        overlap = left.end - right.start
        if overlap <= 0:
            continue
        if right.sure_start and not left.sure_end:
            left.end = right.start
        elif left.sure_end and not right.sure_start:
            right.start = left.end
        else:
            left.end = right.start = _snap(right.start + overlap // 2, overlap // 2, copy.starts)


def _drop_squeezed(sentences: Sequence[Anchored], drafts: list[_Draft | None]) -> None:
    """Leave out a sentence that was hardly recognised and has no room: a chance hit in its place."""
    for number, (sentence, draft) in enumerate(zip(sentences, drafts, strict=True)):
        if draft is None or 2 * draft.matched >= sentence.n_tok:
            continue
        if draft.end - draft.start < LEAST_ROOM * sentence.n_tok:
            drafts[number] = None


def _fill(
    sentences: Sequence[Anchored], drafts: list[_Draft | None], n_tokens: int, copy: Ends
) -> None:
    """Place the sentences that no hit tells of, where there is room for just them."""
    found = [number for number, draft in enumerate(drafts) if draft is not None]
    for one, other in pairwise([-1, *found, len(sentences)]):
        run = range(one + 1, other)
        worded = [number for number in run if sentences[number].n_tok]
        if not run or len(worded) > MOST_FILLED:
            continue
        left = drafts[one] if one >= 0 else None
        right = drafts[other] if other < len(sentences) else None
        there = sentences[one].after if left else 0
        here = left.end if left else 0
        length = (sentences[other].first if right else n_tokens) - there
        room = (right.start if right else copy.n_tok) - here
        if room < 0 or abs(room - length) > max(bool(worded), ROOM * length):
            continue
        slack, share = min(NEAR, abs(room - length)), room / max(length, 1)
        for number in run:
            start = here + round((sentences[number].first - there) * share)
            end = here + round((sentences[number].after - there) * share)
            drafts[number] = _Draft(_snap(start, slack, copy.starts), _snap(end, slack, copy.ends))


def _settled(
    sentences: Sequence[Anchored], drafts: Sequence[_Draft | None]
) -> Iterator[Place | None]:
    """Yield the places: in order and disjoint, empty ones for sentences without a token alone."""
    done = 0
    for sentence, draft in zip(sentences, drafts, strict=True):
        if draft is None:
            yield None
            continue
        start = max(draft.start, done)
        end = max(draft.end, start) if sentence.n_tok else start
        if start == end and sentence.n_tok:
            yield None
            continue
        yield Place(start, end, draft.matched)
        done = end
