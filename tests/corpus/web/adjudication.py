"""What the tests of adjudication share: three people who differ, a decision, and dora's browser."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

from dateline.corpus.nouns import Judgment
from dateline.corpus.store import open_corpus
from dateline.corpus.store.articles import iter_articles
from dateline.corpus.store.judgments import add_judgments
from dateline.corpus.store.settings import label_scheme

from .conftest import Server

__all__ = ["NAMES", "A", "F", "S", "T", "adjudicating", "decision", "judge"]

NAMES = ("annotator-ines", "annotator-juan", "annotator-kofi")
A, T, F, S = "attack", "testimony", "official_statement", "statistic"
SAID: dict[str, list[tuple[str, str, str]]] = {
    "bridge": [
        (A, A, A + " " + S),
        (T, T, T),
        (T, "", T),
        (T, T, T),
        (F, F, F),
        ("", "", ""),
        (S, F, S),
    ],
    "market": [("", "", ""), ("", T, "")],
}
"""What each of the three said of the first sentences of two articles, in the order of the text."""


def judge(path: Path) -> Path:
    with open_corpus(str(path)) as corpus, corpus.write() as connection:
        digest = label_scheme(connection).digest
        articles = {stored.article.id: stored.sentences for stored in iter_articles(connection)}
        add_judgments(
            connection,
            [
                Judgment(
                    str(uuid.uuid5(uuid.NAMESPACE_OID, f"{sentence.ref}{name}")),
                    sentence.ref,
                    name,
                    frozenset(labels.split()),
                    unsure=name == NAMES[1] and labels == "",
                    comment="=Is this <b>her</b> account?"
                    if (name, labels) == (NAMES[1], "")
                    else None,
                    guidelines=digest,
                )
                for article, said in SAID.items()
                for sentence, given in zip(articles[article], said, strict=False)
                for name, labels in zip(NAMES, given, strict=True)
            ],
        )
    return path


def decision(sentence: dict[str, Any], labels: list[str], **rest: Any) -> dict[str, Any]:
    place = {"article_id": "bridge", "start": sentence["start"], "end": sentence["end"]}
    return {"id": str(uuid.uuid4()), **place, "labels": labels, **rest}


@contextmanager
def adjudicating(browser: Browser, server: Server, show: str = "") -> Iterator[Page]:
    """Yield a page at the list of disputes, or another, as dora; no script of it may fail."""
    page = browser.new_context(reduced_motion="reduce").new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    server.come_in(page, "dora")
    page.goto(f"{server.address}/adjudicate{show}")
    yield page
    assert wrong == []
    page.context.close()
