"""What a coordinator does: lets people in, sets what holds for everyone, says who labels what."""

from __future__ import annotations

from typing import Any

import pytest

from .conftest import House, Visitor
from .judging import judge, sentences


def test_adding_somebody_makes_a_link_that_lets_them_choose_a_password(
    house: House, coordinator: Visitor
) -> None:
    """The link is told once, opens the page to choose a password, and a new one ends it."""
    made = coordinator.post("/api/people", {"name": "ana", "role": "adjudicator"})
    old = made["invite"].partition("/invite/")[2]
    new = coordinator.post("/api/people/ana/invite")["invite"].partition("/invite/")[2]

    house.stranger().get(f"/invite/{old}", 410)
    assert "ana" in house.stranger().get(f"/invite/{new}").text
    (_, ana) = coordinator.get("/api/people")["people"]
    assert (ana["name"], ana["role"], ana["has_password"]) == ("ana", "adjudicator", False)
    assert new not in coordinator.get("/people").text


@pytest.mark.parametrize(
    ("path", "body", "status", "said"),
    [
        ("/api/people", {"name": "carla"}, 409, "the name 'carla' is taken"),
        ("/api/people", {"name": "  "}, 409, "allowed: 1 to 40 letters"),
        ("/api/people", {"name": "x", "role": "king"}, 422, "field 'role'"),
        ("/api/people/nobody/invite", None, 404, "nobody has an account called 'nobody'"),
    ],
)
def test_what_is_wrong_with_a_person_is_said(
    coordinator: Visitor, path: str, body: Any, status: int, said: str
) -> None:
    """A taken or empty name, an unknown role, an unknown person: one line each."""
    assert said in coordinator.post(path, body, status)["error"]["message"]


def test_whoever_is_shut_out_is_out_at_once_and_their_work_stays(
    house: House, coordinator: Visitor
) -> None:
    """Shut out: no page any more; let in again: their judgments are still theirs."""
    ana = house.person("ana")
    judge(house.corpus, "ana", "attack")

    coordinator.put("/api/people/ana", {"disabled": True})
    assert ana.client.get("/preferences", follow_redirects=False).status_code == 303
    assert "is shut" in coordinator.post("/api/people/ana/invite", status=409)["error"]["message"]
    coordinator.put("/api/people/ana", {"disabled": False})

    (_, row) = coordinator.get("/api/people")["people"]
    assert (row["answers"], row["disabled"]) == (len(sentences(house.corpus)), False)
    assert house.person("ana").get("/preferences")


def test_nobody_shuts_themselves_out(coordinator: Visitor) -> None:
    """The last coordinator cannot lock the door from outside."""
    refused = coordinator.put("/api/people/carla", {"disabled": True}, 409)

    assert "cannot shut yourself out" in refused["error"]["message"]


def test_on_one_machine_a_name_is_enough(machine: House) -> None:
    """Without accounts nobody gets an invite, and the page speaks of none."""
    carla = machine.person("carla", "coordinator")

    assert carla.post("/api/people", {"name": "ana"})["invite"] is None
    refused = carla.post("/api/people/ana/invite", status=409)
    assert "nobody needs an invite" in refused["error"]["message"]
    assert "New invite" not in carla.get("/people").text


def test_people_see_counts_and_never_speed(house: House, coordinator: Visitor) -> None:
    """What the list holds of somebody is what they did: no seconds, no skips."""
    judge(house.corpus, "imported one", "attack")
    house.person("ana")

    told = coordinator.get("/api/people")

    assert [one["name"] for one in told["imported"]] == ["imported one"]
    assert told["imported"][0]["answers"] == len(sentences(house.corpus))
    assert told["imported"][0]["last_day"].startswith("2026-03-0")
    names = {key for one in told["people"] for key in one}
    assert names == {
        *("name", "role", "answers", "articles", "last_day", "disabled", "has_password")
    }


def test_settings_change_in_part_and_wrong_ones_are_named(coordinator: Visitor) -> None:
    """What is not named stays; what is not allowed is said and changes nothing."""
    changed = coordinator.put("/api/settings", {"lease_minutes": 25, "contact": "Ilva, room 3"})
    refused = coordinator.put("/api/settings", {"withhold": 3}, 422)
    coordinator.put("/api/settings", {"speed_ranking": True}, 422)

    assert "field 'withhold': found 3, allowed: a number 0 to 1" in refused["error"]["message"]
    assert changed["per_sentence"] == 2
    now = coordinator.get("/api/settings")
    assert (now["lease_minutes"], now["contact"], now["withhold"]) == (25, "Ilva, room 3", 0.2)
    assert "Ilva, room 3" in coordinator.get("/settings").text


def test_assigning_fills_the_queue_and_is_remembered(coordinator: Visitor) -> None:
    """All articles go in with the number asked for; one for everyone is set apart."""
    done = coordinator.post("/api/assign", {"per_sentence": 3, "calibration": 1})

    assert (done["articles"], done["added"], done["calibration"]) == (3, 3, 1)
    assert coordinator.get("/api/settings")["per_sentence"] == 3
    kinds = [kind["kind"] for kind in coordinator.get("/api/dashboard")["progress"]]
    assert kinds == ["pool", "calibration"]
    refused = coordinator.post("/api/assign", {"per_sentence": 3, "gold": 2}, 409)
    assert "gold" in refused["error"]["message"]


def test_an_article_meant_for_somebody_comes_first(house: House, coordinator: Visitor) -> None:
    """A named article is the next one of the named person."""
    ana = house.person("ana")
    coordinator.put("/api/settings", {"quiz_required": False})
    coordinator.post("/api/assign", {"per_sentence": 2})

    done = coordinator.post(
        "/api/assign", {"per_sentence": 2, "articles": ["market"], "to": ["ana"]}
    )

    assert done["planned"] == 1
    assert ana.post("/api/next", {"leaving": None})["article"] == "market"


def test_articles_are_found_by_words_and_get_a_note(house: House, coordinator: Visitor) -> None:
    """Search knows titles and ids, in any script; a saved note is what annotators are told."""
    assert [one["id"] for one in coordinator.get("/api/articles?search=MORNING")["articles"]] == [
        "market"
    ]
    assert [one["id"] for one in coordinator.get("/api/articles?search=الميناء")["articles"]] == [
        "arabic"
    ]
    assert coordinator.get("/api/articles?search=%25")["total"] == 0
    note = {"article_id": "market", "topics": ["hunger"], "hard": True, "note": " a bread queue "}
    early = coordinator.put("/api/content_notes", note, 409)
    coordinator.post("/api/assign", {"per_sentence": 2})
    coordinator.put("/api/content_notes", note)

    (found,) = coordinator.get("/api/articles?search=market")["articles"]

    assert "not assigned to anybody yet" in early["error"]["message"]
    assert (found["topics"], found["hard"], found["note"]) == (["hunger"], True, "a bread queue")
    coordinator.put("/api/content_notes", note | {"article_id": "zz"}, 404)
    wrong = coordinator.put("/api/content_notes", note | {"topics": ["weather"]}, 422)
    assert "field 'topics': found 'weather', allowed: children" in wrong["error"]["message"]
