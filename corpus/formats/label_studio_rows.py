"""What Label Studio's exports say: JSON has everything, JSON_MIN and CSV an annotation a row.

In all of them a choice that nobody made is left out, and in JSON_MIN and CSV so are skipped tasks; of
a sentence with several annotations JSON_MIN has one. `ground_truth` counts on gold that Dateline
wrote: Label Studio sets it on annotations of which nobody said so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import chain, islice
from pathlib import Path
from typing import Any, NoReturn

from ..errors import DatelineError, Item, RecordError, SourceError, one_of, shorten
from ..reading.csv_rows import read_csv_rows
from ..reading.json_items import read_items
from ..reading.jsonl import parse_json
from ..reading.sources import SourceFile
from ..reading.strictly import strictly
from .told import Told, parse_ref

__all__ = [
    "COMMENT",
    "CONFIG",
    "LABEL",
    "MARKS",
    "SUGGESTED",
    "TASKS",
    "UNSURE",
    "looks_like_label_studio",
    "tell",
]

TASKS, CONFIG = "tasks.json", "label_config.xml"
LABEL, UNSURE, COMMENT, MARKS, SUGGESTED = "label", "unsure", "comment", "dateline", "suggested"
"""names of the fields of an annotation, and of one of the task's data"""
_FIELDS = {"choices": "choices", "textarea": "text"}
"""the types of answers that a judgment may hold, and where the answer stands in each"""
_TABLES = (".csv", ".tsv")
_ABOUT = ("title", "url", "source", "published", "language")
_EDITED = 1.0
"""seconds after its making from which on a change of an annotation is one that somebody made"""
Row = Mapping[str, Any]


def looks_like_label_studio(path: Path) -> bool:
    """Whether a path is a folder that we wrote, or begins like one of Label Studio's exports."""
    if path.is_dir():
        return (path / TASKS).is_file()
    try:
        rows = list(islice((row for _, row in _rows(path)), 5))
    except (DatelineError, OSError):
        return False
    return bool(rows) and all(
        isinstance(row.get("data"), dict) or {"annotation_id", "lead_time"} <= row.keys()
        for row in rows
    )


def tell(path: Path) -> Iterator[Told]:
    """Yield what each task, or each row of JSON_MIN and CSV, says of its sentence."""
    if path.is_dir():
        if not (path / TASKS).is_file():
            raise SourceError(
                f"the folder {path} holds no {TASKS}; name the file that was exported"
            )
        path = path / TASKS
    where, judged, labelled = str(path), False, False
    for line, row in _rows(path):
        if "data" in row:
            yield _Task(row, where, line).told()
            judged = labelled = True
            continue
        small = _Small(row, where, line)
        yield small.told()
        judged = judged or small.is_judged
        labelled = labelled or row.get(LABEL) is not None
    if judged and not labelled:
        raise SourceError(
            f"no row of {where} has a {LABEL!r}, which means that none applies or that the choices "
            f"have another name in this project; export it as JSON, which says what is what"
        )


def _rows(path: Path) -> Iterator[tuple[int, Row]]:
    if path.suffix.lower() in _TABLES:
        for line, row in strictly(read_csv_rows(SourceFile(path, str(path), ".csv"))):
            kept = ("annotation_id", "lead_time")
            yield line, {name: cell for name, cell in row.items() if cell or name in kept}
    else:
        for number, item in read_items(SourceFile(path, str(path), ".json")):
            yield Item(number), item


class _Read:
    """One object of an export with its place."""

    def __init__(self, row: Row, where: str, line: int) -> None:
        self._row, self._where, self._line = row, where, line

    def wrong(self, field: str, expected: str, found: object) -> NoReturn:
        reason = f"expected {expected}, found {shorten(found)}"
        raise RecordError(self._where, self._line, field, reason, row=self._row)

    def place(self, data: Row, says: tuple[dict[str, Any], ...], sequence: str = "") -> Told:
        """Return what is said of the sentence of a task's data."""
        text, article = data.get("text"), data.get("article_id")
        if not isinstance(text, str):
            self.wrong("text", "the sentence as a string", text)
        return Told(
            self._where,
            self._line,
            says,
            ref=parse_ref(data.get("sentence")),
            text=text,
            article=None if article is None else str(article),
            sequence=sequence,
            about={name: data[name] for name in _ABOUT if isinstance(data.get(name), str)},
            item=self._row.get("id"),
        )

    def suggested(self, data: Row) -> dict[str, Any] | None:
        """Return the suggestion that an export of ours left in the data of a task."""
        return self._json(SUGGESTED, data[SUGGESTED]) if SUGGESTED in data else None

    def judgment(
        self,
        of: Row,
        annotator: object,
        labels: list[Any],
        marks: Row,
        *,
        unsure: bool,
        comment: str | None,
        skipped: bool,
    ) -> dict[str, Any]:
        """Return the row of a judgment, or of gold where its marks say that it is that."""
        if "gold" in marks:
            return {"labels": labels, "method": marks["gold"]}
        return {
            "annotator": marks.get("annotator") or _name(annotator),
            "labels": [] if skipped else labels,
            "unsure": unsure,
            "skipped": skipped,
            "comment": comment,
            "seconds": of.get("lead_time"),
            "created": _time(of, marks),
        }

    def marks(self, text: object) -> Row:
        return {} if text is None else self._json(MARKS, text)

    def _json(self, field: str, text: object) -> dict[str, Any]:
        try:
            value = parse_json(text) if isinstance(text, str) else text
        except ValueError:
            value = text
        if not isinstance(value, dict):
            self.wrong(field, "the JSON object that Dateline wrote there", text)
        return value


