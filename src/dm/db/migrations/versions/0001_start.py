"""Every table of the first release.

Made once from the tables by Alembic; from here on each change is a step of its own.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from dm.db import types

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    for create in (
        _artefact,
        _audit,
        _audit_head,
        _campaign,
        _company,
        _consent_event,
        _correction,
        _dated_rate,
        _flow_wish,
        _household,
        _link_version,
        _person,
        _piece,
        _piece_batch,
        _refused_source,
        _register_snapshot,
        _response_file,
        _response_unmatched,
        _review_pair,
        _segment,
        _source,
        _suppression,
        _user_account,
        _wording,
        _api_token,
        _approval,
        _assignment,
        _attempt,
        _batch,
        _batch_item,
        _call_task,
        _cell,
        _company_member,
        _contact_point,
        _household_member,
        _person_alias,
        _plan,
        _proof,
        _purchase,
        _register_entry,
        _relationship,
        _response,
        _score,
        _wave,
        _audience_member,
        _call_lease,
        _point_zone,
        _quarantine,
        _record,
        _response_match,
        _call_lease_key,
        _person_value,
    ):
        create()


def _artefact() -> None:
    op.create_table(
        "artefact",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("campaign_id", sa.Text(), server_default="", nullable=False),
        sa.Column("batch_id", sa.Text(), server_default="", nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("path", sa.Text(), server_default="", nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("destroy_on", sa.Date(), nullable=True),
        sa.Column("made_at", types.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_artefact")),
        sa.UniqueConstraint("path", "sha256", name=op.f("uq_artefact_path_sha256")),
    )


def _audit() -> None:
    op.create_table(
        "audit",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("at", types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.Text(), server_default="", nullable=False),
        sa.Column("action", sa.Text(), server_default="", nullable=False),
        sa.Column("object", sa.Text(), server_default="", nullable=False),
        sa.Column(
            "payload", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False
        ),
        sa.Column("payload_sha256", sa.String(length=64), nullable=False),
        sa.Column("prev_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_audit")),
        sa.UniqueConstraint("hash", name=op.f("uq_audit_hash")),
    )


def _audit_head() -> None:
    op.create_table(
        "audit_head",
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("signature", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("on", name=op.f("pk_audit_head")),
    )


def _campaign() -> None:
    op.create_table(
        "campaign",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("title", sa.Text(), server_default="", nullable=False),
        sa.Column("state", sa.String(length=10), server_default="draft", nullable=False),
        sa.Column(
            "brief", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False
        ),
        sa.Column("brief_sha256", sa.String(length=64), nullable=False),
        sa.Column("system", sa.Integer(), server_default="0", nullable=False),
        sa.Column("goal", sa.Text(), server_default="", nullable=False),
        sa.Column("controller", sa.Text(), server_default="", nullable=False),
        sa.Column("purpose", sa.Text(), server_default="", nullable=False),
        sa.Column("time_zone", sa.Text(), server_default="", nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=True),
        sa.Column("closes_on", sa.Date(), nullable=True),
        sa.Column("currency", sa.String(length=3), server_default="EUR", nullable=False),
        sa.Column("segment_id", sa.Text(), server_default="", nullable=False),
        sa.Column("current_plan_id", sa.String(length=80), nullable=True),
        sa.Column("created_at", types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Text(), server_default="", nullable=False),
        sa.Column("stopped_at", types.UtcDateTime(timezone=True), nullable=True),
        sa.Column("stopped_by", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint(
            "state IN ('draft', 'planned', 'proofed', 'approved', 'running', 'paused', 'stopped', 'closed')",
            name=op.f("ck_campaign_state"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign")),
    )


def _company() -> None:
    op.create_table(
        "company",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("name_folded", sa.Text(), server_default="", nullable=False),
        sa.Column("legal_form", sa.Text(), server_default="", nullable=False),
        sa.Column("country", sa.Text(), server_default="", nullable=False),
        sa.Column("city", sa.Text(), server_default="", nullable=False),
        sa.Column("registration_no", sa.Text(), server_default="", nullable=False),
        sa.Column("created_at", types.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_company")),
    )
    op.create_index(op.f("ix_company_name_folded"), "company", ["name_folded"], unique=False)


def _consent_event() -> None:
    op.create_table(
        "consent_event",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.String(length=80), nullable=True),
        sa.Column("point_hmac", sa.String(length=64), nullable=True),
        sa.Column("controller", sa.Text(), server_default="", nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("purpose", sa.String(length=40), nullable=False),
        sa.Column("basis", sa.Text(), server_default="", nullable=False),
        sa.Column("action", sa.String(length=10), nullable=False),
        sa.Column("form", sa.String(length=20), server_default="", nullable=False),
        sa.Column("wording", sa.Text(), server_default="", nullable=False),
        sa.Column("wording_sha256", sa.String(length=64), nullable=True),
        sa.Column("evidence", sa.Text(), server_default="", nullable=False),
        sa.Column("place", sa.Text(), server_default="", nullable=False),
        sa.Column("recorded_by", sa.Text(), server_default="", nullable=False),
        sa.Column("time_zone", sa.Text(), server_default="", nullable=False),
        sa.Column("at", types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("valid_until", types.UtcDateTime(timezone=True), nullable=True),
        sa.Column("duration", sa.String(length=12), server_default="none", nullable=False),
        sa.Column("out_of_hours", sa.Boolean(), server_default="0", nullable=False),
        sa.Column("batch_id", sa.Text(), server_default="", nullable=False),
        sa.Column("dedupe_key", sa.String(length=64), nullable=False),
        sa.CheckConstraint(
            "action IN ('given', 'confirmed', 'withdrawn', 'expired', 'objected', 'refused')",
            name=op.f("ck_consent_event_action"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent_event")),
        sa.UniqueConstraint("dedupe_key", name=op.f("uq_consent_event_dedupe_key")),
    )
    op.create_index(op.f("ix_consent_event_person_id"), "consent_event", ["person_id"], unique=False)
    op.create_index(op.f("ix_consent_event_point_hmac"), "consent_event", ["point_hmac"], unique=False)


def _correction() -> None:
    op.create_table(
        "correction",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.String(length=80), nullable=False),
        sa.Column("task_id", sa.String(length=80), nullable=True),
        sa.Column("field", sa.String(length=30), nullable=False),
        sa.Column("old", sa.Text(), server_default="", nullable=False),
        sa.Column("new", sa.Text(), server_default="", nullable=False),
        sa.Column("state", sa.String(length=10), server_default="proposed", nullable=False),
        sa.Column("source", sa.Text(), server_default="", nullable=False),
        sa.Column("agent", sa.Text(), server_default="", nullable=False),
        sa.Column("at", types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Text(), server_default="", nullable=False),
        sa.Column("decided_at", types.UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('proposed', 'accepted', 'rejected', 'confirmed', 'refused')", name=op.f("ck_correction_state")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correction")),
    )
    op.create_index(op.f("ix_correction_person_id"), "correction", ["person_id"], unique=False)


def _dated_rate() -> None:
    op.create_table(
        "dated_rate",
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("base", sa.String(length=3), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("rate", types.ExactDecimal(precision=20, scale=8), nullable=False),
        sa.Column("source", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("on", "base", "currency", name=op.f("pk_dated_rate")),
    )


def _flow_wish() -> None:
    op.create_table(
        "flow_wish",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("flow", sa.String(length=20), nullable=False),
        sa.Column(
            "parameters", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False
        ),
        sa.Column("state", sa.String(length=10), server_default="asked", nullable=False),
        sa.Column("asked_by", sa.Text(), server_default="", nullable=False),
        sa.Column("asked_at", types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("run_id", sa.Text(), server_default="", nullable=False),
        sa.Column("message", sa.Text(), server_default="", nullable=False),
        sa.Column("ended_at", types.UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('late', 'asked', 'running', 'done', 'failed', 'declined')", name=op.f("ck_flow_wish_state")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flow_wish")),
    )


def _household() -> None:
    op.create_table(
        "household",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("address_key", sa.Text(), server_default="", nullable=False),
        sa.Column("created_at", types.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_household")),
    )
    op.create_index(op.f("ix_household_address_key"), "household", ["address_key"], unique=False)


def _link_version() -> None:
    op.create_table(
        "link_version",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column(
            "definition", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False
        ),
        sa.Column("frozen_at", types.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link_version")),
    )


def _person() -> None:
    op.create_table(
        "person",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("state", sa.String(length=10), server_default="active", nullable=False),
        sa.Column("merged_into", sa.String(length=80), nullable=True),
        sa.Column("salt", sa.LargeBinary(length=16), nullable=True),
        sa.Column("source_id", sa.Text(), server_default="", nullable=False),
        sa.Column("batch_id", sa.Text(), server_default="", nullable=False),
        sa.Column("external_id", sa.Text(), server_default="", nullable=False),
        sa.Column("title", sa.Text(), server_default="", nullable=False),
        sa.Column("given_name", sa.Text(), server_default="", nullable=False),
        sa.Column("middle_name", sa.Text(), server_default="", nullable=False),
        sa.Column("family_name", sa.Text(), server_default="", nullable=False),
        sa.Column("full_name", sa.Text(), server_default="", nullable=False),
        sa.Column("gender", sa.String(length=1), nullable=True),
        sa.Column("birth_date", sa.Date(), nullable=True),
        sa.Column("language", sa.Text(), server_default="", nullable=False),
        sa.Column("country", sa.Text(), server_default="", nullable=False),
        sa.Column("region", sa.Text(), server_default="", nullable=False),
        sa.Column("city", sa.Text(), server_default="", nullable=False),
        sa.Column("postal_code", sa.Text(), server_default="", nullable=False),
        sa.Column("latitude", sa.Float(), nullable=True),
        sa.Column("longitude", sa.Float(), nullable=True),
        sa.Column("name_folded", sa.Text(), server_default="", nullable=False),
        sa.Column("city_folded", sa.Text(), server_default="", nullable=False),
        sa.Column("job_title", sa.Text(), server_default="", nullable=False),
        sa.Column("department", sa.Text(), server_default="", nullable=False),
        sa.Column("notes", sa.Text(), server_default="", nullable=False),
        sa.Column("party", sa.String(length=10), nullable=False),
        sa.Column(
            "custom", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False
        ),
        sa.Column("verified_at", types.UtcDateTime(timezone=True), nullable=True),
        sa.Column("observed_at", types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("created_at", types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("updated_at", types.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("party IN ('consumer', 'business')", name=op.f("ck_person_party")),
        sa.CheckConstraint("state IN ('active', 'merged', 'erased')", name=op.f("ck_person_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
    )
    op.create_index("ix_person_country_city", "person", ["country", "city_folded"], unique=False)
    op.create_index("ix_person_name_folded", "person", ["name_folded"], unique=False)
    op.create_index(op.f("ix_person_source_id"), "person", ["source_id"], unique=False)


def _piece() -> None:
    op.create_table(
        "piece",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("serial", sa.BigInteger(), nullable=False),
        sa.Column("campaign_id", sa.String(length=80), nullable=False),
        sa.Column("wave", sa.String(length=40), nullable=False),
        sa.Column("unit_id", sa.String(length=80), nullable=False),
        sa.Column("person_id", sa.String(length=80), nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("point_id", sa.String(length=80), nullable=True),
        sa.Column("cell", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=10), server_default="planned", nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("response_code", sa.String(length=8), nullable=False),
        sa.Column("language", sa.Text(), server_default="", nullable=False),
        sa.Column("seed", sa.Boolean(), server_default="0", nullable=False),
        sa.Column("score", sa.Float(), nullable=True),
        sa.Column("due_at", types.UtcDateTime(timezone=True), nullable=True),
        sa.Column(
            "snapshot", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=True
        ),
        sa.Column("planned_at", types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("claimed_at", types.UtcDateTime(timezone=True), nullable=True),
        sa.Column("sent_at", types.UtcDateTime(timezone=True), nullable=True),
        sa.Column("closed_at", types.UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint("channel IN ('letter', 'courier', 'email', 'call')", name=op.f("ck_piece_channel")),
        sa.CheckConstraint(
            "state IN ('planned', 'claimed', 'produced', 'sent', 'delivered', 'returned', 'failed', 'unsettled', 'dropped', 'cancelled')",
            name=op.f("ck_piece_state"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_piece")),
        sa.UniqueConstraint("campaign_id", "wave", "unit_id", name=op.f("uq_piece_campaign_id_wave_unit_id")),
        sa.UniqueConstraint("response_code", name=op.f("uq_piece_response_code")),
        sa.UniqueConstraint("serial", name=op.f("uq_piece_serial")),
    )
    op.create_index(op.f("ix_piece_person_id"), "piece", ["person_id"], unique=False)
    op.create_index("ix_piece_wave_state", "piece", ["campaign_id", "wave", "state"], unique=False)


def _piece_batch() -> None:
    op.create_table(
        "piece_batch",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("campaign_id", sa.String(length=80), nullable=False),
        sa.Column("wave", sa.String(length=40), nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("vendor", sa.Text(), server_default="", nullable=False),
        sa.Column("state", sa.String(length=10), server_default="building", nullable=False),
        sa.Column("pieces", sa.Integer(), server_default="0", nullable=False),
        sa.Column("pages", sa.Integer(), server_default="0", nullable=False),
        sa.Column("sheets", sa.Integer(), server_default="0", nullable=False),
        sa.Column("folder", sa.Text(), server_default="", nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("reprint_of", sa.String(length=80), nullable=True),
        sa.Column("spoil_file_sha256", sa.String(length=64), nullable=True),
        sa.Column("created_at", types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("sealed_at", types.UtcDateTime(timezone=True), nullable=True),
        sa.Column("released_at", types.UtcDateTime(timezone=True), nullable=True),
        sa.Column("received_at", types.UtcDateTime(timezone=True), nullable=True),
        sa.Column("printed_at", types.UtcDateTime(timezone=True), nullable=True),
        sa.Column("posted_at", types.UtcDateTime(timezone=True), nullable=True),
        sa.Column("released_by", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint("channel IN ('letter', 'courier', 'email', 'call')", name=op.f("ck_piece_batch_channel")),
        sa.CheckConstraint(
            "state IN ('building', 'sealed', 'released', 'received', 'printed', 'posted')",
            name=op.f("ck_piece_batch_state"),
        ),
        sa.ForeignKeyConstraint(["reprint_of"], ["piece_batch.id"], name=op.f("fk_piece_batch_reprint_of")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_piece_batch")),
        sa.UniqueConstraint("number", name=op.f("uq_piece_batch_number")),
    )
    op.create_index("ix_piece_batch_wave", "piece_batch", ["campaign_id", "wave"], unique=False)


def _refused_source() -> None:
    op.create_table(
        "refused_source",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("source_id", sa.Text(), server_default="", nullable=False),
        sa.Column("origin", sa.Text(), server_default="", nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("file_sha256", sa.String(length=64), nullable=False),
        sa.Column("refused_at", types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("refused_by", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refused_source")),
    )


def _register_snapshot() -> None:
    op.create_table(
        "register_snapshot",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("register", sa.String(length=40), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("file_name", sa.Text(), server_default="", nullable=False),
        sa.Column("file_sha256", sa.String(length=64), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("imported_at", types.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_snapshot")),
    )
    op.create_index(op.f("ix_register_snapshot_register"), "register_snapshot", ["register"], unique=False)


def _response_file() -> None:
    op.create_table(
        "response_file",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("file_name", sa.Text(), server_default="", nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("matched", sa.Integer(), nullable=False),
        sa.Column("repeated", sa.Integer(), nullable=False),
        sa.Column("unmatched", sa.Integer(), nullable=False),
        sa.Column("read_at", types.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_response_file")),
    )


def _response_unmatched() -> None:
    op.create_table(
        "response_unmatched",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("file_sha256", sa.String(length=64), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("raw", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("at", types.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_response_unmatched")),
        sa.UniqueConstraint("file_sha256", "row", name=op.f("uq_response_unmatched_file_sha256_row")),
    )


def _review_pair() -> None:
    op.create_table(
        "review_pair",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("left_person_id", sa.String(length=80), nullable=False),
        sa.Column("right_person_id", sa.String(length=80), nullable=False),
        sa.Column("probability", sa.Float(), nullable=False),
        sa.Column("why", sa.Text(), server_default="", nullable=False),
        sa.Column("state", sa.String(length=10), server_default="open", nullable=False),
        sa.Column("decided_by", sa.Text(), server_default="", nullable=False),
        sa.Column("decided_at", types.UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state IN ('open', 'accepted', 'rejected')", name=op.f("ck_review_pair_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_pair")),
        sa.UniqueConstraint(
            "left_person_id", "right_person_id", name=op.f("uq_review_pair_left_person_id_right_person_id")
        ),
    )


def _segment() -> None:
    op.create_table(
        "segment",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("title", sa.Text(), server_default="", nullable=False),
        sa.Column(
            "definition", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False
        ),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("stored_at", types.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_segment")),
    )


def _source() -> None:
    op.create_table(
        "source",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("title", sa.Text(), server_default="", nullable=False),
        sa.Column("supplier", sa.Text(), server_default="", nullable=False),
        sa.Column("origin", sa.Text(), server_default="", nullable=False),
        sa.Column("contract", sa.Text(), server_default="", nullable=False),
        sa.Column("party", sa.String(length=10), nullable=False),
        sa.Column("notice_on", sa.Date(), nullable=True),
        sa.Column("collected_from", sa.Date(), nullable=True),
        sa.Column("collected_to", sa.Date(), nullable=True),
        sa.Column("acquired_on", sa.Date(), nullable=True),
        sa.Column("lawful_basis", sa.Text(), server_default="", nullable=False),
        sa.Column("wording", sa.Text(), server_default="", nullable=False),
        sa.Column(
            "permitted_channels",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "permitted_purposes",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("uses_left", sa.Integer(), nullable=True),
        sa.Column("country", sa.Text(), server_default="", nullable=False),
        sa.Column("language", sa.Text(), server_default="", nullable=False),
        sa.Column("unit_price", types.ExactDecimal(precision=20, scale=8), nullable=True),
        sa.Column("unit_price_currency", sa.Text(), server_default="", nullable=False),
        sa.Column("trust", sa.Integer(), server_default="50", nullable=False),
        sa.Column("file_sha256", sa.String(length=64), nullable=False),
        sa.Column("registered_at", types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("registered_by", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint("party IN ('consumer', 'business')", name=op.f("ck_source_party")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source")),
    )


def _suppression() -> None:
    op.create_table(
        "suppression",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("hmac", sa.String(length=64), nullable=False),
        sa.Column("key_id", sa.String(length=16), nullable=False),
        sa.Column("normal_kind", sa.String(length=20), nullable=False),
        sa.Column("normal_version", sa.Integer(), nullable=False),
        sa.Column("scope", sa.String(length=15), nullable=False),
        sa.Column("channel", sa.String(length=10), server_default="*", nullable=False),
        sa.Column("purpose", sa.String(length=40), server_default="*", nullable=False),
        sa.Column("controller", sa.String(length=200), server_default="*", nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("origin", sa.Text(), server_default="", nullable=False),
        sa.Column("since", types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("until", types.UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "scope IN ('person', 'contact_point', 'household', 'company', 'domain')", name=op.f("ck_suppression_scope")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suppression")),
        sa.UniqueConstraint(
            "hmac",
            "channel",
            "purpose",
            "controller",
            "reason",
            name=op.f("uq_suppression_hmac_channel_purpose_controller_reason"),
        ),
    )
    op.create_index("ix_suppression_hmac", "suppression", ["hmac"], unique=False)


def _user_account() -> None:
    op.create_table(
        "user_account",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("role", sa.String(length=12), nullable=False),
        sa.Column("password_hash", sa.Text(), server_default="", nullable=False),
        sa.Column("must_change", sa.Boolean(), server_default="1", nullable=False),
        sa.Column("active", sa.Boolean(), server_default="1", nullable=False),
        sa.Column("language", sa.Text(), server_default="", nullable=False),
        sa.Column("created_at", types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("failed_logins", sa.Integer(), server_default="0", nullable=False),
        sa.Column("locked_until", types.UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "role IN ('marketer', 'agent', 'supervisor', 'print', 'courier', 'analyst', 'admin')",
            name=op.f("ck_user_account_role"),
        ),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_user_account")),
    )


def _wording() -> None:
    op.create_table(
        "wording",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("wording_id", sa.Text(), server_default="", nullable=False),
        sa.Column("version", sa.Text(), server_default="", nullable=False),
        sa.Column("language", sa.Text(), server_default="", nullable=False),
        sa.Column("text", sa.Text(), server_default="", nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column(
            "channels", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False
        ),
        sa.Column(
            "purposes", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wording")),
    )


def _api_token() -> None:
    op.create_table(
        "api_token",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("user_name", sa.String(length=80), nullable=False),
        sa.Column("created_at", types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", types.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_name"], ["user_account.name"], name=op.f("fk_api_token_user_name")),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_api_token")),
    )
    op.create_index(op.f("ix_api_token_user_name"), "api_token", ["user_name"], unique=False)


def _approval() -> None:
    op.create_table(
        "approval",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("campaign_id", sa.String(length=80), nullable=False),
        sa.Column("plan_hash", sa.String(length=64), nullable=False),
        sa.Column("proof_hash", sa.String(length=64), nullable=False),
        sa.Column("approved_by", sa.Text(), server_default="", nullable=False),
        sa.Column("approved_at", types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("voided_at", types.UtcDateTime(timezone=True), nullable=True),
        sa.Column("voided_why", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_approval_campaign_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval")),
    )
    op.create_index(op.f("ix_approval_campaign_id"), "approval", ["campaign_id"], unique=False)


def _assignment() -> None:
    op.create_table(
        "assignment",
        sa.Column("campaign_id", sa.String(length=80), nullable=False),
        sa.Column("unit_id", sa.String(length=80), nullable=False),
        sa.Column("person_id", sa.String(length=80), nullable=False),
        sa.Column("arm", sa.String(length=10), nullable=False),
        sa.Column("cell", sa.String(length=40), nullable=False),
        sa.Column("holdout_key", sa.Text(), server_default="", nullable=False),
        sa.Column("drawn_at", types.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("arm IN ('treated', 'holdout')", name=op.f("ck_assignment_arm")),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_assignment_campaign_id")),
        sa.PrimaryKeyConstraint("campaign_id", "unit_id", name=op.f("pk_assignment")),
    )
    op.create_index("ix_assignment_person", "assignment", ["person_id"], unique=False)


def _attempt() -> None:
    op.create_table(
        "attempt",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("piece_id", sa.String(length=80), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.String(length=80), nullable=True),
        sa.Column("person_id", sa.String(length=80), nullable=False),
        sa.Column("point_id", sa.String(length=80), nullable=True),
        sa.Column("point_hmac", sa.String(length=64), nullable=True),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=10), server_default="claimed", nullable=False),
        sa.Column("outcome", sa.Text(), server_default="", nullable=False),
        sa.Column("outside_id", sa.Text(), server_default="", nullable=False),
        sa.Column("agent", sa.Text(), server_default="", nullable=False),
        sa.Column("permit_reason", sa.Text(), server_default="", nullable=False),
        sa.Column(
            "permit_rules",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "permit_sources",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("permit_policies", sa.Text(), server_default="", nullable=False),
        sa.Column("permit_until", types.UtcDateTime(timezone=True), nullable=True),
        sa.Column("at", types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("done_at", types.UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state IN ('claimed', 'done', 'failed', 'unsettled')", name=op.f("ck_attempt_state")),
        sa.ForeignKeyConstraint(["batch_id"], ["piece_batch.id"], name=op.f("fk_attempt_batch_id")),
        sa.ForeignKeyConstraint(["piece_id"], ["piece.id"], name=op.f("fk_attempt_piece_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempt")),
        sa.UniqueConstraint("piece_id", "number", name=op.f("uq_attempt_piece_id_number")),
    )
    op.create_index("ix_attempt_outside", "attempt", ["outside_id"], unique=False)
    op.create_index(op.f("ix_attempt_person_id"), "attempt", ["person_id"], unique=False)
    op.create_index(op.f("ix_attempt_point_hmac"), "attempt", ["point_hmac"], unique=False)


def _batch() -> None:
    op.create_table(
        "batch",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("source_id", sa.String(length=80), nullable=False),
        sa.Column("file_name", sa.Text(), server_default="", nullable=False),
        sa.Column("file_sha256", sa.String(length=64), nullable=False),
        sa.Column("encoding", sa.Text(), server_default="", nullable=False),
        sa.Column("dialect", sa.Text(), server_default="", nullable=False),
        sa.Column(
            "mapping", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False
        ),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("accepted", sa.Integer(), nullable=False),
        sa.Column("quarantined", sa.Integer(), nullable=False),
        sa.Column("quarantine_file", sa.Text(), server_default="", nullable=False),
        sa.Column("state", sa.String(length=10), server_default="accepted", nullable=False),
        sa.Column("imported_at", types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("actualized_at", types.UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state IN ('accepted', 'actualized', 'undone')", name=op.f("ck_batch_state")),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_batch_source_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batch")),
    )
    op.create_index(
        "uq_batch_source_file",
        "batch",
        ["source_id", "file_sha256"],
        unique=True,
        sqlite_where=sa.text("state != 'undone'"),
        postgresql_where=sa.text("state != 'undone'"),
    )


def _batch_item() -> None:
    op.create_table(
        "batch_item",
        sa.Column("batch_id", sa.String(length=80), nullable=False),
        sa.Column("piece_id", sa.String(length=80), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("file", sa.Text(), server_default="", nullable=False),
        sa.Column("first_page", sa.Integer(), nullable=True),
        sa.Column("last_page", sa.Integer(), nullable=True),
        sa.Column("sheets", sa.Integer(), nullable=True),
        sa.Column("mark_payload", sa.Text(), server_default="", nullable=False),
        sa.Column("text_sha256", sa.String(length=64), nullable=True),
        sa.Column("state", sa.String(length=10), server_default="ok", nullable=False),
        sa.CheckConstraint("state IN ('ok', 'spoiled')", name=op.f("ck_batch_item_state")),
        sa.ForeignKeyConstraint(["batch_id"], ["piece_batch.id"], name=op.f("fk_batch_item_batch_id")),
        sa.ForeignKeyConstraint(["piece_id"], ["piece.id"], name=op.f("fk_batch_item_piece_id")),
        sa.PrimaryKeyConstraint("batch_id", "piece_id", name=op.f("pk_batch_item")),
    )
    op.create_index(op.f("ix_batch_item_piece_id"), "batch_item", ["piece_id"], unique=False)


def _call_task() -> None:
    op.create_table(
        "call_task",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("piece_id", sa.String(length=80), nullable=False),
        sa.Column("person_id", sa.String(length=80), nullable=False),
        sa.Column("campaign_id", sa.String(length=80), nullable=False),
        sa.Column("list_id", sa.String(length=80), nullable=True),
        sa.Column("state", sa.String(length=10), server_default="open", nullable=False),
        sa.Column("priority", sa.Integer(), server_default="0", nullable=False),
        sa.Column("why", sa.Text(), server_default="", nullable=False),
        sa.Column(
            "fields", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False
        ),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("last_disposition", sa.Text(), server_default="", nullable=False),
        sa.Column("last_tried_at", types.UtcDateTime(timezone=True), nullable=True),
        sa.Column("due_at", types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("callback_wall", sa.Text(), server_default="", nullable=False),
        sa.Column("callback_zone", sa.Text(), server_default="", nullable=False),
        sa.Column("callback_owner", sa.Text(), server_default="", nullable=False),
        sa.Column("language", sa.Text(), server_default="", nullable=False),
        sa.Column(
            "dead_points", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False
        ),
        sa.Column("created_at", types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("closed_at", types.UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state IN ('open', 'done', 'exhausted', 'cancelled')", name=op.f("ck_call_task_state")),
        sa.ForeignKeyConstraint(["piece_id"], ["piece.id"], name=op.f("fk_call_task_piece_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_task")),
        sa.UniqueConstraint("piece_id", name=op.f("uq_call_task_piece_id")),
    )
    op.create_index(op.f("ix_call_task_person_id"), "call_task", ["person_id"], unique=False)
    op.create_index("ix_call_task_queue", "call_task", ["state", "due_at", "priority"], unique=False)


def _cell() -> None:
    op.create_table(
        "cell",
        sa.Column("campaign_id", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("share", sa.Float(), nullable=False),
        sa.Column("offer", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_cell_campaign_id")),
        sa.PrimaryKeyConstraint("campaign_id", "name", name=op.f("pk_cell")),
    )


def _company_member() -> None:
    op.create_table(
        "company_member",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("company_id", sa.String(length=80), nullable=False),
        sa.Column("person_id", sa.String(length=80), nullable=False),
        sa.Column("role", sa.Text(), server_default="", nullable=False),
        sa.Column("department", sa.Text(), server_default="", nullable=False),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_company_member_company_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_company_member_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_company_member")),
        sa.UniqueConstraint(
            "company_id", "person_id", "role", name=op.f("uq_company_member_company_id_person_id_role")
        ),
    )
    op.create_index(op.f("ix_company_member_company_id"), "company_member", ["company_id"], unique=False)
    op.create_index(op.f("ix_company_member_person_id"), "company_member", ["person_id"], unique=False)


def _contact_point() -> None:
    op.create_table(
        "contact_point",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("person_id", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("value", sa.Text(), server_default="", nullable=False),
        sa.Column("raw", sa.Text(), server_default="", nullable=False),
        sa.Column("hmac", sa.String(length=64), nullable=False),
        sa.Column("normal_version", sa.Integer(), nullable=False),
        sa.Column("party", sa.String(length=10), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("line_type", sa.Text(), server_default="", nullable=False),
        sa.Column("extension", sa.Text(), server_default="", nullable=False),
        sa.Column("country", sa.Text(), server_default="", nullable=False),
        sa.Column("region", sa.Text(), server_default="", nullable=False),
        sa.Column("city", sa.Text(), server_default="", nullable=False),
        sa.Column("postal_code", sa.Text(), server_default="", nullable=False),
        sa.Column("street", sa.Text(), server_default="", nullable=False),
        sa.Column("house", sa.Text(), server_default="", nullable=False),
        sa.Column(
            "lines", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False
        ),
        sa.Column("rank", sa.Integer(), server_default="0", nullable=False),
        sa.Column("source_id", sa.Text(), server_default="", nullable=False),
        sa.Column("batch_id", sa.Text(), server_default="", nullable=False),
        sa.Column("record_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("observed_at", types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("verified_at", types.UtcDateTime(timezone=True), nullable=True),
        sa.Column("reassigned_on", sa.Date(), nullable=True),
        sa.CheckConstraint("kind IN ('post', 'email', 'phone')", name=op.f("ck_contact_point_kind")),
        sa.CheckConstraint("party IN ('consumer', 'business')", name=op.f("ck_contact_point_party")),
        sa.CheckConstraint("status IN ('valid', 'risky', 'invalid', 'dead')", name=op.f("ck_contact_point_status")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_contact_point_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_point")),
        sa.UniqueConstraint("person_id", "kind", "hmac", name=op.f("uq_contact_point_person_id_kind_hmac")),
    )
    op.create_index(op.f("ix_contact_point_hmac"), "contact_point", ["hmac"], unique=False)
    op.create_index("ix_contact_point_person_kind_rank", "contact_point", ["person_id", "kind", "rank"], unique=False)


def _household_member() -> None:
    op.create_table(
        "household_member",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("household_id", sa.String(length=80), nullable=False),
        sa.Column("person_id", sa.String(length=80), nullable=False),
        sa.Column("role", sa.Text(), server_default="", nullable=False),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["household_id"], ["household.id"], name=op.f("fk_household_member_household_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_household_member_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_household_member")),
        sa.UniqueConstraint("household_id", "person_id", name=op.f("uq_household_member_household_id_person_id")),
    )
    op.create_index(op.f("ix_household_member_household_id"), "household_member", ["household_id"], unique=False)
    op.create_index(op.f("ix_household_member_person_id"), "household_member", ["person_id"], unique=False)


def _person_alias() -> None:
    op.create_table(
        "person_alias",
        sa.Column("old_id", sa.String(length=80), nullable=False),
        sa.Column("person_id", sa.String(length=80), nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("at", types.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_person_alias_person_id")),
        sa.PrimaryKeyConstraint("old_id", name=op.f("pk_person_alias")),
    )
    op.create_index(op.f("ix_person_alias_person_id"), "person_alias", ["person_id"], unique=False)


def _plan() -> None:
    op.create_table(
        "plan",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("campaign_id", sa.String(length=80), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("universe", sa.Integer(), nullable=False),
        sa.Column(
            "waterfall", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False
        ),
        sa.Column(
            "pieces", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False
        ),
        sa.Column("holdout", sa.Integer(), nullable=False),
        sa.Column(
            "cells", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False
        ),
        sa.Column("cost_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("detectable_lift", sa.Float(), nullable=True),
        sa.Column(
            "calendar", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False
        ),
        sa.Column(
            "templates", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False
        ),
        sa.Column("policies", sa.Text(), server_default="", nullable=False),
        sa.Column(
            "parts", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=True
        ),
        sa.Column("planned_at", types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("planned_by", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_plan_campaign_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan")),
    )
    op.create_index(op.f("ix_plan_campaign_id"), "plan", ["campaign_id"], unique=False)


def _proof() -> None:
    op.create_table(
        "proof",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("campaign_id", sa.String(length=80), nullable=False),
        sa.Column("plan_hash", sa.String(length=64), nullable=False),
        sa.Column(
            "files", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False
        ),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("made_at", types.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_proof_campaign_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proof")),
    )
    op.create_index(op.f("ix_proof_campaign_id"), "proof", ["campaign_id"], unique=False)


def _purchase() -> None:
    op.create_table(
        "purchase",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.String(length=80), nullable=False),
        sa.Column("system", sa.String(length=40), server_default="", nullable=False),
        sa.Column("order_ref", sa.String(length=80), nullable=False),
        sa.Column("at", types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("value_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("product", sa.Text(), server_default="", nullable=False),
        sa.Column("source_id", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_purchase_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purchase")),
        sa.UniqueConstraint("system", "order_ref", name=op.f("uq_purchase_system_order_ref")),
    )
    op.create_index("ix_purchase_person_at", "purchase", ["person_id", "at"], unique=False)
    op.create_index(op.f("ix_purchase_person_id"), "purchase", ["person_id"], unique=False)


def _register_entry() -> None:
    op.create_table(
        "register_entry",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("snapshot_id", sa.String(length=80), nullable=False),
        sa.Column("hmac", sa.String(length=64), nullable=False),
        sa.Column("listed_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["snapshot_id"], ["register_snapshot.id"], name=op.f("fk_register_entry_snapshot_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_entry")),
    )
    op.create_index("ix_register_entry_hmac", "register_entry", ["hmac", "snapshot_id"], unique=False)


def _relationship() -> None:
    op.create_table(
        "relationship",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.String(length=80), nullable=False),
        sa.Column("controller", sa.Text(), server_default="", nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("current", sa.Boolean(), server_default="0", nullable=False),
        sa.Column("product_group", sa.Text(), server_default="", nullable=False),
        sa.Column("optout_offered", sa.Boolean(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_relationship_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_relationship")),
        sa.UniqueConstraint("person_id", "controller", "kind", name=op.f("uq_relationship_person_id_controller_kind")),
    )
    op.create_index(op.f("ix_relationship_person_id"), "relationship", ["person_id"], unique=False)


def _response() -> None:
    op.create_table(
        "response",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("dedupe_key", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("person_id", sa.String(length=80), nullable=True),
        sa.Column("campaign_id", sa.String(length=80), nullable=True),
        sa.Column("unit_id", sa.String(length=80), nullable=True),
        sa.Column("arm", sa.String(length=10), nullable=True),
        sa.Column("cell", sa.String(length=40), nullable=True),
        sa.Column("piece_id", sa.String(length=80), nullable=True),
        sa.Column("wave", sa.String(length=40), nullable=True),
        sa.Column("matched_by", sa.Text(), server_default="", nullable=False),
        sa.Column("at", types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("value_minor", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=True),
        sa.Column("product", sa.Text(), server_default="", nullable=False),
        sa.Column("order_ref", sa.Text(), server_default="", nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("source", sa.Text(), server_default="", nullable=False),
        sa.Column("recorded_at", types.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('order', 'interest', 'question', 'objection', 'unsubscribe', 'returned', 'delivered', 'failed', 'answered')",
            name=op.f("ck_response_kind"),
        ),
        sa.ForeignKeyConstraint(["piece_id"], ["piece.id"], name=op.f("fk_response_piece_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_response")),
        sa.UniqueConstraint("dedupe_key", name=op.f("uq_response_dedupe_key")),
    )
    op.create_index("ix_response_campaign", "response", ["campaign_id", "kind"], unique=False)
    op.create_index(op.f("ix_response_person_id"), "response", ["person_id"], unique=False)
    op.create_index(op.f("ix_response_piece_id"), "response", ["piece_id"], unique=False)


def _score() -> None:
    op.create_table(
        "score",
        sa.Column("person_id", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("value", sa.Float(), nullable=True),
        sa.Column("label", sa.Text(), server_default="", nullable=False),
        sa.Column("as_of", types.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_score_person_id")),
        sa.PrimaryKeyConstraint("person_id", "kind", name=op.f("pk_score")),
    )


def _wave() -> None:
    op.create_table(
        "wave",
        sa.Column("campaign_id", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("template", sa.Text(), server_default="", nullable=False),
        sa.Column("vendor", sa.Text(), server_default="", nullable=False),
        sa.Column("drop_on", sa.Date(), nullable=True),
        sa.Column("send_at", sa.Text(), server_default="", nullable=False),
        sa.Column("after_wave", sa.Text(), server_default="", nullable=False),
        sa.Column("after_days", sa.Integer(), nullable=True),
        sa.Column("unit_cost", types.ExactDecimal(precision=20, scale=8), nullable=True),
        sa.Column("unit_cost_currency", sa.Text(), server_default="", nullable=False),
        sa.Column(
            "condition", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=True
        ),
        sa.Column(
            "unless", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=True
        ),
        sa.Column("due_at", types.UtcDateTime(timezone=True), nullable=True),
        sa.Column("launched_at", types.UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint("channel IN ('letter', 'courier', 'email', 'call')", name=op.f("ck_wave_channel")),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_wave_campaign_id")),
        sa.PrimaryKeyConstraint("campaign_id", "name", name=op.f("pk_wave")),
    )


def _audience_member() -> None:
    op.create_table(
        "audience_member",
        sa.Column("plan_id", sa.String(length=80), nullable=False),
        sa.Column("person_id", sa.String(length=80), nullable=False),
        sa.Column("unit_id", sa.Text(), server_default="", nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("step", sa.Text(), server_default="", nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column(
            "rule", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False
        ),
        sa.Column("law", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False),
        sa.CheckConstraint("outcome IN ('piece', 'holdout', 'excluded')", name=op.f("ck_audience_member_outcome")),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_audience_member_plan_id")),
        sa.PrimaryKeyConstraint("plan_id", "person_id", name=op.f("pk_audience_member")),
    )
    op.create_index("ix_audience_member_person", "audience_member", ["person_id"], unique=False)
    op.create_index("ix_audience_member_unit", "audience_member", ["plan_id", "unit_id"], unique=False)


def _call_lease() -> None:
    op.create_table(
        "call_lease",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("task_id", sa.String(length=80), nullable=False),
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("agent", sa.Text(), server_default="", nullable=False),
        sa.Column("opened_at", types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("until", types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("closed_at", types.UtcDateTime(timezone=True), nullable=True),
        sa.Column("closed_why", sa.Text(), server_default="", nullable=False),
        sa.Column("attempt_id", sa.Text(), server_default="", nullable=False),
        sa.Column("disposition", sa.Text(), server_default="", nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["task_id"], ["call_task.id"], name=op.f("fk_call_lease_task_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_lease")),
        sa.UniqueConstraint("token", name=op.f("uq_call_lease_token")),
    )
    op.create_index(op.f("ix_call_lease_task_id"), "call_lease", ["task_id"], unique=False)


def _point_zone() -> None:
    op.create_table(
        "point_zone",
        sa.Column("point_id", sa.String(length=80), nullable=False),
        sa.Column("zone", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["point_id"], ["contact_point.id"], name=op.f("fk_point_zone_point_id")),
        sa.PrimaryKeyConstraint("point_id", "zone", name=op.f("pk_point_zone")),
    )


def _quarantine() -> None:
    op.create_table(
        "quarantine",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("batch_id", sa.String(length=80), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("field", sa.Text(), server_default="", nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("raw", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False),
        sa.Column("solved", sa.Boolean(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name=op.f("fk_quarantine_batch_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quarantine")),
    )
    op.create_index(op.f("ix_quarantine_batch_id"), "quarantine", ["batch_id"], unique=False)


def _record() -> None:
    op.create_table(
        "record",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("batch_id", sa.String(length=80), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("external_id", sa.Text(), server_default="", nullable=False),
        sa.Column("raw", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False),
        sa.Column(
            "fields", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False
        ),
        sa.Column("person_id", sa.String(length=80), nullable=True),
        sa.Column("linked_by", sa.String(length=20), nullable=True),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name=op.f("fk_record_batch_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record")),
        sa.UniqueConstraint("batch_id", "row", name=op.f("uq_record_batch_id_row")),
    )
    op.create_index("ix_record_external_id", "record", ["external_id"], unique=False)
    op.create_index(op.f("ix_record_person_id"), "record", ["person_id"], unique=False)


def _response_match() -> None:
    op.create_table(
        "response_match",
        sa.Column("response_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("campaign_id", sa.String(length=80), nullable=False),
        sa.Column("unit_id", sa.String(length=80), nullable=False),
        sa.Column("arm", sa.String(length=10), nullable=False),
        sa.Column("cell", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["response_id"], ["response.id"], name=op.f("fk_response_match_response_id")),
        sa.PrimaryKeyConstraint("response_id", "campaign_id", name=op.f("pk_response_match")),
    )
    op.create_index("ix_response_match_unit", "response_match", ["campaign_id", "unit_id"], unique=False)


def _call_lease_key() -> None:
    op.create_table(
        "call_lease_key",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("lease_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["lease_id"], ["call_lease.id"], name=op.f("fk_call_lease_key_lease_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_lease_key")),
    )
    op.create_index(op.f("ix_call_lease_key_lease_id"), "call_lease_key", ["lease_id"], unique=False)
    op.create_index(
        "uq_call_lease_key_open",
        "call_lease_key",
        ["key"],
        unique=True,
        sqlite_where=sa.text("open IS true"),
        postgresql_where=sa.text("open IS true"),
    )


def _person_value() -> None:
    op.create_table(
        "person_value",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.String(length=80), nullable=False),
        sa.Column("record_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("correction_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("field", sa.String(length=30), nullable=False),
        sa.Column("value", sa.Text(), server_default="", nullable=False),
        sa.Column("raw", sa.Text(), server_default="", nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("chosen", sa.Integer(), server_default="0", nullable=False),
        sa.Column("as_of", types.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_person_value_person_id")),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_person_value_record_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_value")),
    )
    op.create_index(op.f("ix_person_value_person_id"), "person_value", ["person_id"], unique=False)
