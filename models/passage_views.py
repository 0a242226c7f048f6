"""A sentence in its article: what its words, its place and its neighbours say of it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.special import expit
from sklearn.base import BaseEstimator, TransformerMixin

from .features import QUOTATION_VIEWS, SentenceBatch
from .lexicon import LEXICON
from .scored import ScoredBatch
from .tokens import Words, word_hashes

__all__ = ["PassageViews", "own_views"]

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

NEIGHBOURS = (1, -1, 2, -2)
"""Sentences back (or, negative, ahead) whose scores are views."""

MOST_COUNTED = 3
"""Words of one list in a sentence that are told apart: none, one, two, three or more."""

PLACE_VIEWS = (
    "log words", "relative position", "first", "log position", "log article length",
    "begins a paragraph",
)  # fmt: skip


def own_views(labels: int, members: int) -> int:
    """Return how many leading columns of the views are the sentence's own.

    These are its scores, word lists, place and quotations; the others are the scores around it.
    """
    return members * labels + len(LEXICON) + 1 + len(PLACE_VIEWS) + len(QUOTATION_VIEWS)


class PassageViews(TransformerMixin, BaseEstimator):
    """Turns scored sentences into columns, those of the sentence before those of its passage.

    The sentence's scores stand first, member after member. The scores around it are probabilities,
    of the members' mean: those of four neighbours, and means over the article, the paragraph and the
    run of sentences that a quotation holds together.
    """

    def fit(self, scored: ScoredBatch, Y: Any = None) -> PassageViews:  # noqa: ARG002 (scikit-learn)
        """Learn nothing."""
        return self

    def transform(self, scored: ScoredBatch) -> Floats:
        """Return the views. Result : (sentences, columns), the first `own_views` its own."""
        batch, scores = scored.batch, scored.scores
        _, members, labels = scores.shape
        if not len(batch):
            around = (len(NEIGHBOURS) + 4) * labels + 2
            return np.zeros((0, own_views(labels, members) + around))
        article = _starts(batch.article)
        paragraph = article | _starts(batch.paragraph)
        run = article | ~(batch.quotations[:, 1] > 0)
        likely = expit(sum(scores.swapaxes(0, 1)) / members)  # quicker than a mean of so few
        columns: list[Floats] = [
            scores.reshape(len(batch), members * labels),
            _list_counts(scored.words),
            _place(batch, scored.words, article, paragraph),
            batch.quotations.astype(np.float64),
            *(_shifted(likely, batch.article, step) for step in NEIGHBOURS),
            *(_shifted(np.ones((len(batch), 1)), batch.article, step) for step in (1, -1)),
            _spread(np.add, likely, article, mean=True),
            _spread(np.add, likely, paragraph, mean=True),
            _spread(np.add, likely, run, mean=True),
            _spread(np.maximum, likely, run),
        ]
        return np.concatenate(columns, axis=1)

    def __sklearn_is_fitted__(self) -> bool:
        return True


def _list_counts(words: Words) -> Floats:
    """Return how many words of each list, and numbers, a sentence has. (sentences, lists + 1)."""
    place = np.minimum(words.hashes.searchsorted(_LISTED), len(words.hashes) - 1)
    there = words.hashes.take(place) == _LISTED
    member = np.zeros((len(words.hashes), _MEMBERSHIP.shape[1]), dtype=np.float32)
    member[place[there]] = _MEMBERSHIP[there]
    member[:, -1] = pc.match_substring(words.forms, "0").to_numpy(zero_copy_only=False)
    listed = np.flatnonzero(member.any(axis=1).take(words.token))  # hardly a tenth of all
    offsets = listed.searchsorted(words.offsets)
    counts = csr_array(
        (np.ones(len(listed), np.float32), words.token[listed], offsets),
        shape=(len(words.offsets) - 1, len(words.hashes)),
    )
    capped: Floats = np.minimum(np.asarray(counts @ member), MOST_COUNTED)
    return capped


def _place(
    batch: SentenceBatch, words: Words, article: NDArray[np.bool_], paragraph: NDArray[np.bool_]
) -> Floats:
    """Return PLACE_VIEWS. article, paragraph : (sentences,) where one begins."""
    begin = np.flatnonzero(article)
    size = np.diff(np.append(begin, len(batch)))
    position = np.arange(len(batch)) - np.repeat(begin, size)
    length = np.repeat(size, size)
    return np.column_stack(
        (
            np.log1p(np.diff(words.offsets)),
            position / np.maximum(length - 1, 1),
            position == 0,
            np.log1p(position),
            np.log1p(length),
            paragraph,
        )
    )


def _starts(group: Integers) -> NDArray[np.bool_]:
    """Return where a new group begins. group : (sentences,), equal within a group."""
    starts = np.ones(len(group), dtype=np.bool_)
    starts[1:] = group[1:] != group[:-1]
    return starts


def _shifted(values: Floats, article: Integers, step: int) -> Floats:
    """Return the values of the sentence `step` before, 0 where the article has none."""
    shifted = np.zeros_like(values)
    if abs(step) >= len(values):
        return shifted
    here, there = (slice(step, None), slice(None, -step))
    if step < 0:
        here, there = (slice(None, step), slice(-step, None))
    shifted[here] = values[there] * (article[here] == article[there])[:, None]
    return shifted


def _spread(
    reduce: np.ufunc, values: Floats, starts: NDArray[np.bool_], *, mean: bool = False
) -> Floats:
    """Return for every sentence its group's sum or maximum, or mean. starts : (sentences,)."""
    begin = np.flatnonzero(starts)
    size = np.diff(np.append(begin, len(starts)))
    reduced = reduce.reduceat(values, begin, axis=0)
    if mean:
        reduced = reduced / size[:, None]
    return np.repeat(reduced, size, axis=0)


def _membership() -> tuple[NDArray[np.uint64], NDArray[np.float32]]:
    """Return the hashes of the listed words, and which lists hold each; the last is of numbers."""
    listed = sorted(frozenset().union(*LEXICON.values()))
    member = np.zeros((len(listed), len(LEXICON) + 1), dtype=np.float32)
    for column, words in enumerate(LEXICON.values()):
        member[:, column] = [word in words for word in listed]
    return word_hashes(pa.array(listed, pa.string())), member


_LISTED, _MEMBERSHIP = _membership()
