"""Prodigy's choice tasks: answers, missing keys, sessions, and tasks that are answered again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from dateline.corpus.errors import DatelineError, RecordError, SourceError
from dateline.corpus.formats import find_format, read_as
from dateline.corpus.formats.told import Told
from dateline.corpus.nouns import Judgment, Ruling, SentenceRef

from .test_tables import article, written

REF = SentenceRef("story", 0, 4)
TASK = {
    "text": "Rain",
    "meta": {"article_id": "a1", "sent_ix": 3},
    "options": [{"id": "attack", "text": "attack"}],
    "config": {"choice_style": "multiple"},
    "_input_hash": -1530009927,
    "_task_hash": -340967702,
    "_view_id": "choice",
    "accept": ["attack"],
    "answer": "accept",
    "_session_id": "corpus-ana",
}


def read(folder: Path, *tasks: dict[str, Any]) -> list[Told]:
    """Return what a file of tasks says."""
    path = folder / "tasks.jsonl"
    path.write_text("".join(json.dumps(task) + "\n" for task in tasks))
    told = read_as(find_format("prodigy"), path).told
    assert told is not None
    return list(told())


def without(task: dict[str, Any], *keys: str) -> dict[str, Any]:
    return {key: value for key, value in task.items() if key not in keys}


@pytest.mark.parametrize(
    ("task", "said"),
    [
        (TASK, {"annotator": "corpus-ana", "labels": ["attack"]}),
        (TASK | {"accept": []}, {"annotator": "corpus-ana", "labels": []}),
        (without(TASK, "accept"), {"annotator": "corpus-ana", "labels": []}),
        (TASK | {"answer": "ignore"}, {"annotator": "corpus-ana", "labels": [], "skipped": True}),
        (TASK | {"answer": "reject"}, {"annotator": "corpus-ana", "labels": [], "skipped": True}),
        (without(TASK, "_session_id"), {"annotator": "prodigy", "labels": ["attack"]}),
        (TASK | {"_session_id": None}, {"annotator": "prodigy", "labels": ["attack"]}),
        (without(TASK, "answer"), {"labels": ["attack"], "scores": {}}),
    ],
)
def test_what_an_answer_says(task: dict[str, Any], said: dict[str, Any], tmp_path: Path) -> None:
    """Accepted, none of the options, skipped, or not answered and so a model's word."""
    (row,) = read(tmp_path, task)
    assert row.says == (said,)
    assert (row.article, row.text) == ("a1", "Rain")


def test_a_task_to_do_says_nothing(tmp_path: Path) -> None:
    """Without an answer and without `accept` nobody has said anything."""
    assert [row.says for row in read(tmp_path, without(TASK, "answer", "accept"))] == [()]


@pytest.mark.parametrize(
    ("task", "said"),
    [
        (TASK | {"answer": "yes"}, "field 'answer': found 'yes', allowed are accept, ignore"),
        (TASK | {"text": None}, "field 'text': expected a string"),
        (without(TASK, "accept", "options"), "field 'accept': is not there, nor are options"),
    ],
)
def test_what_is_wrong_is_named(task: dict[str, Any], said: str, tmp_path: Path) -> None:
    """An unknown answer, a task without text, one of another interface: line and field."""
    with pytest.raises(RecordError) as caught:
        read(tmp_path, TASK, task)
    assert f"tasks.jsonl, line 2: {said}" in str(caught.value)


def test_a_task_that_another_person_answered_again_is_theirs(tmp_path: Path) -> None:
    """What we said of an annotator's answer does not stick to the answer of somebody else."""
    ana = Judgment("1", REF, "ana", frozenset({"attack"}), unsure=True, comment="Why?", seconds=2.5)
    path = written("prodigy", tmp_path, article("Rain", ana, ruling=Ruling(REF, frozenset(), "x")))
    ours, gold = map(json.loads, path.read_text().splitlines())
    rows = read(tmp_path, *(task | {"_session_id": "corpus-ben"} for task in (ours, gold)))
    assert [row.says for row in rows] == [
        ({"annotator": "corpus-ben", "labels": ["attack"]},),
        ({"annotator": "corpus-ben", "labels": []},),
    ]


def test_a_file_of_another_format_is_named(tmp_path: Path) -> None:
    """A folder of Argilla's given as Prodigy's is called by its name, and half a line is refused."""
    folder = written("argilla", tmp_path, article("Rain"))
    with pytest.raises(SourceError, match="does not look like prodigy but like argilla"):
        read_as(find_format("prodigy"), folder)
    path = tmp_path / "tasks.jsonl"
    path.write_text(json.dumps(TASK) + "\n" + json.dumps(TASK)[:-20])
    with pytest.raises(DatelineError, match=r"tasks.jsonl, line 2: is no JSON"):
        list(read_as(find_format("prodigy"), path).told())  # type: ignore[misc]
