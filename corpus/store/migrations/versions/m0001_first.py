"""The first schema: articles, sentences, annotators, judgments, rulings, guidelines."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "info",
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
    )
    op.create_table(
        "guidelines",
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("file_digest", sa.String(64), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
    )
    op.create_table(
        "articles",
        sa.Column("seq", sa.Integer, primary_key=True),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("url", sa.Text),
        sa.Column("source", sa.Text),
        sa.Column("published", sa.Text),
        sa.Column("language", sa.Text),
        sa.Column("licence", sa.Text),
        sa.Column("cluster", sa.Text),
        sa.Column("segmentation", sa.Text, nullable=False),
        sa.Column("part", sa.String(16)),
        sa.Column("extra", sa.JSON(none_as_null=True)),
        sa.UniqueConstraint("id", name="uq_articles_id"),
    )
    op.create_table(
        "sentences",
        sa.Column("seq", sa.Integer, primary_key=True),
        sa.Column("article", sa.Integer, nullable=False),
        sa.Column("start", sa.Integer, nullable=False),
        sa.Column("end", sa.Integer, nullable=False),
        sa.Column("paragraph", sa.Integer, nullable=False),
        sa.Column("in_quote", sa.Boolean, nullable=False),
        sa.ForeignKeyConstraint(["article"], ["articles.seq"], name="fk_sentences_article"),
        sa.UniqueConstraint("article", "start", "end", name="uq_sentences_article"),
    )
    op.create_table(
        "annotators",
        sa.Column("seq", sa.Integer, primary_key=True),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.UniqueConstraint("id", name="uq_annotators_id"),
    )
    op.create_table(
        "judgments",
        sa.Column("seq", sa.Integer, primary_key=True),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("sentence", sa.Integer, nullable=False),
        sa.Column("annotator", sa.Integer, nullable=False),
        sa.Column("labels", sa.JSON, nullable=False),
        sa.Column("unsure", sa.Boolean, nullable=False),
        sa.Column("skipped", sa.Boolean, nullable=False),
        sa.Column("comment", sa.Text),
        sa.Column("seconds", sa.Float),
        sa.Column("suggestion_shown", sa.Boolean, nullable=False),
        sa.Column("guidelines", sa.String(64)),
        sa.Column("created", sa.Text),
        sa.Column("extra", sa.JSON(none_as_null=True)),
        sa.ForeignKeyConstraint(["sentence"], ["sentences.seq"], name="fk_judgments_sentence"),
        sa.ForeignKeyConstraint(["annotator"], ["annotators.seq"], name="fk_judgments_annotator"),
        sa.UniqueConstraint("id", name="uq_judgments_id"),
    )
    op.create_index("ix_judgments_sentence", "judgments", ["sentence", "annotator", "seq"])
    op.create_table(
        "rulings",
        sa.Column("seq", sa.Integer, primary_key=True),
        sa.Column("sentence", sa.Integer, nullable=False),
        sa.Column("labels", sa.JSON, nullable=False),
        sa.Column("decided_by", sa.Text, nullable=False),
        sa.Column("judges", sa.JSON, nullable=False),
        sa.Column("guidelines", sa.String(64)),
        sa.Column("extra", sa.JSON(none_as_null=True)),
        sa.ForeignKeyConstraint(["sentence"], ["sentences.seq"], name="fk_rulings_sentence"),
    )
    op.create_index("ix_rulings_sentence", "rulings", ["sentence", "seq"])
