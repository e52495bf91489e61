"""Households and who lives in them, as the base holds them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, select, update

from dm.actualize.query import rows_where
from dm.actualize.survive import Person
from dm.db import chunks, insert_many, insert_new
from dm.db import tables as t

_UPDATE_AT_ONCE = 10_000


def settle(connection: Connection, people: Sequence[Person], known: set[str], *, now: datetime) -> None:
    """Write who lives with whom; those of `known` may have moved."""
    member = t.household_member
    settled = {person.id: person for person in people if person.household_key}
    current = select(member.c.id, member.c.person_id, member.c.household_id).where(member.c.to_on.is_(None))
    left = [
        row["id"]
        for row in rows_where(connection, current, member.c.person_id, known)
        if row["person_id"] not in settled or settled[row["person_id"]].household_id != row["household_id"]
    ]
    for some in chunks(left, _UPDATE_AT_ONCE):
        connection.execute(update(member).where(member.c.id.in_(some)).values(to_on=now.date()))
    households = {person.household_id: _household_row(person, now) for person in settled.values()}
    _insert_absent(connection, t.household, households)
    rows = [_resident_row(person) for person in settled.values()]
    insert_new(connection, member, (row for row in rows if row["person_id"] in known))
    insert_many(connection, member, (row for row in rows if row["person_id"] not in known))


def _resident_row(person: Person) -> dict[str, Any]:
    since = person.row["observed_at"].date()
    return {"household_id": person.household_id, "person_id": person.id, "from_on": since}


def _household_row(person: Person, now: datetime) -> dict[str, Any]:
    return {
        "id": person.household_id,
        "name": person.row["family_name"],
        "address_key": person.household_key,
        "created_at": now,
    }


def _insert_absent(connection: Connection, table: Table, rows: Mapping[str, dict[str, Any]]) -> None:
    there = {row["id"] for row in rows_where(connection, select(table.c.id), table.c.id, rows)}
    insert_many(connection, table, (row for identity, row in rows.items() if identity not in there))
