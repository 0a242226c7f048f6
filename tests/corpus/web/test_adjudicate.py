"""Adjudication: what needs a person, with names hidden, decided by one key and never lost."""

from __future__ import annotations

import csv
import io
import json
import re
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from dateline.corpus.formats import EXPORTERS, find_format
from dateline.corpus.nouns import Judgment, Ruling, SentenceRef
from dateline.corpus.sentences import split_sentences
from dateline.corpus.store import open_corpus, schema
from dateline.corpus.store.adoption import adopt_guidelines
from dateline.corpus.store.articles import NewArticle, add_article, iter_articles
from dateline.corpus.store.judgments import add_judgments, add_rulings, current_rulings
from dateline.corpus.store.settings import label_scheme
from dateline.corpus.transfer import import_corpus
from dateline.corpus.web.docket import Docket

from .conftest import STORIES, House, Server, Visitor

NAMES = ("annotator-ines", "annotator-juan", "annotator-kofi")
A, T, F, S = "attack", "testimony", "official_statement", "statistic"
SAID: dict[str, list[tuple[str, str, str]]] = {
    "bridge": [
        (A, A, A + " " + S),
        (T, T, T),
        (T, "", T),
        (T, T, T),
        (F, F, F),
        ("", "", ""),
        (S, F, S),
    ],
    "market": [("", "", ""), ("", T, "")],
}
"""What each of the three said of the first sentences of two articles, in the order of the text."""


def judge(path: Path) -> Path:
    with open_corpus(str(path)) as corpus, corpus.write() as connection:
        digest = label_scheme(connection).digest
        articles = {stored.article.id: stored.sentences for stored in iter_articles(connection)}
        add_judgments(
            connection,
            [
                Judgment(
                    str(uuid.uuid5(uuid.NAMESPACE_OID, f"{sentence.ref}{name}")),
                    sentence.ref,
                    name,
                    frozenset(labels.split()),
                    unsure=name == NAMES[1] and labels == "",
                    comment="=Is this <b>her</b> account?"
                    if (name, labels) == (NAMES[1], "")
                    else None,
                    guidelines=digest,
                )
                for article, said in SAID.items()
                for sentence, given in zip(articles[article], said, strict=False)
                for name, labels in zip(NAMES, given, strict=True)
            ],
        )
    return path


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


def decision(sentence: dict[str, Any], labels: list[str], **rest: Any) -> dict[str, Any]:
    place = {"article_id": "bridge", "start": sentence["start"], "end": sentence["end"]}
    return {"id": str(uuid.uuid4()), **place, "labels": labels, **rest}


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
    find_format(EXPORTERS, "dateline")(house.corpus, tmp_path / "out")
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


def adjudicating(context: BrowserContext, server: Server) -> Page:
    """Come in as dora and open the list of disputes."""
    page = context.new_page()
    server.come_in(page, "dora")
    page.goto(f"{server.address}/adjudicate")
    return page


@pytest.fixture
def desk(
    judged: Path, serving: Callable[..., Server], browser: Browser
) -> Iterator[tuple[Page, Server]]:
    """A real browser at a real server, with the first article to adjudicate open."""
    server = serving(judged)
    context = browser.new_context(reduced_motion="reduce")
    page = adjudicating(context, server)
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.get_by_role("link", name="Shells close the bridge").click()
    expect(page.locator("#where")).to_have_text("Sentence 1 of 3")
    yield page, server
    assert wrong == []
    context.close()


def standing(path: Path) -> list[tuple[list[str], str | None]]:
    with open_corpus(str(path)) as corpus, corpus.read() as connection:
        rulings = sorted(current_rulings(connection), key=lambda ruling: ruling.sentence)
        return [(sorted(one.labels), one.extra.get("guideline_gap")) for one in rulings]


def test_an_article_is_adjudicated_by_keyboard_alone(
    desk: tuple[Page, Server], judged: Path
) -> None:
    """Accept, combine, decide anew, note a gap, undo across a reload; all of it arrives."""
    page, _ = desk
    letters = page.locator("#answers .letter")
    plain = next(
        n for n in range(3) if "Statistic" not in str(letters.nth(n).get_attribute("aria-label"))
    )
    page.keyboard.press("abc"[plain])
    expect(page.locator("#where")).to_have_text("Sentence 2 of 3")
    page.keyboard.press("g")
    page.keyboard.type("Is a wish testimony?")
    page.keyboard.press("Escape")
    page.keyboard.press("0")
    expect(page.locator("#where")).to_have_text("Sentence 3 of 3")
    page.keyboard.press("Enter")
    expect(page.locator("#finished")).to_be_hidden()
    page.keyboard.press("u")
    page.keyboard.press("Enter")
    expect(page.locator("#finished")).to_be_visible()
    expect(page.locator("#saved")).to_have_text("All saved.")
    assert standing(judged) == [([A], None), ([], "Is a wish testimony?"), ([F, S], None)]

    page.reload()
    expect(page.locator("#state")).to_have_text("decided")
    page.keyboard.press("z")
    expect(page.locator("#where")).to_have_text("Sentence 3 of 3")
    expect(page.locator("#state")).to_have_text("open")
    page.keyboard.press("3")
    page.keyboard.press("Enter")
    expect(page.locator("#finished")).to_be_visible()
    page.keyboard.press("k")
    page.keyboard.press("2")
    page.keyboard.press("Enter")
    expect(page.locator("#why")).to_contain_text("Decided: Testimony")
    expect(page.locator("#saved")).to_have_text("All saved.")
    assert standing(judged) == [([A], None), ([T], "Is a wish testimony?"), ([F], None)]


