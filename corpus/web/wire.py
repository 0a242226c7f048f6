"""What goes over the wire between the labelling page and the server."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    StrictBool,
    StrictInt,
    ValidationError,
    WrapValidator,
)

from ..nouns import Judgment, SentenceRef
from ..store.candidates import WhyNone
from ..store.people import Person
from ..store.saving import Sent, Status, WhyRefused
from ..store.set_aside import WhySetAside
from ..store.views import OwnJudgment

__all__ = [
    "ArticleTurn",
    "Asking",
    "Batch",
    "Declining",
    "Given",
    "HowFar",
    "InArticle",
    "InQueue",
    "Judging",
    "Lease",
    "Note",
    "Outcome",
    "Outcomes",
    "Suggested",
    "ToJudge",
    "TopicNoted",
]

MOST_AT_ONCE = 200
A_DAY = 86_400.0
"""Seconds; who took longer was away, and a number without bounds would spoil every mean."""
Name = Annotated[str, Field(pattern=r"^[^\x00]*$", max_length=1000)]
"""an article's id"""


class Asking(BaseModel):
    """For the next article. `leaving`: the one they come from, given back if it is unfinished."""

    leaving: Name | None = None


class Given(BaseModel):
    """The next article's id, or why there is none and how to say so."""

    article: str | None
    why: WhyNone | Literal["quiz"] | None
    message: str


class Suggested(BaseModel):
    labels: list[str]


class ToJudge(BaseModel):
    """A sentence, by its offsets; `open` is false for one that is only context."""

    start: int
    end: int
    paragraph: int
    in_quote: bool
    open: bool
    judgment: OwnJudgment | None
    review: list[str]
    suggestion: Suggested | None


class TopicNoted(BaseModel):
    id: str
    title: str


class Note(BaseModel):
    """What an article touches on, to be known before reading."""

    topics: list[TopicNoted]
    hard: bool
    note: str | None


class ArticleTurn(BaseModel):
    """An article that is, or was, somebody's turn, with their own judgments. The page has the text."""

    id: str
    title: str
    source: str | None
    published: str | None
    language: str | None
    content_note: Note | None
    lease_seconds: int
    sentences: list[ToJudge]


def _in_utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise ValueError("no moment that a clock can show") from None


def _storable(text: str) -> str:
    """Return what a database can hold of a text: no NUL, no half of a character."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode()


class Judging(BaseModel):
    """A judgment as it is made. `base` is the id of the one that the page showed before it.

    `withdrawn` takes the first answer back: the sentence is not answered any more. `group` is shared
    by what was done at once.
    """

    model_config = ConfigDict(extra="forbid")

    id: UUID
    article_id: Name
    start: Annotated[StrictInt, Field(ge=0, le=2**31 - 1)]
    end: Annotated[StrictInt, Field(ge=0, le=2**31 - 1)]
    labels: Annotated[list[str], Field(max_length=100)]
    unsure: StrictBool = False
    skipped: StrictBool = False
    comment: str | None = None
    seconds: Annotated[float, Field(ge=0, allow_inf_nan=False)] | None = None
    created: Annotated[AwareDatetime, AfterValidator(_in_utc)]
    base: str | None = None
    action: Literal["judge", "undo", "redo"] = "judge"
    group: UUID | None = None
    withdrawn: StrictBool = False

    def sent(self, person: Person) -> Sent:
        extra: dict[str, Any] = {}
        if self.action != "judge":
            extra["action"] = self.action
        if self.group is not None:
            extra["group"] = str(self.group)
        if self.withdrawn:
            extra["withdrawn"] = True
        judgment = Judgment(
            id=str(self.id),
            sentence=SentenceRef(self.article_id, self.start, self.end),
            annotator=person.id,
            labels=frozenset(self.labels),
            unsure=self.unsure,
            skipped=self.skipped or self.withdrawn,
            comment=_storable(self.comment or "") or None,
            seconds=None if self.seconds is None else min(self.seconds, A_DAY),
            created=self.created.isoformat(timespec="milliseconds"),
            extra=extra,
        )
        return Sent(judgment, self.base)


class Outcome(BaseModel):
    """What became of a judgment. `suggestion`: what a model says, shown after the answer."""

    id: str
    status: Status
    why: WhySetAside | WhyRefused | None
    message: str | None
    suggestion: Suggested | None


def _or_outcome(value: Any, check: Any) -> Judging | Outcome:
    """Let a judgment that is not well formed refuse only itself, not those sent with it."""
    try:
        judging: Judging = check(value)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"]) or "judgment"
        name = value.get("id") if isinstance(value, dict) else None
        return Outcome(
            id=name if isinstance(name, str) and name.isprintable() else "",
            status="refused",
            why="invalid",
            message=f"field {place!r}: {first['msg']}",
            suggestion=None,
        )
    return judging


class Batch(BaseModel):
    """Judgments in the order in which they were made."""

    judgments: Annotated[
        list[Annotated[Judging, WrapValidator(_or_outcome)]],
        Field(min_length=1, max_length=MOST_AT_ONCE),
    ]


class Outcomes(BaseModel):
    """What became of each judgment, in order, and how long the lease on the last one's article is."""

    results: list[Outcome]
    lease_seconds: int


class Lease(BaseModel):
    """Seconds for which the article is kept for somebody; 0: others may take it, or have it."""

    lease_seconds: int


class Declining(BaseModel):
    """`reason`: only if they want to give one."""

    reason: Annotated[str, Field(pattern=r"^[^\x00]*$", max_length=2000)] | None = None


class InArticle(BaseModel):
    """Sentences that are one's own to judge, and how many of them are judged."""

    answered: int
    open: int


class InQueue(BaseModel):
    """Articles finished, and those that will come if the rest is shared out evenly."""

    done: int
    left: int


class HowFar(BaseModel):
    """`minutes_left`: for the rest, at one's own pace; null while too little is known."""

    article: InArticle | None
    queue: InQueue
    minutes_left: int | None
