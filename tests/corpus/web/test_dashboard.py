"""The dashboard: who may look, what it says of the work and of agreement, and what it keeps hidden."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dateline.corpus.dashboard import Watch, look
from dateline.corpus.nouns import Article, Ruling, Suggestion
from dateline.corpus.sentences import split_sentences
from dateline.corpus.steps import agreement
from dateline.corpus.store import open_corpus
from dateline.corpus.store.articles import NewArticle, add_article
from dateline.corpus.store.judgments import add_rulings
from dateline.corpus.store.people import list_people
from dateline.corpus.store.suggestions import add_suggestions

from .conftest import House, Visitor
from .judging import judge, sentences

PAGES = ("/dashboard", "/people", "/settings", "/articles")
READING = (*PAGES, "/api/dashboard", "/api/people", "/api/settings", "/api/articles")
WRITING: tuple[tuple[str, str, Any], ...] = (
    ("POST", "/api/people", {"name": "new"}),
    ("POST", "/api/people/ana/invite", None),
    ("PUT", "/api/people/ana", {"disabled": True}),
    ("PUT", "/api/settings", {"lease_minutes": 5}),
    ("POST", "/api/assign", {"per_sentence": 2}),
    ("PUT", "/api/content_notes", {"article_id": "bridge", "topics": [], "hard": True}),
)


@pytest.mark.parametrize("role", ["annotator", "adjudicator"])
def test_only_coordinators_may_look(house: House, role: Any) -> None:
    """Whoever labels or adjudicates is refused, and a stranger is asked who they are."""
    ana, stranger = house.person("ana", role), house.stranger()

    for path in READING:
        ana.get(path, 403)
        answer = stranger.client.get(path, follow_redirects=False)
        assert answer.status_code == (401 if path.startswith("/api/") else 303), path


def test_only_coordinators_may_change_anything(house: House) -> None:
    """An annotator's try is refused, and so is a coordinator's without the page's token."""
    ana, carla = house.person("ana"), house.person("carla", "coordinator")

    for method, path, body in WRITING:
        ana.send(method, path, body, 403)
        assert carla.client.request(method, path, json=body).status_code == 403, path
    with house.page.read() as connection:
        people = list_people(connection)
    assert [(one.id, one.disabled) for one in people] == [("ana", False), ("carla", False)]


def test_empty_pages_say_what_comes_next(coordinator: Visitor) -> None:
    """Where nobody has judged anything, nothing is broken and the next step is said."""
    texts = {path: coordinator.get(path).text for path in PAGES}

    assert not any("None" in text for text in texts.values())
    assert "Nobody has judged anything yet" in texts["/dashboard"]


def test_a_corpus_without_articles_says_how_to_bring_some_in(
    tmp_path: Path, house_of: Callable[[str], House]
) -> None:
    """An empty corpus is no error on any of the pages."""
    path = str(tmp_path / "empty.db")
    open_corpus(path, create=True).close()
    visitor = house_of(path).person("carla", "coordinator")

    assert "no articles here yet" in visitor.get("/dashboard").text
    for page in ("/settings", "/articles"):
        assert "dateline ingest" in visitor.get(page).text
    refused = visitor.post("/api/assign", {"per_sentence": 2}, 409)
    assert "no sentences to label" in refused["error"]["message"]


def test_agreement_is_that_of_the_command(house: House, coordinator: Visitor) -> None:
    """The dashboard's numbers are those of `dateline agreement`, to the last digit."""
    judge(house.corpus, "ana", "attack")
    judge(house.corpus, "ben", "testimony", skip=3)

    told = coordinator.get("/api/dashboard")

    command = json.loads(json.dumps(agreement(house.corpus).to_json()))
    assert told["agreement"]["doubly_judged"] == len(sentences(house.corpus)) - 3
    assert told["agreement"].items() <= command.items()


def test_the_dashboard_follows_the_corpus_but_not_at_every_turn(house: House) -> None:
    """The same look is shown until something changes, and for a while after it did."""
    watch = Watch()
    with house.page.read() as connection:
        first, changed = watch.see(connection, 100.0)
        assert not changed
        assert watch.see(connection, 1e6) == (first, False)
    judge(house.corpus, "ana", "attack")
    with house.page.read() as connection:
        assert watch.see(connection, 100.0)[1]
        later, changed = watch.see(connection, 1e6)

    assert later.oversight is not None
    assert not changed
    assert later.oversight.judgments == len(sentences(house.corpus))


def test_disputes_of_an_article_that_one_still_labels_are_not_shown(house: House) -> None:
    """A coordinator who labels too stays blind to what others said of their article."""
    judge(house.corpus, "ana", "attack")
    judge(house.corpus, "ben", "testimony")
    carla = house.person("carla", "coordinator")
    given = {"per_sentence": 3, "articles": ["bridge"], "to": ["carla"]}
    carla.post("/api/assign", given)

    top = carla.get("/api/dashboard")["oversight"]["disputes"]["top"]

    assert {one["article_id"] for one in top} == {"market", "arabic"}
    assert all("labels" not in one and "votes" not in one for one in top)


def test_text_of_an_article_is_shown_as_text(house: House) -> None:
    """Markup in a title or an id does nothing."""
    trap = Article("<b>id", "<script>alert(1)</script>", "Shells <i>fell</i> on Sarn.")
    with house.page.write() as connection:
        add_article(connection, NewArticle(trap, split_sentences(trap.id, trap.text), "rules"))
    judge(house.corpus, "ana", "attack")
    judge(house.corpus, "ben")
    carla = house.person("carla", "coordinator")

    for path in ("/dashboard", "/articles"):
        text = carla.get(path).text
        assert "<script>alert" not in text
        assert "<i>fell" not in text
        assert "<b>id" not in text


def test_quality_and_suggestions_are_told_where_there_are_any(house: House) -> None:
    """Known answers of gold articles, and suggestions that were shown, both make their part."""
    every = sentences(house.corpus)
    bridge = [ref for ref in every if ref.article_id == "bridge"]
    with house.page.write() as connection:
        rulings = [Ruling(ref, frozenset({"attack"}), "imported") for ref in bridge]
        add_rulings(connection, rulings)
        add_suggestions(connection, [Suggestion(ref, frozenset(), {}) for ref in every])
    carla = house.person("carla", "coordinator")
    carla.post("/api/assign", {"per_sentence": 2, "gold": 1})
    judge(house.corpus, "ana", "attack")

    told = carla.get("/api/dashboard")
    page = carla.get("/dashboard").text

    (ana,) = told["oversight"]["quality"]
    assert (ana["same"]["hits"], ana["same"]["n"]) == (len(bridge), len(bridge))
    assert told["timing"]["overall"]["median"] == 4.0
    assert told["suggestions"] is None
    assert "With known answers" in page
    assert "No suggestion of a model was shown" in page


def test_a_look_at_nothing_is_a_look(tmp_path: Path) -> None:
    """A corpus without articles has an empty dashboard."""
    with open_corpus(str(tmp_path / "new.db"), create=True) as corpus, corpus.read() as connection:
        seen = look(connection, 0.0)

    assert (seen.progress, seen.agreement, seen.oversight, seen.hours_left) == (
        (),
        None,
        None,
        None,
    )
