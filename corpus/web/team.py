"""Who may come in, as what, and how much they have done. How quick they are is asked nowhere."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Path, Request
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, ConfigDict, Field, StrictBool
from sqlalchemy import Connection

from ..errors import AccountError, shorten
from ..nouns import Role
from ..store.overview import count_activity
from ..store.people import Person, find_person, list_people, make_invite, set_disabled
from ..store.people import add_person as make_account
from .access import Coordinating, page_of
from .page import Page
from .pages import render

__all__ = ["router"]

router = APIRouter()

INVITE_DAYS = 7
Name = Annotated[str, Path(min_length=1, max_length=200)]


class NewPerson(BaseModel):
    """Somebody who shall come in."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, Field(max_length=200)]
    role: Role = "annotator"


class PersonChange(BaseModel):
    """Whether somebody may come in."""

    model_config = ConfigDict(extra="forbid")

    disabled: StrictBool


@router.get("/people", include_in_schema=False)
def people_page(request: Request, _: Coordinating) -> HTMLResponse:
    return render(request, "people.html", **_people(request), days=INVITE_DAYS)


@router.get("/api/people")
def people(request: Request, _: Coordinating) -> dict[str, Any]:
    """Who is in, and what they have done. Nothing here is about speed."""
    return _people(request)


def _people(request: Request) -> dict[str, Any]:
    with page_of(request).read() as connection:
        accounts = {person.id: person for person in list_people(connection)}
        activity = count_activity(connection)
    rows = [
        {
            "name": done.id,
            "role": done.role,
            "answers": done.answers,
            "articles": done.articles,
            "last_day": done.last_day,
            "disabled": account.disabled if account else None,
            "has_password": account.has_password if account else None,
        }
        for done in activity
        for account in [accounts.get(done.id)]
    ]
    return {
        "people": [row for row in rows if row["disabled"] is not None],
        "imported": [row for row in rows if row["disabled"] is None],
    }


@router.post("/api/people")
def add_person(request: Request, _: Coordinating, given: NewPerson) -> dict[str, Any]:
    """Make an account. In a team the answer holds an invite link: it is shown this once."""
    page = page_of(request)
    now = page.now()
    with page.write() as connection:
        made = make_account(connection, given.name, given.role, now)
        secret = _invite(connection, page, made)
    return {"name": made.id, "role": made.role, **_link(request, secret)}


@router.post("/api/people/{name}/invite")
def invite(request: Request, _: Coordinating, name: Name) -> dict[str, Any]:
    """Make a new invite link for somebody; an older one ends. Their password stays until it is used."""
    page = page_of(request)
    if not page.team:
        raise HTTPException(409, "on this machine nobody needs an invite: names are enough")
    with page.write() as connection:
        invited = _found(find_person(connection, name), name)
        if invited.disabled:
            raise AccountError(f"the account {shorten(name)} is shut; open it first")
        secret = _invite(connection, page, invited)
    return {"name": invited.id, "role": invited.role, **_link(request, secret)}


@router.put("/api/people/{name}")
def change_person(
    request: Request, person: Coordinating, name: Name, given: PersonChange
) -> dict[str, Any]:
    """Shut somebody out, or let them in again. What they judged stays."""
    if name == person.id and given.disabled:
        raise AccountError("you cannot shut yourself out; ask another coordinator")
    with page_of(request).write() as connection:
        changed = _found(find_person(connection, name), name)
        set_disabled(connection, changed, given.disabled)
    return {"name": changed.id, "disabled": given.disabled}


def _found(person: Person | None, name: str) -> Person:
    if person is None:
        raise HTTPException(404, f"nobody has an account called {shorten(name)}")
    return person


def _invite(connection: Connection, page: Page, person: Person) -> str | None:
    if not page.team:
        return None
    return make_invite(connection, person, page.now() + INVITE_DAYS * 86400)


def _link(request: Request, secret: str | None) -> dict[str, Any]:
    if secret is None:
        return {"invite": None, "days": None}
    return {"invite": f"{str(request.base_url).rstrip('/')}/invite/{secret}", "days": INVITE_DAYS}
