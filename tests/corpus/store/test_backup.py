"""Backups while people work, restored elsewhere."""

from __future__ import annotations

import json
import shutil
import sqlite3
import stat
import subprocess
import threading
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager, closing
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from dateline.corpus.corpus_check import check_corpus
from dateline.corpus.errors import CorpusTooNew, OutputError, SourceError, StoreError
from dateline.corpus.nouns import Judgment
from dateline.corpus.steps import adjudicate, split
from dateline.corpus.store import corpus as opening
from dateline.corpus.store import open_corpus, schema
from dateline.corpus.store.articles import iter_articles
from dateline.corpus.store.backup import back_up, restore
from dateline.corpus.store.judgments import add_judgments
from dateline.corpus.transfer import import_corpus

SAMPLE = Path(__file__).parents[3] / "corpus" / "sample"
KINDS = ("sqlite", "postgresql")
Room = Callable[[int], AbstractContextManager[None]]


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of the sample: articles, judgments, rulings, a split. Not to be changed or opened."""
    folder = tmp_path_factory.mktemp("backup")
    with open_corpus(str(folder / "corpus.db"), create=True) as corpus:
        for name in ("articles", "judgments"):
            import_corpus(corpus, SAMPLE / f"{name}.jsonl", "dateline")
        adjudicate(corpus, "majority")
        split(corpus)
        back_up(corpus, folder / "sample.db")
    return folder / "sample.db"


@pytest.fixture
def place(tmp_path: Path, request: pytest.FixtureRequest) -> Callable[[str], str]:
    """A maker of addresses where no corpus is yet, in either database."""

    def make(kind: str) -> str:
        if kind == "sqlite":
            return str(tmp_path / f"{uuid.uuid4().hex}.db")
        return str(request.getfixturevalue("new_database")())

    return make


def rows(address: str) -> dict[str, list[Any]]:
    """Return every row of every table."""
    with open_corpus(address) as corpus, corpus.read() as connection:
        return {
            table.name: sorted(map(repr, connection.execute(sa.select(table))))
            for table in schema.metadata.sorted_tables
        }


@pytest.mark.parametrize("first", KINDS)
@pytest.mark.parametrize("second", KINDS)
def test_every_row_comes_back_in_either_database(
    first: str, second: str, sample: Path, place: Callable[[str], str], tmp_path: Path
) -> None:
    """A backup of one database, restored to the other, holds each row as it was, and goes on."""
    one, two = place(first), place(second)
    restore(sample, one)
    with open_corpus(one) as corpus:
        back_up(corpus, tmp_path / "again.db")
    held = restore(tmp_path / "again.db", two)

    assert held.articles > 10
    assert held.judgments > 100
    assert rows(one) == rows(two) == rows(str(shutil.copy(sample, tmp_path)))
    with open_corpus(two) as corpus:
        assert {outcome.state for outcome in check_corpus(corpus)} == {"kept"}
        with corpus.write() as connection:
            ref = next(iter_articles(connection)).sentences[0].ref
            add_judgments(connection, [Judgment("new", ref, "somebody new", frozenset())])


@pytest.mark.parametrize("kind", KINDS)
def test_a_backup_under_load_holds_what_was_acknowledged(
    kind: str, sample: Path, place: Callable[[str], str], tmp_path: Path
) -> None:
    """While three people save, a backup has all that was saved before it began, and is sound."""
    address = place(kind)
    restore(sample, address)
    acknowledged: list[str] = []
    stop = threading.Event()

    def work(name: str) -> None:
        with open_corpus(address) as corpus:
            with corpus.read() as connection:
                refs = [
                    each.ref for stored in iter_articles(connection) for each in stored.sentences
                ]
            for number, ref in enumerate(refs * 50):
                if stop.is_set():
                    return
                made = Judgment(f"{name} {number}", ref, name, frozenset(), skipped=True)
                with corpus.write() as connection:
                    add_judgments(connection, [made])
                acknowledged.append(made.id)

    threads = [threading.Thread(target=work, args=(f"person {n}",)) for n in range(3)]
    for thread in threads:
        thread.start()
    try:
        with open_corpus(address) as corpus:
            for number in range(3):
                while len(acknowledged) < 20 * (number + 1):
                    assert any(thread.is_alive() for thread in threads)
                before = set(acknowledged)
                back_up(corpus, tmp_path / f"backup-{number}.db")
                elsewhere = place("sqlite")
                restore(tmp_path / f"backup-{number}.db", elsewhere)
                with open_corpus(elsewhere) as restored, restored.read() as connection:
                    held = set(connection.scalars(sa.select(schema.judgments.c.id)))
                    assert before <= held
                with open_corpus(elsewhere) as restored:
                    assert "broken" not in {each.state for each in check_corpus(restored)}
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def test_a_backup_is_one_private_file(sample: Path, tmp_path: Path) -> None:
    """Only its owner may read it, nothing stands beside it, and so are corpora that are made of it."""
    restore(sample, str(tmp_path / "corpus.db"))
    with open_corpus(str(tmp_path / "corpus.db")) as corpus:
        back_up(corpus, tmp_path / "backup.db")
    open_corpus(str(tmp_path / "fresh.db"), create=True).close()

    names = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    assert names == dict.fromkeys(("corpus.db", "backup.db", "fresh.db"), 0o600)


def test_nothing_is_overwritten(sample: Path, tmp_path: Path, new_database: Any) -> None:
    """A corpus that is there stays as it is, in a file and in a database."""
    for address in (str(tmp_path / "corpus.db"), new_database()):
        restore(sample, address)
        with pytest.raises(StoreError, match="not overwritten"):
            restore(sample, address)
        assert len(rows(address)["articles"]) > 10
    with (
        open_corpus(str(tmp_path / "corpus.db")) as corpus,
        pytest.raises(OutputError, match="the corpus itself"),
    ):
        back_up(corpus, tmp_path / "corpus.db")


def test_what_is_no_sound_backup_is_refused(sample: Path, tmp_path: Path) -> None:
    """A text, a torn file, another program's database and a newer schema leave nothing behind."""
    (tmp_path / "text.db").write_text("no database " * 100)
    (tmp_path / "torn.db").write_bytes(sample.read_bytes()[:50_000])
    with closing(sqlite3.connect(tmp_path / "other.db")) as other, other:
        other.execute("CREATE TABLE a (b)")
    (tmp_path / "newer.db").write_bytes(sample.read_bytes())
    with closing(sqlite3.connect(tmp_path / "newer.db")) as newer, newer:
        newer.execute("UPDATE alembic_version SET version_num = '9999'")
    before = sorted(tmp_path.iterdir())
    for name, error in (
        ("text.db", SourceError),
        ("torn.db", SourceError),
        ("other.db", SourceError),
        ("missing.db", SourceError),
        ("newer.db", CorpusTooNew),
    ):
        with pytest.raises(error, match=name):
            restore(tmp_path / name, str(tmp_path / "corpus.db"))
        assert sorted(tmp_path.iterdir()) == before


