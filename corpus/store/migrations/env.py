"""Alembic's entry: runs the migrations on the connection that `store.corpus` hands over."""

from __future__ import annotations

from alembic import context

context.configure(connection=context.config.attributes["connection"], target_metadata=None)
context.run_migrations()
