"""A saved model gives no text of its training back.

What hashing does not hide, the model card says: whoever guesses a word that two articles share can
confirm it. The tests attack with every guess right, since they guess with the training text itself.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile, is_zipfile

import numpy as np
import pytest

from dateline.corpus.store import open_corpus
from dateline.models.features import SentenceBatch, batch_of
from dateline.models.folder import load
from dateline.models.ngram_scores import NGramScores
from dateline.models.tokens import pair_buckets, tokenise
from dateline.training.gold import read_gold

ENCODINGS = ("utf-8", "latin-1", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
RUN = 8
SHORTEST = 6
"""Letters of a token that random bytes are not expected to spell."""


@pytest.fixture(scope="module")
def sample(demo: tuple[Path, dict[str, Any]]) -> Path:
    """The folder of the demonstration: a corpus, a model with its evaluation, a report."""
    return demo[0]


@pytest.fixture(scope="module")
def batch(sample: Path) -> SentenceBatch:
    """What the model of the demonstration was trained on."""
    with open_corpus(str(sample / "corpus.db")) as corpus:
        return batch_of(read_gold(corpus, "train").articles)


@pytest.fixture(scope="module")
def ngrams(sample: Path) -> NGramScores:
    """The step of the saved model that learned from words."""
    step = load(sample / "sample-baseline").pipeline[0]
    assert isinstance(step, NGramScores)
    return step


def contents(folder: Path, names: str) -> Iterator[bytes]:
    """Yield the files of a model and, unpacked, every member of its archives."""
    for file in sorted(folder.glob(names)):
        data = file.read_bytes()
        yield data
        if is_zipfile(file):
            with ZipFile(BytesIO(data)) as archive:
                yield from (name.encode() + archive.read(name) for name in archive.namelist())


def words_in(folder: Path, names: str = "*", shortest: int = 3) -> str:
    """Return all that reads as words in the bytes of a model, in any encoding and at any offset."""
    found = []
    for data in contents(folder, names):
        for encoding in ENCODINGS:
            for skipped in range(4 if "32" in encoding else 2 if "16" in encoding else 1):
                text = data[skipped:].decode(encoding, "ignore").casefold()
                found += re.findall(rf"\w{{{shortest},}}", text)
    return " ".join(found)


def held_of(words: set[str], held: str) -> set[str]:
    """Return those words, of SHORTEST letters or more, that stand anywhere in what reads as words."""
    letters = re.escape("".join(set().union(*words)))
    runs = " ".join(re.findall(f"[{letters}]{{{SHORTEST},}}", held))  # what no word has is left out
    return {word for word in words if word in runs}


def words_of(text: str) -> list[str]:
    return re.findall(r"\w{3,}", text.casefold())


def test_no_run_of_words_is_in_the_model(sample: Path, batch: SentenceBatch) -> None:
    """No eight tokens of training text stand one after another anywhere in the model's bytes."""
    held = words_in(sample / "sample-baseline").split()
    runs = {tuple(held[at : at + RUN]) for at in range(len(held) - RUN + 1)}
    trained = {
        tuple(words[at : at + RUN])
        for words in map(words_of, batch.texts)
        for at in range(len(words) - RUN + 1)
    }
    assert len(trained) > 1000
    assert not trained & runs


def test_no_rare_word_is_in_the_model(
    sample: Path, batch: SentenceBatch, saved_model: Path
) -> None:
    """No word of one article alone can be read in what was learned.

    The evaluation beside it names sources and measures, which may be such words.
    """
    articles = defaultdict(set)
    for text, article in zip(batch.texts, batch.article.tolist(), strict=True):
        for word in words_of(text):
            articles[word].add(article)
    rare = {word for word, where in articles.items() if len(where) == 1 and len(word) >= SHORTEST}
    assert len(rare) > 300
    described = words_in(saved_model, "pipeline.skops", SHORTEST)  # learned from other text
    held = words_in(sample / "sample-baseline", "pipeline.skops", SHORTEST)
    assert held_of(rare, held) <= held_of(rare, described)


def test_no_guess_finds_a_word_of_one_article(batch: SentenceBatch, ngrams: NGramScores) -> None:
    """Hashed as the model hashes, a word that one article alone has is in no table."""
    words = tokenise(batch.texts)
    articles = articles_with(batch, words.token, words.offsets)
    known = np.isin(words.hashes, ngrams.word_hashes_)
    found = {number for number, where in articles.items() if len(where) > 1}
    assert 0 < len(found) < len(words.hashes)
    assert set(np.flatnonzero(known).tolist()) == found


def test_no_guess_finds_a_pair_of_one_article(batch: SentenceBatch, ngrams: NGramScores) -> None:
    """The table of pairs holds the buckets that articles share, so no guess confirms a phrase."""
    words = tokenise(batch.texts)
    buckets = pair_buckets(words)
    articles = articles_with(batch, buckets, words.offsets)
    shared = {bucket for bucket, where in articles.items() if len(where) > 1 and bucket >= 0}
    assert set(ngrams.pair_buckets_.tolist()) == shared


def articles_with(
    batch: SentenceBatch, of_token: np.ndarray, offsets: np.ndarray
) -> dict[int, set[str]]:
    """Return in which clusters of articles each number of a token occurs."""
    cluster = np.repeat(np.array(batch.clusters)[batch.article], np.diff(offsets))
    found = defaultdict(set)
    for number, where in zip(of_token.tolist(), cluster.tolist(), strict=True):
        found[number].add(where)
    return found
