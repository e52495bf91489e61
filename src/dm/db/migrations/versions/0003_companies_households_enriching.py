"""Spellings and keys of companies, former ids of companies and households, buildings, lists that enrich."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Text
from sqlalchemy.dialects import postgresql

from dm.db import types

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_JSON = sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql")
_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _columns()
    _companies()
    _households()
    op.create_table(
        "enrichment",
        sa.Column("batch_id", sa.String(length=80), nullable=False),
        sa.Column("records", sa.Integer(), nullable=False),
        sa.Column("matched", sa.Integer(), nullable=False),
        sa.Column("doubtful", sa.Integer(), nullable=False),
        sa.Column("unmatched", sa.Integer(), nullable=False),
        sa.Column("added", _JSON, nullable=False),
        sa.Column("at", types.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name=op.f("fk_enrichment_batch_id")),
        sa.PrimaryKeyConstraint("batch_id", name=op.f("pk_enrichment")),
    )


def _columns() -> None:
    op.add_column("batch", sa.Column("enriches", sa.Boolean(), server_default="0", nullable=False))
    op.add_column("review_pair", sa.Column("record_id", _BIG, nullable=True))
    op.add_column("household", sa.Column("building", sa.BigInteger(), nullable=True))
    op.add_column("household", sa.Column("parted_from", sa.String(length=80), nullable=True))
    op.create_index(op.f("ix_household_building"), "household", ["building"], unique=False)
    # Until now the key was "family|address"; from now on the building is a column of its own, and this is the flat.
    op.execute("UPDATE household SET address_key = '', name = ''")
    op.drop_index(op.f("ix_household_address_key"), table_name="household")


def _companies() -> None:
    op.create_table(
        "company_spelling",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("company_id", sa.String(length=80), nullable=False),
        *(sa.Column(name, sa.Text(), server_default="", nullable=False) for name in ("name", "country", "city")),
        *(sa.Column(name, sa.Text(), server_default="", nullable=False) for name in ("postal_code", "domain")),
        sa.Column("registration_no", sa.Text(), server_default="", nullable=False),
        sa.Column("linked_by", sa.String(length=20), server_default="none", nullable=False),
        sa.Column("probability", sa.Float(), nullable=True),
        sa.Column("batch_id", sa.Text(), server_default="", nullable=False),
        sa.Column("at", types.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_company_spelling_company_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_company_spelling")),
    )
    op.create_index(op.f("ix_company_spelling_company_id"), "company_spelling", ["company_id"], unique=False)
    op.create_table(
        "company_key",
        sa.Column("key", sa.BigInteger(), nullable=False),
        sa.Column("spelling_id", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("key", "spelling_id", name=op.f("pk_company_key")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "company_pair",
        sa.Column("id", _BIG, nullable=False),
        sa.Column("left_company_id", sa.String(length=80), nullable=False),
        sa.Column("right_company_id", sa.String(length=80), nullable=False),
        sa.Column("probability", sa.Float(), nullable=False),
        sa.Column("why", sa.Text(), server_default="", nullable=False),
        sa.Column("state", sa.String(length=10), server_default="open", nullable=False),
        sa.Column("decided_by", sa.Text(), server_default="", nullable=False),
        sa.Column("decided_at", types.UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state IN ('open', 'accepted', 'rejected')", name=op.f("ck_company_pair_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_company_pair")),
        sa.UniqueConstraint(
            "left_company_id", "right_company_id", name=op.f("uq_company_pair_left_company_id_right_company_id")
        ),
    )
    _aliases("company")


def _households() -> None:
    op.create_table(
        "crowded_building",
        sa.Column("building", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("families", sa.Integer(), nullable=False),
        sa.Column("at", types.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("building", name=op.f("pk_crowded_building")),
    )
    _aliases("household")


def _aliases(group: str) -> None:
    table = f"{group}_alias"
    op.create_table(
        table,
        sa.Column("old_id", sa.String(length=80), nullable=False),
        sa.Column(f"{group}_id", sa.String(length=80), nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("at", types.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint([f"{group}_id"], [f"{group}.id"], name=op.f(f"fk_{table}_{group}_id")),
        sa.PrimaryKeyConstraint("old_id", name=op.f(f"pk_{table}")),
    )
    op.create_index(op.f(f"ix_{table}_{group}_id"), table, [f"{group}_id"], unique=False)
