"""Argilla: its two forms, what each of them loses, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from dateline.corpus.errors import DatelineError, RecordError, SourceError
from dateline.corpus.formats import find_format, read_as
from dateline.corpus.formats.told import Told
from dateline.corpus.nouns import Judgment, Ruling, SentenceRef, Suggestion

from .corpora import LABELS
from .test_tables import article, written

ANA, BEN = "00000000-0000-0000-0000-00000000000a", "00000000-0000-0000-0000-00000000000b"
REF = SentenceRef("story", 0, 4)
NESTED = {
    "id": "a1-3",
    "fields": {"text": "Rain"},
    "metadata": {"article_id": "a1"},
    "suggestions": {"label": {"value": ["attack"], "score": [0.8], "agent": "baseline"}},
    "responses": {
        "label": [{"value": ["attack"], "user_id": ANA}, {"value": ["-"], "user_id": BEN}],
    },
    "vectors": {},
    "status": "pending",
    "_server_id": None,
}
FLAT = {
    "id": "a1-3",
    "status": "pending",
    "_server_id": None,
    "text": "Rain",
    "article_id": "a1",
    "label.responses": [["attack"], ["statistic"]],
    "label.responses.users": [ANA, BEN],
    "label.responses.status": ["submitted", "draft"],
    "label.suggestion": ["attack"],
    "label.suggestion.score": [0.8],
    "label.suggestion.agent": "baseline",
}


def read(folder: Path, *records: Any, users: dict[str, str] | None = None) -> list[Told]:
    """Return what a file of records says."""
    path = folder / "records.json"
    path.write_text(json.dumps(records))
    if users is not None:
        (folder / "users.json").write_text(json.dumps(users))
    told = read_as(find_format("argilla"), path).told
    assert told is not None
    return list(told())


def judged(rows: list[Told]) -> list[tuple[str, list[str], bool]]:
    """Return who said what, and whether it was skipped."""
    said = [each for row in rows for each in row.says if "annotator" in each]
    return [(each["annotator"], each["labels"], each["skipped"]) for each in said]


def test_the_nested_form_has_no_status(tmp_path: Path) -> None:
    """There every answer counts, a draft too: the form does not tell them apart."""
    (row,) = rows = read(tmp_path, NESTED)
    assert judged(rows) == [(ANA, ["attack"], False), (BEN, [], False)]
    assert row.says[-1] == {"labels": ["attack"], "scores": {"attack": 0.8}}
    assert (row.article, row.text) == ("a1", "Rain")


def test_the_flat_form_keeps_the_status(tmp_path: Path) -> None:
    """A draft says nothing, what was discarded is skipped."""
    assert judged(read(tmp_path, FLAT)) == [(ANA, ["attack"], False)]
    discarded = FLAT | {"label.responses.status": ["discarded", "submitted"]}
    assert judged(read(tmp_path, discarded)) == [(ANA, [], True), (BEN, ["statistic"], False)]


def test_flat_records_may_stand_a_line_each(tmp_path: Path) -> None:
    """JSON Lines of flat rows are read as a list of them is."""
    path = tmp_path / "rows.jsonl"
    path.write_text(json.dumps(FLAT) + "\n" + json.dumps(FLAT | {"label.responses": None}) + "\n")
    told = read_as(find_format("argilla"), path).told
    assert told is not None
    assert judged(list(told())) == [(ANA, ["attack"], False)]


def test_people_have_names_where_a_file_says_so(tmp_path: Path) -> None:
    """users.json beside the records tells who is who; others keep their UUID."""
    rows = read(tmp_path, NESTED, users={ANA: "ana"})
    assert [who for who, *_ in judged(rows)] == ["ana", BEN]


def test_names_come_back_without_users_json(tmp_path: Path) -> None:
    """What we exported says itself who a UUID is, also after the tool dropped every status."""
    ana = Judgment("1", REF, "-Zoë", frozenset({"attack"}), seconds=2.5, created="2026-11-21")
    skipped = Judgment("2", REF, "../up", frozenset(), skipped=True)
    none = Judgment("3", REF, "ben", frozenset(), comment="Why?", unsure=True)
    folder = written("argilla", tmp_path, article("Rain", ana, skipped, none))
    (folder / "users.json").unlink()
    (record,) = json.loads((folder / "records.json").read_text())
    for answers in record["responses"].values():
        for answer in answers:
            del answer["status"]
    rows = read(folder, record)
    assert judged(rows) == [("-Zoë", ["attack"], False), ("../up", [], True), ("ben", [], False)]
    assert [said.get("seconds") for said in rows[0].says] == [2.5, None, None]
    assert [(said["unsure"], said["comment"]) for said in rows[0].says][-1] == (True, "Why?")


def test_an_answer_that_was_changed_is_a_new_one(tmp_path: Path) -> None:
    """Time and skipping that we exported do not stick to labels given in the tool."""
    skipped = Judgment("2", REF, "ana", frozenset(), skipped=True, seconds=9.0)
    folder = written("argilla", tmp_path, article("Rain", skipped))
    (record,) = json.loads((folder / "records.json").read_text())
    (answer,) = record["responses"]["label"]
    answer |= {"value": ["attack"], "status": "submitted"}
    rows = read(folder, record)
    assert judged(rows) == [("ana", ["attack"], False)]
    assert "seconds" not in rows[0].says[0]


def test_gold_and_all_scores_come_back(tmp_path: Path) -> None:
    """Argilla has no place for gold, nor for scores of labels that were not suggested."""
    model = Suggestion(REF, frozenset(), dict.fromkeys(LABELS, 0.25))
    gold = Ruling(REF, frozenset({"attack"}), "majority")
    folder = written("argilla", tmp_path, article("Rain", ruling=gold, suggestion=model))
    (row,) = read(folder, *json.loads((folder / "records.json").read_text()))
    assert row.says == (
        {"labels": ["attack"], "method": "majority"},
        {"labels": [], "scores": dict.fromkeys(LABELS, 0.25)},
    )


@pytest.mark.parametrize(
    ("record", "said"),
    [
        (NESTED | {"fields": {"other": 1}}, "item 1: field 'text': expected a string"),
        (FLAT | {"label.responses.status": ["sent", "draft"]}, "found 'sent', allowed are subm"),
        (
            FLAT | {"label.responses.users": [ANA]},
            "field 'label.responses.users': expected one for",
        ),
        (NESTED | {"responses": {"label": [{"value": ["attack"]}]}}, "expected value and user_id"),
        (
            NESTED | {"responses": {"label": [{"value": ["-", "attack"], "user_id": ANA}]}},
            "(none of these) stands alone",
        ),
        (NESTED | {"responses": {"label": [{"value": [1], "user_id": ANA}]}}, "list of labels"),
        (FLAT | {"label.responses": 5}, "field 'label.responses': expected one for"),
        (
            NESTED | {"responses": [{"values": {"label": {"value": ["attack"]}}, "user_id": ANA}]},
            "field 'responses': expected an object of questions",
        ),
        (
            NESTED | {"suggestions": [{"question_id": ANA, "value": ["attack"]}]},
            "field 'suggestions': expected an object of questions",
        ),
    ],
)
def test_what_is_wrong_is_named(record: dict[str, Any], said: str, tmp_path: Path) -> None:
    """One line names the file, the item and the field."""
    with pytest.raises(RecordError) as caught:
        read(tmp_path, record)
    assert said in str(caught.value)
    assert "records.json" in str(caught.value)


@pytest.mark.parametrize(
    "record",
    [
        NESTED | {"suggestions": {}, "responses": {"topic": NESTED["responses"]["label"]}},
        NESTED | {"responses": {}, "suggestions": {"topic": {"value": ["attack"]}}},
        {"text": "Rain", "topic.responses": [["attack"]], "topic.responses.users": [ANA]},
        {"text": "Rain", "topic.suggestion": ["attack"]},
    ],
)
def test_labels_of_a_question_of_another_name_are_refused(
    record: dict[str, Any], tmp_path: Path
) -> None:
    """Where no record answers `label` or `labels`, one line names the questions that there are."""
    with pytest.raises(SourceError, match="to 'topic' and to no question called label or labels"):
        read(tmp_path, record)
    commented = record | {"id": "2", "comment.responses": None}
    assert len(read(tmp_path, commented, NESTED if "fields" in record else FLAT)) == 2


def test_a_flat_suggestion_may_be_of_labels(tmp_path: Path) -> None:
    """Both names of the question are read, in answers and in suggestions."""
    record = {"text": "Rain", "labels.suggestion": ["attack"], "labels.suggestion.score": [0.8]}
    (row,) = read(tmp_path, record)
    assert row.says == ({"labels": ["attack"], "scores": {"attack": 0.8}},)


def test_a_file_that_is_cut_off(tmp_path: Path) -> None:
    """Half a list is refused."""
    path = tmp_path / "records.json"
    path.write_text(json.dumps([NESTED, NESTED])[:-30])
    with pytest.raises(DatelineError):
        list(read_as(find_format("argilla"), tmp_path).told())  # type: ignore[misc]
