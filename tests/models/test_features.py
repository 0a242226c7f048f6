"""Sentences as a batch, their words, scores and views."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.base import clone

from dateline.corpus.nouns import Article, Sentence
from dateline.corpus.sentences import split_sentences
from dateline.models.cluster_folds import cluster_folds
from dateline.models.features import QUOTATION_VIEWS, SentenceBatch, batch_of
from dateline.models.lexicon import LEXICON
from dateline.models.ngram_design import ngram_design
from dateline.models.ngram_members import MEMBERS, cross_fit
from dateline.models.ngram_scores import NGramScores
from dateline.models.passage_views import PassageViews, own_views
from dateline.models.tokens import LONGEST, character_ngrams, pair_buckets, tokenise

TEXTS = (
    "Shells hit the mill of Velloe at dawn. “I heard it fall,” a miller said. “We ran.”",
    "The ministry of Sorvia denied it. At least 1,200 people fled, the ministry said.",
    "Gunmen fired on a bus. The police of Dunmarrow said 14 were hurt.",
    "The fair opens on Monday. A baker said: “I saw smoke over the mill.”",
    "Rain fell on Orrin. Nobody was hurt. The army announced a drill.",
    "“Nobody slept,” a nurse recalled. Shells hit the bridge.",
)
TEXT = st.text(max_size=30)


def segmented(text: str, id_: str = "a") -> tuple[Article, tuple[Sentence, ...]]:
    return Article(id_, "", text), split_sentences(id_, text)


@pytest.fixture(scope="module")
def batch() -> SentenceBatch:
    """Six invented articles."""
    return batch_of([segmented(text, f"a{number}") for number, text in enumerate(TEXTS)])


@pytest.fixture(scope="module")
def truth(batch: SentenceBatch) -> np.ndarray:
    """Two labels: sentences on shells and fire, sentences on what somebody said."""
    return np.array([["hit" in text or "fired" in text, "said" in text] for text in batch]).astype(
        np.int8
    )


def test_a_batch_keeps_the_reading_order(batch: SentenceBatch) -> None:
    """A batch yields the sentences as they stand in their articles, in order."""
    assert len(batch) == len(batch.texts) == len(batch.article)
    assert batch.texts[0] == "Shells hit the mill of Velloe at dawn."
    assert (np.diff(batch.article) >= 0).all()
    assert batch.clusters == tuple(f"a{number}" for number in range(len(TEXTS)))


def test_a_batch_knows_where_quotations_stand() -> None:
    """Open before and after, opening, closing and the quoted share follow the quotation marks."""
    batch = batch_of([segmented("He said: “We ran.\nNobody came.\nIt was dark.” Then he left.")])
    views = dict(zip(QUOTATION_VIEWS, batch.quotations.T, strict=True))
    assert batch.texts[-1] == "Then he left."
    assert views["opens"][0] == 1
    assert views["closes"][-1] == 0
    assert views["share quoted"][-1] == 0
    assert 0 < views["share quoted"][0] < 1


def test_a_quotation_over_sentences_is_open_between_them() -> None:
    """Inside a quotation of three sentences the middle one is open before and after."""
    batch = batch_of([segmented("He said: “We ran. Nobody came. It was dark.”")])
    before, after = batch.quotations[:, 1], batch.quotations[:, 2]
    assert before.tolist() == [0, 1, 1]
    assert after.tolist() == [1, 1, 0]


@given(st.lists(TEXT, max_size=6))
@settings(max_examples=60, deadline=None)
def test_words_of_a_text_do_not_depend_on_the_batch(texts: list[str]) -> None:
    """A sentence has the same word and pair hashes alone and among others."""
    together = tokenise(texts)
    pairs = pair_buckets(together)
    for number, text in enumerate(texts):
        alone = tokenise([text])
        tokens = slice(together.offsets[number], together.offsets[number + 1])
        assert (together.hashes[together.token[tokens]] == alone.hashes[alone.token]).all()
        assert (pairs[tokens] == pair_buckets(alone)).all()


def test_words_are_folded() -> None:
    """Case, marks at the ends, the form of the apostrophe and the values of digits are nothing."""
    words = tokenise(["“We’re (HERE), in 1914!” –", "we're here, in 2024"])
    first, second = words.token[:4], words.token[5:]
    assert first.tolist() == second.tolist()
    assert words.forms.to_pylist()[first[3]] == "0000"
    assert words.forms.to_pylist()[words.token[4]] == "."


def test_a_very_long_word_is_cut() -> None:
    """Of a word without end the first characters are read."""
    words = tokenise(["x" * 100_000])
    assert words.forms.to_pylist() == ["x" * LONGEST]


@pytest.mark.parametrize(("word", "ngrams"), [("a", 1), ("ab", 3), ("mill", 4 + 3 + 2), ("мир", 6)])
def test_character_ngrams_include_the_borders(word: str, ngrams: int) -> None:
    """A word has the n-grams of three to five characters of itself with a space at each end."""
    found = character_ngrams(tokenise([word]).forms)
    assert sum(len(buckets) for _, buckets in found) == ngrams
    assert all(offsets.tolist() == [0, len(buckets)] for offsets, buckets in found)


def test_words_share_character_ngrams() -> None:
    """Two words with one stem have n-grams in common, two unlike words have none."""
    forms = tokenise(["shelling shelled fair"]).forms
    numbers = [forms.to_pylist().index(word) for word in ("shelling", "shelled", "fair")]
    sets = [
        {
            bucket
            for offsets, buckets in character_ngrams(forms)
            for bucket in buckets[offsets[number] : offsets[number + 1]].tolist()
        }
        for number in numbers
    ]
    assert sets[0] & sets[1]
    assert not sets[0] & sets[2]


def test_prediction_sums_up_to_the_regressions(batch: SentenceBatch, truth: np.ndarray) -> None:
    """Folded into tables of words, the regressions score a text as before they were folded."""
    scores = NGramScores().fit(batch, truth)
    clusters = np.array(batch.clusters)[batch.article]
    design = ngram_design(tokenise(batch.texts), clusters, scores.characters)
    fitted = cross_fit(design, truth, clusters, scores.seed)
    expected = np.tensordot(design.rows.toarray(), fitted.coef, axes=1) + fitted.intercept
    np.testing.assert_allclose(scores.transform(batch).scores, expected, rtol=1e-4, atol=1e-5)


def test_cross_fitted_scores_are_blind_to_their_own_cluster(
    batch: SentenceBatch, truth: np.ndarray
) -> None:
    """Turning an article's own gold round leaves its cross-fitted scores as they were."""
    held = batch.article == 2
    turned = truth.copy()
    turned[held] = 1 - turned[held]
    before = NGramScores().fit_transform(batch, truth).scores
    after = NGramScores().fit_transform(batch, turned).scores
    clusters = np.array(batch.clusters)[batch.article]
    fold = next(rows for _, rows in cluster_folds(clusters, 0) if held[rows].any())
    assert (before[fold] == after[fold]).all()
    assert (before != after).any()


