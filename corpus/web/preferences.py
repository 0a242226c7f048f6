"""What belongs to the annotator: how they read, what they would rather not read, when they rest."""

from __future__ import annotations

from typing import Any, get_args

from fastapi import APIRouter, Body, Request
from fastapi.responses import HTMLResponse

from ..errors import SettingsError, one_of, shorten
from ..labelling.content_notes import TOPICS, is_optable
from ..settings import PageSettings, Preferences, Veil
from ..store.people import find_person, set_preferences
from .access import Annotating, page_of
from .guidelines import CARE, sections
from .pages import render

__all__ = ["effective_veil", "router"]

router = APIRouter()

VEILS: tuple[Veil, ...] = get_args(Veil)
"""The weakest first."""
BREAKS = (20, 30, 45, 60, 90, 0)
HARD_A_DAY = (0, 1, 2, 3, 5, 8, 12)


def effective_veil(settings: PageSettings, preferences: Preferences) -> Veil:
    """Return which articles are covered: the stronger of what the coordinator and the annotator ask."""
    return max(settings.veil, preferences.veil, key=VEILS.index)


@router.get("/preferences", include_in_schema=False)
def preferences_page(request: Request, person: Annotating) -> HTMLResponse:
    page = page_of(request)
    with page.read() as connection:
        settings = page.settings(connection)
        care = any(section.id == CARE for section in sections(page.scheme(connection)))
    chosen = person.preferences
    limits = [
        limit for limit in HARD_A_DAY if not settings.hard_per_day or limit < settings.hard_per_day
    ]
    return render(
        request,
        "preferences.html",
        settings=settings,
        topics=TOPICS,
        veils=VEILS,
        veil=effective_veil(settings, chosen),
        breaks=_with(BREAKS, chosen.break_minutes),
        limits=limits if chosen.hard_per_day is None else _with(limits, chosen.hard_per_day),
        care=f"/guidelines#{CARE}" if care else None,
    )


def _with(values: Any, chosen: int) -> list[int]:
    """Return the values on offer, with one that was chosen elsewhere."""
    return [*values] if chosen in values else [chosen, *values]


@router.get("/api/preferences")
def preferences(person: Annotating) -> dict[str, Any]:
    """Your own settings. Nobody else is shown them."""
    return person.preferences.to_json()


@router.put("/api/preferences")
def change(request: Request, person: Annotating, given: dict[str, Any] = Body()) -> dict[str, Any]:  # noqa: B008
    """Change some of your own settings; those not named stay as they are."""
    with page_of(request).write() as connection:
        held = find_person(connection, person.id) or person
        changed = held.preferences.changed(given)
        for topic in changed.opt_out:
            if not is_optable(topic) and topic not in held.preferences.opt_out:
                raise SettingsError(
                    f"field 'opt_out': found {shorten(topic)}, allowed: "
                    f"{one_of(known.id for known in TOPICS)}"
                )
        set_preferences(connection, person, changed)
    return changed.to_json()
