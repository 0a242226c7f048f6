"""What somebody with bad intentions, or bad luck, may try at the page."""

from __future__ import annotations

import csv
import io
import json
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient

from dateline.corpus.errors import SettingsError
from dateline.corpus.settings import PageSettings
from dateline.corpus.store import schema
from dateline.corpus.store.people import find_person, make_invite

from .adjudication import T, decision, judge
from .conftest import PASSWORD, House, fill
from .test_annotate_api import judgment, send, take
from .test_signing_in import sign_in


@pytest.fixture
def either(address: str) -> Iterator[House]:
    """The page of a team over the small corpus, in each of the two databases; nobody is quizzed."""
    fill(address)
    house = House(address, team=True)
    house.person("cora", "coordinator").put("/api/settings", {"quiz_required": False})
    yield house
    house.close()


def give(house: House, name: str, **turn: Any) -> None:
    """Give somebody a turn on the first article."""
    with house.page.write() as connection:
        person = find_person(connection, name)
        assert person is not None
        row = {"article": 1, "annotator": person.seq, "kind": "calibration", **turn}
        connection.execute(sa.insert(schema.turns).values(row))


def test_who_has_seen_disputes_cannot_label_by_declining_first(
    small_corpus: Path, house: House
) -> None:
    """Giving an article away does not make it forgotten that its answers were shown."""
    judge(small_corpus)
    dora = house.person("dora", "adjudicator")
    house.person("cora", "coordinator").post("/api/assign", {"per_sentence": 20})
    sentence = dora.get("/api/disputes/bridge")["sentences"][0]

    dora.post("/api/articles/bridge/decline", {}, 404)
    (result,) = send(dora, judgment(sentence, "bridge", labels=[T]))
    assert (result["status"], result["why"]) == ("refused", "adjudicated")


def test_whoever_labels_an_article_is_not_told_what_was_decided_in_it(
    small_corpus: Path, house: House
) -> None:
    """A question about the guidelines tells the decision, so it waits until the reader is done."""
    judge(small_corpus)
    dora, elsa = (house.person(name, "adjudicator") for name in ("dora", "elsa"))
    sentence = dora.get("/api/disputes/bridge")["sentences"][1]
    dora.post("/api/rulings", decision(sentence, [T], guideline_gap="Is a wish testimony?"))

    def questions() -> list[str]:
        rows = elsa.client.get("/adjudicate/gaps.json").json()
        return [row["said"] for row in rows if row["kind"] == "gap"]

    assert questions() == ["Is a wish testimony?"]
    give(house, "elsa", state="active", granted=0.0, until=house.clock.now + 60)
    assert questions() == []
    house.clock.now += 61
    assert questions() == ["Is a wish testimony?"]


def test_no_decision_is_made_while_others_are_still_labelling(
    small_corpus: Path, house: House
) -> None:
    """Nor is any answer told then; but who has begun to decide an article may go on."""
    judge(small_corpus)
    dora, elsa = (house.person(name, "adjudicator") for name in ("dora", "elsa"))
    house.person("ana")
    first, second, _ = dora.get("/api/disputes/bridge")["sentences"]
    give(house, "ana", state="active", granted=0.0, until=house.clock.now + 60)

    refused = elsa.post("/api/rulings", decision(first, [T], base="none"), 409)
    assert "needs no person now" in refused["error"]["message"]
    assert dora.post("/api/rulings", decision(second, [T]))["status"] == "saved"


def test_an_invite_opened_twice_at_once_lets_one_in(house: House) -> None:
    """Of many who send the same invite at the same moment, one sets the password."""
    house.person("ana")
    with house.page.write() as connection:
        ana = find_person(connection, "ana")
        assert ana is not None
        secret = make_invite(connection, ana, house.clock() + 60)
    barrier = threading.Barrier(4)

    def accept(client: Any, password: str) -> int:
        barrier.wait()
        form = {"password": password, "again": password}
        answer = client.post(f"/invite/{secret}", data=form, follow_redirects=False)
        return int(answer.status_code)

    found = at_once(
        lambda number: accept(house.stranger().client, f"{PASSWORD} {number}"), barrier.parties
    )
    assert sorted(found) == [303, 410, 410, 410]


