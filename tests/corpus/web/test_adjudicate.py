"""Adjudication: what needs a person, with names hidden, decided by one key and never lost."""

from __future__ import annotations

import csv
import io
import re
import uuid
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from dateline.corpus.export import export_corpus
from dateline.corpus.nouns import Judgment, Ruling, SentenceRef
from dateline.corpus.sentences import split_sentences
from dateline.corpus.store import open_corpus, schema
from dateline.corpus.store.adoption import adopt_guidelines
from dateline.corpus.store.articles import NewArticle, add_article, iter_articles
from dateline.corpus.store.judgments import add_judgments, add_rulings, current_rulings
from dateline.corpus.store.settings import label_scheme
from dateline.corpus.transfer import import_corpus
from dateline.corpus.web.docket import Docket

from .adjudication import NAMES, A, S, T, decision, judge
from .conftest import STORIES, House, Visitor


@pytest.fixture
def judged(small_corpus: Path) -> Path:
    """The small corpus, in which three people have judged two articles and differ here and there."""
    return judge(small_corpus)


@pytest.fixture
def dora(judged: Path, house: House) -> Visitor:
    """An adjudicator who has judged nothing herself."""
    return house.person("dora", "adjudicator")


def rulings_of(house: House) -> dict[SentenceRef, Any]:
    with house.page.read() as connection:
        return {ruling.sentence: ruling for ruling in current_rulings(connection)}


def test_the_list_and_the_answers_hide_every_name(dora: Visitor) -> None:
    """Articles with their counts, and sentences with answers side by side; nowhere who said what."""
    listed = dora.get("/api/disputes")
    assert [(a["id"], a["open"]) for a in listed["articles"]] == [("bridge", 3), ("market", 1)]
    assert (listed["open"], listed["next"]) == (4, None)
    papers = dora.get("/api/disputes/bridge")
    assert [s["why"] for s in papers["sentences"]] == ["judges differ"] * 3
    first = papers["sentences"][0]
    assert (first["shared"], first["differ"]) == ([A], [S])
    assert [answer["letter"] for answer in first["answers"]] == ["A", "B", "C"]
    assert {"attack", "attack statistic"} == {" ".join(a["labels"]) for a in first["answers"]}
    for path in (
        "/adjudicate",
        "/adjudicate?article=bridge",
        "/api/disputes",
        "/api/disputes/bridge",
        *("/adjudicate/gaps", "/adjudicate/gaps.json", "/adjudicate/gaps.csv"),
    ):
        said = dora.client.get(path)
        assert said.status_code == 200
        assert not any(name in said.text for name in NAMES), path


def test_the_list_comes_in_pages_and_the_most_disputed_first(dora: Visitor) -> None:
    """A page says where the next begins; disagreement, not length, goes first when asked."""
    page = dora.get("/api/disputes?limit=1")
    assert ([a["id"] for a in page["articles"]], page["next"]) == (["bridge"], 1)
    rest = dora.get("/api/disputes?limit=1&start=1&order=disputed")
    assert ([a["id"] for a in rest["articles"]], rest["next"]) == (["market"], None)
    assert dora.get("/api/disputes?start=9")["articles"] == []
    assert "A quiet morning" in dora.client.get("/adjudicate?start=99").text


def test_a_decision_keeps_who_made_it_on_what_and_why(dora: Visitor, house: House) -> None:
    """It is gold with judges, note and gap; the list shrinks; the same one again changes nothing."""
    sentence = dora.get("/api/disputes/bridge")["sentences"][0]
    body = decision(sentence, [A], note=" Two wounded. ", guideline_gap="Is two a count?")
    told = dora.post("/api/rulings", body)
    assert (told["status"], told["sentence"]["why"]) == ("saved", None)
    assert told["sentence"]["ruling"]["mine"]
    assert dora.post("/api/rulings", body)["status"] == "known"
    (ruling,) = rulings_of(house).values()
    assert (ruling.labels, ruling.decided_by) == (frozenset({A}), "adjudicator")
    assert sorted(ruling.judges) == sorted(NAMES)
    assert ruling.extra["by"] == "dora"
    assert (ruling.extra["note"], ruling.extra["guideline_gap"]) == (
        "Two wounded.",
        "Is two a count?",
    )
    assert dora.get("/api/disputes")["articles"][0]["open"] == 2
    assert dora.get("/api/disputes/bridge")["sentences"][0]["ruling"]["labels"] == [A]


