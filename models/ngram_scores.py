"""What a sentence's own words say: log-odds of every label from words, pairs and characters.

Logistic regressions over TF-IDF blocks whose norms are sums over words, so that once they are
fitted everything a word contributes, its character n-grams included, is one row of a table.
Prediction is a look-up and a sum; characters are read only for words that training never saw.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array, diags_array, hstack
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from .features import SentenceBatch
from .tokens import BUCKET_BITS, Words, character_ngrams, pair_buckets, tokenise

__all__ = ["NGramScores", "ScoredBatch"]

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]
Integers = NDArray[np.int64]
Progress = Callable[[int, int], None]

FEWEST = 2
"""Clusters of articles that a feature must occur in: what one article alone has stays its own."""


@dataclass(frozen=True, slots=True)
class ScoredBatch:
    """A batch with its words and what they say of each label."""

    batch: SentenceBatch
    words: Words
    scores: Floats
    """(sentences, labels) log-odds, not calibrated"""


@dataclass(frozen=True, slots=True)
class _Block:
    """A TF-IDF block before its rows are divided by their norms."""

    values: csr_array
    """(sentences, features)"""
    squared_norm: Floats
    """(sentences,)"""

    def normalised(self, weight: float = 1.0) -> csr_array:
        scale = weight / np.sqrt(np.maximum(self.squared_norm, 1.0))
        return csr_array(diags_array(scale) @ self.values)


class NGramScores(TransformerMixin, BaseEstimator):
    """Log-odds of every label from a sentence's n-grams.

    Two regressions are averaged: one on the features, and one on the features scaled by their
    naive-Bayes log-count ratio (Wang and Manning 2012, "Baselines and bigrams"). The weights are the
    mean of those of `folds` such pairs, each fitted without one fold of article clusters.
    `fit_transform` returns cross-fitted scores, each from the pair that did not see the sentence's
    cluster, so that a next step learns from scores like those of new text; `transform` uses the
    mean. `C` and `bayes_C` are the two inverse strengths of regularisation, `characters` the weight
    of the character block beside that of words and pairs.

    A word, a pair or a character n-gram has weights where articles of two clusters share it. What
    one article alone has leaves no trace but in the norms, where everything unknown counts as if it
    occurred once, in training and in prediction.

    Learned: `word_hashes_` (words + 1,) sorted, and `word_table_` (words + 1, 2 labels + 2) of each
    label's weight and the squared norm, of the word itself and then of its characters;
    `pair_buckets_`, `character_buckets_` sorted, and their tables (buckets + 2, labels + 1) of
    weights and squared norm; `intercept_` (labels,). The first row of each is that of the unknown.
    """

    def __init__(
        self,
        C: float = 10.0,
        bayes_C: float = 3.0,
        characters: float = 0.7,
        folds: int = 5,
        seed: int = 0,
    ) -> None:
        self.C = C
        self.bayes_C = bayes_C
        self.characters = characters
        self.folds = folds
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
        cluster = np.unique(np.array(batch.clusters)[batch.article], return_inverse=True)[1]
        rare = _idf_of(1, len(batch))
        present = _presence(words)
        shared_words, word_idf = _shared(present, cluster, rare)
        pairs, pair_columns = _occurrences(words, pair_buckets(words))
        shared_pairs, pair_idf = _shared(pairs, cluster, rare)
        inside, buckets = _inside(words, present, cluster)
        character_idf = _idf(csr_array(present @ inside))
        in_word = csr_array(inside @ diags_array(character_idf))
        character_norms = inside @ character_idf**2

        own = _Block(
            csr_array(
                hstack(
                    [
                        (present @ diags_array(word_idf))[:, shared_words],
                        (pairs @ diags_array(pair_idf))[:, shared_pairs],
                    ],
                    format="csr",
                )
            ),
            present @ word_idf**2 + pairs @ pair_idf**2,
        )
        characters = _Block(csr_array(present @ in_word), present @ character_norms)
        design = _narrow(
            hstack([own.normalised(), characters.normalised(self.characters)], format="csr")
        )
        scores, coef, intercept = self._cross_fit(design, batch, np.asarray(Y), progress)

        ends = np.cumsum([len(shared_words), len(shared_pairs), len(character_idf)])
        of_words, of_pairs, of_characters = np.split(coef, ends[:-1])
        of_characters = of_characters * self.characters
        self.intercept_ = intercept.astype(np.float32)
        self.word_hashes_ = np.append(np.uint64(0), words.hashes[shared_words])
        in_words = np.column_stack((in_word @ of_characters, character_norms))[shared_words]
        own_part = _table(of_words, word_idf[shared_words], rare)[:-1]
        self.word_table_ = np.concatenate(
            (own_part, np.pad(in_words, ((1, 0), (0, 0)))), axis=1
        ).astype(np.float32)
        self.pair_buckets_ = pair_columns[shared_pairs].astype(np.uint32)
        self.pair_table_ = _table(of_pairs, pair_idf[shared_pairs], rare)
        self.character_buckets_ = buckets.astype(np.uint32)
        self.character_table_ = _table(of_characters, character_idf, 0.0)
        return ScoredBatch(batch, words, scores)

    def transform(self, batch: SentenceBatch) -> ScoredBatch:
        """Return the scores of new sentences."""
        words = tokenise(batch.texts)
        labels = len(self.intercept_)
        sums = _presence(words) @ self._contributions(words)
        pairs = self._rows("pair_buckets_")[pair_buckets(words)]
        sums[:, : labels + 1] += _rows_added(self.pair_table_, pairs, words.offsets)
        own_norm = np.sqrt(np.maximum(sums[:, labels], 1))
        character_norm = np.sqrt(np.maximum(sums[:, -1], 1))
        scores = (
            sums[:, :labels] / own_norm[:, None]
            + sums[:, labels + 1 : -1] / character_norm[:, None]
            + self.intercept_
        )
        return ScoredBatch(batch, words, scores.astype(np.float64))

    def __getstate__(self) -> dict[str, Any]:
        """Leave out the look-up tables, which follow from the rest."""
        state = super().__getstate__()
        return {key: value for key, value in state.items() if key != "_lookup"}

    def _contributions(self, words: Words) -> Singles:
        """Return what each distinct word adds to a sentence's sums. (distinct, 2 labels + 2)."""
        place = self.word_hashes_.searchsorted(words.hashes, side="right") - 1
        unseen = np.flatnonzero(self.word_hashes_[place] != words.hashes)
        place[unseen] = 0
        contributions = self.word_table_[place]
        rows = self._rows("character_buckets_")
        contributions[unseen, len(self.intercept_) + 1 :] = sum(
            _rows_added(self.character_table_, rows[buckets], offsets)
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

    def _cross_fit(
        self, design: csr_array, batch: SentenceBatch, Y: NDArray[Any], progress: Progress
    ) -> tuple[Floats, Floats, Floats]:
        """Return cross-fitted scores, and the folds' mean weights and intercepts."""
        scores = np.zeros(Y.shape)
        coef = np.zeros((design.shape[1], Y.shape[1]))
        intercept = np.zeros(Y.shape[1])
        folds = self._folds(batch)
        for done, (train, held) in enumerate(folds):
            seen, unseen = design[train], design[held]
            for label in range(Y.shape[1]):
                weights, bias = _regression(seen, Y[train, label], self.C, self.bayes_C)
                scores[held, label] = unseen @ weights + bias
                coef[:, label] += weights / len(folds)
                intercept[label] += bias / len(folds)
                progress(done * Y.shape[1] + label + 1, len(folds) * Y.shape[1])
        return scores, coef, intercept

    def _folds(self, batch: SentenceBatch) -> list[tuple[Integers, Integers]]:
        groups = np.array(batch.clusters)[batch.article]
        folds = min(self.folds, len(set(batch.clusters)))
        splitter = GroupKFold(folds, shuffle=True, random_state=self.seed)
        return list(splitter.split(groups, groups=groups))


def _regression(
    design: csr_array, y: NDArray[Any], C: float, bayes_C: float
) -> tuple[Floats, float]:
    """Return the mean weights and intercept of the two regressions on the ruled sentences.

    Classes are balanced: a later step calibrates. One class or no feature gives no weights.
    """
    ruled = np.flatnonzero(y >= 0)
    if len(np.unique(y[ruled])) < 2 or not design.shape[1]:
        return np.zeros(design.shape[1]), 0.0
    if len(ruled) < len(y):
        design, y = design[ruled], y[ruled]
    ratio = _log_count_ratio(design, y)
    plain, plain_bias = _balanced(design, y, C)
    scaled, scaled_bias = _balanced(_narrow(csr_array(design @ diags_array(ratio))), y, bayes_C)
    return (plain + ratio * scaled) / 2, (plain_bias + scaled_bias) / 2


def _balanced(design: csr_array, y: NDArray[Any], C: float) -> tuple[Floats, float]:
    regression = LogisticRegression(
        C=C, solver="liblinear", class_weight="balanced", random_state=0
    )
    regression.fit(design, y)
    return regression.coef_[0], float(regression.intercept_[0])


def _log_count_ratio(design: csr_array, y: NDArray[Any]) -> Floats:
    """Return how much more often each feature stands in positives, as a log ratio of shares."""
    positive = _sentences_with(design[y == 1]) + 1.0
    negative = _sentences_with(design[y != 1]) + 1.0
    ratio: Floats = np.log(positive / positive.sum()) - np.log(negative / negative.sum())
    return ratio


def _presence(words: Words) -> csr_array:
    """Return which distinct words each sentence has. (sentences, distinct)."""
    sentences = np.arange(len(words.offsets)) << 32
    keys = np.repeat(sentences[:-1], np.diff(words.offsets)) | words.token
    keys.sort()
    first = np.ones(len(keys), dtype=np.bool_)
    np.not_equal(keys[1:], keys[:-1], out=first[1:])
    keys = keys[first]
    word = keys.astype(np.int32)  # the lower half
    offsets = keys.searchsorted(sentences).astype(np.int32)
    return csr_array(
        (np.ones(len(word), np.float32), word, offsets),
        shape=(len(offsets) - 1, len(words.hashes)),
    )


def _occurrences(words: Words, buckets: Integers) -> tuple[csr_array, Integers]:
    """Return how often each sentence has each bucket, and which buckets occur, sorted."""
    sentence = np.repeat(np.arange(len(words.offsets) - 1), np.diff(words.offsets))
    there = buckets >= 0
    known, column = np.unique(buckets[there], return_inverse=True)
    counts = coo_array(
        (np.ones(len(column)), (sentence[there], column)),
        shape=(len(words.offsets) - 1, len(known)),
    )
    return counts.tocsr(), known


def _inside(words: Words, present: csr_array, cluster: Integers) -> tuple[csr_array, Integers]:
    """Return the character n-grams of each distinct word that clusters share, sorted."""
    by_length = character_ngrams(words.forms)
    word = np.concatenate(
        [np.repeat(np.arange(len(words.hashes)), np.diff(offsets)) for offsets, _ in by_length]
    )
    bucket = np.concatenate([buckets for _, buckets in by_length])
    known, column = np.unique(bucket, return_inverse=True)
    counts = coo_array(
        (np.ones(len(column)), (word, column)), shape=(len(words.hashes), len(known))
    ).tocsr()
    shared = np.flatnonzero(_clusters_with(csr_array(present @ counts), cluster) >= FEWEST)
    return csr_array(counts[:, shared]), known[shared]


def _shared(counts: csr_array, cluster: Integers, rare: float) -> tuple[Integers, Floats]:
    """Return the columns that clusters share, and the idf of all: `rare` for the others."""
    shared = _clusters_with(counts, cluster) >= FEWEST
    return np.flatnonzero(shared), np.where(shared, _idf(counts), rare)


def _clusters_with(counts: csr_array, cluster: Integers) -> Integers:
    """Return in how many clusters each column occurs. cluster : (sentences,)."""
    sentences = np.arange(len(cluster))
    members = csr_array((np.ones(len(cluster)), (cluster, sentences)))
    return _sentences_with(csr_array(members @ counts))


def _narrow(matrix: csr_array) -> csr_array:
    """Return a matrix with the 32-bit indices that liblinear takes."""
    indices, indptr = matrix.indices.astype(np.int32), matrix.indptr.astype(np.int32)
    return csr_array((matrix.data, indices, indptr), shape=matrix.shape)


def _sentences_with(counts: csr_array) -> Integers:
    return np.bincount(counts.indices, minlength=counts.shape[1])


def _idf(counts: csr_array) -> Floats:
    """Return the inverse document frequency of each column."""
    return np.asarray(_idf_of(_sentences_with(counts), counts.shape[0]))


def _idf_of(sentences_with: Any, sentences: int) -> Any:
    """Return the smoothed inverse document frequency, as scikit-learn's TfidfTransformer has it."""
    return np.log((1 + sentences) / (1 + sentences_with)) + 1


def _table(coef: Floats, idf: Floats, unseen: float) -> Singles:
    """Return weights and squared norm of each feature, between two rows for what is no feature.

    returns : (features + 2, labels + 1); first what training never saw, which has the idf
    `unseen`, last what does not count.
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
