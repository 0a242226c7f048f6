"""The tables of a release: their files, columns and types, and what each column means.

Everything that describes a table (the Parquet schema, the card's features, Croissant, the data
package, the list of columns in the documents, the checks) is made from here.

Labels and other closed lists of values are stored as their names, so that pandas or DuckDB read
what people read; the card declares them as class labels, so that `datasets` gives numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import pyarrow as pa

from ..nouns import Part
from .anchors import SENTENCES_SCHEMA

__all__ = [
    "DECIDED_BY",
    "PARTS",
    "SENSITIVE",
    "STATUSES",
    "TEXT_COLUMNS",
    "Column",
    "CsvTable",
    "Table",
    "Variant",
    "csv_tables",
    "parquet_tables",
]

Variant = Literal["standoff", "full"]
"""without the texts, which stay with whoever owns them; or with those that may be passed on"""

PARTS: tuple[Part, ...] = get_args(Part)
DECIDED_BY = ("unanimous", "majority", "adjudicator", "other")
SENSITIVE = (
    "none",
    "names_private_person",
    "minor",
    "sexual_violence",
    "location_of_witness",
    "other",
)
STATUSES = ("active", "withheld", "superseded")
TEXT_COLUMNS = frozenset({"text", "sentence", "quote", "title", "body", "comment"})
"""what no column of a stand-off release may be called"""

_STRING, _STRINGS = pa.string(), pa.list_(pa.string())


@dataclass(frozen=True, slots=True)
class Column:
    """A column. `names` are the values it may hold, in the order of their numbers; empty: any."""

    name: str
    type: pa.DataType
    means: str
    names: tuple[str, ...] = ()
    optional: bool = False
    """whether a value may be missing"""


@dataclass(frozen=True, slots=True)
class Table:
    """A table in Parquet, which is also a configuration for `datasets.load_dataset`."""

    name: str
    folder: str
    stem: str | None
    """the one file's name without suffix; None: one file for each part of the split"""
    key: tuple[str, ...]
    """the columns that tell its rows apart"""
    columns: tuple[Column, ...]
    means: str

    @property
    def schema(self) -> pa.Schema:
        return pa.schema([pa.field(column.name, column.type) for column in self.columns])

    def path(self, part: str) -> str:
        """Return where the rows of a part of the split lie in a release."""
        return f"{self.folder}/{self.stem or part}.parquet"


@dataclass(frozen=True, slots=True)
class CsvTable:
    """A small table that people may want to open by hand."""

    path: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    means: str


def parquet_tables(labels: Sequence[str], variant: Variant) -> tuple[Table, ...]:
    """Return the tables of a release of these labels; the first is the one loaded by default."""
    standoff = (_gold(labels), _annotations(labels), _ARTICLES, _STANDOFF)
    return (*standoff, _TEXT) if variant == "full" else standoff


def csv_tables() -> tuple[CsvTable, ...]:
    return (_ANNOTATORS, _LABELS, _SPLITS)


_SENTENCE_ID = Column("sentence_id", _STRING, "the sentence; never renumbered")
_ARTICLE_ID = Column("article_id", _STRING, "the article; never renumbered")
_SPLIT = Column("split", _STRING, "the part of the split, by article", PARTS)


def _labels(labels: Sequence[str], means: str) -> Column:
    return Column("labels", _STRINGS, means, tuple(labels))


def _gold(labels: Sequence[str]) -> Table:
    return Table(
        "gold",
        "data/gold",
        None,
        ("sentence_id",),
        (
            _SENTENCE_ID,
            _ARTICLE_ID,
            _labels(labels, "the settled labels, in the order of labels.csv; empty: none applies"),
            Column(
                "votes",
                pa.list_(pa.int32()),
                "how many annotators chose each label of labels.csv, on their own",
            ),
            Column("n_annotators", pa.int32(), "how many annotators labelled it on their own"),
            Column(
                "decided_by",
                _STRING,
                "all agreed, most did, a person settled it, or other: it was settled elsewhere",
                DECIDED_BY,
            ),
            _SPLIT,
        ),
        "the settled labels of each sentence",
    )


