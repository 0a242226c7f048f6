"""Pages: where articles were found, their parts that are no body text, and their copies."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    for name in ("author", "agency", "place"):
        op.add_column("articles", sa.Column(name, sa.Text))
    op.add_column("articles", sa.Column("blocks", sa.JSON(none_as_null=True)))
    op.create_table(
        "pages",
        sa.Column("seq", sa.Integer, primary_key=True),
        sa.Column("file", sa.Text, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("record", sa.Text, nullable=False),
        sa.Column("dropped", sa.JSON(none_as_null=True)),
        sa.UniqueConstraint("digest", "file", "record", name="uq_pages_digest"),
    )
    op.create_table(
        "provenance",
        sa.Column("seq", sa.Integer, primary_key=True),
        sa.Column("article", sa.Integer, nullable=False),
        sa.Column("page", sa.Integer, nullable=False),
        sa.Column("record", sa.Text, nullable=False),
        sa.Column("start", sa.Integer),
        sa.Column("end", sa.Integer),
        sa.Column("repairs", sa.JSON(none_as_null=True)),
        sa.Column("ingested", sa.Text, nullable=False),
        sa.Column("version", sa.Text, nullable=False),
        sa.Column("licence", sa.Text),
        sa.Column("rights", sa.Text),
        sa.Column("outlet", sa.Text),
        sa.ForeignKeyConstraint(["article"], ["articles.seq"], name="fk_provenance_article"),
        sa.ForeignKeyConstraint(["page"], ["pages.seq"], name="fk_provenance_page"),
        sa.UniqueConstraint("article", "page", "record", name="uq_provenance_article"),
    )
    op.create_table(
        "fingerprints",
        sa.Column("article", sa.Integer, primary_key=True),
        sa.Column("characters", sa.LargeBinary, nullable=False),
        sa.Column("words", sa.LargeBinary, nullable=False),
        sa.Column("shingles", sa.LargeBinary, nullable=False),
        sa.Column("linked", sa.Boolean, nullable=False),
        sa.ForeignKeyConstraint(["article"], ["articles.seq"], name="fk_fingerprints_article"),
    )
    op.create_table(
        "links",
        sa.Column("a", sa.Integer, primary_key=True),
        sa.Column("b", sa.Integer, primary_key=True),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("score", sa.Float, nullable=False),
        sa.ForeignKeyConstraint(["a"], ["articles.seq"], name="fk_links_a"),
        sa.ForeignKeyConstraint(["b"], ["articles.seq"], name="fk_links_b"),
    )
