"""What came back."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
    UniqueConstraint,
)

from dm.db.metadata import metadata, moment, one_of, text
from dm.db.types import BigId, Json
from dm.model import ResponseKind

response_file = Table(
    "response_file",
    metadata,
    Column("sha256", String(64), primary_key=True),
    text("file_name"),
    Column("rows", Integer, nullable=False),
    Column("matched", Integer, nullable=False),
    Column("repeated", Integer, nullable=False),
    Column("unmatched", Integer, nullable=False),
    moment("read_at"),
)

# Each response belongs to one campaign at most: its code's, else the latest that treated the person.
# `campaign_id` None: the person's, of no campaign. Seeds have the arm "seed".
response = Table(
    "response",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("dedupe_key", String(64), nullable=False, unique=True),
    Column("kind", String(12), nullable=False),
    Column("person_id", String(80), index=True),
    Column("campaign_id", String(80)),
    Column("unit_id", String(80)),
    Column("arm", String(10)),
    Column("cell", String(40)),
    Column("piece_id", ForeignKey("piece.id"), index=True),
    Column("wave", String(40)),
    text("matched_by"),  # code | piece_id | consignment_no | person_id | external_id | email | phone
    moment("at"),
    Column("value_minor", BigInteger),
    Column("currency", String(3)),
    text("product"),
    text("order_ref"),
    text("reason"),
    text("note"),
    text("source"),  # file, console, landing page, agent
    moment("recorded_at"),
    Index("ix_response_campaign", "campaign_id", "kind"),
    one_of("kind", ResponseKind),
)

# Every campaign that was open when somebody answered who is in its draw, treated or holdout alike: the base of lift.
# Only rows that name the person are here; what names a piece alone could never come from the holdout.
response_match = Table(
    "response_match",
    metadata,
    Column("response_id", ForeignKey("response.id"), nullable=False),
    Column("campaign_id", String(80), nullable=False),
    Column("unit_id", String(80), nullable=False),
    Column("arm", String(10), nullable=False),
    Column("cell", String(40), nullable=False),
    PrimaryKeyConstraint("response_id", "campaign_id"),
    Index("ix_response_match_unit", "campaign_id", "unit_id"),
)

# What belongs to nobody is listed, never spread.
response_unmatched = Table(
    "response_unmatched",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("file_sha256", String(64), nullable=False),
    Column("row", Integer, nullable=False),
    Column("raw", Json, nullable=False),
    text("reason"),
    moment("at"),
    UniqueConstraint("file_sha256", "row"),
)

# Orders, whether a campaign brought them or not: for lift, CLV and loyalty.
purchase = Table(
    "purchase",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("person_id", ForeignKey("person.id"), nullable=False, index=True),
    Column("system", String(40), nullable=False, server_default=""),
    Column("order_ref", String(80), nullable=False),
    moment("at"),
    Column("value_minor", BigInteger, nullable=False),
    Column("currency", String(3), nullable=False),
    text("product"),
    text("source_id"),
    UniqueConstraint("system", "order_ref"),
    Index("ix_purchase_person_at", "person_id", "at"),
)
