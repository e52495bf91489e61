"""Decisions on pairs of companies can be put off and taken back."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from dm.db import types

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_JSON = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")


def upgrade() -> None:
    op.add_column("company_pair", sa.Column("outcome", _JSON, nullable=True))
    op.add_column("company_pair", sa.Column("postponed_at", types.UtcDateTime(timezone=True), nullable=True))