def test_undo_takes_a_decision_back_until_nothing_stands(dora: Visitor, house: House) -> None:
    """The one before stands again, then none: the sentence is open as it was."""
    sentence = dora.get("/api/disputes/bridge")["sentences"][0]
    first, second = decision(sentence, [A]), decision(sentence, [])
    dora.post("/api/rulings", first)
    dora.post("/api/rulings", {**second, "base": first["id"]})
    place = {key: first[key] for key in ("article_id", "start", "end")}
    told = dora.post(f"/api/rulings/{second['id']}/undo", place)
    assert told["sentence"]["ruling"]["labels"] == [A]
    told = dora.post(f"/api/rulings/{first['id']}/undo", place)
    assert (told["sentence"]["ruling"], told["sentence"]["why"]) == (None, "judges differ")
    assert dora.post(f"/api/rulings/{first['id']}/undo", place)["status"] == "known"
    assert rulings_of(house) == {}


def test_two_adjudicators_do_not_overwrite_each_other(dora: Visitor, house: House) -> None:
    """A decision made without having seen the one that stands is not carried out, and that is said."""
    sentence = dora.get("/api/disputes/bridge")["sentences"][0]
    dora.post("/api/rulings", decision(sentence, [A]))
    told = house.person("emil", "adjudicator").post("/api/rulings", decision(sentence, []))
    assert told["status"] == "overtaken"
    assert "somebody else" in told["message"]
    assert told["sentence"]["ruling"]["labels"] == [A]
    assert not told["sentence"]["ruling"]["mine"]
    (ruling,) = rulings_of(house).values()
    place = {key: decision(sentence, [])[key] for key in ("article_id", "start", "end")}
    emil = house.person("emil", "adjudicator")
    emil.post(f"/api/rulings/{ruling.extra['id']}/undo", place, 404)
    assert rulings_of(house) == {ruling.sentence: ruling}


@pytest.mark.parametrize(
    ("change", "status", "words"),
    [
        ({"labels": ["rumour"]}, 422, "found 'rumour', allowed: attack"),
        ({"start": 3}, 404, "no such sentence"),
        ({"article_id": "nowhere"}, 404, "no such article"),
        ({"article_id": "nul\x00"}, 422, "article_id"),
        ({"note": "x" * 2001}, 422, "note"),
        ({"id": "7"}, 422, "id"),
        ({"by": "somebody"}, 422, "by"),
    ],
)
def test_a_decision_that_cannot_be_is_refused_in_one_line(
    dora: Visitor, house: House, change: dict[str, Any], status: int, words: str
) -> None:
    """Unknown labels, places and fields are named; nothing is written."""
    sentence = dora.get("/api/disputes/bridge")["sentences"][0]
    told = dora.post("/api/rulings", {**decision(sentence, [A]), **change}, status)
    assert words in told["error"]["message"]
    assert rulings_of(house) == {}


def test_what_all_agree_on_needs_no_person(dora: Visitor, house: House) -> None:
    """It is context in the API, cannot be ruled on, and is settled by one button."""
    with house.page.read() as connection:
        agreed = next(iter(iter_articles(connection))).sentences[1]
    told = dora.post("/api/rulings", decision({"start": agreed.start, "end": agreed.end}, []), 409)
    assert "needs no person" in told["error"]["message"]
    form = {"csrf_token": dora.token()}
    answer = dora.client.post("/adjudicate/settle", data=form)
    assert "5 sentences on which all agree are settled" in answer.text
    assert len(rulings_of(house)) == 5
    assert "Nothing new" in dora.client.post("/adjudicate/settle", data=form).text
    assert dora.client.post("/adjudicate/settle", data={"csrf_token": "x"}).status_code == 403


