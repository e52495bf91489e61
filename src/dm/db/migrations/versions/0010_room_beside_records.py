"""Pages of records keep room for the person of each, so that tying them halves on PostgreSQL."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        # Of pages written from now on; those that are full have had their people written already.
        op.execute(sa.text("ALTER TABLE record SET (fillfactor = 46)"))
