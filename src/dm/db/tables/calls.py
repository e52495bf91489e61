"""Call tasks, leases and what was heard."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table

from dm.db.metadata import key, metadata, moment, one_of, text
from dm.db.types import BigId, Json
from dm.model import TaskState

# One task for each call piece. A promise is kept as wall time and zone beside the moment computed from it.
call_task = Table(
    "call_task",
    metadata,
    key(),
    Column("piece_id", ForeignKey("piece.id"), nullable=False, unique=True),
    Column("person_id", String(80), nullable=False, index=True),
    Column("campaign_id", String(80), nullable=False),
    Column("list_id", String(80)),  # piece_batch.id
    Column("state", String(10), nullable=False, server_default="open"),
    Column("priority", Integer, nullable=False, server_default="0"),
    text("why"),  # verification: what is to be verified
    Column("fields", Json, nullable=False),  # verification: field names in doubt
    Column("attempts", Integer, nullable=False, server_default="0"),
    text("last_disposition"),
    moment("last_tried_at", nullable=True),
    moment("due_at"),
    text("callback_wall"),  # 2027-03-09T15:30, "" none
    text("callback_zone"),
    text("callback_owner"),
    text("language"),
    Column("dead_points", Json, nullable=False),  # numbers that proved wrong in this task
    moment("created_at"),
    moment("closed_at", nullable=True),
    one_of("state", TaskState),
    Index("ix_call_task_queue", "state", "due_at", "priority"),
)

call_lease = Table(
    "call_lease",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("task_id", ForeignKey("call_task.id"), nullable=False, index=True),
    Column("token", String(64), nullable=False, unique=True),
    text("agent"),
    moment("opened_at"),
    moment("until"),
    moment("closed_at", nullable=True),
    text("closed_why"),  # outcome | expired | released
    text("attempt_id"),
    text("disposition"),
    text("note"),
)

# One open row for the person and one for each phone: nobody is called by two agents at once.
call_lease_key = Table(
    "call_lease_key",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("lease_id", ForeignKey("call_lease.id"), nullable=False, index=True),
    Column("key", String(80), nullable=False),
    Column("open", Boolean, nullable=False),
    Index(
        "uq_call_lease_key_open",
        "key",
        unique=True,
        sqlite_where=Column("open", Boolean).is_(True),
        postgresql_where=Column("open", Boolean).is_(True),
    ),
)

# What was heard is a proposal until a rule or a supervisor takes it.
correction = Table(
    "correction",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("person_id", String(80), nullable=False, index=True),
    Column("task_id", String(80)),
    Column("field", String(30), nullable=False),
    text("old"),
    text("new"),
    Column("state", String(10), nullable=False, server_default="proposed"),
    text("source"),  # call | return | form
    text("agent"),
    moment("at"),
    text("decided_by"),
    moment("decided_at", nullable=True),
    one_of("state", ["proposed", "accepted", "rejected", "confirmed", "refused"]),
)
