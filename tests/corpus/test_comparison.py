"""Comparing what is new in a corpus, and what of it is stored."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
import sqlalchemy as sa

from dateline.corpus.comparison import compare, compare_new
from dateline.corpus.differences import compare_texts
from dateline.corpus.duplicates import find_duplicates, near_copies, shingles
from dateline.corpus.nouns import Article, Split
from dateline.corpus.store import Corpus, fingerprints, open_corpus, schema
from dateline.corpus.store.articles import NewArticle, add_article, iter_articles, set_split


def story(seed: int, words: int = 120) -> list[str]:
    generator = random.Random(seed)
    return [f"w{generator.randrange(5000)}" for _ in range(words)]


def version(seed: int, start: int, words: int) -> str:
    return " ".join([*story(seed)[start:], *story(100 * seed + start + 7, words)])


TEXTS = {
    "b": " ".join(story(1)),
    "e": " ".join(story(1)).upper(),
    "c": version(1, 0, 12),
    "d": version(1, 40, 60),
    "x": " ".join(story(2)),
    "f": version(1, 10, 30),
    "a": " ".join(story(1)),
    "y": "***",
}


@pytest.fixture
def corpus(address: str) -> Iterator[Corpus]:
    """A new corpus, in each of the two databases."""
    with open_corpus(address, create=True) as opened:
        yield opened


def add(corpus: Corpus, texts: Mapping[str, str]) -> None:
    with corpus.write() as connection:
        for name, text in texts.items():
            add_article(connection, NewArticle(Article(name, "", text), (), "given"))


def clusters_of(corpus: Corpus) -> dict[str, str | None]:
    with corpus.read() as connection:
        return {held.article.id: held.article.cluster for held in iter_articles(connection)}


@pytest.mark.parametrize("size", [1, 3, 8])
def test_batches_give_what_all_at_once_gives(corpus: Corpus, size: int) -> None:
    """Whatever the batches, the copies are those of all articles, and they are stored so."""
    names = list(TEXTS)
    for start in range(0, len(names), size):
        add(corpus, {name: TEXTS[name] for name in names[start : start + size]})
        found = compare_new(corpus)
    assert found == find_duplicates(TEXTS.items())
    assert {link.kind for link in found.links} == {"exact", "format", "contains", "rewrite"}
    with corpus.read() as connection:
        assert fingerprints.get_links(connection) == found.links
    assert clusters_of(corpus) == dict(found.clusters)


def test_no_article_is_read_twice(corpus: Corpus) -> None:
    """A text that has its fingerprint is not looked at again."""
    add(corpus, {"a": TEXTS["a"]})
    compare_new(corpus)
    with corpus.write() as connection:
        connection.execute(sa.update(schema.articles).values(text="none the wiser"))
    add(corpus, {"b": TEXTS["b"]})
    assert [link.kind for link in compare_new(corpus).links] == ["exact"]


def test_nothing_new_writes_nothing(corpus: Corpus) -> None:
    """A second comparison finds the same and leaves the stored rows as they are."""
    add(corpus, TEXTS)
    found = compare_new(corpus)
    with corpus.write() as connection:
        connection.execute(sa.update(schema.links).values(score=0.5))
        assert {link.score for link in compare(connection).links} == {0.5}
    assert compare_new(corpus).clusters == found.clusters


def test_a_comparison_that_was_stopped_goes_on(corpus: Corpus) -> None:
    """Fingerprints without links, as a stopped run leaves them, are compared by the next."""
    add(corpus, TEXTS)
    compare_new(corpus)
    with corpus.write() as connection:
        connection.execute(sa.delete(schema.links))
        connection.execute(sa.update(schema.fingerprints).values(linked=False))
    assert compare_new(corpus) == find_duplicates(TEXTS.items())


def test_fingerprints_of_other_rules_are_made_anew(
    corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fingerprints that another version made are not compared with new ones."""
    monkeypatch.setattr(shingles, "RULES", "of yore")
    add(corpus, TEXTS)
    compare_new(corpus)
    with corpus.write() as connection:
        connection.execute(sa.update(schema.fingerprints).values(words=b"", shingles=b""))
    monkeypatch.undo()
    assert compare_new(corpus) == find_duplicates(TEXTS.items())


