"""Users, tokens, exchange rates, and what the console wants done."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, ForeignKey, Integer, PrimaryKeyConstraint, String, Table

from dm.db.metadata import key, metadata, moment, one_of, text
from dm.db.types import BigId, ExactDecimal, Json
from dm.model import Role

user_account = Table(
    "user_account",
    metadata,
    key("name"),
    Column("role", String(12), nullable=False),
    text("password_hash"),
    Column("must_change", Boolean, nullable=False, server_default="1"),
    Column("active", Boolean, nullable=False, server_default="1"),
    text("language"),
    text("vendor"),  # a print vendor's or courier's own profile: "" sees the batches of all
    moment("created_at"),
    Column("failed_logins", Integer, nullable=False, server_default="0"),
    moment("locked_until", nullable=True),
    one_of("role", Role),
)

api_token = Table(
    "api_token",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("user_name", ForeignKey("user_account.name"), nullable=False, index=True),
    moment("created_at"),
    moment("revoked_at", nullable=True),
)

# Another currency needs a dated rate: one unit of `currency` is `rate` units of `base`.
dated_rate = Table(
    "dated_rate",
    metadata,
    Column("on", Date, nullable=False),
    Column("base", String(3), nullable=False),
    Column("currency", String(3), nullable=False),
    Column("rate", ExactDecimal, nullable=False),
    text("source"),
    PrimaryKeyConstraint("on", "base", "currency"),
)

# Console and terminal ask for a flow by a row; the worker of `dm up` takes it. "late" asks a person first.
flow_wish = Table(
    "flow_wish",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("flow", String(20), nullable=False),
    Column("parameters", Json, nullable=False),  # ids only
    Column("state", String(10), nullable=False, server_default="asked"),
    text("asked_by"),
    moment("asked_at"),
    text("run_id"),
    text("message"),
    moment("ended_at", nullable=True),
    one_of("state", ["late", "asked", "running", "done", "failed", "declined"]),
)
