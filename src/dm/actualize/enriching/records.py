"""One record of a list that enriches, tied to a person by somebody's decision, and untied again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, update

from dm.actualize import query
from dm.actualize.rebuild import rebuild
from dm.actualize.store import assign_records
from dm.db import tables as t
from dm.errors import StateError


def tie(connection: Connection, record_id: int, person_id: str, *, key: bytes, now: datetime) -> dict[str, Any]:
    """The record is this person's: its fields come to him; returns what the pair keeps for the way back."""
    active = query.active_people(connection, [person_id])
    owner = connection.execute(select(t.record.c.person_id).where(t.record.c.id == record_id)).scalar()
    if not active or owner:
        gone = "the record belongs to somebody already" if owner else "the person is not in the base any more"
        raise StateError(f"The two cannot become one: {gone}.", hint="`dm actualize review reject PAIR` closes it.")
    identity = next(iter(active))
    assign_records(connection, [(record_id, identity, "review")])
    rebuild(connection, [identity], key=key, now=now)
    return {"kept": identity, "lost": "", "records": [record_id]}


def untie(connection: Connection, record_id: int, person_id: str, *, key: bytes, now: datetime) -> None:
    """The record is nobody's again, and what it had added goes."""
    record = t.record
    connection.execute(update(record).where(record.c.id == record_id).values(person_id=None, linked_by=None))
    rebuild(connection, [person_id], key=key, now=now)
