"""What a classifier must beat: always the majority, and a handful of words a label.

Both are fitted on the training articles alone and give probabilities and labels like a classifier.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from dateline.corpus.words import normalised_words

from .metrics import f1

__all__ = [
    "NUMBER",
    "KeywordBaseline",
    "MajorityBaseline",
    "fit_keywords",
    "fit_majority",
    "log_odds",
]

Floats = NDArray[np.float64]
Booleans = NDArray[np.bool_]

NUMBER = "#"
"""Stands for every word made of digits, which single numbers could not."""

HOW_MANY = (1, 2, 3, 5, 8, 12, 20, 30, 50)
"""Numbers of keywords a label to choose from."""

FOLDS = 5
FEWEST = 3
"""Training sentences that a keyword must occur in."""

MOST_COUNTED = 3
"""Keywords of one sentence that are told apart: none, one, two, three or more."""


@dataclass(frozen=True, slots=True)
class MajorityBaseline:
    """Gives a label to every sentence where most training sentences have it, else to none."""

    prevalence: Floats
    """(labels,) share of the training sentences that have each label"""

    def scores(self, sentences: int) -> Floats:
        """Return the training prevalence for every sentence. Result : (sentences, labels)."""
        return np.tile(self.prevalence, (sentences, 1))

    def predict(self, sentences: int) -> Booleans:
        """Return the majority's answer for every sentence. Result : (sentences, labels)."""
        return np.tile(self.prevalence > 0.5, (sentences, 1))


@dataclass(frozen=True, slots=True)
class KeywordBaseline:
    """Gives a label to every sentence that has one of the label's keywords."""

    words: tuple[tuple[str, ...], ...]
    """per label its keywords, the most telling first"""
    shares: Floats
    """(labels, 1 + MOST_COUNTED) share of the training sentences with so many keywords that have
    the label, taken as its probability"""

    def counts(self, texts: Sequence[str]) -> NDArray[np.intp]:
        """Return how many keywords of each label a sentence has. Result : (sentences, labels)."""
        keywords = [frozenset(words) for words in self.words]
        rows = [[len(found & known) for known in keywords] for found in map(_words, texts)]
        return np.array(rows, dtype=np.intp).reshape(len(texts), len(keywords))

    def scores(self, texts: Sequence[str]) -> Floats:
        """Return the probability of each label. Result : (sentences, labels)."""
        capped = np.minimum(self.counts(texts), MOST_COUNTED)
        return self.shares[np.arange(len(self.words)), capped]

    def predict(self, texts: Sequence[str]) -> Booleans:
        """Return which labels each sentence has a keyword of. Result : (sentences, labels)."""
        return self.counts(texts) > 0


def fit_majority(gold: Booleans) -> MajorityBaseline:
    """Return the majority baseline. gold : (training sentences, labels)."""
    return MajorityBaseline(gold.mean(axis=0))


def fit_keywords(texts: Sequence[str], gold: Booleans, articles: Sequence[str]) -> KeywordBaseline:
    """Return the keyword baseline: the words that mark each label best in the training articles.

    texts, articles : (sentences,), the text and the article id of each training sentence; gold :
    (sentences, labels). Words are ranked by `log_odds`; a label gets as many as find it best (F1)
    in articles left out in turn. Nothing is drawn at random.
    """
    present, vocabulary = _presence(texts)
    fold = _folds(articles)
    chosen, shares = [], []
    for column in range(gold.shape[1]):
        has = gold[:, column]
        most = _best_number(present, has, fold)
        best = _ranked(present, has)[:most]
        chosen.append(tuple(vocabulary[index] for index in best))
        counts = np.minimum(present[:, best].sum(axis=1), MOST_COUNTED).astype(np.intp)
        shares.append(_shares(counts, has))
    return KeywordBaseline(tuple(chosen), np.array(shares).reshape(gold.shape[1], MOST_COUNTED + 1))


