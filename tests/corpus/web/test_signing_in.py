"""Who may come in, and how."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dateline.corpus.nouns import Role
from dateline.corpus.store.people import find_person, make_invite, set_disabled

from .conftest import PASSWORD, House, Visitor


def invite(house: House, name: str, seconds: float = 3600) -> str:
    """Return the address of an invite for somebody with an account."""
    with house.page.write() as connection:
        person = find_person(connection, name)
        assert person is not None
        return f"/invite/{make_invite(connection, person, house.clock() + seconds)}"


def sign_in(visitor: Visitor, name: str, password: str) -> int:
    form = {"name": name, "password": password}
    return visitor.client.post("/login", data=form, follow_redirects=False).status_code


def test_the_link_of_annotate_lets_one_browser_in_once(machine: House) -> None:
    """The one-time link opens the page in one browser; a second browser is told to get its own."""
    link = f"/enter?token={machine.page.make_link()}"
    first, second = machine.stranger(), machine.stranger()

    assert first.client.get(link).url.path == "/who"
    refused = second.client.get(link)
    assert refused.status_code == 403
    assert "one browser" in refused.text
    assert first.client.get(link, follow_redirects=False).status_code == 303


def test_whoever_is_in_can_make_a_link_for_another_browser(machine: House) -> None:
    """A friend on the same machine comes in by a new link, which the first person asks for."""
    ana = machine.person("ana")
    page = ana.client.post("/link", data={"csrf_token": ana.token()})
    (link,) = re.findall(r"http://[^<\s]*/enter\?token=[\w-]+", page.text)

    assert machine.stranger().client.get(link).url.path == "/who"


def test_a_stranger_gets_nothing(house: House, machine: House) -> None:
    """Without a session every page leads to the door, and every address of the API says 401."""
    for here, door in ((house, "/login"), (machine, None)):
        stranger = here.stranger()
        for path in ("/annotate", "/preferences", "/dashboard", "/adjudicate", "/guidelines"):
            answer = stranger.client.get(path, follow_redirects=False)
            if door:
                assert (answer.status_code, answer.headers["location"]) == (303, door), path
            else:
                assert answer.status_code == 401, path
        for path in ("/api/preferences", "/api/openapi.json", "/api/history"):
            assert stranger.get(path, 401)["error"]["kind"] == "Refused"
        assert stranger.get("/healthz") == {"status": "ok"}


def test_an_invite_makes_a_password_and_works_once(house: House) -> None:
    """Who is invited chooses a password and is in; the same link lets nobody in again."""
    house.person("cora", "coordinator")
    with house.page.write() as connection:
        from dateline.corpus.store.people import add_person

        add_person(connection, "ana", "annotator", 0.0)
    address = invite(house, "ana")
    ana = house.stranger()
    form = {"password": PASSWORD, "again": PASSWORD}

    assert "Welcome, ana" in ana.client.get(address).text
    assert ana.client.post(address, data=form, follow_redirects=False).status_code == 303
    assert ana.get("/api/preferences")["veil"] == "hard"
    assert house.stranger().client.get(address).status_code == 410
    assert sign_in(house.stranger(), "ana", PASSWORD) == 303


@pytest.mark.parametrize(
    ("role", "path"),
    [("annotator", "/annotate"), ("adjudicator", "/adjudicate"), ("coordinator", "/dashboard")],
)
def test_everybody_begins_where_their_work_is(
    house: House, machine: House, role: Role, path: str
) -> None:
    """In a team by their role; on one machine, where everybody may do everything, by labelling."""
    home = house.person("cora", role).client.get("/", follow_redirects=False)
    assert home.headers["location"] == path
    home = machine.person("ana").client.get("/", follow_redirects=False)
    assert home.headers["location"] == "/annotate"


def test_an_expired_invite_says_what_to_do(house: House) -> None:
    """An invite that ran out is refused in words, on the page, and a newer one ends the older."""
    house.person("ana")
    old = invite(house, "ana")
    new = invite(house, "ana")

    assert house.stranger().client.get(old).status_code == 410
    house.clock.now += 3601
    page = house.stranger().client.get(new)
    assert page.status_code == 410
    assert "ask your coordinator for a new one" in page.text


@pytest.mark.parametrize(
    ("password", "again", "said"),
    [("short", "short", "10 to 200"), (PASSWORD, "another one entirely", "two passwords differ")],
)
def test_a_bad_new_password_is_explained(
    house: House, password: str, again: str, said: str
) -> None:
    """A password that is too short, or typed differently, is refused with the rule; none is set."""
    house.person("ana")
    address = invite(house, "ana")
    answer = house.stranger().client.post(address, data={"password": password, "again": again})

    assert answer.status_code == 422
    assert said in answer.text
    assert house.stranger().client.get(address).status_code == 200


def test_wrong_passwords_are_slowed_down(house: House) -> None:
    """After five wrong passwords the name must wait, even with the right one; others need not."""
    house.person("ana")
    house.person("ben")
    guesser = house.stranger()

    assert [sign_in(guesser, "ana", f"guess number {n}") for n in range(5)] == [401] * 5
    assert sign_in(guesser, "ana", PASSWORD) == 429
    assert sign_in(guesser, "ben", PASSWORD) == 303


def test_an_unknown_name_and_a_wrong_password_look_alike(house: House) -> None:
    """Nobody learns from the door which names have an account."""
    house.person("ana")
    answers = [
        house.stranger().client.post("/login", data={"name": name, "password": "not the word"})
        for name in ("ana", "bob")
    ]

    assert answers[0].status_code == answers[1].status_code == 401
    assert answers[0].text.replace("ana", "bob") == answers[1].text


def test_a_session_ends_after_half_a_day_of_rest(house: House) -> None:
    """A session lasts while it is used, and is over twelve hours after the last request."""
    ana = house.person("ana")
    for _ in range(4):
        house.clock.now += 7 * 3600
        ana.get("/api/preferences")
    house.clock.now += 12 * 3600 + 1

    assert ana.get("/api/preferences", 401)["error"]["message"].startswith("you are not signed in")


def test_a_session_ends_after_a_month_however_much_it_is_used(house: House) -> None:
    """Whoever comes back every few hours signs in again after thirty days; so does a stolen cookie."""
    ana = house.person("ana")
    for _ in range(30 * 24 // 8):
        house.clock.now += 8 * 3600
        ana.get("/api/preferences")
    house.clock.now += 1

    ana.get("/api/preferences", 401)


def test_a_disabled_person_is_out_at_once(house: House) -> None:
    """Who is disabled loses the open session and cannot sign in again."""
    ana = house.person("ana")
    with house.page.write() as connection:
        person = find_person(connection, "ana")
        assert person is not None
        set_disabled(connection, person, True)

    ana.get("/api/preferences", 401)
    assert sign_in(house.stranger(), "ana", PASSWORD) == 401


def test_signing_out_ends_the_session_on_the_server(house: House) -> None:
    """A cookie that somebody copied is worth nothing after signing out."""
    ana, thief = house.person("ana"), house.stranger()
    thief.client.cookies.update(ana.client.cookies)
    thief.get("/api/preferences")
    ana.client.post("/logout", data={"csrf_token": ana.token()})

    thief.get("/api/preferences", 401)


def test_a_write_needs_the_token_of_our_own_pages(house: House) -> None:
    """A write without the token, with another one, or from another site changes nothing."""
    ana = house.person("ana")
    body = {"theme": "dark"}
    tokens = ({}, {"X-CSRF-Token": "0" * 32})
    for headers in (*tokens, {"X-CSRF-Token": ana.token(), "Origin": "https://elsewhere.example"}):
        answer = ana.client.put("/api/preferences", json=body, headers=headers)
        assert answer.status_code == 403
    assert ana.get("/api/preferences")["theme"] == "auto"
    ours = {"X-CSRF-Token": ana.token(), "Origin": "http://testserver"}
    assert ana.client.put("/api/preferences", json=body, headers=ours).status_code == 200


def test_another_site_cannot_sign_a_browser_in(house: House) -> None:
    """The sign-in form of another site is refused by its origin."""
    house.person("ana")
    answer = house.stranger().client.post(
        "/login",
        data={"name": "ana", "password": PASSWORD},
        headers={"Origin": "https://elsewhere.example"},
    )

    assert answer.status_code == 403


def test_annotate_answers_only_to_names_of_this_machine(machine: House) -> None:
    """A name of another site that is made to point here gets nothing."""
    answer = machine.stranger().client.get("/healthz", headers={"Host": "elsewhere.example"})

    assert answer.status_code == 400


def test_every_answer_forbids_foreign_and_inline_script(house: House) -> None:
    """Pages, data, files and errors all carry the policy; pages are kept in no cache."""
    ana = house.person("ana")
    for path in ("/preferences", "/api/preferences", "/static/style.css", "/nowhere"):
        headers = ana.client.get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe-inline" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cache-control"] == ("no-cache" if "static" in path else "no-store")


def test_pages_hold_no_inline_script_or_style() -> None:
    """No template writes a script, a style or a handler into the page itself."""
    from dateline.corpus import web

    folder = Path(str(web.__file__)).parent / "templates"
    for template in sorted(folder.glob("*.html")):
        html = template.read_text(encoding="utf-8")
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=", html), template
        assert "|safe" not in html.replace(" ", ""), template


def test_a_cookie_is_for_the_server_alone(house: House) -> None:
    """Scripts cannot read the session's cookie, and other sites do not send it along."""
    house.person("ana")
    form = {"name": "ana", "password": PASSWORD}
    answer = house.stranger().client.post("/login", data=form, follow_redirects=False)

    assert "HttpOnly" in answer.headers["set-cookie"]
    assert "SameSite=lax" in answer.headers["set-cookie"]


def test_the_corpus_holds_no_secret(house: House, small_corpus: Path) -> None:
    """Neither a cookie's secret nor an invite's, nor a password, stands in the file."""
    ana = house.person("ana")
    address = invite(house, "ana")
    secrets = [PASSWORD, address.rsplit("/", 1)[1], *ana.client.cookies.values()]
    held = b"".join(path.read_bytes() for path in small_corpus.parent.glob("corpus.db*"))

    assert b"ana" in held
    assert not [secret for secret in secrets if secret.encode() in held]


def test_a_large_request_is_refused(house: House) -> None:
    """More than a megabyte is not read; the answer says how much is allowed."""
    ana = house.person("ana")
    said = ana.put("/api/preferences", {"opt_out": ["x" * 1_100_000]}, 413)

    assert "1,000,000 bytes" in said["error"]["message"]