@pytest.mark.parametrize("page", [20, 30, 40, 50])
def test_damage_is_seen_before_a_backup_is_needed(sample: Path, tmp_path: Path, page: int) -> None:
    """A corpus with a page of zeros is called damaged by check, and no backup is made of it."""
    raw = bytearray(sample.read_bytes())
    raw[4096 * page : 4096 * (page + 1)] = bytes(4096)
    (tmp_path / "corpus.db").write_bytes(raw)
    before = sorted(tmp_path.iterdir())
    with open_corpus(str(tmp_path / "corpus.db")) as corpus:
        whole = next(one for one in check_corpus(corpus) if one.rule == "the-file-is-whole")
        assert whole.state == "broken"
        with pytest.raises(StoreError, match="damaged"):
            back_up(corpus, tmp_path / "backup.db")
    assert sorted(tmp_path.iterdir()) == before


def test_a_backup_replaces_nothing_but_an_earlier_one(sample: Path, tmp_path: Path) -> None:
    """Neither another corpus, nor a file of something else."""
    restore(sample, str(tmp_path / "corpus.db"))
    with open_corpus(str(tmp_path / "another.db"), create=True) as another:
        (tmp_path / "a.jsonl").write_text('{"id": "a", "text": "Rain fell."}')
        import_corpus(another, tmp_path / "a.jsonl", "dateline")
    (tmp_path / "notes.txt").write_text("notes")
    with open_corpus(str(tmp_path / "corpus.db")) as corpus:
        for name in ("another.db", "notes.txt"):
            kept = (tmp_path / name).read_bytes()
            with pytest.raises(OutputError, match="no backup of this corpus"):
                back_up(corpus, tmp_path / name)
            assert (tmp_path / name).read_bytes() == kept
        assert back_up(corpus, tmp_path / "b.db") == back_up(corpus, tmp_path / "b.db")