@pytest.mark.parametrize(
    "path",
    [
        "/adjudicate",
        "/adjudicate/gaps",
        "/adjudicate/gaps.csv",
        "/api/disputes",
        "/api/disputes/bridge",
    ],
)
def test_annotators_and_strangers_see_no_disputes(judged: Path, house: House, path: str) -> None:
    """The roles adjudicator and coordinator see them; nobody else does."""
    house.person("ivan").get(path, 403)
    answer = house.stranger().client.get(path, follow_redirects=False)
    assert answer.status_code in (303, 401)
    assert house.person("cora", "coordinator").client.get(path).status_code == 200


def turn_of(house: House, name: str) -> tuple[str, str | None] | None:
    with house.page.read() as connection:
        row = connection.execute(
            sa.select(schema.turns.c.state, schema.turns.c.reason)
            .join(schema.annotators, schema.turns.c.annotator == schema.annotators.c.seq)
            .where(schema.annotators.c.id == name)
        ).one_or_none()
    return None if row is None else (row.state, row.reason)


def test_who_labels_an_article_sees_its_disputes_only_afterwards(
    dora: Visitor, house: House
) -> None:
    """An article in hand is left out of the list and refused; once it is done they may see it."""
    with house.page.write() as connection:
        me = connection.scalar(
            sa.select(schema.annotators.c.seq).where(schema.annotators.c.id == "dora")
        )
        row = {"article": 1, "annotator": me, "kind": "pool", "state": "active", "granted": 0.0}
        connection.execute(sa.insert(schema.turns).values(**row, until=house.clock.now + 60))
    assert [a["id"] for a in dora.get("/api/disputes")["articles"]] == ["market"]
    assert "yours to label first" in dora.get("/api/disputes/bridge", 409)["error"]["message"]
    with house.page.write() as connection:
        connection.execute(sa.update(schema.turns).values(state="done"))
    assert dora.get("/api/disputes/bridge")["sentences"]
    assert turn_of(house, "dora") == ("done", "adjudicated")


def test_who_has_seen_disputes_is_never_given_the_article(dora: Visitor, house: House) -> None:
    """To look at the list, or at the text, tells nothing; to see the answers ends labelling it."""
    dora.get("/api/disputes")
    dora.get("/adjudicate?article=bridge")
    assert turn_of(house, "dora") is None
    dora.get("/api/disputes/bridge")
    assert turn_of(house, "dora") == ("declined", "adjudicated")


def test_an_article_waits_while_somebody_is_at_it(dora: Visitor, house: House) -> None:
    """With three answers wanted all are in; with four, somebody holding it is waited for."""
    with house.page.write() as connection:
        row = {"article": 1, "position": 1, "kind": "pool", "seats": 0, "returned": False}
        connection.execute(sa.insert(schema.queue).values(**row, per_sentence=4))
        turn = {"article": 1, "annotator": 1, "kind": "pool", "state": "active", "granted": 0.0}
        connection.execute(sa.insert(schema.turns).values(**turn, until=house.clock.now + 60))
    assert [a["id"] for a in dora.get("/api/disputes")["articles"]] == ["market"]
    dora.get("/api/disputes/bridge", 404)
    house.clock.now += 61
    assert [a["id"] for a in dora.get("/api/disputes")["articles"]] == ["bridge", "market"]


