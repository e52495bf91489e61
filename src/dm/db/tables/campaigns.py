"""What was decided before anything was made: segments, briefs, plans, draws, approvals."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
)

from dm.db.metadata import key, metadata, moment, one_of, text
from dm.db.types import BigId, ExactDecimal, Json
from dm.model import CampaignState, Channel, Outcome

segment = Table(
    "segment",
    metadata,
    key(),
    text("title"),
    Column("definition", Json, nullable=False),
    Column("sha256", String(64), nullable=False),
    moment("stored_at"),
)

# `brief` is the validated campaign file; `system` marks the built-in campaign of verification calls.
campaign = Table(
    "campaign",
    metadata,
    key(),
    text("title"),
    Column("state", String(10), nullable=False, server_default="draft"),
    Column("brief", Json, nullable=False),
    Column("brief_sha256", String(64), nullable=False),
    Column("system", Integer, nullable=False, server_default="0"),
    text("goal"),
    text("controller"),
    text("purpose"),
    text("time_zone"),
    Column("opens_on", Date),
    Column("closes_on", Date),
    Column("currency", String(3), nullable=False, server_default="EUR"),
    text("segment_id"),
    Column("current_plan_id", String(80)),
    moment("created_at"),
    text("created_by"),
    moment("stopped_at", nullable=True),
    text("stopped_by"),
    one_of("state", CampaignState),
)

cell = Table(
    "cell",
    metadata,
    Column("campaign_id", ForeignKey("campaign.id"), nullable=False),
    Column("name", String(40), nullable=False),
    Column("position", Integer, nullable=False),
    Column("share", Float, nullable=False),
    text("offer"),
    PrimaryKeyConstraint("campaign_id", "name"),
)

# `due_at` is fixed at planning for dated waves; None while it waits for the wave it comes after.
wave = Table(
    "wave",
    metadata,
    Column("campaign_id", ForeignKey("campaign.id"), nullable=False),
    Column("name", String(40), nullable=False),
    Column("position", Integer, nullable=False),
    Column("channel", String(10), nullable=False),
    text("template"),
    text("vendor"),
    Column("drop_on", Date),
    text("send_at"),  # HH:MM of the recipient's local time, "" at once
    text("after_wave"),
    Column("after_days", Integer),
    Column("unit_cost", ExactDecimal),
    text("unit_cost_currency"),
    Column("condition", Json),  # where
    Column("unless", Json),
    moment("due_at", nullable=True),
    moment("launched_at", nullable=True),
    PrimaryKeyConstraint("campaign_id", "name"),
    one_of("channel", Channel),
)

# One planning run; the newest is the campaign's current plan. `hash` covers audience, templates, policies, costs.
plan = Table(
    "plan",
    metadata,
    key(),
    Column("campaign_id", ForeignKey("campaign.id"), nullable=False, index=True),
    Column("hash", String(64), nullable=False),
    Column("universe", Integer, nullable=False),
    Column("waterfall", Json, nullable=False),
    Column("pieces", Json, nullable=False),
    Column("holdout", Integer, nullable=False),
    Column("cells", Json, nullable=False),
    Column("cost_minor", BigInteger, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("detectable_lift", Float),
    Column("calendar", Json, nullable=False),
    Column("templates", Json, nullable=False),  # {template: sha256}
    text("policies"),  # hash of the whole policy set
    Column("parts", Json),  # the other hashes that `hash` is made of: segment, audience, pieces
    moment("planned_at"),
    text("planned_by"),
)

# The frozen audience: one row for each person of the universe.
audience_member = Table(
    "audience_member",
    metadata,
    Column("plan_id", ForeignKey("plan.id"), nullable=False),
    Column("person_id", String(80), nullable=False),
    text("unit_id"),
    Column("outcome", String(10), nullable=False),
    text("step"),
    text("reason"),
    Column("rule", Json, nullable=False),  # rule ids of the deciding gate, [] where no law spoke
    Column("law", Json, nullable=False),  # their sources
    PrimaryKeyConstraint("plan_id", "person_id"),
    Index("ix_audience_member_person", "person_id"),
    Index("ix_audience_member_unit", "plan_id", "unit_id"),
    one_of("outcome", Outcome),
)

# The stored draw of a unit: never drawn again, not after a merge, not after a split.
assignment = Table(
    "assignment",
    metadata,
    Column("campaign_id", ForeignKey("campaign.id"), nullable=False),
    Column("unit_id", String(80), nullable=False),
    Column("person_id", String(80), nullable=False),
    Column("arm", String(10), nullable=False),  # treated | holdout
    Column("cell", String(40), nullable=False),  # the holdout has its cell too: what it would have got
    text("holdout_key"),
    moment("drawn_at"),
    PrimaryKeyConstraint("campaign_id", "unit_id"),
    Index("ix_assignment_person", "person_id"),
    one_of("arm", ["treated", "holdout"]),
)

proof = Table(
    "proof",
    metadata,
    key(),
    Column("campaign_id", ForeignKey("campaign.id"), nullable=False, index=True),
    Column("plan_hash", String(64), nullable=False),
    Column("files", Json, nullable=False),  # [{path, sha256, why}]
    Column("hash", String(64), nullable=False),
    moment("made_at"),
)

approval = Table(
    "approval",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("campaign_id", ForeignKey("campaign.id"), nullable=False, index=True),
    Column("plan_hash", String(64), nullable=False),
    Column("proof_hash", String(64), nullable=False),
    text("approved_by"),
    moment("approved_at"),
    moment("voided_at", nullable=True),
    text("voided_why"),
)
