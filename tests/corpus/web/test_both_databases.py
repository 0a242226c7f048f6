"""The whole page over either database."""

from __future__ import annotations

from .conftest import House, fill
from .test_annotate_api import judgment, send, take


def test_a_team_works_from_the_first_answer_to_the_dashboard(address: str) -> None:
    """Two people label blind, a third settles what they differ on, a coordinator looks at it all."""
    fill(address)
    house = House(address, team=True)
    cora = house.person("cora", "coordinator")
    cora.put("/api/settings", {"quiz_required": False})
    cora.post("/api/assign", {"per_sentence": 2})
    for name, label in (("ana", "attack"), ("ben", "testimony")):
        visitor = house.person(name)
        article = take(visitor)
        sent = [judgment(each, article["id"], labels=[label]) for each in article["sentences"]]
        assert {result["status"] for result in send(visitor, *sent)} == {"saved"}
        assert len(visitor.get("/api/history")) == len(sent)
        assert visitor.post("/api/next", {"leaving": article["id"]})["article"] != article["id"]
    disputes = house.person("dora", "adjudicator").get("/api/disputes")
    assert [each["id"] for each in disputes["articles"]] == [article["id"]]
    (pool,) = cora.get("/api/dashboard")["progress"]
    assert pool["given"] == 2 * len(sent)
    house.close()
