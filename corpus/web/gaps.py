"""What the guidelines leave open: questions that adjudicators noted, and annotators' comments."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from dataclasses import asdict, dataclass, fields
from operator import itemgetter
from typing import Literal, get_args
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response
from sqlalchemy import Connection

from ..nouns import SentenceRef, latest_judgments
from ..store.judgments import current_rulings, iter_judgments
from ..store.overview import quote
from ..store.rulings import (
    articles_labelled_by,
    articles_of,
    articles_with_comments,
    expected_answers,
)
from .access import Adjudicating, page_of
from .docket import NOTHING_EXPECTED, is_over
from .page import Page
from .pages import render

__all__ = ["Gap", "router"]

router = APIRouter()

Kind = Literal["gap", "comment"]
KINDS: tuple[Kind, ...] = get_args(Kind)
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""How a cell begins that a spreadsheet would take for a formula."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A question that the guidelines leave open, or an annotator's comment, with its sentence."""

    kind: Kind
    said: str
    labels: tuple[str, ...]
    """what the ruling, or the annotator, chose"""
    disputed: bool
    """whether the annotators' answers on the sentence differ"""
    title: str
    sentence: str
    language: str | None
    article_id: str
    start: int
    end: int


def find_gaps(connection: Connection, person: str, now: float) -> list[Gap]:
    """Return the questions, then the comments, each in the order of their articles.

    Comments stand here once nobody will label their article any more, or `person` has done so;
    questions unless `person` is to label their article.
    """
    expected, turns = expected_answers(connection, now), articles_of(connection, person, now)
    theirs = articles_labelled_by(connection, person, now)

    def may_see(article: str) -> bool:
        awaited = expected.get(article, NOTHING_EXPECTED)
        over = not (awaited.held or awaited.coming or article in theirs)
        return over or is_over(turns.get(article))

    told = [
        (ruling.sentence, question, ruling.labels)
        for ruling in current_rulings(connection, decided_by="adjudicator")
        if isinstance(question := ruling.extra.get("guideline_gap"), str)
        and ruling.sentence.article_id not in theirs
    ]
    commented = list(filter(may_see, articles_with_comments(connection)))
    names = sorted({*commented, *(ref.article_id for ref, _, _ in told)})
    latest = latest_judgments(iter_judgments(connection, names))
    answers = [judgment for judgment in latest if not judgment.skipped]
    remarks = [
        (judgment.sentence, judgment.comment, judgment.labels)
        for judgment in sorted(answers, key=lambda judgment: judgment.sentence)
        if judgment.comment and judgment.sentence.article_id in commented
    ]
    chosen = defaultdict[SentenceRef, set[frozenset[str]]](set)
    for judgment in answers:
        chosen[judgment.sentence].add(judgment.labels)
    quoted = quote(connection, [ref for ref, _, _ in (*told, *remarks)])
    return [
        Gap(
            kind=kind,
            said=said,
            labels=tuple(sorted(labels)),
            disputed=len(chosen[ref]) > 1,
            title=quoted[ref].title,
            sentence=quoted[ref].text,
            language=quoted[ref].language,
            article_id=ref.article_id,
            start=ref.start,
            end=ref.end,
        )
        for kind, found in zip(KINDS, (sorted(told, key=itemgetter(0)), remarks), strict=True)
        for ref, said, labels in found
    ]


@router.get("/adjudicate/gaps", include_in_schema=False)
def gaps_page(request: Request, person: Adjudicating) -> HTMLResponse:
    page = page_of(request)
    found = _found(page, person.id)
    with page.read() as connection:
        titles = {label.id: label.title for label in page.scheme(connection).labels}
    parts = [(kind, [gap for gap in found if gap.kind == kind]) for kind in KINDS]
    return render(request, "gaps.html", parts=parts, titles=titles, link=_link)


def _link(article: str, start: int) -> str:
    return f"/adjudicate?{urlencode({'article': article})}#s{start}"


@router.get("/adjudicate/gaps.json", include_in_schema=False)
def gaps_as_json(request: Request, person: Adjudicating) -> Response:
    rows = [asdict(gap) for gap in _found(page_of(request), person.id)]
    return JSONResponse(rows, headers=_named("guideline-gaps.json"))


@router.get("/adjudicate/gaps.csv", include_in_schema=False)
def gaps_as_csv(request: Request, person: Adjudicating) -> Response:
    sheet = io.StringIO()
    writer = csv.DictWriter(sheet, [item.name for item in fields(Gap)])
    writer.writeheader()
    for gap in _found(page_of(request), person.id):
        row = asdict(gap) | {"labels": " ".join(gap.labels)}
        writer.writerow({name: _cell(value) for name, value in row.items()})
    text = "\ufeff" + sheet.getvalue()  # by which spreadsheets know UTF-8
    return Response(text, media_type="text/csv", headers=_named("guideline-gaps.csv"))


def _found(page: Page, person: str) -> list[Gap]:
    with page.read() as connection:
        return find_gaps(connection, person, page.now())


def _cell(value: object) -> object:
    """Return a value as it may stand in a spreadsheet: a text that looks like a formula is quoted."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def _named(file: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{file}"'}
