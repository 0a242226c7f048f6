"""Labelling through the API: one's own articles and judgments, and nobody else's."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.corpus.nouns import Article, Sentence
from dateline.corpus.sentences import split_sentences
from dateline.corpus.store.articles import NewArticle, add_article
from dateline.corpus.store.settings import set_setting
from dateline.corpus.web.paragraphs import paragraphs

from .conftest import House, Visitor


def judgment(ref: dict[str, Any], article: str = "bridge", **how: Any) -> dict[str, Any]:
    """A judgment as the page sends it."""
    made = {
        "id": str(uuid.uuid4()),
        "article_id": article,
        "start": ref["start"],
        "end": ref["end"],
        "labels": [],
        "created": "2026-09-21T14:00:00.000Z",
    }
    return made | how


def take(visitor: Visitor) -> dict[str, Any]:
    """The next article, as the API tells it."""
    given = visitor.post("/api/next", {})
    assert given["article"], given
    article: dict[str, Any] = visitor.get(f"/api/articles/{given['article']}")
    return article


def send(visitor: Visitor, *judgments: Any) -> list[dict[str, Any]]:
    results: list[dict[str, Any]] = visitor.post("/api/judgments", {"judgments": list(judgments)})[
        "results"
    ]
    return results


def test_an_article_is_labelled(machine: House) -> None:
    """Asked for, read, judged, finished, and the next one comes."""
    ana = machine.person("ana")
    article = take(ana)
    assert (article["id"], article["title"]) == ("bridge", "Shells close the bridge at Sarn")
    assert article["lease_seconds"] == 600
    assert all(each["open"] and each["judgment"] is None for each in article["sentences"])
    first, *rest = article["sentences"]
    made = judgment(first, labels=["attack"], unsure=True, comment="Which bridge?", seconds=2.5)
    others = [judgment(each) for each in rest]
    assert send(ana, made, *others) == [
        {"id": each["id"], "status": "saved", "why": None, "message": None, "suggestion": None}
        for each in (made, *others)
    ]
    again = ana.get("/api/articles/bridge")["sentences"][0]["judgment"]
    assert again == {
        "id": made["id"],
        "labels": ["attack"],
        "unsure": True,
        "skipped": False,
        "withdrawn": False,
        "comment": "Which bridge?",
        "created": "2026-09-21T14:00:00.000+00:00",
        "guidelines": again["guidelines"],
    }
    how_far = ana.get("/api/progress")
    assert how_far["article"] == {"answered": len(rest) + 1, "open": len(rest) + 1}
    assert ana.post("/api/next", {"leaving": "bridge"})["article"] == "market"
    assert ana.get("/api/progress")["queue"]["done"] == 1


def test_nobody_sees_what_others_said(machine: House) -> None:
    """Neither of an article that both have, nor of one that is not theirs."""
    ana, ben, cleo = (machine.person(name) for name in ("ana", "ben", "cleo"))
    said = [judgment(each, labels=["attack"]) for each in take(ana)["sentences"]]
    send(ana, *said)
    assert all(each["judgment"] is None for each in take(ben)["sentences"])
    assert ben.get("/api/history") == []
    assert take(cleo)["id"] == "market"
    for visitor in (cleo, machine.person("dan")):
        assert "bridge" not in str(visitor.get("/api/articles/bridge", 404))
        (result,) = send(visitor, judgment(said[0]))
        assert (result["status"], result["why"]) == ("refused", "no_turn")
        visitor.post("/api/articles/bridge/decline", {}, 404)
        assert visitor.post("/api/articles/bridge/renew")["lease_seconds"] == 0
    (result,) = send(ben, said[0])
    assert (result["status"], result["why"]) == ("refused", "taken")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/api/next"),
        ("GET", "/api/articles/bridge"),
        ("POST", "/api/judgments"),
        ("POST", "/api/articles/bridge/renew"),
        ("POST", "/api/articles/bridge/decline"),
        ("GET", "/api/history"),
        ("GET", "/api/progress"),
    ],
)
def test_a_stranger_learns_nothing(machine: House, method: str, path: str) -> None:
    """Without a session every request is refused, and a write also without the page's token."""
    stranger = machine.stranger()
    assert stranger.client.request(method, path, json={}).status_code == 401
    ana = machine.person("ana")
    if method == "POST":
        assert ana.client.request(method, path, json={}).status_code == 403


