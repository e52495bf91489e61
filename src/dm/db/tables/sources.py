"""Where lists come from, and their rows as they came."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
    UniqueConstraint,
)

from dm.db.metadata import key, metadata, moment, one_of, text
from dm.db.types import BigId, ExactDecimal, Json, WholeJson
from dm.model import Party

# A supplier's list with its provenance and licence (contract.md, source file).
source = Table(
    "source",
    metadata,
    key(),
    text("title"),
    text("supplier"),
    text("origin"),
    text("contract"),
    Column("party", String(10), nullable=False),
    Column("notice_on", Date),
    Column("collected_from", Date),
    Column("collected_to", Date),
    Column("acquired_on", Date),
    text("lawful_basis"),
    text("wording"),
    Column("permitted_channels", Json, nullable=False),
    Column("permitted_purposes", Json, nullable=False),
    Column("valid_until", Date),
    Column("uses_left", Integer),  # None: no limit in the licence
    text("country"),
    text("language"),
    Column("unit_price", ExactDecimal),
    text("unit_price_currency"),
    Column("trust", Integer, nullable=False, server_default="50"),  # 0..100, weighs in survivorship
    Column("file_sha256", String(64), nullable=False),
    moment("registered_at"),
    text("registered_by"),
    one_of("party", Party),
)

# Only the fact of a refusal is kept: no row of an unlawful list is ever stored.
refused_source = Table(
    "refused_source",
    metadata,
    Column("id", BigId, primary_key=True),
    text("source_id"),
    text("origin"),
    text("reason"),
    Column("file_sha256", String(64), nullable=False),
    moment("refused_at"),
    text("refused_by"),
)

# One imported file of a source.
batch = Table(
    "batch",
    metadata,
    key(),
    Column("source_id", ForeignKey("source.id"), nullable=False),
    text("file_name"),
    Column("file_sha256", String(64), nullable=False),
    text("encoding"),
    text("dialect"),
    Column("mapping", Json, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("accepted", Integer, nullable=False),
    Column("quarantined", Integer, nullable=False),
    text("quarantine_file"),
    Column("state", String(10), nullable=False, server_default="accepted"),
    Column("enriches", Boolean, nullable=False, server_default="0"),  # adds fields to people and makes none
    moment("imported_at"),
    moment("actualized_at", nullable=True),
    Column("keys_version", Integer, nullable=False, server_default="0"),  # of its records' rows in link_key; 0: none
    one_of("state", ["accepted", "actualized", "undone"]),
    Index(
        "uq_batch_source_file",
        "source_id",
        "file_sha256",
        unique=True,
        sqlite_where=Column("state") != "undone",
        postgresql_where=Column("state") != "undone",
    ),
)

# One row as it came; only its link to a person is ever written again.
record = Table(
    "record",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("batch_id", ForeignKey("batch.id"), nullable=False),
    Column("row", Integer, nullable=False),
    text("external_id"),
    Column("raw", WholeJson, nullable=False),  # list of cells as read
    Column("fields", WholeJson, nullable=False),  # {contact field: text or [texts]} after mapping, not yet normalised
    Column("person_id", String(80)),  # None until actualized
    Column("linked_by", String(20)),  # exact | model | review | split | none
    UniqueConstraint("batch_id", "row"),
    Index("ix_record_external_id", "external_id"),
    Index(
        "ix_record_person_id",
        "person_id",
        sqlite_where=Column("person_id").is_not(None),
        postgresql_where=Column("person_id").is_not(None),
    ),
    # Room on each page for its rows once more: who each is of is written beside it, and no index hears of that.
    postgresql_with={"fillfactor": 46},
)

# A row that cannot be used, with the reason; nothing of a file is lost.
quarantine = Table(
    "quarantine",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("batch_id", ForeignKey("batch.id"), nullable=False, index=True),
    Column("row", Integer, nullable=False),
    text("field"),
    text("reason"),
    Column("raw", Json, nullable=False),
    Column("solved", Boolean, nullable=False, server_default="0"),
)

# The newest quality report of a source, or of one batch ("" the whole source): figures without a person in them.
source_quality = Table(
    "source_quality",
    metadata,
    Column("source_id", ForeignKey("source.id"), nullable=False),
    Column("batch_id", String(80), nullable=False, server_default=""),
    Column("figures", Json, nullable=False),
    text("folder"),  # relative to the workspace
    moment("made_at"),
    text("made_by"),
    PrimaryKeyConstraint("source_id", "batch_id"),
)
