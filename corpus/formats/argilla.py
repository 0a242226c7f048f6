"""Argilla's records: a folder that `rg.Dataset.from_disk` takes, or its records as JSON.

The question `label` has one option more, `-` for none of these: Argilla takes no empty answer. The
questions `unsure` and `comment` may stay open. Argilla knows people by UUID: users.json says who is
who, and so does the metadata `dateline` of each record, which also holds what Argilla has no place for.

Read are the nested form (`to_json`, `to_disk`) and the flat one (`to_list(flatten=True)`). The nested
form does not say whether an answer was submitted: there every answer counts, a draft too, and only
what Dateline exported is known as skipped. In the flat form a draft says nothing, and discarded is
skipped.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from ..guidelines import LabelScheme
from ..nouns import Judgment
from .argilla_records import RECORDS, USERS, looks_like_argilla, tell
from .argilla_settings import COMMENT, LABEL, NONE, UNSURE, dataset_of, settings_of
from .bundle import Bundle
from .form import Format
from .known_labels import known_labels
from .labelled import LabelledArticle, LabelledSentence
from .things import ALL_SAID

__all__ = ["ARGILLA"]

_NAMESPACE = uuid.UUID("0d3f6a8e-52c7-5a0c-9a60-2f1c5f3b7c11")
Record = dict[str, Any]


def _write(articles: Iterator[LabelledArticle], scheme: LabelScheme, path: Path) -> None:
    users: dict[str, str] = {}
    (path / ".argilla").mkdir()
    (path / ".argilla" / "settings.json").write_text(_json(settings_of(scheme)), "utf-8")
    (path / ".argilla" / "dataset.json").write_text(_json(dataset_of()), "utf-8")
    with (path / RECORDS).open("w", encoding="utf-8", newline="\n") as file:
        before = "[\n"
        for labelled in articles:
            for sentence in labelled.sentences:
                file.write(before + _json(_record(labelled, sentence, scheme.ids, users)))
                before = ",\n"
        file.write("\n]\n" if before == ",\n" else "[]\n")
    (path / USERS).write_text(json.dumps(users, ensure_ascii=False, indent=1) + "\n", "utf-8")


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _record(
    labelled: LabelledArticle,
    sentence: LabelledSentence,
    ids: tuple[str, ...],
    users: dict[str, str],
) -> Record:
    fields = {"text": sentence.text}
    for name, number in (("before", sentence.number - 1), ("after", sentence.number + 1)):
        if 0 <= number < len(labelled.sentences):
            fields[name] = labelled.sentences[number].text
    marks: dict[str, Any] = {}
    responses: dict[str, list[Record]] = {}
    for judgment in sentence.judgments:
        user = str(uuid.uuid5(_NAMESPACE, judgment.annotator))
        users[user] = judgment.annotator
        labels = known_labels(judgment.labels, ids, sentence.ref) or [NONE]
        status = "discarded" if judgment.skipped else "submitted"
        for question, value in (
            (LABEL, labels),
            (UNSURE, "yes" if judgment.unsure else None),
            (COMMENT, judgment.comment),
        ):
            if value:
                answer = {"value": value, "user_id": user, "status": status}
                responses.setdefault(question, []).append(answer)
        marks.setdefault("people", {})[user] = _marks(judgment, labels)
    if (ruling := sentence.ruling) is not None:
        gold = known_labels(ruling.labels, ids, sentence.ref)
        marks["gold"] = {"labels": gold, "method": ruling.decided_by}
    suggestions: dict[str, Any] = {}
    if (said := sentence.suggestion) is not None:
        labels = known_labels(said.labels, ids, sentence.ref)
        scores = [said.scores.get(label) for label in labels]
        suggestions[LABEL] = {
            "value": labels or [NONE],
            "score": scores if labels and None not in scores else None,
            "agent": "dateline",
        }
        marks["suggested"] = {"labels": labels, "scores": dict(said.scores)}
    article = labelled.article
    metadata = {"sentence": str(sentence.ref), "article": article.id, "title": article.title}
    return {
        "id": str(sentence.ref),
        "fields": fields,
        "metadata": metadata | ({"dateline": _json(marks)} if marks else {}),
        "suggestions": suggestions,
        "responses": responses,
        "vectors": {},
    }


def _marks(judgment: Judgment, labels: list[str]) -> dict[str, Any]:
    marks: dict[str, Any] = {"annotator": judgment.annotator, "labels": labels}
    marks |= {"skipped": True} if judgment.skipped else {}
    more = {field: getattr(judgment, field) for field in ("seconds", "created")}
    return marks | {field: value for field, value in more.items() if value is not None}


ARGILLA = Format(
    "argilla",
    "Argilla, a dataset on disk",
    ALL_SAID,
    looks_like_argilla,
    read=lambda path: Bundle(told=partial(tell, path)),
    write=_write,
)