def test_a_bad_judgment_refuses_only_itself(machine: House) -> None:
    """Whatever it looks like, what was sent with it is saved."""
    ana = machine.person("ana")
    first, second, *_ = take(ana)["sentences"]
    bad = [
        judgment(first, labels=["opinion"]),
        judgment(first, labels=["attack"], skipped=True),
        judgment(first, comment="x" * 2001),
        judgment(first, start=-1),
        judgment(first, end=2**70),
        judgment(first, seconds=-1),
        judgment(first, created="yesterday"),
        judgment(first, created="2026-09-21T14:00:00"),
        judgment(first, created="0001-01-01T00:00:00+14:00"),
        judgment(first, id="one"),
        judgment(first, labels="attack"),
        judgment(first, colour="red"),
        judgment(first, article_id="no\x00where"),
        judgment(first, article_id="nowhere"),
        {},
        7,
    ]
    results = send(ana, judgment(first), *bad, judgment(second, comment="a\x00b"))
    assert [result["status"] for result in results] == ["saved", *["refused"] * len(bad), "saved"]
    assert all(result["message"] for result in results[1:-1])
    assert "allowed: attack" in results[1]["message"]
    steps = ana.get("/api/history")
    assert [step["comment"] for step in steps] == [None, "ab"]


def test_a_batch_has_its_limits(machine: House) -> None:
    """From one to two hundred judgments at once."""
    ana = machine.person("ana")
    first = take(ana)["sentences"][0]
    ana.post("/api/judgments", {"judgments": []}, 422)
    ana.post("/api/judgments", {"judgments": [judgment(first)] * 201}, 422)
    ana.post("/api/judgments", {}, 422)
    made = judgment(first)
    statuses = [result["status"] for result in send(ana, *[made] * 200)]
    assert statuses == ["saved", *["known"] * 199]


def test_undo_and_redo_are_judgments_of_their_own(machine: House) -> None:
    """The history has each step with what was before it, also after the page is loaded again."""
    ana = machine.person("ana")
    first = take(ana)["sentences"][0]
    group = str(uuid.uuid4())
    made = judgment(first, labels=["attack"], group=group)
    undone = judgment(first, base=made["id"], action="undo", withdrawn=True)
    redone = judgment(first, base=undone["id"], action="redo", labels=["attack"])
    assert [result["status"] for result in send(ana, made, undone, redone)] == ["saved"] * 3
    steps = ana.get("/api/history")
    assert [step["action"] for step in steps] == ["judge", "undo", "redo"]
    assert [step["withdrawn"] for step in steps] == [False, True, False]
    assert [step["group"] for step in steps] == [group, None, None]
    assert [step["before"] and step["before"]["id"] for step in steps] == [
        None,
        made["id"],
        undone["id"],
    ]


def test_a_declined_article_is_gone(machine: House) -> None:
    """Without a reason, and for good."""
    ana = machine.person("ana")
    take(ana)
    assert ana.post("/api/articles/bridge/decline", {}) == {}
    ana.get("/api/articles/bridge", 404)
    assert take(ana)["id"] == "market"


def test_a_lease_is_renewed(machine: House) -> None:
    """While somebody has the page open, the article stays theirs."""
    ana = machine.person("ana")
    take(ana)
    machine.clock.now += 500
    assert ana.post("/api/articles/bridge/renew")["lease_seconds"] == 600
    machine.clock.now += 500
    assert ana.get("/api/articles/bridge")["lease_seconds"] == 100
    machine.clock.now += 500
    assert ana.get("/api/articles/bridge")["lease_seconds"] == 0


