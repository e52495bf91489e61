"""How companies and households are known: spellings, keys they are found by, former ids, doubts."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Float,
    ForeignKey,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
    UniqueConstraint,
)

from dm.db.metadata import key, metadata, moment, one_of, text
from dm.db.types import BigId, Json

# One way in which lists write a company: name, place, web domain and register number together. The id is the hash of
# these, so that a record leads to its spelling without a row of its own.
company_spelling = Table(
    "company_spelling",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("company_id", ForeignKey("company.id"), nullable=False, index=True),
    text("name"),
    text("country"),
    text("city"),
    text("postal_code"),
    text("domain"),
    text("registration_no"),
    Column("linked_by", String(20), nullable=False, server_default="none"),  # none | model | review | split
    Column("probability", Float),
    text("batch_id"),
    moment("at"),
)

# Where a spelling is looked for: hashes of rare words, domain, register number, telephone, address.
company_key = Table(
    "company_key",
    metadata,
    Column("key", BigInteger, nullable=False),
    Column("spelling_id", BigInteger, nullable=False),
    PrimaryKeyConstraint("key", "spelling_id"),
    sqlite_with_rowid=False,
)

company_alias = Table(
    "company_alias",
    metadata,
    key("old_id"),
    Column("company_id", ForeignKey("company.id"), nullable=False, index=True),
    text("reason"),
    moment("at"),
)

# Doubtful pairs of companies for a person to decide; a rejected pair stays apart for every later list.
company_pair = Table(
    "company_pair",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("left_company_id", String(80), nullable=False),
    Column("right_company_id", String(80), nullable=False),
    Column("probability", Float, nullable=False),
    text("why"),
    Column("state", String(10), nullable=False, server_default="open"),
    text("decided_by"),
    moment("decided_at", nullable=True),
    Column(
        "outcome", Json
    ),  # {kept, lost, spellings, aliases, moved, doubled} of a merge, so that it can be taken back
    moment("postponed_at", nullable=True),
    UniqueConstraint("left_company_id", "right_company_id"),
    one_of("state", ["open", "accepted", "rejected"]),
)

household_alias = Table(
    "household_alias",
    metadata,
    key("old_id"),
    Column("household_id", ForeignKey("household.id"), nullable=False, index=True),
    text("reason"),
    moment("at"),
)

# Addresses with so many families that they are a house of many, a home or an office: nobody's dwelling by itself.
crowded_building = Table(
    "crowded_building",
    metadata,
    Column("building", BigInteger, primary_key=True, autoincrement=False),
    Column("families", Integer, nullable=False),
    moment("at"),
)

# What a batch that enriches did, counted; `added` is {field: people}.
enrichment = Table(
    "enrichment",
    metadata,
    Column("batch_id", ForeignKey("batch.id"), primary_key=True),
    Column("records", Integer, nullable=False),
    Column("matched", Integer, nullable=False),
    Column("doubtful", Integer, nullable=False),
    Column("unmatched", Integer, nullable=False),
    Column("added", Json, nullable=False),
    moment("at"),
)
