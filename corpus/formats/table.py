"""One table for spreadsheets and data frames: a row for each sentence and each who said something.

article title number text     the sentence, its place in the article from 1
kind                          judgment, gold or prediction; empty where nobody said anything
annotator                     who judged
label_ID ...                  one column a label: 1 or 0, empty where the sentence was skipped
skipped unsure comment seconds created
decided_by                    of gold
score_ID ...                  one column a label: the probability that a model gives
sentence                      its name, ARTICLE:START-END, by which the row is found again

The name stands last because it is never empty: spreadsheets leave out empty cells at the end of a row.
Readers also take `labels`, a list, in the place of the columns of the labels.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from itertools import repeat
from operator import itemgetter
from typing import Any

from ..errors import RecordError, SourceError, one_of, shorten
from ..nouns import Judgment
from .foreign_table import foreign_rows
from .known_labels import known_labels
from .labelled import LabelledArticle, LabelledSentence
from .table_cells import Cells, filled, flag_of, kept, number_of, text_of
from .told import Told, parse_ref

__all__ = ["LABEL", "SCORE", "columns_of", "is_ours", "reader_of", "rows_of"]

LABEL, SCORE = "label_", "score_"
_SENTENCE = ("article", "title", "number", "text", "kind", "annotator")
_SAID = ("skipped", "unsure", "comment", "seconds", "created", "decided_by")
_KINDS = ("judgment", "gold", "prediction")
_OWN = (
    *("sentence", "text", "article", "annotator", "kind", "comment", "created", "decided_by"),
    *("labels", "skipped", "unsure", "seconds"),
)
"""what is read of a row beside the columns of labels and scores: texts, and then the others"""


def columns_of(ids: Sequence[str]) -> tuple[str, ...]:
    """Return the columns of a table with these labels."""
    labels, scores = (LABEL + label for label in ids), (SCORE + label for label in ids)
    return (*_SENTENCE, *labels, *_SAID, *scores, "sentence")


def rows_of(articles: Iterator[LabelledArticle], ids: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    """Yield the cells of each row: text, numbers, 1 or 0 for flags, None for what is empty.

    Raises LossyExport for a label that is not among `ids`.
    """
    for labelled in articles:
        article = labelled.article
        for sentence in labelled.sentences:
            start = (article.id, article.title, sentence.number + 1, sentence.text)
            name = str(sentence.ref)
            for said in _said(sentence, ids):
                yield (*start, *said, name)


def _said(sentence: LabelledSentence, ids: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    nothing = (None,) * len(ids)

    def flags(labels: Collection[str]) -> list[int]:
        known = known_labels(labels, ids, sentence.ref)
        return [int(label in known) for label in ids]

    for judgment in sentence.judgments:
        labels = nothing if judgment.skipped else flags(judgment.labels)
        yield ("judgment", judgment.annotator, *labels, *_marks(judgment), None, *nothing)
    if (ruling := sentence.ruling) is not None:
        marks = (None, None, None, None, None, ruling.decided_by)
        yield ("gold", None, *flags(ruling.labels), *marks, *nothing)
    if (said := sentence.suggestion) is not None:
        scores = (said.scores.get(label) for label in ids)
        yield ("prediction", None, *flags(said.labels), *(None for _ in _SAID), *scores)
    elif not sentence.judgments and ruling is None:
        yield (None, None, *nothing, *(None for _ in _SAID), *nothing)


def _marks(judgment: Judgment) -> tuple[Any, ...]:
    flags = int(judgment.skipped), int(judgment.unsure)
    return (*flags, judgment.comment, judgment.seconds, judgment.created)


def is_ours(columns: Sequence[str]) -> bool:
    """Whether these are columns of a table that Dateline wrote, in whatever order they are by now."""
    return {"sentence", "kind", "text"} <= set(columns)


def reader_of(
    where: str, columns: Sequence[str], labels: Collection[str]
) -> Callable[[int | None, Cells], Told]:
    """Return what reads the rows of a table of ours or of others: their line and their cells.

    `labels` are the names that the labels may have. Raises SourceError for columns that cannot be
    understood; the reader raises RecordError for a row.
    """
    for name in columns:
        if name and list(columns).count(name) > 1:
            raise SourceError(
                f"{where} has several columns called {shorten(name)}; rename or drop all but one"
            )
    if not is_ours(columns):
        return foreign_rows(where, columns, labels)
    return _OurRows(where, columns).told


class _OurRows:
    """The rows of a table that Dateline wrote and people may have gone on with."""

    def __init__(self, where: str, columns: Sequence[str]) -> None:
        self._where = where
        at = {name: place for place, name in enumerate(columns)}
        own = (*_SENTENCE, *_SAID, "sentence", "labels")
        beyond = len(columns)  # where the cell stands that every row gets for what is not there
        self._own = itemgetter(*(at.get(name, beyond) for name in _OWN))
        self._labels = _with(at, LABEL)
        self._scores = _with(at, SCORE)
        known = {*own, *(LABEL + each for each in self._labels)}
        known |= {SCORE + each for each in self._scores}
        self._more = {name: at[name] for name in columns if name and name not in known}

    def told(self, line: int | None, cells: Cells) -> Told:
        own = self._own((*cells, None))
        sentence, text, article, who, kind, comment, created, decided = map(
            text_of, repeat(self._where), repeat(line), _OWN, own[:8]
        )
        listed, skipped, unsure, seconds = own[8:]
        labels = self._labels_of(line, cells, listed)
        kind = (kind or "").strip().lower()
        skipped = self._flag(line, "skipped", skipped)
        if not kind and who and (labels is not None or skipped):
            kind = "judgment"  # written into an empty row of the table
        says: tuple[dict[str, Any], ...] = ()
        if kind:
            if kind not in _KINDS:
                raise self._wrong(
                    line, "kind", f"found {shorten(kind)}, allowed are {one_of(_KINDS)}"
                )
            if labels is None and not skipped:
                reason = "holds nothing; write 1 or 0 for each label, or 1 for skipped"
                raise self._wrong(line, self._first_label, reason)
            said: dict[str, Any] = {"labels": labels or []} | kept(self._more, cells)
            if kind == "prediction":
                said["scores"] = self._numbers(line, self._scores, cells)
            elif kind == "gold":
                said |= {"method": decided} if decided else {}
            else:
                said |= {
                    "annotator": who or "",
                    "skipped": bool(skipped),
                    "unsure": bool(self._flag(line, "unsure", unsure)),
                    "comment": comment,
                    "created": created,
                    "seconds": number_of(self._where, line, "seconds", seconds),
                }
            says = (said,)
        elif labels is not None:
            reason = (
                "is empty and the row has labels; write who gave them into annotator, or gold into "
                "kind"
            )
            raise self._wrong(line, "kind", reason)
        ref = parse_ref(sentence)
        return Told(self._where, line, says, ref, text, article, f"{kind} {who}")

    @property
    def _first_label(self) -> str:
        return next((LABEL + label for label in self._labels), "labels")

    def _labels_of(self, line: int | None, cells: Cells, listed: Any) -> list[str] | None:
        if isinstance(listed, list):
            return [str(label) for label in listed]
        return filled(self._where, line, LABEL, self._labels, cells)

    def _flag(self, line: int | None, name: str, cell: Any) -> bool | None:
        return flag_of(self._where, line, name, cell)

    def _numbers(
        self, line: int | None, places: Mapping[str, int], cells: Cells
    ) -> dict[str, float]:
        found = {
            label: number_of(self._where, line, SCORE + label, cells[place])
            for label, place in places.items()
        }
        return {label: number for label, number in found.items() if number is not None}

    def _wrong(self, line: int | None, field: str, reason: str) -> RecordError:
        return RecordError(self._where, line, field, reason)


def _with(at: Mapping[str, int], start: str) -> dict[str, int]:
    return {name.removeprefix(start): at[name] for name in at if name.startswith(start)}
