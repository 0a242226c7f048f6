"""The review of doubted gold: a queue of its own, decided before the reason is told, counted truly."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any

import pytest

from dateline.corpus.labelling.doubts import Reviewed
from dateline.corpus.nouns import Ruling, SentenceRef
from dateline.corpus.store.articles import iter_articles
from dateline.corpus.store.doubts import put_doubts, review_of_doubts
from dateline.corpus.store.judgments import add_rulings, current_rulings

from .adjudication import NAMES, A, F, T
from .conftest import House, Visitor
from .doubting import doubt, settle


@pytest.fixture
def dora(small_corpus: Path, house: House) -> Visitor:
    """An adjudicator at a corpus with settled sentences, three of which a model doubts."""
    doubt(settle(small_corpus))
    return house.person("dora", "adjudicator")


def reviewed(house: House) -> Reviewed:
    with house.page.read() as connection:
        found = review_of_doubts(connection)
    assert found is not None
    return found


def place(article: str, sentence: dict[str, Any]) -> dict[str, Any]:
    return {"article_id": article, "start": sentence["start"], "end": sentence["end"]}


def decision(article: str, sentence: dict[str, Any], *labels: str) -> dict[str, Any]:
    return {"id": str(uuid.uuid4()), **place(article, sentence), "labels": list(labels)}


def test_doubted_sentences_are_a_queue_of_their_own(dora: Visitor) -> None:
    """The most doubtful article stands first; disputes are listed apart, and names nowhere."""
    listed = dora.get("/api/disputes?show=doubted")
    assert [(a["id"], a["open"]) for a in listed["articles"]] == [("market", 1), ("bridge", 2)]
    assert [a["open"] for a in dora.get("/api/disputes")["articles"]] == [3, 1]
    papers = dora.get("/api/disputes/bridge?show=doubted")
    assert [s["why"] for s in papers["sentences"]] == ["label doubted"] * 2
    assert papers["sentences"][0]["ruling"]["labels"] == [F]
    assert len(papers["sentences"][0]["answers"]) == 3
    assert papers["next"] == "market"
    for path in (
        "/adjudicate?show=doubted",
        "/adjudicate?article=bridge&show=doubted",
        "/api/disputes/bridge?show=doubted",
    ):
        assert not any(name in dora.client.get(path).text for name in NAMES), path


def test_what_a_model_says_comes_after_the_decision(dora: Visitor, house: House) -> None:
    """Nothing of it leaves the server before; then it is told, and the ruling bears the doubts."""
    papers = dora.get("/api/disputes/bridge?show=doubted")
    assert {(s["doubted"], s["reason"]) for s in papers["sentences"]} == {(True, None)}
    first, second = papers["sentences"]

    kept = dora.post("/api/rulings", decision("bridge", first, F))["sentence"]
    changed = dora.post("/api/rulings", decision("bridge", second, T))["sentence"]

    assert (kept["why"], kept["reason"]) == (
        None,
        [{"label": F, "given": True, "probability": 0.04}],
    )
    assert changed["reason"][0]["probability"] == 0.93
    assert [a["id"] for a in dora.get("/api/disputes?show=doubted")["articles"]] == ["market"]
    found = reviewed(house)
    assert (found.waiting, found.confirmed.n, found.confirmed.hits, found.reason_shown) == (
        1,
        2,
        1,
        0,
    )
    assert found.suspects == 3
    with house.page.read() as connection:
        held = {ruling.sentence: ruling for ruling in current_rulings(connection)}
    ruling = held[SentenceRef("bridge", second["start"], second["end"])]
    assert (ruling.decided_by, ruling.extra["by"]) == ("adjudicator", "dora")
    assert ruling.extra["doubts"] == [{"label": T, "given": False, "probability": 0.93}]
    assert sorted(ruling.judges) == sorted(NAMES)


def test_who_asks_first_is_told_and_that_is_written_down(dora: Visitor, house: House) -> None:
    """The reason can be had before; a decision after it says so, for that person alone."""
    first, second = dora.get("/api/disputes/bridge?show=doubted")["sentences"]
    told = dora.post("/api/doubts/reason", place("bridge", first))
    assert (told["why"], told["reason"][0]["label"]) == ("label doubted", F)
    emil = house.person("emil", "adjudicator")
    assert emil.get("/api/disputes/bridge?show=doubted")["sentences"][0]["reason"] is None
    dora.post("/api/rulings", decision("bridge", first))
    emil.post("/api/rulings", decision("bridge", second, T))
    found = reviewed(house)
    assert (found.confirmed.hits, found.reason_shown) == (2, 1)
    disputed = dora.get("/api/disputes/bridge")["sentences"][0]
    dora.post("/api/doubts/reason", place("bridge", disputed), 409)
    dora.post("/api/doubts/reason", place("nowhere", disputed), 404)


def test_a_decision_taken_back_puts_the_sentence_into_the_queue_again(
    dora: Visitor, house: House
) -> None:
    """What stood before stands again and is doubted; the next decision is one with the reason known."""
    (sentence,) = dora.get("/api/disputes/market?show=doubted")["sentences"]
    body = decision("market", sentence, T)
    dora.post("/api/rulings", body)
    assert reviewed(house).waiting == 2
    told = dora.post(f"/api/rulings/{body['id']}/undo", place("market", sentence))["sentence"]
    assert (told["why"], told["ruling"]["decided_by"]) == ("label doubted", "import")
    assert (reviewed(house).waiting, reviewed(house).confirmed.n) == (3, 0)
    dora.post("/api/rulings", decision("market", sentence))
    found = reviewed(house)
    assert (found.confirmed.n, found.confirmed.hits, found.reason_shown) == (1, 0, 1)


def test_the_page_keeps_up_with_what_a_model_doubts_next(dora: Visitor, house: House) -> None:
    """A later run replaces what nobody looked into, leaves what was decided, and may doubt nothing."""
    first, _ = dora.get("/api/disputes/bridge?show=doubted")["sentences"]
    dora.post("/api/rulings", decision("bridge", first, F))
    with house.page.write() as connection:
        put_doubts(connection, {}, house.clock() + 1)
    assert dora.get("/api/disputes?show=doubted")["articles"] == []
    found = reviewed(house)
    assert (found.waiting, found.confirmed.n) == (0, 1)
    page = dora.client.get("/adjudicate?show=doubted").text
    assert "--label-errors" in page
    assert [s["why"] for s in dora.get("/api/disputes/bridge?show=doubted")["sentences"]] == [None]


def test_a_label_that_changed_otherwise_is_doubted_no_more(dora: Visitor, house: House) -> None:
    """A ruling that already says what the model says leaves nothing to look at."""
    (sentence,) = dora.get("/api/disputes/market?show=doubted")["sentences"]
    with house.page.write() as connection:
        stored = {one.article.id: one for one in iter_articles(connection)}
        ref = next(s.ref for s in stored["market"].sentences if s.start == sentence["start"])
        add_rulings(connection, [Ruling(ref, frozenset({T, A}), "import")])
    assert [a["id"] for a in dora.get("/api/disputes?show=doubted")["articles"]] == ["bridge"]
    assert reviewed(house).suspects == 2


def test_only_adjudicators_and_coordinators_look(small_corpus: Path, house: House) -> None:
    """An annotator is let into neither the list nor the reasons."""
    doubt(settle(small_corpus))
    ines = house.person("ines", "annotator")
    ines.get("/api/disputes?show=doubted", 403)
    ines.post("/api/doubts/reason", {"article_id": "bridge", "start": 0, "end": 1}, 403)


def test_the_dashboard_tells_what_review_confirmed(dora: Visitor, house: House) -> None:
    """Suspects, those looked at and those changed, on the page and as JSON, up to date at once."""
    carla = house.person("carla", "coordinator")
    told = carla.get("/api/dashboard")["label_errors"]
    assert (told["suspects"], told["looked_at"]) == (3, 0)
    _, second = dora.get("/api/disputes/bridge?show=doubted")["sentences"]
    dora.post("/api/rulings", decision("bridge", second, T))
    house.clock.now += 3600
    page = carla.client.get("/dashboard").text
    assert "Doubted by a model" in page
    assert "Of the 1 looked at 1 were changed as doubted" in page
