"""The queue: who is given which article, for how long, and what comes back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from dateline.corpus.assign import assign, read_order
from dateline.corpus.errors import QueueError, RecordError, SourceError
from dateline.corpus.guidelines import default_guidelines_text
from dateline.corpus.nouns import Article, Ruling
from dateline.corpus.store import open_corpus, schema
from dateline.corpus.store.adoption import adopt_guidelines
from dateline.corpus.store.articles import NewArticle
from dateline.corpus.store.judgments import add_judgments, add_rulings
from dateline.corpus.store.progress import pool_of, progress
from dateline.corpus.store.views import history

from .room import Room, article


@pytest.fixture
def bare(address: str) -> Iterator[Room]:
    """A corpus without articles, in each of the two databases."""
    with open_corpus(address, create=True) as corpus:
        yield Room(corpus)


@pytest.fixture
def room(bare: Room) -> Room:
    """Three articles of three sentences, nobody in yet."""
    bare.bring(article("a1"), article("a2"), article("a3"))
    return bare


def test_a_corpus_never_assigned_is_queued_by_the_first_who_asks(room: Room) -> None:
    """All articles with sentences are in the pool, in the order in which they came in."""
    room.bring(NewArticle(Article("bare", "", "…"), (), "given"))
    room.take(room.person("ana"))
    rows = room.rows(schema.queue)
    assert [(row.article, row.position, row.kind, row.per_sentence) for row in rows] == [
        (1, 1, "pool", 2),
        (2, 2, "pool", 2),
        (3, 3, "pool", 2),
    ]
    assert [row.seats for row in rows] == [1, 2, 2]


def test_no_article_is_given_to_more_people_than_judgments_are_wanted(room: Room) -> None:
    """Of two judgments a sentence, the third person is given the next article."""
    given = [room.take(room.person(name)).article.id for name in ("ana", "ben", "cleo")]
    assert given == ["a1", "a1", "a2"]


def test_who_asks_again_keeps_the_article_in_hand(room: Room) -> None:
    """A page loaded again, or a second tab, gets the same article."""
    ana = room.person("ana")
    assert room.next(ana) == room.next(ana)
    room.later(9)
    room.next(ana)
    room.later(9)
    assert room.next(ana).article == "a1"
    assert room.turn(ana, "a1").state == "active"


def test_a_finished_article_is_done_and_the_next_one_comes(room: Room) -> None:
    """Nobody is given an article twice; the queue says when one's own are done, and when all are."""
    ana, ben = room.person("ana"), room.person("ben")
    assert [room.finish(ana) for _ in range(3)] == ["a1", "a2", "a3"]
    assert room.next(ana).why == "own_part"
    assert [row.state for row in room.rows(schema.turns)] == ["done"] * 3
    assert [row.seats for row in room.rows(schema.queue)] == [1, 1, 1]
    assert [room.finish(ben) for _ in range(3)] == ["a1", "a2", "a3"]
    assert room.next(ben).why == room.next(ana).why == "finished"


def test_a_lease_that_runs_out_goes_back_to_the_pool_ahead_of_the_others(room: Room) -> None:
    """The next who asks is given it, and only what is still wanted is open to them."""
    ana, ben, cleo = (room.person(name) for name in ("ana", "ben", "cleo"))
    first, second, _ = room.open_to(ana, room.take(ana).article.id)
    room.judge(ana, first)
    room.finish(ben)
    room.finish(ben)
    room.later(11)
    assert room.take(cleo).article.id == "a1"
    assert room.turn(ana, "a1").state == "returned"
    assert room.queued("a1").seats == 0
    assert first not in room.open_to(cleo, "a1")
    assert second in room.open_to(cleo, "a1")


def test_who_comes_back_is_given_their_own_article_first(room: Room) -> None:
    """After a lease has run out and nobody took the article over."""
    ana = room.person("ana")
    first, *_ = room.open_to(ana, room.take(ana).article.id)
    room.judge(ana, first, "attack")
    room.later(60)
    view = room.take(ana)
    assert view.article.id == "a1"
    assert view.sentences[0].judgment is not None
    assert all(each.open for each in view.sentences)


def test_leaving_an_unfinished_article_gives_it_back(room: Room) -> None:
    """The next one is another; the one that was left comes up again later."""
    ana = room.person("ana")
    room.take(ana)
    assert room.next(ana, leaving="a1").article == "a2"
    assert room.turn(ana, "a1").state == "returned"
    assert room.queued("a1").seats == 2
    room.judge_all(ana, "a2")
    assert room.next(ana, leaving="a2").article == "a1"


