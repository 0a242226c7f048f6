"""A corpus that an earlier Dateline wrote, opened by this one."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from dateline.corpus.comparison import compare_new
from dateline.corpus.formats.dateline import export_dateline
from dateline.corpus.ingest import ingest
from dateline.corpus.nouns import Article
from dateline.corpus.provenance import provenance
from dateline.corpus.steps import adjudicate, split
from dateline.corpus.store import corpus as opening
from dateline.corpus.store import open_corpus
from dateline.corpus.store.articles import NewArticle, add_article, get_split, iter_articles
from dateline.corpus.transfer import import_corpus

SAMPLE = Path(__file__).parents[3] / "corpus" / "sample"


def tables(file: sqlite3.Connection) -> dict[str, list[str]]:
    """Return the names of the tables of a corpus file, each with its columns."""
    names = file.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    return {
        name: [column[1] for column in file.execute(f'PRAGMA table_info("{name}")')]
        for (name,) in names
        if name != "alembic_version"
    }


def written(path: Path, folder: Path) -> dict[str, bytes]:
    """Return what the export of a corpus says, but for where its articles were found."""
    with open_corpus(str(path)) as corpus:
        export_dateline(corpus, folder)
    return {file.name: file.read_bytes() for file in folder.iterdir() if file.stem != "provenance"}


@pytest.fixture
def earlier(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """A corpus as schema 0002 held it, and the same corpus made by this Dateline.

    It has the sample's articles, judgments, rulings, a copy of an article, and a frozen split.
    """
    old, new = tmp_path / "old.db", tmp_path / "new.db"
    with open_corpus(str(new), create=True) as corpus:
        for name in ("articles", "judgments"):
            import_corpus(corpus, SAMPLE / f"{name}.jsonl", "dateline")
        first = json.loads((SAMPLE / "articles.jsonl").read_text("utf-8").splitlines()[0])
        with corpus.write() as connection:
            add_article(connection, NewArticle(Article("copy", "", first["text"]), (), "given"))
        adjudicate(corpus, "majority")
        split(corpus)
    with monkeypatch.context() as patch:
        patch.setattr(opening, "HEAD", "0002")
        open_corpus(str(old), create=True).close()
    with closing(sqlite3.connect(old)) as file:
        file.execute("ATTACH DATABASE ? AS new", (str(new),))
        with file:
            for table, columns in tables(file).items():
                names = ", ".join(f'"{column}"' for column in columns)
                file.execute(f'DELETE FROM main."{table}"')  # noqa: S608
                file.execute(f'INSERT INTO main."{table}" SELECT {names} FROM new."{table}"')  # noqa: S608
    return old, new


def test_an_upgrade_keeps_every_row(earlier: tuple[Path, Path], tmp_path: Path) -> None:
    """Each row of each table stays as it was, and so does what an export says."""
    old, new = earlier
    with closing(sqlite3.connect(old)) as file:
        columns = tables(file)
        before = {table: sorted(file.execute(f'SELECT * FROM "{table}"')) for table in columns}  # noqa: S608
    open_corpus(str(old)).close()
    with closing(sqlite3.connect(old)) as file:
        assert file.execute("SELECT version_num FROM alembic_version").fetchone() == (opening.HEAD,)
        for table, rows in before.items():
            names = ", ".join(f'"{column}"' for column in columns[table])
            assert sorted(file.execute(f'SELECT {names} FROM "{table}"')) == rows  # noqa: S608
        assert file.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert file.execute("PRAGMA foreign_key_check").fetchall() == []

    assert {"judgments", "rulings", "articles", "sentences"} <= {t for t in before if before[t]}
    assert written(old, tmp_path / "a") == written(new, tmp_path / "b")


def test_an_upgraded_corpus_goes_on(earlier: tuple[Path, Path], tmp_path: Path) -> None:
    """New pages go in, copies are found, the split stays frozen and says where it knows no origin."""
    old, _ = earlier
    (tmp_path / "new.html").write_text(
        "<h1>Ferry runs again</h1><p>The ferry of Tarn ran again on Monday, its captain said.</p>"
        "<p>Forty people crossed the bay in the first hour, and nobody had to pay.</p>",
        encoding="utf-8",
    )
    with open_corpus(str(old)) as corpus:
        with corpus.read() as connection:
            frozen = get_split(connection)
            known = [held.article.id for held in iter_articles(connection)]
        assert ingest(corpus, [str(tmp_path / "new.html")], rejects=tmp_path / "rejects").added == 1
        found = compare_new(corpus)
        again = split(corpus)
        assert provenance(corpus, known[0]).findings == ()

    assert frozen is not None
    assert ("copy", known[0]) in {(link.a, link.b) for link in found.links} | {
        (link.b, link.a) for link in found.links
    }
    assert {name: again.split.parts[name] for name in known} == dict(frozen.parts)
    assert len(again.split.parts) == len(known) + 1
