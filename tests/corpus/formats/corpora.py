"""Invented corpora of every kind of labelling, and the round trip that every format must stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import strategies as st

from dateline.corpus.export import export_corpus
from dateline.corpus.formats import FORMATS
from dateline.corpus.formats.labelled import LabelledSentence, labelled_articles
from dateline.corpus.nouns import (
    Article,
    Judgment,
    Ruling,
    Sentence,
    SentenceRef,
    Suggestion,
)
from dateline.corpus.store import Corpus, open_corpus
from dateline.corpus.store.articles import NewArticle, add_article
from dateline.corpus.store.judgments import add_judgments, add_rulings
from dateline.corpus.store.settings import label_scheme
from dateline.corpus.store.suggestions import add_suggestions
from dateline.corpus.transfer import import_corpus

LABELS = ("attack", "testimony", "official_statement", "statistic")
PIECES = (
    *("Rain fell on Sarn", 'She said: "We ran."', "قال الوزير إن المدينة آمنة", "12,5 % 🙂👩🏽‍🚒"),
    *("=cmd|' /C calc'!A0", "a;b,c\td", "tag#tag|pipe_[1]\\*", "Ends -> here", "<b>& fine</b>"),
)
"""texts that other tools trip over: quotes, emoji, right to left, formulas, separators, markup"""
PEOPLE = ("ana", "ben@example.org", "-Zoë O'Neil", "عمر", "../up")


@dataclass(frozen=True, slots=True)
class Labelling:
    """What is said of the sentences of a corpus."""

    articles: tuple[NewArticle, ...]
    judgments: tuple[Judgment, ...]
    rulings: tuple[Ruling, ...]
    suggestions: tuple[Suggestion, ...]


def articles_of(texts: Sequence[Sequence[str]]) -> tuple[NewArticle, ...]:
    """Return articles of these sentences, one a line."""
    made = []
    for number, sentences in enumerate(texts):
        name, text, spans = f"story-{number}", "", []
        for paragraph, sentence in enumerate(sentences):
            at = len(text)
            spans.append(Sentence(name, at, at + len(sentence), paragraph, False))
            text += sentence + "\n"
        made.append(NewArticle(Article(name, f"Story {number}", text), tuple(spans), "given"))
    return tuple(made)


@st.composite
def labellings(draw: st.DrawFn) -> Labelling:
    """Draw articles, some of whose sentences are alike, and all kinds of labels on them."""
    sentence = st.lists(st.sampled_from(PIECES), min_size=1, max_size=3).map(" ".join)
    texts = draw(st.lists(st.lists(sentence, min_size=1, max_size=5), min_size=1, max_size=3))
    articles = articles_of(texts)
    refs = [each.ref for new in articles for each in new.sentences]
    label_sets = st.frozensets(st.sampled_from(LABELS))
    judgments, rulings, suggestions = [], [], []
    for number, ref in enumerate(refs):
        for person in draw(st.lists(st.sampled_from(PEOPLE), unique=True, max_size=3)):
            skipped = draw(st.booleans())
            judgments.append(
                Judgment(
                    f"{number}-{person}",
                    ref,
                    person,
                    frozenset() if skipped else draw(label_sets),
                    unsure=draw(st.booleans()),
                    skipped=skipped,
                    comment=draw(st.none() | st.sampled_from(PIECES)),
                    seconds=draw(st.none() | st.integers(1, 900).map(lambda tenths: tenths / 10)),
                    created=draw(st.none() | st.just("2026-11-21T08:30:00+00:00")),
                )
            )
        if draw(st.booleans()):
            rulings.append(Ruling(ref, draw(label_sets), "adjudicator"))
        if draw(st.booleans()):
            score = st.integers(0, 100).map(lambda percent: percent / 100)
            scores = {label: draw(score) for label in LABELS}
            suggestions.append(Suggestion(ref, draw(label_sets), scores))
    return Labelling(articles, tuple(judgments), tuple(rulings), tuple(suggestions))


def fill(corpus: Corpus, said: Labelling) -> None:
    """Put articles and all that is said of them into a corpus."""
    with corpus.write() as connection:
        scheme = label_scheme(connection).digest
        for new in said.articles:
            add_article(connection, new)
        add_judgments(
            connection,
            [_with(judgment, guidelines=scheme) for judgment in said.judgments],
        )
        add_rulings(connection, [_with(ruling, guidelines=scheme) for ruling in said.rulings])
        add_suggestions(connection, said.suggestions)


def _with(noun: Any, **fields: Any) -> Any:
    from dataclasses import replace

    return replace(noun, **fields)


def round_trip(said: Labelling, form: str) -> tuple[list[Any], list[Any]]:
    """Send a labelling out in a format and into a corpus of the same articles.

    Returns what the two corpora say, as far as the format says that it carries it.
    """
    with TemporaryDirectory() as folder:
        home = Path(folder)
        for name in ("one.db", "two.db"):
            (home / name).write_bytes(_empty_corpus())
        with open_corpus(str(home / "one.db")) as one:
            fill(one, said)
            out = home / ("out" + (FORMATS[form].suffix or ""))
            export_corpus(one, out, form, lossy=True)
            before = what_it_says(one, form)
        with open_corpus(str(home / "two.db")) as two:
            fill(two, Labelling(said.articles, (), (), ()))
            import_corpus(two, out, form)
            after = what_it_says(two, form)
            again = import_corpus(two, out, form)
            assert (again.judgments, again.rulings, again.suggestions) == (0, 0, 0)
            assert what_it_says(two, form) == after
        return before, after


@cache
def _empty_corpus() -> bytes:
    """Return the file of an empty corpus: to make one anew takes longer than a round trip."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "empty.db"
        open_corpus(str(path), create=True).close()
        return path.read_bytes()


def what_it_says(corpus: Corpus, form: str) -> list[Any]:
    """Return what a corpus says of each sentence, without what the format does not carry."""
    with corpus.read() as connection:
        return [
            _seen(sentence, form)
            for article in labelled_articles(connection)
            for sentence in article.sentences
        ]


def _seen(sentence: LabelledSentence, form: str) -> tuple[SentenceRef, Any, Any, Any]:
    carried = FORMATS[form].carries
    marks = {"unsure": "unsure", "comments": "comment", "seconds": "seconds", "times": "created"}
    judged: Any = []
    for judgment in sorted(sentence.judgments, key=lambda one: one.annotator):
        if judgment.skipped and "skipped" not in carried:
            continue
        if not judgment.labels and not judgment.skipped and "none" not in carried:
            continue
        own = [getattr(judgment, field) for thing, field in marks.items() if thing in carried]
        judged.append((judgment.annotator, judgment.labels, judgment.skipped, *own))
    if "annotators" not in carried:
        judged = None
    ruled = sentence.ruling and sentence.ruling.labels if "gold" in carried else None
    suggested: Any = None
    if "predictions" in carried and sentence.suggestion is not None:
        scores = dict(sentence.suggestion.scores) if "scores" in carried else None
        suggested = (sentence.suggestion.labels, scores)
    return sentence.ref, judged, ruled, suggested
