"""Tables of others: a column of sentences, and labels in one column or in one column each.

text | sentence                              the sentence
article_id | doc_id | document | article     its article; left out where it does not matter
annotator | annotator_id | user | coder      whose labels they are; left out for gold
label | labels                               one label, or several joined by one of | ; , #
the labels of the guidelines                 in place of that: 1 or 0 in one column each

An empty cell says nothing; `none`, an empty list, or 0 for every label says that no label applies. A
label 1 or 0 is yes or no to the one label of the guidelines, or to the one that --map 1=LABEL names.
Columns about the article or the judgment keep their meaning, others are kept beside the labels.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from ..errors import RecordError, SourceError, one_of, shorten
from ..nouns import folded
from ..repeats import Repeats
from .table_cells import Cells, filled, flag_of, kept, number_of, text_of
from .told import Told

__all__ = ["TEXT", "foreign_rows"]

TEXT = ("text", "sentence")
_ARTICLE = ("article_id", "doc_id", "document", "article")
_ANNOTATOR = ("annotator", "annotator_id", "user", "coder")
_LABELS = ("label", "labels")
_ABOUT = (
    *("title", "url", "source", "published", "language"),
    *("licence", "author", "agency", "place"),
)
_MARKS = ("skipped", "unsure", "comment", "seconds", "created")
_SEPARATORS = "|;,#"
_About = tuple[str | None, str | None, str | None]
"""text, article and annotator"""


def foreign_rows(
    where: str, columns: Sequence[str], labels: Collection[str]
) -> Callable[[int | None, Cells], Told]:
    """Return what reads the rows of a table with these columns; see `table.reader_of`."""
    return _Rows(where, columns, labels).told


class _Rows:
    """The rows of one table, by what its columns are called (case makes no difference)."""

    def __init__(self, where: str, columns: Sequence[str], labels: Collection[str]) -> None:
        self._where, self._names = where, frozenset(labels)
        self._columns = self._by_name(columns)
        self._called = {place: name for name, place in self._columns.items()}
        text = self._one(TEXT)
        if text is None:
            raise SourceError(
                f"{where} has the columns {_shown(columns)}; a table of sentences needs one called "
                f"{' or '.join(TEXT)}"
            )
        self._text = text
        self._article, self._annotator = self._one(_ARTICLE), self._one(_ANNOTATOR)
        self._listed = self._one(_LABELS)
        taken = {self._text, self._article, self._annotator, self._listed, None}
        self._flags = {
            label: place
            for label in labels
            for name in (label.lower(), f"label_{label.lower()}")
            if (place := self._columns.get(name)) is not None and place not in taken
        }
        self._about = self._places(_ABOUT)
        self._marks = self._places(_MARKS) if self._annotator is not None else {}
        used = {*taken, *self._flags.values(), *self._about.values(), *self._marks.values()}
        self._more = {
            name.strip(): place
            for place, name in enumerate(columns)
            if name.strip() and place not in used
        }
        self._before: tuple[_About | None, frozenset[str] | None] = (None, None)
        self._sentences, self._sayings = Repeats(), Repeats()
        self._check_labels(labels)
        self._yes = "1" if "1" in labels else next(iter(labels)) if len(labels) == 1 else None

    def _by_name(self, columns: Sequence[str]) -> dict[str, int]:
        places: dict[str, int] = {}
        for place, column in enumerate(columns):
            name = column.strip().lower()
            if name and places.setdefault(name, place) != place:
                both = f"{shorten(columns[places[name]])} and {shorten(column)}"
                raise SourceError(
                    f"{self._where} has the columns {both}, which differ in case or blanks alone; "
                    "rename or drop one"
                )
        return places

    def _check_labels(self, labels: Collection[str]) -> None:
        if self._listed is not None and self._flags:
            raise SourceError(
                f"{self._where} has labels in {shorten(self._called[self._listed])} and in columns "
                f"of their own ({one_of(self._flags)}); drop the one or the others"
            )
        if self._listed is None and not self._flags and (self._more or self._annotator is not None):
            raise SourceError(
                f"{self._where} has no column of labels among {_shown(self._columns)}; allowed are "
                f"{' or '.join(_LABELS)}, or one column a label ({one_of(sorted(labels))}; --map "
                "THEIRS=OURS where they are called otherwise)"
            )

    def _one(self, names: Sequence[str]) -> int | None:
        """Return the column that has one of these names. Raises SourceError where several have."""
        found = [name for name in names if name in self._columns]
        if len(found) > 1:
            raise SourceError(
                f"{self._where} has the columns {' and '.join(found)}, and only one of them can be "
                f"the {names[0]}; rename or drop the other"
            )
        return self._columns[found[0]] if found else None

    def _places(self, names: Sequence[str]) -> dict[str, int]:
        return {name: self._columns[name] for name in names if name in self._columns}

    def told(self, line: int | None, cells: Cells) -> Told:
        if self._listed is not None:
            labels = self._labels_of(line, cells[self._listed])
        else:
            labels = filled(self._where, line, "", self._flags, cells)
        marks = self._marked(line, cells)
        who = self._text_at(line, self._annotator, cells)
        says: tuple[dict[str, Any], ...] = ()
        if labels is not None or marks.get("skipped"):
            said = {"labels": labels or []} | marks | kept(self._more, cells)
            if self._annotator is not None:
                if who is None:
                    raise self._wrong(line, self._annotator, "is empty; write who gave the labels")
                said["annotator"] = who
            says = (said,)
        article = self._text_at(line, self._article, cells)
        text = self._text_at(line, self._text, cells)
        self._check_earlier(line, (text, article, who), labels)
        about = {
            name: text_of(self._where, line, name, cells[place])
            for name, place in self._about.items()
        }
        return Told(self._where, line, says, None, text, article, who or "", about)

    def _text_at(self, line: int | None, place: int | None, cells: Cells) -> str | None:
        if place is None:
            return None
        return text_of(self._where, line, self._called[place], cells[place])

    def _check_earlier(self, line: int | None, about: _About, listed: list[str] | None) -> None:
        """Refuse other labels of one sentence: only those of one row would stay.

        An article may hold a text twice, so that only the row before tells of the same sentence; a
        text without an article is one sentence wherever it stands.
        """
        said = None if listed is None else frozenset(listed)
        (before, labels), self._before = self._before, (about, said)
        text, article, who = about
        if said is None:
            return
        if before == about and labels is not None and said != labels:
            raise self._contradicts(line, said, f"the row before says {_listed(labels)}")
        if article is None and text is not None:
            sentence = hash((folded(text), who))
            was_told = self._sentences.count(sentence % 2**64)
            if not self._sayings.count(hash((sentence, said)) % 2**64) and was_told:
                raise self._contradicts(line, said, "an earlier row says otherwise")

    def _contradicts(self, line: int | None, said: frozenset[str], other: str) -> RecordError:
        reason = (
            f"found {_listed(said)}, and {other} of the same sentence; write all of its labels into "
            "one row, joined by |, or say in a column annotator whose they are"
        )
        return self._wrong(line, self._listed, reason)

    def _marked(self, line: int | None, cells: Cells) -> dict[str, Any]:
        marks: dict[str, Any] = {}
        for name, place in self._marks.items():
            if name in ("skipped", "unsure"):
                marks[name] = bool(flag_of(self._where, line, name, cells[place]))
            elif name == "seconds":
                marks[name] = number_of(self._where, line, name, cells[place])
            else:
                marks[name] = text_of(self._where, line, name, cells[place])
        return marks

    def _labels_of(self, line: int | None, cell: Any) -> list[str] | None:
        """Return what a cell says; None where it says nothing."""
        if isinstance(cell, list | tuple):
            return [str(label) for label in cell]
        said = (text_of(self._where, line, _LABELS[0], cell) or "").strip()
        if not said:
            return None
        if said.lower() in ("0", "1", "true", "false") and said not in self._names - {"1"}:
            return self._yes_or_no(line, said.lower() in ("1", "true"))
        if said in self._names:
            return [said]
        if said.lower() in ("none", "[]"):
            return []
        marks = [mark for mark in _SEPARATORS if mark in said]
        if len(marks) > 1:
            reason = f"found {shorten(said)}, joined by {' and '.join(marks)}; use one of them"
            raise self._wrong(line, self._listed, reason)
        parts = said.split(marks[0]) if marks else [said]
        return [part.strip() for part in parts if part.strip()]

    def _yes_or_no(self, line: int | None, is_yes: bool) -> list[str]:
        if self._yes is None:
            reason = (
                f"found {int(is_yes)}, and there are the labels {one_of(sorted(self._names))}; say "
                "which one it answers, such as --map 1=LABEL"
            )
            raise self._wrong(line, self._listed, reason)
        return [self._yes] if is_yes else []

    def _wrong(self, line: int | None, place: int | None, reason: str) -> RecordError:
        name = None if place is None else self._called[place]
        return RecordError(self._where, line, name, reason)


def _shown(columns: Collection[str] | Mapping[str, int]) -> str:
    return one_of(shorten(name) for name in columns)


def _listed(labels: frozenset[str]) -> str:
    return one_of(sorted(labels)) or "none"
