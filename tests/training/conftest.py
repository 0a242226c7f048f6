"""An invented corpus and an evaluation on it, for the tests of evaluation and report."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pytest

from dateline.corpus.nouns import Article, Judgment, Sentence, SentenceRef
from dateline.training.evaluate import Reporting, evaluate
from dateline.training.evaluate.results import Provenance, Report, ReportLabel

LABELS = (
    ReportLabel("attack", "Attack", 0.5),
    ReportLabel("testimony", "Testimony", 0.4),
    ReportLabel("official_statement", "Official statement", 0.5),
    ReportLabel("statistic", "Statistic", 0.45),
)
PIECES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Gunmen attacked a checkpoint near Orrin at dawn.", ("attack",)),
    ("“I saw the smoke from our field,” said a farmer of Lower Tamsin.", ("testimony",)),
    ("The Velland defence ministry denied any part in it.", ("official_statement",)),
    ("Some 4,200 people have left the valley since May.", ("statistic",)),
    ("Shells killed 7 people in Orrin, the ministry said.", ("attack", "official_statement")),
    ("Rain kept the market closed, and few were about in the streets of the old town, where "
     "shopkeepers swept water from their doors until noon came and went without a customer.", ()),
)  # fmt: skip


@dataclass(frozen=True)
class Material:
    """What `evaluate` is given; `report()` evaluates it, with changes."""

    labels: tuple[ReportLabel, ...]
    scores: np.ndarray[Any, np.dtype[np.float64]]
    held_out: list[tuple[Article, list[Sentence]]]
    training: list[tuple[Article, list[Sentence]]]
    gold: dict[SentenceRef, frozenset[str]]
    judgments: list[Judgment] = field(default_factory=list)
    provenance: Provenance = field(
        default_factory=lambda: Provenance(
            model="an invented model",
            model_digest="0" * 64,
            guidelines_digest="1" * 64,
            training_digest="2" * 64,
            split_digest="3" * 64,
            seed=7,
            command="dateline evaluate model",
        )
    )
    resamples: int = 100

    def report(self, **changes: Any) -> Report:
        changed = replace(
            self, **{key: value for key, value in changes.items() if key != "progress"}
        )
        arguments = {name: getattr(changed, name) for name in changed.__dataclass_fields__}
        told = {name: arguments.pop(name) for name in ("judgments", "provenance", "resamples")}
        if "progress" in changes:
            told["progress"] = changes["progress"]
        return evaluate(how=Reporting(**told), **arguments)


def invented_article(
    id_: str, texts: list[str], source: str | None, title: str = "An invented story"
) -> tuple[Article, list[Sentence]]:
    """Return an article of the given sentences, one a line."""
    sentences, at = [], 0
    for number, text in enumerate(texts):
        quoted = text.startswith("“")
        sentences.append(Sentence(id_, at, at + len(text), number, quoted))
        at += len(text) + 1
    return Article(id_, title, "\n".join(texts), source=source, language="en"), sentences


@pytest.fixture
def invented() -> Callable[..., tuple[Article, list[Sentence]]]:
    """A maker of articles from sentences."""
    return invented_article


@pytest.fixture(scope="session")
def material() -> Material:
    """Thirty training and twelve held-out articles, a classifier that errs now and then."""
    generator = np.random.default_rng(11)
    articles, gold = [], {}
    for number in range(42):
        pieces = [PIECES[index] for index in generator.integers(len(PIECES), size=8)]
        source = ("Tamsin Wire", "Velland Daily", None)[number % 3]
        article, sentences = invented_article(f"s{number:02}", [text for text, _ in pieces], source)
        articles.append((article, sentences))
        gold |= {
            sentence.ref: frozenset(labels)
            for sentence, (_, labels) in zip(sentences, pieces, strict=True)
        }
    held_out = articles[30:]
    refs = [sentence.ref for _, sentences in held_out for sentence in sentences]
    truth = np.array([[label.id in gold[ref] for label in LABELS] for ref in refs])
    noise = generator.normal(0, 0.22, truth.shape)
    scores = np.clip(np.where(truth, 0.68, 0.22) + noise, 0, 1)
    judgments = [
        Judgment(
            f"{annotator}{number}",
            ref,
            annotator,
            gold[ref] if (number + skew) % 9 else frozenset({"statistic"}),
        )
        for skew, annotator in enumerate(("ann", "ben"))
        for number, ref in enumerate(refs[:60])
    ]
    return Material(LABELS, scores, held_out, articles[:30], gold, judgments)


@pytest.fixture(scope="session")
def brief(material: Material) -> Report:
    """The evaluation on two held-out articles alone: its page is short."""
    return material.report(held_out=material.held_out[:2], scores=material.scores[:16])


@pytest.fixture(scope="session")
def report(material: Material) -> Report:
    """The evaluation of the invented material."""
    return material.report()
