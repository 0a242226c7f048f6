"""A corpus of eight invented articles, and releases of it."""

from __future__ import annotations

import datetime
import json
import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from dateline.corpus.release.build import Released, release
from dateline.corpus.release.settings import Creator, ReleaseSettings
from dateline.corpus.steps import adjudicate, split
from dateline.corpus.store import Corpus, open_corpus
from dateline.corpus.transfer import import_corpus

SETTINGS = ReleaseSettings(
    name="karsovia-news",
    title="Karsovia News",
    description="Invented sentences about an invented war.",
    url="https://example.org/karsovia-news",
    licence="CC-BY-4.0",
    publisher="University of Sarn",
    contact="data@example.org",
    date=datetime.date(2026, 11, 21),
    key="0123456789abcdef0123456789abcdef",
    creators=(Creator("Roe, Jane", "University of Sarn", "0000-0002-1825-0097"),),
    keywords=("conflict",),
)
LICENCES = ("all rights reserved", "CC BY 4.0", "public domain", None)
PLACES = ("Tarrow", "Behrun", "Kesh", "Ostrava Vale", "Lunde", "Marrin", "Pell", "Sarnova")


def articles() -> list[dict[str, Any]]:
    """Return eight articles of three sentences, no two alike, every licence twice."""
    return [
        {
            "id": f"k{number}",
            "title": f"Shelling reported near {place}",
            "url": f"https://example.org/{number}",
            "source": "Karsovia Courier",
            "published": f"2026-0{number + 1}-11T08:00:00Z",
            "language": "en",
            "licence": LICENCES[number % 4],
            "text": (
                f"Gunmen attacked {place} at dawn, {_filler(number, 9)}. "
                f"“We hid below the stairs in {place} all day long, {_filler(number + 10, 9)},” "
                f"said Ada Venn. The council of {place} will meet, {_filler(number + 20, 9)}."
            ),
        }
        for number, place in enumerate(PLACES)
    ]


def _filler(seed: int, words: int) -> str:
    """Return invented words, other ones for each seed, so that no article is a copy of another."""
    chance = random.Random(seed)
    return " ".join("".join(chance.choices("abdegiklmnorstu", k=7)) for _ in range(words))


@pytest.fixture(scope="session")
def made_corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus with two annotators, comments, times, a dispute and a split."""
    folder = tmp_path_factory.mktemp("releasing")
    (folder / "in").mkdir()
    rows = articles()
    _write(folder / "in" / "articles.jsonl", rows)
    address = folder / "corpus.db"
    with open_corpus(str(address), create=True) as corpus:
        import_corpus(corpus, folder / "in")
        _write(folder / "judgments.jsonl", list(_judgments(corpus)))
        import_corpus(corpus, folder / "judgments.jsonl")
        adjudicate(corpus, "unanimous")
        _write(folder / "gold.jsonl", [_ruled(corpus)])
        import_corpus(corpus, folder / "gold.jsonl")
        split(corpus, test=0.25, validation=0.25)
    return address


def _judgments(corpus: Corpus) -> Iterator[dict[str, Any]]:
    from dateline.corpus.store.articles import iter_articles

    with corpus.read() as connection:
        for stored in iter_articles(connection):
            for number, sentence in enumerate(stored.sentences):
                labels = [["attack"], ["testimony"], ["official_statement"]][number]
                for annotator in ("zoe.marsh", "abel.kane"):
                    disputed = stored.article.id == "k0" and number == 2 and annotator[0] == "a"
                    yield {
                        **sentence.ref._asdict(),
                        "annotator": annotator,
                        "labels": [] if disputed else labels,
                        "comment": "reminds me of my uncle Orrin",
                        "seconds": 7.25,
                        "created": "2026-05-01T10:11:12+00:00",
                    }


def _ruled(corpus: Corpus) -> dict[str, Any]:
    from dateline.corpus.store.articles import get_article

    with corpus.read() as connection:
        stored = get_article(connection, "k0")
    assert stored is not None
    return {
        **stored.sentences[2].ref._asdict(),
        "labels": ["official_statement"],
        "method": "adjudicator",
        "by": "mira.coordinator",
    }


def _write(path: Path, rows: list[dict[str, Any]]) -> None:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


@pytest.fixture
def corpus_file(made_corpus: Path, tmp_path: Path) -> Path:
    """A copy of the corpus, to be written to."""
    return Path(shutil.copy(made_corpus, tmp_path / "corpus.db"))


Build = Callable[..., Released]


@pytest.fixture
def build(corpus_file: Path, tmp_path: Path) -> Build:
    """Write a release of the corpus to a folder named for its version."""

    def make(version: str = "0.1.0", settings: ReleaseSettings = SETTINGS, **more: Any) -> Released:
        folder = more.pop("folder", tmp_path / f"release-{version}")
        with open_corpus(str(corpus_file)) as corpus:
            more.setdefault("lists", tmp_path)
            return release(corpus, folder, settings, version=version, **more)

    return make


@pytest.fixture(scope="session")
def made_release(made_corpus: Path) -> Path:
    """A stand-off release of the corpus; it is only read."""
    with open_corpus(str(made_corpus)) as corpus:
        folder = made_corpus.parent / "release"
        return release(corpus, folder, SETTINGS, version="0.1.0", lists=folder).folder


@pytest.fixture
def released(made_release: Path, tmp_path: Path) -> Path:
    """A copy of the release, to be damaged."""
    return Path(shutil.copytree(made_release, tmp_path / "damaged"))
