"""Twenty annotators at once, as people are: they pause, walk away, skip, undo, come back late."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import pytest

from dateline.corpus.assign import assign
from dateline.corpus.nouns import Ruling, SentenceRef
from dateline.corpus.store import open_corpus, schema
from dateline.corpus.store.judgments import add_rulings
from dateline.corpus.store.people import Person
from dateline.corpus.store.saving import Sent

from .room import Room, article

PEOPLE, ARTICLES, SENTENCES, STEPS = 20, 24, 5, 2500


@dataclass
class Browser:
    """Somebody's page: what it shows, and what it has not sent yet."""

    person: Person
    article: str | None = None
    waiting: list[SentenceRef] = field(default_factory=list)
    said: dict[SentenceRef, str] = field(default_factory=dict)
    """sentence -> id of their judgment that the page shows"""
    unsent: list[Sent] = field(default_factory=list)
    away_until: float = 0.0


class Crowd:
    """Everybody's pages, driven by a seeded generator."""

    def __init__(self, room: Room, seed: int) -> None:
        self.room = room
        self.random = random.Random(seed)
        self.browsers = [Browser(room.person(f"p{n}")) for n in range(PEOPLE)]
        self.sent: list[str] = []
        self.statuses: Counter[str] = Counter()

    def step(self) -> None:
        """Somebody does something."""
        self.room.now += self.random.expovariate(1 / 3)
        browser = self.random.choice(self.browsers)
        if browser.away_until > self.room.now:
            return
        chance = self.random.random()
        if chance < 0.01:
            browser.away_until = self.room.now + self.random.choice((60, 700, 3000))
        elif chance < 0.02 and browser.article:
            self.room.decline(browser.person, browser.article)
            browser.article, browser.waiting = None, []
        elif chance < 0.06 and browser.said:
            self.undo(browser)
        elif browser.waiting:
            self.answer(browser)
        else:
            self.go_on(browser)
        if self.random.random() < 0.8:  # else the network is down
            self.send(browser)

    def go_on(self, browser: Browser) -> None:
        found = self.room.next(browser.person, leaving=browser.article)
        browser.article = found.article
        if found.article is not None:
            self.load(browser, found.article)

    def load(self, browser: Browser, name: str) -> None:
        view = self.room.view(browser.person, name)
        assert view is not None
        browser.said = {}
        browser.waiting = []
        for each in view.sentences:
            if each.judgment is not None:
                browser.said[each.sentence.ref] = each.judgment.id
            if each.open and (each.judgment is None or each.judgment.withdrawn):
                browser.waiting.append(each.sentence.ref)

    def answer(self, browser: Browser) -> None:
        ref = browser.waiting.pop(0)
        skipped = self.random.random() < 0.05
        labels = () if skipped else self.random.sample(("attack", "testimony"), 1)
        self.make(browser, ref, *labels, skipped=skipped)

    def undo(self, browser: Browser) -> None:
        ref = self.random.choice(list(browser.said))
        self.make(browser, ref, skipped=True, extra={"action": "undo", "withdrawn": True})
        if ref not in browser.waiting and self.random.random() < 0.9:
            browser.waiting.append(ref)

    def make(self, browser: Browser, ref: SentenceRef, *labels: str, **how: object) -> None:
        judgment = self.room.judgment(browser.person, ref, *labels, **how)
        browser.unsent.append(Sent(judgment, browser.said.get(ref)))
        browser.said[ref] = judgment.id

    def send(self, browser: Browser) -> None:
        if not browser.unsent:
            return
        results = self.room.send_all(browser.person, browser.unsent)
        if self.random.random() < 0.1:  # the answer was lost on its way
            again = self.room.send_all(browser.person, browser.unsent)
            assert {each.status for each in again} <= {"known", "set_aside"}
        self.sent += [each.judgment.id for each in browser.unsent]
        self.statuses.update(each.status for each in results)
        browser.unsent = []

    def finish(self, helpers: int) -> None:
        """Everyone comes back, and others help, until there is nothing left for anybody."""
        self.browsers += [Browser(self.room.person(f"late{n}")) for n in range(helpers)]
        for browser in self.browsers:
            browser.away_until = 0
            self.send(browser)
        self.room.later(60)
        for browser in self.browsers:
            while (name := self.room.next(browser.person, browser.article).article) is not None:
                browser.article = name
                for ref in self.room.open_to(browser.person, name):
                    self.make(browser, ref)
                self.send(browser)
                self.room.later(0.1)


@pytest.fixture
def room(address: str) -> Iterator[Room]:
    """Articles enough for twenty, two judgments wanted of each sentence of the pool."""
    with open_corpus(address, create=True) as corpus:
        room = Room(corpus)
        room.settings = replace(room.settings, gold_every=3, lease_minutes=5)
        room.bring(*(article(f"a{number}", SENTENCES) for number in range(ARTICLES)))
        with corpus.write() as connection:
            add_rulings(
                connection,
                [
                    Ruling(sentence.ref, frozenset(), "imported")
                    for sentence in article("a7", SENTENCES).sentences
                ],
            )
        yield room


def test_nothing_is_lost_and_nothing_is_judged_too_often(room: Room) -> None:
    """At every moment no sentence of the pool has more than two answers; in the end each has two.

    Each judgment that was sent is kept once: it counts, or it is set aside.
    """
    assigned = assign(room.corpus, calibration=1, gold=1)
    assert (assigned.calibration, assigned.gold) == (1, 1)
    crowd = Crowd(room, seed=1)
    pool = {row.article for row in room.rows(schema.queue) if row.kind == "pool"}
    for number in range(STEPS):
        crowd.step()
        if number % 100 == 0:
            assert max(n for (held, _), n in room.answers().items() if held in pool) <= 2
    crowd.finish(helpers=4)

    counts = room.answers()
    assert {n for (held, _), n in counts.items() if held in pool} == {2}
    (everyones,) = [row.article for row in room.rows(schema.queue) if row.kind == "calibration"]
    assert min(n for (held, _), n in counts.items() if held == everyones) >= PEOPLE - 5

    kept = Counter(row.id for row in room.rows(schema.judgments))
    kept.update(row.id for row in room.rows(schema.set_aside))
    assert kept == Counter(set(crowd.sent))
    assert crowd.statuses["saved"] > 500
    assert crowd.statuses["set_aside"] > 0, "the run has not met the case it is for"
    assert crowd.statuses["refused"] == 0
