"""What is in a corpus: the counts, in SQLite and in PostgreSQL, and how the command shows them."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dateline.corpus.census import Copies, Group, LabelCount, Lengths, Month, take_census
from dateline.corpus.nouns import WITHDRAWN, Article, Block, Judgment, Ruling, SentenceRef, Split
from dateline.corpus.sentences import split_sentences
from dateline.corpus.store import Corpus, open_corpus
from dateline.corpus.store.articles import NewArticle, add_article, set_clusters, set_split
from dateline.corpus.store.judgments import add_judgments, add_rulings

Run = Callable[..., subprocess.CompletedProcess[str]]

TEXT = "🕊 Nobody slept. Shells fell on Sarn."
FIRST, SECOND = SentenceRef("sarn", 0, 15), SentenceRef("sarn", 16, 36)
MILL = SentenceRef("mill", 0, 15)
ARTICLES = (
    Article("sarn", "Sarn", TEXT, source="The Drevany Post", agency="Meridian", language="en",
            licence="CC0-1.0", published="2031-03-05T10:00:00Z", blocks=(Block(0, 1, "byline"),)),
    Article("mill", "Mill", TEXT, source="The Drevany Post", language="en", published="2031-03-01"),
    Article("pell", "Pell", "One. Two. Three.", language="ar", published="around 2029"),
    Article("void", "Void", "", source="Okundo Radio", published="some time ago"),
)  # fmt: skip
JUDGMENTS = [
    Judgment("1", FIRST, "ana", frozenset({"attack"})),
    Judgment("2", FIRST, "ana", frozenset()),
    Judgment("3", FIRST, "ben", frozenset(), skipped=True),
    Judgment("4", SECOND, "ana", frozenset({"attack", "statistic"})),
    Judgment("5", SECOND, "ben", frozenset({"attack"})),
    Judgment("6", MILL, "ben", frozenset({"testimony"}), skipped=False),
    Judgment("7", MILL, "ben", frozenset(), skipped=True),
]
RULINGS = [
    Ruling(FIRST, frozenset({"attack"}), "unanimous"),
    Ruling(FIRST, frozenset(), "adjudicator"),
    Ruling(SECOND, frozenset({"attack", "older_label"}), "majority"),
    Ruling(MILL, frozenset({"testimony"}), "adjudicator"),
    Ruling(MILL, frozenset(), WITHDRAWN),
]


@pytest.fixture
def corpus(address: str) -> Iterator[Corpus]:
    """Four articles, one of them empty; some sentences judged, fewer settled."""
    with open_corpus(address, create=True) as opened:
        with opened.write() as connection:
            for article in ARTICLES:
                sentences = split_sentences(article.id, article.text)
                add_article(connection, NewArticle(article, sentences, "rules"))
            add_judgments(connection, JUDGMENTS)
            add_rulings(connection, RULINGS)
        yield opened


def test_an_empty_corpus_has_nothing(address: str) -> None:
    """A corpus without an article is counted too: everything is zero and every length unknown."""
    with open_corpus(address, create=True) as opened:
        found = take_census(opened)

    assert (found.articles, found.sentences, found.judged, found.settled) == (0, 0, 0, 0)
    assert (found.months, found.parts, found.blocks) == ((), (), {})
    assert found.article_lengths.quantile(0.5) is None
    assert found.copies == Copies(0, 0, 0, (), {})
    assert json.loads(json.dumps(found.to_json()))["sources"] == []


def test_articles_are_counted_by_what_they_have_in_common(corpus: Corpus) -> None:
    """Groups come with the largest first and those that do not say at the end."""
    found = take_census(corpus)

    assert (found.articles, found.sentences) == (4, 7)
    assert found.facets["source"] == (
        Group("The Drevany Post", 2, 4), Group("Okundo Radio", 1, 0), Group(None, 1, 3),
    )  # fmt: skip
    assert found.facets["agency"] == (Group("Meridian", 1, 2), Group(None, 3, 5))
    assert found.facets["language"] == (Group("en", 2, 4), Group("ar", 1, 3), Group(None, 1, 0))
    assert found.blocks == {"byline": 1}


def test_a_date_counts_as_far_as_it_is_known(corpus: Corpus) -> None:
    """Year and month where the date begins with them, the year where it tells one, else undated."""
    found = take_census(corpus)

    assert found.months == (Month(2029, None, 1), Month(2031, 3, 2))
    assert found.undated == 1


def test_lengths_are_counted_in_sentences_and_characters(corpus: Corpus) -> None:
    """An article without a sentence has length 0; a character is a code point."""
    found = take_census(corpus)

    assert found.article_lengths == Lengths(((0, 1), (2, 2), (3, 1)))
    assert found.sentence_lengths == Lengths(((4, 2), (6, 1), (15, 2), (20, 2)))
    assert found.sentence_lengths.to_json()["median"] == 15


def test_only_the_last_word_counts(corpus: Corpus) -> None:
    """Of an annotator on a sentence the latest judgment counts, of a sentence the latest ruling.

    A skip is no judgment, and a withdrawn ruling none either.
    """
    found = take_census(corpus)

    assert (found.judged, found.answers, found.annotators) == (2, 3, 2)
    assert (found.settled, found.decided_by) == (2, {"adjudicator": 1, "majority": 1})
    counted = {label.id: (label.gold, label.judged) for label in found.labels}
    assert counted == {
        "attack": (1, 1),
        "testimony": (0, 0),
        "official_statement": (0, 0),
        "statistic": (0, 1),
        "older_label": (1, 0),
    }
    assert found.unlabelled == LabelCount("", "none", 1, {"": 1}, 0)


def test_gold_is_told_by_part_of_the_split(corpus: Corpus) -> None:
    """What is settled stands under the part of its article; articles that came later have none."""
    with corpus.write() as connection:
        set_split(connection, Split({"sarn": "train", "mill": "test"}, 0, 0.5))
    found = take_census(corpus)

    assert found.parts == (Group("train", 1, 2), Group("test", 1, 2), Group(None, 2, 3))
    assert {label.id: label.parts for label in found.labels}["attack"] == {"train": 1}


def test_copies_are_told_as_far_as_they_were_looked_for(corpus: Corpus) -> None:
    """Articles without a cluster are unknown, not unique."""
    assert take_census(corpus).copies == Copies(4, 0, 0, (), {})

    with corpus.write() as connection:
        set_clusters(connection, {"sarn": "sarn", "mill": "sarn", "pell": "pell"})

    assert take_census(corpus).copies == Copies(1, 1, 1, ((1, 1), (2, 1)), {})


def test_quantiles_are_lengths_that_are_there() -> None:
    """The median of two lengths is the shorter one; the ends are the shortest and the longest."""
    lengths = Lengths(((1, 2), (5, 1), (9, 1)))

    assert [lengths.quantile(share) for share in (0.0, 0.5, 0.51, 0.75, 1.0)] == [1, 1, 5, 5, 9]


def test_the_command_shows_a_table_that_fits_a_terminal(dateline: Run, tmp_path: Path) -> None:
    """Long names are cut, long tails summed up as other, and no line is wider than 80 characters."""
    rows = [
        {"title": "Rain", "text": f"Rain fell on day {n}.", "source": f"{'long ' * 20}{n % 30}",
         "published": f"20{n % 40:02}-01-01"}
        for n in range(90)
    ]  # fmt: skip
    (tmp_path / "rows.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    dateline("ingest", "rows.jsonl")
    said = dateline("corpus").stdout

    assert "90 articles with 90 sentences" in said
    assert "other, 22" in said
    assert max(map(len, said.splitlines())) <= 80


def test_the_command_prints_one_object(dateline: Run, tmp_path: Path) -> None:
    """--json prints every count as one object, beside the page where one is asked for."""
    dateline("ingest", "-", piped=json.dumps({"title": "Sarn", "text": TEXT, "source": "A <b>"}))
    found = json.loads(dateline("corpus", "--json", "-o", "corpus.html").stdout)

    assert (found["articles"], found["sentences"], found["page"]) == (1, 2, "corpus.html")
    assert found["sources"] == [{"name": "A <b>", "articles": 1, "sentences": 2}]
    assert "A &lt;b&gt;" in (tmp_path / "corpus.html").read_text(encoding="utf-8")


def test_there_must_be_a_corpus_and_room_for_the_page(dateline: Run, tmp_path: Path) -> None:
    """Without a corpus, or where the page cannot be written, one line says so."""
    assert "there is no corpus" in dateline("corpus", status=1).stderr
    dateline("ingest", "-", piped=json.dumps({"title": "Sarn", "text": TEXT}))
    (tmp_path / "taken.html").mkdir()

    assert "taken.html" in dateline("corpus", "-o", "taken.html", status=1).stderr
