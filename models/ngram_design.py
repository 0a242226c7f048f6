"""Sentences as TF-IDF rows of words, pairs of words and character n-grams, to learn from.

What is norm and what is weight is kept apart, since both are sums over a sentence's words: once
regressions are fitted, everything a word contributes is one row of a table (`ngram_scores`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array, diags_array, hstack

from .tokens import Words, character_ngrams, pair_buckets

__all__ = ["NGramDesign", "ngram_design", "presence", "shared"]

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

FEWEST = 2
"""Clusters of articles that a feature must occur in: what one article alone has stays its own."""


@dataclass(frozen=True, slots=True)
class Features:
    """The features of one kind that clusters share."""

    columns: Integers
    """(features,) their numbers among all that occur, ascending"""
    idf: Floats
    """(features,)"""


@dataclass(frozen=True, slots=True)
class NGramDesign:
    """What the regressions learn from, and what makes tables of their weights."""

    rows: csr_array
    """(sentences, features) words, pairs and then character n-grams, of unit norm a block"""
    cluster: Integers
    """(sentences,)"""
    words: Features
    pairs: Features
    characters: Features
    pair_buckets: NDArray[np.uint32]
    """(pairs,)"""
    character_buckets: NDArray[np.uint32]
    """(character n-grams,)"""
    inside: csr_array
    """(shared words, character n-grams) how often each stands in a word, times its idf"""
    inside_norms: Floats
    """(shared words,) the squared norm of a word's character n-grams"""
    rare: float
    """the idf of what is no feature"""
    characters_weight: float

    def parts(self, coef: Floats) -> tuple[Floats, Floats, Floats]:
        """Return the rows of weights of words, pairs and character n-grams. coef : (features, …)."""
        ends = np.cumsum([len(self.words.columns), len(self.pairs.columns)])
        words, pairs, characters = np.split(coef, ends)
        return words, pairs, characters * self.characters_weight


def ngram_design(words: Words, clusters: NDArray[np.str_], characters: float) -> NGramDesign:
    """Return the design of a batch's words.

    clusters : (sentences,) of near-duplicates. characters : the weight of the character block beside
    that of words and pairs.
    """
    cluster = np.unique(clusters, return_inverse=True)[1]
    rare = float(_idf_of(1, len(cluster)))
    present = presence(words)
    of_words = _shared_features(present, cluster)
    pairs, pair_columns = _occurrences(words, pair_buckets(words))
    of_pairs = _shared_features(pairs, cluster)
    inside, buckets = _inside(words)
    within = csr_array(present @ inside)
    of_characters = _shared_features(within, cluster)

    inside = csr_array(inside[:, of_characters.columns])
    inside_norms = inside @ of_characters.idf**2
    own = hstack(
        [_weighted(present, of_words), _weighted(pairs, of_pairs)],
        format="csr",
    )
    own_norms = _squared_norms(present, of_words, rare) + _squared_norms(pairs, of_pairs, rare)
    rows = hstack(
        [
            _divided(own, own_norms),
            _divided(_weighted(within, of_characters), present @ inside_norms) * characters,
        ],
        format="csr",
    )
    known = of_words.columns
    return NGramDesign(
        rows=narrow(rows),
        cluster=cluster,
        words=of_words,
        pairs=of_pairs,
        characters=of_characters,
        pair_buckets=pair_columns[of_pairs.columns].astype(np.uint32),
        character_buckets=buckets[of_characters.columns].astype(np.uint32),
        inside=csr_array(inside[known] @ diags_array(of_characters.idf)),
        inside_norms=inside_norms[known],
        rare=rare,
        characters_weight=characters,
    )


def presence(words: Words) -> csr_array:
    """Return which distinct words each sentence has. (sentences, distinct)."""
    present = csr_array(
        (np.ones(len(words.token), np.float32), words.token, words.offsets),
        shape=(len(words.offsets) - 1, len(words.hashes)),
        copy=True,
    )
    present.sum_duplicates()
    present.data[:] = 1
    return present


def shared(rows: csr_array, cluster: Integers) -> Integers:
    """Return the columns that FEWEST clusters or more have. cluster : (rows,)."""
    members = csr_array((np.ones(len(cluster)), (cluster, np.arange(len(cluster)))))
    return np.flatnonzero(_rows_with(csr_array(members @ rows)) >= FEWEST)


def narrow(matrix: csr_array) -> csr_array:
    """Return a matrix with the 32-bit indices that liblinear takes."""
    indices, indptr = matrix.indices.astype(np.int32), matrix.indptr.astype(np.int32)
    return csr_array((matrix.data, indices, indptr), shape=matrix.shape)


def _shared_features(counts: csr_array, cluster: Integers) -> Features:
    columns = shared(counts, cluster)
    return Features(columns, np.asarray(_idf_of(_rows_with(counts), counts.shape[0]))[columns])


def _weighted(counts: csr_array, features: Features) -> csr_array:
    return csr_array(counts[:, features.columns] @ diags_array(features.idf))


def _squared_norms(counts: csr_array, features: Features, rare: float) -> Floats:
    """Return the sum of squared idf of each row; what is no feature counts as if it were rare."""
    squares = np.full(counts.shape[1], rare**2)
    squares[features.columns] = features.idf**2
    return np.asarray(counts @ squares)


def _divided(values: csr_array, squared_norms: Floats) -> csr_array:
    return csr_array(diags_array(1 / np.sqrt(np.maximum(squared_norms, 1.0))) @ values)


def _occurrences(words: Words, buckets: Integers) -> tuple[csr_array, Integers]:
    """Return how often each sentence has each bucket, and which buckets occur, sorted."""
    sentence = np.repeat(np.arange(len(words.offsets) - 1), np.diff(words.offsets))
    there = buckets >= 0
    known, column = np.unique(buckets[there], return_inverse=True)
    return _counted(sentence[there], column, (len(words.offsets) - 1, len(known))), known


def _inside(words: Words) -> tuple[csr_array, Integers]:
    """Return how often each word has each character n-gram, and their buckets, sorted."""
    by_length = character_ngrams(words.forms)
    word = np.concatenate(
        [np.repeat(np.arange(len(words.hashes)), np.diff(offsets)) for offsets, _ in by_length]
    )
    bucket = np.concatenate([buckets for _, buckets in by_length])
    known, column = np.unique(bucket, return_inverse=True)
    return _counted(word, column, (len(words.hashes), len(known))), known


def _counted(row: Any, column: Any, shape: tuple[int, int]) -> csr_array:
    return coo_array((np.ones(len(column)), (row, column)), shape=shape).tocsr()


def _rows_with(counts: csr_array) -> Integers:
    return np.bincount(counts.indices, minlength=counts.shape[1])


def _idf_of(sentences_with: Any, sentences: int) -> Any:
    """Return the smoothed inverse document frequency, as scikit-learn's TfidfTransformer has it."""
    return np.log((1 + sentences) / (1 + sentences_with)) + 1
