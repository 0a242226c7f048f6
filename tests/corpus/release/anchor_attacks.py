"""How somebody would try to turn the published bits of a sentence back into its words."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from dateline.corpus.release.normalise import (
    AnchorSettings,
    Tokens,
    chunk_cuts,
    chunk_values,
    tokenise,
    window_hashes,
)

__all__ = ["Language", "attack", "names_left"]


def names_left(
    tokens: Tokens, place: int, name: str, listed: Sequence[str], settings: AnchorSettings
) -> int:
    """Return how many names of a list fit the published chunks of a sentence in a token's place.

    All other tokens are known to whoever guesses, and that `name` stands there once.
    """
    guesses = tokenise(" ".join(listed), settings.salt).hashes
    hashes = tokens.hashes.copy()
    hashes[place] = tokenise(name, settings.salt).hashes[0]
    published = chunk_values(hashes, [(0, len(hashes))], settings)[0]
    number = next(
        number
        for number, cut in enumerate(chunk_cuts(len(hashes), settings))
        if cut.start <= place < cut.start + cut.size
    )
    cut = chunk_cuts(len(hashes), settings)[number]
    lines = np.tile(hashes[cut.start : cut.start + cut.size], (len(guesses), 1))
    lines[:, place - cut.start] = guesses
    values = window_hashes(lines.ravel(), cut.size, cut.bits)[cut.size][:: cut.size]
    return int((values == published[number]).sum())


class Language:
    """What an attacker knows of the language: 16,000 words, and which follow which."""

    def __init__(self, texts: Iterable[str], most: int = 16_000) -> None:
        counts = Counter[str]()
        pairs: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for text in texts:
            words = self.words(text)
            counts.update(words)
            for one, other in pairwise(words):
                pairs[one][other] += 1
        self.vocabulary = [word for word, _ in counts.most_common(most)]
        self._numbers = {word: number for number, word in enumerate(self.vocabulary)}
        self._pairs = pairs
        single = np.array([counts[word] for word in self.vocabulary], np.float64)
        self._single = single / single.sum()
        self._after: dict[str, npt.NDArray[np.float64]] = {}

    @staticmethod
    def words(text: str) -> list[str]:
        tokens = tokenise(text.lower(), "")
        return [
            tokens.text[start:end] for start, end in zip(tokens.starts, tokens.ends, strict=True)
        ]

    def after(self, word: str) -> npt.NDArray[np.float64]:
        """Return the log probability of each word of the vocabulary after a word (Witten-Bell)."""
        if word not in self._after:
            shares = self._single.copy()
            known = {w: n for w, n in self._pairs.get(word, {}).items() if w in self._numbers}
            if known:
                total = sum(known.values())
                weight = total / (total + len(known))
                shares *= 1 - weight
                for other, count in known.items():
                    shares[self._numbers[other]] += weight * count / total
            self._after[word] = np.log(shares)
        return self._after[word]


def attack(
    words: Sequence[str], language: Language, settings: AnchorSettings | None, beam: int
) -> int:
    """Return how many words of a sentence beam search finds before its first error.

    The first two are known. Where a chunk ends, only what has its hash is kept; without settings the
    language model guesses alone.
    """
    used = settings or AnchorSettings("")
    vocabulary = language.vocabulary
    hashes = tokenise(" ".join(vocabulary), used.salt).hashes
    assert len(hashes) == len(vocabulary)
    own = tokenise(" ".join(words), used.salt).hashes
    (chunks,) = chunk_values(own, [(0, len(own))], used)
    ends = {
        cut.start + cut.size: (cut, value)
        for cut, value in zip(chunk_cuts(len(own), used), chunks, strict=True)
        if settings
    }
    known = dict(zip(words[:2], own[:2], strict=True))
    of_word = dict(zip(vocabulary, hashes, strict=True)) | known
    lines: list[tuple[float, list[str]]] = [(0.0, list(words[:2]))]
    for place in range(2, len(words)):
        grown: list[tuple[float, list[str], int]] = []
        for score, line in lines:
            after = language.after(line[-1])
            allowed = np.arange(len(vocabulary))
            if place + 1 in ends:
                cut, value = ends[place + 1]
                head = [of_word[word] for word in line[cut.start :]]
                rows = np.empty((len(vocabulary), cut.size), np.uint64)
                rows[:, :-1] = head
                rows[:, -1] = hashes
                made = window_hashes(rows.ravel(), cut.size, cut.bits)[cut.size][:: cut.size]
                allowed = np.flatnonzero(made == value)
            chances = after[allowed]
            best = allowed
            if len(allowed) > beam:
                best = allowed[np.argpartition(-chances, beam)[:beam]]
            grown += [(score + float(after[word]), line, int(word)) for word in best]
        if not grown:
            break
        grown.sort(key=lambda item: -item[0])
        lines = [(score, [*line, vocabulary[word]]) for score, line, word in grown[:beam]]
    found = 0
    for guess, word in zip(lines[0][1][2:], words[2:], strict=False):
        if guess != word:
            break
        found += 1
    return found
