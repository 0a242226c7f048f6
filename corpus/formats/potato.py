"""Potato's projects: a folder for `potato start`, and what Potato makes of it.

config.yaml                            the labels as a `multiselect` scheme, and two schemes beside it
sentences.jsonl                        the sentences, with a model's labels as pre-annotations
gold.jsonl                             the gold, in the form of Potato's gold standards; not switched on
annotation_output/NAME/user_state.json what each annotator said; Potato goes on from there

An item that has labels is judged, one that has `None` is judged to have none, `skipped` and `unsure`
are marks in a scheme of their own. An item without any of these is not judged: Potato keeps opened
items like labelled ones. Potato shows an item's text as HTML, so it is escaped. It writes the address
and the browser of who labels into annotation_history.jsonl with every click, and has no setting
against it: delete these files when the labels are in.

Read are such a folder, its annotation_output, a user_state.json, and what `python -m potato.export`
writes as jsonl and csv. Items of other projects are found in the data files that config.yaml names,
where these are JSON Lines.
"""

from __future__ import annotations

import html
import json
from collections import defaultdict
from collections.abc import Iterator
from functools import partial
from itertools import zip_longest
from pathlib import Path
from typing import Any

import yaml

from ..errors import DatelineError, OutputError, shorten
from ..guidelines import LabelScheme
from ..nouns import Judgment
from .bundle import Bundle
from .file_names import FileNames
from .form import Format
from .labelled import LabelledArticle, LabelledSentence
from .potato_files import (
    CONFIG,
    GOLD,
    ITEMS,
    OUTPUT,
    STATE,
    STATES,
    PotatoRow,
    potato_rows,
    project_of,
    project_rows,
)
from .things import ALL_SAID
from .told import Told, parse_ref

__all__ = ["POTATO"]

LABELS, MARKS, COMMENT = "labels", "marks", "comment"
"""our schemes"""
NONE = "None"
"""what Potato itself unticks where a label is ticked, and the other way round"""
SKIPPED, UNSURE = "skipped", "unsure"
TEXT_BOXES = ("text_box", "free_response")
KEYS = "1234567890abcdefghijklmopqrtvwxyz"
Row = dict[str, Any]


def _write(articles: Iterator[LabelledArticle], scheme: LabelScheme, path: Path) -> None:
    if NONE in scheme.ids:
        raise OutputError(f"Potato takes {NONE} for none of the labels; give that label another id")
    config = yaml.safe_dump(_config(scheme), sort_keys=False, allow_unicode=True)
    (path / CONFIG).write_text(config, encoding="utf-8")
    (path / OUTPUT).mkdir()
    users = _Users(path / OUTPUT)
    with (path / ITEMS).open("w", encoding="utf-8", newline="\n") as items:
        for labelled in articles:
            gold: list[str] = []
            for sentence in labelled.sentences:
                items.write(_line(_item(sentence, labelled.article.title)))
                if (ruling := sentence.ruling) is not None:
                    label = {LABELS: sorted(ruling.labels) or [NONE]}
                    row = {
                        "id": str(sentence.ref),
                        "gold_label": label,
                        "method": ruling.decided_by,
                    }
                    gold.append(_line(row))
            if gold:
                with (path / GOLD).open("a", encoding="utf-8", newline="\n") as file:
                    file.writelines(gold)
            users.add(labelled)
    users.close()


def _line(row: Row) -> str:
    return json.dumps(row, ensure_ascii=False) + "\n"


def _config(scheme: LabelScheme) -> Row:
    labels = [
        {"name": label.id, "displayed_label": label.title} | ({"key_value": key} if key else {})
        for label, key in zip_longest(scheme.labels, KEYS[: len(scheme.labels)])
    ]
    none = {"name": NONE, "displayed_label": "None of these", "key_value": "n"}
    marks = [{"name": SKIPPED, "key_value": "s"}, {"name": UNSURE, "key_value": "u"}]
    return {
        "annotation_task_name": "Dateline",
        "task_dir": ".",
        "output_annotation_dir": f"{OUTPUT}/",
        "data_files": [ITEMS],
        "item_properties": {"id_key": "id", "text_key": "text"},
        "user_config": {"allow_all_users": True, "users": []},
        "server": {"host": "127.0.0.1", "port": 8000},
        "site_dir": "default",
        "annotation_schemes": [
            _scheme("multiselect", LABELS, "Which of these does the sentence hold?")
            | {"labels": [*labels, none]},
            _scheme("multiselect", MARKS, "About your answer") | {"labels": marks},
            _scheme("text", COMMENT, "Comment"),
        ],
        "pre_annotation": {"enabled": True, "field": "predictions", "allow_modification": True},
    }


def _scheme(kind: str, name: str, description: str) -> Row:
    return {"annotation_type": kind, "name": name, "description": description}


def _item(sentence: LabelledSentence, title: str) -> Row:
    text = html.escape(sentence.text, quote=False)
    item: Row = {"id": str(sentence.ref), "text": text, "title": title}
    if (said := sentence.suggestion) is not None:
        item["predictions"] = {LABELS: sorted(said.labels) or [NONE]}
        item["scores"] = dict(said.scores)
    return item


