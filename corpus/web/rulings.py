"""Decisions: what there is to decide in an article, and the rulings that a person makes on it."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, HTTPException, Request
from pydantic import BaseModel, ConfigDict, Field, StrictInt
from sqlalchemy import Connection

from ..errors import UnknownSentence, one_of, shorten
from ..guidelines import LabelScheme
from ..labelling.disputes import Dispute, hide_names
from ..nouns import Ruling, SentenceRef
from ..store.doubts import note_shown, was_shown_reason
from ..store.rulings import (
    Outcome,
    articles_labelled_by,
    expected_answers,
    has_adjudicated,
    make_ruling,
    mark_adjudicated,
    take_back,
)
from .access import Adjudicating, page_of
from .docket import Show, docket_of, find_stored, letters_seed, read_disputes, ready_ones
from .page import Page
from .papers import LabelShown, Papers, ToDecide, to_decide

__all__ = ["router"]

router = APIRouter()

Name = Annotated[str, Field(pattern=r"^[^\x00]*$", max_length=1000)]
Offset = Annotated[StrictInt, Field(ge=0, le=2**31 - 1)]
Said = Annotated[str, Field(pattern=r"^[^\x00]*$", max_length=2000)]

LABEL_FIRST = (
    "this article is yours to label first; finish it, or give it away on the labelling page, before "
    "you see what others said"
)


@router.get("/api/disputes/{name:path}")
def get_disputes(request: Request, person: Adjudicating, name: str, show: Show = "open") -> Papers:
    """The disputes of an article, or (`doubted`) what a model doubts of how they were settled.

    From then on the article is never one's own to label.
    """
    page = page_of(request)
    with page.read() as connection:
        stored = find_stored(connection, name)
        if name in articles_labelled_by(connection, person.id, page.now()):
            raise HTTPException(409, LABEL_FIRST)
        expected = expected_answers(connection, page.now()).get(name)
        disputes = ready_ones(read_disputes(connection, [name]), expected, show)
        shown = was_shown_reason(connection, person.id, name)
    if not disputes:
        raise HTTPException(404, "no sentence of this article needs a person now")
    with page.write() as connection:
        _open(connection, page, person.id, name)
        seed = letters_seed(connection)
    with page.read() as connection:
        scheme = page.scheme(connection)
        queue: Show = "doubted" if show == "doubted" else "open"
        listing = docket_of(request).list(connection, person.id, page.now(), show=queue)
    names = [listed.id for listed in listing.articles]
    place = names.index(name) if name in names else -1
    others = [*names[place + 1 :], *names[: max(place, 0)]]
    people = (answer.annotator for one in disputes for answer in one.answers)
    letters = hide_names(people, name, seed)
    return Papers(
        id=name,
        title=stored.article.title,
        language=stored.article.language,
        labels=[LabelShown(id=label.id, title=label.title) for label in scheme.labels],
        sentences=[to_decide(one, letters, scheme, person.id, shown) for one in disputes],
        next=next(iter(others), None),
    )


def _open(connection: Connection, page: Page, person: str, article: str) -> None:
    """Show somebody an article's disputes, which makes it no longer theirs to label."""
    if not mark_adjudicated(connection, person, article, page.now()):
        raise HTTPException(409, LABEL_FIRST)


class Place(BaseModel):
    """Which sentence it is about."""

    model_config = ConfigDict(extra="forbid")

    article_id: Name
    start: Offset
    end: Offset

    @property
    def sentence(self) -> SentenceRef:
        return SentenceRef(self.article_id, self.start, self.end)


class NewRuling(Place):
    """A decision. `base` is the id of the person's ruling that the page showed before it, if one.

    `guideline_gap`: a question that the guidelines leave open, collected for their next version.
    """

    id: UUID
    labels: Annotated[list[str], Field(max_length=100)]
    note: Said | None = None
    guideline_gap: Said | None = None
    base: Annotated[str, Field(max_length=100)] | None = None


class Ruled(BaseModel):
    """What became of a decision, and what stands now.

    `known`: it had arrived before. `overtaken`: somebody else decided meanwhile, and theirs stands.
    """

    status: Outcome
    message: str | None
    sentence: ToDecide | None


