"""The docket: which articles have sentences that need a person, and the papers on one of them.

Which sentences those are is worked out once and then only for articles that somebody touched since, so
that the list opens at once also where a million sentences are labelled.
"""

from __future__ import annotations

import secrets
import threading
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from fastapi import HTTPException, Request
from sqlalchemy import Connection

from ..labelling.disputes import Dispute, Why, disagreement, find_disputes, is_ready
from ..store.articles import StoredArticle, get_article
from ..store.doubts import doubts_of, doubts_state
from ..store.judgments import current_rulings, iter_judgments
from ..store.rulings import (
    ADJUDICATED,
    Expected,
    articles_labelled_by,
    articles_touched,
    expected_answers,
    newest_rows,
)
from ..store.settings import get_setting, label_scheme, label_schemes, set_setting

__all__ = [
    "Docket",
    "Listed",
    "Listing",
    "Show",
    "docket_of",
    "find_stored",
    "is_over",
    "letters_seed",
    "read_disputes",
    "ready_ones",
]

Show = Literal["open", "doubted", "ruled"]
"""which articles: something needs a person, a model doubts what was settled, all is decided"""
AT_ONCE = 200
"""articles whose judgments are read together"""
LOOK_BACK = 1000
"""rows that are looked at again: on PostgreSQL a row may come in after one with a higher number"""
NOTHING_EXPECTED = Expected(None, held=False, coming=False)


def read_disputes(connection: Connection, articles: list[str]) -> list[Dispute]:
    """Return the sentences of some articles that need a person or that one ruled on."""
    return find_disputes(
        iter_judgments(connection, articles),
        current_rulings(connection, articles),
        label_schemes(connection),
        label_scheme(connection).digest,
        doubts_of(connection, articles),
    )


def ready_ones(
    disputes: Iterable[Dispute], expected: Expected | None, show: Show | None = None
) -> list[Dispute]:
    """Return those of an article's disputes that a person may look at now, ruled ones among them.

    With `doubted` only what a model doubts, or doubted before somebody looked; otherwise, unless
    all are asked for (None), without what it alone is about.
    """
    ready = [one for one in disputes if one.why is None or one.doubted or _is_ready(one, expected)]
    if show == "doubted":
        return [one for one in ready if one.doubts]
    if show is None:
        return ready
    return [one for one in ready if one.why or _by_person(one)]


def _by_person(one: Dispute) -> bool:
    return one.ruling is not None and one.ruling.decided_by == "adjudicator"


def _is_ready(one: Dispute | _Kept, expected: Expected | None) -> bool:
    awaited = expected or NOTHING_EXPECTED
    return one.why is not None and is_ready(
        one.why,
        one.counting,
        wanted=awaited.per_sentence,
        held=awaited.held,
        coming=awaited.coming,
    )


def is_over(turn: tuple[str, str | None] | None) -> bool:
    """Whether somebody with this turn on an article, if any, will not label it any more."""
    return turn is not None and (turn[0] == "done" or turn[1] == ADJUDICATED)


def letters_seed(connection: Connection) -> str:
    """Return the secret from which the letters that hide names are drawn; made on first use."""
    seed = get_setting(connection, "letters_seed")
    if seed is None:
        seed = secrets.token_hex(16)
        set_setting(connection, "letters_seed", seed)
    return str(seed)


@dataclass(frozen=True, slots=True)
class Listed:
    """An article of the list, and how many of its sentences need a person and have had one.

    Of doubted ones `open` counts those that nobody has looked into, and `why` is empty.
    """

    id: str
    open: int
    ruled: int
    why: Mapping[Why, int]
    """the open ones by reason"""
    apart: float
    """how far the answers on the open ones lie apart, summed up; of doubted ones, how improbable the
    most improbable gold is"""


@dataclass(frozen=True, slots=True)
class Listing:
    """What there is to decide for one person."""

    articles: tuple[Listed, ...]
    open: int
    """sentences that need a person, in all of these articles"""


@dataclass(frozen=True, slots=True)
class _Kept:
    """What is kept of a dispute. `why` is None where a person has ruled, or nothing but doubt is."""

    why: Why | None
    counting: int
    apart: float
    decided: bool
    """whether a person has ruled, and nothing is open"""
    doubt: float | None
    """how improbable gold is that nobody has looked into; None: it is not doubted"""

    @classmethod
    def of(cls, one: Dispute) -> _Kept:
        return cls(
            one.why,
            one.counting,
            disagreement(one.answers),
            one.why is None and not one.doubted and _by_person(one),
            max(1 - doubt.confidence for doubt in one.doubts) if one.doubted else None,
        )


class Docket:
    """What is known of all articles' disputes, brought up to date whenever it is asked."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ground: tuple[object, ...] = ()
        self._seen = (0, 0)
        self._places: dict[str, int] = {}
        self._kept: dict[str, list[_Kept]] = {}

    def list(
        self,
        connection: Connection,
        person: str,
        now: float,
        *,
        show: Show = "open",
        disputed_first: bool = False,
    ) -> Listing:
        """Return the articles with open sentences for somebody, in reading order.

        Those that they are to label themselves are left out until they have done so.
        `ruled`: those where nothing is open and a person has ruled on something; `doubted`: those
        with gold that a model doubts, the most doubtful first. `disputed_first`: those with the
        answers furthest apart stand first.
        """
        with self._lock:
            self._refresh(connection)
            kept = sorted(self._kept.items(), key=lambda item: self._places[item[0]])
        expected = expected_answers(connection, now)
        theirs = articles_labelled_by(connection, person, now)
        found = []
        for name, ones in kept:
            if name in theirs:
                continue
            ready = [one for one in ones if _is_ready(one, expected.get(name))]
            doubted = [one.doubt for one in ones if one.doubt is not None]
            decided = sum(one.decided for one in ones)
            if show == "doubted" and doubted:
                found.append(Listed(name, len(doubted), decided, {}, max(doubted)))
            elif ready if show == "open" else show == "ruled" and decided and not ready:
                why = Counter(one.why for one in ready if one.why)
                apart = sum(one.apart for one in ready)
                found.append(Listed(name, len(ready), decided, dict(why), apart))
        if disputed_first or show == "doubted":
            found.sort(key=lambda listed: -listed.apart)
        return Listing(tuple(found), sum(listed.open for listed in found))

    def _refresh(self, connection: Connection) -> None:
        ground = (label_scheme(connection).digest, doubts_state(connection))
        if ground != self._ground:
            self._ground, self._seen, self._kept = ground, (0, 0), {}
        newest = newest_rows(connection)
        if newest == self._seen:
            return
        judgments, rulings = (max(0, seq - LOOK_BACK) for seq in self._seen)
        touched = articles_touched(connection, judgments, rulings)
        names = list(touched)
        for first in range(0, len(names), AT_ONCE):
            chunk = names[first : first + AT_ONCE]
            found: dict[str, list[_Kept]] = {name: [] for name in chunk}
            for one in read_disputes(connection, chunk):
                found[one.sentence.article_id].append(_Kept.of(one))
            self._kept |= found
        self._places |= touched
        self._seen = newest


def docket_of(request: Request) -> Docket:
    """Return the docket of the corpus that a request is about."""
    state = request.app.state
    if not hasattr(state, "docket"):
        state.docket = Docket()
    docket: Docket = state.docket
    return docket


def find_stored(connection: Connection, name: str) -> StoredArticle:
    """Return an article by its id. Raises 404."""
    stored = None if "\x00" in name else get_article(connection, name)
    if stored is None:
        raise HTTPException(404, "the corpus holds no such article")
    return stored
