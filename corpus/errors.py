"""Everything a user can cause, as one tree.

DatelineError
├── SourceError            a file, folder or stream cannot be read at all
├── RecordError            one row of a source is wrong: file, line, field, found, allowed
├── GuidelinesError        a guidelines file is no label scheme: file, line
├── StoreError             the corpus cannot do what was asked
│   ├── CorpusMissing          there is no corpus at that path
│   ├── CorpusTooNew           a newer Dateline wrote it
│   ├── CorpusBusy             another process holds its lock
│   ├── UnknownArticle         a row speaks of an article that the corpus does not hold
│   │   └── UnknownSentence        it holds the article, and no such sentence
│   ├── ArticleConflict        one article id, two texts
│   ├── JudgmentConflict       one judgment id, two judgments
│   ├── GuidelinesChanged      labels made under another label scheme
│   ├── AccountError           an account cannot be made or changed as asked
│   └── QueueError             articles cannot be assigned as asked
├── NothingJudged          there are no judgments to measure or settle
├── NothingToSuggest       there is nothing left to label
├── ReviewUnsettled        names in the articles wait for a person's decision
├── SettingsError          a setting is not one that is allowed
├── PageError              the page cannot be served
├── SplitError             articles cannot be split as asked
│   ├── SplitFrozen            the corpus already has another split
│   └── LeakError              train and test share an article or a cluster
├── TrainingError          the gold cannot train a classifier
├── ModelError             a model cannot be used
│   ├── ModelFolderError       a file is missing, changed or unreadable
│   ├── ModelTooNew            a newer Dateline wrote it
│   ├── UntrustedModel         it holds types that Dateline does not load
│   ├── EncoderError           its sentence embeddings cannot be made here
│   └── LabelMismatch          its labels are not the corpus's labels
├── EngineError            work cannot be spread over processes or machines as asked
├── ReleaseError           a release cannot be used
│   ├── ReleaseChanged         a file of it is missing, or not the one that was published
│   ├── NormaliserMismatch     its anchors were made of other tokens than this Dateline makes
│   └── CoverageTooLow         fewer of its sentences were restored than was asked for
├── OutputError            a result cannot be written
└── LossyExport            a format cannot carry what a corpus holds

A message says what was found, what is allowed and what to do, in one line. The command line catches
`DatelineError` in one place and exits with status 1. Wrong arguments inside the library stay
`ValueError` and `TypeError`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

__all__ = [
    "AccountError",
    "ArticleConflict",
    "CorpusBusy",
    "CorpusMissing",
    "CorpusTooNew",
    "CoverageTooLow",
    "DatelineError",
    "EncoderError",
    "EngineError",
    "GuidelinesChanged",
    "GuidelinesError",
    "Item",
    "JudgmentConflict",
    "LabelMismatch",
    "LeakError",
    "LossyExport",
    "ModelError",
    "ModelFolderError",
    "ModelTooNew",
    "NormaliserMismatch",
    "NothingJudged",
    "NothingToSuggest",
    "OutputError",
    "PageError",
    "QueueError",
    "RecordError",
    "ReleaseChanged",
    "ReleaseError",
    "ReviewUnsettled",
    "SettingsError",
    "SourceError",
    "SplitError",
    "SplitFrozen",
    "StoreError",
    "TrainingError",
    "UnknownArticle",
    "UnknownSentence",
    "UntrustedModel",
    "one_of",
    "place_name",
    "shorten",
]


class DatelineError(Exception):
    """Something the user can cause and mend. Its text is one line fit to print."""


class SourceError(DatelineError):
    """A file, folder or stream cannot be read at all."""


class Item(int):
    """The number of an object in a list, which stands where other files have lines."""


def place_name(line: int) -> str:
    """Return a place in a file as people read it: a line, or an item of a list."""
    return f"item {line}" if isinstance(line, Item) else f"line {line}"


class RecordError(DatelineError):
    """One row of a source is wrong; the other rows may be fine.

    `where` is the file or stream as the user named it, `line` counts from 1 (an Item where a list
    has items, None where a format has neither), `field` names the key or column (None for the row as
    a whole), `reason` says what was found, what is allowed and what to do. `row` is the row itself,
    for a file of rejects; it may quote people and is never part of the message. `record` is the place
    in files that have no lines: a WARC record, a page.
    """

    def __init__(
        self,
        where: str,
        line: int | None,
        field: str | None,
        reason: str,
        row: object = None,
        record: str | None = None,
    ) -> None:
        self.where, self.line, self.field, self.reason = where, line, field, reason
        self.row, self.record = row, record
        line_or_none = None if line is None else place_name(line)
        place = ", ".join(part for part in (where, record, line_or_none) if part)
        super().__init__(f"{place}: {f'field {field!r}: ' if field else ''}{reason}")

    @classmethod
    def of_file(cls, where: str, error: SourceError) -> RecordError:
        """Return what makes a file unreadable as one record that is left out, the file its place."""
        said = str(error).removeprefix(where)
        at_line = re.match(r", line (\d+): ", said)
        line = int(at_line[1]) if at_line else None
        return cls(where, line, None, (said[at_line.end() :] if at_line else said).lstrip(" :,"))


class GuidelinesError(DatelineError):
    """An annotation guidelines file cannot be read as a label scheme."""


class StoreError(DatelineError):
    """The corpus cannot do what was asked."""


class CorpusMissing(StoreError):
    """There is no corpus at the path or address given."""


class CorpusTooNew(StoreError):
    """The corpus was written by a newer Dateline than this one."""


class CorpusBusy(StoreError):
    """Another process holds the corpus's write lock for longer than we wait."""