@router.post("/api/rulings")
def post_ruling(request: Request, person: Adjudicating, given: NewRuling) -> Ruled:
    """Decide a sentence. The same decision sent again changes nothing."""
    page = page_of(request)
    with page.write() as connection:
        scheme = page.scheme(connection)
        if unknown := [label for label in given.labels if label not in scheme.ids]:
            raise HTTPException(
                422,
                f"field 'labels': found {shorten(unknown[0])}, allowed: {one_of(scheme.ids)}; load "
                "the page again, the guidelines may have changed",
            )
        dispute = _dispute(connection, page, person.id, given.sentence)
        told = {"note": given.note, "guideline_gap": given.guideline_gap}
        extra = {
            "by": person.id,
            "id": str(given.id),
            "created": _moment(page),
            **_looked_into(connection, dispute, person.id),
        }
        ruling = Ruling(
            given.sentence,
            frozenset(given.labels),
            "adjudicator",
            tuple(answer.annotator for answer in dispute.answers),
            scheme.digest,
            {
                **extra,
                **{name: text.strip() for name, text in told.items() if text and text.strip()},
            },
        )
        outcome = make_ruling(connection, ruling, given.base)
        if outcome == "saved" and dispute.doubts:
            note_shown(connection, given.sentence, person.id)
        return _ruled(connection, outcome, given.sentence, scheme, person.id)


def _looked_into(connection: Connection, dispute: Dispute, person: str) -> dict[str, Any]:
    """Return what a ruling keeps of the doubts that it was made on."""
    if not dispute.doubts:
        return {}
    kept: dict[str, Any] = {"doubts": [asdict(doubt) for doubt in dispute.doubts]}
    if dispute.sentence in was_shown_reason(connection, person, dispute.sentence.article_id):
        kept["reason_shown"] = True
    return kept


@router.post("/api/doubts/reason")
def tell_reason(request: Request, person: Adjudicating, given: Place) -> ToDecide:
    """Why a model doubts how a sentence was settled, before one has decided; that is written down."""
    page = page_of(request)
    with page.write() as connection:
        if not _dispute(connection, page, person.id, given.sentence).doubts:
            raise HTTPException(409, "no model doubts this sentence; load the page again")
        note_shown(connection, given.sentence, person.id)
        told = _ruled(connection, "known", given.sentence, page.scheme(connection), person.id)
    assert told.sentence is not None  # noqa: S101 (it was there a moment ago)
    return told.sentence


@router.post("/api/rulings/{ruling}/undo")
def undo_ruling(request: Request, person: Adjudicating, ruling: UUID, given: Place) -> Ruled:
    """Take a decision of one's own back: what stood before it stands again, or nothing does."""
    page = page_of(request)
    with page.write() as connection:
        _dispute(connection, page, person.id, given.sentence)
        outcome = take_back(connection, given.sentence, str(ruling), person.id)
        if outcome == "overtaken":
            raise HTTPException(404, "there is no such decision of yours on this sentence")
        return _ruled(connection, outcome, given.sentence, page.scheme(connection), person.id)


def _moment(page: Page) -> str:
    return datetime.fromtimestamp(page.now(), UTC).isoformat(timespec="milliseconds")


def _dispute(connection: Connection, page: Page, person: str, sentence: SentenceRef) -> Dispute:
    """Return the dispute on a sentence, or say why there is none."""
    stored = find_stored(connection, sentence.article_id)
    if all(held.ref != sentence for held in stored.sentences):
        raise UnknownSentence("this article has no such sentence; load the page again")
    shown = has_adjudicated(connection, person, sentence.article_id)
    _open(connection, page, person, sentence.article_id)
    disputes = read_disputes(connection, [sentence.article_id])
    if not shown:  # they may go on with what they have begun, though somebody labels it again
        expected = expected_answers(connection, page.now()).get(sentence.article_id)
        disputes = ready_ones(disputes, expected)
    for dispute in disputes:
        if dispute.sentence == sentence:
            return dispute
    raise HTTPException(409, "this sentence needs no person now; load the page again")


def _ruled(
    connection: Connection,
    outcome: Outcome,
    sentence: SentenceRef,
    scheme: LabelScheme,
    person: str,
) -> Ruled:
    disputes = read_disputes(connection, [sentence.article_id])
    people = (answer.annotator for one in disputes for answer in one.answers)
    letters = hide_names(people, sentence.article_id, letters_seed(connection))
    shown = was_shown_reason(connection, person, sentence.article_id)
    now = next((one for one in disputes if one.sentence == sentence), None)
    message = "somebody else has decided this sentence meanwhile; their decision stands"
    return Ruled(
        status=outcome,
        message=message if outcome == "overtaken" else None,
        sentence=to_decide(now, letters, scheme, person, shown) if now else None,
    )
