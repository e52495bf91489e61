"""What came back."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, String, Table, UniqueConstraint

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

# Matched to the frozen assignment by one rule for treated people and holdout. `campaign_id` None: the person's, of no campaign.
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