class UnknownArticle(StoreError):
    """A row speaks of an article that the corpus does not hold; `index` is its place in its batch."""

    def __init__(self, message: str, index: int = 0) -> None:
        super().__init__(message)
        self.index = index


class UnknownSentence(UnknownArticle):
    """A row speaks of a sentence that the corpus does not hold, of an article that it does."""


class ArticleConflict(StoreError):
    """Two articles share an id and differ in their text."""


class JudgmentConflict(StoreError):
    """Two different judgments share an id; `index` is the second one's place in its batch."""

    def __init__(self, message: str, index: int = 0) -> None:
        super().__init__(message)
        self.index = index


class GuidelinesChanged(StoreError):
    """Labels were made under another label scheme than the one in force."""


class AccountError(StoreError):
    """An account cannot be made or changed as asked."""


class QueueError(StoreError):
    """Articles cannot be assigned as asked."""


class NothingJudged(DatelineError):
    """There are no judgments to measure or settle."""


class NothingToSuggest(DatelineError):
    """There is nothing left to label."""


class ReviewUnsettled(DatelineError):
    """Names in the articles wait for a person to decide whether they are masked."""


class SettingsError(DatelineError):
    """A setting of the page, an annotator's own or of the settings file is not one that is allowed."""


class PageError(DatelineError):
    """The page cannot be served, for example because its port is taken."""


class SplitError(DatelineError):
    """Articles cannot be split as asked."""


class SplitFrozen(SplitError):
    """The corpus already has a split, made with other settings."""


class LeakError(SplitError):
    """Train and test share an article or a cluster of near-duplicates."""


class TrainingError(DatelineError):
    """The gold cannot train a classifier."""


class ModelError(DatelineError):
    """A model cannot be used."""


class ModelFolderError(ModelError):
    """A file of a model folder is missing, changed or unreadable."""


class ModelTooNew(ModelError):
    """The model was saved by a newer Dateline than this one."""


class UntrustedModel(ModelError):
    """The model holds types that Dateline does not load from a file."""


class EncoderError(ModelError):
    """The encoder of sentence embeddings is missing, unreadable or another than in training."""


class LabelMismatch(ModelError):
    """The model's labels are not the labels in force."""


class EngineError(DatelineError):
    """Work cannot be spread over processes or machines as asked; what is done of it stays."""


class ReleaseError(DatelineError):
    """A release cannot be used."""


class ReleaseChanged(ReleaseError):
    """A file of the release is missing, or is not the one that was published."""


class NormaliserMismatch(ReleaseError):
    """The release's anchors were made of other tokens than this Dateline makes."""


class CoverageTooLow(ReleaseError):
    """Fewer sentences were restored than was asked for; what was restored is written."""


class OutputError(DatelineError):
    """A result cannot be written; nothing half-written was left behind."""


class LossyExport(DatelineError):
    """A format cannot carry some of the labelling that a corpus holds."""


def shorten(value: object, most: int = 60) -> str:
    """Return `value` as it may stand in a message: its repr, cut to `most` characters.

    Articles quote victims and witnesses, so a message shows enough to find a row, never a text.
    """
    text = repr(value)
    return text if len(text) <= most else f"{text[: most - 1]}…"


def one_of(allowed: Iterable[str]) -> str:
    """Return the allowed values as a message lists them."""
    return ", ".join(allowed)
