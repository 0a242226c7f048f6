"""Who may do what: every route of the page, every role, and whose things they are."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from fastapi.routing import APIRoute
from starlette.routing import Mount

from .adjudication import T, decision, judge
from .conftest import House, Visitor, fill
from .test_annotate_api import judgment, send, take

ROLES = ("stranger", "annotator", "adjudicator", "coordinator")
ANYONE, IN, ANNOTATOR, ADJUDICATOR, COORDINATOR = range(5)
"""who may use a route; IN: whoever has an account and is signed in"""

RULES: dict[tuple[str, str], int] = {
    ("GET", "/healthz"): ANYONE,
    ("GET", "/readyz"): ANYONE,
    ("GET", "/metrics"): COORDINATOR + 1,  # for the machine of the server
    ("GET", "/api/openapi.json"): IN,
    # coming in and going out
    ("GET", "/"): IN,
    ("GET", "/enter"): COORDINATOR + 1,  # for nobody of a team
    ("GET", "/who"): ANYONE,
    ("POST", "/who"): COORDINATOR + 1,
    ("POST", "/link"): COORDINATOR + 1,
    ("GET", "/login"): ANYONE,
    ("POST", "/login"): ANYONE,
    ("POST", "/logout"): ANYONE,
    ("GET", "/goodbye"): ANYONE,
    ("GET", "/invite/{secret}"): ANYONE,
    ("POST", "/invite/{secret}"): ANYONE,
    # labelling
    ("GET", "/annotate"): ANNOTATOR,
    ("POST", "/api/judgments"): ANNOTATOR,
    ("POST", "/api/next"): ANNOTATOR,
    ("GET", "/api/articles/{name:path}"): ANNOTATOR,
    ("POST", "/api/articles/{name:path}/renew"): ANNOTATOR,
    ("POST", "/api/articles/{name:path}/decline"): ANNOTATOR,
    ("GET", "/api/history"): ANNOTATOR,
    ("GET", "/api/progress"): ANNOTATOR,
    ("GET", "/quiz"): ANNOTATOR,
    ("POST", "/api/quiz"): ANNOTATOR,
    ("POST", "/api/quiz/{seq}/answers"): ANNOTATOR,
    ("GET", "/guidelines"): ANNOTATOR,
    ("GET", "/guidelines/pane"): ANNOTATOR,
    ("GET", "/preferences"): ANNOTATOR,
    ("GET", "/api/preferences"): ANNOTATOR,
    ("PUT", "/api/preferences"): ANNOTATOR,
    # deciding
    ("GET", "/adjudicate"): ADJUDICATOR,
    ("POST", "/adjudicate/settle"): ADJUDICATOR,
    ("GET", "/api/disputes"): ADJUDICATOR,
    ("GET", "/api/disputes/{name:path}"): ADJUDICATOR,
    ("POST", "/api/rulings"): ADJUDICATOR,
    ("POST", "/api/rulings/{ruling}/undo"): ADJUDICATOR,
    ("POST", "/api/doubts/reason"): ADJUDICATOR,
    ("GET", "/adjudicate/gaps"): ADJUDICATOR,
    ("GET", "/adjudicate/gaps.json"): ADJUDICATOR,
    ("GET", "/adjudicate/gaps.csv"): ADJUDICATOR,
    # seeing to it all
    ("GET", "/dashboard"): COORDINATOR,
    ("GET", "/api/dashboard"): COORDINATOR,
    ("GET", "/settings"): COORDINATOR,
    ("GET", "/api/settings"): COORDINATOR,
    ("PUT", "/api/settings"): COORDINATOR,
    ("POST", "/api/assign"): COORDINATOR,
    ("GET", "/articles"): COORDINATOR,
    ("GET", "/api/articles"): COORDINATOR,
    ("PUT", "/api/content_notes"): COORDINATOR,
    ("GET", "/people"): COORDINATOR,
    ("GET", "/api/people"): COORDINATOR,
    ("POST", "/api/people"): COORDINATOR,
    ("POST", "/api/people/{name}/invite"): COORDINATOR,
    ("PUT", "/api/people/{name}"): COORDINATOR,
}
"""A new route needs a rule here, or the first test below fails."""


@pytest.fixture(scope="module")
def team(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[House, dict[str, Visitor]]]:
    """The page of a team, and somebody of every role."""
    house = House(str(fill(tmp_path_factory.mktemp("team") / "corpus.db")), team=True)
    people = {role: house.person(role, role) for role in ROLES[1:]}  # type: ignore[arg-type]
    yield house, {"stranger": house.stranger(), **people}
    house.close()


def all_routes(routes: Iterable[Any]) -> Iterator[tuple[str, str]]:
    """Yield method and path of every route, also of routers that were taken in whole."""
    for route in routes:
        if isinstance(route, APIRoute):
            for method in route.methods - {"HEAD"}:
                yield method, route.path
        elif inner := getattr(route, "original_router", None):
            yield from all_routes(inner.routes)
        else:
            assert isinstance(route, Mount), route
            assert route.path == "/static"


def test_every_route_has_a_rule(team: tuple[House, dict[str, Visitor]]) -> None:
    """No route is served about which nobody has said who may use it, and no rule is about none."""
    assert sorted(all_routes(team[0].app.routes)) == sorted(RULES)


def ask(house: House, visitor: Visitor, method: str, path: str, **headers: str) -> Any:
    """Ask with our own token, about things that are not there."""
    place = path.replace("{seq}", "1").replace("{ruling}", str(uuid.uuid4()))
    place = place.replace("{name:path}", "nothing").replace("{name}", "nobody")
    if path == "/logout":  # a browser of its own
        cookies, visitor = visitor.client.cookies, house.stranger()
        visitor.client.cookies.update(cookies)
    token = visitor.token() if method != "GET" else ""
    form = path.startswith("/api/") is False and method != "GET"
    body = {"data": {"csrf_token": token, "name": "x", "password": "y", "again": "y"}}
    return visitor.client.request(
        method,
        place,
        headers={"X-CSRF-Token": token, **headers},
        follow_redirects=False,
        **(body if form else {"json": {}} if method != "GET" else {}),
    )


@pytest.mark.parametrize("role", ROLES)
def test_each_role_may_do_what_the_rules_say(
    team: tuple[House, dict[str, Visitor]], role: str
) -> None:
    """Whoever may not is told so before anything is looked at; whoever may is not turned away."""
    house, people = team
    rank = ROLES.index(role) + (role != "stranger")
    for (method, path), least in RULES.items():
        if (method, path) == ("POST", "/logout"):
            continue  # it is for everybody, and ends the session
        answer = ask(house, people[role], method, path)
        sent_away = answer.headers.get("location") == "/login" and (method, path) != ("GET", "/who")
        refused = answer.status_code in (401, 403) or sent_away
        if path == "/login" and method == "POST":  # there is no such name
            assert answer.status_code in (401, 429)
        elif path == "/enter":
            assert answer.status_code == (403 if role == "stranger" else 303)
        else:
            assert refused == (rank < least), (role, method, path, answer.status_code)
        if refused and path.startswith("/api/"):
            assert answer.status_code == (401 if role == "stranger" else 403), path
            assert set(answer.json()) == {"error"}


def test_no_write_is_taken_from_another_site(team: tuple[House, dict[str, Visitor]]) -> None:
    """A page elsewhere that makes a browser send a form, with our token even, gets nothing done."""
    house, people = team
    for method, path in RULES:
        if method != "GET":
            for origin in ("https://elsewhere.example", "null"):
                answer = ask(house, people["coordinator"], method, path, Origin=origin)
                away = answer.headers.get("location") == "/login"
                assert answer.status_code in (401, 403) or away, (method, path)
    people["coordinator"].get("/api/people")


def test_articles_and_answers_of_others_are_not_there(house: House) -> None:
    """An annotator reads, answers, prolongs and gives away only what is their own turn."""
    house.person("cora", "coordinator").put("/api/settings", {"quiz_required": False})
    ana, ben = house.person("ana"), house.person("ben")
    article = take(ana)
    send(ana, judgment(article["sentences"][0], article["id"], comment="mine alone"))
    name = article["id"]

    ben.get(f"/api/articles/{name}", 404)
    assert ben.client.get(f"/annotate?article={name}").status_code == 404
    assert ben.post(f"/api/articles/{name}/renew")["lease_seconds"] == 0
    ben.post(f"/api/articles/{name}/decline", {}, 404)
    (result,) = send(ben, judgment(article["sentences"][0], name))
    assert result["status"] == "refused"
    assert ben.get("/api/history") == []
    assert "mine alone" not in ben.client.get("/annotate").text


def test_a_quiz_is_answered_by_whose_it_is(house: House) -> None:
    """The number of somebody else's quiz opens nothing."""
    ana, ben = house.person("ana"), house.person("ben")
    quiz = ana.post("/api/quiz")["quiz"]
    ben.post(f"/api/quiz/{quiz}/answers", {"question": 0, "answer": True}, 404)

    assert ana.post("/api/quiz")["answered"] == []


def test_a_decision_is_taken_back_by_whose_it_is(house: House, small_corpus: Any) -> None:
    """Another adjudicator, who knows its id, cannot undo a decision."""
    judge(small_corpus)
    dora, elsa = (house.person(name, "adjudicator") for name in ("dora", "elsa"))
    sentence = dora.get("/api/disputes/bridge")["sentences"][0]
    made = decision(sentence, [T])
    dora.post("/api/rulings", made)
    place = {name: made[name] for name in ("article_id", "start", "end")}

    elsa.post(f"/api/rulings/{made['id']}/undo", place, 404)
    assert dora.post(f"/api/rulings/{made['id']}/undo", place)["status"] == "saved"