def test_a_failed_restore_leaves_the_database_empty(
    sample: Path, tmp_path: Path, new_database: Any
) -> None:
    """Where rows speak of others that are not there nothing is taken in; the database can be used."""
    (tmp_path / "bad.db").write_bytes(sample.read_bytes())
    with closing(sqlite3.connect(tmp_path / "bad.db")) as bad, bad:
        bad.execute(
            "UPDATE rulings SET sentence = 99999999 WHERE seq = (SELECT max(seq) FROM rulings)"
        )
    address = new_database()
    with pytest.raises(SourceError, match="damaged"):
        restore(tmp_path / "bad.db", address)
    restore(sample, address)


def test_before_a_migration_a_copy_is_left(
    nowhere: str, sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An older corpus is brought up to date, and beside it lies a backup of how it was."""
    monkeypatch.chdir(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(opening, "HEAD", "0003")
        open_corpus(nowhere, create=True).close()
    with open_corpus(nowhere) as corpus, corpus.write() as connection:
        connection.execute(sa.insert(schema.info).values(key="a", value="1"))
    (copy,) = tmp_path.glob("*.schema-0003.db")

    with closing(sqlite3.connect(copy)) as file:
        assert file.execute("SELECT version_num FROM alembic_version").fetchone() == ("0003",)
    held = restore(copy, str(tmp_path / "back.db"))
    assert held.articles == 0
    open_corpus(nowhere).close()
    assert len(list(tmp_path.glob("*.schema-*"))) == 1, "and none where there is nothing to do"


def test_the_commands_tell_what_they_did(
    dateline: Callable[..., subprocess.CompletedProcess[str]], sample: Path, tmp_path: Path
) -> None:
    """`backup` and `restore` count what they wrote, as text and as JSON, and say what is wrong."""
    said = json.loads(dateline("restore", sample, "--json").stdout)
    assert said["corpus"] == "corpus.db"
    told = json.loads(dateline("backup", "-o", "b.db", "--json").stdout)

    assert told["judgments"] == said["judgments"] > 0
    assert told["bytes"] == (tmp_path / "b.db").stat().st_size
    assert f"b.db: {said['articles']} articles" in dateline("backup", "-o", "b.db").stdout
    assert "not overwritten" in dateline("restore", sample, status=1).stderr
    assert (
        "there is no corpus"
        in dateline("backup", "-o", "c.db", "--corpus", "nowhere.db", status=1).stderr
    )


def test_a_disk_without_room_is_said_of_the_file_that_needs_it(
    sample: Path, tmp_path: Path, room: Room
) -> None:
    """A backup or a restored corpus that does not fit is named, and nothing of it is left behind."""
    restore(sample, str(tmp_path / "corpus.db"))
    before = sorted(tmp_path.iterdir())

    with (
        open_corpus(str(tmp_path / "corpus.db")) as corpus,
        room(200_000),
        pytest.raises(OutputError, match=r"backup\.db cannot be written"),
    ):
        back_up(corpus, tmp_path / "backup.db")
    with room(200_000), pytest.raises(OutputError, match=r"restored\.db cannot be written"):
        restore(sample, str(tmp_path / "restored.db"))

    assert sorted(tmp_path.iterdir()) == before


def test_a_backup_takes_the_place_of_no_corpus_in_use(sample: Path, tmp_path: Path) -> None:
    """SQLite would mix what another corpus has not put into its file yet with the backup."""
    for name in ("corpus.db", "other.db"):
        restore(sample, str(tmp_path / name))
    with open_corpus(str(tmp_path / "corpus.db")) as corpus:
        with open_corpus(str(tmp_path / "other.db")) as other:
            with other.write() as connection:
                ref = next(iter_articles(connection)).sentences[0].ref
                add_judgments(connection, [Judgment("new", ref, "ana", frozenset())])
            with pytest.raises(OutputError, match="in use"):
                back_up(corpus, tmp_path / "other.db")
        assert "'new'" in str(rows(str(tmp_path / "other.db"))["judgments"])
        back_up(corpus, tmp_path / "other.db")
    assert "'new'" not in str(rows(str(tmp_path / "other.db"))["judgments"])
