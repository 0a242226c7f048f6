"""Reading Argilla's records, nested or flat: who answered what, and whether it was submitted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain, islice
from pathlib import Path
from typing import Any, NamedTuple

from ..errors import DatelineError, RecordError, SourceError, one_of, shorten
from ..reading.encoding import open_text
from ..reading.json_items import read_items
from ..reading.jsonl import parse_json, read_rows
from ..reading.sources import SourceFile
from ..reading.strictly import strictly
from .argilla_settings import COMMENT, LABEL, NONE, UNSURE
from .told import Told, parse_ref

__all__ = ["RECORDS", "USERS", "looks_like_argilla", "tell"]

RECORDS, USERS = "records.json", "users.json"
_LABELS = (LABEL, "labels")
"""names of the question that asks for the labels"""
_STATUS = ("submitted", "draft", "discarded")
Record = dict[str, Any]


def tell(path: Path) -> Iterator[Told]:
    """Yield what records say: those of a folder of `to_disk`, or of a file."""
    folder = path if path.is_dir() else path.parent
    records = path / RECORDS if path.is_dir() else path
    if not records.is_file():
        raise SourceError(f"{path} holds no {RECORDS}; give a folder of to_disk, or its records")
    where, users = str(records), _users(folder / USERS)
    asked: set[str] = set()
    is_argillas = False
    for line, record, wrong in _records(records):
        read = _Reader(record, wrong, users)
        asked.update(read.asked())
        is_argillas = is_argillas or read.is_nested or "_server_id" in record
        metadata = record.get("metadata")
        facts = metadata if isinstance(metadata, dict) else record
        article = next((facts[key] for key in ("article", "article_id") if facts.get(key)), None)
        yield Told(
            where,
            line,
            tuple(read.says(_as_dict(facts.get("dateline")))),
            ref=parse_ref(facts.get("sentence")),
            text=read.text(),
            article=None if article is None else str(article),
        )
    if not asked and not is_argillas:
        raise SourceError(
            f"{where} has no record of Argilla: none has fields, responses or a suggestion; give the "
            "right --format"
        )
    others = sorted(asked - {*_LABELS, UNSURE, COMMENT})
    if others and not asked & {*_LABELS}:
        raise SourceError(
            f"{where} has answers or suggestions to {one_of(map(shorten, others))} and to no question "
            f"called {' or '.join(_LABELS)}; rename the one that asks for the labels to {LABEL}"
        )


def looks_like_argilla(path: Path) -> bool:
    """Whether a path is such a folder or file."""
    records = path / RECORDS if path.is_dir() else path
    if not records.is_file():
        return False
    try:
        rows = [record for _, record, _ in islice(_records(records), 20)]
    except (DatelineError, OSError):
        return False
    keys = [key for row in rows for key in chain(row, _as_dict(row.get("metadata")))]
    is_flat = any(key.endswith((".responses", ".suggestion")) for key in keys)
    return is_flat or any(
        isinstance(row.get("fields"), dict) and {"responses", "suggestions"} & row.keys()
        for row in rows
    )


class _Answer(NamedTuple):
    """What one person answered to one question."""

    question: str
    user: str
    value: Any
    status: str | None


class _Wrong(NamedTuple):
    """Makes errors about one record."""

    where: str
    line: int | None
    item: str | None

    def error(self, field: str | None, reason: str) -> RecordError:
        return RecordError(self.where, self.line, field, reason, record=self.item)


def _records(path: Path) -> Iterator[tuple[int | None, Record, _Wrong]]:
    """Yield the records of a JSON list, or of a file with one a line."""
    where = str(path)
    source = SourceFile(path, where, path.suffix)
    with open_text(path, where, newline="") as file:
        is_list = file.read(64).lstrip().startswith("[")
    if is_list:
        for number, record in read_items(source):
            yield None, record, _Wrong(where, None, f"item {number}")
        return
    for line, row in strictly(read_rows(source)):
        yield line, row, _Wrong(where, line, None)


def _users(path: Path) -> Mapping[str, str]:
    """Return the names of people by their UUID, where a file says so."""
    if not path.is_file():
        return {}
    try:
        users = parse_json(path.read_bytes())
    except ValueError as error:
        raise SourceError(f"{path} is no JSON: {error}; mend it, or take it away") from None
    if not isinstance(users, dict) or not all(isinstance(name, str) for name in users.values()):
        raise SourceError(f'{path}: expected {{"UUID": "name", ...}}, found {shorten(users)}')
    return users


class _Reader:
    """One record, in either form."""

    def __init__(self, record: Record, wrong: _Wrong, users: Mapping[str, str]) -> None:
        self._record, self._wrong, self._users = record, wrong, users
        self.is_nested = isinstance(record.get("fields"), dict)

    def text(self) -> str:
        fields = self._record["fields"] if self.is_nested else self._record
        text = fields.get("text", fields.get("sentence"))
        if not isinstance(text, str):
            raise self._wrong.error("text", f"expected a string, found {shorten(text)}")
        return text

    def asked(self) -> Iterator[str]:
        """Yield the questions that somebody answered or a model has a suggestion for."""
        if self.is_nested:
            for field in ("responses", "suggestions"):
                yield from (name for name, said in self._by_question(field).items() if said)
            return
        for key, said in self._record.items():
            if key.endswith((".responses", ".suggestion")) and said:
                yield key.rpartition(".")[0]

    def _by_question(self, field: str) -> Mapping[str, Any]:
        value = self._record.get(field)
        if value and not isinstance(value, dict | str):
            reason = (
                f"expected an object of questions, found {shorten(value)}; Argilla's server "
                "gives them so, export the dataset with to_disk"
            )
            raise self._wrong.error(field, reason)
        return _as_dict(value)

    def says(self, marks: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        people = _as_dict(marks.get("people"))
        answers: dict[str, dict[str, _Answer]] = {}
        for answer in self._nested() if self.is_nested else self._flat():
            answers.setdefault(answer.user, {})[answer.question] = answer
        for user, answered in answers.items():
            said = self._judgment(answered, _as_dict(people.get(user)))
            if said is not None:
                name = _as_dict(people.get(user)).get("annotator") or self._users.get(user) or user
                yield said | {"annotator": name}
        if gold := _as_dict(marks.get("gold")):
            yield {"labels": gold.get("labels"), "method": gold.get("method")}
        yield from self._suggestion(_as_dict(marks.get("suggested")))

    def _judgment(
        self, answered: Mapping[str, _Answer], marks: Mapping[str, Any]
    ) -> dict[str, Any] | None:
        """Return what a person said; None for a draft, and for who answered only other questions."""
        label = next((answered[name] for name in _LABELS if name in answered), None)
        status = next((answer.status for answer in answered.values() if answer.status), None)
        if status == "draft" or (label is None and status != "discarded"):
            return None
        is_ours = label is not None and label.value == marks.get("labels")
        said: dict[str, Any] = {"unsure": False, "comment": None}
        said["skipped"] = status == "discarded" or (
            status is None and is_ours and bool(marks.get("skipped"))
        )
        said["labels"] = [] if said["skipped"] or label is None else self._labels(label.value)
        if UNSURE in answered:
            said["unsure"] = answered[UNSURE].value == "yes"
        if COMMENT in answered:
            said["comment"] = answered[COMMENT].value
        if is_ours:
            said |= {key: marks[key] for key in ("seconds", "created") if key in marks}
        return said

    def _suggestion(self, marks: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        if self.is_nested:
            named = self._by_question("suggestions")
            told = _as_dict(next((named[name] for name in _LABELS if named.get(name)), None))
            value, score = told.get("value"), told.get("score")
        else:
            keys = (f"{name}.suggestion" for name in _LABELS)
            key = next((key for key in keys if self._record.get(key) is not None), "")
            value, score = self._record.get(key), self._record.get(f"{key}.score")
        if value is None:
            return
        labels = self._labels(value)
        if labels == marks.get("labels"):
            scores = _as_dict(marks.get("scores"))
        elif isinstance(score, list) and len(score) == len(labels):
            scores = {one: chance for one, chance in zip(labels, score, strict=True) if chance}
        else:
            scores = {labels[0]: score} if isinstance(score, float) and len(labels) == 1 else {}
        yield {"labels": labels, "scores": scores}

    def _labels(self, value: Any) -> list[str]:
        labels = value if isinstance(value, list) else [value]
        if not all(isinstance(label, str) for label in labels):
            raise self._wrong.error(LABEL, f"expected a list of labels, found {shorten(value)}")
        if NONE in labels and len(labels) > 1:
            reason = f"found {shorten(labels)}: {NONE!r} (none of these) stands alone; settle which"
            raise self._wrong.error(LABEL, reason)
        return [label for label in labels if label != NONE]

    def _nested(self) -> Iterator[_Answer]:
        for question, answers in self._by_question("responses").items():
            for answer in answers if isinstance(answers, list) else [answers]:
                if not isinstance(answer, dict) or not {"value", "user_id"} <= answer.keys():
                    reason = f"expected value and user_id, found {shorten(answer)}"
                    raise self._wrong.error(f"responses.{question}", reason)
                yield self._answer(
                    question, answer["user_id"], answer["value"], answer.get("status")
                )

    def _flat(self) -> Iterator[_Answer]:
        for key in self._record:
            question, dot, rest = key.rpartition(".")
            if not dot or rest != "responses" or self._record[key] is None:
                continue
            values = self._record[key]
            size = len(values) if isinstance(values, list) else 0
            people = self._record.get(f"{key}.users")
            status = self._record.get(f"{key}.status") or [None] * size
            for name, column in (
                (key, values),
                (f"{key}.users", people),
                (f"{key}.status", status),
            ):
                if not isinstance(column, list) or len(column) != size:
                    reason = f"expected one for each response, found {shorten(column)}"
                    raise self._wrong.error(name, reason)
            for user, value, state in zip(people or (), values, status, strict=True):
                yield self._answer(question, user, value, state)

    def _answer(self, question: str, user: Any, value: Any, status: Any) -> _Answer:
        if status is not None and status not in _STATUS:
            reason = f"found {shorten(status)}, allowed are {one_of(_STATUS)}"
            raise self._wrong.error(f"{question}.status", reason)
        return _Answer(question, str(user), value, status)


def _as_dict(value: Any) -> Mapping[str, Any]:
    """Return an object, also one that stands as JSON in a string; {} for anything else."""
    if isinstance(value, str):
        try:
            value = parse_json(value)
        except ValueError:
            return {}
    return value if isinstance(value, dict) else {}
