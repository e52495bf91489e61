"""Alembic's entry: runs on the connection that dm.db.migrate hands over."""

from __future__ import annotations

from alembic import context

from dm.db import tables  # noqa: F401  (fills the metadata)
from dm.db.metadata import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, render_as_batch=connection.dialect.name == "sqlite")
with context.begin_transaction():
    context.run_migrations()
