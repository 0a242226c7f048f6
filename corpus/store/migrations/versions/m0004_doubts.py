"""Doubts: gold labels that a model suspects to be wrong, for people to look at again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "doubts",
        sa.Column("sentence", sa.Integer, primary_key=True),
        sa.Column("doubts", sa.JSON, nullable=False),
        sa.Column("shown", sa.JSON, nullable=False),
        sa.Column("created", sa.Float, nullable=False),
        sa.ForeignKeyConstraint(["sentence"], ["sentences.seq"], name="fk_doubts_sentence"),
    )