def at_once(act: Callable[[int], int], many: int) -> list[int]:
    """Return what came of acting in so many threads."""
    found: list[int] = []
    threads = [
        threading.Thread(target=lambda number=number: found.append(act(number)))
        for number in range(many)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def test_many_guesses_at_once_are_as_many_failures(house: House) -> None:
    """Whoever guesses in parallel gets no more tries than one who waits for each answer."""
    house.person("ana")
    clients = [house.stranger() for _ in range(12)]
    found = at_once(lambda number: sign_in(clients[number], "ana", f"guess {number}"), 12)

    assert sorted(found) == [401] * 5 + [429] * 7


def test_the_brake_forgets_what_was_right(house: House) -> None:
    """Signing in rightly uses up no try, however often; wrong tries are forgotten by themselves."""
    brake = house.page.brake
    for _ in range(100):
        assert brake.try_once("ana", "here") == 0
        brake.succeeded("ana", "here")
    for number in range(40):
        house.clock.now += 1
        brake.try_once(f"name {number}", "here")
    assert brake.try_once("ben", "here") > 0
    assert brake.try_once("ben", "there") == 0
    house.clock.now += 300
    assert brake.try_once("ben", "here") == 0
    with house.page.read() as connection:
        held = connection.execute(sa.select(schema.tries)).all()
    assert len(held) == 2


def test_a_guesser_has_the_same_tries_however_many_servers_there_are(address: str) -> None:
    """What one server has counted holds back at the other, and what one forgives the other does."""
    fill(address)
    houses = [House(address, team=True) for _ in range(2)]
    first, second = (house.page.brake for house in houses)
    waits = [brake.try_once("ana", "here") for brake in (first, second) * 3]
    assert [wait > 0 for wait in waits] == [False] * 5 + [True]
    second.succeeded("ana", "here")
    assert first.try_once("ana", "here") == 0
    for house in houses:
        house.close()


@pytest.mark.parametrize("kind", ["form", "file", "json"])
def test_no_request_above_a_megabyte_is_read(house: House, kind: str) -> None:
    """However it is sent, a large request is refused with the limit, and with our headers."""
    large = "a" * 1_100_000
    bodies: dict[str, dict[str, Any]] = {
        "form": {"data": {"name": large, "password": PASSWORD}},
        "file": {"files": {"name": large.encode()}},
        "json": {"json": {"judgments": [large]}},
    }
    ana = house.person("ana") if kind == "json" else house.stranger()
    path = "/api/judgments" if kind == "json" else "/login"
    headers = {"X-CSRF-Token": ana.token()} if kind == "json" else {}
    answer = ana.client.post(path, **bodies[kind], headers=headers)

    assert answer.status_code == 413
    assert "1,000,000 bytes" in answer.text
    assert answer.headers["cache-control"] == "no-store"


def test_half_a_character_in_a_comment_loses_nothing(either: House) -> None:
    """A comment cut in the middle of an emoji is kept, and what came with it too."""
    ana = either.person("ana")
    article = take(ana)
    first, second = article["sentences"][:2]
    sent = [
        judgment(first, article["id"], comment="unclear \ud83d\x00"),
        judgment(second, article["id"], comment="clear 🙂"),
    ]
    headers = {"X-CSRF-Token": ana.token(), "Content-Type": "application/json"}
    body = json.dumps({"judgments": sent})
    results = ana.client.post("/api/judgments", content=body, headers=headers).json()["results"]

    assert [result["status"] for result in results] == ["saved", "saved"]
    assert [step["comment"] for step in ana.get("/api/history")] == ["unclear ?", "clear 🙂"]


def test_a_time_without_bounds_spoils_no_dashboard(either: House) -> None:
    """Whatever number of seconds a browser sends, the times of everybody stay numbers."""
    ana = either.person("ana")
    article = take(ana)
    sent = [judgment(each, article["id"], seconds=1.7e308) for each in article["sentences"]]

    assert {result["status"] for result in send(ana, *sent)} == {"saved"}
    timing = either.person("cora").get("/api/dashboard")["timing"]
    assert timing["overall"]["median"] == timing["expected"] == 86_400


def test_a_nul_is_refused_in_words(either: House) -> None:
    """What no database can hold is the sender's mistake, on either database, never the server's."""
    cora = either.person("cora")
    headers = {"X-CSRF-Token": cora.token()}
    for method, path, body, status in (
        ("GET", "/articles?search=a%00b", None, 422),
        ("GET", "/api/articles?search=a%00b", None, 422),
        ("PUT", "/api/people/a%00b", {"disabled": True}, 404),
        ("POST", "/api/people/a%00b/invite", None, 404),
        ("POST", "/api/assign", {"per_sentence": 2, "articles": ["a\x00"]}, 422),
        ("PUT", "/api/content_notes", {"article_id": "a\x00", "topics": []}, 422),
        ("PUT", "/api/content_notes", {"article_id": "bridge", "note": "a\x00b"}, 422),
        ("PUT", "/api/settings", {"contact": "a\x00b"}, 422),
        ("GET", "/annotate?article=a%00b", None, 404),
        ("GET", "/adjudicate?article=a%00b", None, 404),
        ("POST", "/api/articles/a%00b/renew", None, 404),
    ):
        answer = cora.client.request(method, path, json=body, headers=headers)
        assert answer.status_code == status, path


def test_a_stranger_with_a_nul_is_just_a_stranger(either: House) -> None:
    """At the door a name that no database can hold is as wrong as any other."""
    assert sign_in(either.stranger(), "a\x00b", PASSWORD) == 401
    assert either.stranger().client.get("/invite/a%00b").status_code == 410


def test_two_servers_fill_the_queue_once(address: str) -> None:
    """Annotators who come to two servers at the same moment, the first ever, all get an article."""
    fill(address)
    houses = [House(address, team=True) for _ in range(2)]
    houses[0].person("cora", "coordinator").put("/api/settings", {"quiz_required": False})
    people = [houses[number % 2].person(f"person {number}") for number in range(6)]
    tokens = [{"X-CSRF-Token": visitor.token()} for visitor in people]
    barrier = threading.Barrier(6)

    def ask(number: int) -> int:
        barrier.wait()
        answer = people[number].client.post("/api/next", json={}, headers=tokens[number])
        return int(answer.status_code)

    assert at_once(ask, 6) == [200] * 6
    with houses[0].page.read() as connection:
        queued = connection.scalars(sa.select(schema.queue.c.position)).all()
    assert sorted(queued) == [1, 2, 3]
    for house in houses:
        house.close()


@pytest.mark.parametrize("contact", ["Call \ud83d", "Call \x00"])
def test_no_setting_makes_pages_unreadable(contact: str) -> None:
    """A text that could not be sent to a browser is refused before it is kept."""
    with pytest.raises(SettingsError, match="contact"):
        PageSettings(contact=contact)


def test_errors_of_a_database_name_neither_texts_nor_people(either: House) -> None:
    """An unexpected error reaches the log without the values that it was about."""
    with (
        pytest.raises(sa.exc.IntegrityError) as found,
        either.page.write() as connection,
    ):
        row = {"id": "bridge", "title": "Ilva Toren", "text": "Ilva Toren, a baker", "part": None}
        connection.execute(sa.insert(schema.articles).values(row))
    assert "Ilva Toren" not in str(found.value)


def test_an_answer_to_our_own_mistake_is_as_protected_as_any(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also a page of error forbids script, framing and keeping."""
    monkeypatch.setattr(house.page, "scheme", None)
    client = TestClient(house.app, raise_server_exceptions=False)
    client.cookies = house.person("ana").client.cookies
    answer = client.get("/guidelines")

    assert answer.status_code == 500
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-frame-options"] == "DENY"


@pytest.mark.parametrize("said", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1"])
def test_no_cell_is_a_formula(small_corpus: Path, house: House, said: str) -> None:
    """A comment that a spreadsheet would run is text in the file of guideline gaps."""
    ana = house.person("ana")
    house.person("cora", "coordinator").put("/api/settings", {"quiz_required": False})
    article = take(ana)
    send(ana, *(judgment(each, article["id"], comment=said) for each in article["sentences"]))
    ana.post("/api/next", {"leaving": article["id"]})
    house.person("cora").post("/api/assign", {"per_sentence": 1})
    text = house.person("cora").client.get("/adjudicate/gaps.csv").content.decode("utf-8-sig")

    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert rows
    assert {row["said"] for row in rows} == {f"'{said}"}


def test_a_strange_cookie_is_not_kept(house: House) -> None:
    """However long the cookies that strangers bring, they take next to no room on the server."""
    cookie = f"dateline_{house.page.key}={'a' * 50_000}"
    answer = house.stranger().client.get("/api/history", headers={"Cookie": cookie})

    assert answer.status_code == 401
    assert all(len(name) < 100 for name in house.page._recent)
