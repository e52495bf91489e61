"""A batch taken out of the base."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, func, select, update

from dm.consent import audit
from dm.db import tables as t
from dm.errors import InputError, StateError


def batch_state(connection: Connection, batch_id: str) -> str:
    """accepted, actualized or undone; raises InputError for a batch that does not exist."""
    state = connection.execute(select(t.batch.c.state).where(t.batch.c.id == batch_id)).scalar()
    if state is None:
        raise InputError(f'There is no batch "{batch_id}".', hint="`dm acquire` prints the id of each batch it makes.")
    return str(state)


def undo(connection: Connection, batch_id: str, *, now: datetime, actor: str) -> int:
    """Delete the batch's records and quarantine; returns how many records. The same file may then come again.

    The batch stays as a line of the history. Records that people rest on must be untied first.
    """
    if batch_state(connection, batch_id) == "undone":
        raise StateError(f"Batch {batch_id} was taken out already.")
    record, quarantine, batch = t.record, t.quarantine, t.batch
    tied = select(func.count()).where(record.c.batch_id == batch_id, record.c.person_id.is_not(None))
    if connection.execute(tied).scalar_one():
        raise StateError(f"People rest on batch {batch_id}.", hint="`dm acquire undo` unties them first.")
    theirs = select(record.c.id).where(record.c.batch_id == batch_id)
    connection.execute(delete(t.link_key).where(t.link_key.c.record_id.in_(theirs)))
    gone = connection.execute(delete(record).where(record.c.batch_id == batch_id)).rowcount
    connection.execute(delete(quarantine).where(quarantine.c.batch_id == batch_id))
    connection.execute(update(batch).where(batch.c.id == batch_id).values(state="undone"))
    audit.append(connection, actor=actor, action="acquire_undone", object=batch_id, payload={"records": gone}, now=now)
    return gone
