"""What actualize writes, set by set: people, points, lineage."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import product
from typing import Any

from sqlalchemy import Connection, bindparam, delete, text, update

from dm.actualize.lineage import values_of
from dm.actualize.points import STORED, point_id, shared
from dm.actualize.survive import Person
from dm.db import chunks, insert_many, insert_tuples
from dm.db import tables as t

Values = tuple[Any, ...]
_DELETE_AT_ONCE = 10_000
_SALT = 16  # bytes


def store_people(connection: Connection, people: Sequence[Person], known: set[str], *, now: datetime) -> None:
    """Write people: those whose id is in `known` are brought up to date, the others are new."""
    newcomers = Newcomers(connection, now)
    newcomers.add([person for person in people if person.id not in known])
    newcomers.write()
    old = [person for person in people if person.id in known]
    _update_people(connection, old, now)
    for some in chunks([person.id for person in old], _DELETE_AT_ONCE):
        values = t.person_value
        connection.execute(delete(values).where(values.c.person_id.in_(some), values.c.correction_id.is_(None)))
    insert_many(connection, t.person_value, _values(old))


@dataclass(slots=True)
class Newcomers:
    """People who are new to the base: their rows are kept until they are written, all together."""

    connection: Connection
    now: datetime
    _names: tuple[str, ...] = ()
    _people: list[Values] = field(default_factory=list)
    # By kind and batch, which have most columns in common.
    _points: dict[tuple[str, str], list[Values]] = field(default_factory=dict)
    _shared: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    _zones: list[tuple[str, str]] = field(default_factory=list)
    _values: list[dict[str, Any]] = field(default_factory=list)

    def add(self, people: Sequence[Person]) -> None:
        """Take these people along, each with a salt of his own."""
        salts = bytearray(secrets.token_bytes(_SALT * len(people)))  # SQLite's driver looks longer at plain bytes
        places = range(0, len(salts), _SALT)
        for place, person in zip(places, people, strict=True):
            salt, row = salts[place : place + _SALT], person.row
            self._people.append((person.id, salt, *row.values()))
            for point in person.points:
                identity, batch = point_id(person.id, point.hmac), point.entry.batch
                alike = point.kind, batch.id
                if alike not in self._points:
                    self._points[alike], self._shared[alike] = [], shared(point.kind, batch)
                self._points[alike].append(point.stored(identity, person.id))
                if point.zones:
                    self._zones += product((identity,), point.zones)
        if people:
            self._names = ("id", "salt", *people[0].row)
        self._values += _values(people)

    def write(self) -> None:
        """Write all of them."""
        new = {"state": "active", "created_at": self.now, "updated_at": self.now}
        insert_tuples(self.connection, t.person, self._names, self._people, same=new)
        for (kind, batch), points in self._points.items():
            insert_tuples(self.connection, t.contact_point, STORED[kind], points, same=self._shared[kind, batch])
        insert_tuples(self.connection, t.point_zone, ("point_id", "zone"), self._zones)
        insert_many(self.connection, t.person_value, self._values)
        written: Iterable[list[Any]] = (self._people, *self._points.values(), self._zones, self._values)
        for rows in written:
            rows.clear()


def _values(people: Iterable[Person]) -> Iterator[dict[str, Any]]:
    """What several records say of each of them."""
    for person in people:
        if len(person.entries) > 1:
            for value in values_of(person.entries):
                yield {"person_id": person.id, **value}


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
            "AS made(record, person, how) WHERE record.id = made.record AND record.id BETWEEN :first AND :last"
        )
        records, people, hows = zip(*links, strict=True)
        # Between which they lie, or a table that nobody has counted yet is read from end to end for each ten thousand.
        bounds = {"first": min(records), "last": max(records)}
        # Arrays as PostgreSQL writes them: numbers and words of our own need no quotes, and the driver looks at each.
        columns = {"records": map(str, records), "people": people, "hows": hows}
        arrays = {name: f"{{{','.join(column)}}}" for name, column in columns.items()}
        connection.execute(statement, {**arrays, **bounds})
        return
    update_one = "UPDATE record SET person_id = ?, linked_by = ? WHERE id = ?"
    connection.exec_driver_sql(update_one, [(who, how, one) for one, who, how in links])


def close_batches(connection: Connection, batch_ids: Iterable[str], *, now: datetime) -> None:
    """Mark batches as actualized."""
    batch = t.batch
    statement = update(batch).where(batch.c.id.in_(list(batch_ids)))
    connection.execute(statement.values(state="actualized", actualized_at=now))
