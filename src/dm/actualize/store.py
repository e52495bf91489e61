"""What actualize writes, set by set: people, points, lineage."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import product
from typing import Any

from sqlalchemy import Connection, bindparam, delete, text, update

from dm.actualize.lineage import values_of
from dm.actualize.points import COLUMNS, point_id
from dm.actualize.survive import Person
from dm.db import chunks, insert_many, insert_tuples
from dm.db import tables as t

_DELETE_AT_ONCE = 10_000
_SALT = 16  # bytes


def store_people(connection: Connection, people: Sequence[Person], known: set[str], *, now: datetime) -> None:
    """Write people: those whose id is in `known` are brought up to date, the others are new."""
    new = [person for person in people if person.id not in known] if known else people
    old = [person for person in people if person.id in known] if known else []
    if new:
        names = ("id", "state", "salt", *new[0].row, "created_at", "updated_at")
        insert_tuples(connection, t.person, names, _new_people(new, now))
        _insert_points(connection, new)
    _update_people(connection, old, now)
    ids = [person.id for person in old]
    for some in chunks(ids, _DELETE_AT_ONCE):
        values = t.person_value
        connection.execute(delete(values).where(values.c.person_id.in_(some), values.c.correction_id.is_(None)))
    several = (person for person in people if len(person.entries) > 1)
    insert_many(
        connection,
        t.person_value,
        ({"person_id": person.id, **value} for person in several for value in values_of(person.entries)),
    )


def _new_people(people: Sequence[Person], now: datetime) -> list[tuple[Any, ...]]:
    """Each with a salt of his own."""
    salts = secrets.token_bytes(_SALT * len(people))
    places = range(0, len(salts), _SALT)
    return [
        (person.id, "active", salts[place : place + _SALT], *person.row.values(), now, now)
        for place, person in zip(places, people, strict=True)
    ]


def _insert_points(connection: Connection, people: Sequence[Person]) -> None:
    rows: list[tuple[Any, ...]] = []
    zones: list[tuple[str, str]] = []
    for person in people:
        for point in person.points:
            identity = point_id(person.id, point.hmac)
            rows.append(point.columns(identity, person.id))
            zones += product((identity,), point.zones)
    insert_tuples(connection, t.contact_point, ("id", "person_id", *COLUMNS), rows)
    insert_tuples(connection, t.point_zone, ("point_id", "zone"), zones)


def _update_people(connection: Connection, people: Sequence[Person], now: datetime) -> None:
    if people:
        columns: dict[str, Any] = {name: bindparam(f"new_{name}") for name in people[0].row}
        statement = update(t.person).where(t.person.c.id == bindparam("old_id"))
        rows = [{"old_id": one.id, **{f"new_{name}": value for name, value in one.row.items()}} for one in people]
        connection.execute(statement.values(**columns, updated_at=now), rows)


def assign_records(connection: Connection, links: Sequence[tuple[int, str, str]]) -> None:
    """Tie records to people; `links` are (record, person, how)."""
    if not links:
        return
    if connection.dialect.name == "postgresql":
        statement = text(
            "UPDATE record SET person_id = made.person, linked_by = made.how "
            "FROM unnest(CAST(:records AS bigint[]), CAST(:people AS text[]), CAST(:hows AS text[])) "
            "AS made(record, person, how) WHERE record.id = made.record"
        )
        records, people, hows = (list(column) for column in zip(*links, strict=True))
        connection.execute(statement, {"records": records, "people": people, "hows": hows})
        return
    update_one = "UPDATE record SET person_id = ?, linked_by = ? WHERE id = ?"
    connection.exec_driver_sql(update_one, [(who, how, one) for one, who, how in links])


def close_batches(connection: Connection, batch_ids: Iterable[str], *, now: datetime) -> None:
    """Mark batches as actualized."""
    batch = t.batch
    statement = update(batch).where(batch.c.id.in_(list(batch_ids)))
    connection.execute(statement.values(state="actualized", actualized_at=now))
