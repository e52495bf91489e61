"""Golden records after linking: people, companies, households and the points they are reached at."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    String,
    Table,
    UniqueConstraint,
)

from dm.db.metadata import key, metadata, moment, one_of, text
from dm.db.types import BigId, Hashed, Json
from dm.model import Party, PointKind, PointStatus

# The id is the hash of the earliest record's (source, file hash, row); erasure leaves the row as a tombstone
# (state "erased", all values empty, salt gone).
person = Table(
    "person",
    metadata,
    key(),
    Column("state", String(10), nullable=False, server_default="active"),
    Column("merged_into", String(80)),
    Column("salt", LargeBinary(16)),
    text("source_id", index=True),  # of the earliest record
    text("batch_id"),
    text("external_id"),
    text("title"),
    text("given_name"),
    text("middle_name"),
    text("family_name"),
    text("full_name"),
    Column("gender", String(1)),  # m, f, None where not certain
    Column("birth_date", Date),
    text("language"),
    text("country"),  # ISO 3166-1 alpha-2, "" unknown
    text("region"),
    text("city"),
    text("postal_code"),
    Column("latitude", Float),
    Column("longitude", Float),
    text("name_folded"),  # dm.normal.names fold: SQLite does not fold Cyrillic
    text("city_folded"),
    text("job_title"),
    text("department"),
    text("notes"),
    Column("party", String(10), nullable=False),  # of the person's first point; each point has its own
    Column("custom", Json, nullable=False),
    moment("verified_at", nullable=True),  # last confirmed by telephone
    moment("observed_at"),  # when the newest record that feeds it was collected
    moment("created_at"),
    moment("updated_at"),
    one_of("state", ["active", "merged", "erased"]),
    one_of("party", Party),
    Index("ix_person_country_city", "country", "city_folded"),
    Index("ix_person_name_folded", "name_folded"),
)

person_alias = Table(
    "person_alias",
    metadata,
    key("old_id"),
    Column("person_id", ForeignKey("person.id"), nullable=False, index=True),
    text("reason"),
    moment("at"),
)

# Lineage: which record a value came from, its raw form, its status with a reason, and which value won.
person_value = Table(
    "person_value",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("person_id", ForeignKey("person.id"), nullable=False, index=True),
    Column("record_id", ForeignKey("record.id")),  # None: heard in a call
    Column("correction_id", BigId),
    Column("field", String(30), nullable=False),
    text("value"),
    text("raw"),
    Column("status", String(10), nullable=False),
    text("reason"),
    Column("chosen", Integer, nullable=False, server_default="0"),
    moment("as_of"),
)

company = Table(
    "company",
    metadata,
    key(),
    text("name"),
    text("name_folded", index=True),
    text("legal_form"),
    text("country"),
    text("city"),
    text("registration_no"),
    moment("created_at"),
)

company_member = Table(
    "company_member",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("company_id", ForeignKey("company.id"), nullable=False),
    Column("person_id", ForeignKey("person.id"), nullable=False, index=True),
    text("role"),
    text("department"),
    Column("from_on", Date),
    Column("to_on", Date),
    UniqueConstraint("company_id", "person_id", "role"),
)

household = Table(
    "household",
    metadata,
    key(),
    text("name"),  # empty: a family's name would outlive the people in it
    text("address_key"),  # the flat within the building
    Column("building", BigInteger, index=True),  # hash of the address without the flat: where neighbours are found
    Column("parted_from", String(80)),  # household that its founder moved out of; what was drawn for it holds here too
    moment("created_at"),
)

household_member = Table(
    "household_member",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("household_id", ForeignKey("household.id"), nullable=False),
    Column("person_id", ForeignKey("person.id"), nullable=False, index=True),
    text("role"),
    Column("from_on", Date),
    Column("to_on", Date),
    UniqueConstraint("household_id", "person_id"),
)

# One phone, e-mail or postal address of a person. `rank` 0 is the best of its kind for that person. The id is made of
# the person's and the HMAC, which is of the kind, too: nobody has a point twice.
contact_point = Table(
    "contact_point",
    metadata,
    key(),
    Column("person_id", ForeignKey("person.id"), nullable=False, index=True),
    Column("kind", String(10), nullable=False),
    text("value"),  # E.164, whole lower-cased e-mail, or the address in one line
    text("raw"),
    Column("hmac", Hashed, nullable=False, index=True),  # of the normal form, with the suppression key
    Column("normal_version", Integer, nullable=False),
    Column("party", String(10), nullable=False),
    Column("status", String(10), nullable=False),
    text("reason"),
    text("line_type"),  # phones: mobile, fixed, ...; e-mails: role, free, ...
    text("extension"),
    text("country"),
    text("region"),
    text("city"),
    text("postal_code"),
    text("street"),
    text("house"),
    text("flat"),
    Column("lines", Json, nullable=False),  # postal: the lines the country's post wants, without name and country
    Column("rank", Integer, nullable=False, server_default="0"),
    text("source_id"),
    text("batch_id"),
    Column("record_id", BigId),
    Column("valid_from", Date),
    Column("valid_to", Date),
    moment("observed_at"),
    moment("verified_at", nullable=True),
    Column("reassigned_on", Date),
    one_of("kind", PointKind),
    one_of("status", PointStatus),
    one_of("party", Party),
)

# A mobile number can lie in many zones: all of them must be open.
point_zone = Table(
    "point_zone",
    metadata,
    Column("point_id", ForeignKey("contact_point.id"), nullable=False),
    Column("zone", String(40), nullable=False),
    PrimaryKeyConstraint("point_id", "zone"),
    sqlite_with_rowid=False,
)

score = Table(
    "score",
    metadata,
    Column("person_id", ForeignKey("person.id"), nullable=False),
    Column("kind", String(30), nullable=False),
    Column("value", Float),
    text("label"),
    moment("as_of"),
    PrimaryKeyConstraint("person_id", "kind"),
)

# Keys under which a new record finds those of the base that it must be compared with (dm.actualize.link.keys).
link_key = Table(
    "link_key",
    metadata,
    Column("key", BigInteger, nullable=False),
    Column("record_id", BigInteger, nullable=False),
    PrimaryKeyConstraint("key", "record_id"),
    sqlite_with_rowid=False,
)

# Linking models are versioned; a new batch uses the frozen one.
link_version = Table(
    "link_version",
    metadata,
    key(),
    Column("definition", Json, nullable=False),
    moment("frozen_at"),
)

# Doubtful pairs for a person to decide.
review_pair = Table(
    "review_pair",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("left_person_id", String(80), nullable=False),
    Column("right_person_id", String(80), nullable=False),
    Column("probability", Float, nullable=False),
    text("why"),
    Column("evidence", Json),  # [{field, left, right, verdict}] of what was compared
    Column("state", String(10), nullable=False, server_default="open"),
    text("decided_by"),
    moment("decided_at", nullable=True),
    Column("outcome", Json),  # {kept, lost, records} of a merge, so that it can be taken back whole
    moment("postponed_at", nullable=True),  # somebody wanted to see it later: after those nobody looked at
    Column("task_id", String(80)),  # call_task: the two are asked by telephone
    Column("record_id", BigId),  # of a list that enriches: right is who the record would be, and is not in the base
    UniqueConstraint("left_person_id", "right_person_id"),
    one_of("state", ["open", "accepted", "rejected"]),
)
