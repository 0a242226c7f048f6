"""The annotators' page: accounts, invites, sessions, the queue and its turns, suggestions, quizzes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_index("ix_judgments_annotator", "judgments", ["annotator", "seq"])
    op.create_table(
        "accounts",
        sa.Column("annotator", sa.Integer, primary_key=True),
        sa.Column("password", sa.Text),
        sa.Column("disabled", sa.Boolean, nullable=False),
        sa.Column("preferences", sa.JSON, nullable=False),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("created", sa.Float, nullable=False),
        sa.ForeignKeyConstraint(["annotator"], ["annotators.seq"], name="fk_accounts_annotator"),
    )
    op.create_table(
        "invites",
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("annotator", sa.Integer, nullable=False),
        sa.Column("expires", sa.Float, nullable=False),
        sa.Column("used", sa.Boolean, nullable=False),
        sa.ForeignKeyConstraint(["annotator"], ["annotators.seq"], name="fk_invites_annotator"),
    )
    op.create_table(
        "sessions",
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("annotator", sa.Integer),
        sa.Column("expires", sa.Float, nullable=False),
        sa.ForeignKeyConstraint(["annotator"], ["annotators.seq"], name="fk_sessions_annotator"),
    )
    op.create_table(
        "queue",
        sa.Column("article", sa.Integer, primary_key=True),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("per_sentence", sa.Integer),
        sa.Column("seats", sa.Integer, nullable=False),
        sa.Column("returned", sa.Boolean, nullable=False),
        sa.Column("topics", sa.Integer),
        sa.Column("hard", sa.Boolean),
        sa.Column("note", sa.Text),
        sa.ForeignKeyConstraint(["article"], ["articles.seq"], name="fk_queue_article"),
    )
    op.create_index(
        "ix_queue_open",
        "queue",
        ["kind", "position", "seats"],
        sqlite_where=sa.text("seats > 0"),
        postgresql_where=sa.text("seats > 0"),
    )
    op.create_index(
        "ix_queue_returned",
        "queue",
        ["position"],
        sqlite_where=sa.text("returned"),
        postgresql_where=sa.text("returned"),
    )
    op.create_table(
        "turns",
        sa.Column("seq", sa.Integer, primary_key=True),
        sa.Column("article", sa.Integer, nullable=False),
        sa.Column("annotator", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("granted", sa.Float),
        sa.Column("until", sa.Float),
        sa.Column("reason", sa.Text),
        sa.ForeignKeyConstraint(["article"], ["articles.seq"], name="fk_turns_article"),
        sa.ForeignKeyConstraint(["annotator"], ["annotators.seq"], name="fk_turns_annotator"),
        sa.UniqueConstraint("article", "annotator", name="uq_turns_article"),
    )
    op.create_index("ix_turns_annotator", "turns", ["annotator", "state"])
    op.create_index("ix_turns_granted", "turns", ["annotator", "granted"])
    op.create_index("ix_turns_state", "turns", ["state", "until"])
    op.create_table(
        "set_aside",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("sentence", sa.Integer, nullable=False),
        sa.Column("annotator", sa.Integer, nullable=False),
        sa.Column("judgment", sa.JSON, nullable=False),
        sa.Column("why", sa.String(16), nullable=False),
        sa.ForeignKeyConstraint(["sentence"], ["sentences.seq"], name="fk_set_aside_sentence"),
        sa.ForeignKeyConstraint(["annotator"], ["annotators.seq"], name="fk_set_aside_annotator"),
    )
    op.create_index("ix_set_aside_annotator", "set_aside", ["annotator", "sentence"])
    op.create_table(
        "suggestions",
        sa.Column("sentence", sa.Integer, primary_key=True),
        sa.Column("labels", sa.JSON, nullable=False),
        sa.Column("scores", sa.JSON, nullable=False),
        sa.Column("extra", sa.JSON(none_as_null=True)),
        sa.ForeignKeyConstraint(["sentence"], ["sentences.seq"], name="fk_suggestions_sentence"),
    )
    op.create_table(
        "reveals",
        sa.Column("sentence", sa.Integer, primary_key=True),
        sa.Column("annotator", sa.Integer, primary_key=True),
        sa.Column("labels", sa.JSON, nullable=False),
        sa.Column("judgment", sa.Text, nullable=False),
        sa.Column("created", sa.Float, nullable=False),
        sa.ForeignKeyConstraint(["sentence"], ["sentences.seq"], name="fk_reveals_sentence"),
        sa.ForeignKeyConstraint(["annotator"], ["annotators.seq"], name="fk_reveals_annotator"),
    )
    op.create_table(
        "quizzes",
        sa.Column("seq", sa.Integer, primary_key=True),
        sa.Column("annotator", sa.Integer, nullable=False),
        sa.Column("guidelines", sa.String(64), nullable=False),
        sa.Column("questions", sa.JSON, nullable=False),
        sa.Column("answers", sa.JSON, nullable=False),
        sa.Column("passed", sa.Boolean),
        sa.Column("created", sa.Float, nullable=False),
        sa.ForeignKeyConstraint(["annotator"], ["annotators.seq"], name="fk_quizzes_annotator"),
    )
    op.create_index("ix_quizzes_annotator", "quizzes", ["annotator", "seq"])
