"""The ledger: pieces, the batches they travel in, every try to deliver, and what was made."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
    UniqueConstraint,
)

from dm.db.metadata import key, metadata, moment, one_of, text
from dm.db.types import BigId, Hashed, Json
from dm.model import BatchState, Channel, PieceState

# One planned contact of one unit in one wave; the unit of everything after planning.
piece = Table(
    "piece",
    metadata,
    key(),
    Column("serial", BigInteger, nullable=False, unique=True),  # printed in marks as 7 base-36 digits
    Column("campaign_id", String(80), nullable=False),
    Column("wave", String(40), nullable=False),
    Column("unit_id", String(80), nullable=False),
    Column("person_id", String(80), nullable=False, index=True),
    Column("channel", String(10), nullable=False),
    Column("point_id", String(80)),  # None: a seed, or a call whose number is chosen when dialled
    Column("cell", String(40), nullable=False),
    Column("state", String(10), nullable=False, server_default="planned"),
    text("reason"),
    Column("response_code", String(8), nullable=False, unique=True),
    text("language"),
    Column("seed", Boolean, nullable=False, server_default="0"),
    Column("score", Float),  # within a wave the higher goes first where capacity is short
    moment("due_at", nullable=True),  # None while its wave waits for the one before
    Column("snapshot", Json),  # what was said and to which address, frozen at the claim
    moment("planned_at"),
    moment("claimed_at", nullable=True),
    moment("sent_at", nullable=True),
    moment("closed_at", nullable=True),
    UniqueConstraint("campaign_id", "wave", "unit_id"),
    Index("ix_piece_wave_state", "campaign_id", "wave", "state"),
    one_of("channel", Channel),
    one_of("state", PieceState),
)

# A print batch, courier manifest, e-mail batch or call list. Sealed with its hash; never written again after.
piece_batch = Table(
    "piece_batch",
    metadata,
    key(),
    Column("number", BigInteger, nullable=False, unique=True),  # printed in marks as 7 base-36 digits
    Column("campaign_id", String(80), nullable=False),
    Column("wave", String(40), nullable=False),
    Column("channel", String(10), nullable=False),
    text("vendor"),
    Column("state", String(10), nullable=False, server_default="building"),
    Column("pieces", Integer, nullable=False, server_default="0"),
    Column("pages", Integer, nullable=False, server_default="0"),
    Column("sheets", Integer, nullable=False, server_default="0"),
    text("folder"),  # relative to the workspace
    Column("sha256", String(64)),  # of SHA256SUMS
    Column("reprint_of", ForeignKey("piece_batch.id")),
    Column("spoil_file_sha256", String(64)),
    moment("created_at"),
    moment("sealed_at", nullable=True),
    moment("released_at", nullable=True),
    moment("received_at", nullable=True),
    moment("printed_at", nullable=True),
    moment("posted_at", nullable=True),
    text("released_by"),
    Index("ix_piece_batch_wave", "campaign_id", "wave"),
    one_of("channel", Channel),
    one_of("state", BatchState),
)

# A reprint is a new item of a new batch for the same piece.
batch_item = Table(
    "batch_item",
    metadata,
    Column("batch_id", ForeignKey("piece_batch.id"), nullable=False),
    Column("piece_id", ForeignKey("piece.id"), nullable=False, index=True),
    Column("sequence", Integer, nullable=False),
    text("file"),
    Column("first_page", Integer),
    Column("last_page", Integer),
    Column("sheets", Integer),
    text("mark_payload"),
    Column("text_sha256", String(64)),
    Column("state", String(10), nullable=False, server_default="ok"),
    Column("confirmed", String(10), nullable=False, server_default=""),  # how far the vendor says this piece is
    moment("confirmed_at", nullable=True),
    PrimaryKeyConstraint("batch_id", "piece_id"),
    one_of("state", ["ok", "spoiled"]),
)

# The way of a batch to its vendor's server: written as begun before the first byte leaves.
delivery = Table(
    "delivery",
    metadata,
    Column("batch_id", ForeignKey("piece_batch.id"), primary_key=True),
    Column("state", String(10), nullable=False),
    text("target"),  # host and folder, without user or key
    Column("files", Integer, nullable=False, server_default="0"),
    Column("bytes", BigInteger, nullable=False, server_default="0"),
    text("message"),
    moment("begun_at"),
    moment("done_at", nullable=True),
    one_of("state", ["begun", "done"]),
)

# Numbers that a post has given us, each used for one piece; a reprint keeps it.
postal_number = Table(
    "postal_number",
    metadata,
    Column("kind", String(20), nullable=False),
    Column("value", String(40), nullable=False),
    Column("piece_id", ForeignKey("piece.id"), nullable=False),
    moment("given_at"),
    PrimaryKeyConstraint("kind", "value"),
    UniqueConstraint("kind", "piece_id"),
)

# One try to deliver a piece. It exists only with the permit it was made under.
attempt = Table(
    "attempt",
    metadata,
    key(),  # piece id and number
    Column("piece_id", ForeignKey("piece.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("batch_id", ForeignKey("piece_batch.id")),
    Column("person_id", String(80), nullable=False, index=True),
    Column("point_id", String(80)),
    Column("point_hmac", Hashed, index=True),
    Column("channel", String(10), nullable=False),
    Column("state", String(10), nullable=False, server_default="claimed"),
    text("outcome"),  # disposition, SMTP status, courier status, return reason
    text("outside_id"),  # Message-ID, consignment number
    text("agent"),
    text("permit_reason"),
    Column("permit_rules", Json, nullable=False),
    Column("permit_sources", Json, nullable=False),
    text("permit_policies"),
    moment("permit_until", nullable=True),
    moment("at"),
    moment("done_at", nullable=True),
    UniqueConstraint("piece_id", "number"),
    Index("ix_attempt_outside", "outside_id"),
    one_of("state", ["claimed", "done", "failed", "unsettled"]),
)

# A file that was made, with the day it must be destroyed on.
artefact = Table(
    "artefact",
    metadata,
    Column("id", BigId, primary_key=True),
    text("campaign_id"),
    text("batch_id"),
    Column("kind", String(30), nullable=False),
    text("path"),  # relative to the workspace
    Column("sha256", String(64), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("destroy_on", Date),
    moment("made_at"),
    UniqueConstraint("path", "sha256"),
)
