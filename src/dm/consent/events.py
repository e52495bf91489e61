"""Consent events: append-only, each stored once, bound to the point it was given for."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from dm.consent.suppression import Objection, Whom, suppress_many
from dm.consent.wordings import Wording
from dm.db import insert_new
from dm.db import tables as t
from dm.errors import InputError
from dm.model import LawChannel

ACTIONS = ("given", "confirmed", "withdrawn", "expired", "objected", "refused")
CHANNELS = (*LawChannel, "*")


@dataclass(frozen=True, slots=True)
class ConsentEvent:
    """What somebody said.

    `point_hmac` None: about the person as a whole; `person_id` None: known by the point alone.
    """

    action: str
    channel: str
    at: datetime
    person_id: str | None = None
    point_hmac: str | None = None
    controller: str = ""
    purpose: str = "*"
    basis: str = ""
    form: str = ""
    wording: str = ""
    wording_sha256: str | None = None
    evidence: str = ""
    place: str = ""
    recorded_by: str = ""
    time_zone: str = ""
    valid_until: datetime | None = None
    duration: str = "none"
    out_of_hours: bool = False
    batch_id: str = ""

    def __post_init__(self) -> None:
        if self.action not in ACTIONS:
            raise InputError(f"action is {self.action!r}, must be one of {', '.join(ACTIONS)}.")
        if self.channel not in CHANNELS:
            raise InputError(f"channel is {self.channel!r}, must be one of {', '.join(CHANNELS)}.")
        if self.person_id is None and self.point_hmac is None:
            raise InputError("A consent event must name a person or a point.")


def record_event(connection: Connection, event: ConsentEvent, *, now: datetime, key: bytes) -> bool:
    """Store one event; False when the same was stored before. An objection goes to the suppression list too."""
    return record_events(connection, [event], now=now, key=key) == 1


def record_events(connection: Connection, events: Sequence[ConsentEvent], *, now: datetime, key: bytes) -> int:
    """Store events; returns how many are new."""
    rows = {row["dedupe_key"]: row for row in (_row(event, now) for event in events)}
    new = insert_new(connection, t.consent_event, rows.values()) if rows else 0
    objections = [_wish(event) for event in events if event.action == "objected" and event.person_id]
    if objections:
        suppress_many(connection, objections, now=now, key=key, by=events[0].recorded_by)
    return new


def store_wordings(connection: Connection, wordings: Iterable[Wording]) -> None:
    """Keep the texts that events name, as they were shown."""
    rows = [
        {
            "id": wording.reference,
            "wording_id": wording.id,
            "version": str(wording.version),
            "language": wording.language,
            "text": wording.text,
            "sha256": wording.sha256,
            "channels": list(wording.channels),
            "purposes": list(wording.purposes),
        }
        for wording in wordings
    ]
    if rows:
        insert_new(connection, t.wording, rows)


def _wish(event: ConsentEvent) -> tuple[Whom, Objection]:
    objection = Objection(
        channel=event.channel,
        purpose=event.purpose or "*",
        controller=event.controller or "*",
        origin=event.place or event.form,
    )
    return Whom(person_id=event.person_id), objection


def _row(event: ConsentEvent, now: datetime) -> dict[str, Any]:
    row = {name: getattr(event, name) for name in event.__slots__}
    said = {name: value for name, value in row.items() if name not in ("recorded_by", "batch_id", "wording_sha256")}
    digest = hashlib.sha256(json.dumps(said, default=_plain, sort_keys=True).encode()).hexdigest()
    return {**row, "recorded_at": now, "dedupe_key": digest}


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
