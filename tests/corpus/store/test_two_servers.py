"""Two servers over one PostgreSQL database, each with its own people, at the same articles."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from dataclasses import replace

import pytest

from dateline.corpus.assign import assign
from dateline.corpus.store import open_corpus, schema

from .room import Room, article


@pytest.mark.parametrize("address", ["postgresql"], indirect=True)
def test_two_servers_never_ask_for_one_answer_too_many(address: str) -> None:
    """They lock each article while they count its room, and neither ever blocks the other for good."""
    with open_corpus(address, create=True) as first, open_corpus(address) as second:
        rooms = [Room(corpus) for corpus in (first, second)]
        rooms[0].bring(*(article(f"a{number}", 3) for number in range(8)))
        assign(first)
        people = [[room.person(f"p{n}{room is rooms[1]}") for n in range(3)] for room in rooms]
        failures: list[BaseException] = []

        def work(place: int, number: int) -> None:
            room = replace(rooms[place], now=time.time())
            person, chance = people[place][number], random.Random(place * 10 + number)
            try:
                name = None
                while (name := room.next(person, leaving=name).article) is not None:
                    room.now += chance.choice((0, 0, 400))
                    for ref in room.open_to(person, name):
                        room.judge(person, ref, skipped=chance.random() < 0.1)
            except BaseException as error:
                failures.append(error)
                raise

        threads = [
            threading.Thread(target=work, args=(place, number))
            for place in range(2)
            for number in range(3)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=60)
            assert not thread.is_alive()
        assert not failures
        assert max(rooms[0].answers().values()) == 2
        kept = Counter(row.id for row in rooms[0].rows(schema.judgments))
        kept.update(row.id for row in rooms[0].rows(schema.set_aside))
        assert set(kept.values()) == {1}