def test_links_of_other_rules_are_made_anew(
    corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Links that another version made are not kept beside new ones, and no text is read for it."""
    monkeypatch.setattr(near_copies, "RULES", "of yore")
    add(corpus, TEXTS)
    compare_new(corpus)
    with corpus.write() as connection:
        connection.execute(sa.delete(schema.links))
        connection.execute(sa.update(schema.articles).values(text="none the wiser"))
    monkeypatch.undo()
    assert compare_new(corpus) == find_duplicates(TEXTS.items())


def test_a_frozen_split_keeps_its_clusters(corpus: Corpus) -> None:
    """The clusters of the articles are left to the split, once there is one."""
    add(corpus, {"a": TEXTS["a"], "x": TEXTS["x"]})
    compare_new(corpus)
    with corpus.write() as connection:
        set_split(connection, Split({"a": "train", "x": "test"}, seed=0, test=0.5, validation=0))
    add(corpus, {"A": TEXTS["a"]})
    assert compare_new(corpus).clusters["a"] == "A"
    assert clusters_of(corpus) == {"a": "a", "x": "x", "A": None}


def test_the_two_versions_of_a_wire_story_are_one_cluster(shared_data: Path) -> None:
    """Of the labelled articles the two versions of one story find each other, at about a half."""
    with (shared_data / "wire" / "articles.jsonl").open(encoding="utf-8") as lines:
        articles = [(row["id"], row["text"]) for row in map(json.loads, lines)]
    links = {link[:3]: link.score for link in find_duplicates(articles).links}
    assert links["a007", "a008", "rewrite"] == pytest.approx(0.51, abs=0.05)


def jsonl(folder: Path, texts: Mapping[str, str]) -> Path:
    path = folder / "articles.jsonl"
    rows = ({"id": name, "title": f"About <{name}>", "text": text} for name, text in texts.items())
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def test_the_command_lists_and_draws_the_copies(
    dateline: Callable[..., object], tmp_path: Path
) -> None:
    """`duplicates` shows the clusters as a table, as JSON, by kind, and as a page without script."""
    texts = {
        **TEXTS,
        "d": f"The <b>mayor</b> & Co. spoke. {TEXTS['d']}",
        "m": "Nobody came to the old harbour of Veldor on that cold grey morning in May.",
        "n": "Nobody came to the old harbour of Veldor on that cold grey morning in June.",
    }
    dateline("ingest", jsonl(tmp_path, texts))
    said = dateline("duplicates", "-o", "copies.html")
    assert "6 of 10 articles are copies of another" in said.stdout
    assert "1 exact, 1 format" in said.stdout
    done = json.loads(dateline("duplicates", "--json").stdout)
    assert done["copies"] == 6
    (harbour,) = (one for one in done["clusters"] if one["cluster"] == "m")
    assert harbour["articles"][0] == {
        "id": "m",
        "title": "About <m>",
        "source": None,
        "published": None,
    }
    exact = json.loads(dateline("duplicates", "--kind", "exact", "--json").stdout)
    assert [one["kinds"] for one in exact["clusters"]] == [{"exact": 1}]
    page = (tmp_path / "copies.html").read_text(encoding="utf-8")
    assert "<script" not in page
    assert "<b>mayor" not in page
    assert "<mark>May</mark>." in page
    assert "<mark>June</mark>." in page
    assert "http" not in page.replace('http-equiv="Content-Security-Policy"', "")


def test_the_command_has_nothing_to_show(dateline: Callable[..., object], tmp_path: Path) -> None:
    """A corpus without copies is said to have none; the page says so too."""
    dateline("ingest", jsonl(tmp_path, {"a": TEXTS["a"], "x": TEXTS["x"]}))
    assert "0 of 2 articles" in dateline("duplicates", "-o", "copies.html").stdout
    assert "nothing to show" in (tmp_path / "copies.html").read_text(encoding="utf-8")
    dateline("duplicates", "--corpus", "not-there.db", status=1)
    dateline("duplicates", "-o", tmp_path / "copies.html" / "x.html", status=1)


def test_sentences_stand_beside_their_like() -> None:
    """Sentences are paired in order; what differs within a pair is marked, no chance word is not."""
    rows = compare_texts(
        "The mayor spoke on Monday. It rained. Nobody was hurt in the fire.",
        "The mayor spoke on Tuesday evening. Nobody was badly hurt in the fire. A dog barked.",
    )
    told = [
        tuple(
            "".join(f"[{piece.text.strip()}]" if piece.differs else piece.text for piece in side)
            for side in row
        )
        for row in rows
    ]
    assert told == [
        ("The mayor spoke on [Monday].", "The mayor spoke on [Tuesday evening]."),
        ("[It rained.]", ""),
        ("Nobody was hurt in the fire.", "Nobody was [badly]hurt in the fire."),
        ("", "[A dog barked.]"),
    ]
