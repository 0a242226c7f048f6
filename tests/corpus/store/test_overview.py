"""What the coordinator's pages ask of the corpus, in SQLite and in PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from dateline.corpus.dashboard import Watch, look
from dateline.corpus.errors import QueueError, SettingsError, UnknownArticle
from dateline.corpus.labelling.suggestion_effect import Shown
from dateline.corpus.labelling.workload import QueuedArticle
from dateline.corpus.nouns import Article, Judgment, Sentence, SentenceRef, Suggestion
from dateline.corpus.settings import PageSettings
from dateline.corpus.store import Corpus, open_corpus
from dateline.corpus.store.articles import NewArticle, add_article
from dateline.corpus.store.filling import fill_queue
from dateline.corpus.store.judgments import add_judgments
from dateline.corpus.store.overview import (
    corpus_state,
    count_activity,
    list_articles,
    queued_articles,
    quote,
    recent_times,
    set_content_note,
    shown_suggestions,
    suggested_for_judged,
)
from dateline.corpus.store.people import add_person, find_person
from dateline.corpus.store.reveals import reveal
from dateline.corpus.store.suggestions import add_suggestions

TEXT = "🕊 Nobody slept. Shells fell on Sarn."
FIRST, SECOND = SentenceRef("sarn", 0, 15), SentenceRef("sarn", 16, 36)


@pytest.fixture
def corpus(address: str) -> Iterator[Corpus]:
    """Two articles of two sentences; ana and ben have answered in the first."""
    with open_corpus(address, create=True) as opened:
        with opened.write() as connection:
            for name, title in (("sarn", "100 % of Sarn_city"), ("mill", "An old mill")):
                spans = ((0, 15), (16, 36))
                sentences = tuple(Sentence(name, *span, 0, False) for span in spans)
                add_article(connection, NewArticle(Article(name, title, TEXT), sentences, "given"))
            for person in ("ana", "ben"):
                add_person(connection, person, "annotator", 0.0)
            add_judgments(connection, JUDGMENTS)
        yield opened


JUDGMENTS = [
    Judgment("1", FIRST, "ana", frozenset(), seconds=3.0, created="2026-03-02T10:00:00Z"),
    Judgment(
        "2", SECOND, "ana", frozenset({"attack"}), seconds=5.0, created="2026-03-03T10:00:00Z"
    ),
    Judgment(
        "3", SECOND, "ben", frozenset({"attack"}), seconds=8.0, created="2026-03-04T10:00:00Z"
    ),
    Judgment("4", FIRST, "ben", frozenset(), skipped=True, seconds=1.0),
]


def test_articles_say_what_is_wanted_of_them(corpus: Corpus) -> None:
    """Before they are assigned nothing is wanted; afterwards a number of answers."""
    with corpus.write() as connection:
        before = queued_articles(connection)
        state = corpus_state(connection)
        fill_queue(connection, 3)
        after = queued_articles(connection)

        assert corpus_state(connection) != state
    assert before == [QueuedArticle("sarn", 2, "", None), QueuedArticle("mill", 2, "", None)]
    assert after == [QueuedArticle("sarn", 2, "pool", 3), QueuedArticle("mill", 2, "pool", 3)]


def test_times_are_those_of_answers_with_the_text_they_took(corpus: Corpus) -> None:
    """A skipped sentence has no time; a text beyond the first plane keeps its offsets."""
    with corpus.read() as connection:
        times = sorted(recent_times(connection))

    assert [(time.seconds, time.text) for time in times] == [
        (3.0, "🕊 Nobody slept."),
        (5.0, "Shells fell on Sarn."),
        (8.0, "Shells fell on Sarn."),
    ]


def test_people_have_their_answers_counted(corpus: Corpus) -> None:
    """An answer that was skipped afterwards no longer counts; the newest one gives the day."""
    with corpus.write() as connection:
        skipped = replace(JUDGMENTS[0], id="5", skipped=True)
        add_judgments(connection, [skipped])
        found = count_activity(connection)

    assert [(one.id, one.answers, one.articles, one.last_day) for one in found] == [
        ("ana", 1, 0, "2026-03-03"),
        ("ben", 1, 0, "2026-03-04"),
    ]


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("", ["sarn", "mill"]),
        ("OLD", ["mill"]),
        ("%", ["sarn"]),
        ("_", ["sarn"]),
        ("mill", ["mill"]),
        ("'; --", []),
    ],
)
def test_search_takes_words_as_they_are(corpus: Corpus, search: str, found: list[str]) -> None:
    """No sign of a search has a meaning of its own."""
    with corpus.read() as connection:
        total, listed = list_articles(connection, search, offset=0, limit=10)
        _, rest = list_articles(connection, search, offset=1, limit=1)

    assert (total, [one.id for one in listed]) == (len(found), found)
    assert [one.id for one in rest] == found[1:2]


def test_a_content_note_takes_the_place_of_what_was_found(corpus: Corpus) -> None:
    """Topics, hardness and words are kept; an article outside the queue has no place for them."""
    with corpus.write() as connection:
        with pytest.raises(QueueError, match="assign articles first"):
            set_content_note(connection, "sarn", ["hunger"], True, None)
        fill_queue(connection, 2)
        set_content_note(connection, "sarn", ["hunger", "torture"], True, "a siege")
        with pytest.raises(UnknownArticle):
            set_content_note(connection, "zz", [], False, None)
        with pytest.raises(SettingsError, match="found 'weather', allowed: children"):
            set_content_note(connection, "sarn", ["weather"], False, None)
        _, (sarn, mill) = list_articles(connection, "", offset=0, limit=10)

    assert (sarn.topics, sarn.hard, sarn.note) == (("torture", "hunger"), True, "a siege")
    assert (mill.topics, mill.hard, mill.note) == ((), False, None)


def test_sentences_are_quoted_as_they_read(corpus: Corpus) -> None:
    """Unknown ones are left out."""
    with corpus.read() as connection:
        found = quote(connection, [SECOND, SentenceRef("zz", 0, 1)])

    assert {ref: quoted.text for ref, quoted in found.items()} == {SECOND: "Shells fell on Sarn."}


def test_what_was_shown_comes_with_the_answer_before_it(corpus: Corpus) -> None:
    """A shown suggestion, the answer it came after, and suggestions for judged sentences alone."""
    with corpus.write() as connection:
        other = SentenceRef("mill", 0, 15)
        suggestions = [Suggestion(ref, frozenset({"testimony"}), {}) for ref in (SECOND, other)]
        add_suggestions(connection, suggestions)
        ana = find_person(connection, "ana")
        assert ana is not None
        assert reveal(connection, 2, SECOND, ana, "2", share=0.0, now=1.0) == ("testimony",)

        shown = shown_suggestions(connection)
        suggested = suggested_for_judged(connection)
        effect = look(connection, 0.0).suggestions

    assert shown == [Shown(SECOND, "ana", frozenset({"testimony"}), frozenset({"attack"}))]
    assert suggested == {SECOND: frozenset({"testimony"})}
    assert effect is not None
    assert (effect.shown, effect.kept.hits) == (1, 1)


def test_a_process_of_its_own_sees_the_same(corpus: Corpus) -> None:
    """Where there are many judgments another process looks, so that labelling does not wait."""
    with corpus.read() as connection:
        aside, changed = Watch(many=1).see(connection, 5.0)

        assert (aside, changed) == (look(connection, 5.0), False)


def test_suggestions_are_off_unless_turned_on() -> None:
    """Nobody is shown a model's labels without a coordinator having said so."""
    assert not PageSettings().suggestions


def test_a_copy_of_the_corpus_has_the_same_dashboard(corpus: Corpus, tmp_path: Path) -> None:
    """What is exported and imported again stands as it stood, but for the queue."""
    from dateline.corpus.formats.dateline import export_dateline
    from dateline.corpus.transfer import import_corpus

    export_dateline(corpus, tmp_path / "out")
    with open_corpus(str(tmp_path / "copy.db"), create=True) as copy:
        import_corpus(copy, tmp_path / "out")
        with copy.read() as there, corpus.read() as here:
            assert look(there, 0.0) == look(here, 0.0)