def test_questions_and_comments_are_collected_for_the_next_guidelines(dora: Visitor) -> None:
    """With sentence and labels, as CSV that no spreadsheet runs and as JSON; markup stays text."""
    sentence = dora.get("/api/disputes/bridge")["sentences"][1]
    dora.post("/api/rulings", decision(sentence, [T], guideline_gap="Is a wish testimony?"))
    told = dora.client.get("/adjudicate/gaps.json").json()
    assert (told[0]["kind"], told[0]["said"]) == ("gap", "Is a wish testimony?")
    assert (told[0]["labels"], told[0]["disputed"]) == ([T], True)
    comments = [row for row in told if row["kind"] == "comment"]
    assert {row["said"] for row in comments} == {"=Is this <b>her</b> account?"}
    text = dora.client.get("/adjudicate/gaps.csv").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert rows[1]["said"] == "'=Is this <b>her</b> account?"
    assert "&lt;b&gt;her&lt;/b&gt;" in dora.client.get("/adjudicate/gaps").text


def test_decisions_survive_an_export_and_an_import(
    dora: Visitor, house: House, tmp_path: Path
) -> None:
    """Who, when, the note and the gap are in the files, and come back from them."""
    sentence = dora.get("/api/disputes/bridge")["sentences"][0]
    dora.post("/api/rulings", decision(sentence, [A], note="Two.", guideline_gap="A count?"))
    export_corpus(house.corpus, tmp_path / "out")
    with open_corpus(str(tmp_path / "again.db"), create=True) as again:
        import_corpus(again, tmp_path / "out")
        with again.read() as connection:
            assert current_rulings(connection) == list(rulings_of(house).values())


def test_the_text_is_veiled_where_the_reader_asks_for_it(dora: Visitor) -> None:
    """With every article veiled, nothing is shown or asked for before it is uncovered."""
    assert 'id="veil"' not in dora.client.get("/adjudicate?article=bridge").text
    dora.put("/api/preferences", {"veil": "all"})
    html = dora.client.get("/adjudicate?article=bridge").text
    assert 'id="veil"' in html
    assert re.search(r'id="desk"[^>]* hidden>', html)


def test_the_docket_keeps_up_with_judgments_and_guidelines(address: str, tmp_path: Path) -> None:
    """Brought up to date it says what it would say if it were made anew."""
    with open_corpus(address, create=True) as corpus:
        with corpus.write() as connection:
            for story in STORIES:
                sentences = split_sentences(story.id, story.text)
                add_article(connection, NewArticle(story, sentences, "rules"))
            refs = [one.ref for stored in iter_articles(connection) for one in stored.sentences]
            digest = label_scheme(connection).digest
        docket = Docket()

        def open_in() -> dict[str, int]:
            with corpus.read() as connection:
                listing = docket.list(connection, "dora", 0.0)
                assert listing == Docket().list(connection, "dora", 0.0)
                return {listed.id: listed.open for listed in listing.articles}

        def say(who: str, labels: str, ref: SentenceRef) -> None:
            chosen = frozenset(labels.split())
            made = Judgment(str(uuid.uuid4()), ref, who, chosen, guidelines=digest)
            with corpus.write() as connection:
                add_judgments(connection, [made])

        assert open_in() == {}
        say("x", A, refs[0])
        say("y", T, refs[0])
        say("x", T, refs[-1])
        assert open_in() == {"bridge": 1, "arabic": 1}
        say("y", A, refs[0])
        assert open_in() == {"arabic": 1}
        with corpus.write() as connection:
            add_rulings(connection, [Ruling(refs[0], frozenset({A}), "unanimous", (), digest)])
            changed = label_scheme(connection).text.replace("— Attack", "— Violence", 1)
            (tmp_path / "g.md").write_text(changed, encoding="utf-8")
            adopt_guidelines(connection, tmp_path / "g.md", accept_change=True)
        assert open_in() == {"arabic": 1}  # those who judged the bridge are asked to look again
        with corpus.write() as connection:
            connection.execute(sa.delete(schema.turns))
        assert open_in() == {"bridge": 1, "arabic": 1}