def test_a_declined_article_never_comes_again(room: Room) -> None:
    """It goes to others, and the reason is kept where one was given."""
    ana, ben = room.person("ana"), room.person("ben")
    room.take(ana)
    assert room.decline(ana, "a1", "too near")
    assert [room.finish(ana), room.finish(ana)] == ["a2", "a3"]
    assert room.next(ana).why == "own_part"
    assert room.view(ana, "a1") is None
    assert room.turn(ana, "a1").reason == "too near"
    assert room.take(ben).article.id == "a1"
    assert not room.decline(room.person("cleo"), "a1")


def test_a_skipped_sentence_goes_to_somebody_else(room: Room) -> None:
    """The article is open again, for that sentence alone."""
    for person in (room.person("ana"), room.person("ben")):
        first, *rest = room.open_to(person, room.take(person).article.id)
        assert room.judge(person, first, skipped=True).status == "saved"
        for ref in rest:
            room.judge(person, ref)
        room.next(person)
        assert room.turn(person, "a1").state == "done"
    view = room.take(room.person("cleo"))
    assert view.article.id == "a1"
    assert [each.open for each in view.sentences] == [True, False, False]


def test_the_clock_may_jump(room: Room) -> None:
    """Ahead, it only ends leases; back, it keeps nobody out for longer than a lease."""
    room.settings = replace(room.settings, per_sentence=1)
    ana, ben = room.person("ana"), room.person("ben")
    room.now += 1e6
    assert room.take(ana).article.id == "a1"
    room.now -= 1e6
    assert room.take(ben).article.id == "a2"  # which puts the leases right
    room.later(11)
    cleo = room.person("cleo")
    assert room.take(cleo).article.id in ("a1", "a2")


def test_topics_opted_out_of_are_passed_over(room: Room) -> None:
    """The articles are looked at when they first come up; there is a way to say why none is left."""
    room.bring(article("a4", word="The torture went on, and torture"))
    ana = room.person("ana", opt_out=("torture",))
    for _ in range(3):
        assert room.finish(ana) != "a4"
    assert room.next(ana).why == "opted_out"
    assert room.queued("a4").topics is not None
    ana = room.person("ana", opt_out=())
    assert room.take(ana).article.id == "a4"


def test_hard_articles_have_a_limit_a_day(bare: Room) -> None:
    """The coordinator's, or the annotator's own where it is lower; tomorrow there are more."""
    hard = [article(f"h{n}", word="Torture and torture and torture") for n in range(3)]
    bare.bring(*hard)
    bare.settings = replace(bare.settings, hard_per_day=2)
    ana, ben = bare.person("ana"), bare.person("ben", hard_per_day=0)
    bare.finish(ana)
    bare.take(ana)
    bare.later(11)
    assert bare.finish(ana) == "h1"  # begun, so it may come again
    assert bare.next(ana).why == "hard_limit"
    assert bare.next(ben).why == "hard_limit"
    bare.later(24 * 60)
    assert bare.next(ana).article == "h2"
    assert bare.next(ben).why == "hard_limit"


def test_everyone_labels_the_calibration_articles_first(room: Room) -> None:
    """They come before the pool, to as many people as there are."""
    assert assign(room.corpus, calibration=1).calibration == 1
    (chosen,) = [row.article for row in room.rows(schema.queue) if row.kind == "calibration"]
    names = {room.finish(room.person(f"p{n}")) for n in range(5)}
    assert names == {f"a{chosen}"}
    assert set(room.answers().values()) == {0, 5}


def test_gold_articles_are_mixed_in_after_so_many_others(room: Room) -> None:
    """One gold article comes after every `gold_every` finished ones of the pool."""
    room.bring(article("a4"), article("a5"))
    with room.corpus.write() as connection:
        add_rulings(
            connection,
            [
                Ruling(sentence.ref, frozenset(), "imported")
                for name in ("a4", "a5")
                for sentence in article(name).sentences
            ],
        )
    assert assign(room.corpus, gold=2).gold == 2
    room.settings = replace(room.settings, gold_every=2)
    ana = room.person("ana")
    kinds = [room.queued(room.finish(ana)).kind for _ in range(4)]
    assert kinds == ["pool", "pool", "gold", "pool"]
    assert room.next(ana).why == "own_part"


def test_articles_meant_for_somebody_come_to_them_first(room: Room) -> None:
    """A planned turn takes nothing from others, and waits for its person."""
    ana, ben = room.person("ana"), room.person("ben")
    assert assign(room.corpus, articles=["a3"], to=["ben"]).planned == 1
    assert assign(room.corpus).articles == 3
    assert room.take(ben).article.id == "a3"
    assert room.take(ana).article.id == "a3"
    assert assign(room.corpus, articles=["a3"], to=["ben"]).planned == 0


