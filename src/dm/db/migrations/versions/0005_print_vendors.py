"""What a print vendor confirms piece by piece, how a batch reached the vendor, numbers given by a post, whose user it is."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from dm.db import types

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "delivery",
        sa.Column("batch_id", sa.String(length=80), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("target", sa.Text(), server_default="", nullable=False),
        sa.Column("files", sa.Integer(), server_default="0", nullable=False),
        sa.Column("bytes", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("message", sa.Text(), server_default="", nullable=False),
        sa.Column("begun_at", types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("done_at", types.UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state IN ('begun', 'done')", name=op.f("ck_delivery_state")),
        sa.ForeignKeyConstraint(["batch_id"], ["piece_batch.id"], name=op.f("fk_delivery_batch_id")),
        sa.PrimaryKeyConstraint("batch_id", name=op.f("pk_delivery")),
    )
    op.create_table(
        "postal_number",
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("value", sa.String(length=40), nullable=False),
        sa.Column("piece_id", sa.String(length=80), nullable=False),
        sa.Column("given_at", types.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["piece_id"], ["piece.id"], name=op.f("fk_postal_number_piece_id")),
        sa.PrimaryKeyConstraint("kind", "value", name=op.f("pk_postal_number")),
        sa.UniqueConstraint("kind", "piece_id", name=op.f("uq_postal_number_kind_piece_id")),
    )
    op.add_column("batch_item", sa.Column("confirmed", sa.String(length=10), server_default="", nullable=False))
    op.add_column("batch_item", sa.Column("confirmed_at", types.UtcDateTime(timezone=True), nullable=True))
    op.add_column("user_account", sa.Column("vendor", sa.Text(), server_default="", nullable=False))
