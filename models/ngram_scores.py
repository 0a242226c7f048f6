"""What a sentence's own words say: scores of every label from words, pairs and characters.

Everything a word contributes, its character n-grams included, is one row of a table. Prediction is
a look-up and a sum; characters are read only for words that training never saw.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from sklearn.base import BaseEstimator, TransformerMixin

from .features import SentenceBatch
from .ngram_design import ngram_design, presence
from .ngram_members import cross_fit
from .scored import ScoredBatch
from .tokens import BUCKET_BITS, Words, character_ngrams, pair_buckets, tokenise

__all__ = ["NGramScores"]

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]
Progress = Callable[[int, int], None]


class NGramScores(TransformerMixin, BaseEstimator):
    """Scores of every label from a sentence's n-grams, by each of MEMBERS.

    The members are linear in TF-IDF features, and their weights the mean of fits without one fold of
    article clusters each. `fit_transform` returns cross-fitted scores, each from the fit that did
    not see the sentence's cluster, so that a next step learns from scores like those of new text;
    `transform` uses the mean. `characters` is the weight of the block of character n-grams beside
    that of words and pairs.

    A word, a pair or a character n-gram has weights where articles of two clusters share it. What
    one article alone has leaves no trace but in the norms, where everything unknown counts as if it
    occurred once, in training and in prediction.

    Learned, with a column for each score (member after member, each label): `word_hashes_`
    (words + 1,) sorted, and `word_table_` (words + 1, 2 scores + 2) of weights and squared norm, of
    the word itself and then of its characters; `pair_buckets_`, `character_buckets_` sorted, and
    their tables (buckets + 2, scores + 1) of weights and squared norm; `intercept_` (members,
    labels). The first row of each table is that of the unknown.
    """

    def __init__(self, characters: float = 0.7, seed: int = 0) -> None:
        self.characters = characters
        self.seed = seed

    def fit(self, batch: SentenceBatch, Y: NDArray[Any]) -> NGramScores:
        """Fit on a batch and Y : (sentences, labels) of 1, 0 and -1 for not ruled."""
        self.fit_transform(batch, Y)
        return self

    def fit_transform(
        self, batch: SentenceBatch, Y: NDArray[Any], progress: Progress = lambda *_: None
    ) -> ScoredBatch:
        """Fit and return cross-fitted scores. `progress` is told how many regressions are done."""
        words = tokenise(batch.texts)
        clusters = np.array(batch.clusters)[batch.article]
        design = ngram_design(words, clusters, self.characters)
        fitted = cross_fit(design, np.asarray(Y), clusters, self.seed, progress)

        of_words, of_pairs, of_characters = design.parts(
            fitted.coef.reshape(len(fitted.coef), fitted.intercept.size)
        )
        own = _table(of_words, design.words.idf, design.rare)[:-1]
        inside = np.column_stack((design.inside @ of_characters, design.inside_norms))
        self.intercept_ = fitted.intercept.astype(np.float32)
        self.word_hashes_ = np.append(np.uint64(0), words.hashes[design.words.columns])
        self.word_table_ = np.concatenate(
            (own, np.pad(inside, ((1, 0), (0, 0))).astype(np.float32)), axis=1
        )
        self.pair_buckets_ = design.pair_buckets
        self.pair_table_ = _table(of_pairs, design.pairs.idf, design.rare)
        self.character_buckets_ = design.character_buckets
        self.character_table_ = _table(of_characters, design.characters.idf, 0.0)
        return ScoredBatch(batch, words, fitted.scores)

    def transform(self, batch: SentenceBatch) -> ScoredBatch:
        """Return the scores of new sentences."""
        words = tokenise(batch.texts)
        width = self.intercept_.size
        sums = presence(words) @ self._contributions(words)
        pairs = self._rows("pair_buckets_").take(pair_buckets(words))
        sums[:, : width + 1] += _rows_added(self.pair_table_, pairs, words.offsets)
        own_norm = np.sqrt(np.maximum(sums[:, width], 1))
        character_norm = np.sqrt(np.maximum(sums[:, -1], 1))
        scores = (
            sums[:, :width] / own_norm[:, None]
            + sums[:, width + 1 : -1] / character_norm[:, None]
            + self.intercept_.ravel()
        )
        return ScoredBatch(
            batch, words, scores.astype(np.float64).reshape(-1, *self.intercept_.shape)
        )

    def __getstate__(self) -> dict[str, Any]:
        """Leave out the look-up tables, which follow from the rest."""
        state = super().__getstate__()
        return {key: value for key, value in state.items() if key != "_lookup"}

    def _contributions(self, words: Words) -> Singles:
        """Return what each distinct word adds to a sentence's sums. (distinct, 2 scores + 2)."""
        place = self.word_hashes_.searchsorted(words.hashes, side="right") - 1
        unseen = np.flatnonzero(self.word_hashes_[place] != words.hashes)
        place[unseen] = 0
        contributions = self.word_table_.take(place, axis=0)
        rows = self._rows("character_buckets_")
        contributions[unseen, self.intercept_.size + 1 :] = sum(
            _rows_added(self.character_table_, rows.take(buckets), offsets)
            for offsets, buckets in character_ngrams(words.forms.take(unseen))
        )
        return contributions

    def _rows(self, buckets: str) -> NDArray[np.int32]:
        """Return the table row of every bucket and, at -1, that of none."""
        lookup: dict[str, NDArray[np.int32]] = self.__dict__.setdefault("_lookup", {})
        if buckets not in lookup:
            known = getattr(self, buckets)
            rows = np.zeros(2**BUCKET_BITS + 1, dtype=np.int32)
            rows[known] = np.arange(1, len(known) + 1)
            rows[-1] = len(known) + 1
            lookup[buckets] = rows
        return lookup[buckets]


def _table(coef: Floats, idf: Floats, unseen: float) -> Singles:
    """Return weights and squared norm of each feature, between two rows for what is no feature.

    coef : (features, scores); returns : (features + 2, scores + 1); first what training never saw,
    which has the idf `unseen`, last what does not count.
    """
    rows = np.column_stack((coef * idf[:, None], idf**2))
    unknown = np.append(np.zeros(coef.shape[1]), unseen**2)
    return np.vstack((unknown, rows, np.zeros_like(unknown))).astype(np.float32)


def _rows_added(table: Singles, rows: NDArray[np.int32], offsets: NDArray[Any]) -> Singles:
    """Return the sums of runs of rows of a table. (runs, columns)."""
    chosen = csr_array(
        (np.ones(len(rows), np.float32), rows, offsets), shape=(len(offsets) - 1, len(table))
    )
    return np.asarray(chosen @ table)
