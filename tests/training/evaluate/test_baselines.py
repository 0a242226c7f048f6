"""The majority and the keyword baseline."""

from __future__ import annotations

import numpy as np
import pytest

from dateline.training.evaluate.baselines import (
    NUMBER,
    KeywordBaseline,
    fit_keywords,
    fit_majority,
    log_odds,
)

NEUTRAL = ("The market opened late.", "Rain fell on the coast.", "A choir sang in the square.")


def stories(articles: int = 20) -> tuple[list[str], np.ndarray, list[str]]:
    """Texts, gold (attack, testimony, statistic) and article ids of invented stories."""
    texts, gold, ids = [], [], []
    for number in range(articles):
        for text, labels in (
            (f"Gunmen attacked the village of Orrin on day {number}.", (1, 0, 0)),
            ("I saw smoke above the roofs, my brother said.", (0, 1, 0)),
            (f"Officials counted {100 + number} displaced families.", (0, 0, 1)),
            (NEUTRAL[number % 3], (0, 0, 0)),
        ):
            texts.append(text)
            gold.append(labels)
            ids.append(f"a{number}")
    return texts, np.array(gold, dtype=bool), ids


def test_majority_answers_with_the_prior() -> None:
    """Its probability is the training prevalence, and it gives what most sentences have."""
    gold = np.array([[True, False], [True, False], [True, True], [False, False]])
    baseline = fit_majority(gold)
    assert baseline.scores(2).tolist() == [[0.75, 0.25]] * 2
    assert baseline.predict(2).tolist() == [[True, False]] * 2


def test_keywords_find_what_marks_a_label() -> None:
    """A word that stands with a label and nowhere else is among its keywords."""
    texts, gold, ids = stories()
    baseline = fit_keywords(texts, gold, ids)
    assert {"gunmen", "attacked"} & set(baseline.words[0])
    said = "i saw smoke above the roofs my brother said"
    assert set(baseline.words[1]) <= set(said.split())
    new = ["Gunmen attacked a village.", "Rain again."]
    assert baseline.predict(new)[:, 0].tolist() == [True, False]
    scores = baseline.scores(new)
    assert ((scores >= 0) & (scores <= 1)).all()
    assert scores[0, 0] > 0.5 > scores[1, 0]


def test_numbers_count_as_one_word() -> None:
    """Any run of digits is the keyword that stands for numbers."""
    baseline = KeywordBaseline(((NUMBER,),), np.array([[0.1, 0.5, 0.6, 0.7]]))
    assert baseline.scores(["Some 12 of 340 huts burned.", "No huts burned."]).tolist() == [
        [0.5],
        [0.1],
    ]


def test_keywords_depend_neither_on_order_nor_on_chance() -> None:
    """The same training sentences in another order give the same baseline."""
    texts, gold, ids = stories()
    one = fit_keywords(texts, gold, ids)
    other = fit_keywords(texts[::-1], gold[::-1], ids[::-1])
    assert one.words == other.words
    assert one.shares == pytest.approx(other.shares)


@pytest.mark.parametrize("everywhere", [False, True])
def test_a_label_of_no_or_every_sentence_has_no_keywords(everywhere: bool) -> None:
    """Where nothing sets a label apart, no word marks it and its share is its probability."""
    texts, gold, ids = stories(6)
    gold[:, 0] = everywhere
    baseline = fit_keywords(texts, gold, ids)
    assert baseline.words[0] == ()
    assert baseline.scores(["Gunmen attacked."])[0, 0] == pytest.approx(float(everywhere))


def test_one_article_and_no_words_are_no_obstacle() -> None:
    """With a single article, or without a word in it, there are still baselines."""
    gold = np.array([[True], [False]])
    for texts in (["Gunmen came.", "Rain came."], ["...", "!"]):
        baseline = fit_keywords(texts, gold, ["a", "a"])
        assert baseline.predict(["Gunmen came."]).shape == (1, 1)


def test_log_odds_by_hand() -> None:
    """Two words, (3, 1) against (1, 3): z = log(7/5 : 5/7) / sqrt(1/7 + 1/5), and its negative."""
    z = log_odds(np.array([3.0, 1.0]), np.array([1.0, 3.0]))
    expected = (np.log(7 / 5) - np.log(5 / 7)) / np.sqrt(1 / 7 + 1 / 5)
    assert z == pytest.approx([expected, -expected])
