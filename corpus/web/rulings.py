"""Decisions: what there is to decide in an article, and the rulings that a person makes on it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, HTTPException, Request
from pydantic import BaseModel, ConfigDict, Field, StrictInt
from sqlalchemy import Connection

from ..disputes import Dispute, Why, hide_names
from ..errors import UnknownSentence, one_of, shorten
from ..guidelines import LabelScheme
from ..nouns import Ruling, SentenceRef
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
from .docket import docket_of, find_stored, letters_seed, read_disputes, ready_ones
from .page import Page

__all__ = ["WHY", "router"]

router = APIRouter()

Name = Annotated[str, Field(pattern=r"^[^\x00]*$", max_length=1000)]
Offset = Annotated[StrictInt, Field(ge=0, le=2**31 - 1)]
Said = Annotated[str, Field(pattern=r"^[^\x00]*$", max_length=2000)]

WHY: dict[Why, str] = {
    "judges differ": "the answers differ",
    "one judge only": "one answer only",
    "all skipped": "everybody skipped it",
    "tie": "the answers differ",
    "majority set chosen by nobody": "the answers differ",
    "ruling by rule": "answers changed after it was settled",
    "guidelines changed": "the guidelines changed after it was settled",
}
"""How the page says why a sentence needs a person."""
LABEL_FIRST = (
    "this article is yours to label first; finish it, or give it away on the labelling page, before "
    "you see what others said"
)


class HiddenAnswer(BaseModel):
    """What one annotator said. `earlier`: under guidelines that changed since; it settles nothing."""

    letter: str
    labels: list[str]
    unsure: bool
    comment: str | None
    earlier: bool


class Decided(BaseModel):
    """A ruling that stands. `mine`: by whoever asks. Only a person's has an `id` and a time."""

    id: str | None
    labels: list[str]
    decided_by: str
    mine: bool
    note: str | None
    guideline_gap: str | None
    created: str | None


class ToDecide(BaseModel):
    """A sentence, why it needs a person (null: one has ruled), and the answers side by side."""

    start: int
    end: int
    why: Why | None
    told: str | None
    shared: list[str]
    differ: list[str]
    answers: list[HiddenAnswer]
    ruling: Decided | None


class LabelShown(BaseModel):
    id: str
    title: str


class Papers(BaseModel):
    """What there is to decide in an article. The page has the text. `next`: another article."""

    id: str
    title: str
    language: str | None
    labels: list[LabelShown]
    sentences: list[ToDecide]
    next: str | None


@router.get("/api/disputes/{name:path}")
def get_disputes(request: Request, person: Adjudicating, name: str) -> Papers:
    """The disputes of an article. From then on it is never one's own to label."""
    page = page_of(request)
    with page.read() as connection:
        stored = find_stored(connection, name)
        if name in articles_labelled_by(connection, person.id, page.now()):
            raise HTTPException(409, LABEL_FIRST)
        disputes = ready_ones(
            read_disputes(connection, [name]), expected_answers(connection, page.now()).get(name)
        )
    if not disputes:
        raise HTTPException(404, "no sentence of this article needs a person now")
    with page.write() as connection:
        _open(connection, page, person.id, name)
        seed = letters_seed(connection)
    with page.read() as connection:
        scheme = page.scheme(connection)
        listing = docket_of(request).list(connection, person.id, page.now())
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
        sentences=[_to_decide(one, letters, scheme, person.id) for one in disputes],
        next=next(iter(others), None),
    )


def _open(connection: Connection, page: Page, person: str, article: str) -> None:
    """Show somebody an article's disputes, which makes it no longer theirs to label."""
    if not mark_adjudicated(connection, person, article, page.now()):
        raise HTTPException(409, LABEL_FIRST)


def _to_decide(
    dispute: Dispute, letters: Mapping[str, str], scheme: LabelScheme, person: str
) -> ToDecide:
    given = [answer.labels for answer in dispute.answers]
    union = frozenset[str]().union(*given)
    shared = union.intersection(*given)
    answers = [
        HiddenAnswer(
            letter=letters[answer.annotator],
            labels=_ordered(answer.labels, scheme),
            unsure=answer.unsure,
            comment=answer.comment,
            earlier=answer.earlier,
        )
        for answer in dispute.answers
    ]
    return ToDecide(
        start=dispute.sentence.start,
        end=dispute.sentence.end,
        why=dispute.why,
        told=dispute.why and WHY[dispute.why],
        shared=_ordered(shared, scheme),
        differ=_ordered(union - shared, scheme),
        answers=sorted(answers, key=lambda answer: (len(answer.letter), answer.letter)),
        ruling=_decided(dispute.ruling, scheme, person) if dispute.ruling else None,
    )


def _ordered(labels: Iterable[str], scheme: LabelScheme) -> list[str]:
    """Return labels in the order of the guidelines, those that are gone last."""
    places = {label: place for place, label in enumerate(scheme.ids)}
    return sorted(labels, key=lambda label: (places.get(label, len(places)), label))


def _decided(ruling: Ruling, scheme: LabelScheme, person: str) -> Decided:
    by_person = ruling.decided_by == "adjudicator"
    return Decided(
        id=ruling.extra.get("id") if by_person else None,
        labels=_ordered(ruling.labels, scheme),
        decided_by=ruling.decided_by,
        mine=by_person and ruling.extra.get("by") == person,
        note=ruling.extra.get("note"),
        guideline_gap=ruling.extra.get("guideline_gap"),
        created=ruling.extra.get("created"),
    )


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
        extra = {"by": person.id, "id": str(given.id), "created": _moment(page)}
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
        return _ruled(connection, outcome, given.sentence, scheme, person.id)


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
    now = next((one for one in disputes if one.sentence == sentence), None)
    message = "somebody else has decided this sentence meanwhile; their decision stands"
    return Ruled(
        status=outcome,
        message=message if outcome == "overtaken" else None,
        sentence=_to_decide(now, letters, scheme, person) if now else None,
    )
