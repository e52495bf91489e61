"""Every table of the first release."""

from __future__ import annotations

from alembic import op

from dm.db import tables  # noqa: F401
from dm.db.metadata import metadata

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    metadata.create_all(op.get_bind())
