"""Less to write for each contact point and zone; the people of records are indexed when they are known."""

from __future__ import annotations

import re

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

# The primary key says the same: a point's id is made of the person's id and the HMAC.
_DOUBLE = "uq_contact_point_person_id_kind_hmac"


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        _points_and_zones_anew()
    else:
        op.drop_constraint(_DOUBLE, "contact_point", type_="unique")
    op.create_index("ix_contact_point_person_id", "contact_point", ["person_id"])
    op.drop_index("ix_record_person_id", table_name="record")
    known = sa.text("person_id IS NOT NULL")
    op.create_index(
        "ix_record_person_id", "record", ["person_id"], sqlite_where=known, postgresql_where=known
    )


def _points_and_zones_anew() -> None:
    """SQLite lets go of a constraint, and of the hidden number of each row, only with the table."""
    # The view is made again after the migrations; zones refer to points, so they step aside first.
    op.execute('DROP VIEW IF EXISTS "mart_person"')
    op.execute("CREATE TEMPORARY TABLE zone_kept AS SELECT point_id, zone FROM point_zone")
    op.drop_table("point_zone")
    made = op.get_bind().execute(sa.text("SELECT sql FROM sqlite_master WHERE name = 'contact_point'")).scalar_one()
    slim = re.sub(rf",\s*CONSTRAINT {_DOUBLE} UNIQUE \([^)]*\)", "", made)
    op.execute(re.sub(r'^CREATE TABLE "?contact_point"?', "CREATE TABLE contact_point_slim", slim))
    op.execute("INSERT INTO contact_point_slim SELECT * FROM contact_point ORDER BY id")
    op.drop_table("contact_point")
    op.rename_table("contact_point_slim", "contact_point")
    op.create_index("ix_contact_point_hmac", "contact_point", ["hmac"])
    op.create_table(
        "point_zone",
        sa.Column("point_id", sa.String(length=80), nullable=False),
        sa.Column("zone", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["point_id"], ["contact_point.id"], name=op.f("fk_point_zone_point_id")
        ),
        sa.PrimaryKeyConstraint("point_id", "zone", name=op.f("pk_point_zone")),
        sqlite_with_rowid=False,
    )
    op.execute("INSERT INTO point_zone SELECT point_id, zone FROM zone_kept ORDER BY point_id, zone")
    op.execute("DROP TABLE zone_kept")
