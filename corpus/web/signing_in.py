"""Coming in and going out: the one-time link of this machine, names, invites and passwords."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request
from fastapi.responses import RedirectResponse, Response

from ..errors import AccountError
from ..store.people import (
    Invite,
    add_person,
    find_invite,
    find_person,
    list_people,
    password_of,
    set_password,
    use_invite,
)
from .access import (
    SomebodyIn,
    check_form_token,
    check_origin,
    let_in,
    page_of,
    send_out,
    session_of,
)
from .pages import render
from .passwords import check_password, hash_password

__all__ = ["router"]

router = APIRouter(include_in_schema=False)
Text = Annotated[str, Form(max_length=500)]
Token = Annotated[str, Form(max_length=100)]

USED_LINK = (
    "this link has been used, or is of an earlier run; each link lets one browser in, once. Use the "
    "browser that came in, or run `dateline annotate` again for a new link"
)

USED_INVITE = "this invite has run out or was used; ask your coordinator for a new one"


def _home() -> Response:
    return RedirectResponse("/", 303)


@router.get("/")
def home(request: Request, person: SomebodyIn) -> Response:
    """Where somebody's work is: in a team by their role, on one machine the labelling."""
    at = (
        {"adjudicator": "/adjudicate", "coordinator": "/dashboard"} if page_of(request).team else {}
    )
    return RedirectResponse(at.get(person.role, "/annotate"), 303)


@router.get("/enter")
def enter(request: Request, token: str = "") -> Response:
    """The one-time link that `dateline annotate` prints."""
    page = page_of(request)
    if not page.team and page.use_link(token):
        response = RedirectResponse("/who", 303)
        let_in(request, response, None)
        return response
    if session_of(request) is not None:
        return _home()
    raise HTTPException(403, USED_LINK)


@router.get("/who")
def who(request: Request) -> Response:
    """Who is at this machine: a name, no password."""
    page = page_of(request)
    if page.team:
        return RedirectResponse("/login", 303)
    if session_of(request) is None:
        raise HTTPException(401)
    return _ask_who(request)


def _ask_who(request: Request, status: int = 200, error: str = "", link: str = "") -> Response:
    with page_of(request).read() as connection:
        people = [person.id for person in list_people(connection) if not person.disabled]
    return render(request, "who.html", status, people=people, error=error, link=link)


@router.post("/who")
def say_who(request: Request, name: Text, csrf_token: Token = "") -> Response:
    page = page_of(request)
    if page.team or session_of(request) is None:
        raise HTTPException(401)
    check_form_token(request, csrf_token)
    try:
        with page.write() as connection:
            person = find_person(connection, " ".join(name.split())) or add_person(
                connection, name, "coordinator", page.now()
            )
    except AccountError as error:
        return _ask_who(request, 422, str(error))
    if person.disabled:
        return _ask_who(request, 403, "this account is shut; ask your coordinator")
    response = _home()
    let_in(request, response, person)
    return response


@router.post("/link")
def new_link(request: Request, csrf_token: Token = "") -> Response:
    """A link for another browser on this machine."""
    page = page_of(request)
    if page.team or session_of(request) is None:
        raise HTTPException(401)
    check_form_token(request, csrf_token)
    link = f"{str(request.base_url).rstrip('/')}/enter?token={page.make_link()}"
    return _ask_who(request, link=link)


@router.get("/login")
def login_page(request: Request) -> Response:
    if not page_of(request).team:
        return RedirectResponse("/who", 303)
    session = session_of(request)
    if session is not None and session.person is not None:
        return _home()
    return render(request, "login.html", error="", name="")


@router.post("/login")
def login(request: Request, name: Text, password: Text, csrf_token: Token = "") -> Response:
    """Sign in. Guessing is slowed down per name and per place; neither is written anywhere."""
    page = page_of(request)
    if not page.team:
        raise HTTPException(404)
    check_form_token(request, csrf_token)
    name = " ".join(name.split())
    place = request.client.host if request.client else ""
    if wait := page.brake.try_once(name, place):
        said = f"too many tries; please wait {int(wait // 60) + 1} minutes"
        response = render(request, "login.html", 429, error=said, name=name)
        response.headers["Retry-After"] = str(int(wait) + 1)
        return response
    with page.read() as connection:
        person = find_person(connection, name)
        hashed = password_of(connection, person) if person and not person.disabled else None
    if not check_password(hashed, password) or person is None:
        said = "this name and this password do not go together"
        return render(request, "login.html", 401, error=said, name=name)
    page.brake.succeeded(name, place)
    signed_in = _home()
    let_in(request, signed_in, person)
    return signed_in


@router.post("/logout")
def logout(request: Request, csrf_token: Token = "") -> Response:
    session_of(request)
    check_form_token(request, csrf_token)
    response = RedirectResponse("/login" if page_of(request).team else "/goodbye", 303)
    send_out(request, response)
    return response


@router.get("/goodbye")
def goodbye(request: Request) -> Response:
    return render(
        request,
        "message.html",
        title="Thank you",
        text="You are signed out, and can close this page. To come in again, start `dateline annotate` "
        "anew: it prints a new link. Answers that could not be sent wait in this browser until then.",
    )


def _open_invite(request: Request, secret: str) -> Invite:
    page = page_of(request)
    with page.read() as connection:
        invite = find_invite(connection, secret)
    if invite is None or invite.used or invite.expires < page.now() or invite.person.disabled:
        raise HTTPException(410, USED_INVITE)
    return invite


@router.get("/invite/{secret}")
def invite_page(request: Request, secret: str) -> Response:
    """Where an invited person chooses a password."""
    name = _open_invite(request, secret).person.id
    return render(request, "invite.html", name=name, error="")


@router.post("/invite/{secret}")
def accept_invite(request: Request, secret: str, password: Text, again: Text) -> Response:
    check_origin(request)
    invite = _open_invite(request, secret)
    name = invite.person.id
    if password != again:
        said = "the two passwords differ; type the same one twice"
        return render(request, "invite.html", 422, name=name, error=said)
    try:
        hashed = hash_password(password, name)
    except AccountError as error:
        return render(request, "invite.html", 422, name=name, error=str(error))
    with page_of(request).write() as connection:
        if not use_invite(connection, secret):  # somebody was quicker
            raise HTTPException(410, USED_INVITE)
        set_password(connection, invite.person, hashed)
    response = _home()
    let_in(request, response, invite.person)
    return response
