"""Saving judgments: each counts once, none is lost, and none is one too many."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from dateline.corpus.nouns import SentenceRef, Split, Suggestion
from dateline.corpus.store import open_corpus, schema
from dateline.corpus.store.articles import set_split
from dateline.corpus.store.reveals import is_withheld
from dateline.corpus.store.rulings import mark_adjudicated
from dateline.corpus.store.saving import Sent
from dateline.corpus.store.settings import label_scheme
from dateline.corpus.store.suggestions import add_suggestions

from .room import Room, article


@pytest.fixture
def room(address: str) -> Iterator[Room]:
    """Two articles of three sentences, one judgment wanted of each, in each of the two databases."""
    with open_corpus(address, create=True) as corpus:
        room = Room(corpus)
        room.settings = replace(room.settings, per_sentence=1)
        room.bring(article("a1"), article("a2"))
        yield room


def test_a_judgment_is_kept_as_it_was_made(room: Room) -> None:
    """With its marks, its time, and the label scheme in force."""
    ana = room.person("ana")
    first = room.take(ana).sentences[0].sentence.ref
    made = {"unsure": True, "comment": "Who?", "seconds": 3.5, "extra": {"group": "g"}}
    assert room.judge(ana, first, "statistic", "attack", **made).status == "saved"
    (row,) = room.rows(schema.judgments)
    with room.corpus.read() as connection:
        digest = label_scheme(connection).digest
    assert row.labels == ["attack", "statistic"]
    assert (row.unsure, row.skipped, row.comment, row.seconds) == (True, False, "Who?", 3.5)
    assert (row.guidelines, row.extra) == (digest, {"group": "g"})
    assert not row.suggestion_shown


def test_the_same_judgment_sent_again_is_known(room: Room) -> None:
    """Also in one batch, and also when more has been said since."""
    ana = room.person("ana")
    first = room.take(ana).sentences[0].sentence.ref
    made = room.judgment(ana, first, "attack")
    statuses = [saved.status for saved in room.send_all(ana, [Sent(made), Sent(made)])]
    assert statuses == ["saved", "known"]
    room.judge(ana, first, base=made.id)
    assert room.send(ana, made).status == "known"
    assert len(room.rows(schema.judgments)) == 2


def test_a_bad_judgment_refuses_only_itself(room: Room) -> None:
    """What is wrong is said, and the others of the batch are saved."""
    ana, ben = room.person("ana"), room.person("ben")
    first, second, _ = room.open_to(ana, room.take(ana).article.id)
    taken = room.judgment(ana, first)
    bad = [
        (room.judgment(ana, SentenceRef("a1", 1, 2)), "unknown_sentence", "no sentence [1, 2]"),
        (room.judgment(ana, SentenceRef("zz", 1, 2)), "unknown_sentence", "'zz'"),
        (room.judgment(ana, article("a2").sentences[0].ref), "no_turn", "not given to you"),
        (room.judgment(ana, first, "opinion"), "unknown_label", "allowed: attack, testimony"),
        (room.judgment(ana, first, "attack", skipped=True), "invalid", "has no labels"),
        (room.judgment(ana, first, comment="x" * 2001), "invalid", "2001 characters"),
        (room.judgment(ana, second, id=taken.id), "taken", "make a new one"),
    ]
    sent = [Sent(taken), *(Sent(judgment) for judgment, _, _ in bad)]
    sent.append(Sent(room.judgment(ana, second)))
    saved = room.send_all(ana, sent)
    assert [each.status for each in saved] == ["saved", *["refused"] * len(bad), "saved"]
    for each, (_, why, said) in zip(saved[1:-1], bad, strict=True):
        assert each.why == why
        assert said in (each.message or "")
    room.take(ben)
    assert room.send(ben, taken).why in ("taken", "no_turn")
    assert len(room.rows(schema.judgments)) == 2


def test_who_comes_back_late_is_let_in_where_there_is_room(room: Room) -> None:
    """Saving takes the article in hand again, as the last of those who hold it."""
    ana, ben = room.person("ana"), room.person("ben")
    first, second, third = room.open_to(ana, room.take(ana).article.id)
    room.later(11)
    assert room.judge(ana, first).status == "saved"
    assert room.turn(ana, "a1").state == "active"
    assert room.take(ben).article.id == "a2"
    room.later(11)
    assert room.next(ben, leaving="a2").article == "a1"
    late = room.judge(ana, second)
    assert (late.status, late.why) == ("set_aside", "full")
    assert room.judge(ana, first, "attack").status == "saved"
    assert room.judge(ben, second).status == "saved"
    assert room.judge(ben, third).status == "saved"
    assert max(room.answers().values()) == 1


def test_what_was_set_aside_is_taken_in_when_there_is_room_again(room: Room) -> None:
    """Once, in the order in which it was made, and never over what was said since."""
    ana, ben = room.person("ana"), room.person("ben")
    first, second, third = room.open_to(ana, room.take(ana).article.id)
    room.later(11)
    assert room.take(ben).article.id == "a1"
    assert room.judge(ana, second, "attack").status == "set_aside"
    room.later(1)
    kept = room.judgment(ana, second, "statistic")
    assert room.send(ana, kept).status == "set_aside"
    assert room.send(ana, kept).status == "set_aside"
    assert room.judge(ana, third, "attack").status == "set_aside"
    assert room.judge(ana, third, skipped=True).status == "saved"
    assert len(room.rows(schema.set_aside)) == 3
    assert room.next(ben, leaving="a1").article == "a2"
    room.later(11)
    view = room.take(ana)
    assert view.article.id == "a1"
    said = [each.judgment for each in view.sentences]
    assert said[0] is None
    assert said[1] is not None
    assert (said[1].id, said[1].labels) == (kept.id, ["statistic"])
    assert said[2] is not None
    assert said[2].skipped
    assert [row.sentence for row in room.rows(schema.set_aside)] == [3]
    assert room.send(ana, kept).status == "known"
    assert room.judge(ana, first).status == "saved"


def test_an_old_tab_does_not_overwrite_what_was_said_since(room: Room) -> None:
    """It is kept aside, unless it was made upon what counts, or later."""
    ana = room.person("ana")
    first = room.take(ana).sentences[0].sentence.ref
    old = room.judgment(ana, first, "attack")
    room.later(1)
    newer = room.judgment(ana, first, "statistic")
    assert room.send(ana, newer).status == "saved"
    saved = room.send(ana, old)
    assert (saved.status, saved.why) == ("set_aside", "overtaken")
    room.later(-5)
    earlier = room.judgment(ana, first, "testimony")
    assert room.send(ana, earlier, base=newer.id).status == "saved"
    room.later(9)
    assert room.judge(ana, first).status == "saved"
    assert [row.labels for row in room.rows(schema.judgments)] == [["statistic"], ["testimony"], []]


def test_taking_a_first_answer_back_opens_the_sentence_again(room: Room) -> None:
    """Undone is not answered; done again is an answer, where nobody else has given one."""
    ana, ben = room.person("ana"), room.person("ben")
    room.finish(ana)
    assert room.next(ana).article == "a2"
    first = article("a1").sentences[0].ref
    room.judge(ana, first, skipped=True, extra={"action": "undo", "withdrawn": True})
    assert room.turn(ana, "a1").state == "active"
    room.later(11)
    view = room.take(ben)
    assert [each.open for each in view.sentences] == [True, False, False]
    again = room.judge(ana, first, "attack", extra={"action": "redo"})
    assert again.why == "full"


def test_an_answer_to_a_done_article_can_be_changed(room: Room) -> None:
    """Which takes nothing in hand again; a skip does, for the sentence then waits."""
    ana = room.person("ana")
    room.finish(ana)
    room.next(ana)
    first, second, _ = (each.ref for each in article("a1").sentences)
    assert room.judge(ana, first, "attack").status == "saved"
    assert room.turn(ana, "a1").state == "done"
    assert room.judge(ana, second, skipped=True).status == "saved"
    assert room.turn(ana, "a1").state == "active"


def test_a_judgment_made_before_the_article_was_declined_still_counts(room: Room) -> None:
    """But does not bring the article back."""
    ana = room.person("ana")
    first = room.take(ana).sentences[0].sentence.ref
    late = room.judgment(ana, first)
    room.decline(ana, "a1")
    assert room.send(ana, late).status == "saved"
    assert room.turn(ana, "a1").state == "declined"
    assert room.next(ana).article == "a2"


def test_who_has_seen_the_disputes_cannot_answer_any_more(room: Room) -> None:
    """Their answers from before stand."""
    ana = room.person("ana")
    room.finish(ana)
    room.next(ana)
    with room.corpus.write() as connection:
        assert mark_adjudicated(connection, "ana", "a1", room.now)
    first = article("a1").sentences[0].ref
    assert room.judge(ana, first, "attack").why == "adjudicated"
    assert room.open_to(ana, "a1") == []


@pytest.fixture
def suggesting(room: Room) -> Room:
    """A model has something to say of each sentence; the first article is one to train on."""
    with room.corpus.write() as connection:
        refs = [each.ref for name in ("a1", "a2") for each in article(name).sentences]
        add_suggestions(
            connection, [Suggestion(ref, frozenset({"attack"}), {"attack": 0.9}) for ref in refs]
        )
        set_split(connection, Split({"a1": "train", "a2": "test"}, seed=0, test=0.5))
    room.settings = replace(room.settings, suggestions=True, withhold=0.0)
    return room


def test_a_suggestion_is_shown_after_the_first_answer_and_recorded(suggesting: Room) -> None:
    """Never before it; whatever is said later bears that it was shown."""
    room, ana = suggesting, suggesting.person("ana")
    view = room.take(ana)
    first, second, _ = (each.sentence.ref for each in view.sentences)
    assert all(each.suggestion is None for each in view.sentences)
    assert room.judge(ana, first, skipped=True).suggestion is None
    answer = room.judgment(ana, first)
    assert room.send(ana, answer).suggestion == ("attack",)
    assert room.send(ana, answer).suggestion == ("attack",)
    assert room.judge(ana, first, "attack").suggestion is None
    shown = [(row.suggestion_shown, row.extra) for row in room.rows(schema.judgments)]
    assert shown == [(False, None), (False, None), (True, {"suggestion": ["attack"]})]
    (reveal,) = room.rows(schema.reveals)
    assert (reveal.labels, reveal.judgment, reveal.created) == (["attack"], answer.id, room.now)
    seen = room.view(ana, "a1")
    assert seen is not None
    assert [each.suggestion for each in seen.sentences] == [("attack",), None, None]
    room.settings = replace(room.settings, suggestions=False)
    assert room.judge(ana, second).suggestion is None
    room.settings = replace(room.settings, suggestions=True)
    assert room.judge(ana, second, "attack").suggestion is None


def test_no_suggestion_is_shown_outside_train_or_where_it_is_withheld(suggesting: Room) -> None:
    """What the model will be tested on stays people's own."""
    room, ana, ben = suggesting, suggesting.person("ana"), suggesting.person("ben")
    room.settings = replace(room.settings, withhold=1.0)
    room.finish(ana)
    room.settings = replace(room.settings, withhold=0.0)
    assert room.finish(ben) == "a2"
    assert room.rows(schema.reveals) == []