class _Users:
    """The states of the annotators, written as the articles come."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._names = FileNames()
        self._begun: set[str] = set()

    def add(self, labelled: LabelledArticle) -> None:
        """Write down what each annotator said of the sentences of an article."""
        said: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
        for sentence in labelled.sentences:
            for judgment in sentence.judgments:
                name = json.dumps(str(sentence.ref), ensure_ascii=False)
                chosen = json.dumps(_chosen(judgment), ensure_ascii=False)
                said[judgment.annotator].append((name, chosen))
        for annotator, items in said.items():
            folder = self._folder / self._names.of(annotator)
            separator = ",\n"
            if annotator not in self._begun:
                self._begun.add(annotator)
                folder.mkdir()
                separator = _beginning(annotator)
            with (folder / STATE).open("a", encoding="utf-8", newline="\n") as file:
                file.write(separator + ",\n".join(f"{name}: {chosen}" for name, chosen in items))
            with (folder / "order").open("a", encoding="utf-8", newline="\n") as file:
                file.writelines(f",\n{name}" for name, _ in items)

    def close(self) -> None:
        """Complete the files: Potato wants the items of each annotator in a list of their own, too."""
        for annotator in self._begun:
            folder = self._folder / self._names.of(annotator)
            order = folder / "order"
            with (
                (folder / STATE).open("a", encoding="utf-8", newline="\n") as file,
                order.open(encoding="utf-8", newline="\n") as names,
            ):
                file.write('},\n"instance_id_ordering": [')
                file.write(names.readline().removeprefix(",").rstrip("\n"))
                file.writelines(names)
                file.write("]}\n")
            order.unlink()


def _beginning(annotator: str) -> str:
    head: Row = {"user_id": annotator, "max_assignments": -1, "current_instance_index": 0}
    head["current_phase_and_page"] = ["annotation", None]
    empty: Row = {"instance_id_to_span_to_value": {}, "phase_to_page_to_label_to_value": {}}
    empty["phase_to_page_to_span_to_value"] = {}
    return f'{json.dumps(head | empty, ensure_ascii=False)[:-1]},\n"{STATES}": {{\n'


def _chosen(judgment: Judgment) -> list[list[Any]]:
    """Return what Potato keeps of a judgment: every ticked box, and the comment."""
    labels = sorted(judgment.labels) or ([] if judgment.skipped else [NONE])
    marks = [SKIPPED] * judgment.skipped + [UNSURE] * judgment.unsure
    boxes = [(LABELS, label) for label in labels] + [(MARKS, mark) for mark in marks]
    chosen: list[list[Any]] = [[{"schema": scheme, "name": box}, "true"] for scheme, box in boxes]
    if judgment.comment is not None:
        chosen.append([{"schema": COMMENT, "name": "text_box"}, judgment.comment])
    return chosen


def _told(path: Path) -> Iterator[Told]:
    project = project_of(path)
    texts = project.texts() if project else {}
    if project is not None and path == project.folder:
        yield from _told_of_project(path)
    for row in potato_rows(path):
        ref = parse_ref(row.item)
        text, article = texts.get(row.item, (None, None)) if ref is None else (None, None)
        says = tuple(_says(row))
        yield Told(
            row.where, row.line, says, ref=ref, text=text, article=article, sequence=row.user
        )


def _told_of_project(path: Path) -> Iterator[Told]:
    """Yield what our own files of a project say: a model's labels, and gold."""
    for where, line, row in project_rows(path / ITEMS):
        if (ref := parse_ref(row.get("id"))) is not None and "scores" in row:
            labels = _named(row.get("predictions"))
            yield Told(where, line, ({"labels": labels, "scores": row["scores"]},), ref=ref)
    for where, line, row in project_rows(path / GOLD):
        said: Row = {"labels": _named(row.get("gold_label"))}
        said |= {"method": row["method"]} if "method" in row else {}
        yield Told(where, line, (said,), ref=parse_ref(row.get("id")))


def _named(value: Any) -> Any:
    """Return the labels of a pre-annotation or gold; other things are for the contracts to refuse."""
    labels = value.get(LABELS) if isinstance(value, dict) else value
    return [label for label in labels if label != NONE] if isinstance(labels, list) else labels


def _says(row: PotatoRow) -> Iterator[Row]:
    ticked: list[str] = []
    marks: set[str] = set()
    comments: list[str] = []
    for (scheme, name), value in row.chosen:
        if value in (None, "", False, "false", "False", []):
            continue
        if scheme == COMMENT or name in TEXT_BOXES:
            comments.append(str(value))
        elif scheme == MARKS and name in (SKIPPED, UNSURE):
            marks.add(name)
        else:
            ticked.append(name)
    if not ticked and SKIPPED not in marks:
        return
    labels = [label for label in ticked if label != NONE]
    if labels and (NONE in ticked or SKIPPED in marks):
        found = shorten([*ticked, *sorted(marks)])
        reason = f"found {found}: a judgment is labels, or {NONE} alone, or {SKIPPED} alone"
        raise row.wrong(f"{reason}; correct it in Potato")
    said: Row = {"annotator": row.user, "labels": labels, "skipped": SKIPPED in marks}
    said |= {"comment": "\n".join(comments)} if comments else {}
    yield said | {"unsure": UNSURE in marks}


def _recognises(path: Path) -> bool:
    try:
        if project_of(path) is not None and path.is_dir():
            return True
        return next(potato_rows(path), None) is not None
    except DatelineError:
        return False


POTATO = Format(
    "potato",
    "Potato, projects with a multiselect scheme",
    ALL_SAID - {"seconds", "times"},
    _recognises,
    read=lambda path: Bundle(told=partial(_told, path)),
    write=_write,
    assumes="an item without labels is taken for not judged; people who mean none of the labels tick "
    "None",
)
