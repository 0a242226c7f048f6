"""Prodigy's `choice` tasks: JSON Lines, one line for each sentence and session.

A line without `answer` is a task to do, its `accept` what a model suggests. Keys that Prodigy does
not know it gives back as they came: `dateline` holds what it has no place for. Who answered is the
session; a task that was ignored or rejected is a skipped sentence, an accepted one without choices
one to which no label applies.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from ..errors import DatelineError, RecordError, one_of, shorten
from ..files import new_file
from ..guidelines import LabelScheme
from ..nouns import Judgment
from ..reading.jsonl import read_rows
from ..reading.sources import SourceFile
from ..reading.strictly import strictly
from .bundle import Bundle
from .form import Format
from .labelled import LabelledArticle, LabelledSentence
from .things import ALL_SAID
from .told import Told, parse_ref

__all__ = ["PRODIGY"]

_ANSWERS = ("accept", "ignore", "reject")
_SIGNS = frozenset(("_task_hash", "_view_id", "options"))
"""keys of which a task of Prodigy's choice interface has one"""
Task = dict[str, Any]


def _write(articles: Iterator[LabelledArticle], scheme: LabelScheme, path: Path) -> None:
    options = [{"id": label.id, "text": label.title} for label in scheme.labels]
    fixed = {"options": options, "config": {"choice_style": "multiple"}, "_view_id": "choice"}
    with new_file(path) as file:
        for labelled in articles:
            for sentence in labelled.sentences:
                meta = {"sentence": str(sentence.ref), "title": labelled.article.title}
                for told in _tasks(sentence):
                    task = {"text": sentence.text, "meta": meta, **fixed, **told}
                    file.write(json.dumps(task, ensure_ascii=False) + "\n")


def _tasks(sentence: LabelledSentence) -> Iterator[Task]:
    """Yield what the lines of a sentence say: its judgments, its gold, what a model suggests."""
    for judgment in sentence.judgments:
        yield _answered(judgment)
    if (ruling := sentence.ruling) is not None:
        gold = {"gold": ruling.decided_by}
        yield {"accept": sorted(ruling.labels), "answer": "accept", "dateline": gold}
    if (said := sentence.suggestion) is not None:
        yield {"accept": sorted(said.labels), "dateline": {"scores": dict(said.scores)}}
    elif not sentence.judgments and sentence.ruling is None:
        yield {}


def _answered(judgment: Judgment) -> Task:
    marks: Task = {"annotator": judgment.annotator}
    marks |= {"unsure": True} if judgment.unsure else {}
    for field in ("comment", "seconds", "created"):
        if (value := getattr(judgment, field)) is not None:
            marks[field] = value
    return {
        "accept": sorted(judgment.labels),
        "answer": "ignore" if judgment.skipped else "accept",
        "_session_id": judgment.annotator,
        "dateline": marks,
    }


def _told(path: Path) -> Iterator[Told]:
    where = str(path)
    for line, task in strictly(read_rows(SourceFile(path, where, ".jsonl"))):
        text = task.get("text")
        if not isinstance(text, str):
            raise RecordError(where, line, "text", f"expected a string, found {shorten(text)}")
        meta = task.get("meta")
        meta = meta if isinstance(meta, dict) else {}
        article = meta.get("article_id")
        yield Told(
            where,
            line,
            tuple(_says(task, where, line)),
            ref=parse_ref(meta.get("sentence")),
            text=text,
            article=None if article is None else str(article),
            sequence=str(task.get("_session_id", "")),
            item=task.get("_task_hash"),
        )


def _says(task: Task, where: str, line: int) -> Iterator[dict[str, Any]]:
    marks = task.get("dateline")
    marks = marks if isinstance(marks, dict) else {}
    accepted = task.get("accept", [])
    answer = task.get("answer")
    session = task.get("_session_id")
    if answer is None:
        if "accept" in task:
            yield {"labels": accepted, "scores": marks.get("scores", {})}
        elif not _SIGNS & task.keys():
            reason = (
                f"has none of {one_of(sorted(_SIGNS))}, which tasks have; give another --format"
            )
            raise RecordError(where, line, None, reason)
        return
    if answer not in _ANSWERS:
        reason = f"found {shorten(answer)}, allowed are {one_of(_ANSWERS)}"
        raise RecordError(where, line, "answer", reason)
    if answer == "accept" and not {"accept", "options"} & task.keys():
        reason = "is not there, nor are options: only tasks of the choice interface have labels"
        raise RecordError(where, line, "accept", reason)
    if "gold" in marks and session is None:
        yield {"labels": accepted, "method": marks["gold"]}
        return
    if session not in (None, marks.get("annotator")):  # somebody answered another one's task again
        marks = {}
    said = {key: marks[key] for key in ("unsure", "comment", "seconds", "created") if key in marks}
    said["annotator"] = marks.get("annotator") or session or "prodigy"
    if answer == "accept":
        yield said | {"labels": accepted}
    else:  # rejected as a task: no labels were given
        yield said | {"labels": [], "skipped": True}


def _recognises(path: Path) -> bool:
    if not path.is_file():
        return False
    try:
        head = islice(read_rows(SourceFile(path, str(path), ".jsonl")), 20)
        rows = [row for _, row in head if isinstance(row, dict)]
    except DatelineError:
        return False
    return bool(rows) and all("text" in row and _SIGNS & row.keys() for row in rows)


PRODIGY = Format(
    "prodigy",
    "Prodigy, tasks of its choice interface",
    ALL_SAID,
    _recognises,
    read=lambda path: Bundle(told=partial(_told, path)),
    write=_write,
    suffix=".jsonl",
)
