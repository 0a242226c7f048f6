"""Everything that a coordinator's dashboard shows, in one reading of the corpus."""

from __future__ import annotations

import gc
import multiprocessing
import os
import threading
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection

from .agreement import Agreement, measure_agreement
from .errors import GuidelinesChanged, NothingJudged
from .labelling.doubts import Reviewed
from .labelling.oversight import Oversight, look_over
from .labelling.suggestion_effect import SuggestionEffect, suggestion_effect
from .labelling.workload import KindProgress, Timing, count_progress, median_times
from .nouns import Judgment, SentenceRef
from .steps import judgments_in_force
from .store import open_corpus
from .store.doubts import review_of_doubts
from .store.judgments import current_rulings
from .store.overview import (
    address_of,
    corpus_state,
    queued_articles,
    recent_times,
    shown_suggestions,
    suggested_for_judged,
)
from .store.settings import get_setting, label_scheme
from .words import normalised_words

__all__ = ["Dashboard", "Watch", "look"]

RESAMPLES = 1000
PATIENCE = 30
"""A look that took t seconds is shown for so many times t before the corpus is read anew."""
MANY = 20_000
"""Judgments from which on a process of its own looks: labelling goes on and must not wait for it."""


@dataclass(frozen=True, slots=True)
class Dashboard:
    """How the work stands."""

    labels: dict[str, str]
    """id -> title, in the order of the guidelines"""
    machine_labels: bool
    """whether a machine, not people, made the judgments"""
    progress: tuple[KindProgress, ...]
    timing: Timing
    hours_left: float | None
    """person-hours that the answers still wanted of the pool take; None: no times are known"""
    agreement: Agreement | None
    why_none: str | None
    """why there is no agreement to show"""
    carried: int
    """judgments of earlier guidelines that count"""
    waiting: int
    """judgments of earlier guidelines that wait for a second look"""
    oversight: Oversight | None
    suggestions: SuggestionEffect | None
    label_errors: Reviewed | None
    """gold that a model doubts, and what people made of it"""
    made: float
    """when the corpus was looked at, in seconds since 1970"""

    def to_json(self) -> dict[str, Any]:
        """Return all of it as one JSON object."""
        told = asdict(self)
        told["label_errors"] = self.label_errors and self.label_errors.to_json()
        if self.oversight is not None:
            disputed = zip(
                self.oversight.disputes.top, told["oversight"]["disputes"]["top"], strict=True
            )
            for dispute, row in disputed:
                row |= {**dispute.sentence._asdict()}
                del row["sentence"]
        return told


def look(connection: Connection, now: float) -> Dashboard:
    """Return how the work stands. Agreement is measured as `dateline agreement` does."""
    scheme = label_scheme(connection)
    judgments: tuple[Judgment, ...] = ()
    carried = waiting = 0
    agreement, why_none = None, None
    try:
        in_force = judgments_in_force(connection)
        judgments, carried = in_force.judgments, in_force.carried
        waiting = len(in_force.waiting)
        agreement = measure_agreement(judgments, scheme.ids, resamples=RESAMPLES)
    except (NothingJudged, GuidelinesChanged) as error:
        why_none = str(error)
    articles = queued_articles(connection)
    answered = Counter[SentenceRef](one.sentence for one in judgments if not one.skipped)
    progress = count_progress(articles, answered)
    times = recent_times(connection)
    timing = median_times(
        [answer.seconds for answer in times],
        [len(normalised_words(answer.text)) for answer in times],
        [answer.hard for answer in times],
    )
    known = frozenset(article.id for article in articles if article.kind in ("gold", "calibration"))
    shown = shown_suggestions(connection)
    return Dashboard(
        labels={label.id: label.title for label in scheme.labels},
        machine_labels=bool(get_setting(connection, "machine_labels")),
        progress=progress,
        timing=timing,
        hours_left=timing.hours(sum(kind.left for kind in progress)),
        agreement=agreement,
        why_none=why_none,
        carried=carried,
        waiting=waiting,
        oversight=look_over(judgments, scheme.ids, current_rulings(connection), known),
        suggestions=suggestion_effect(shown, judgments, suggested_for_judged(connection))
        if shown
        else None,
        label_errors=review_of_doubts(connection),
        made=now,
    )


def _look_aside(address: str, now: float) -> Dashboard:
    """Look from a process of its own, behind whatever else wants to run."""
    if hasattr(os, "nice"):
        os.nice(10)
    gc.disable()  # it ends before there is anything to tidy up
    with open_corpus(address) as corpus, corpus.read() as connection:
        return look(connection, now)


class Watch:
    """The last look at a corpus, taken anew when the corpus has changed, and not too often."""

    def __init__(self, many: int = MANY) -> None:
        self._many = many
        self._lock = threading.Lock()
        self._held: tuple[tuple[Any, ...], Dashboard] | None = None
        self._until = 0.0

    def see(self, connection: Connection, now: float) -> tuple[Dashboard, bool]:
        """Return the dashboard, and whether the corpus has changed since it was made."""
        with self._lock:
            state = corpus_state(connection)
            if self._held is not None:
                before, dashboard = self._held
                if state == before or dashboard.made <= now < self._until:
                    return dashboard, state != before
            began = time.perf_counter()
            dashboard = self._look(connection, now, state[0] or 0)
            self._until = now + PATIENCE * (time.perf_counter() - began)
            self._held = state, dashboard
            return dashboard, False

    def _look(self, connection: Connection, now: float, judgments: int) -> Dashboard:
        if judgments < self._many:
            return look(connection, now)
        fresh = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(1, fresh) as process:
            return process.submit(_look_aside, address_of(connection), now).result()