def _annotations(labels: Sequence[str]) -> Table:
    return Table(
        "annotations",
        "data/annotations",
        "annotations",
        ("sentence_id", "annotator_id", "round"),
        (
            _SENTENCE_ID,
            Column("annotator_id", _STRING, "who, under an id of this release only"),
            Column(
                "round",
                _STRING,
                "on their own, or settling what others said",
                ("independent", "adjudication"),
            ),
            _labels(labels, "what they chose, in the order of labels.csv; empty: none applies"),
            Column("unsure", pa.bool_(), "whether they said that they were unsure"),
            Column("suggestion_shown", pa.bool_(), "whether a model's labels were shown before"),
            Column(
                "comment_code",
                _STRING,
                "what a remark was about; the remark itself is not published",
                ("multi_sentence", "guideline_gap", "quote_boundary", "translation", "other"),
                optional=True,
            ),
            Column(
                "seconds",
                pa.float32(),
                "time it took, rounded up to 5, 15, 60, 300 or 3600 seconds",
                optional=True,
            ),
            Column("annotated_at", pa.date32(), "the day", optional=True),
            Column("guideline_version", _STRING, "the guidelines that were in force"),
        ),
        "every annotator's labels of each sentence",
    )


_ARTICLES = Table(
    "articles",
    "data/articles",
    "articles",
    ("article_id",),
    (
        _ARTICLE_ID,
        Column("url", _STRING, "where it was published", optional=True),
        Column("url_archived", _STRING, "a copy in a web archive", optional=True),
        Column("outlet", _STRING, "who published it", optional=True),
        Column("published", pa.date32(), "when", optional=True),
        Column("language", _STRING, "BCP 47; und: not known"),
        Column("title_hash", pa.uint16(), "a hint at its headline, no proof", optional=True),
        Column("n_tokens", pa.int32(), "its length in tokens of normaliser.json"),
        Column("n_sentences", pa.int32(), "sentences of it in this release"),
        _SPLIT,
        Column("cluster", _STRING, "the same for articles that are copies of each other"),
        Column("text_licence", _STRING, "of the article's text, which is not this data set's"),
        Column("credit", _STRING, "the news agency", optional=True),
        Column("content_warning", _STRINGS, "what it touches on, by a rough list of words"),
        Column(
            "status",
            _STRING,
            "withheld: nothing here restores its text",
            STATUSES,
        ),
    ),
    "what tells each article from others, without its text",
)

_STANDOFF_MEANS = {
    "sentence_id": _SENTENCE_ID.means,
    "article_id": _ARTICLE_ID.means,
    "ordinal": "its place among the article's sentences, from 0",
    "first": "the place of its first token in its article",
    "n_tok": "its length in tokens of normaliser.json",
    "chunks": "truncated hashes of its runs of tokens; empty: withheld",
    "sensitive": "why there are no anchors; none: there are",
}
_STANDOFF = Table(
    "standoff",
    "standoff",
    "sentences",
    ("sentence_id",),
    tuple(
        Column(
            field.name,
            field.type,
            _STANDOFF_MEANS[field.name],
            SENSITIVE if field.name == "sensitive" else (),
        )
        for field in SENTENCES_SCHEMA
    ),
    "anchors that find each sentence again in a copy of its article",
)

_TEXT = Table(
    "text",
    "text",
    "sentences",
    ("sentence_id",),
    (
        _SENTENCE_ID,
        _ARTICLE_ID,
        Column("text", _STRING, "the sentence, persons' names replaced"),
        Column("start", pa.int32(), "code points before it in the article, names replaced"),
        Column("end", pa.int32(), "code points up to its end"),
        Column("pseudonymised", pa.bool_(), "whether names were looked for and replaced"),
    ),
    "the sentences of articles whose licence allows to pass them on",
)

_ANNOTATORS = CsvTable(
    "data/annotators.csv",
    ("annotator_id",),
    (
        Column("annotator_id", _STRING, "an id of this release only"),
        Column("role", _STRING, "annotator or adjudicator", ("annotator", "adjudicator")),
        Column("kind", _STRING, "a person or a machine", ("person", "machine")),
        Column("training_hours", _STRING, "in bands, as far as told", optional=True),
        Column("native_language", _STRING, "as far as told", optional=True),
        Column("region_expertise", _STRING, "yes, no or undisclosed", optional=True),
    ),
    "the annotators, under ids that were drawn for this release",
)
_LABELS = CsvTable(
    "data/labels.csv",
    ("id",),
    (
        Column("id", _STRING, "as in the column labels"),
        Column("name", _STRING, "for people"),
        Column("definition", _STRING, "from the guidelines"),
        Column("section", _STRING, "its heading in docs/GUIDELINES.md"),
    ),
    "the labels, in their order",
)
_SPLITS = CsvTable(
    "data/splits.csv",
    ("sentence_id",),
    (_SENTENCE_ID, _ARTICLE_ID, _SPLIT),
    "the part of the split that each sentence belongs to",
)
