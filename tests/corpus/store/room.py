"""A small corpus, people who label it, and a clock that moves when told to: for tests of the queue."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from dateline.corpus.nouns import Article, Judgment, Sentence, SentenceRef
from dateline.corpus.settings import PageSettings
from dateline.corpus.store import Corpus, schema
from dateline.corpus.store.articles import NewArticle, add_article
from dateline.corpus.store.people import Person, add_person, find_person, set_preferences
from dateline.corpus.store.queue import Next, next_article
from dateline.corpus.store.saving import Saved, Sent, save
from dateline.corpus.store.settings import label_scheme
from dateline.corpus.store.turns import decline, renew
from dateline.corpus.store.views import ArticleView, find_article, view_article

START = 1_790_000_000.0


def article(name: str, sentences: int = 3, word: str = "Rain") -> NewArticle:
    """An article of so many short sentences; `word` stands in each."""
    text, spans = "", []
    for number in range(sentences):
        said = f"{word} fell on day {number}."
        spans.append(Sentence(name, len(text), len(text) + len(said), 0, False))
        text += f"{said} "
    return NewArticle(Article(name, f"Story {name}", text), tuple(spans), "given")


@dataclass
class Room:
    """People at work on a corpus."""

    corpus: Corpus
    settings: PageSettings = field(default_factory=PageSettings)
    now: float = START

    def bring(self, *articles: NewArticle) -> None:
        with self.corpus.write() as connection:
            for each in articles:
                add_article(connection, each)

    def person(self, name: str, **preferences: Any) -> Person:
        """Somebody with an account, and what they set for themselves."""
        with self.corpus.write() as connection:
            person = find_person(connection, name) or add_person(
                connection, name, "annotator", self.now
            )
            if preferences:
                set_preferences(connection, person, replace(person.preferences, **preferences))
                person = find_person(connection, name) or person
        return person

    def next(self, person: Person, leaving: str | None = None) -> Next:
        while True:
            with self.corpus.write() as connection:
                found = next_article(connection, person, self.settings, self.now, leaving=leaving)
            if not found.again:
                return found

    def take(self, person: Person) -> ArticleView:
        """The next article as they see it; there must be one."""
        found = self.next(person)
        assert found.article is not None, found
        view = self.view(person, found.article)
        assert view is not None
        return view

    def view(self, person: Person, name: str) -> ArticleView | None:
        with self.corpus.read() as connection:
            digest = label_scheme(connection).digest
            return view_article(connection, person, name, digest, self.now)

    def open_to(self, person: Person, name: str) -> list[SentenceRef]:
        view = self.view(person, name)
        return [each.sentence.ref for each in view.sentences if each.open] if view else []

    def judge(
        self, person: Person, ref: SentenceRef, *labels: str, base: str | None = None, **how: Any
    ) -> Saved:
        return self.send(person, self.judgment(person, ref, *labels, **how), base)

    def judgment(self, person: Person, ref: SentenceRef, *labels: str, **how: Any) -> Judgment:
        made: dict[str, Any] = {
            "id": str(uuid.uuid4()),
            "created": datetime.fromtimestamp(self.now, UTC).isoformat(),
            "seconds": 4.0,
        }
        return Judgment(sentence=ref, annotator=person.id, labels=frozenset(labels), **(made | how))

    def send(self, person: Person, judgment: Judgment, base: str | None = None) -> Saved:
        return self.send_all(person, [Sent(judgment, base)])[0]

    def send_all(self, person: Person, sent: list[Sent]) -> list[Saved]:
        with self.corpus.write() as connection:
            scheme = label_scheme(connection)
            return save(connection, person, sent, scheme, self.settings, self.now)

    def judge_all(self, person: Person, name: str) -> None:
        """Answer everything that is open to somebody in an article."""
        for ref in self.open_to(person, name):
            assert self.judge(person, ref).status == "saved"

    def finish(self, person: Person) -> str:
        """Take the next article and answer all of it."""
        name = self.take(person).article.id
        self.judge_all(person, name)
        return name

    def renew(self, person: Person, name: str) -> bool:
        with self.corpus.write() as connection:
            seq = find_article(connection, name)
            assert seq is not None
            return renew(connection, seq, person, self.settings, self.now)

    def decline(self, person: Person, name: str, reason: str | None = None) -> bool:
        with self.corpus.write() as connection:
            seq = find_article(connection, name)
            assert seq is not None
            return decline(connection, seq, person, reason, self.now)

    def later(self, minutes: float) -> None:
        self.now += minutes * 60

    def rows(self, table: sa.Table) -> list[Any]:
        with self.corpus.read() as connection:
            return list(connection.execute(sa.select(table).order_by(*table.primary_key)))

    def turn(self, person: Person, name: str) -> Any:
        with self.corpus.read() as connection:
            return connection.execute(
                sa.select(schema.turns)
                .join(schema.articles, schema.turns.c.article == schema.articles.c.seq)
                .where(schema.articles.c.id == name, schema.turns.c.annotator == person.seq)
            ).one_or_none()

    def queued(self, name: str) -> Any:
        with self.corpus.read() as connection:
            return connection.execute(
                sa.select(schema.queue)
                .join(schema.articles, schema.queue.c.article == schema.articles.c.seq)
                .where(schema.articles.c.id == name)
            ).one()

    def answers(self) -> dict[tuple[int, int], int]:
        """How many annotators have answered each sentence: article's and sentence's row numbers."""
        said, sentence = schema.judgments.c, schema.sentences.c
        latest: dict[tuple[int, int], bool] = {}
        with self.corpus.read() as connection:
            place = dict(_pairs(connection.execute(sa.select(sentence.seq, sentence.article))))
            for row in connection.execute(sa.select(schema.judgments).order_by(said.seq)):
                latest[row.sentence, row.annotator] = not row.skipped
        counts = {(held, seq): 0 for seq, held in place.items()}
        for (seq, _), answered in latest.items():
            counts[place[seq], seq] += answered
        return counts


def _pairs(rows: Iterable[Any]) -> list[tuple[int, int]]:
    return [(one, two) for one, two in rows]