def test_a_list_of_articles_can_go_before_the_rest(room: Room) -> None:
    """In its order and for everybody, wherever they are, while judgments of it are wanted."""
    ana, ben, cleo = room.person("ana"), room.person("ben"), room.person("cleo")
    assign(room.corpus)
    assert room.finish(ana) == "a1"
    done = assign(room.corpus, articles=["a3", "a2"], first=True)
    assert (done.articles, done.added) == (3, 0)
    assert [room.finish(ben) for _ in range(3)] == ["a3", "a2", "a1"]
    assert [room.finish(cleo) for _ in range(2)] == ["a3", "a2"]


def test_the_order_of_a_file_is_that_of_its_rows(tmp_path: Path) -> None:
    """Rows of one article count once; a row without one is named, and so is an empty file."""
    path = tmp_path / "next.jsonl"
    path.write_text('{"article_id": "b", "start": 0}\n{"article_id": "a"}\n{"article_id": "b"}\n')
    assert read_order(path) == ["b", "a"]
    path.write_text('{"article_id": "b"}\n{"id": "a"}\n')
    with pytest.raises(RecordError, match="line 2: field 'article_id': names no article"):
        read_order(path)
    path.write_text("")
    with pytest.raises(SourceError, match="is empty"):
        read_order(path)
    with pytest.raises(SourceError, match="is no file"):
        read_order(tmp_path / "none.jsonl")


def test_how_many_judgments_a_sentence_gets_is_said_once(room: Room) -> None:
    """Three for all hold for a file of articles that comes first, and for articles that come later."""
    assign(room.corpus, per_sentence=3)
    assert assign(room.corpus, articles=["a3"], first=True).per_sentence == 3
    assign(
        room.corpus, articles=["a2"], per_sentence=1
    )  # said of one article, it holds there alone
    room.bring(article("a4"))
    assert assign(room.corpus, articles=["a4"]).per_sentence == 3
    queued = {row.position: row.per_sentence for row in room.rows(schema.queue)}
    assert sorted(queued.values()) == [1, 3, 3, 3]


def test_assigning_again_keeps_places_and_adds_what_is_new(room: Room) -> None:
    """New articles come after those that are queued, and a higher number opens them again."""
    ana, ben = room.person("ana"), room.person("ben")
    first = assign(room.corpus, per_sentence=1)
    assert (first.articles, first.added, first.kept) == (3, 3, 0)
    room.finish(ana)
    assert room.finish(ben) == "a2"
    room.bring(article("a4"))
    second = assign(room.corpus, per_sentence=2)
    assert (second.articles, second.added, second.kept) == (4, 1, 0)
    assert [row.position for row in room.rows(schema.queue)] == [1, 2, 3, 4]
    names = {room.finish(ana) for _ in range(3)} | {room.finish(ben) for _ in range(3)}
    assert names == {"a1", "a2", "a3", "a4"}


def test_fewer_judgments_are_asked_for_only_where_there_are_no_more_yet(room: Room) -> None:
    """An article with two answers, or one answered and one claimed, keeps its two."""
    ana, ben = room.person("ana"), room.person("ben")
    room.finish(ana)
    room.take(ben)
    done = assign(room.corpus, per_sentence=1, now=room.now)
    assert (done.kept, done.per_sentence) == (1, 1)
    assert [row.per_sentence for row in room.rows(schema.queue)] == [2, 1, 1]
    room.judge_all(ben, "a1")
    assert set(room.answers().values()) == {0, 2}


def test_imported_judgments_count(room: Room) -> None:
    """Who judged an article elsewhere has had their turn, and it takes that many fewer here."""
    ana = room.person("ana")
    room.settings = replace(room.settings, per_sentence=1)
    with room.corpus.write() as connection:
        add_judgments(
            connection,
            [room.judgment(ana, sentence.ref) for sentence in article("a1").sentences]
            + [room.judgment(ana, sentence.ref) for sentence in article("a2").sentences[:1]],
        )
    ben = room.person("ben")
    view = room.take(ben)
    assert view.article.id == "a2"
    assert [each.open for each in view.sentences] == [False, True, True]
    assert room.turn(ana, "a1").state == "done"
    assert room.turn(ana, "a2").state == "returned"


def test_judgments_imported_into_a_running_queue_are_noticed(room: Room) -> None:
    """An article that has become full meanwhile is given to nobody."""
    ana, ben = room.person("ana"), room.person("ben")
    assign(room.corpus, per_sentence=1)
    with room.corpus.write() as connection:
        add_judgments(
            connection, [room.judgment(ben, each.ref) for each in article("a1").sentences]
        )
    assert room.take(ana).article.id == "a2"
    assert room.queued("a1").seats == 0


