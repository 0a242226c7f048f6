"""A team's server: sessions that end for good, and tries to sign in that all its processes see."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.drop_table("sessions")  # nobody knows when they began: everybody signs in again
    op.create_table(
        "sessions",
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("annotator", sa.Integer),
        sa.Column("expires", sa.Float, nullable=False),
        sa.Column("ends", sa.Float, nullable=False),
        sa.ForeignKeyConstraint(["annotator"], ["annotators.seq"], name="fk_sessions_annotator"),
    )
    op.create_table(
        "tries",
        sa.Column("seq", sa.Integer, primary_key=True),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("moment", sa.Float, nullable=False),
    )
    op.create_index("ix_tries_digest", "tries", ["digest", "moment"])
