"""How the work stands, for coordinators; with it come who is in and who labels what."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from ..dashboard import Dashboard, Watch
from ..shares import Share
from ..store.overview import quote
from ..store.people import Person
from ..store.rulings import articles_labelled_by
from . import assigning, team
from .access import Coordinating, page_of
from .charts import curve, stacked, strip, strips_from
from .page import Page
from .pages import render

__all__ = ["router"]

router = APIRouter()
router.include_router(team.router)
router.include_router(assigning.router)

SHOWN_DISPUTES = 15
SHOWN_DIFFERENCES = 12


def _see(request: Request) -> tuple[Dashboard, bool]:
    page = page_of(request)
    state = request.app.state
    if not hasattr(state, "watch"):
        state.watch = Watch()
    watch: Watch = state.watch
    with page.read() as connection:
        return watch.see(connection, page.now())


def _disputes(page: Page, dashboard: Dashboard, person: Person) -> list[dict[str, Any]]:
    """Return the most disputed sentences as they read, but of articles that the reader labels."""
    if dashboard.oversight is None:
        return []
    with page.read() as connection:
        own = articles_labelled_by(connection, person.id)
        top = dashboard.oversight.disputes.top
        shown = [one for one in top if one.sentence.article_id not in own][:SHOWN_DISPUTES]
        quoted = quote(connection, [one.sentence for one in shown])
    return [
        {
            **one.sentence._asdict(),
            "score": one.score,
            "judges": one.judges,
            "unsure": one.unsure,
            "ruled": one.ruled,
            **quoted[one.sentence]._asdict(),
        }
        for one in shown
        if one.sentence in quoted
    ]


@router.get("/dashboard", include_in_schema=False)
def dashboard_page(request: Request, person: Coordinating) -> HTMLResponse:
    dashboard, changed = _see(request)
    agreement = dashboard.agreement
    begin = 0.0
    if agreement is not None:
        rows = [*agreement.labels.values(), agreement.overall]
        begin = strips_from(value for row in rows for value in (row.alpha, row.kappa))
    drift = dashboard.oversight and dashboard.oversight.drift
    tops = {label: _top(by.values()) for label, by in (drift.labels.items() if drift else ())}
    return render(
        request,
        "dashboard.html",
        d=dashboard,
        changed=changed,
        made=f"{datetime.fromtimestamp(dashboard.made, UTC):%H:%M} UTC",
        disputes=_disputes(page_of(request), dashboard, person),
        shown_differences=SHOWN_DIFFERENCES,
        begin=begin,
        tops=tops,
        places={label: place for place, label in enumerate(dashboard.labels, 1)},
        strip=strip,
        stacked=stacked,
        curve=curve,
    )


def _top(curves: Iterable[Sequence[Share]]) -> float:
    """Return the next tenth above all the shares of some curves: what their pictures go up to."""
    found = [share.value for shares in curves for share in shares if share.value is not None]
    return math.ceil(10 * max([0.1, *found]) - 1e-9) / 10


@router.get("/api/dashboard")
def dashboard(request: Request, person: Coordinating) -> dict[str, Any]:
    """How the work stands: progress, agreement, who differs on what, drift, quality, times."""
    found, changed = _see(request)
    told = found.to_json()
    if found.oversight is not None:
        told["oversight"]["disputes"]["top"] = _disputes(page_of(request), found, person)
    return {**told, "changed_since": changed}