def test_an_empty_corpus_has_nothing_to_give(bare: Room) -> None:
    """It says so, and assigning it is an error in words."""
    assert bare.next(bare.person("ana")).why == "empty"
    with pytest.raises(QueueError, match="no sentences to label"):
        assign(bare.corpus)


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({"articles": ["nine"]}, "holds no article 'nine'"),
        ({"articles": ["a1"], "to": ["zed"]}, "nobody has an account called 'zed'"),
        ({"to": ["ana"]}, "name the articles"),
        ({"gold": 1}, "1 more gold articles are asked for, and 0"),
        ({"calibration": 4}, "4 more calibration articles are asked for, and 3"),
        ({"per_sentence": 0}, "found 0 judgments a sentence; allowed: 1 to 20"),
    ],
)
def test_what_cannot_be_assigned_is_said(room: Room, how: dict[str, object], said: str) -> None:
    """One line, and nothing of the step is kept."""
    room.person("ana")
    with pytest.raises(QueueError, match=said):
        assign(room.corpus, **how)
    assert room.rows(schema.queue) == []


def test_what_is_left_in_other_hands_may_come_back(room: Room) -> None:
    """Where others hold all there is, it is said to wait, not that all is done."""
    room.settings = replace(room.settings, per_sentence=1)
    for name in ("ana", "ben", "cleo"):
        room.take(room.person(name))
    assert room.next(room.person("dan")).why == "waiting"
    room.later(11)
    assert room.next(room.person("dan")).article == "a1"


def test_a_lease_is_renewed_while_somebody_reads(room: Room) -> None:
    """Also after it has run out, where something is left for them."""
    room.settings = replace(room.settings, per_sentence=1)
    ana, ben = room.person("ana"), room.person("ben")
    room.take(ana)
    room.later(9)
    assert room.renew(ana, "a1")
    room.later(9)
    assert room.take(ben).article.id == "a2"
    room.later(3)
    assert room.renew(ana, "a1")
    room.later(11)
    assert room.next(ben, leaving="a2").article == "a1"
    assert not room.renew(ana, "a1")
    assert room.open_to(ana, "a1") == []


def test_progress_counts_the_article_the_queue_and_the_time(room: Room) -> None:
    """Everything is the annotator's own; the time is an estimate once there is enough to go by."""
    ana = room.person("ana")
    room.bring(article("long", 20))
    assign(room.corpus)
    room.finish(ana)
    view = room.take(ana)
    room.judge(ana, view.sentences[0].sentence.ref)
    with room.corpus.read() as connection:
        found = progress(connection, ana, room.now, pool_of(connection))
    assert (found.answered, found.open, found.done, found.minutes) == (1, 3, 1, None)
    for _ in range(3):
        room.finish(ana)
    with room.corpus.read() as connection:
        found = progress(connection, ana, room.now, pool_of(connection))
    assert (found.answered, found.done) == (20, 3)
    assert found.minutes is not None


def test_history_tells_each_step_and_what_was_before(room: Room) -> None:
    """Oldest first, with what an undo needs to know."""
    ana = room.person("ana")
    first, second, _ = room.open_to(ana, room.take(ana).article.id)
    room.judge(ana, first, "attack")
    room.judge(ana, second)
    room.judge(ana, first, extra={"action": "undo", "withdrawn": True}, skipped=True)
    with room.corpus.read() as connection:
        entries = history(connection, ana)
    assert [(e.article_id, e.start, e.end) for e in entries] == [first, second, first]
    assert [entry.action for entry in entries] == ["judge", "judge", "undo"]
    before = entries[2].before
    assert before is not None
    assert (before.id, before.labels) == (entries[0].id, entries[0].labels)
    assert entries[2].withdrawn
    assert entries[0].before is None


def test_answers_under_older_guidelines_come_back_to_be_looked_at(
    room: Room, tmp_path: Path
) -> None:
    """Ahead of everything else, and the turn lasts until each has been given again."""
    ana = room.person("ana")
    first, second, third = room.open_to(ana, room.take(ana).article.id)
    room.judge(ana, first, "attack")
    room.judge(ana, second)
    room.judge(ana, third)
    changed = default_guidelines_text().replace("It counts whether the act", "It counts if the act")
    (tmp_path / "guidelines.md").write_text(changed, encoding="utf-8")
    room.next(ana)
    with room.corpus.write() as connection:
        adopt_guidelines(connection, tmp_path / "guidelines.md", accept_change=True)
    assert room.next(ana, leaving="a2").article == "a1"
    view = room.view(ana, "a1")
    assert view is not None
    assert [each.review for each in view.sentences] == [("attack",), (), ()]
    room.later(11)
    assert room.next(ana).article == "a1"
    assert room.judge(ana, first, "attack").status == "saved"
    assert room.next(ana).article == "a2"
    assert room.turn(ana, "a1").state == "done"
