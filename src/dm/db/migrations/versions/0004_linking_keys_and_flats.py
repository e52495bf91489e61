"""Keys by which a new batch finds whom it must be compared with; the flat apart from the house; fewer indexes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

# Each is the beginning of a unique key of its table, and cost a tenth of the time that storing people takes.
_DOUBLE = (
    ("ix_contact_point_person_kind_rank", "contact_point"),
    ("ix_company_member_company_id", "company_member"),
    ("ix_household_member_household_id", "household_member"),
)


def upgrade() -> None:
    op.create_table(
        "link_key",
        sa.Column("key", sa.BigInteger(), nullable=False),
        sa.Column("record_id", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("key", "record_id", name=op.f("pk_link_key")),
        sqlite_with_rowid=False,
    )
    op.add_column("batch", sa.Column("keys_version", sa.Integer(), server_default="0", nullable=False))
    op.add_column("contact_point", sa.Column("flat", sa.Text(), server_default="", nullable=False))
    for index, table in _DOUBLE:
        op.drop_index(index, table_name=table)