def test_the_share_withheld_is_the_one_asked_for() -> None:
    """It is settled by the sentence alone, so it is the same for everybody and between two tries."""
    refs = [SentenceRef("a", number, number + 1) for number in range(4000)]
    for share in (0.0, 0.2, 1.0):
        withheld = [is_withheld(ref, share) for ref in refs]
        assert withheld == [is_withheld(ref, share) for ref in refs]
        assert abs(sum(withheld) / len(refs) - share) < 0.03


GROWS = re.compile(
    r"SCAN(?! CONSTANT| found| from_| queue USING INDEX ix_queue_returned)|ix_judgments_annotator"
)
"""what a plan must not have: a walk along a whole table, or along all that somebody ever judged"""


def test_saving_and_going_on_take_no_longer_as_judgments_accumulate(tmp_path: Path) -> None:
    """Every statement of theirs finds its few rows by an index."""
    with open_corpus(str(tmp_path / "corpus.db"), create=True) as corpus:
        room = Room(corpus)
        room.bring(*(article(f"a{number}") for number in range(4)))
        ana = room.person("ana")
        room.finish(ana)
        asked: list[str] = []
        with corpus.write() as connection:
            driver: Any = connection.connection.driver_connection
        driver.set_trace_callback(asked.append)
        room.finish(ana)
        room.later(20)
        name = room.finish(ana)
        room.judge(ana, room.open_to(ana, name)[0], skipped=True)
        room.renew(ana, name)
        driver.set_trace_callback(None)
        statements = {each for each in asked if each.startswith(("SELECT", "UPDATE"))}
        assert len(statements) > 20
        with corpus.read() as connection:
            for statement in statements:
                if statement.startswith("SELECT queue.article \nFROM queue\n LIMIT"):
                    continue  # whether there is any
                rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}")
                plan = [row[3] for row in rows]
                assert not [step for step in plan if GROWS.search(step)], (statement, plan)


def test_taking_an_answer_back_after_declining_opens_the_article_again(room: Room) -> None:
    """Whoever left an article for good and undoes an answer there leaves the sentence to others."""
    ana, ben = room.person("ana"), room.person("ben")
    room.next(ana)
    refs = room.open_to(ana, "a1")
    given = [room.judgment(ana, ref, "attack") for ref in refs]
    room.send_all(ana, [Sent(one) for one in given])
    assert room.decline(ana, "a1")
    assert room.next(ben).article == "a2"
    undone = room.judgment(ana, refs[0], skipped=True, extra={"withdrawn": True})
    assert room.send(ana, undone, given[0].id).status == "saved"
    room.judge_all(ben, "a2")
    assert room.next(ben, leaving="a2").article == "a1"
    assert room.open_to(ben, "a1") == refs[:1]
