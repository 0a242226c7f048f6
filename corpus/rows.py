"""One row of JSON with its place: every check says where it stands and which field is wrong."""

from __future__ import annotations

import json
import sys
from collections.abc import Collection, Mapping, Sequence, Set
from typing import Any, NamedTuple

from .errors import RecordError, one_of, shorten
from .nouns import SentenceRef

__all__ = ["Row", "RowReader"]

Row = Mapping[str, Any]


class RowReader(NamedTuple):
    """One row with its place, for checks that name the field."""

    row: Row
    where: str
    line: int | None

    def wrong(self, field: str | None, reason: str) -> RecordError:
        return RecordError(self.where, self.line, field, reason, row=self.row)

    def text(self, field: str, default: str | None = None) -> str | None:
        value = self.row.get(field)
        if value is None:
            return default
        if not isinstance(value, str):
            raise self.wrong(field, f"expected a string, found {shorten(value)}")
        if not value.isascii() or "\0" in value:
            self._refuse_what_no_corpus_holds(field, value)
        return value

    def _refuse_what_no_corpus_holds(self, field: str, value: str) -> None:
        for bad, name in (("\0", "a NUL character"), *_surrogates(value)):
            if bad in value:
                raise self.wrong(
                    field,
                    f"found {name} at offset {value.index(bad)}, which no corpus can hold; "
                    "remove it from the source",
                )

    def required_text(self, field: str) -> str:
        value = self.text(field)
        if value is None or not value or value.isspace():
            raise self.wrong(field, f"expected a non-empty string, found {self.found(field)}")
        return value

    def flag(self, field: str) -> bool:
        value = self.row.get(field)
        if value is None:
            return False
        if not isinstance(value, bool):
            raise self.wrong(field, f"expected true or false, found {shorten(value)}")
        return value

    def offset(self, field: str) -> int:
        value = self.row.get(field)
        if type(value) is not int or value < 0:  # true and false are integers to Python
            raise self.wrong(
                field, f"expected a code-point offset (0, 1, 2 ...), found {self.found(field)}"
            )
        return value

    def seconds(self) -> float | None:
        value = self.row.get("seconds")
        if value is None:
            return None
        if (
            not isinstance(value, int | float)
            or isinstance(value, bool)
            or not 0 <= value <= sys.float_info.max
        ):
            raise self.wrong("seconds", f"expected a duration in seconds, found {shorten(value)}")
        return float(value)

    def sentence(self) -> SentenceRef:
        ref = SentenceRef(
            self.required_text("article_id"), self.offset("start"), self.offset("end")
        )
        if ref.end <= ref.start:
            found = f"{shorten(ref.start)}, found {shorten(ref.end)}"
            raise self.wrong("end", f"expected more than start, which is {found}")
        return ref

    def labels(self, allowed: Collection[str]) -> frozenset[str]:
        value = self.row.get("labels")
        if not isinstance(value, list):
            raise self._no_list_of_labels()
        for label in value:
            if label not in allowed:
                if not isinstance(label, str):
                    raise self._no_list_of_labels()
                raise self.wrong(
                    "labels",
                    f"found the label {shorten(label)}, allowed are {one_of(allowed)}; correct it, "
                    "give --map THEIRS=OURS, or bring guidelines that have it with --guidelines",
                )
        return frozenset(value)

    def _no_list_of_labels(self) -> RecordError:
        return self.wrong("labels", f"expected a list of label ids, found {self.found('labels')}")

    def scores(self, allowed: Collection[str]) -> dict[str, float]:
        value = self.row.get("scores")
        if not isinstance(value, dict):
            raise self.wrong("scores", f"expected an object, found {self.found('scores')}")
        for label, score in value.items():
            if label not in allowed:
                raise self.wrong(
                    "scores",
                    f"found the label {shorten(label)}, allowed are {one_of(allowed)}; predict "
                    "with a model of these labels",
                )
            if not isinstance(score, int | float) or isinstance(score, bool) or not 0 <= score <= 1:
                reason = f"expected a probability 0 to 1 of {label}, found {shorten(score)}"
                raise self.wrong("scores", reason)
        return {label: float(score) for label, score in value.items()}

    def texts(self, field: str) -> tuple[str, ...]:
        value = self.row.get(field)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self.wrong(field, f"expected a list of strings, found {shorten(value)}")
        self._refuse_what_json_cannot_hold(field)
        return tuple(value)

    def found(self, field: str) -> str:
        return shorten(self.row[field]) if field in self.row else "nothing"

    def extra(self, known: Set[str]) -> dict[str, Any]:
        if self.row.keys() <= known:
            return {}
        extra = {key: value for key, value in self.row.items() if key not in known}
        for key in extra:
            self._refuse_what_json_cannot_hold(key)
        return extra

    def _refuse_what_json_cannot_hold(self, field: str) -> None:
        value = self.row[field]
        try:
            json.dumps([field, value], ensure_ascii=False, allow_nan=False).encode()
        except UnicodeEncodeError:
            reason = "found half of a surrogate pair, which no corpus can hold; remove it"
            raise self.wrong(field, reason) from None
        except (TypeError, ValueError):
            raise self.wrong(
                field,
                f"expected what JSON can hold (text, finite numbers, lists of them), found "
                f"{shorten(value)}; leave it out or make it text",
            ) from None


def _surrogates(value: str) -> Sequence[tuple[str, str]]:
    """Return the lone surrogate in `value` with its name, if there is one (JSON can hold them)."""
    try:
        value.encode("utf-16")  # several times quicker than UTF-8, and as strict
    except UnicodeEncodeError as error:
        return ((value[error.start], "half of a surrogate pair"),)
    return ()
