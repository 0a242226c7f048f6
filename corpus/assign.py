"""Who labels what: putting a corpus's articles into the queue of the annotators' page."""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from .errors import QueueError, RecordError, SourceError, one_of, shorten
from .reading.jsonl import read_rows
from .reading.sources import SourceFile
from .reading.strictly import strictly
from .store import Corpus
from .store.articles import article_seqs
from .store.filling import (
    count_queue,
    fill_queue,
    free_for,
    plan_turns,
    put_first,
    set_kind,
    set_wanted,
)
from .store.people import Person, find_person, list_people
from .store.settings import page_settings, set_setting

__all__ = ["Assigned", "assign", "read_order"]

MOST_JUDGMENTS = 20


@dataclass(frozen=True, slots=True)
class Assigned:
    """The queue after a step of assigning."""

    articles: int
    """in the queue, of every kind"""
    added: int
    """of them new with this step"""
    per_sentence: int
    """judgments asked for of each sentence"""
    kept: int
    """articles that keep a higher number, because they have, or will have, more already"""
    calibration: int
    """articles that everyone labels"""
    gold: int
    """articles with known answers, mixed in"""
    planned: int
    """turns meant for certain people, made with this step"""


def assign(
    corpus: Corpus,
    *,
    per_sentence: int | None = None,
    calibration: int = 0,
    gold: int = 0,
    articles: Sequence[str] | None = None,
    first: bool = False,
    to: Sequence[str] = (),
    seed: int = 0,
    now: float | None = None,
) -> Assigned:
    """Put articles into the queue, whole, each sentence to be judged by `per_sentence` people.

    Without that number it is the one that was last said for all articles, at first 2.

    All of the corpus, or `articles` by id. What is queued keeps its place, and new ones come after it;
    with `first`, `articles` go before the rest of the pool, in their order.
    `calibration` and `gold` are how many articles of the queue shall be labelled by everyone: any, and
    such as have a ruling on every sentence; they are chosen at random from `seed`, and those there are
    stay. `to` names people for whom `articles` are meant first. `now` is in seconds since 1970, None
    for this machine's clock. Raises QueueError.
    """
    if per_sentence is not None and not 1 <= per_sentence <= MOST_JUDGMENTS:
        raise QueueError(
            f"found {per_sentence} judgments a sentence; allowed: 1 to {MOST_JUDGMENTS}"
        )
    if to and not articles:
        raise QueueError("name the articles that are meant for them: --article or --from with --to")
    with corpus.write() as connection:
        people = [_person(connection, name) for name in to]
        chosen = None if articles is None else _articles(connection, articles)
        settings = page_settings(connection)
        if per_sentence is None:
            per_sentence = settings.per_sentence
        elif chosen is None:  # for all of them, so for those that come later too
            changed = settings.changed({"per_sentence": per_sentence})
            set_setting(connection, "page", changed.to_json())
        added = fill_queue(connection, per_sentence, chosen)
        counts = count_queue(connection)
        if not counts:
            raise QueueError(
                "the corpus has no sentences to label; bring articles in with `dateline ingest SOURCE`"
            )
        kept = set_wanted(connection, per_sentence, time.time() if now is None else now, chosen)
        generator = random.Random(seed)  # noqa: S311
        _choose_gold(connection, gold - counts.get("gold", 0), generator)
        _choose_calibration(connection, calibration - counts.get("calibration", 0), generator)
        if first and chosen:
            put_first(connection, chosen)
        planned = plan_turns(connection, chosen or (), people)
        counts = count_queue(connection)
    return Assigned(
        articles=sum(counts.values()),
        added=added,
        per_sentence=per_sentence,
        kept=kept,
        calibration=counts.get("calibration", 0),
        gold=counts.get("gold", 0),
        planned=planned,
    )


def read_order(path: Path) -> list[str]:
    """Return the articles that the rows of a file name, each once, in their order.

    `dateline suggest` writes such a file; any JSON Lines with an `article_id` will do. Raises
    SourceError where it is none or names no article, RecordError where a row names none.
    """
    if not path.is_file():
        raise SourceError(f"{path} is no file; give the one that `dateline suggest -o` wrote")
    names = dict[str, None]()
    for line, row in strictly(read_rows(SourceFile(path, str(path), ".jsonl"))):
        match row:
            case {"article_id": str(name)}:
                names[name] = None
            case _:
                reason = "names no article; each row needs a string there"
                raise RecordError(str(path), line, "article_id", reason)
    if not names:
        raise SourceError(f"{path} is empty; there is nothing to assign")
    return list(names)


def _person(connection: Connection, name: str) -> Person:
    person = find_person(connection, name)
    if person is None:
        known = one_of(held.id for held in list_people(connection)) or "nobody yet"
        raise QueueError(
            f"nobody has an account called {shorten(name)}; there is: {known}; make one with "
            "`dateline user add NAME`"
        )
    return person


def _articles(connection: Connection, ids: Sequence[str]) -> list[int]:
    known = article_seqs(connection, ids)
    for name in ids:
        if name not in known:
            raise QueueError(
                f"the corpus holds no article {shorten(name)}; give ids that `dateline export` writes"
            )
    return [known[name] for name in dict.fromkeys(ids)]


def _choose_gold(connection: Connection, more: int, generator: random.Random) -> None:
    if more > 0:
        free = free_for(connection, "gold")
        if len(free) < more:
            raise QueueError(
                f"{more} more gold articles are asked for, and {len(free)} have a ruling on every "
                "sentence and nobody at them; ask for fewer, or bring rulings in with `dateline "
                "import`"
            )
        set_kind(connection, generator.sample(free, more), "gold")


def _choose_calibration(connection: Connection, more: int, generator: random.Random) -> None:
    if more > 0:
        free = free_for(connection, "calibration")
        if len(free) < more:
            raise QueueError(
                f"{more} more calibration articles are asked for, and {len(free)} are in the pool "
                "with nobody at them; ask for fewer"
            )
        set_kind(connection, generator.sample(free, more), "calibration")
