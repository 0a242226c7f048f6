"""What is tried against every page on the web, tried against this one."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import quote

import pytest
import sqlalchemy as sa
from lxml import html

from dateline.corpus.errors import AccountError
from dateline.corpus.nouns import Article, Judgment
from dateline.corpus.store import open_corpus, schema
from dateline.corpus.store.adoption import adopt_guidelines
from dateline.corpus.store.articles import iter_articles
from dateline.corpus.store.judgments import add_judgments
from dateline.corpus.web import signing_in
from dateline.corpus.web.passwords import hash_password

from .adjudication import T, decision
from .conftest import PASSWORD, House, fill
from .test_annotate_api import judgment, send, take
from .test_guidelines_page import HOSTILE
from .test_signing_in import invite, sign_in

SCRIPT = "\"'><img src=x onerror=alert(1)><script>alert(1)</script><b>"
PROBES = (
    "' OR '1'='1",
    "'; DROP TABLE judgments; --",
    '" UNION SELECT password FROM accounts --',
    "%' OR 1=1) --",
    "\\'; SELECT pg_sleep(9); --",
)


def hostile_corpus(path: Path) -> Path:
    """A corpus that means harm in its articles, its guidelines and the names of who judged it."""
    text = f"{SCRIPT} said a baker.\nNobody came {SCRIPT}."
    fill(path, (Article(f"a/{SCRIPT}", SCRIPT, text, source=SCRIPT, language="en"),))
    guidelines = path.with_suffix(".md")
    guidelines.write_text(HOSTILE.replace("Flood", SCRIPT), encoding="utf-8")
    with open_corpus(str(path)) as corpus, corpus.write() as connection:
        adopt_guidelines(connection, guidelines)
        (stored,) = iter_articles(connection)
        said = [
            Judgment(f"{name}{at}", each.ref, name, frozenset({"flood"} if at else ()))
            for at, name in enumerate((f"one {SCRIPT}", f"two {SCRIPT}"))
            for each in stored.sentences[:1]
        ]
        add_judgments(connection, said)
    return path


def test_nothing_that_is_written_becomes_markup(tmp_path: Path) -> None:
    """Titles, texts, sources, ids, labels, names, comments and settings are shown as text."""
    house = House(str(hostile_corpus(tmp_path / "corpus.db")), team=True)
    cora = house.person("cora", "coordinator")
    cora.put("/api/settings", {"quiz_required": False, "contact": SCRIPT})
    ana = house.person("ana")
    article = take(ana)
    name = article["id"]
    send(ana, *(judgment(each, name, comment=SCRIPT) for each in article["sentences"]))
    cora.put("/api/content_notes", {"article_id": name, "topics": [], "note": SCRIPT})
    dora = house.person("dora", "adjudicator")
    shown = 0
    for visitor, path in (
        (ana, "/annotate"),
        (ana, f"/annotate?article={quote(name)}"),
        (ana, "/guidelines"),
        (ana, "/guidelines/pane"),
        (ana, "/quiz"),
        (ana, "/preferences"),
        (dora, "/adjudicate"),
        (dora, f"/adjudicate?article={quote(name)}"),
        (dora, "/adjudicate/gaps"),
        (cora, "/dashboard"),
        (cora, "/settings"),
        (cora, f"/articles?search={quote('<script>')}"),
        (cora, "/people"),
        (cora, f"/{quote(SCRIPT)}"),
    ):
        answer = visitor.client.get(path)
        assert answer.headers["content-type"].startswith("text/html"), path
        shown += "alert(1)" in answer.text
        harmless(answer.text, path)
    form = {"name": SCRIPT, "password": PASSWORD}
    harmless(house.stranger().client.post("/login", data=form).text, "/login")
    house.close()
    assert shown >= 8, "the pages do show it"


def harmless(page: str, path: str) -> None:
    """Assert that nothing of the payload is an element or an attribute."""
    for element in html.fromstring(page).iter("*"):
        assert element.get("src") != "x", path
        assert not [name for name in element.attrib if name.startswith("on")], path
        assert "alert" not in (element.text or "") or element.tag != "script", path
        assert not (element.get("href") or "").startswith(("javascript:", "data:")), path


def test_scripts_put_nothing_into_the_page_as_markup() -> None:
    """Our own scripts write text, but for the guidelines' pane, which the server has escaped."""
    folder = Path(str(signing_in.__file__)).parent / "static"
    scripts = {path.name: path.read_text("utf-8") for path in folder.glob("*.js")}
    risky = re.compile(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|Function\("
    )

    assert [(name, found) for name, text in scripts.items() for found in risky.findall(text)] == [
        ("annotate.js", "innerHTML")
    ]
    assert "inside.innerHTML = await answer.text()" in scripts["annotate.js"]


@pytest.mark.parametrize("probe", PROBES)
def test_what_looks_like_sql_is_text(house: House, probe: str) -> None:
    """A probe in any field finds what is called so, that is nothing, and changes nothing."""
    cora = house.person("cora", "coordinator")
    asked = quote(probe, safe="")

    assert cora.get(f"/api/articles?search={asked}")["articles"] == []
    assert sign_in(house.stranger(), probe, PASSWORD) == 401
    assert sign_in(house.stranger(), "cora", probe) == 401
    assert house.stranger().client.get(f"/invite/{asked}").status_code == 410
    cora.get(f"/api/articles/{asked}", 404)
    assert cora.client.get(f"/annotate?article={asked}").status_code == 404
    cora.get(f"/api/disputes/{asked}", 404)
    cora.put(f"/api/people/{asked}", {"disabled": True}, 404)
    cora.post("/api/people", {"name": probe}, 409)
    cora.post("/api/next", {"leaving": probe})
    with house.page.read() as connection:
        counts = [
            connection.scalar(sa.select(sa.func.count()).select_from(table))
            for table in (schema.articles, schema.accounts, schema.judgments)
        ]
    assert counts == [3, 1, 0]


@pytest.mark.parametrize(
    "path",
    [
        "/static/../app.py",
        "/static/%2e%2e/app.py",
        "/static/..%2fapp.py",
        "/static/%2e%2e%2f%2e%2e%2fsettings.py",
        "/static//etc/passwd",
        "/static/..\\app.py",
        "/static/%00/style.css",
        "/static/",
    ],
)
def test_no_path_leads_out_of_the_static_files(house: House, path: str) -> None:
    """However it is written, a path serves a file of ours or nothing."""
    answer = house.stranger().client.get(path)

    assert answer.status_code in (400, 404, 405)
    assert "import" not in answer.text
    assert "root:" not in answer.text


def test_no_redirect_leads_to_another_site(house: House) -> None:
    """Wherever somebody is sent, it is a path of this server, whatever the address asks for."""
    cora = house.person("cora", "coordinator")
    for visitor in (house.stranger(), cora):
        for path in (
            "/",
            "/who",
            "/login?next=https://elsewhere.example/",
            "/annotate?next=//elsewhere.example",
            "/enter?token=x&next=//elsewhere.example",
            "//elsewhere.example/",
            "//elsewhere.example/annotate/",
            "/\\elsewhere.example/",
            "/annotate/",
        ):
            answer = visitor.client.get(path, follow_redirects=False)
            to = answer.headers.get("location", "/")
            assert re.match(r"/(?![/\\])|http://testserver/(?![/\\])", to), (path, to)


def test_a_planted_cookie_is_not_signed_in(house: House) -> None:
    """Whoever gives somebody a cookie beforehand does not come in with them."""
    house.person("ana")
    victim = house.stranger()
    victim.client.cookies.set(f"dateline_{house.page.key}", "planted")
    token = victim.token()
    form = {"name": "ana", "password": PASSWORD, "csrf_token": token}
    answer = victim.client.post("/login", data=form, follow_redirects=False)

    assert answer.status_code == 303
    assert "planted" not in answer.headers["set-cookie"]
    thief = house.stranger()
    thief.client.cookies.set(f"dateline_{house.page.key}", "planted")
    thief.get("/api/history", 401)


def test_signing_in_again_ends_the_session_before(house: House) -> None:
    """The same browser has one session: the earlier cookie, which somebody may have, is over."""
    ana, thief = house.person("ana"), house.stranger()
    thief.client.cookies.update(ana.client.cookies)
    thief.get("/api/history")
    form = {"name": "ana", "password": PASSWORD, "csrf_token": ana.token()}
    ana.client.post("/login", data=form, follow_redirects=False)

    thief.get("/api/history", 401)


def test_a_new_password_ends_the_sessions_of_the_old(house: House) -> None:
    """Who uses a new invite signs out whoever knew the password before."""
    thief = house.person("ana")
    thief.get("/api/history")
    form = {"password": "another five words here", "again": "another five words here"}
    answer = house.stranger().client.post(invite(house, "ana"), data=form, follow_redirects=False)

    assert answer.status_code == 303
    thief.get("/api/history", 401)
    assert sign_in(house.stranger(), "ana", PASSWORD) == 401


@pytest.mark.parametrize(("scheme", "secure"), [("http", False), ("https", True)])
def test_over_tls_the_cookie_stays_there(house: House, scheme: str, secure: bool) -> None:
    """Where the page came over TLS, its cookie never goes without."""
    house.person("ana")
    client = house.stranger().client
    client.base_url = f"{scheme}://testserver"
    form = {"name": "ana", "password": PASSWORD}
    said = client.post("/login", data=form, follow_redirects=False).headers["set-cookie"]

    assert ("Secure" in said) == secure
    assert "HttpOnly" in said
    assert "Path=/" in said


def test_a_guesser_does_not_lock_the_owner_out(house: House) -> None:
    """However many guess at a name, and from wherever, its owner comes in from another place."""
    house.person("ana")
    places = [f"198.51.100.{number}" for number in range(40) for _ in range(6)]
    tries = [house.page.brake.try_once("ana", place) for place in places]

    assert sum(wait == 0 for wait in tries) == 40 * 5
    assert sign_in(house.stranger(), "ana", PASSWORD) == 303


def test_the_addresses_of_one_household_are_one_place(house: House) -> None:
    """Who has 2^64 addresses of IPv6 has the tries of one."""
    brake = house.page.brake
    waits = [brake.try_once("ana", f"2001:db8:0:1::{number}") for number in range(6)]

    assert [wait > 0 for wait in waits] == [False] * 5 + [True]
    assert brake.try_once("ana", "2001:db8:0:2::1") == 0


@pytest.mark.parametrize(
    "password",
    f"short {'x' * 201} 1234567890 Password123 aaaaaaaaaaaa abababababab "
    "anabella- anabella-anabella- ANABELLA-12".split(),
)
def test_what_is_guessed_first_is_no_password(password: str) -> None:
    """Short, common or uniform passwords and those made of the name are refused with the rule."""
    with pytest.raises(AccountError, match="easy to remember"):
        hash_password(password, "anabella-")


def test_a_dispute_with_a_hostile_name_is_decided(tmp_path: Path) -> None:
    """An id that looks like markup is an id like any other."""
    house = House(str(hostile_corpus(tmp_path / "corpus.db")), team=True)
    dora = house.person("dora", "adjudicator")
    (listed,) = dora.get("/api/disputes")["articles"]
    papers = dora.get(f"/api/disputes/{quote(listed['id'])}")
    made = decision(papers["sentences"][0], ["flood"], guideline_gap=SCRIPT)
    assert T not in made["labels"]

    assert dora.post("/api/rulings", made | {"article_id": listed["id"]})["status"] == "saved"
    harmless(dora.client.get("/adjudicate/gaps").text, "gaps")
    house.close()
