"""The corpus file, in SQLite and in PostgreSQL."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from dateline.corpus.errors import (
    ArticleConflict,
    CorpusMissing,
    CorpusTooNew,
    GuidelinesChanged,
    JudgmentConflict,
    StoreError,
    UnknownArticle,
    UnknownSentence,
)
from dateline.corpus.nouns import Article, Judgment, Ruling, SentenceRef, Split
from dateline.corpus.sentences import split_sentences
from dateline.corpus.store import Corpus, open_corpus, schema
from dateline.corpus.store import corpus as store_corpus
from dateline.corpus.store.adoption import adopt_guidelines
from dateline.corpus.store.articles import (
    NewArticle,
    add_article,
    count_articles,
    get_split,
    iter_articles,
    set_clusters,
    set_split,
)
from dateline.corpus.store.corpus import HEAD
from dateline.corpus.store.judgments import (
    add_judgments,
    add_rulings,
    current_rulings,
    iter_judgments,
    list_annotators,
)
from dateline.corpus.store.settings import get_setting, label_scheme, set_setting

TEXT = "Shells fell 🕊 on Ordesk. “We hid,” a baker said. Nobody slept."


def new_article(name: str = "a1", text: str = TEXT) -> NewArticle:
    return NewArticle(Article(name, "Shelling", text), split_sentences(name, text), "rules 1")


def refs(article: NewArticle) -> list[SentenceRef]:
    return [sentence.ref for sentence in article.sentences]


def judgment(ref: SentenceRef, annotator: str, *labels: str, number: int = 0) -> Judgment:
    return Judgment(f"{ref}/{annotator}/{number}", ref, annotator, frozenset(labels))


@pytest.fixture
def corpus(address: str) -> Corpus:
    """A new corpus in each of the two databases."""
    return open_corpus(address, create=True)


def test_the_schema_is_what_the_migrations_make(nowhere: str) -> None:
    """The tables in `schema` and those the migrations build have the same columns."""
    with open_corpus(nowhere, create=True) as corpus, corpus.read() as connection:
        inspector = sa.inspect(connection)
        for table in schema.metadata.sorted_tables:
            built = {column["name"]: column for column in inspector.get_columns(table.name)}
            assert built.keys() == set(table.columns.keys())
            for column in table.columns:
                assert built[column.name]["nullable"] == column.nullable, column
            indexes = {index["name"] for index in inspector.get_indexes(table.name)}
            assert {index.name for index in table.indexes} <= indexes


def test_articles_come_back_as_they_went_and_in_order(corpus: Corpus) -> None:
    """An article keeps its text, its fields, its extra keys and its sentences."""
    first = new_article()
    second = NewArticle(
        Article("a2", "", "Later.", url="https://example.org", extra={"desk": ["x", 1]}),
        split_sentences("a2", "Later."),
        "given",
    )
    with corpus, corpus.write() as connection:
        assert add_article(connection, first)
        assert add_article(connection, second)
        held = list(iter_articles(connection))

    assert [item.article for item in held] == [first.article, second.article]
    assert [item.sentences for item in held] == [first.sentences, second.sentences]
    assert [item.segmentation for item in held] == ["rules 1", "given"]
    assert [item.part for item in held] == [None, None]


def test_the_same_article_twice_is_one_and_another_text_is_refused(corpus: Corpus) -> None:
    """Adding again changes nothing; one id with two texts, or two segmentations, is a conflict."""
    with corpus, corpus.write() as connection:
        assert add_article(connection, new_article())
        assert not add_article(connection, new_article())
        with pytest.raises(ArticleConflict, match="another text"):
            add_article(connection, new_article(text="Other."))
        with pytest.raises(ArticleConflict, match="other sentences"):
            add_article(connection, NewArticle(new_article().article, (), "given"))
        assert count_articles(connection) == (1, 3)


def test_judgments_are_appended_and_the_same_one_counts_once(corpus: Corpus) -> None:
    """A resend is known by its id; a change of mind is a judgment of its own, later in order."""
    article = new_article()
    one, two, _ = refs(article)
    made = [
        judgment(one, "A", "attack"),
        judgment(two, "B"),
        judgment(one, "A", "attack", "statistic", number=1),
    ]
    with corpus, corpus.write() as connection:
        add_article(connection, article)
        assert add_judgments(connection, made) == 3
        assert add_judgments(connection, made) == 0
        assert list(iter_judgments(connection)) == made
        assert [annotator.id for annotator in list_annotators(connection)] == ["A", "B"]


def test_a_judgment_id_that_is_taken_is_refused(corpus: Corpus) -> None:
    """Another judgment under a known id is a conflict, in one batch and in a later one."""
    article = new_article()
    one, two = refs(article)[:2]
    first = Judgment("7", one, "A", frozenset({"attack"}))
    other = Judgment("7", two, "B", frozenset())
    with corpus, corpus.write() as connection:
        add_article(connection, article)
        with pytest.raises(JudgmentConflict, match="id '7' is taken") as caught:
            add_judgments(connection, [first, other])
        assert caught.value.index == 1
        assert add_judgments(connection, [first, first]) == 1
        with pytest.raises(JudgmentConflict):
            add_judgments(connection, [other])


def test_what_is_not_there_cannot_be_judged(corpus: Corpus) -> None:
    """A judgment of an unknown article or sentence is refused, with its place in the batch."""
    article = new_article()
    with corpus, corpus.write() as connection:
        add_article(connection, article)
        known = judgment(refs(article)[0], "A")
        with pytest.raises(UnknownSentence, match=r"no sentence \[0, 1\]") as caught:
            add_judgments(connection, [known, judgment(SentenceRef("a1", 0, 1), "A")])
        assert caught.value.index == 1
        with pytest.raises(UnknownArticle, match="no article 'zz'"):
            add_judgments(connection, [judgment(SentenceRef("zz", 0, 1), "A")])
        assert list(iter_judgments(connection)) == []


def test_the_newest_ruling_counts_and_the_same_one_is_made_once(corpus: Corpus) -> None:
    """Rulings are kept, the last one is gold; judges named later complete a ruling."""
    article = new_article()
    ref = refs(article)[0]
    unanimous = Ruling(ref, frozenset({"attack"}), "unanimous")
    with_judges = Ruling(ref, frozenset({"attack"}), "unanimous", ("A", "B"))
    by_person = Ruling(ref, frozenset(), "adjudicator")
    with corpus, corpus.write() as connection:
        add_article(connection, article)
        assert add_rulings(connection, [unanimous]) == 1
        assert add_rulings(connection, [with_judges]) == 1
        assert add_rulings(connection, [unanimous, with_judges]) == 0
        assert current_rulings(connection) == [with_judges]
        assert add_rulings(connection, [by_person]) == 1
        assert add_rulings(connection, [with_judges], resent=True) == 0
        assert current_rulings(connection) == [by_person]
        assert add_rulings(connection, [with_judges]) == 1


def test_a_split_and_clusters_are_kept(corpus: Corpus) -> None:
    """The split comes back with its seed and shares, and an article knows its part and cluster."""
    split = Split({"a1": "train", "a2": "test"}, seed=3, test=0.4)
    with corpus, corpus.write() as connection:
        for name in ("a1", "a2"):
            add_article(connection, new_article(name))
        assert get_split(connection) is None
        set_clusters(connection, {"a1": "a1", "a2": "a1"})
        set_split(connection, split)
        assert get_split(connection) == split
        (held,) = iter_articles(connection, part="test")
        assert (held.article.id, held.article.cluster, held.part) == ("a2", "a1", "test")


def test_an_error_undoes_the_whole_step(corpus: Corpus) -> None:
    """A transaction that fails leaves the corpus as it was."""
    with corpus:
        with pytest.raises(RuntimeError), corpus.write() as connection:
            add_article(connection, new_article())
            raise RuntimeError
        with corpus.read() as connection:
            assert count_articles(connection) == (0, 0)


def test_new_guidelines_are_not_mixed_in_silence(corpus: Corpus, tmp_path: Path) -> None:
    """Once there are labels, another Labels section is refused until the change is accepted."""
    mine = tmp_path / "mine.md"
    mine.write_text("## Labels\n\n### `flood` — Flood\n\nWater.\n", encoding="utf-8")
    other = tmp_path / "other.md"
    other.write_text("## Labels\n\n### `fire` — Fire\n\nHeat.\n", encoding="utf-8")
    article = new_article()
    with corpus, corpus.write() as connection:
        assert label_scheme(connection).ids[0] == "attack"
        assert adopt_guidelines(connection, mine).ids == ("flood",)
        add_article(connection, article)
        add_judgments(connection, [judgment(refs(article)[0], "A", "flood")])
        adopt_guidelines(connection, mine)
        with pytest.raises(GuidelinesChanged, match="--accept-guidelines-change"):
            adopt_guidelines(connection, other)
        assert adopt_guidelines(connection, other, accept_change=True).ids == ("fire",)
        assert label_scheme(connection).ids == ("fire",)


def test_a_newer_corpus_is_refused(tmp_path: Path) -> None:
    """A corpus file of a later schema says which, and how to upgrade."""
    path = tmp_path / "corpus.db"
    open_corpus(str(path), create=True).close()
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()

    with pytest.raises(CorpusTooNew, match=f"schema 9999, this one knows {HEAD}.*upgrade Dateline"):
        open_corpus(str(path))


@pytest.mark.parametrize("encoding", ["SQL_ASCII", "LATIN1"])
def test_a_database_that_cannot_hold_every_text_is_refused(
    new_database: Callable[..., str], encoding: str
) -> None:
    """A server set up without a locale makes such databases; the line says how to make another."""
    address = new_database(encoding=encoding)
    with pytest.raises(StoreError, match=f"keeps texts as {encoding}, and a corpus needs UTF8"):
        open_corpus(address, create=True)


def test_a_database_that_was_started_anew_is_not_noticed(
    new_database: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A connection that was cut while nobody asked is replaced before it is used."""
    import psycopg

    monkeypatch.setattr(store_corpus, "ASKED_ANEW_SECONDS", 0)
    address = new_database()
    with open_corpus(address, create=True) as corpus:
        with corpus.write() as connection:
            set_setting(connection, "kept", 1)
        with psycopg.connect(address, autocommit=True) as other:
            cut = (
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            assert other.execute(cut).rowcount == 1
        with corpus.read() as connection:
            assert get_setting(connection, "kept") == 1


def test_what_is_no_corpus_is_said_plainly(tmp_path: Path) -> None:
    """A missing file, a folder, another file, an empty database and a strange address are named."""
    text = tmp_path / "notes.txt"
    text.write_text("not a database, but long enough to be asked " * 40, encoding="utf-8")
    empty = tmp_path / "empty.db"
    empty.touch()
    with pytest.raises(CorpusMissing, match="there is no corpus at"):
        open_corpus(str(tmp_path / "none.db"))
    with pytest.raises(CorpusMissing, match="holds no corpus"):
        open_corpus(str(empty))
    with pytest.raises(CorpusMissing, match="folder"):
        open_corpus(str(tmp_path / "no" / "corpus.db"), create=True)
    with pytest.raises(StoreError, match="is a folder"):
        open_corpus(str(tmp_path))
    with pytest.raises(StoreError, match="is not a Dateline corpus"):
        open_corpus(str(text))
    with pytest.raises(StoreError, match="cannot live in 'mysql'"):
        open_corpus("mysql://host/name")


def test_a_corpus_made_for_a_step_that_failed_is_taken_away(tmp_path: Path) -> None:
    """Nothing is left of a corpus that held no article when its first step failed."""
    path = tmp_path / "corpus.db"
    with pytest.raises(RuntimeError), open_corpus(str(path), create=True):
        raise RuntimeError

    assert list(tmp_path.iterdir()) == []