def log_odds(with_label: Floats, without: Floats) -> Floats:
    """Return how far each word leans to the sentences with the label, in standard deviations.

    with_label, without : (words,), y_i and y_j, the number of sentences that have the word. The
    z-score of the log-odds-ratio with an informative Dirichlet prior, the prior being the counts of
    both together: Monroe, Colaresi and Quinn 2008, "Fightin' words", equations 15, 16, 20 and 22.
    """
    alpha = with_label + without
    z = []
    for y in (with_label, without):
        above = y + alpha
        z.append((np.log(above) - np.log(y.sum() + alpha.sum() - above), 1 / above))
    (first, first_variance), (second, second_variance) = z
    result: Floats = (first - second) / np.sqrt(first_variance + second_variance)
    return result


def _words(text: str) -> set[str]:
    return {NUMBER if word.isdecimal() else word for word in normalised_words(text)}


def _presence(texts: Sequence[str]) -> tuple[csr_array, list[str]]:
    """Return which sentence has which word, (sentences, words), and the words in order."""
    sentences = [_words(text) for text in texts]
    frequency = Counter(word for words in sentences for word in words)
    vocabulary = sorted(word for word, count in frequency.items() if count >= FEWEST)
    index = {word: number for number, word in enumerate(vocabulary)}
    columns = [sorted(index[word] for word in words if word in index) for words in sentences]
    ends = np.cumsum([0, *map(len, columns)])
    flat = np.array([column for row in columns for column in row], dtype=np.intp)
    shape = (len(sentences), len(vocabulary))
    return csr_array((np.ones(len(flat)), flat, ends), shape=shape), vocabulary


def _folds(articles: Sequence[str]) -> NDArray[np.intp]:
    """Return the fold of each sentence: its article's, dealt out in the order of hashed ids."""
    ids = sorted(set(articles), key=lambda article: hashlib.sha256(article.encode()).digest())
    fold_of = {article: number % FOLDS for number, article in enumerate(ids)}
    return np.array([fold_of[article] for article in articles], dtype=np.intp)


def _ranked(present: csr_array, has: Booleans) -> NDArray[np.intp]:
    """Return the words that lean to the label, the furthest first; ties by alphabet."""
    if not has.any() or has.all():
        return np.empty(0, dtype=np.intp)
    y = has.astype(np.float64) @ present
    occurring = np.flatnonzero(present.sum(axis=0))
    z = np.zeros(len(y))
    z[occurring] = log_odds(y[occurring], present.sum(axis=0)[occurring] - y[occurring])
    order = np.argsort(-z, kind="stable")
    return order[z[order] > 0]


def _best_number(present: csr_array, has: Booleans, fold: NDArray[np.intp]) -> int:
    """Return the number of keywords with the best F1 over articles left out; ties: the smaller."""
    tally = np.zeros((3, len(HOW_MANY)))
    for held_out in range(FOLDS):
        out = fold == held_out
        if not out.any() or out.all():
            continue
        ranked = _ranked(present[~out], has[~out])[: HOW_MANY[-1]]
        if not len(ranked):
            continue
        found = np.cumsum(present[out][:, ranked].toarray(), axis=1) > 0
        for number, many in enumerate(HOW_MANY):
            given = found[:, min(many, len(ranked)) - 1]
            tally[:, number] += (given & has[out]).sum(), given.sum(), has[out].sum()
    return HOW_MANY[int(np.argmax(np.nan_to_num(f1(tally[0], tally[1], tally[2]))))]


def _shares(counts: NDArray[np.intp], has: Booleans) -> Floats:
    """Return the label's share by number of keywords, one sentence of the overall share added."""
    n = np.bincount(counts, minlength=MOST_COUNTED + 1)
    positives = np.bincount(counts, weights=has, minlength=MOST_COUNTED + 1)
    shares: Floats = (positives + has.mean()) / (n + 1)
    return shares
