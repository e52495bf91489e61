"""Consent events, suppression, registers and the audit chain: written by dm.consent alone."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, Integer, String, Table, UniqueConstraint

from dm.db.metadata import key, metadata, moment, one_of, text
from dm.db.types import BigId, Hashed, Json

# A consent text as people saw or heard it, by version and language.
wording = Table(
    "wording",
    metadata,
    key(),  # id/version/language
    text("wording_id"),
    text("version"),
    text("language"),
    text("text"),
    Column("sha256", String(64), nullable=False),
    Column("channels", Json, nullable=False),
    Column("purposes", Json, nullable=False),
)

# Append-only. The state of a consent is a fold over its events. A consent belongs to the point (its HMAC).
consent_event = Table(
    "consent_event",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("person_id", String(80), index=True),  # None: known by the point alone
    Column("point_hmac", Hashed, index=True),  # None: the person as a whole
    text("controller"),
    Column("channel", String(10), nullable=False),  # LawChannel or *
    Column("purpose", String(40), nullable=False),  # or *
    text("basis"),
    Column("action", String(10), nullable=False),
    Column("form", String(20), nullable=False, server_default=""),
    text("wording"),  # wording.id
    Column("wording_sha256", String(64)),
    text("evidence"),
    text("place"),  # url or form, never an address of a person
    text("recorded_by"),
    text("time_zone"),
    moment("at"),
    moment("recorded_at"),
    moment("valid_until", nullable=True),
    Column("duration", String(12), nullable=False, server_default="none"),
    Column("out_of_hours", Boolean, nullable=False, server_default="0"),
    text("batch_id"),
    Column("dedupe_key", String(64), nullable=False, unique=True),
    one_of("action", ["given", "confirmed", "withdrawn", "expired", "objected", "refused"]),
)

# Who must not be contacted, as keyed hashes that outlive erasure.
suppression = Table(
    "suppression",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("hmac", Hashed, nullable=False),
    Column("key_id", String(16), nullable=False),
    Column(
        "normal_kind", String(20), nullable=False
    ),  # email | phone | post | external_id | name_birth | name_post | domain | company | household | person
    Column("normal_version", Integer, nullable=False),
    Column("scope", String(15), nullable=False),
    Column("channel", String(10), nullable=False, server_default="*"),
    Column("purpose", String(40), nullable=False, server_default="*"),
    Column("controller", String(200), nullable=False, server_default="*"),
    text("reason"),  # objection | erased | internal_dnc | complaint | deceased | ...
    text("origin"),  # how it came to us: call, web, letter, import
    moment("since"),
    moment("until", nullable=True),
    one_of("scope", ["person", "contact_point", "household", "company", "domain"]),
    UniqueConstraint("hmac", "channel", "purpose", "controller", "reason"),
    Index("ix_suppression_hmac", "hmac"),
)

# Somebody's dealings with a controller that some bases rest on.
relationship = Table(
    "relationship",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("person_id", ForeignKey("person.id"), nullable=False, index=True),
    text("controller"),
    Column("kind", String(20), nullable=False),  # purchase | contract | inquiry | donation | customer_ongoing
    Column("last_on", Date, nullable=False),
    Column("current", Boolean, nullable=False, server_default="0"),
    text("product_group"),
    Column("optout_offered", Boolean, nullable=False, server_default="0"),
    UniqueConstraint("person_id", "controller", "kind"),
)

register_snapshot = Table(
    "register_snapshot",
    metadata,
    key(),
    Column("register", String(40), nullable=False, index=True),
    Column("as_of", Date, nullable=False),
    text("file_name"),
    Column("file_sha256", String(64), nullable=False),
    Column("entries", Integer, nullable=False),
    moment("imported_at"),
)

register_entry = Table(
    "register_entry",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("snapshot_id", ForeignKey("register_snapshot.id"), nullable=False),
    Column("hmac", Hashed, nullable=False),
    Column("listed_on", Date),
    Index("ix_register_entry_hmac", "hmac", "snapshot_id"),
)

# Append-only hash chain; salted digests only, so that erasure never breaks it.
audit = Table(
    "audit",
    metadata,
    Column("seq", BigId, primary_key=True, autoincrement=False),
    moment("at"),
    text("actor"),
    text("action"),
    text("object"),
    Column("payload", Json, nullable=False),  # counts, codes and digests; no personal values
    Column("payload_sha256", String(64), nullable=False),
    Column("prev_hash", String(64), nullable=False),
    Column("hash", String(64), nullable=False, unique=True),
)

# The chain's head as signed once a day, so that a cut-off tail shows.
audit_head = Table(
    "audit_head",
    metadata,
    Column("on", Date, primary_key=True),
    Column("seq", BigId, nullable=False),
    Column("hash", String(64), nullable=False),
    text("signature"),
)
