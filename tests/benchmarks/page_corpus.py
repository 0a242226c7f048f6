"""Invented corpora of any size, with people in them, for the benchmarks of the annotators' page."""

from __future__ import annotations

import random
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from itertools import accumulate
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from dateline.corpus.store import open_corpus, schema
from dateline.corpus.store.corpus import HEAD
from dateline.corpus.store.filling import fill_queue
from dateline.corpus.store.people import add_person, set_password
from dateline.corpus.store.settings import set_setting
from dateline.corpus.web.passwords import hash_password

PASSWORD = "seven quiet rivers"  # noqa: S105
NAMES = tuple(f"annotator {number:02}" for number in range(1, 21))
"""twenty people"""
BATCH = 1000

WHO = ("The mayor", "A baker", "The army", "The harbour office", "A driver", "The ministry")
DID = ("said that the road to", "saw smoke over", "counted the houses of", "came back from")
WHERE = ("Sarn", "Okundo", "Drevany", "Pell", "Ilvaston", "Marrash", "the lower valley")
THEN = (
    "would be open again by Friday",
    "where shells had fallen on the market square",
    "and waited until the evening for news of the bridge",
    "while the stalls along the river stayed closed",
    "as {} lorries with flour stood in the rain",
    "where {} families had asked for tents",
)


def invent_sentences(generator: random.Random, number: int = 5000) -> list[str]:
    """Return sentences of about a hundred characters that nobody ever wrote."""
    return [
        f"{generator.choice(WHO)} {generator.choice(DID)} {generator.choice(WHERE)} "
        f"{generator.choice(THEN).format(generator.randint(3, 400))}, "
        f"{generator.randint(2, 60)} days after the last truce."
        for _ in range(number)
    ]


def article_lengths(sentences: int, seed: int = 0) -> list[int]:
    """Return lengths of articles, 8 to 49 sentences, that add up."""
    generator, lengths, left = random.Random(seed), list[int](), sentences
    while left > 0:
        lengths.append(min(left, generator.randint(8, 49)))
        left -= lengths[-1]
    return lengths


def invent_corpus(path: Path, lengths: Sequence[int], seed: int = 0) -> Path:
    """Make a corpus at a path, of articles that have so many sentences each."""
    generator = random.Random(seed)
    pool = invent_sentences(generator)
    with open_corpus(str(path), create=True) as corpus, corpus.write() as connection:
        for first in range(0, len(lengths), BATCH):
            articles, rows = list[dict[str, Any]](), list[dict[str, Any]]()
            for seq, length in enumerate(lengths[first : first + BATCH], start=first + 1):
                said = generator.choices(pool, k=length)
                articles.append(
                    {
                        "seq": seq,
                        "id": f"article-{seq:06}",
                        "title": f"Day {seq} in {generator.choice(WHERE)}",
                        "text": _joined(said),
                        "source": "The Drevany Post",
                        "published": "2026-03-02",
                        "language": "en",
                        "segmentation": "given",
                    }
                )
                rows += _rows(seq, said)
            connection.execute(sa.insert(schema.articles), articles)
            connection.execute(sa.insert(schema.sentences), rows)
    return path


def _joined(said: list[str]) -> str:
    """Return sentences as a text, four to a paragraph."""
    return "".join(
        text + ("\n" if place % 4 == 3 else " ") for place, text in enumerate(said)
    ).rstrip()


def _rows(article: int, said: list[str]) -> Iterator[dict[str, Any]]:
    starts = accumulate((len(text) + 1 for text in said), initial=0)
    for place, (start, text) in enumerate(zip(starts, said, strict=False)):
        yield {
            "article": article,
            "start": start,
            "end": start + len(text),
            "paragraph": place // 4,
            "in_quote": False,
        }


def let_people_in(
    path: Path, *, wanted: int = 2, names: tuple[str, ...] = NAMES, **settings: Any
) -> Path:
    """Give people accounts and put the whole corpus into the queue."""
    hashed = hash_password(PASSWORD)
    with open_corpus(str(path)) as corpus, corpus.write() as connection:
        for name in names:
            set_password(connection, add_person(connection, name, "annotator", 0.0), hashed)
        add_person(connection, "coordinator", "coordinator", 0.0)
        fill_queue(connection, wanted)
        chosen = {"per_sentence": wanted, "quiz_required": False, "hard_per_day": 0}
        set_setting(connection, "page", chosen | settings)
    return path


def kept_corpus(sentences: int, names: tuple[str, ...] = NAMES) -> Path:
    """Return a corpus with its people, which is kept for the next run; not to be changed."""
    kept = Path(tempfile.gettempdir()) / f"dateline-bench-{HEAD}-{sentences}-{len(names)}.db"
    if not kept.exists():
        making = kept.with_suffix(".making")
        making.unlink(missing_ok=True)
        let_people_in(invent_corpus(making, article_lengths(sentences)), names=names)
        making.rename(kept)
    return kept


def prepared(folder: Path, sentences: int) -> Path:
    """Return a fresh copy of a corpus with its people."""
    kept = kept_corpus(sentences)
    return Path(shutil.copy(kept, folder / f"corpus-{sentences}.db"))
