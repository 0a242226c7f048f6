"""Rows of other tools find their sentences: by name, by text and order, never by guessing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from dateline.corpus.errors import RecordError
from dateline.corpus.formats.matching import match, new_articles, rows_about
from dateline.corpus.formats.told import Told, parse_ref
from dateline.corpus.nouns import SentenceRef
from dateline.corpus.store import Corpus, open_corpus
from dateline.corpus.store.articles import SentenceSeqs

from .corpora import Labelling, articles_of, fill

SAID = ({"annotator": "ana", "labels": []},)


@pytest.fixture
def corpus(tmp_path: Path) -> Iterator[Corpus]:
    """A corpus of two articles; in the first a sentence stands three times."""
    texts = (["One.", "Same.", "Two.", "Same.", "Same."], ["One.", "Other."])
    with open_corpus(str(tmp_path / "corpus.db"), create=True) as opened:
        fill(opened, Labelling(articles_of(texts), (), (), ()))
        yield opened


def told(*texts: str, article: str | None = "story-0", sequence: str = "") -> list[Told]:
    return [
        Told("file", line, SAID, text=text, article=article, sequence=sequence)
        for line, text in enumerate(texts, start=1)
    ]


def matched(corpus: Corpus, rows: list[Told]) -> tuple[list[int], list[str]]:
    """Return the starts of the sentences that rows were matched to, and why others were not."""
    lost: list[RecordError] = []
    with corpus.read() as connection:
        placed = list(match(connection, SentenceSeqs(connection), iter(rows), lost.append))
    return sorted(each.row["start"] for each in placed), [error.reason for error in lost]


def test_a_row_is_found_by_its_name(corpus: Corpus) -> None:
    """A row with a sentence's name speaks of that one, however often its text stands there."""
    named = Told("file", 1, SAID, ref=SentenceRef("story-0", 16, 21), text=" Same. ")
    assert matched(corpus, [named]) == ([16], [])


def test_a_name_and_another_text_do_not_fit(corpus: Corpus) -> None:
    """A row whose text is not that of the sentence it names is listed, not taken."""
    ref = SentenceRef("story-0", 16, 21)
    _, lost = matched(corpus, [Told("file", 1, SAID, ref=ref, text="Changed.")])
    assert "reads differently" in lost[0]


@pytest.mark.parametrize("name", ["\ud800", "a\0b", "é\0"])
def test_a_name_that_no_corpus_can_hold_is_no_article(corpus: Corpus, name: str) -> None:
    """Half of a surrogate pair or a NUL in it: the row is listed as one of an article not there."""
    found, lost = matched(corpus, told("One.", article=name))
    assert found == []
    assert "holds no article" in lost[0]


def test_a_text_that_stands_once_is_found(corpus: Corpus) -> None:
    """White space aside, a text that its article has once is that sentence, in any order."""
    assert matched(corpus, told("Two. ", " One.")) == ([0, 11], [])


def test_texts_that_stand_often_are_told_by_their_order(corpus: Corpus) -> None:
    """Where the rows before and after leave no choice, the order tells which is meant."""
    assert matched(corpus, told("One.", "Same.", "Two.", "Same.", "Same.")) == (
        [0, 5, 11, 16, 22],
        [],
    )
    assert matched(corpus, told("One.", "Same.", "Two.")) == ([0, 5, 11], [])


def test_a_text_that_stands_very_often_is_told_by_those_around_it(tmp_path: Path) -> None:
    """Each of hundreds of rows of one text finds its own sentence; one too many there is listed."""
    texts = [text for number in range(300) for text in (f"Day {number}.", "Rain.")]
    starts = [each.ref.start for each in articles_of([texts])[0].sentences]
    with open_corpus(str(tmp_path / "corpus.db"), create=True) as opened:
        fill(opened, Labelling(articles_of([texts]), (), (), ()))
        assert matched(opened, told(*texts)) == (starts, [])
        found, lost = matched(opened, told(*texts[:101], "Rain.", *texts[101:]))
    assert len(lost) == 2
    assert found == [start for number, start in enumerate(starts) if number != 101]


def test_what_the_order_does_not_tell_is_listed(corpus: Corpus) -> None:
    """One row of a text that stands several times where it could stand is not guessed at."""
    found, lost = matched(corpus, told("One.", "Same."))
    assert found == [0]
    assert "stands 3 times" in lost[0]


def test_each_annotators_rows_have_their_own_order(corpus: Corpus) -> None:
    """Rows of two annotators, one after the other, are told apart."""
    ana = told("One.", "Same.", "Two.", sequence="ana")
    ben = told("Two.", "Same.", "Same.", sequence="ben")
    assert matched(corpus, [*ana, *ben]) == ([0, 5, 11, 11, 16, 22], [])


def test_a_row_without_an_article_must_be_the_only_one(corpus: Corpus) -> None:
    """Without an article a text counts where the corpus has it once."""
    assert matched(corpus, told("Other.", article=None)) == ([5], [])
    _, lost = matched(corpus, told("One.", "Never.", article=None))
    assert "stands 2 times" in lost[0]
    assert "is not there" in lost[1]


def made_of(tmp_path: Path, rows: list[Told]) -> list[str]:
    """Return the sentences of the one new article that rows make in an empty corpus."""
    with (
        open_corpus(str(tmp_path / "corpus.db"), create=True) as opened,
        opened.read() as connection,
    ):
        found: set[str] = set()
        placed = match(connection, SentenceSeqs(connection), iter(rows), lambda _: None, found)
        assert list(placed) == []
        (article,) = new_articles(rows_about(iter(rows), found))
    assert {article.row["id"]} == found
    text = article.row["text"]
    sentences = [text[start:end] for start, end in article.row["sentences"]]
    assert " ".join(sentences) == text
    return sentences


def test_new_articles_are_made_of_their_sentences(tmp_path: Path) -> None:
    """Rows of an article that is not there make one, each sentence once however many judged it."""
    rows = [
        *told("First.", "Again.", "Again.", article="x", sequence="ana"),
        *told("First.", "Again.", "Last.", article="x", sequence="ben"),
    ]
    assert made_of(tmp_path, rows) == ["First.", "Again.", "Again.", "Last."]


def test_sentences_of_a_new_article_may_differ_in_white_space(tmp_path: Path) -> None:
    """Two annotators' rows of it are one sentence, which reads as the first of them has it."""
    ana = told("Two  shells fell.", article="x", sequence="ana")
    ben = told("Two shells\nfell.", article="x", sequence="ben")
    assert made_of(tmp_path, [*ana, *ben]) == ["Two  shells fell."]


def test_a_task_told_twice_is_no_further_sentence(tmp_path: Path) -> None:
    """The same number of a task with the same text is one sentence; another number is another."""
    rows = [
        row._replace(item=number)
        for number, row in zip((1, 2, 1, 2), told(*["Again."] * 4, article="x"), strict=True)
    ]
    assert made_of(tmp_path, rows) == ["Again.", "Again."]
    assert made_of(tmp_path, [rows[0], rows[0]._replace(text="Other.")]) == ["Again.", "Other."]


@pytest.mark.parametrize("name", ["", "a", "a:1", "a:-2", "a:1-x", ":1-2", 7, None, "a:١-٢"])
def test_what_is_no_name_names_nothing(name: object) -> None:
    """Only ARTICLE:START-END names a sentence."""
    assert parse_ref(name) is None


def test_names_may_hold_colons_and_dashes() -> None:
    """An article's id may be an address: the offsets come last."""
    assert parse_ref("http://a-b:80/x:3-9") == SentenceRef("http://a-b:80/x", 3, 9)
