"""The tables of a corpus file. Every change here is a migration in `migrations/versions`.

`seq` columns are row numbers: they keep the order in which things came in and join tables, and never
leave the store. What others rely on are the content-derived ids.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

__all__ = [
    "annotators",
    "articles",
    "guidelines",
    "info",
    "judgments",
    "metadata",
    "rulings",
    "sentences",
]

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

info = Table(
    "info",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("value", Text, nullable=False),
    comment="settings of this corpus: see store.settings",
)

guidelines = Table(
    "guidelines",
    metadata,
    Column("digest", String(64), primary_key=True, comment="of the Labels section"),
    Column("file_digest", String(64), nullable=False),
    Column("text", Text, nullable=False, comment="the whole file, as adopted"),
)

articles = Table(
    "articles",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False, comment="never rewritten"),
    Column("url", Text),
    Column("source", Text),
    Column("published", Text),
    Column("language", Text),
    Column("licence", Text),
    Column("cluster", Text, comment="group of near-duplicates; null: not yet looked for"),
    Column("segmentation", Text, nullable=False, comment="given, or the rules that split it"),
    Column("part", String(16), comment="train, validation, test; null: not split"),
    Column("extra", JSON(none_as_null=True)),
)

sentences = Table(
    "sentences",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("article", ForeignKey("articles.seq"), nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("paragraph", Integer, nullable=False),
    Column("in_quote", Boolean, nullable=False),
    UniqueConstraint("article", "start", "end"),
)

annotators = Table(
    "annotators",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("role", String(16), nullable=False),
)

judgments = Table(
    "judgments",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("id", Text, nullable=False, unique=True, comment="UUID made by the client"),
    Column("sentence", ForeignKey("sentences.seq"), nullable=False),
    Column("annotator", ForeignKey("annotators.seq"), nullable=False),
    Column("labels", JSON, nullable=False, comment="sorted ids; empty: none applies"),
    Column("unsure", Boolean, nullable=False),
    Column("skipped", Boolean, nullable=False),
    Column("comment", Text),
    Column("seconds", Float),
    Column("suggestion_shown", Boolean, nullable=False),
    Column("guidelines", String(64)),
    Column("created", Text),
    Column("extra", JSON(none_as_null=True)),
    Index("ix_judgments_sentence", "sentence", "annotator", "seq"),
    comment="append-only; of an annotator on a sentence the highest seq counts",
)

rulings = Table(
    "rulings",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("sentence", ForeignKey("sentences.seq"), nullable=False),
    Column("labels", JSON, nullable=False),
    Column("decided_by", Text, nullable=False),
    Column("judges", JSON, nullable=False),
    Column("guidelines", String(64)),
    Column("extra", JSON(none_as_null=True)),
    Index("ix_rulings_sentence", "sentence", "seq"),
    comment="append-only; of a sentence the highest seq counts",
)
