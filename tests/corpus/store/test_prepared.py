"""Statements that are sent to the databases as text."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from dateline.corpus.errors import StoreError
from dateline.corpus.store import open_corpus, schema
from dateline.corpus.store.prepared import Prepared

from .room import Room, article

_said, _annotators = schema.judgments.c, schema.annotators.c
_me = sa.bindparam("me", type_=sa.Integer)
QUESTIONS: tuple[sa.Select[Any], ...] = (
    sa.select(schema.judgments).where(_said.annotator == _me).order_by(_said.seq),
    sa.select(schema.judgments).where(_said.annotator > _me),
    sa.select(schema.accounts, schema.accounts.c.password.is_(None).label("no_password")).where(
        schema.accounts.c.annotator == _me
    ),
    sa.select(sa.func.count(), _said.skipped)
    .where(_said.annotator == _me, sa.or_(_said.unsure, _said.comment == "because"))
    .group_by(_said.skipped),
)


def test_a_prepared_statement_gives_what_the_statement_gives(address: str) -> None:
    """Rows, names and types are those that SQLAlchemy gives, in both databases."""
    with open_corpus(address, create=True) as corpus:
        room = Room(corpus)
        room.bring(article("a1"))
        ana = room.person("ana", opt_out=("torture",))
        first, second, third = (each.sentence.ref for each in room.take(ana).sentences)
        room.judge(ana, first, "attack", "testimony", comment="because")
        room.judge(ana, second, skipped=True, extra={"withdrawn": True})
        room.judge(ana, third, unsure=True, seconds=None)
        with corpus.read() as connection:
            for question in QUESTIONS:
                prepared, asked = Prepared(question), {"me": ana.seq}
                rows = connection.execute(question, asked).all()
                found = prepared.all(connection, asked)
                assert [tuple(row) for row in found] == [tuple(row) for row in rows]
                assert [list(map(type, row)) for row in found] == [
                    list(map(type, row)) for row in rows
                ]
                for name in ("id", "labels", "skipped", "preferences", "no_password"):
                    if rows and name in rows[0]._fields:
                        assert [getattr(row, name) for row in found] == [
                            getattr(row, name) for row in rows
                        ]
                first_row = prepared.one(connection, asked)
                assert (first_row and tuple(first_row)) == (rows[0] if rows else None)
                assert prepared.scalar(connection, asked) == (rows[0][0] if rows else None)


def test_a_prepared_change_says_how_many_rows_it_changed(address: str) -> None:
    """It writes JSON and null as the columns hold them, and is undone on an error."""
    insert = Prepared(
        sa.insert(schema.rulings), ("sentence", "labels", "decided_by", "judges", "extra")
    )
    change = Prepared(
        sa.update(schema.rulings)
        .where(schema.rulings.c.decided_by == sa.bindparam("who"))
        .values(labels=sa.bindparam("now_labels", type_=sa.JSON))
    )
    row = {"labels": ["attack"], "decided_by": "ana", "judges": [], "extra": None}
    with open_corpus(address, create=True) as corpus:
        room = Room(corpus)
        room.bring(article("a1"))
        with corpus.write() as connection:
            for sentence in (1, 2):
                insert.run(connection, row | {"sentence": sentence})
            assert change.run(connection, {"who": "ana", "now_labels": ["tèst"]}) == 2
            assert change.run(connection, {"who": "ben", "now_labels": []}) == 0
        with pytest.raises(RuntimeError), corpus.write() as connection:
            insert.run(connection, row | {"sentence": 3})
            raise RuntimeError
        held = [(each.sentence, each.labels, each.extra) for each in room.rows(schema.rulings)]
        assert held == [(1, ["tèst"], None), (2, ["tèst"], None)]


def test_a_connection_serves_again_only_where_it_served_well(address: str) -> None:
    """What goes wrong in one transaction is not seen by the next, and reading sees one state."""
    with open_corpus(address, create=True) as corpus:
        people = Prepared(sa.select(_annotators.id).where(_annotators.seq > _me))
        room = Room(corpus)
        for error in (RuntimeError, KeyboardInterrupt):
            with pytest.raises(error), corpus.write() as connection:
                connection.execute(sa.insert(schema.annotators).values(id="x", role="annotator"))
                raise error
        with corpus.read() as connection:
            assert people.all(connection, {"me": 0}) == []
            room.person("ana")
            assert people.all(connection, {"me": 0}) == []
        with corpus.read() as connection:
            assert [row.id for row in people.all(connection, {"me": 0})] == ["ana"]


@pytest.mark.parametrize("address", ["postgresql"], indirect=True)
def test_postgresql_parses_a_statement_once(address: str) -> None:
    """However many transactions run it, to read or to write, it stays prepared."""
    people = Prepared(sa.select(_annotators.id).where(_annotators.seq > _me))
    with open_corpus(address, create=True) as corpus:
        for opened in (corpus.read, corpus.write) * 10:
            with opened() as connection:
                people.all(connection, {"me": 0})
        with corpus.read() as connection:
            kept = "SELECT sum(generic_plans + custom_plans) FROM pg_prepared_statements"
            assert connection.scalar(sa.text(kept)) > 10


@pytest.mark.parametrize("address", ["postgresql"], indirect=True)
def test_postgresql_plans_anew_as_tables_grow(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A statement that was planned when a table was empty does not read all of it once it is long."""
    mine = Prepared(sa.select(_annotators.id).where(_annotators.id == sa.bindparam("name")))
    many = [{"id": f"person {number:05}", "role": "annotator"} for number in range(5000)]
    shown = sa.text("SELECT name FROM pg_prepared_statements WHERE statement LIKE '%WHERE%'")
    with open_corpus(address, create=True) as corpus:
        with corpus.write() as connection:
            connection.execute(sa.text("ANALYZE"))

        def plan() -> str:
            with corpus.read() as connection:
                for _ in range(12):  # first it makes a plan each time, then one for good
                    mine.one(connection, {"name": "person 00001"})
                name = connection.scalar(shown)
                rows = connection.execute(sa.text(f"EXPLAIN EXECUTE {name}('person 00001')"))
                return "\n".join(rows.scalars())

        assert "Seq Scan" in plan()
        with corpus.write() as connection:
            connection.execute(sa.insert(schema.annotators), many)
        assert "Seq Scan" in plan()
        monkeypatch.setattr("dateline.corpus.store.corpus.PLANS_SECONDS", 0)
        assert "Index" in plan()


@pytest.mark.parametrize("address", ["postgresql"], indirect=True)
def test_a_database_that_was_away_is_used_again(address: str) -> None:
    """Whoever asks first after its connections were cut is told so; whoever asks next is answered."""
    people = Prepared(sa.select(_annotators.id))
    cut = sa.text(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    with open_corpus(address, create=True) as corpus, open_corpus(address) as other:
        with corpus.read() as first, corpus.read() as second:
            assert people.all(first, {}) == people.all(second, {}) == []
        with other.read() as connection:
            connection.execute(cut)
        with pytest.raises(StoreError, match="cannot be used"), corpus.read() as connection:
            people.all(connection, {})
        with corpus.read() as first, corpus.write() as second:
            assert people.all(first, {}) == people.all(second, {}) == []
