"""The coordinator's pages in a real browser: accessible, small, and worked by their forms."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from dateline.corpus.store import open_corpus, schema
from dateline.corpus.store.filling import fill_queue
from dateline.corpus.store.people import add_person, set_password
from dateline.corpus.transfer import import_corpus

from ...accessibility import complaints
from .conftest import PASSWORD, QUICK_HASH, House, Server

if TYPE_CHECKING:
    from playwright.sync_api import Browser

SAMPLE = Path(__file__).parents[3] / "corpus" / "sample"
PAGES = ("/dashboard", "/people", "/settings", "/articles")


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
        assert complaints(page) == [], path
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
    assert complaints(page) == []
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
    assert complaints(page) == []
    page.get_by_role("button", name="Give").click()
    page.get_by_text("1 turns planned").wait_for()
    page.context.close()
