"""A batch taken out again: people who rest on it alone go, the others are made again without it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, delete, select, update

from dm import ledger
from dm.actualize.companies.merging import forget_batch
from dm.actualize.query import rows_where
from dm.actualize.rebuild import rebuild
from dm.db import chunks
from dm.db import tables as t
from dm.errors import Refused
from dm.ledger.verification import BATCH_UNDONE, CAMPAIGN

_OWN = (t.person_value, t.company_member, t.household_member, t.contact_point, t.score)
_HISTORY = (t.response, t.purchase, t.relationship)
_AT_ONCE = 10_000


def detach_batch(connection: Connection, batch_id: str, *, key: bytes, now: datetime) -> int:
    """Untie the batch's records from people; returns how many people went.

    Raises Refused where somebody who would go was planned, written to or called, or has a history of his own.
    """
    here = _people_of(connection, batch_id)
    staying = here & _resting_elsewhere(connection, batch_id, here)
    going = here - staying
    _refuse_used(connection, batch_id, going)
    belonged = _belonging(connection, staying)
    _untie(connection, t.record.c.batch_id == batch_id)
    for some in chunks(sorted(going), _AT_ONCE):  # what had been added to them is nobody's again
        _untie(connection, t.record.c.person_id.in_(some))
    rebuild(connection, staying, key=key, now=now)
    _forget_belonging(connection, belonged, staying)
    _cancel_calls(connection, going, now)
    _delete_people(connection, going)
    forget_batch(connection, batch_id)
    _forget_enrichment(connection, batch_id)
    return len(going)


def _people_of(connection: Connection, batch_id: str) -> set[str]:
    record = t.record
    found = connection.execute(select(record.c.person_id).where(record.c.batch_id == batch_id).distinct()).scalars()
    return {str(one) for one in found if one is not None}


def _resting_elsewhere(connection: Connection, batch_id: str, people: Iterable[str]) -> set[str]:
    """Those of whom another list knows; one that only added to them does not carry anybody."""
    record, batch = t.record, t.batch
    others = select(record.c.person_id).join(batch).where(record.c.batch_id != batch_id, ~batch.c.enriches).distinct()
    return {row["person_id"] for row in rows_where(connection, others, record.c.person_id, people)}


def _untie(connection: Connection, which: ColumnElement[bool]) -> None:
    connection.execute(update(t.record).where(which).values(person_id=None, linked_by=None))


def _belonging(connection: Connection, people: Collection[str]) -> dict[str, set[int]]:
    """{table: memberships of today} of these people."""
    found = {}
    for table in (t.company_member, t.household_member):
        query = select(table.c.id).where(table.c.to_on.is_(None))
        found[table.name] = {row["id"] for row in rows_where(connection, query, table.c.person_id, people)}
    return found


def _forget_belonging(connection: Connection, before: dict[str, set[int]], people: Collection[str]) -> None:
    """Memberships that ended because the batch went had rested on it: they never were."""
    after = _belonging(connection, people)
    for table in (t.company_member, t.household_member):
        for some in chunks(sorted(before[table.name] - after[table.name]), _AT_ONCE):
            connection.execute(delete(table).where(table.c.id.in_(some)))


def _forget_enrichment(connection: Connection, batch_id: str) -> None:
    pair, record = t.review_pair, t.record
    mine = select(record.c.id).where(record.c.batch_id == batch_id)
    connection.execute(delete(pair).where(pair.c.record_id.in_(mine)))
    connection.execute(delete(t.enrichment).where(t.enrichment.c.batch_id == batch_id))


def _refuse_used(connection: Connection, batch_id: str, going: set[str]) -> None:
    piece = t.piece
    planned = select(piece.c.person_id).where(piece.c.campaign_id != CAMPAIGN)
    used = {row["person_id"] for row in rows_where(connection, planned, piece.c.person_id, going)}
    for table in _HISTORY:
        query = select(table.c.person_id)
        used |= {row["person_id"] for row in rows_where(connection, query, table.c.person_id, going)}
    aliases = select(t.person_alias.c.person_id)
    used |= {row["person_id"] for row in rows_where(connection, aliases, t.person_alias.c.person_id, going)}
    if used:
        raise Refused(
            f"Batch {batch_id} cannot be taken out: {len(used)} of its people were planned or merged already.",
            hint="`dm forget PERSON` erases one person; `dm campaign stop ID` stops a campaign.",
        )


def _cancel_calls(connection: Connection, going: Iterable[str], now: datetime) -> None:
    piece = t.piece
    pieces = [row["id"] for row in rows_where(connection, select(piece.c.id), piece.c.person_id, going)]
    if pieces:
        ledger.cancel(connection, pieces, BATCH_UNDONE, now=now)


def _delete_people(connection: Connection, going: Iterable[str]) -> None:
    point, zone, person = t.contact_point, t.point_zone, t.person
    for some in chunks(sorted(going), _AT_ONCE):
        points = select(point.c.id).where(point.c.person_id.in_(some))
        connection.execute(delete(zone).where(zone.c.point_id.in_(points)))
        for table in _OWN:
            connection.execute(delete(table).where(table.c.person_id.in_(some)))
        pair = t.review_pair
        connection.execute(delete(pair).where(pair.c.left_person_id.in_(some) | pair.c.right_person_id.in_(some)))
        connection.execute(delete(person).where(person.c.id.in_(some)))
