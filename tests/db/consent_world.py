"""A source, people and points, as rows: the least that a decision needs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, insert

from dm.db import tables as t
from dm.normal.keyed import keyed_hash

KEY = b"suppression-key-of-tests"
SECRET = b"secret-key-of-tests"
NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)


def add_source(connection: Connection, **changes: Any) -> str:
    row = {
        "id": "own",
        "origin": "own_customers",
        "party": "consumer",
        "country": "DE",
        "permitted_channels": [],
        "permitted_purposes": [],
        "file_sha256": "0" * 64,
        "registered_at": NOW,
    } | changes
    connection.execute(insert(t.source).values(**row))
    return str(row["id"])


def add_person(connection: Connection, person_id: str = "P1", **changes: Any) -> str:
    row = {
        "id": person_id,
        "source_id": "own",
        "external_id": person_id.lower(),
        "given_name": "Anna",
        "family_name": person_id,
        "country": "DE",
        "party": "consumer",
        "custom": {},
        "observed_at": NOW,
        "created_at": NOW,
        "updated_at": NOW,
    } | changes
    connection.execute(insert(t.person).values(**row))
    return person_id


def add_point(connection: Connection, person_id: str, kind: str, value: str, **changes: Any) -> str:
    zones = changes.pop("zones", ("Europe/Berlin",) if kind == "phone" else ())
    row = {
        "id": f"{person_id}-{kind}-{value}",
        "person_id": person_id,
        "kind": kind,
        "value": value,
        "hmac": keyed_hash(KEY, kind, value),
        "normal_version": 1,
        "party": "consumer",
        "status": "valid",
        "source_id": "own",
        "country": "DE",
        "lines": [],
        "observed_at": NOW,
    } | changes
    connection.execute(insert(t.contact_point).values(**row))
    for zone in zones:
        connection.execute(insert(t.point_zone).values(point_id=row["id"], zone=zone))
    return str(row["id"])


def add_attempt(connection: Connection, person_id: str, at: datetime, **changes: Any) -> None:
    """A try with its piece, of the channel call where nothing else is said."""
    number = f"{person_id}-{at:%d%H%M}"
    piece: Mapping[str, Any] = {
        "id": number,
        "serial": abs(hash(number)) % 1_000_000_000,
        "campaign_id": "old",
        "wave": "call",
        "unit_id": number,
        "person_id": person_id,
        "channel": "call",
        "cell": "A",
        "response_code": number[-8:],
        "planned_at": at,
    }
    attempt = {
        "id": f"{number}-1",
        "piece_id": number,
        "number": 1,
        "person_id": person_id,
        "channel": "call",
        "state": "done",
        "permit_rules": [],
        "permit_sources": [],
        "at": at,
    } | changes
    connection.execute(insert(t.piece).values(**piece))
    connection.execute(insert(t.attempt).values(**attempt))


def born(year: int) -> date:
    return date(year, 3, 1)