class _Task(_Read):
    """A task of a JSON export."""

    def told(self) -> Told:
        row, data = self._row, self._row["data"]
        if not isinstance(data, dict):
            self.wrong("data", "an object", data)
        says = [self._annotation(annotation) for annotation in self._list(row, "annotations")]
        suggested = self.suggested(data)
        if suggested is None:
            suggested = self._prediction()
        if suggested is not None:
            says.append(suggested)
        return self.place(data, tuple(says), str(row.get("file_upload") or ""))

    def _list(self, row: Row, field: str) -> list[dict[str, Any]]:
        value = row.get(field)
        if value is None:
            return []
        if not isinstance(value, list) or {*map(type, value)} - {dict}:
            self.wrong(field, "a list of objects", value)
        return value

    def _annotation(self, annotation: dict[str, Any]) -> dict[str, Any]:
        labels, texts, is_unsure = self._result(annotation, "annotations")
        skipped = annotation.get("was_cancelled") or False
        if not isinstance(skipped, bool):
            self.wrong("was_cancelled", "true or false", skipped)
        marks = self.marks(next(iter(texts.pop(MARKS, ())), None))
        comment = "\n".join(chain.from_iterable(texts.values())) if texts else None
        return self.judgment(
            annotation,
            annotation.get("completed_by"),
            labels,
            marks,
            unsure=is_unsure,
            comment=comment,
            skipped=skipped,
        )

    def _prediction(self) -> dict[str, Any] | None:
        """Return the last prediction; exports have only the numbers of predictions as a rule."""
        said = self._row.get("predictions")
        last = said[-1] if isinstance(said, list) and said else None
        if not isinstance(last, dict):
            return None
        return {"labels": self._result(last, "predictions")[0], "scores": {}}

    def _result(
        self, of: dict[str, Any], field: str
    ) -> tuple[list[Any], dict[str, list[str]], bool]:
        """Return the labels, the texts by their names, and whether it is marked as unsure."""
        labels: list[Any] = []
        texts: dict[str, list[str]] = {}
        is_unsure = False
        for part in self._list(of, "result"):
            kind, name, value = part.get("type"), part.get("from_name"), part.get("value")
            if not isinstance(kind, str) or kind not in _FIELDS:
                self.wrong(f"{field}.result.type", one_of(_FIELDS), kind)
            said = value.get(_FIELDS[kind]) if isinstance(value, dict) else None
            if isinstance(said, str):
                said = [said]
            if not isinstance(said, list) or {*map(type, said)} - {str}:
                self.wrong(f"{field}.result.value", f"a list as {_FIELDS[kind]!r}", value)
            if kind == "textarea":
                texts.setdefault(str(name), []).extend(said)
            elif name == UNSURE:
                is_unsure = bool(said)
            else:
                labels += said
        return labels, texts, is_unsure


class _Small(_Read):
    """A row of JSON_MIN or CSV: the data and the answers beside each other."""

    @property
    def is_judged(self) -> bool:
        """Whether somebody annotated it: a label says so too, where the file has lost the number."""
        return any(self._row.get(field) not in (None, "") for field in ("annotation_id", LABEL))

    def told(self) -> Told:
        row = self._row
        says = []
        if self.is_judged:
            says.append(
                self.judgment(
                    {**row, "lead_time": self._seconds()},
                    row.get("annotator"),
                    self._choices(row.get(LABEL)),
                    self.marks(row.get(MARKS)),
                    unsure=bool(self._choices(row.get(UNSURE))),
                    comment=self._comment(row.get(COMMENT)),
                    skipped=False,
                )
            )
        suggested = self.suggested(row)
        if suggested is not None:
            says.append(suggested)
        return self.place(row, tuple(says), _name(row.get("annotator")) if self.is_judged else "")

    def _choices(self, value: object) -> list[Any]:
        """Return choices: a string is one, an object or its JSON text several, nothing is none."""
        if isinstance(value, str) and value.startswith(('{"choices"', "[")):
            try:
                value = parse_json(value)
            except ValueError:
                self.wrong(LABEL, "a choice, or several as JSON", value)
        match value:
            case None | "":
                return []
            case str():
                return [value]
            case {"choices": [*several]} | [*several]:
                return several
            case _:
                self.wrong(LABEL, 'a choice, or {"choices": [...]}', value)

    def _comment(self, value: object) -> str | None:
        """Return a comment: a string, or an object of several (CSV: its JSON text)."""
        if isinstance(value, str) and value.startswith('{"text"'):
            try:
                value = parse_json(value)
            except ValueError:
                return str(value)
        match value:
            case None | str():
                return value
            case {"text": [*several]}:
                return "\n".join(str(each) for each in several)
            case _:
                self.wrong(COMMENT, "a string", value)

    def _seconds(self) -> object:
        value = self._row.get("lead_time")
        if not isinstance(value, str):
            return value
        try:
            return float(value) if value else None
        except ValueError:
            self.wrong("lead_time", "a number of seconds", value)


def _name(annotator: object) -> str:
    """Return who made an annotation as far as an export says it: an e-mail, else a number."""
    if isinstance(annotator, dict):
        annotator = annotator.get("email") or annotator.get("id")
    return "label-studio" if annotator in (None, "") else str(annotator)


def _time(of: Row, marks: Row) -> object:
    """Return when a judgment was made: as Dateline knew it, unless somebody has changed it since."""
    made, changed = of.get("created_at"), of.get("updated_at")
    if not isinstance(made, str) or not isinstance(changed, str):
        return marks.get("created", made)
    try:
        later = datetime.fromisoformat(changed) - datetime.fromisoformat(made)
    except (ValueError, TypeError):
        return marks.get("created", made)
    if later.total_seconds() > _EDITED:
        return changed
    return marks.get("created") if marks else made