def test_scores_do_not_depend_on_the_batch(batch: SentenceBatch, truth: np.ndarray) -> None:
    """A sentence's own score is the same whatever stands beside it."""
    scores = NGramScores().fit(batch, truth)
    together = scores.transform(batch).scores
    alone = [scores.transform(batch_of([segmented(text)])).scores for text in TEXTS]
    np.testing.assert_allclose(together, np.concatenate(alone), rtol=1e-5, atol=1e-6)


def test_unruled_sentences_teach_nothing(batch: SentenceBatch, truth: np.ndarray) -> None:
    """Where gold says nothing of a sentence (-1), it is scored like any other."""
    open_ = truth.copy()
    open_[3] = -1
    scored = NGramScores().fit_transform(batch, open_)
    assert np.isfinite(scored.scores).all()


def test_views_are_as_wide_as_they_say(batch: SentenceBatch, truth: np.ndarray) -> None:
    """A sentence's own views, its scores first, stand before those around it; all are finite."""
    scored = NGramScores().fit_transform(batch, truth)
    views = PassageViews().transform(scored)
    own = own_views(2, len(MEMBERS))
    assert 2 * len(MEMBERS) < own < views.shape[1]
    assert (views[:, : 2 * len(MEMBERS)] == scored.scores.reshape(len(batch), -1)).all()
    assert np.isfinite(views).all()


def test_views_stop_at_the_article(batch: SentenceBatch, truth: np.ndarray) -> None:
    """A sentence's views depend on nothing outside its article."""
    ngrams = NGramScores().fit(batch, truth)
    together = PassageViews().transform(ngrams.transform(batch))
    alone = [
        PassageViews().transform(ngrams.transform(batch_of([segmented(text)]))) for text in TEXTS
    ]
    np.testing.assert_allclose(together, np.concatenate(alone), rtol=1e-5, atol=1e-6)


def test_an_empty_batch_has_views() -> None:
    """No article, or an article without a sentence, gives no row and no error."""
    batch = batch_of([segmented(text, f"a{number}") for number, text in enumerate(TEXTS)])
    ngrams = NGramScores().fit(batch, np.tile([[1], [0]], (len(batch), 1))[: len(batch)])
    for articles in ([], [segmented("")]):
        assert len(PassageViews().transform(ngrams.transform(batch_of(articles)))) == 0


def test_steps_can_be_cloned() -> None:
    """The steps are scikit-learn estimators: a clone has the same parameters and learned nothing."""
    copy = clone(NGramScores(characters=0.5, seed=9))
    assert copy.get_params() == {"characters": 0.5, "seed": 9}
    assert not hasattr(copy, "word_table_")


def test_the_word_lists_are_lower_case_and_small() -> None:
    """Every listed word is a form that a tokenised text can have."""
    words = sorted(frozenset().union(*LEXICON.values()))
    assert len(words) < 400
    assert sorted(tokenise([" ".join(words)]).forms.to_pylist()) == words
