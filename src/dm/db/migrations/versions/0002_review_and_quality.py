"""Decisions on doubtful pairs that can be taken back, asked by telephone or put off; quality reports of sources."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Text
from sqlalchemy.dialects import postgresql

from dm.db import types

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_JSON = sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql")


def upgrade() -> None:
    op.add_column("review_pair", sa.Column("outcome", _JSON, nullable=True))
    op.add_column("review_pair", sa.Column("postponed_at", types.UtcDateTime(timezone=True), nullable=True))
    op.add_column("review_pair", sa.Column("task_id", sa.String(length=80), nullable=True))
    op.create_table(
        "source_quality",
        sa.Column("source_id", sa.String(length=80), nullable=False),
        sa.Column("batch_id", sa.String(length=80), server_default="", nullable=False),
        sa.Column("figures", _JSON, nullable=False),
        sa.Column("folder", sa.Text(), server_default="", nullable=False),
        sa.Column("made_at", types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_source_quality_source_id")),
        sa.PrimaryKeyConstraint("source_id", "batch_id", name=op.f("pk_source_quality")),
    )
