"""The coordinator's pages: how the work stands, who is in, who labels what, what holds for everyone."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa
from axe_playwright_python.sync_playwright import Axe

from dateline.corpus.dashboard import Watch, look
from dateline.corpus.nouns import Article, Judgment, Ruling, SentenceRef, Suggestion
from dateline.corpus.sentences import split_sentences
from dateline.corpus.steps import agreement
from dateline.corpus.store import Corpus, open_corpus, schema
from dateline.corpus.store.articles import NewArticle, add_article, iter_articles
from dateline.corpus.store.filling import fill_queue
from dateline.corpus.store.judgments import add_judgments, add_rulings
from dateline.corpus.store.people import add_person, list_people, set_password
from dateline.corpus.store.settings import label_scheme
from dateline.corpus.store.suggestions import add_suggestions
from dateline.corpus.transfer import import_corpus

from .conftest import PASSWORD, QUICK_HASH, House, Server, Visitor

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

SAMPLE = Path(__file__).parents[3] / "corpus" / "sample"
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


def sentences(corpus: Corpus) -> list[SentenceRef]:
    with corpus.read() as connection:
        return [one.ref for stored in iter_articles(connection) for one in stored.sentences]


def judge(corpus: Corpus, annotator: str, *labels: str, skip: int = 0) -> None:
    """Let somebody give all sentences but the first few the same labels."""
    with corpus.write() as connection:
        digest = label_scheme(connection).digest
        rows = [
            Judgment(
                f"{annotator}-{place}",
                ref,
                annotator,
                frozenset(labels),
                seconds=4.0,
                guidelines=digest,
                created=f"2026-03-0{2 + place % 3}T09:00:00+00:00",
            )
            for place, ref in enumerate(sentences(corpus))
            if place >= skip
        ]
        add_judgments(connection, rows)


@pytest.fixture
def coordinator(house: House) -> Visitor:
    return house.person("carla", "coordinator")


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


@pytest.fixture
def house_of() -> Iterator[Callable[[str], House]]:
    """The page over a corpus of one's own."""
    houses: list[House] = []

    def serve(address: str) -> House:
        houses.append(House(address, team=True))
        return houses[-1]

    yield serve
    for house in houses:
        house.close()


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


@pytest.fixture
def judged_sample(tmp_path: Path) -> Path:
    """The sample corpus with its judgments, twenty gold articles and suggestions that were shown."""
    path = tmp_path / "sample.db"
    with open_corpus(str(path), create=True) as corpus:
        import_corpus(corpus, SAMPLE)
        with corpus.write() as connection:
            fill_queue(connection, 2)
            gold = schema.queue.c.position <= 20
            connection.execute(sa.update(schema.queue).where(gold).values(kind="gold"))
            judge = schema.judgments.c
            rows = sa.select(
                judge.sentence, judge.annotator, judge.labels, judge.id, sa.literal(1.0)
            )
            columns = ["sentence", "annotator", "labels", "judgment", "created"]
            shown = rows.where(judge.sentence % 5 != 0)
            connection.execute(sa.insert(schema.reveals).from_select(columns, shown))
            said = rows.with_only_columns(judge.sentence, judge.labels, judge.labels).where(
                judge.annotator == 1
            )
            columns = ["sentence", "labels", "scores"]
            connection.execute(sa.insert(schema.suggestions).from_select(columns, said))
            connection.execute(sa.update(schema.judgments).values(seconds=7.5))
    return path


def axe(page: Page) -> list[str]:
    """What axe finds wrong with a page."""
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {[node['html'] for node in one['nodes']]}" for one in found]


@pytest.mark.parametrize(("theme", "width"), [("light", 1280), ("dark", 390)])
def test_the_pages_are_accessible_and_keep_to_the_policy(
    browser: Browser,
    serving: Callable[..., Server],
    judged_sample: Path,
    theme: Any,
    width: int,
) -> None:
    """No axe violation, no error of the browser, nothing wider than the screen."""
    server = serving(judged_sample)
    context = browser.new_context(
        color_scheme=theme, viewport={"width": width, "height": 900}, reduced_motion="reduce"
    )
    server.come_in(context.new_page(), "carla")
    page = context.new_page()
    errors: list[str] = []
    page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    for path in PAGES:
        page.goto(server.address + path)
        assert path != "/dashboard" or page.locator(".empty").count() == 0
        assert axe(page) == [], path
        root = "document.documentElement"
        assert page.evaluate(f"{root}.scrollWidth <= {root}.clientWidth"), path
    assert errors == []
    context.close()


def test_the_pages_are_small(judged_sample: Path, house_of: Callable[[str], House]) -> None:
    """Each page with all that it loads is below 100 kB."""
    carla = house_of(str(judged_sample)).person("carla", "coordinator")

    for path in PAGES:
        page = carla.get(path)
        loaded = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', page.text))
        weight = len(page.content) + sum(len(carla.get(one).content) for one in loaded)
        assert len(loaded) >= 3
        assert weight < 100_000, path


def test_a_coordinator_works_the_forms(
    browser: Browser, serving: Callable[..., Server], small_corpus: Path
) -> None:
    """Add somebody and send the link on; assign; set the contact; note an article; give it away."""
    with open_corpus(str(small_corpus)) as corpus, corpus.write() as connection:
        person = add_person(connection, "carla", "coordinator", 0.0)
        set_password(connection, person, QUICK_HASH)
    server = serving(small_corpus, "serve")
    page = browser.new_context().new_page()
    page.goto(f"{server.address}/login")
    page.get_by_label("Name").fill("carla")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/dashboard")

    page.goto(f"{server.address}/people")
    page.get_by_label("Name").fill("ana")
    page.get_by_role("button", name="Add and make an invite").click()
    page.get_by_label("Invite link").wait_for()
    link = page.get_by_label("Invite link").input_value()
    assert link.startswith(f"{server.address}/invite/")
    assert axe(page) == []
    page.reload()
    assert page.get_by_label("Invite link").is_hidden()
    page.get_by_role("button", name="Shut out ana").click()
    page.get_by_role("button", name="Let in again ana").click()
    page.get_by_role("button", name="Shut out ana").wait_for()

    page.goto(f"{server.address}/settings")
    page.get_by_label("Judgments of each sentence").fill("3")
    page.get_by_role("button", name="Assign all articles").click()
    page.get_by_text("Assigned: 3 articles, 3 of them new").wait_for()
    page.get_by_label("Whom annotators can turn to").fill("Carla, any time")
    page.get_by_label("Show suggestions").check()
    for button in page.get_by_role("button", name="Save").all():
        button.click()
    for said in page.locator(".said-back").all()[1:]:
        said.get_by_text("Saved.").wait_for()
    page.reload()
    assert page.get_by_label("Whom annotators can turn to").input_value() == "Carla, any time"
    assert page.get_by_label("Show suggestions").is_checked()
    assert page.get_by_label("Asked in a team").is_checked()

    page.goto(f"{server.address}/articles?search=market")
    page.get_by_text("Content note").click()
    page.get_by_label("Hunger").check()
    page.get_by_label("A note in your words").fill("a bread queue")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Saved.").wait_for()
    page.get_by_label("A quiet morning at the market").check()
    page.get_by_role("group", name="1 article meant for").get_by_label("ana").check()
    assert axe(page) == []
    page.get_by_role("button", name="Give").click()
    page.get_by_text("1 turns planned").wait_for()
    page.context.close()


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
