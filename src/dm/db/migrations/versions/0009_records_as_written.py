"""What a row said is kept as it was written: half the price of storing it and of reading it on PostgreSQL."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        # Both at once: each change of a type writes the whole table anew.
        op.execute(sa.text("ALTER TABLE record ALTER COLUMN raw TYPE json, ALTER COLUMN fields TYPE json"))