def test_a_team_begins_with_the_quiz(house: House) -> None:
    """Unless the coordinator asks for none."""
    ana = house.person("ana")
    assert ana.post("/api/next", {})["why"] == "quiz"
    with house.page.write() as connection:
        set_setting(connection, "page", {"quiz_required": False})
    assert ana.post("/api/next", {})["article"] == "bridge"


def test_what_is_left_of_the_queue_is_said(machine: House) -> None:
    """When nothing comes, there is a reason and a sentence that says it."""
    said = []
    for person in (machine.person("ana"), machine.person("ben")):
        for _ in range(3):
            article = take(person)
            send(person, *(judgment(each, article["id"]) for each in article["sentences"]))
        nothing = person.post("/api/next", {})
        assert nothing["article"] is None
        said.append((nothing["why"], nothing["message"].partition(";")[0].partition(":")[0]))
    assert said == [("own_part", "You have answered all that is yours"), ("finished", "All done")]


def test_an_article_may_have_any_id(machine: House) -> None:
    """Also one that is an address."""
    name = "https://example.org/news?id=1/renew"
    text = "Rain fell on the market all day."
    with machine.page.write() as connection:
        article = Article(name, "Rain", text)
        add_article(connection, NewArticle(article, split_sentences(name, text), "rules"))
    ana = machine.person("ana")
    for _ in range(3):
        machine_next = ana.post("/api/next", {})["article"]
        ana.post(f"/api/articles/{machine_next}/decline", {})
    assert ana.post("/api/next", {})["article"] == name
    path = "/api/articles/https%3A%2F%2Fexample.org%2Fnews%3Fid%3D1%2Frenew"
    assert ana.get(path)["id"] == name
    assert ana.post(f"{path}/renew")["lease_seconds"] == 600
    ana.get("/api/articles/a%00b", 404)


@given(st.text(alphabet="ab .\n\r\u2028", max_size=60), st.data())
def test_paragraphs_hold_the_whole_text(text: str, data: st.DataObject) -> None:
    """Every sentence once and in order, every other character that is no white space too."""
    sentences = []
    start = 0
    while start < len(text) and data.draw(st.booleans()):
        start = data.draw(st.integers(start, len(text) - 1))
        end = data.draw(st.integers(start + 1, len(text)))
        sentences.append(Sentence("a", start, end, 0, False))
        start = end
    pieces = [piece for line in paragraphs(text, sentences) for piece in line]
    assert [piece.sentence for piece in pieces if piece.sentence] == sentences
    assert "".join("".join(p.text for p in pieces).split()) == "".join(text.split())
    for piece in pieces:
        if piece.sentence:
            assert piece.text == text[piece.sentence.start : piece.sentence.end]


def test_a_line_break_ends_a_paragraph() -> None:
    """White space within a line stays, so that words do not run together."""
    text = "One. Two.\n\nBy line\nThree."
    spans = [(0, 4), (5, 9), (19, 25)]
    lines = paragraphs(text, [Sentence("a", start, end, 0, False) for start, end in spans])
    assert [[piece.text for piece in line] for line in lines] == [
        ["One.", " ", "Two."],
        ["By line"],
        ["Three."],
    ]


def test_the_page_shows_the_article_in_hand(machine: House) -> None:
    """Or one they had before, by its id, and none that is not theirs."""
    ana = machine.person("ana")
    assert "Ilva Toren" not in ana.get("/annotate").text
    take(ana)
    assert "Ilva Toren" in ana.get("/annotate").text
    send(ana, *(judgment(each) for each in ana.get("/api/articles/bridge")["sentences"]))
    assert ana.post("/api/next", {})["article"] == "market"
    assert "Pell Marrash" in ana.get("/annotate").text
    assert "Ilva Toren" in ana.get("/annotate?article=bridge").text
    ana.get("/annotate?article=arabic", 404)
    ana.get("/annotate?article=a%00b", 404)