def test_a_decision_is_taken_back_at_once(desk: tuple[Page, Server]) -> None:
    """Undo before a reload says what stands again, also once the server has the decision."""
    page, _ = desk
    page.keyboard.press("0")
    expect(page.locator("#saved")).to_have_text("All saved.")
    page.keyboard.press("z")
    expect(page.locator("#told")).to_contain_text("Taken back. 1 of 3, the answers differ.")
    expect(page.locator("#why")).to_contain_text("The answers differ. 3 of 3 still open.")


def test_only_disputed_sentences_show_anything(desk: tuple[Page, Server]) -> None:
    """The others are plain context; the whole text is there, and no name anywhere in the page."""
    page, _ = desk
    assert page.locator(".s").count() == 7
    assert page.locator(".s a").count() == 3
    html = page.content()
    assert "Nobody came" in html
    assert not any(name in html for name in NAMES)


def test_decisions_wait_in_the_browser_while_the_server_is_away(
    desk: tuple[Page, Server], judged: Path
) -> None:
    """The page says that they are not saved, keeps them over a reload's eve, and sends them again."""
    page, server = desk
    server.kill()
    page.keyboard.press("0")
    page.keyboard.press("0")
    expect(page.locator("#saved")).to_contain_text("2 decisions are not saved yet")
    assert standing(judged) == []
    server.start()
    expect(page.locator("#saved")).to_have_text("All saved.", timeout=20_000)
    assert [labels for labels, _ in standing(judged)] == [[], []]


def test_a_note_that_is_being_written_survives_a_reload(desk: tuple[Page, Server]) -> None:
    """What was typed for a sentence is there again, and goes with its decision."""
    page, _ = desk
    page.keyboard.press("n")
    page.keyboard.type("Two drivers are no total")
    page.reload()
    expect(page.locator("#note")).to_have_value("Two drivers are no total")
    page.keyboard.press("0")
    expect(page.locator("#where")).to_have_text("Sentence 2 of 3")
    expect(page.locator("#note")).to_be_hidden()
    expect(page.locator("#saved")).to_have_text("All saved.")
    page.reload()
    expect(page.locator("#where")).to_have_text("Sentence 2 of 3")
    page.keyboard.press("k")
    expect(page.locator("#note")).to_have_value("Two drivers are no total")


def test_many_labels_are_folded_away_until_asked_for(
    small_corpus: Path, serving: Callable[..., Server], browser: Browser, tmp_path: Path
) -> None:
    """Of a dozen labels those that somebody gave are shown, and the others by one button."""
    labels = "\n".join(f"### `l{n}` — Label {n}\n\nA rule.\n" for n in range(1, 13))
    (tmp_path / "g.md").write_text(f"## Labels\n\n{labels}", encoding="utf-8")
    with open_corpus(str(small_corpus)) as corpus, corpus.write() as connection:
        digest = adopt_guidelines(connection, tmp_path / "g.md").digest
        first, *others = (one.ref for one in next(iter_articles(connection)).sentences)
        said = [("x", first, "l1"), ("y", first, "l12")]
        said += [(name, ref, "l1") for name in "xy" for ref in others]
        add_judgments(
            connection,
            [
                Judgment(f"{name} {ref}", ref, name, frozenset({label}), guidelines=digest)
                for name, ref, label in said
            ],
        )
    server = serving(small_corpus)
    page = adjudicating(browser.new_context(), server)
    page.get_by_role("link", name="Shells close the bridge").click()
    rows = page.locator("#answers tbody th")
    expect(rows).to_have_text(["1 Label 1", "Label 12", "0 None applies"])
    page.get_by_role("button", name="10 more labels").click()
    expect(rows).to_have_count(13)
    page.get_by_role("button", name="Label 11").click()
    page.keyboard.press("j")  # stays: there is only one
    expect(page.locator("#where")).to_have_text("Sentence 1 of 1")
    page.context.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_pages_are_accessible_in_both_themes(desk: tuple[Page, Server], theme: str) -> None:
    """No axe violation on the list, on the gaps, on an article: open, decided, with notes and keys."""
    page, server = desk
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")

    def check() -> None:
        found = Axe().run(page)
        assert found.violations_count == 0, json.dumps(found.response["violations"], indent=1)

    check()
    page.keyboard.press("g")
    page.keyboard.type("Why?")
    page.keyboard.press("Escape")
    page.keyboard.press("u")
    page.keyboard.press("Enter")
    page.keyboard.press("k")
    expect(page.locator("#state")).to_have_text("decided")
    check()
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    check()
    page.keyboard.press("Escape")
    page.set_viewport_size({"width": 380, "height": 760})
    check()
    for path in ("/adjudicate", "/adjudicate?show=ruled", "/adjudicate/gaps"):
        page.goto(server.address + path)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        check()


def test_a_page_weighs_little_and_brings_nothing_from_elsewhere(desk: tuple[Page, Server]) -> None:
    """All that an article to adjudicate loads is below 100 kB and comes from this server."""
    page, server = desk
    loaded: list[tuple[str, int]] = []
    page.on("response", lambda answer: loaded.append((answer.url, len(answer.body()))))
    page.reload()
    expect(page.locator("#where")).to_have_text("Sentence 1 of 3")
    assert all(re.match(re.escape(server.address), url) for url, _ in loaded)
    assert sum(size for _, size in loaded) < 100_000
