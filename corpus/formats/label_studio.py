"""Label Studio: a folder of `tasks.json` to import and the `label_config.xml` of its project.

A task is a sentence, shown between its article's title and its neighbours. An annotation is a
judgment, or the gold (`ground_truth`). Label Studio takes `completed_by` only of its own members, so
who made it stands in a field of the annotation that people do not see (`dateline`), with what else
Label Studio has no place for; what a model suggests stands in the task's data besides, as exports
have no more of predictions than their numbers.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from ..files import new_file
from ..guidelines import LabelScheme
from ..nouns import Judgment
from .bundle import Bundle
from .form import Format
from .label_studio_rows import (
    COMMENT,
    CONFIG,
    LABEL,
    MARKS,
    SUGGESTED,
    TASKS,
    UNSURE,
    looks_like_label_studio,
    tell,
)
from .labelled import LabelledArticle, LabelledSentence
from .things import ALL_SAID

__all__ = ["LABEL_STUDIO"]

CONTEXT = 2
"""sentences that are shown before and after the one to label"""
_KEYS = "1234567890"
_encode = json.JSONEncoder(ensure_ascii=False).encode


def _write(articles: Iterator[LabelledArticle], scheme: LabelScheme, folder: Path) -> None:
    with new_file(folder / CONFIG) as file:
        file.write(label_config(scheme))
    with new_file(folder / TASKS) as file:
        before = "[\n"
        for labelled in articles:
            texts = [sentence.text for sentence in labelled.sentences]
            for sentence in labelled.sentences:
                file.write(before + _encode(_task(labelled.article.title, sentence, texts)))
                before = ",\n"
        file.write("\n]\n" if before == ",\n" else "[]\n")


def label_config(scheme: LabelScheme) -> str:
    """Return the labelling interface of a project: what is shown, and what may be said of it."""
    view = ElementTree.Element("View")

    def add(inside: ElementTree.Element, tag: str, **fields: str) -> ElementTree.Element:
        return ElementTree.SubElement(inside, tag, fields)

    add(view, "Header", value="$title")
    for name in ("before", "text", "after"):
        add(view, "Text", name=name, value=f"${name}")
    labels = add(view, "Choices", name=LABEL, toName="text", choice="multiple")
    for number, label in enumerate(scheme.labels):
        key = {"hotkey": _KEYS[number]} if number < len(_KEYS) - 1 else {}
        add(labels, "Choice", value=label.id, hint=label.title, **key)
    unsure = add(view, "Choices", name=UNSURE, toName="text", choice="multiple")
    add(unsure, "Choice", value=UNSURE, hotkey=_KEYS[-1])
    comment = {"rows": "2", "maxSubmissions": "1", "editable": "true", "placeholder": "Comment"}
    add(view, "TextArea", name=COMMENT, toName="text", **comment)
    hidden = add(view, "View", style="display: none")
    add(hidden, "TextArea", name=MARKS, toName="text")
    ElementTree.indent(view)
    return ElementTree.tostring(view, encoding="unicode") + "\n"


def _task(title: str, sentence: LabelledSentence, texts: list[str]) -> dict[str, Any]:
    at = sentence.number
    data = {
        "text": sentence.text,
        "title": title,
        "before": " ".join(texts[max(0, at - CONTEXT) : at]),
        "after": " ".join(texts[at + 1 : at + 1 + CONTEXT]),
        "sentence": str(sentence.ref),
    }
    task: dict[str, Any] = {"data": data}
    annotations = [_annotation(judgment) for judgment in sentence.judgments]
    if (ruling := sentence.ruling) is not None:
        result = [
            *_choices(LABEL, ruling.labels),
            _text(MARKS, _encode({"gold": ruling.decided_by})),
        ]
        annotations.append({"ground_truth": True, "was_cancelled": False, "result": result})
    if annotations:
        task["annotations"] = annotations
    if (said := sentence.suggestion) is not None:
        sure = min((max(score, 1 - score) for score in said.scores.values()), default=None)
        result = _choices(LABEL, said.labels)
        task["predictions"] = [{"model_version": "dateline", "score": sure, "result": result}]
        suggested = {"labels": sorted(said.labels), "scores": dict(said.scores)}
        data[SUGGESTED] = _encode(suggested)
    return task


def _annotation(judgment: Judgment) -> dict[str, Any]:
    marks = {"annotator": judgment.annotator}
    if judgment.created is not None:
        marks["created"] = judgment.created
    result = _choices(LABEL, judgment.labels)
    if judgment.unsure:
        result += _choices(UNSURE, [UNSURE])
    if judgment.comment is not None:
        result.append(_text(COMMENT, judgment.comment))
    result.append(_text(MARKS, _encode(marks)))
    return {
        "ground_truth": False,
        "was_cancelled": judgment.skipped,
        "lead_time": judgment.seconds,
        "result": result,
    }


def _choices(name: str, chosen: Any) -> list[dict[str, Any]]:
    if not chosen:
        return []
    return [_result(name, "choices", {"choices": sorted(chosen)})]


def _text(name: str, text: str) -> dict[str, Any]:
    return _result(name, "textarea", {"text": [text]})


def _result(name: str, kind: str, value: dict[str, Any]) -> dict[str, Any]:
    return {"id": name, "from_name": name, "to_name": "text", "type": kind, "value": value}


LABEL_STUDIO = Format(
    "label-studio",
    "Label Studio: tasks and labelling interface; back as JSON, JSON_MIN or CSV",
    ALL_SAID,
    looks_like_label_studio,
    read=lambda path: Bundle(told=partial(tell, path)),
    write=_write,
)
