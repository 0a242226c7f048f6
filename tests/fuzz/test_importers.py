"""Every importer on damaged files: all of a file goes in or nothing, and what is wrong is one line.

What Dateline exports in each format is damaged in two ways: bytes that are cut, doubled or written
over, and files that are sound but hold something else than they should. `make fuzz` makes a long run.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import strategies as st
from sqlalchemy import Connection

from dateline.corpus.errors import DatelineError
from dateline.corpus.export import export_corpus
from dateline.corpus.formats import FORMATS
from dateline.corpus.store import open_corpus
from dateline.corpus.store.articles import iter_articles
from dateline.corpus.store.judgments import current_rulings, iter_judgments
from dateline.corpus.store.suggestions import iter_suggestions
from dateline.corpus.transfer import import_corpus

from ..corpus.formats.corpora import Labelling, fill
from ..interop.invented import invented_labelling
from .damage import assert_one_line, damaged, fuzz, twisted

ROWS = (
    ("Rain fell on Sarn.", ["attack"]),
    ("She said: “We ran.”", ["testimony", "attack"]),
    ("", []),
)


@pytest.mark.parametrize("form", [name for name, form in FORMATS.items() if form.read])
def test_a_damaged_file_goes_in_whole_or_not_at_all(
    form: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Nothing but a DatelineError is raised, and after one the corpus says what it said before."""
    folder = tmp_path_factory.mktemp("fuzz")
    sound = _sound(form, folder)
    files = sorted(path for path in [sound, *sound.rglob("*")] if path.is_file())
    empty = folder / "articles.db"
    with open_corpus(str(empty), create=True) as corpus:
        fill(corpus, Labelling(invented_labelling(2).articles, (), (), ()))
    target, given_files = folder / "corpus.db", folder / "given"

    def check(seed: int, times: int, junk: bytes, whole: bool) -> None:
        path = _copy(sound, given_files)
        chosen = files[seed % len(files)]
        place = path / chosen.relative_to(sound) if sound.is_dir() else path
        raw = chosen.read_bytes()
        place.write_bytes(
            twisted(raw, place.name, seed) if whole else damaged(raw, seed, times, junk)
        )
        shutil.copyfile(empty, target)
        with open_corpus(str(target)) as corpus:
            try:
                import_corpus(corpus, path, form, unmatched=assert_one_line)
            except DatelineError as error:
                assert_one_line(error)
                with corpus.read() as connection:
                    assert _held(connection) == [2, 0, 0, 0]

    fuzz(10, check, st.integers(0, 2**32), st.integers(1, 4), st.binary(max_size=20), st.booleans())


def _held(connection: Connection) -> list[int]:
    """How many articles, judgments, rulings and suggestions a corpus holds."""
    kinds = (iter_articles, iter_judgments, current_rulings, iter_suggestions)
    return [len(list(kind(connection))) for kind in kinds]


def _sound(form: str, folder: Path) -> Path:
    """A file or folder of a format, as Dateline or its tool writes it."""
    out = folder / ("out" + (FORMATS[form].suffix or ""))
    if not (FORMATS[form].write or FORMATS[form].write_all):
        return _foreign(form, out)
    with open_corpus(str(folder / "labelled.db"), create=True) as corpus:
        fill(corpus, invented_labelling(2))
        export_corpus(corpus, out, form, lossy=True)
    return out


def _foreign(form: str, out: Path) -> Path:
    """What other people have and Dateline does not write."""
    if form == "jsonl":
        _write(out.with_suffix(".jsonl"), [{"text": text, "label": said} for text, said in ROWS])
        return out.with_suffix(".jsonl")
    assert form == "india-police-events"
    out.mkdir()
    sentences = [
        {"doc_id": 7, "sent_id": number, "sent_text": text, "sent_labels": said}
        for number, (text, said) in enumerate(ROWS)
    ]
    _write(out / "sents.jsonl", sentences)
    _write(
        out / "metadata.jsonl", [{"doc_id": 7, "date": "2031-05-17", "url": "https://n.example"}]
    )
    return out


def _write(path: Path, rows: Sequence[object]) -> None:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


def _copy(sound: Path, to: Path) -> Path:
    to = to.with_suffix(sound.suffix)
    if sound.is_dir():
        shutil.rmtree(to, ignore_errors=True)
        shutil.copytree(sound, to)
    else:
        shutil.copyfile(sound, to)
    return to
